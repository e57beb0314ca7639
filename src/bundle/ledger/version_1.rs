//! Lines of version 1, as they are read: an option is a line.

use serde::Deserialize;

use super::{Container, OptionRow};

/// What became of an option.
#[derive(Debug, Deserialize)]
pub struct Row {
    v: u32,
    host: String,
    container: String,
    paths: Vec<String>,
    flag: Option<String>,
    value: String,
    fate: String,
    code: Option<String>,
    targets: Vec<Target>,
    reason: Option<String>,
}

/// A place in an object.
#[derive(Debug, Deserialize)]
struct Target {
    object: String,
    pointer: String,
}

impl Row {
    /// As a container with one option.
    pub fn line(self) -> Container<'static> {
        let targets = self.targets.into_iter().enumerate();
        let (objects, targets) = targets
            .map(|(index, target)| (target.object.into(), (index, target.pointer.into())))
            .unzip();
        Container {
            v: self.v,
            host: self.host.into(),
            container: self.container.into(),
            objects,
            rows: vec![OptionRow {
                paths: self.paths.into(),
                flag: self.flag.map(Into::into),
                value: self.value.into(),
                fate: self.fate.into(),
                code: self.code.map(Into::into),
                targets,
                reason: self.reason.map(Into::into),
            }],
        }
    }
}

//! What stands in objects without an option behind it, and why.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Row;
use crate::{Compiled, kube::Object, ledger::Ledger, origin::Why};

/// What decided a place that no option decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// This program, with a reason.
    Default,
    /// A key of the settings.
    Setting,
    /// A program that podman did not run, such as a device plugin.
    Component,
}

/// A place of an object that no option decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unasked<'a> {
    /// JSON Pointer into the object.
    pub pointer: &'a str,
    /// What decided it.
    pub why: Kind,
    /// For a setting its JSON Pointer into the settings file; for a default the text that the reason comes from, if
    /// there is one; for a component its name.
    pub of: Option<&'a str>,
    /// Why, in one sentence.
    pub reason: &'a str,
}

/// Those of an object, in the order in which it is written.
pub fn of<'a>(ledger: &'a Ledger, object: &'a Object) -> impl Iterator<Item = Unasked<'a>> {
    object.marks.iter().filter_map(|(pointer, why)| {
        let (why, of, reason) = match why {
            Why::Option(_) => return None,
            Why::Setting(id) => (
                Kind::Setting,
                Some(ledger.setting_at(id)),
                "chosen in the settings",
            ),
            Why::Default(reason) => {
                let source = Some(reason.source()).filter(|source| !source.is_empty());
                (Kind::Default, source, reason.text())
            }
            Why::Component(component) => {
                (Kind::Component, Some(component.name()), component.text())
            }
        };
        Some(Unasked {
            pointer,
            why,
            of,
            reason,
        })
    })
}

/// The written objects that a container, by its index, has a part in: those of its workload, and others that its rows reach.
#[must_use]
pub fn objects<'a>(compiled: &'a Compiled, container: usize, rows: &[Row<'a>]) -> Vec<&'a Object> {
    let workload = compiled.plan.workload_index(container);
    let reached: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| &row.targets)
        .map(|target| target.object)
        .collect();
    let (mut out, others): (Vec<_>, Vec<_>) = compiled
        .written()
        .into_iter()
        .partition(|object| object.workload == Some(workload));
    out.extend(
        others
            .into_iter()
            .filter(|object| reached.contains(&*object.id)),
    );
    out
}

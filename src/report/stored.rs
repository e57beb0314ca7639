//! Rows of a bundle's `ledger.jsonl`, read back: so that `explain` answers where the input is not.

use serde::Deserialize;

use super::{Row, RowTarget};

/// A row that owns its texts.
#[derive(Debug, Deserialize)]
pub struct StoredRow {
    v: u32,
    host: String,
    container: String,
    paths: Vec<String>,
    flag: Option<String>,
    value: String,
    fate: String,
    code: Option<String>,
    targets: Vec<StoredTarget>,
    reason: Option<String>,
}

/// A target that owns its texts.
#[derive(Debug, Deserialize)]
struct StoredTarget {
    object: String,
    pointer: String,
}

/// All rows of a `ledger.jsonl`.
///
/// # Errors
/// The number of the line, from 1, and what is wrong with it.
pub fn rows(text: &str) -> Result<Vec<StoredRow>, (usize, String)> {
    let read = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| (index + 1, error.to_string()))
    };
    text.lines().enumerate().map(read).collect()
}

impl StoredRow {
    /// The same row as those of a conversion.
    pub fn row(&self) -> Row<'_> {
        Row {
            v: self.v,
            host: &self.host,
            container: &self.container,
            paths: &self.paths,
            flag: self.flag.as_deref(),
            value: &self.value,
            fate: &self.fate,
            code: self.code.as_deref(),
            targets: self.targets.iter().map(StoredTarget::target).collect(),
            reason: self.reason.as_deref(),
        }
    }
}

impl StoredTarget {
    fn target(&self) -> RowTarget<'_> {
        RowTarget {
            object: &self.object,
            pointer: &self.pointer,
        }
    }
}

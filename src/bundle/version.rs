//! Versions of the format of a bundle. 1 had a line of `ledger.jsonl` for each option, and none for what no option
//! decided.

/// The version that is written.
pub const WRITTEN: u32 = 2;

/// A bundle of a version that this program cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bundle has format {0}; this program reads formats 1 and 2{hint}", hint = if *.0 > WRITTEN { ": upgrade it" } else { "" })]
pub struct Unknown(pub u32);

/// Whether this program can read the version.
///
/// # Errors
/// It cannot.
pub fn check(version: u32) -> Result<(), Unknown> {
    match version {
        1..=WRITTEN => Ok(()),
        other => Err(Unknown(other)),
    }
}

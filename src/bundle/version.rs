//! Versions of the format of a bundle. 1 had a line of `ledger.jsonl` for each option, and none for what no option
//! decided. 3 is a bundle with files of variables that Compose reads: an older program would read them as podman does.

/// The version that is written.
pub const WRITTEN: u32 = 2;

/// The same, where a file of variables has Compose's syntax.
pub const WITH_DOTENV: u32 = 3;

/// A bundle of a version that this program cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bundle has format {0}; this program reads formats 1 to 3{hint}", hint = if *.0 > WITH_DOTENV { ": upgrade it" } else { "" })]
pub struct Unknown(pub u32);

/// Whether this program can read the version.
///
/// # Errors
/// It cannot.
pub fn check(version: u32) -> Result<(), Unknown> {
    match version {
        1..=WITH_DOTENV => Ok(()),
        other => Err(Unknown(other)),
    }
}

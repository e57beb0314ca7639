//! Flags of the section [`crate::inventory::process`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

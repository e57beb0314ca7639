//! Flags of the section [`crate::inventory::logging`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

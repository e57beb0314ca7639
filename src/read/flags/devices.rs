//! Flags of the section [`crate::inventory::devices`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

//! Flags of the section [`crate::inventory::lifecycle`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

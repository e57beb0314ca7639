//! Flags of the section [`crate::inventory::storage`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

//! Flags of the section [`crate::inventory::network`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

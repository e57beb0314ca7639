//! Flags of the section [`crate::inventory::identity`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

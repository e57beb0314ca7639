//! Flags of the section [`crate::inventory::image`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

//! Flags of the section [`crate::inventory::health`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

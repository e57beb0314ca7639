//! Flags of the section [`crate::inventory::resources`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

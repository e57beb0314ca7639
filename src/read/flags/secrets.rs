//! Flags of the section [`crate::inventory::secrets`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

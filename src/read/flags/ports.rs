//! Flags of the section [`crate::inventory::ports`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

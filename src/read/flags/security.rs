//! Flags of the section [`crate::inventory::security`].

use super::Flag;

/// Sorted by name.
pub const FLAGS: &[Flag] = &[];

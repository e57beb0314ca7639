//! Readers: one per input format, all ending in the same [`crate::inventory::Inventory`].

pub mod draft;
pub mod flags;

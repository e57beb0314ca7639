//! Every leaf that we add unasked, with its reason. The law "nothing comes from nowhere" and
//! `explain` read this table.

/// A leaf, or a family of leaves, that no option decided.
pub struct Default {
    /// `Kind` of the object, or `*`.
    pub kind: &'static str,
    /// JSON Pointer; `*` stands for one part, a closing `**` for all that is below.
    pub pointer: &'static str,
    /// The value as JSON text, or `*` for a value made from names.
    pub value: &'static str,
    /// Why it is there.
    pub reason: &'static str,
}

//! Keys whose values have a shape of their own.

use serde_json::Value;

use crate::rules::compose as rules;

use super::service::Reader;

pub mod deploy;
pub mod files;
pub mod hooks;
pub mod image;
pub mod jobs;
pub mod life;
pub mod limits;
pub mod network;
pub mod volumes;

/// Why a key has no effect in a Pod, with the effect and what to do.
#[derive(Debug, Clone, Copy)]
pub enum Leftover {
    /// It is Compose's own business.
    Elsewhere(&'static str, &'static str),
    /// Kubernetes has nothing for it.
    Missing(&'static str, &'static str),
    /// Without it the service would not be what it is: refused unless accepted.
    Widens(&'static str, &'static str),
}

/// An entry of `networks`, `volumes`, `secrets` or `configs` that the service is the first to use: what services make of it
/// is read with the project.
pub fn top(reader: &mut Reader<'_, '_, '_>, _part: &str, at: &str, value: &Value) {
    reader.same(at, value, &rules::PART);
}

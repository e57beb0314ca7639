//! The API server's rules, before anything is written.
//!
//! k3s applies a file after the installation has ended, and says only in an event why an object of
//! it is refused. So each object is checked here, by the rules of the servers we promise (1.33
//! and 1.34): what they refuse, we refuse; what they take, we take, as far as we write it.
//!
//! Left out: rules that compare an object with its stored version (AV010, AV013, AV082, AV087,
//! AV088, AV091, AV092), which belong to the install step, and the strict grammar of environment
//! variables (AV032), which servers since 1.32 do not apply. Not known here: which time zones the
//! server's database holds. Stricter than the server, each with a reason: AV021 (the server takes
//! the template and refuses its Pods), AV005 for a missing namespace (the server would take the
//! request's), AV075 (a flag of the server's sets the range), AV099 (a field that we never write has
//! no rules here), and what 1.34 takes but 1.33 refuses.

mod claim;
mod config;
mod container;
mod endpoint_slice;
mod environment;
mod fields;
mod ingress;
mod job;
mod kinds;
mod metadata;
mod mount;
mod names;
mod network_policy;
mod other;
mod pod;
mod ports;
mod probe;
mod rbac;
mod report;
mod resources;
mod rules;
mod scheduling;
mod security;
mod service;
mod value;
mod volume;
mod workload;

pub use rules::RULES;

use serde_json::Value;

use report::Report;
use value::Fields;

/// One rule of the API server that an object breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule, such as `AV025`: the key of a row in [`RULES`].
    pub rule: &'static str,
    /// JSON pointer into the object; the last step may name a field that is missing.
    pub pointer: String,
    /// What the value must be. Lower case, without a full stop.
    pub message: String,
}

/// Every rule the object breaks; empty when the API server would take it.
///
/// ```
/// let object = serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "Media"}});
/// let violations = k3s_migrate::kube::check::object(&object);
/// assert_eq!(violations[0].rule, "AV001");
/// assert_eq!(violations[0].pointer, "/metadata/name");
/// ```
pub fn object(object: &Value) -> Vec<Violation> {
    let mut report = Report::new(object);
    match kinds::of(object.text("apiVersion"), object.text("kind")) {
        None => report.field("AV100", object, "kind", "is no kind that we write"),
        Some(kind) => {
            fields::check(&mut report, &kind.fields, object);
            metadata::check(&mut report, kind, object);
            (kind.rules)(&mut report, object);
        }
    }
    report.into_violations()
}

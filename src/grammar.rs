//! What Kubernetes takes as a name, an address, a path, an amount or a time: a type for each. A value of such a type has
//! been read by its `parse`, so nobody behind it has to ask again, and a bad text is told where it stands.

mod address;
mod amount;
mod names;
mod number;
mod path;
mod quantity;
pub mod release;
pub mod resource;
mod schedule;
mod span;
mod text;

use std::borrow::Cow;

pub use address::Address;
pub use amount::Amount;
pub use names::{
    AnnotationKey, ConfigKey, Endpoint, ImageName, Label, LabelValue, NodeName, PortName,
    ProfileName, QualifiedName, RouteHost, SearchDomain, ServiceName, Subdomain, SysctlName,
    VariableName,
};
pub use number::{Count, Port, Replicas};
pub use path::{AbsolutePath, RelativePath, RoutePath, climbs, is_file_of_proc};
pub use quantity::{Quantity, Size};
pub use release::Release;
pub use resource::ResourceName;
pub use schedule::{Schedule, TimeZone};
pub use span::Span;

/// Why Kubernetes does not take a text: its rule in one sentence, with the limit. Lower case, without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Breach(Cow<'static, str>);

impl Breach {
    /// A sentence.
    pub fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self(rule.into())
    }
}

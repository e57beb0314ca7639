//! The grammars of names, by the rule that this check cites.

use crate::grammar::{
    AnnotationKey, ConfigKey, Label, LabelValue, PortName, QualifiedName, RouteHost, SearchDomain,
    ServiceName, Subdomain, SysctlName, VariableName,
};

pub(super) use crate::grammar::{is_header, is_path_segment, is_qualified_domain};

pub(super) const LABEL: &str = Label::RULE;
pub(super) const SUBDOMAIN: &str = Subdomain::RULE;
pub(super) const SERVICE: &str = ServiceName::RULE;
pub(super) const QUALIFIED: &str = QualifiedName::RULE;
pub(super) const LABEL_VALUE: &str = LabelValue::RULE;
pub(super) const PORT: &str = PortName::RULE;
pub(super) const VARIABLE: &str = VariableName::RULE;
pub(super) const CONFIG_KEY: &str = ConfigKey::RULE;
pub(super) const PATH_SEGMENT: &str = "must not be empty, `.` or `..`, nor contain `/` or `%`";

macro_rules! tests {
    ($($name:ident: $grammar:ident,)*) => {
        $(pub(super) fn $name(text: &str) -> bool {
            $grammar::is(text)
        })*
    };
}

tests! {
    is_label: Label,
    is_subdomain: Subdomain,
    is_service_name: ServiceName,
    is_qualified: QualifiedName,
    is_annotation_key: AnnotationKey,
    is_label_value: LabelValue,
    is_port: PortName,
    is_variable: VariableName,
    is_config_key: ConfigKey,
    is_sysctl: SysctlName,
    is_search_domain: SearchDomain,
    is_route_host: RouteHost,
}

//! The programs of the stack, a row each: image, port, and what it takes of a node.

use crate::{grammar::Breach, rules::components::Component};

use super::{Profile, names};

/// A program of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub component: Component,
    /// Name and port of its Service, or of every node.
    pub service: (&'static str, u16),
    /// Its image in each profile, pinned.
    pub image: Sized<&'static str>,
    /// Whether every node has one.
    pub on_each_node: bool,
    /// Processor that is reserved, in thousandths of a core.
    pub millicores: Sized<u64>,
    /// Memory that is reserved, in MiB.
    pub request: Sized<u64>,
    /// Memory at which it is killed, in MiB.
    pub limit: Sized<u64>,
    /// Memory that it is expected to use, in MiB.
    pub expected: Sized<u64>,
    /// Where that figure comes from.
    pub basis: Basis,
}

/// A value for each profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sized<T> {
    /// [`Profile::Lean`].
    pub lean: T,
    /// [`Profile::Standard`].
    pub standard: T,
}

impl<T: Copy> Sized<T> {
    /// That of a profile.
    pub fn of(self, profile: Profile) -> T {
        match profile {
            Profile::Lean => self.lean,
            Profile::Standard => self.standard,
        }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// It was measured with the configuration that we write.
    Measured,
    /// Its maker or its users tell it.
    Reported,
    /// Nothing but experience with programs of its kind.
    Guessed,
}

impl Basis {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Reported => "reported",
            Self::Guessed => "guessed",
        }
    }
}

/// The same in both profiles.
const fn both<T: Copy>(value: T) -> Sized<T> {
    Sized {
        lean: value,
        standard: value,
    }
}

/// One in each profile.
const fn each<T>(lean: T, standard: T) -> Sized<T> {
    Sized { lean, standard }
}

/// All of them, by name.
#[rustfmt::skip]
pub const PARTS: &[Part] = &[
    Part {
        component: Component::Alertmanager, service: names::ALERTMANAGER, on_each_node: false,
        image: both("docker.io/prom/alertmanager:v0.35.0"),
        millicores: both(20), request: each(40, 48), limit: each(80, 128), expected: both(35), basis: Basis::Measured,
    },
    Part {
        component: Component::BlackboxExporter, service: names::BLACKBOX_EXPORTER, on_each_node: false,
        image: both("docker.io/prom/blackbox-exporter:v0.28.0"),
        millicores: both(10), request: both(24), limit: both(64), expected: both(20), basis: Basis::Guessed,
    },
    Part {
        component: Component::Grafana, service: names::GRAFANA, on_each_node: false,
        image: each("docker.io/grafana/grafana:12.4.11", "docker.io/grafana/grafana:13.1.3"),
        millicores: both(50), request: each(160, 256), limit: each(320, 512), expected: each(180, 330), basis: Basis::Reported,
    },
    Part {
        component: Component::KubeStateMetrics, service: names::KUBE_STATE_METRICS, on_each_node: false,
        image: both("registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0"),
        millicores: both(20), request: each(32, 64), limit: each(96, 128), expected: both(30), basis: Basis::Guessed,
    },
    Part {
        component: Component::NodeExporter, service: names::NODE_EXPORTER, on_each_node: true,
        image: both("docker.io/prom/node-exporter:v1.12.1"),
        millicores: both(20), request: each(24, 32), limit: each(48, 64), expected: both(23), basis: Basis::Measured,
    },
    Part {
        component: Component::Prometheus, service: names::PROMETHEUS, on_each_node: false,
        image: both("docker.io/prom/prometheus:v3.16.0"),
        millicores: each(100, 200), request: each(160, 256), limit: each(400, 512), expected: each(142, 167), basis: Basis::Measured,
    },
    Part {
        component: Component::SmartctlExporter, service: names::SMARTCTL_EXPORTER, on_each_node: true,
        image: both("docker.io/prometheuscommunity/smartctl-exporter:v0.14.0"),
        millicores: both(10), request: both(16), limit: both(48), expected: both(16), basis: Basis::Guessed,
    },
    Part {
        component: Component::VictoriaMetrics, service: names::VICTORIA_METRICS, on_each_node: false,
        image: both("docker.io/victoriametrics/victoria-metrics:v1.148.9"),
        millicores: each(50, 100), request: each(96, 128), limit: each(256, 384), expected: each(75, 99), basis: Basis::Measured,
    },
    Part {
        component: Component::Vmalert, service: names::VMALERT, on_each_node: false,
        image: both("docker.io/victoriametrics/vmalert:v1.148.9"),
        millicores: both(20), request: each(24, 32), limit: each(64, 96), expected: both(20), basis: Basis::Measured,
    },
];

/// The row of a program; `None` for a component that is not of the stack.
#[must_use]
pub fn part(component: Component) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.component == component)
}

/// A program of the stack by its name, as the settings have it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Program(pub Component);

impl TryFrom<String> for Program {
    type Error = Breach;

    fn try_from(name: String) -> Result<Self, Breach> {
        let row = PARTS.iter().find(|part| part.component.name() == name);
        row.map(|part| Self(part.component)).ok_or_else(|| {
            let names: Vec<&str> = PARTS.iter().map(|part| part.component.name()).collect();
            Breach::new(format!("a program is one of {}", names.join(", ")))
        })
    }
}

impl From<Program> for String {
    fn from(program: Program) -> Self {
        program.0.name().to_owned()
    }
}

impl schemars::JsonSchema for Program {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Program".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = PARTS.iter().map(|part| part.component.name()).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_fit() {
        assert!(PARTS.is_sorted_by_key(|part| part.component));
        for part in PARTS {
            for profile in [Profile::Lean, Profile::Standard] {
                let (request, limit) = (part.request.of(profile), part.limit.of(profile));
                assert!(request < limit, "{part:?}");
                assert!(part.expected.of(profile) < limit, "{part:?}");
                let image = part.image.of(profile);
                let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
                assert!(tag.contains('.'), "{image} is pinned");
            }
        }
    }
}

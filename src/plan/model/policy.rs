//! Who may talk to whom, where podman's networks kept containers apart.

use std::{collections::BTreeMap, fmt::Write as _};

use sha2::{Digest as _, Sha256};

use super::Protocol;
use crate::{grammar::Label, origin::Whys};

/// Longest name of a label key, behind its prefix.
const LONGEST_KEY: usize = 63;

/// The label of a namespace whose Pods may look at every workload: that of monitoring.
pub const MONITORING_LABEL: (&str, &str) = ("k3s-migrate/monitoring", "true");

/// The label of the Pods on one of podman's networks.
#[must_use]
pub fn network_label(name: &str) -> String {
    key("network", name)
}

/// The label of the Pods that answer to a name together.
#[must_use]
pub fn name_label(name: &str) -> String {
    key("name", name)
}

/// A label key of k3s-migrate about something with a name: at most 63 characters behind the slash, the
/// last one a letter or digit.
fn key(what: &str, name: &str) -> String {
    let good = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    if good == name && what.len() + 1 + name.len() <= LONGEST_KEY {
        return format!("k3s-migrate/{what}.{name}");
    }
    let room = LONGEST_KEY - what.len() - 1 - 1 - 8;
    let start: String = good.chars().take(room).collect();
    format!("k3s-migrate/{what}.{start}-{}", short_hash(name))
}

/// Its value: networks of one name on two hosts are two networks.
#[must_use]
pub fn network_value(host: &str) -> String {
    crate::facts::names::label(host).into()
}

/// Eight digits that tell texts apart.
#[must_use]
pub fn short_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let start = digest.iter().take(4);
    start.fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A `NetworkPolicy` for the Pods of its workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkPolicy {
    /// Its name.
    pub name: Label,
    /// Who may connect to the Pod; `None` leaves it open.
    pub ingress: Option<Vec<PolicyRule>>,
    /// Whom the Pod may connect to; `None` leaves it open.
    pub egress: Option<Vec<PolicyRule>>,
    /// Options that it came from.
    pub from: Whys,
}

/// One allowed direction of traffic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyRule {
    /// Other ends; empty means every end.
    pub peers: Vec<PolicyPeer>,
    /// Ports; empty means all.
    pub ports: Vec<PolicyPort>,
    /// Options that it came from.
    pub from: Whys,
}

/// The other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPeer {
    /// Pods of the same namespace with these labels.
    Pods(BTreeMap<String, String>),
    /// All Pods of the namespaces with these labels.
    Namespaces(BTreeMap<String, String>),
    /// Pods with labels in namespaces with labels.
    PodsIn {
        /// Labels of the namespace.
        namespace: BTreeMap<String, String>,
        /// Labels of the Pod.
        pods: BTreeMap<String, String>,
    },
    /// Addresses.
    Cidr {
        /// The block.
        cidr: String,
        /// Parts of the block left out.
        except: Vec<String>,
    },
}

/// A port of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyPort {
    /// Number.
    pub port: u16,
    /// Protocol.
    pub protocol: Protocol,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::grammar::QualifiedName;

    #[test]
    fn keys() {
        assert_eq!(
            network_label("media_default"),
            "k3s-migrate/network.media_default"
        );
        assert_eq!(network_label("odd_"), "k3s-migrate/network.odd-ee68516c");
    }

    proptest! {
        #[test]
        fn keys_are_keys(name in "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,80}") {
            for key in [network_label(&name), name_label(&name)] {
                prop_assert!(QualifiedName::is(&key), "{}", key);
            }
        }
    }
}

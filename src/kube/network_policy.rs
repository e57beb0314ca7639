//! `NetworkPolicy`.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::networking::v1::{
        IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule,
        NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
    },
    apimachinery::pkg::{apis::meta::v1::LabelSelector, util::intstr::IntOrString},
};

use super::{Marks, Objects, metadata, selector, some};
use crate::{
    origin::Whys,
    plan::{self, PolicyPeer, PolicyRule, Workload},
};

/// The policies of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for policy in &workload.policies {
        out.add(&Whys::default(), |marks| object(workload, policy, marks));
    }
}

fn object(workload: &Workload, policy: &plan::NetworkPolicy, marks: &mut Marks) -> NetworkPolicy {
    let metadata = metadata(workload, policy.name.as_str(), &Whys::default(), [], marks);
    // A policy without an option has no mark here: its selector has a reason, its rules have the options' marks.
    marks.at("/spec", &policy.from);
    let egress = policy.egress.as_ref().map(|rules| {
        marks.list("/spec/egress", rules, |marks, rule| {
            marks.here(&rule.from);
            NetworkPolicyEgressRule {
                ports: ports(rule),
                to: peers(rule),
            }
        })
    });
    let ingress = policy.ingress.as_ref().map(|rules| {
        marks.list("/spec/ingress", rules, |marks, rule| {
            marks.here(&rule.from);
            NetworkPolicyIngressRule {
                from: peers(rule),
                ports: ports(rule),
            }
        })
    });
    let types = [("Ingress", ingress.is_some()), ("Egress", egress.is_some())];
    let types = types.into_iter().filter(|(_, there)| *there);
    NetworkPolicy {
        metadata,
        spec: Some(NetworkPolicySpec {
            egress: egress.flatten(),
            ingress: ingress.flatten(),
            pod_selector: Some(labels(&selector(
                workload,
                "/spec/podSelector/matchLabels",
                marks,
            ))),
            policy_types: Some(types.map(|(word, _)| word.to_owned()).collect()),
        }),
    }
}

fn labels(map: &BTreeMap<String, String>) -> LabelSelector {
    LabelSelector {
        match_labels: Some(map.clone()),
        ..LabelSelector::default()
    }
}

fn peers(rule: &PolicyRule) -> Option<Vec<NetworkPolicyPeer>> {
    let peer = |peer: &PolicyPeer| match peer {
        PolicyPeer::Pods(pods) => NetworkPolicyPeer {
            pod_selector: Some(labels(pods)),
            ..Default::default()
        },
        PolicyPeer::Namespaces(namespace) => NetworkPolicyPeer {
            namespace_selector: Some(labels(namespace)),
            ..Default::default()
        },
        PolicyPeer::PodsIn { namespace, pods } => NetworkPolicyPeer {
            namespace_selector: Some(labels(namespace)),
            pod_selector: Some(labels(pods)),
            ..Default::default()
        },
        PolicyPeer::Cidr { cidr, except } => NetworkPolicyPeer {
            ip_block: Some(IPBlock {
                cidr: cidr.clone(),
                except: some(except.clone()),
            }),
            ..Default::default()
        },
    };
    some(rule.peers.iter().map(peer).collect::<Vec<_>>())
}

fn ports(rule: &PolicyRule) -> Option<Vec<NetworkPolicyPort>> {
    let port = |port: &plan::PolicyPort| NetworkPolicyPort {
        end_port: None,
        port: Some(IntOrString::Int(i32::from(port.port))),
        protocol: Some(port.protocol.word().to_owned()),
    };
    some(rule.ports.iter().map(port).collect::<Vec<_>>())
}

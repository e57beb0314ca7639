//! `NetworkPolicy`.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::networking::v1::{
        IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule,
        NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
    },
    apimachinery::pkg::{apis::meta::v1::LabelSelector, util::intstr::IntOrString},
};

use super::{Marks, Object, metadata, selector, some};
use crate::plan::{self, PolicyPeer, PolicyRule, Workload};

/// The policies of a workload.
pub fn objects(workload: &Workload, index: usize) -> Vec<Object> {
    workload
        .policies
        .iter()
        .map(|policy| object(workload, policy, index))
        .collect()
}

fn object(workload: &Workload, policy: &plan::NetworkPolicy, index: usize) -> Object {
    let marks = &mut Marks::default();
    marks.at("/spec", &policy.from);
    let mut types = Vec::new();
    let ingress = policy.ingress.as_ref().map(|rules| {
        types.push("Ingress".to_owned());
        marks.list("/spec/ingress", rules, |marks, rule| {
            marks.here(&rule.from);
            NetworkPolicyIngressRule {
                from: peers(rule),
                ports: ports(rule),
            }
        })
    });
    let egress = policy.egress.as_ref().map(|rules| {
        types.push("Egress".to_owned());
        marks.list("/spec/egress", rules, |marks, rule| {
            marks.here(&rule.from);
            NetworkPolicyEgressRule {
                ports: ports(rule),
                to: peers(rule),
            }
        })
    });
    let object = NetworkPolicy {
        metadata: metadata(workload, &policy.name),
        spec: Some(NetworkPolicySpec {
            egress: egress.flatten(),
            ingress: ingress.flatten(),
            pod_selector: Some(labels(&selector(workload))),
            policy_types: Some(types),
        }),
    };
    Object::new(&object, Some(index), std::mem::take(marks))
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

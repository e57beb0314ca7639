//! Who may connect to whom, by the `NetworkPolicy` objects of a bundle: what `networking.k8s.io/v1` says, and no more. Traffic of a node
//! to its own Pods, which every plugin lets pass, is not asked here.

use std::collections::BTreeMap;

use serde_json::Value;

/// One end of a connection.
#[derive(Debug, Clone)]
pub struct Pod {
    pub namespace: String,
    pub labels: BTreeMap<String, String>,
    /// Name, number and protocol of its ports.
    pub ports: Vec<(String, u16, String)>,
}

/// All objects that decide.
#[derive(Debug, Default)]
pub struct Policies {
    policies: Vec<Value>,
    namespaces: BTreeMap<String, BTreeMap<String, String>>,
}

/// Labels below a pointer.
pub fn labels(value: &Value, pointer: &str) -> BTreeMap<String, String> {
    let map = value.pointer(pointer).and_then(Value::as_object);
    let entries = map.into_iter().flatten();
    entries
        .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}

/// A text below a pointer.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Elements of a list below a pointer; `None` where there is no list.
pub fn list<'v>(value: &'v Value, pointer: &str) -> Option<&'v Vec<Value>> {
    value.pointer(pointer)?.as_array()
}

impl Policies {
    pub fn of<'v>(objects: impl Iterator<Item = &'v Value>) -> Self {
        let mut out = Self::default();
        for object in objects {
            match text(object, "/kind") {
                "NetworkPolicy" => out.policies.push(object.clone()),
                "Namespace" => {
                    let name = text(object, "/metadata/name").to_owned();
                    out.namespaces
                        .insert(name, labels(object, "/metadata/labels"));
                }
                _ => {}
            }
        }
        out
    }

    /// Adds a namespace that the bundle does not have.
    pub fn namespace(&mut self, name: &str, labels: &[(&str, &str)]) {
        let labels = labels.iter();
        let labels = labels.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        self.namespaces.insert(name.to_owned(), labels.collect());
    }

    /// Whether a connection is made; `None` is an end outside of the cluster.
    pub fn allow(&self, from: Option<&Pod>, to: Option<&Pod>, port: u16, protocol: &str) -> bool {
        let leaves = from.is_none_or(|from| self.passes(from, to, "Egress", to, port, protocol));
        leaves && to.is_none_or(|to| self.passes(to, from, "Ingress", Some(to), port, protocol))
    }

    /// Whether the policies of a Pod let a direction pass. `target` is the Pod whose port it is.
    fn passes(
        &self,
        pod: &Pod,
        other: Option<&Pod>,
        direction: &str,
        target: Option<&Pod>,
        port: u16,
        protocol: &str,
    ) -> bool {
        let mut of_pod = self.policies.iter().filter(|policy| {
            text(policy, "/metadata/namespace") == pod.namespace
                && selects(policy.pointer("/spec/podSelector").unwrap(), &pod.labels)
                && has_type(policy, direction)
        });
        let Some(first) = of_pod.next() else {
            return true;
        };
        let (rules, peers) = match direction {
            "Ingress" => ("/spec/ingress", "/from"),
            _ => ("/spec/egress", "/to"),
        };
        [first].into_iter().chain(of_pod).any(|policy| {
            let mut rules = list(policy, rules).into_iter().flatten();
            let namespace = text(policy, "/metadata/namespace");
            rules.any(|rule| {
                let peers = list(rule, peers).filter(|peers| !peers.is_empty());
                let ports = list(rule, "/ports").filter(|ports| !ports.is_empty());
                peers.is_none_or(|all| all.iter().any(|peer| self.is(peer, namespace, other)))
                    && ports.is_none_or(|all| {
                        all.iter()
                            .any(|of_rule| is_port(of_rule, target, port, protocol))
                    })
            })
        })
    }

    fn is(&self, peer: &Value, namespace: &str, pod: Option<&Pod>) -> bool {
        assert!(peer.get("ipBlock").is_none(), "no address is known here");
        let Some(pod) = pod else { return false };
        let in_namespace = match peer.get("namespaceSelector") {
            None => pod.namespace == namespace,
            Some(selector) => {
                let mut labels = self
                    .namespaces
                    .get(&pod.namespace)
                    .cloned()
                    .unwrap_or_default();
                let name = "kubernetes.io/metadata.name".to_owned();
                labels.insert(name, pod.namespace.clone());
                selects(selector, &labels)
            }
        };
        let selector = peer.get("podSelector");
        in_namespace && selector.is_none_or(|selector| selects(selector, &pod.labels))
    }
}

/// Without types a policy is about what comes in, and about what goes out where it has rules for that.
fn has_type(policy: &Value, direction: &str) -> bool {
    match list(policy, "/spec/policyTypes") {
        Some(types) => types.iter().any(|of| of == direction),
        None => direction == "Ingress" || list(policy, "/spec/egress").is_some(),
    }
}

fn selects(selector: &Value, labels: &BTreeMap<String, String>) -> bool {
    let wanted = self::labels(selector, "/matchLabels");
    let mut expressions = list(selector, "/matchExpressions").into_iter().flatten();
    wanted
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
        && expressions.all(|expression| {
            let found = labels.get(text(expression, "/key"));
            let values = list(expression, "/values").into_iter().flatten();
            let mut values = values.filter_map(Value::as_str);
            let is_in = found.is_some_and(|found| values.any(|value| value == found));
            match text(expression, "/operator") {
                "In" => is_in,
                "NotIn" => !is_in,
                "Exists" => found.is_some(),
                "DoesNotExist" => found.is_none(),
                other => panic!("{other}"),
            }
        })
}

fn is_port(rule: &Value, target: Option<&Pod>, port: u16, protocol: &str) -> bool {
    let of_rule = rule
        .get("protocol")
        .and_then(Value::as_str)
        .unwrap_or("TCP");
    let last = rule.get("endPort").and_then(Value::as_u64);
    of_rule == protocol
        && match rule.get("port") {
            None => true,
            Some(Value::String(name)) => target.is_some_and(|pod| {
                let is = |(known, number, of): &(String, u16, String)| {
                    known == name && *number == port && of == protocol
                };
                pod.ports.iter().any(is)
            }),
            Some(number) => {
                let first = number.as_u64().unwrap();
                (first..=last.unwrap_or(first)).contains(&u64::from(port))
            }
        }
}

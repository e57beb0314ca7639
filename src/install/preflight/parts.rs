//! Parts of K3s that it leaves out, and files that need them.

use serde_json::Value;

use super::{Scene, files, pod, say};
use crate::{
    ledger::Ledger,
    rules::{
        install as rules,
        parts::{self, Part},
    },
};

/// Which objects need a part. What policies and host ports need is said by a rule of its own.
type Needs = fn(&Value) -> bool;

#[rustfmt::skip]
const NEEDS: &[(&Part, Needs)] = &[
    (&parts::BALANCER,    |item| is(item, "Service") && word(item, "/spec/type") == Some("LoadBalancer")),
    (&parts::ROUTES,      is_route),
    (&parts::ROUTES_IN,   is_route),
    (&parts::MIDDLEWARES, |item| is(item, "Middleware")),
    (&parts::SCALING,     |item| is(item, "HorizontalPodAutoscaler")),
    (&parts::CLAIMS,      is_claim),
    (&parts::NAMES,       asks_dns),
    (&parts::ADDRESSES,   |item| is(item, "Service") && word(item, "/spec/clusterIP") != Some("None")),
];

/// One message for each part that is left out, with the files that need it.
pub fn check(scene: &Scene, ledger: &mut Ledger) {
    let given = scene.k3s.left_out();
    for (part, needs) in NEEDS {
        let Some(option) = part.left_out(given.iter().map(String::as_str)) else {
            continue;
        };
        let names: Vec<String> = files(scene, needs)
            .map(|name| format!("`{name}`"))
            .collect();
        if !names.is_empty() {
            let names = names.join(", ");
            let text = rules::left_out(option, part.what, names, part.effect, part.instead);
            say(ledger, &scene.k3s.place, text);
        }
    }
}

fn is(item: &Value, kind: &str) -> bool {
    item.get("kind").is_some_and(|own| own == kind)
}

fn word<'a>(item: &'a Value, path: &str) -> Option<&'a str> {
    item.pointer(path)?.as_str()
}

fn is_route(item: &Value) -> bool {
    is(item, "Ingress") && word(item, "/spec/ingressClassName").is_none()
}

/// K3s' own class is called `local-path`.
fn is_claim(item: &Value) -> bool {
    let class = word(item, "/spec/storageClassName");
    is(item, "PersistentVolumeClaim")
        && word(item, "/spec/volumeName").is_none()
        && class.is_none_or(|class| class == "local-path")
}

fn asks_dns(item: &Value) -> bool {
    if pod(item, "/containers").is_none() {
        return false;
    }
    match pod(item, "/dnsPolicy").and_then(Value::as_str) {
        Some(policy) => policy.starts_with("ClusterFirst"),
        None => pod(item, "/hostNetwork").is_none_or(|on| on == false),
    }
}

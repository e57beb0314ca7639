//! Memory of the host against what a bundle asks for.

use std::fs;

use serde_json::Value;

use super::{Finding, Patient, host::gib};
use crate::{columns::counted, install::versions::bytes};

/// What a server of K3s takes with a small load, in KiB.
/// K3s: <https://docs.k3s.io/reference/resource-profiling>
const SERVER: u64 = 1_600 << 10;

/// Whether what Pods ask for fits, and what they may take.
pub fn check(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "memory";
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let Some(total) = field(&text, "MemTotal") else {
        return vec![Finding::unknown(
            TOPIC,
            "/proc/meminfo does not say how much there is",
        )];
    };
    let free = field(&text, "MemAvailable").unwrap_or(total);
    let swap = field(&text, "SwapTotal").unwrap_or(0);
    let mut out = vec![Finding::ok(
        TOPIC,
        format!("{} of {} is available", gib(free), gib(total)),
    )];
    if total < 4 << 20 {
        out.push(
            Finding::warn(TOPIC, "a server of K3s takes about 1.6 GiB of it")
                .then("leave out what you do not need: `services.k3s.disable = [ \"traefik\" \"servicelb\" \"metrics-server\" ]`"),
        );
    }
    if let Some(bundle) = &patient.bundle {
        let sums = sums(bundle.manifests.values());
        let text = format!(
            "the Pods request {}, and may take {}",
            gib(sums.requested),
            gib(sums.limited)
        );
        out.push(if sums.requested + SERVER > total {
            Finding::fail(TOPIC, text).then("lower `--memory-reservation`, or move fewer containers: the last Pods stay Pending")
        } else if sums.limited + SERVER > total + swap || sums.unlimited > 0 {
            let text = match sums.unlimited {
                0 => text,
                unlimited => format!(
                    "the Pods request {}, and may take at least {} ({} without a limit may take all there is)",
                    gib(sums.requested),
                    gib(sums.limited),
                    counted(unlimited, "container")
                ),
            };
            Finding::warn(TOPIC, text)
                .then("set `services.k3s.extraKubeletConfig.evictionHard.\"memory.available\" = \"500Mi\"`: the kubelet then ends a Pod before the kernel ends the host")
        } else {
            Finding::ok(TOPIC, text)
        });
    }
    out
}

/// A field of `/proc/meminfo` in KiB.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line?.split_whitespace().next()?.parse().ok()
}

/// What Pods ask for and may take, in KiB.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    requested: u64,
    limited: u64,
    unlimited: usize,
}

fn sums<'v>(lists: impl Iterator<Item = &'v Value>) -> Sums {
    let mut out = Sums::default();
    for container in lists.flat_map(containers) {
        let amount = |key: &str| {
            let quantity = container.pointer(&format!("/resources/{key}/memory"))?;
            let bytes = bytes(quantity.as_str()?)?;
            u64::try_from(bytes >> 10).ok()
        };
        out.requested += amount("requests").unwrap_or(0);
        match amount("limits") {
            Some(limit) => out.limited += limit,
            None => out.unlimited += 1,
        }
    }
    out
}

/// The containers of all Pods of a list, those that init others left out.
pub fn containers(list: &Value) -> Vec<&Value> {
    let items = list.get("items").and_then(Value::as_array);
    let pods = [
        "/spec/template/spec",
        "/spec/jobTemplate/spec/template/spec",
    ];
    let mut out = Vec::new();
    for item in items.into_iter().flatten() {
        let none = item.pointer("/spec/replicas") == Some(&Value::from(0));
        let pod = pods
            .iter()
            .find_map(|pod| item.pointer(pod))
            .filter(|_| !none);
        let containers = pod.and_then(|pod| pod.get("containers")?.as_array());
        out.extend(containers.into_iter().flatten());
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Sums, field, sums};

    #[test]
    fn amounts() {
        let text = "MemTotal:       8000000 kB\nMemAvailable:   2000000 kB\n";
        assert_eq!(field(text, "MemTotal"), Some(8_000_000));
        assert_eq!(field(text, "Mem"), None);
        let pod = |containers| json!({"spec": {"template": {"spec": {"containers": containers}}}});
        let list = json!({"items": [
            pod(json!([
                {"resources": {"requests": {"memory": "1Mi"}, "limits": {"memory": "2Gi"}}},
                {},
            ])),
            {"kind": "Service"},
        ]});
        let wanted = Sums {
            requested: 1 << 10,
            limited: 2 << 20,
            unlimited: 1,
        };
        assert_eq!(sums([&list].into_iter()), wanted);
    }
}

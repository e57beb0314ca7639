//! Rules of the API server and of K3s that compare two versions of an object: what is installed,
//! and what is wanted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    changes::Goal,
    objects::{self, Id},
    preflight::say,
    snapshot::Snapshot,
};
use crate::{
    ledger::Ledger,
    rules::{Rule, install as rules},
};

/// A field that must stay as it is.
struct Field {
    kind: &'static str,
    pointer: &'static str,
    rule: &'static Rule,
    /// Whether the rule holds for these two objects.
    when: fn(&Value, &Value) -> bool,
}

const fn field(kind: &'static str, pointer: &'static str, rule: &'static Rule) -> Field {
    Field {
        kind,
        pointer,
        rule,
        when: |_, _| true,
    }
}

/// Kind, field and what becomes of a change. Kubernetes: `ValidateUpdate` of each kind's strategy;
/// K3s: the reconcilers of its apply library.
const FIELDS: &[Field] = &[
    Field {
        when: immutable,
        ..field("ConfigMap", "/binaryData", &rules::IMMUTABLE)
    },
    Field {
        when: immutable,
        ..field("ConfigMap", "/data", &rules::IMMUTABLE)
    },
    field("DaemonSet", "/spec/selector", &rules::REPLACED),
    field("Deployment", "/spec/selector", &rules::REPLACED),
    field("Job", "/spec/completionMode", &rules::IMMUTABLE),
    field("Job", "/spec/selector", &rules::IMMUTABLE),
    field("Job", "/spec/template", &rules::REPLACED),
    field("PersistentVolume", "/spec/csi", &rules::IMMUTABLE),
    field("PersistentVolume", "/spec/hostPath", &rules::IMMUTABLE),
    field("PersistentVolume", "/spec/local", &rules::IMMUTABLE),
    field("PersistentVolume", "/spec/nfs", &rules::IMMUTABLE),
    Field {
        when: given_before,
        ..field("PersistentVolume", "/spec/nodeAffinity", &rules::IMMUTABLE)
    },
    field("PersistentVolume", "/spec/volumeMode", &rules::IMMUTABLE),
    field(
        "PersistentVolumeClaim",
        "/spec/accessModes",
        &rules::IMMUTABLE,
    ),
    field(
        "PersistentVolumeClaim",
        "/spec/dataSource",
        &rules::IMMUTABLE,
    ),
    field("PersistentVolumeClaim", "/spec/selector", &rules::IMMUTABLE),
    field(
        "PersistentVolumeClaim",
        "/spec/storageClassName",
        &rules::IMMUTABLE,
    ),
    field(
        "PersistentVolumeClaim",
        "/spec/volumeMode",
        &rules::IMMUTABLE,
    ),
    field(
        "PersistentVolumeClaim",
        "/spec/volumeName",
        &rules::IMMUTABLE,
    ),
    Field {
        when: shrinks,
        ..field("PersistentVolumeClaim", STORAGE, &rules::IMMUTABLE)
    },
    Field {
        when: immutable,
        ..field("Secret", "/data", &rules::IMMUTABLE)
    },
    field("Secret", "/type", &rules::REPLACED),
    Field {
        when: same_type,
        ..field("Service", "/spec/clusterIP", &rules::IMMUTABLE)
    },
    field("Service", "/spec/type", &rules::REPLACED),
    field(
        "StatefulSet",
        "/spec/podManagementPolicy",
        &rules::IMMUTABLE,
    ),
    field("StatefulSet", "/spec/selector", &rules::IMMUTABLE),
    field("StatefulSet", "/spec/serviceName", &rules::IMMUTABLE),
    field(
        "StatefulSet",
        "/spec/volumeClaimTemplates",
        &rules::IMMUTABLE,
    ),
];

const STORAGE: &str = "/spec/resources/requests/storage";

/// Compares every object that stays.
pub fn check(goal: &Goal, there: &Snapshot, ledger: &mut Ledger) {
    let before: BTreeMap<&Id, &Value> = there.ours.values().flat_map(|now| &now.items).collect();
    for item in goal.files.values().flatten() {
        if let Some(id) = objects::id(item)
            && let Some(before) = before.get(&id)
        {
            compare(&id, before, item, ledger);
        }
    }
}

fn compare(id: &str, before: &Value, now: &Value, ledger: &mut Ledger) {
    let kind = objects::parts(id).map_or("", |[_, kind, ..]| kind);
    for field in FIELDS.iter().filter(|field| field.kind == kind) {
        let (old, new) = (before.pointer(field.pointer), now.pointer(field.pointer));
        if old == new || !(field.when)(before, now) {
            continue;
        }
        let name = field.pointer.trim_start_matches('/').replace('/', ".");
        let text = if std::ptr::eq(field.rule, &raw const rules::REPLACED) {
            rules::replaced(name, id)
        } else {
            rules::immutable(name, id)
        };
        say(ledger, id, text);
    }
}

fn immutable(before: &Value, _: &Value) -> bool {
    before.get("immutable") == Some(&Value::Bool(true))
}

/// May be set once where it was not.
fn given_before(before: &Value, _: &Value) -> bool {
    before.pointer("/spec/nodeAffinity").is_some()
}

/// A Service of another type is made again, with another address.
fn same_type(before: &Value, now: &Value) -> bool {
    let both = |pointer: &str| before.pointer(pointer) == now.pointer(pointer);
    let given = |value: &Value| value.pointer("/spec/clusterIP").is_some();
    both("/spec/type") && given(before) && given(now)
}

/// A claim may grow, never shrink. What cannot be compared is left to the API server.
fn shrinks(before: &Value, now: &Value) -> bool {
    let size = |value: &Value| {
        value
            .pointer(STORAGE)
            .and_then(Value::as_str)
            .and_then(bytes)
    };
    matches!((size(before), size(now)), (Some(before), Some(now)) if now < before)
}

/// A whole quantity in bytes.
pub(super) fn bytes(quantity: &str) -> Option<u128> {
    const UNITS: [(&str, u128); 12] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("Pi", 1 << 50),
        ("Ei", 1 << 60),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("P", 1_000_000_000_000_000),
        ("E", 1_000_000_000_000_000_000),
    ];
    let unit = UNITS.iter().find(|(unit, _)| quantity.ends_with(unit));
    let (unit, factor) = unit.copied().unwrap_or(("", 1));
    quantity
        .strip_suffix(unit)?
        .parse::<u128>()
        .ok()?
        .checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{FIELDS, compare};
    use crate::ledger::Ledger;

    fn codes(kind: &str, before: &Value, now: &Value) -> Vec<&'static str> {
        let mut ledger = Ledger::default();
        compare(&format!("v1/{kind}/a/b"), before, now, &mut ledger);
        ledger
            .diagnostics()
            .iter()
            .map(|d| d.say.rule.code)
            .collect()
    }

    #[test]
    fn every_field_is_seen_and_the_table_is_sorted() {
        for field in FIELDS {
            let at = |size: &str| {
                let keys: Vec<&str> = field.pointer.split('/').skip(1).collect();
                let mut out = keys
                    .iter()
                    .rev()
                    .fold(json!(size), |inner, key| json!({*key: inner}));
                if let Some(map) = out.as_object_mut() {
                    map.insert("immutable".to_owned(), json!(true));
                }
                out
            };
            let (before, now) = (at("20Gi"), at("10Gi"));
            assert_eq!(
                codes(field.kind, &before, &now),
                [field.rule.code],
                "{} {}",
                field.kind,
                field.pointer
            );
            assert_eq!(
                codes(field.kind, &before, &before),
                [""; 0],
                "{}",
                field.pointer
            );
        }
        assert!(FIELDS.is_sorted_by_key(|field| field.kind));
    }

    #[test]
    fn what_may_change() {
        let size = |size: &str| json!({"spec": {"resources": {"requests": {"storage": size}}}});
        assert_eq!(
            codes("PersistentVolumeClaim", &size("10Gi"), &size("11Gi")),
            [""; 0]
        );
        assert_eq!(
            codes("PersistentVolumeClaim", &size("10Gi"), &size("10G")),
            ["K3M930"]
        );
        let data = |text: &str| json!({"data": {"a": text}});
        assert_eq!(codes("ConfigMap", &data("1"), &data("2")), [""; 0]);
        let affinity = json!({"spec": {"nodeAffinity": {}}});
        assert_eq!(
            codes("PersistentVolume", &json!({"spec": {}}), &affinity),
            [""; 0]
        );
    }
}

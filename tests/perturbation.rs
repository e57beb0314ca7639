//! The law of perturbation: each row of the flag table has two values that mean different things.
//! Swap and remove them. What is kept or changed must move the objects, and only below the targets
//! that the ledger names; what is dropped or refused must leave them as they are, and the
//! diagnostic must name the path. A field that is no longer written, while the ledger still says
//! kept, is found here.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::samples::{self, Sample};
use k3s_migrate::{
    Compiled,
    kube::below,
    ledger::{Fate, Subject},
    origin::{Origin, Why},
    read::{
        compose::keys::KEYS,
        flags::{self, Flag, Takes, lexer::Name},
        quadlet::keys::TABLES,
    },
    report,
    rules::reasons::Reason,
};
use serde_json::{Value, json};

/// Keys that stand for a flag which reaches further by nature, and says why in its row.
const REACHING_KEYS: &[&str] = &["devices", "image", "privileged"];

/// Keys of oci-containers that are no flag of `podman run`, or are written in another shape: two
/// values each.
fn keys() -> Vec<(&'static str, [Value; 2])> {
    vec![
        ("autoStart", [json!(true), json!(false)]),
        (
            "capabilities",
            [json!({"NET_ADMIN": true}), json!({"CHOWN": false})],
        ),
        ("cmd", [json!(["serve"]), json!(["serve", "--verbose"])]),
        ("devices", [json!(["/dev/net/tun"]), json!(["/dev/snd"])]),
        ("entrypoint", [json!("/bin/a"), json!("/bin/b")]),
        ("environment", [json!({"A": "1"}), json!({"A": "2"})]),
        (
            "environmentFiles",
            [json!(["/run/a.env"]), json!(["/run/b.env"])],
        ),
        ("hostname", [json!("one"), json!("two")]),
        (
            "image",
            [
                json!("docker.io/library/busybox:1"),
                json!("docker.io/library/busybox:2"),
            ],
        ),
        ("labels", [json!({"a": "1"}), json!({"a": "2"})]),
        ("ports", [json!(["8080:80"]), json!(["8081:81/udp"])]),
        ("privileged", [json!(true), json!(false)]),
        ("pull", [json!("always"), json!("never")]),
        ("user", [json!("1000"), json!("1001:100")]),
        ("volumes", [json!(["/srv/a:/a"]), json!(["/srv/b:/b:ro"])]),
        ("workdir", [json!("/a"), json!("/b")]),
    ]
}

/// A sample, compiled.
struct State {
    compiled: Compiled,
    sample: Sample,
}

impl State {
    fn new(sample: Sample) -> Self {
        Self {
            compiled: sample.compile(&json!({})),
            sample,
        }
    }

    /// Whether it is the option, or a part of it.
    fn is_option(&self, origin: &Origin) -> bool {
        let containers = &self.compiled.inventory.containers;
        containers[origin.container].attribute == self.sample.container
            && origin
                .paths
                .iter()
                .any(|path| below(path, &self.sample.path))
    }

    /// Worst fate of the option, and its targets.
    fn option(&self) -> (Option<Fate>, BTreeSet<(String, String)>) {
        let mut fate = None;
        let mut targets = BTreeSet::new();
        let all = report::targets(&self.compiled);
        for (entry, own) in self.compiled.ledger.entries().zip(&all) {
            if self.is_option(&entry.origin) {
                fate = match &entry.settled {
                    Some(settled) => fate.max(Some(settled.fate)),
                    None => return (None, targets),
                };
                targets.extend(
                    own.iter()
                        .map(|t| (t.object.to_string(), t.pointer.to_string())),
                );
            }
        }
        (fate, targets)
    }

    /// The objects as text.
    fn objects(&self) -> String {
        self.compiled
            .objects
            .iter()
            .map(|object| object.text.to_string())
            .collect()
    }

    /// Leaves that the option does not answer for: below no target of it here or in the other
    /// state, and not a mere name that we gave to something.
    fn rest(&self, other: &Self) -> BTreeSet<(String, String, String)> {
        let (_, mut own) = self.option();
        own.extend(other.option().1);
        let there: BTreeSet<&str> = other
            .compiled
            .objects
            .iter()
            .map(|object| object.id.as_ref())
            .collect();
        let mut out = BTreeSet::new();
        for object in &self.compiled.objects {
            let id = object.id.to_string();
            let marks: BTreeMap<String, Why> = object.marks.iter().collect();
            let mut leaves = Vec::new();
            let value: Value = serde_json::from_str(&object.text).unwrap();
            walk(&value, String::new(), &mut leaves);
            for (pointer, value) in leaves {
                let mine = own
                    .iter()
                    .any(|(object, target)| *object == id && below(&pointer, target));
                let name = match nearest(&marks, &pointer) {
                    Some(Why::Default(reason)) => {
                        MADE_UP.contains(&reason) || !there.contains(id.as_str())
                    }
                    // An object that is not there in the other state is called after its container.
                    Some(Why::Option(_)) => {
                        pointer == "/metadata/name" && !there.contains(id.as_str())
                    }
                    _ => false,
                };
                if !mine && !name {
                    out.insert((id.clone(), without_indexes(&pointer), value.to_string()));
                }
            }
        }
        out
    }

    /// All leaves.
    fn leaves(&self) -> BTreeSet<(String, String, String)> {
        let mut out = BTreeSet::new();
        for object in &self.compiled.objects {
            let mut leaves = Vec::new();
            let value: Value = serde_json::from_str(&object.text).unwrap();
            walk(&value, String::new(), &mut leaves);
            out.extend(leaves.into_iter().map(|(pointer, value)| {
                (
                    object.id.to_string(),
                    without_indexes(&pointer),
                    value.to_string(),
                )
            }));
        }
        out
    }

    /// Whether it has no target because another option of the container carries it: a key of a unit that it names.
    fn is_carried(&self) -> bool {
        let own = self
            .compiled
            .ledger
            .entries()
            .filter(|entry| self.is_option(&entry.origin));
        own.filter_map(|entry| entry.settled.as_ref()?.rule)
            .any(|rule| CARRIED.contains(&rule.code))
    }

    /// Whether some diagnostic points at the option.
    fn is_said(&self) -> bool {
        self.compiled
            .ledger
            .diagnostics()
            .iter()
            .any(|diagnostic| match &diagnostic.subject {
                Subject::Option(id) => self.is_option(&self.compiled.ledger.entry(*id).origin),
                Subject::Container(_, Some(path)) => below(path, &self.sample.path),
                _ => false,
            })
    }
}

/// Rules of what is kept by the option that names its unit.
const CARRIED: [&str; 2] = ["K3M166", "K3M178"];

/// A pointer without the positions in lists.
fn without_indexes(pointer: &str) -> String {
    let parts = pointer.split('/');
    let parts = parts.map(|part| {
        if part.parse::<usize>().is_ok() {
            "#"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Reasons of values that are made from names and numbers, and follow them.
const MADE_UP: &[Reason] = &[
    Reason::Kind,
    Reason::Mount,
    Reason::Name,
    Reason::Namespace,
    Reason::Owner,
    Reason::FindsPods,
    Reason::PodSecurity,
    Reason::PortName,
    Reason::Protocol,
    Reason::Reached,
    Reason::Restart,
    Reason::ServiceName,
    Reason::Volume,
];

/// Why a leaf is there: by the mark at it, or the nearest one above.
fn nearest(marks: &BTreeMap<String, Why>, pointer: &str) -> Option<Why> {
    let mut pointer = pointer;
    loop {
        if let Some(why) = marks.get(pointer) {
            return Some(*why);
        }
        pointer = pointer.rsplit_once('/')?.0;
    }
}

fn walk<'a>(value: &'a Value, pointer: String, out: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                walk(
                    value,
                    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                walk(value, format!("{pointer}/{index}"), out);
            }
        }
        _ => out.push((pointer, value)),
    }
}

/// Judges three states of one option: its two values, and without it.
fn judge(name: &str, values: [&State; 2], without: &State, reaches: bool) -> Vec<String> {
    let mut broken = Vec::new();
    let mut moved = Vec::new();
    for state in values {
        let (fate, targets) = state.option();
        let changes = state.objects() != without.objects();
        match fate {
            None => broken.push(format!("{name}: nobody read or settled it")),
            Some(Fate::Kept | Fate::Changed) if !targets.is_empty() => moved.push(state),
            Some(Fate::Kept) if changes && !state.is_carried() => broken.push(format!(
                "{name}: kept without a target, and the objects differ"
            )),
            Some(Fate::Kept) => {}
            Some(Fate::Changed) => broken.push(format!("{name}: changed without a target")),
            Some(Fate::Dropped | Fate::Refused) => {
                // Parts of it that are kept have targets.
                let parts = targets.is_empty() || !difference(state, without).is_empty();
                if changes && !reaches && parts {
                    broken.push(format!(
                        "{name}: dropped or refused, and the objects differ: {:?}",
                        difference(state, without)
                    ));
                }
                if !state.is_said() && fate == Some(Fate::Refused) {
                    broken.push(format!("{name}: refused, and no diagnostic names it"));
                }
            }
        }
    }
    if let [a, b] = moved[..]
        && a.objects() == b.objects()
    {
        broken.push(format!(
            "{name}: two values, the same objects: what is kept was not written"
        ));
    }
    if !moved.is_empty()
        && moved
            .iter()
            .all(|state| state.objects() == without.objects())
    {
        broken.push(format!("{name}: the objects are the same without it"));
    }
    if !reaches {
        for (a, b) in moved
            .iter()
            .map(|state| (*state, without))
            .chain(match moved[..] {
                [a, b] => Some((a, b)),
                _ => None,
            })
        {
            let difference = difference(a, b);
            if !difference.is_empty() {
                broken.push(format!(
                    "{name}: more than its targets differs: {difference:?}"
                ));
            }
        }
    }
    broken
}

/// What differs beside the option's own targets.
fn difference(a: &State, b: &State) -> Vec<(String, String, String)> {
    let (left, right) = (a.rest(b), b.rest(a));
    let (here, there) = (a.leaves(), b.leaves());
    left.difference(&there)
        .chain(right.difference(&here))
        .cloned()
        .collect()
}

fn flag_rows() -> impl Iterator<Item = &'static Flag> {
    flags::TABLES.iter().copied().flatten()
}

#[test]
fn every_flag_moves_what_it_says_and_nothing_else() {
    let mut broken = Vec::new();
    let mut reaching = Vec::new();
    let only = std::env::var("FLAG").ok();
    for flag in flag_rows().filter(|flag| only.as_deref().is_none_or(|only| only == flag.name)) {
        let state = |value: Option<&str>| State::new(Sample::flag(flag, value));
        let [a, b] = flag.samples.map(|value| state(Some(value)));
        broken.extend(judge(
            flag.name,
            [&a, &b],
            &state(None),
            flag.reaches.is_some(),
        ));
        reaching.extend(flag.reaches.map(|why| format!("{}: {why}", flag.name)));
    }
    println!(
        "{} flags reach further by nature:\n{}",
        reaching.len(),
        reaching.join("\n")
    );
    assert!(
        broken.is_empty(),
        "{} violations\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn every_key_moves_what_it_says_and_nothing_else() {
    let mut broken = Vec::new();
    for (key, values) in keys() {
        let path = format!("/{key}");
        let [a, b] = values.map(|value| State::new(Sample::nixos(&json!({ key: value }), &path)));
        let without = State::new(Sample::nixos(&json!({}), &path));
        let reaches = REACHING_KEYS.contains(&key);
        broken.extend(judge(key, [&a, &b], &without, reaches));
    }
    assert!(
        broken.is_empty(),
        "{} violations\n{}",
        broken.len(),
        broken.join("\n")
    );
}

/// Keys of quadlet files that reach further by nature and stand for no flag that says so, with the reason.
const REACHING_QUADLET: &[(&str, &str)] = &[(
    "Container.ServiceName",
    "without `ContainerName=` the name of the container follows from it",
)];

/// Keys of a Compose service that do, with the reason.
const REACHING_COMPOSE: &[(&str, &str)] = &[
    (
        "depends_on",
        "a service that has to end before this one starts becomes a Job",
    ),
    (
        "provider",
        "a service that a program provides has no container, and so no network",
    ),
];

/// Keys whose values differ in nothing that Kubernetes has a field for, and whose row has the target of another key.
const SHARED_ROW: &[(&str, &str)] = &[(
    "Container.RemapUidSize",
    "it is part of `RemapUsers=auto`, and the kubelet chooses the size",
)];

fn reason(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table.iter().find(|(key, _)| *key == name);
    found.map(|(_, why)| *why)
}

/// Whether the row of a flag says that it reaches further.
fn flag_reaches(flag: Option<&str>) -> bool {
    let row = flag.and_then(|flag| flags::find(Name::Long(flag)));
    row.is_some_and(|row| row.reaches.is_some())
}

#[test]
fn every_key_of_quadlet_moves_what_it_says_and_nothing_else() {
    let only = std::env::var("KEY").ok();
    let mut broken = Vec::new();
    // A `.kube` unit has objects, and no container.
    for table in TABLES.into_iter().filter(|table| table.section != "Kube") {
        for key in table.keys {
            let name = format!("{}.{}", table.section, key.name);
            if only.as_deref().is_some_and(|only| only != name) {
                continue;
            }
            let state = |value: Option<&str>| State::new(Sample::quadlet(table, key, value));
            let [a, b] = samples::of_key(key).map(|value| state(Some(&value)));
            if let Some(why) = reason(SHARED_ROW, &name) {
                assert!(a.is_said() && b.is_said(), "{name}: {why}");
                continue;
            }
            let reaches = flag_reaches(key.flag()) || reason(REACHING_QUADLET, &name).is_some();
            broken.extend(judge(&name, [&a, &b], &state(None), reaches));
        }
    }
    assert!(
        broken.is_empty(),
        "{} violations\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn every_key_of_compose_moves_what_it_says_and_nothing_else() {
    let only = std::env::var("KEY").ok();
    let mut broken = Vec::new();
    for key in KEYS {
        if only.as_deref().is_some_and(|only| only != key.name) {
            continue;
        }
        let flag = samples::flag_of_compose(key);
        let state = |value: Option<&str>| State::new(Sample::compose(key, value));
        let [a, b] = key.samples.map(|value| state(Some(value)));
        let reaches = flag_reaches(flag) || reason(REACHING_COMPOSE, key.name).is_some();
        broken.extend(judge(key.name, [&a, &b], &state(None), reaches));
    }
    assert!(
        broken.is_empty(),
        "{} violations\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn switches_are_switched_and_values_differ() {
    for flag in flag_rows() {
        let [a, b] = flag.samples;
        assert_ne!(a, b, "{}", flag.name);
        if flag.takes == Takes::Switch {
            assert_eq!(
                BTreeSet::from(flag.samples),
                BTreeSet::from(["true", "false"]),
                "{}",
                flag.name
            );
        }
    }
}

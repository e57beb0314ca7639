//! The laws of the ledger, over every case and every fixture. The raw input is walked here, not by
//! our own reader.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;
#[path = "laws/ordered.rs"]
mod ordered;

use std::collections::{BTreeMap, BTreeSet};

use common::Case;
use k3s_migrate::{
    Compiled,
    bundle::{self, Layout, ledger::Ledger},
    kube::{
        Object, below,
        write::{Style, write},
    },
    ledger::Fate,
    read::{containers_conf, images, inspect, quadlet},
    report::{self, explain},
};
use libtest_mimic::{Arguments, Trial};
use ordered::Ordered;
use serde_json::Value;

/// A law, over cases that are compiled.
type Law = fn(&[Case]);

/// Each one, over every case and over every real host.
const LAWS: [(&str, Law); 10] = [
    (
        "every_option_has_a_row_and_nothing_else_has",
        every_option_has_a_row_and_nothing_else_has,
    ),
    ("all_but_kept_carry_a_code", all_but_kept_carry_a_code),
    (
        "kept_and_changed_name_targets_that_resolve",
        kept_and_changed_name_targets_that_resolve,
    ),
    ("rows_lead_to_what_is_written", rows_lead_to_what_is_written),
    ("nothing_comes_from_nowhere", nothing_comes_from_nowhere),
    (
        "each_reason_is_missed_when_it_is_gone",
        each_reason_is_missed_when_it_is_gone,
    ),
    (
        "our_own_check_finds_no_bug_of_ours",
        our_own_check_finds_no_bug_of_ours,
    ),
    ("secrets_are_not_printed", secrets_are_not_printed),
    (
        "a_bundle_explains_what_its_input_does",
        a_bundle_explains_what_its_input_does,
    ),
    (
        "the_same_input_gives_the_same_bytes",
        the_same_input_gives_the_same_bytes,
    ),
];

fn main() {
    let laws = LAWS.into_iter().flat_map(|(name, law)| {
        let on_cases = Trial::test(name, move || {
            law(&common::cases());
            Ok(())
        });
        [
            on_cases,
            common::on_real_hosts(name, move || law(&common::fixtures())),
        ]
    });
    libtest_mimic::run(&Arguments::from_args(), laws.collect()).exit();
}

/// Fails with all violations at once.
fn judge(cases: &[Case], law: &str, check: impl Fn(&Case, &Compiled) -> Vec<String> + Sync) {
    assert!(!cases.is_empty(), "there must be something to judge");
    let half = |part: usize| -> Vec<String> {
        let own = cases.iter().skip(part).step_by(2);
        let found = own.flat_map(|case| {
            let found = check(case, &case.compile()).into_iter();
            found.map(|text| format!("{}: {text}", case.name))
        });
        found.collect()
    };
    let mut broken = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let own = half(0);
        [own, other.join().unwrap()].concat()
    });
    broken.sort();
    assert!(
        broken.is_empty(),
        "{law}: {} violations\n{}",
        broken.len(),
        broken[..broken.len().min(40)].join("\n")
    );
}

/// Every leaf of the containers' input objects, as host, container, pointer.
fn leaves(case: &Case) -> BTreeSet<(String, String, String)> {
    let mut out = BTreeSet::new();
    if !case.is_of_nixos() {
        for listed in case.open().containers() {
            walk(listed.tree, String::new(), &mut |pointer| {
                out.insert((listed.host.to_owned(), listed.attribute.to_owned(), pointer));
            });
        }
        return out;
    }
    for source in &case.sources {
        let value: Value = serde_json::from_str(&source.text).unwrap();
        if value.get("version").is_some() && value.get("hosts").is_some() {
            for (host, parts) in value["hosts"].as_object().unwrap() {
                walk_containers(host, &parts["containers"], &mut out);
            }
        } else {
            let host = case.options.host.as_deref().unwrap_or("localhost");
            walk_containers(host, &value, &mut out);
        }
    }
    out
}

/// Every setting of the units, as host and pointer: a row for one of them is no option of a container.
fn set_in_units(case: &Case) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    let mut add = |host: &str, units: &Value| {
        for (unit, attributes) in units.as_object().into_iter().flatten() {
            let stem = unit.trim_end_matches(".service");
            let (kind, stem) = match stem.strip_suffix(".timer") {
                Some(timer) => ("timers", timer),
                None => ("services", stem),
            };
            out.insert((host.to_owned(), format!("/systemd/{kind}/{stem}")));
            for (attribute, value) in attributes.as_object().into_iter().flatten() {
                let pointer = format!("/systemd/{kind}/{stem}/{attribute}");
                let inner = value.as_object().into_iter().flatten();
                out.extend(inner.map(|(name, _)| (host.to_owned(), format!("{pointer}/{name}"))));
                out.insert((host.to_owned(), pointer));
            }
        }
    };
    if let Some(units) = &case.options.units {
        let units = serde_json::from_str(&units.text).unwrap();
        add(case.options.host.as_deref().unwrap_or("localhost"), &units);
    }
    for source in case.sources.iter().filter(|_| case.is_of_nixos()) {
        let value: Value = serde_json::from_str(&source.text).unwrap();
        for (host, parts) in value["hosts"].as_object().into_iter().flatten() {
            add(host, &parts["units"]);
        }
    }
    out
}

fn walk_containers(host: &str, containers: &Value, out: &mut BTreeSet<(String, String, String)>) {
    for (name, container) in containers.as_object().into_iter().flatten() {
        walk(container, String::new(), &mut |pointer| {
            out.insert((host.to_owned(), name.clone(), pointer));
        });
    }
}

fn walk(value: &Value, pointer: String, found: &mut impl FnMut(String)) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                walk(
                    value,
                    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, format!("{pointer}/{index}"), found);
            }
        }
        _ => found(pointer),
    }
}

fn every_option_has_a_row_and_nothing_else_has(cases: &[Case]) {
    judge(cases, "coverage", |case, compiled| {
        let wanted = leaves(case);
        let mut found = BTreeSet::new();
        let mut broken = Vec::new();
        for row in report::rows(compiled, None) {
            if row.fate == "unsettled" {
                broken.push(format!(
                    "{} {:?} is unsettled ({:?})",
                    row.container, row.paths, row.value
                ));
            }
            // What the host's containers.conf says, and what podman's generator adds, is written in no container.
            let own = |path: &&String| {
                !containers_conf::is_of_host(path)
                    && !path.starts_with(quadlet::AT)
                    && !path.starts_with(inspect::AT)
                    && !path.starts_with(&format!("{}/", images::AT))
            };
            for path in row.paths.iter().filter(own) {
                found.insert((row.host.to_owned(), row.container.to_owned(), path.clone()));
            }
        }
        broken.extend(
            wanted
                .difference(&found)
                .map(|leaf| format!("no row for {leaf:?}")),
        );
        let units = set_in_units(case);
        broken.extend(
            found
                .difference(&wanted)
                .filter(|(host, _, pointer)| !units.contains(&(host.clone(), pointer.clone())))
                .map(|leaf| format!("a row for {leaf:?}, which nobody wrote")),
        );
        broken
    });
}

fn all_but_kept_carry_a_code(cases: &[Case]) {
    judge(cases, "codes", |_, compiled| {
        let rows = report::rows(compiled, None);
        let without = rows
            .iter()
            .filter(|row| row.fate != "kept" && row.code.is_none());
        without
            .map(|row| format!("{} {:?}: {}", row.container, row.paths, row.fate))
            .collect()
    });
}

fn kept_and_changed_name_targets_that_resolve(cases: &[Case]) {
    judge(cases, "targets", |_, compiled| {
        let objects: BTreeMap<&str, Value> = compiled
            .objects
            .iter()
            .map(|object| {
                (
                    object.id.as_ref(),
                    serde_json::from_str(&object.text).unwrap(),
                )
            })
            .collect();
        let mut broken = Vec::new();
        let all = report::targets(compiled);
        for (entry, targets) in compiled.ledger.entries().zip(&all) {
            let name = format!("{:?} {:?}", entry.origin.paths, entry.origin.value);
            let Some(settled) = &entry.settled else {
                continue;
            };
            match settled.fate {
                Fate::Kept if targets.is_empty() && settled.rule.is_none() => {
                    broken.push(format!("{name} is kept, and nothing of it was written"));
                }
                Fate::Changed if targets.is_empty() => {
                    broken.push(format!("{name} is changed, and nothing of it was written"));
                }
                Fate::Dropped if !targets.is_empty() => {
                    broken.push(format!("{name} is dropped, and was written: {targets:?}"));
                }
                _ => {}
            }
            for target in targets {
                let found = objects
                    .get(target.object)
                    .and_then(|object| object.pointer(&target.pointer));
                if found.is_none() {
                    broken.push(format!(
                        "{name}: {} has no {}",
                        target.object, target.pointer
                    ));
                }
            }
        }
        broken
    });
}

/// A row names no object that is left out, and says so where nothing else of it is left.
fn rows_lead_to_what_is_written(cases: &[Case]) {
    judge(cases, "written", |_, compiled| {
        let written = compiled.written();
        let written: BTreeSet<&str> = written.iter().map(|object| &*object.id).collect();
        let mut broken = Vec::new();
        for row in report::rows(compiled, None) {
            let name = format!("{} {:?}", row.container, row.paths);
            if row.fate == "kept" && row.targets.is_empty() && row.code.is_none() {
                broken.push(format!("{name} is kept, leads nowhere and has no code"));
            }
            let targets = row.targets.iter().map(|target| target.object);
            let left_out = targets.filter(|object| !written.contains(object));
            broken.extend(left_out.map(|object| format!("{name} leads to {object}")));
        }
        broken
    });
}

fn nothing_comes_from_nowhere(cases: &[Case]) {
    judge(cases, "reasons", |_, compiled| {
        let faults = |object: &Object| {
            let id = object.id.clone();
            let faults = object.faults.clone().into_iter();
            faults.map(move |pointer| format!("{id} {pointer}"))
        };
        compiled.objects.iter().flat_map(faults).collect()
    });
}

/// The writer finds each mark that is taken away, unless another one of the same place, or of one above, is left.
/// So many marks of an object are taken away, one at a time.
const MARKS: usize = 400;

fn each_reason_is_missed_when_it_is_gone(cases: &[Case]) {
    judge(cases, "marks", |_, compiled| {
        let mut broken = Vec::new();
        for object in &compiled.objects {
            let value: Ordered = serde_json::from_str(&object.text).unwrap();
            let pointers: Vec<String> = object.marks.iter().map(|(pointer, _)| pointer).collect();
            let all: BTreeSet<&str> = pointers.iter().map(String::as_str).collect();
            let twice = pointers.len() - all.len();
            // An object at the limit of its size has thousands of marks, and each is a walk over all of it.
            let step = pointers.len().div_ceil(MARKS).max(1);
            for (index, pointer) in pointers.iter().enumerate().step_by(step) {
                let mut above = pointer.as_str();
                let mut covered =
                    twice > 0 && pointers.iter().filter(|other| *other == pointer).count() > 1;
                while let Some((rest, _)) = above.rsplit_once('/') {
                    above = rest;
                    covered |= all.contains(above);
                }
                if covered {
                    continue;
                }
                let faults = write(&value, Style::Json, &object.marks.without(index)).faults;
                if faults.is_empty() || !faults.iter().all(|fault| below(fault, pointer)) {
                    broken.push(format!("{} without {pointer}: {faults:?}", object.id));
                }
            }
        }
        broken
    });
}

fn our_own_check_finds_no_bug_of_ours(cases: &[Case]) {
    judge(cases, "own check", |_, compiled| {
        let bugs = compiled
            .ledger
            .diagnostics()
            .iter()
            .filter(|d| d.say.rule.code == "K3M802");
        bugs.map(|d| format!("{}: {}", d.say.message(), d.say.effect()))
            .collect()
    });
}

/// `ledger.jsonl` of a bundle, read back, has the same rows, and the same reasons for all that is written.
fn a_bundle_explains_what_its_input_does(cases: &[Case]) {
    judge(cases, "bundles", |_, compiled| {
        let stored = Ledger::read(&bundle::ledger::text(compiled)).unwrap();
        let json = |rows: &[report::Row]| serde_json::to_value(rows).unwrap();
        let mut broken = Vec::new();
        if json(&stored.rows()) != json(&report::rows(compiled, None)) {
            broken.push("other rows".to_owned());
        }
        let refused = compiled.refused_workloads();
        for (index, container) in compiled.inventory.containers.iter().enumerate() {
            let name = &container.attribute;
            if refused.contains(&compiled.plan.workload_index(index)) {
                continue;
            }
            let unasked = |container: &str| stored.unasked(container);
            let from_bundle = explain::stored(&stored.rows(), unasked, name);
            if from_bundle != explain::options(compiled, name) {
                broken.push(format!("{name} is explained otherwise"));
            }
        }
        broken
    });
}

/// Values of variables whose name says secret stand in the manifests, where the operator's own
/// configuration already has them, and nowhere else.
fn secrets_are_not_printed(cases: &[Case]) {
    let secret_names = ["PASS", "PASSWORD", "TOKEN", "SECRET", "KEY", "CREDENTIAL"];
    judge(cases, "secrets", |case, compiled| {
        let mut printed = report::ledger_lines(compiled, None);
        printed.push_str(&bundle::ledger::text(compiled));
        printed.push_str(&report::table::ledger(compiled, None));
        for line in report::diagnostics(&compiled.inventory, &compiled.ledger) {
            printed.push_str(&serde_json::to_string(&line).unwrap());
        }
        let mut broken = Vec::new();
        let fleet = case.open();
        for value in fleet.containers().map(|listed| listed.tree) {
            walk_environment(value, &mut |name, value| {
                let words: Vec<String> = name
                    .to_uppercase()
                    .split(|c: char| !c.is_alphanumeric())
                    .map(str::to_owned)
                    .collect();
                let secret = words
                    .iter()
                    .any(|word| secret_names.contains(&word.as_str()));
                if secret
                    && value.len() > 6
                    && value.chars().any(|c| c.is_ascii_digit())
                    && printed.contains(value)
                {
                    broken.push(format!("the value of {name} is printed"));
                }
            });
        }
        broken
    });
}

fn walk_environment(value: &Value, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Object(env) if key == "environment" => {
                        for (name, value) in env {
                            found(name, value.as_str().unwrap_or_default());
                        }
                    }
                    _ => walk_environment(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk_environment(item, found)),
        _ => {}
    }
}

/// Two runs, and a run over the same input with all keys in the opposite order.
fn the_same_input_gives_the_same_bytes(cases: &[Case]) {
    judge(cases, "determinism", |case, _| {
        let mut shuffled = Case {
            name: case.name.clone(),
            dir: case.dir.clone(),
            keep_going: case.keep_going,
            deny: case.deny.clone(),
            settings: case.settings.clone(),
            sources: case.sources.clone(),
            folders: case.folders.clone(),
            options: case.options.clone(),
        };
        for source in shuffled.sources.iter_mut().filter(|_| case.is_of_nixos()) {
            source.text = reversed(&serde_json::from_str(&source.text).unwrap());
        }
        let mut broken = Vec::new();
        for layout in [Layout::Yaml, Layout::K3s] {
            let bytes = bundle::files(&case.compile_for(layout));
            for (again, what) in [(case, "a second run"), (&shuffled, "reversed keys")] {
                if bundle::files(&again.compile_for(layout)) != bytes {
                    broken.push(format!("{layout:?} differs after {what}"));
                }
            }
        }
        broken
    });
}

/// JSON text with the keys of every object in descending order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}:{}", Value::from(key.as_str()), reversed(value))
            };
            let entries: Vec<String> = map.iter().rev().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(reversed).collect::<Vec<_>>().join(",")
        ),
        other => other.to_string(),
    }
}

//! What Kubernetes does not take is told where it is read: at the option, or at the key of the settings with its line. The
//! check of finished objects is not asked, and where it is asked it has nothing to add.
//!
//! A line of `refusals/table.jsonl` is a rule of the API server (`check/cases.jsonl`), what an operator writes to break it
//! (a container `web`, or a whole input, and settings), and the code and the place of the message: `at` in the container
//! `of`, `setting` in the settings; without either it is said of the container or its host. A rule that nothing written can
//! break has the reason, `never`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::collections::BTreeSet;

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile_unjudged, kube,
    ledger::{Diagnostic, Subject},
    read::{
        self, Options, Source,
        flags::{TABLES, Takes},
    },
    settings::Settings,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    never: Option<String>,
    container: Option<Value>,
    input: Option<Value>,
    settings: Option<Value>,
    code: Option<String>,
    at: Option<String>,
    of: Option<String>,
    setting: Option<String>,
}

fn rows() -> Vec<Row> {
    include_str!("refusals/table.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// `REPEAT:N:text` stands for a text that is too long to write down, also behind something.
fn expand(value: Value) -> Value {
    let text = |text: String| match text.split_once("REPEAT:") {
        Some((before, rest)) => {
            let (count, text) = rest.split_once(':').unwrap();
            format!("{before}{}", text.repeat(count.parse().unwrap()))
        }
        None => text,
    };
    match value {
        Value::String(written) => Value::String(text(written)),
        Value::Array(list) => list.into_iter().map(expand).collect(),
        Value::Object(map) => {
            let entries = map.into_iter();
            entries
                .map(|(key, value)| (text(key), expand(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other,
    }
}

/// Compiles without the check of finished objects; `None` where the input is no input.
fn compiled(input: &Value, settings: &Settings) -> Option<Compiled> {
    let source = Source {
        name: "input.json".to_owned(),
        text: input.to_string(),
    };
    let fleet = read::open(&[source], &Options::default()).ok()?;
    Some(compile_unjudged(
        fleet,
        settings,
        &Deny::default(),
        Layout::K3s,
    ))
}

/// What the check of finished objects adds to what was told.
fn added(compiled: &mut Compiled, settings: &Settings) -> Vec<String> {
    let Compiled { plan, ledger, .. } = compiled;
    let before = ledger.diagnostics().len();
    kube::judge(plan, settings, ledger);
    let added = ledger.diagnostics().iter().skip(before);
    added
        .map(|said| {
            format!(
                "{}: {} ({})",
                said.say.rule.code, said.say.message, said.say.effect
            )
        })
        .collect()
}

/// Whether a message is said of this place.
fn is_at(compiled: &Compiled, said: &Diagnostic, row: &Row) -> bool {
    match (&said.subject, &row.setting, &row.at) {
        (Subject::Setting(setting), Some(pointer), _) => setting.pointer == *pointer,
        (Subject::Option(id), None, Some(at)) => {
            let origin = &compiled.ledger.entry(*id).origin;
            let container = &compiled.inventory.containers[origin.container].attribute;
            *container == row.of.as_deref().unwrap_or("web") && origin.paths.contains(at)
        }
        (Subject::Container(..) | Subject::Host(_), None, None) => true,
        _ => false,
    }
}

#[test]
fn each_row_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.never.is_none()) {
        let container = row.container.clone().map(|web| json!({"web": web}));
        let input = expand(
            container
                .or_else(|| row.input.clone())
                .unwrap_or_else(|| json!({"web": {"image": "i"}})),
        );
        let text = expand(row.settings.clone().unwrap_or_else(|| json!({}))).to_string();
        let settings = Settings::parse("settings.json", &text).unwrap();
        let mut compiled = compiled(&input, &settings).unwrap_or_else(|| panic!("{row:?}"));
        let said = compiled.ledger.diagnostics().iter();
        let told: Vec<&Diagnostic> = said.filter(|said| is_at(&compiled, said, row)).collect();
        let code = row.code.as_deref().unwrap();
        if told.iter().all(|said| said.say.rule.code != code) {
            let told: Vec<&str> = told.iter().map(|said| said.say.rule.code).collect();
            wrong.push(format!("{row:?}\n    is told {told:?}"));
        }
        if row.setting.is_some() && row.settings.is_some() {
            let places = told.iter().filter_map(|said| match &said.subject {
                Subject::Setting(setting) => setting.place.as_ref(),
                _ => None,
            });
            assert!(places.count() > 0, "{row:?}");
        }
        let added = added(&mut compiled, &settings);
        if !added.is_empty() {
            wrong.push(format!("{row:?}\n    leaves to the check: {added:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn each_rule_has_a_row() {
    let rows = rows();
    let rows: BTreeSet<&str> = rows.iter().map(|row| row.rule.as_str()).collect();
    let missing: BTreeSet<String> = include_str!("check/cases.jsonl")
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["rule"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .filter(|rule| rule != "-" && !rows.contains(rule.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Values that break one rule or another, as text.
fn hostile() -> impl Strategy<Value = String> {
    let values: Vec<Value> = serde_json::from_str(include_str!("check/hostile.json")).unwrap();
    let texts = values.iter().map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let more = [
        "x y",
        " x",
        "é",
        "a\tb",
        "4294967295",
        "99999999999",
        "18446744073709551615",
        "host",
        "new:p",
        "p",
    ];
    let texts: Vec<String> = texts.chain(more.map(str::to_owned)).collect();
    prop::sample::select(texts)
}

/// Any flag with a part of one of its samples in bad hands.
fn flag() -> impl Strategy<Value = String> {
    let rows = TABLES.iter().flat_map(|table| table.iter());
    let rows = rows.filter(|flag| !matches!(flag.takes, Takes::Switch));
    let rows: Vec<(&str, [&str; 2])> = rows.map(|flag| (flag.name, flag.samples)).collect();
    let part = (0_usize..6, any::<bool>());
    (prop::sample::select(rows), part, hostile()).prop_map(
        |((name, samples), (part, second), bad)| {
            let sample = samples[usize::from(second)];
            let mut parts: Vec<&str> = sample
                .split_inclusive([':', '=', ',', '/', ';', '.'])
                .collect();
            let part = part % parts.len();
            let end = parts[part].trim_start_matches(|c: char| !":=,/;.".contains(c));
            let bad = format!("{bad}{end}");
            parts[part] = &bad;
            format!("{name}={}", parts.concat())
        },
    )
}

/// A container of one Pod with the others, or of its own.
fn container() -> impl Strategy<Value = Value> {
    let pod = prop::sample::select(vec![
        "--pod=new:p",
        "--pod=p",
        "--network=n",
        "--network=host",
        "--init",
    ]);
    let keys = prop::sample::select(vec![
        "hostname",
        "user",
        "workdir",
        "image",
        "entrypoint",
        "pull",
    ]);
    let lists = prop::sample::select(vec![
        "ports",
        "volumes",
        "networks",
        "environmentFiles",
        "devices",
        "cmd",
    ]);
    let maps = prop::sample::select(vec!["environment", "labels"]);
    let flags = prop::collection::vec(flag(), 0..4);
    (
        flags,
        pod,
        (keys, lists, maps),
        (hostile(), hostile(), hostile()),
        0_u8..6,
    )
        .prop_map(
            |(mut flags, pod, (key, list, map), (one, two, three), which)| {
                flags.push(pod.to_owned());
                let mut container =
                    json!({"image": "docker.io/library/nginx:1", "extraOptions": flags});
                match which {
                    0 => container[key] = json!(one),
                    1 => container[list] = json!([one, two]),
                    2 => {
                        let (two, three) = (format!("{one}:{two}"), format!("{one}:{two}:{three}"));
                        container[list] = json!([two, three]);
                    }
                    3 => container[map] = json!({one: two}),
                    _ => {}
                }
                container
            },
        )
}

/// Settings for a container `web` on `localhost`, with bad values among good ones.
fn settings() -> impl Strategy<Value = Value> {
    let value = || prop_oneof![1 => hostile(), 2 => prop::sample::select(vec!["1", "100m", "1Gi", "a", "/a"]).prop_map(str::to_owned)];
    let kind = prop::sample::select(vec![
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
    ]);
    let name = prop::sample::select(vec!["cpu", "memory", "hugepages-2Mi", "a.b/c", "x"]);
    (kind, name.clone(), name, (value(), value(), value(), value()), 0_u8..8).prop_map(
        |(kind, limit, request, (one, two, three, four), which)| {
            let mut web = json!({"kind": kind});
            match which {
                0 => web["resources"] = json!({"limits": {limit: one}, "requests": {request: two}}),
                1 => web["volumes"] = json!({"/d": {"claim": {"size": one, "class": two}}, "v": {"hostPath": three}}),
                2 => (web["exposure"], web["ingress"]) = (json!("ingress"), json!({"host": one, "path": two, "port": 80})),
                3 => (web["schedule"], web["timeZone"]) = (json!(one), json!(two)),
                4 => web["devices"] = json!({"/dev/fuse": one}),
                5 => (web["priorityClass"], web["namespace"]) = (json!(one), json!(two)),
                6 => return json!({"hosts": {"localhost": {"address": one, "node": two}}, "namespace": three, "seccompProfile": four}),
                _ => return json!({"storage": {"graphroot": one, "class": two}, "exposure": "nodePort"}),
            }
            json!({"containers": {"web": web}})
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_left_to_the_check(web in container(), db in container(), settings in settings()) {
        let text = settings.to_string();
        let settings = Settings::parse("settings.json", &text).unwrap();
        let input = json!({"web": web, "db": db});
        if let Some(mut compiled) = compiled(&input, &settings) {
            let added = added(&mut compiled, &settings);
            prop_assert!(added.is_empty(), "{input}\n{text}\n{}", added.join("\n"));
        }
    }
}

/// Nor by a case, or by a real host.
#[test]
fn cases_leave_nothing_to_the_check() {
    for case in common::cases().into_iter().chain(common::fixtures()) {
        let fleet = read::open(&case.sources, &case.options).unwrap();
        let mut compiled = compile_unjudged(fleet, &case.settings, &case.deny, Layout::K3s);
        assert_eq!(
            added(&mut compiled, &case.settings),
            Vec::<String>::new(),
            "{}",
            case.name
        );
    }
}

//! What kompose 1.38 loses of two real stacks, against us: each setting (a key of a service; volumes and ports one by one)
//! with what our ledger says of it. kompose was measured to lose 284 settings of one and 76 of the other in silence;
//! `docs/data/peers.tsv` has its keys.

use std::collections::{BTreeMap, BTreeSet};

use k3s_migrate::report;
use serde_json::{Value, json};

use super::{compiled, fixture};

/// Keys whose entries count one by one.
const ONE_BY_ONE: [&str; 2] = ["volumes", "ports"];

/// A setting: its service, and the pointer to it.
struct Setting {
    service: String,
    pointer: String,
    /// Whether kompose loses it, or the address in it.
    lost: bool,
}

pub fn two_real_stacks() {
    let silent = silent_keys();
    for (name, wanted, known) in [("potatostack", 978, 281), ("docker-traefik-t1", 439, 48)] {
        let source = fixture(&format!("{name}.json"));
        let project: Value = serde_json::from_str(&source.text).unwrap();
        let settings = settings(&project, &silent);
        assert_eq!(settings.len(), wanted, "{name}");
        let lost = settings.iter().filter(|setting| setting.lost).count();
        assert_eq!(
            lost, known,
            "{name}: what kompose loses by key, and addresses of ports"
        );

        let compiled = compiled(source, &json!({}));
        let said: BTreeSet<&str> = compiled
            .ledger
            .diagnostics()
            .iter()
            .map(|said| said.say.rule.code)
            .collect();
        let rows = report::rows(&compiled, None);
        let mut by_container: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for row in &rows {
            by_container.entry(row.container).or_default().push(row);
        }
        let mut table: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for setting in &settings {
            let own = by_container.get(setting.service.as_str());
            let own = own.into_iter().flatten().filter(|row| {
                row.paths.iter().any(|path| {
                    let rest = path.strip_prefix(&setting.pointer);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            });
            let own: Vec<_> = own.collect();
            assert!(!own.is_empty(), "{name}: no row for {}", setting.pointer);
            let mut word = "kept";
            for row in own {
                let told = row.code.is_some_and(|code| said.contains(code));
                let this = match (row.fate, told) {
                    ("kept", _) => "kept",
                    ("changed", true) => "changed, and a message says how",
                    ("refused", true) => "refused, and a message says why",
                    ("dropped", true) => "dropped, and a message says what is lost",
                    ("dropped", false) if row.code.is_some() => "dropped, and the ledger says why",
                    (fate, _) => panic!("{name}: {} is {fate} in silence", setting.pointer),
                };
                word = worse(word, this);
            }
            let whose = if setting.lost {
                "lost by kompose"
            } else {
                "others"
            };
            *table.entry((whose, word)).or_default() += 1;
        }
        println!("{name}: {} settings, 0 lost in silence", settings.len());
        for ((whose, word), count) in table {
            println!("  {count:4} {whose:16} {word}");
        }
    }
}

/// The one of two words that is worse.
fn worse(one: &'static str, other: &'static str) -> &'static str {
    let rank = |word: &str| {
        ["kept", "changed", "dropped", "refused"]
            .iter()
            .position(|it| word.starts_with(it))
    };
    if rank(other) > rank(one) { other } else { one }
}

fn settings(project: &Value, silent: &BTreeSet<String>) -> Vec<Setting> {
    let mut out = Vec::new();
    for (service, keys) in project["services"].as_object().unwrap() {
        for (key, value) in keys.as_object().unwrap() {
            let pointer = format!("/services/{service}/{key}");
            let mut add = |pointer: String, lost: bool| {
                out.push(Setting {
                    service: service.clone(),
                    pointer,
                    lost,
                });
            };
            match value
                .as_array()
                .filter(|_| ONE_BY_ONE.contains(&key.as_str()))
            {
                Some(items) => {
                    for (at, item) in items.iter().enumerate() {
                        // `ADDRESS:PORT:PORT`: kompose makes a Service, and the address is gone.
                        let address = key == "ports"
                            && item
                                .as_str()
                                .is_some_and(|port| port.matches(':').count() > 1);
                        add(format!("{pointer}/{at}"), address);
                    }
                }
                None => add(pointer, silent.contains(key)),
            }
        }
    }
    out
}

/// Keys of a service that kompose loses without a message.
fn silent_keys() -> BTreeSet<String> {
    let text = include_str!("../../docs/data/peers.tsv");
    let rows = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let keys = rows.filter_map(|row| match row[..] {
        ["compose", key, "silent", ..] => Some(key.to_owned()),
        _ => None,
    });
    keys.collect()
}

//! Readers with anything at all.

use std::collections::BTreeSet;

use k3s_migrate::{
    ledger::{Fate, Ledger},
    podman::Container,
    read::{
        self, Options, Source,
        command_line::command_line,
        draft::{Draft, Written},
        flags::{
            TABLES, Takes, find,
            lexer::Name,
            parse::{Words, extra_options, global_options},
        },
        leaves::leaves,
        oci_containers::keys::KEYS,
    },
};
use proptest::{
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value, json};

fn source(name: &str, text: impl Into<String>) -> Source {
    Source {
        name: name.to_owned(),
        text: text.into(),
    }
}

fn draft(ledger: &mut Ledger) -> Draft<'_> {
    Draft::new(Container::default(), 0, ledger)
}

/// Options that no origin covers, and origins that name no option.
fn uncovered(containers: &Value, ledger: &Ledger) -> Vec<String> {
    let mut wanted = BTreeSet::new();
    let containers = containers.as_object().into_iter().flatten();
    for (index, (_, container)) in containers.enumerate() {
        let options = leaves("", container).map(|(at, _)| at);
        wanted.extend(options.map(|at| format!("{index}{at}")));
    }
    let origins = ledger.entries().map(|entry| &entry.origin);
    let found: BTreeSet<String> = origins
        .flat_map(|origin| {
            let paths = origin.paths.iter();
            paths.map(|at| format!("{}{at}", origin.container))
        })
        .collect();
    wanted.symmetric_difference(&found).cloned().collect()
}

/// Any JSON, keys among those that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(
            &[
                "--memory", "--env", "A=1", "-it", "--", "host", "512m", "8080:80", "/a:/b"
            ][..]
        )
        .prop_map(Value::from),
    ];
    let names: Vec<&str> = KEYS.iter().flat_map(|key| key.path).copied().collect();
    let key = prop_oneof![
        4 => select(names).prop_map(str::to_owned),
        1 => select(&["k3s", "a/b~c", ""][..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A container whose keys mostly hold what they should.
fn likely_container() -> impl Strategy<Value = Value> {
    let keys: Vec<usize> = (0..KEYS.len()).collect();
    let one = (select(keys), any::<Index>(), any_json(), 0..8);
    prop::collection::vec(one, 0..10).prop_map(|chosen| {
        let mut container = serde_json::Map::new();
        for (key, sample, other, luck) in chosen {
            let Some(key) = KEYS.get(key) else { continue };
            let sample = key.samples.get(sample.index(2)).copied().unwrap_or("null");
            let value = match luck {
                0 => other,
                _ => serde_json::from_str(sample).unwrap_or_default(),
            };
            let Some((name, group)) = key.path.split_last() else {
                continue;
            };
            let group = group
                .first()
                .map(|group| container.entry(*group).or_insert_with(|| json!({})));
            let place = match group {
                Some(group) => group.as_object_mut(),
                None => Some(&mut container),
            };
            if let Some(place) = place {
                place.insert((*name).to_owned(), value);
            }
        }
        Value::Object(container)
    })
}

/// A flag with a value and its spelling.
fn any_flag() -> impl Strategy<Value = (&'static str, &'static str, Vec<String>)> {
    let rows: Vec<usize> = (0..TABLES.iter().copied().flatten().count()).collect();
    (select(rows), any::<Index>(), any::<Index>()).prop_filter_map(
        "a flag",
        |(row, sample, how)| {
            let flag = TABLES.iter().copied().flatten().nth(row)?;
            let value = *flag.samples.get(sample.index(2))?;
            let mut spellings = vec![];
            for name in std::iter::once(&flag.name).chain(flag.aliases) {
                spellings.push(vec![format!("{name}={value}")]);
                match flag.takes {
                    Takes::Switch if value == "true" => spellings.push(vec![(*name).to_owned()]),
                    Takes::Switch => {}
                    _ => spellings.push(vec![(*name).to_owned(), value.to_owned()]),
                }
            }
            if let Some(short) = flag.short {
                if !value.is_empty() {
                    spellings.push(vec![format!("-{short}={value}")]);
                }
                match flag.takes {
                    Takes::Switch if value == "true" => spellings.push(vec![format!("-{short}")]),
                    Takes::Switch => {}
                    _ => {
                        spellings.push(vec![format!("-{short}"), value.to_owned()]);
                        if !value.is_empty() && !value.starts_with('=') {
                            spellings.push(vec![format!("-{short}{value}")]);
                        }
                    }
                }
            }
            let spelling = spellings.get(how.index(spellings.len()))?.clone();
            Some((flag.name, value, spelling))
        },
    )
}

proptest! {
    #[test]
    fn any_container_is_read_whole(container in prop_oneof![any_json(), likely_container()]) {
        let value = json!({"a": container, "b": {"image": "nginx"}});
        let mut ledger = Ledger::default();
        let options = Options { from: Some("oci-containers".to_owned()), ..Options::default() };
        let inventory = read::read(&[source("-", value.to_string())], &options, &mut ledger);
        prop_assert!(inventory.is_ok());
        prop_assert_eq!(uncovered(&value, &ledger), Vec::<String>::new());
        // What is refused or dropped here is also said.
        for entry in ledger.entries() {
            if let Some(settled) = &entry.settled {
                prop_assert!(settled.fate == Fate::Kept || settled.rule.is_some());
            }
        }
    }

    #[test]
    fn any_document_is_read_or_refused(document in any_json(), units in any_json(), text in any::<String>()) {
        let options = Options { units: Some(source("units", units.to_string())), ..Options::default() };
        for text in [document.to_string(), text, json!({"version": 1, "hosts": document}).to_string()] {
            let _ = read::read(&[source("-", text)], &options, &mut Ledger::default());
        }
    }

    #[test]
    fn any_envelope_is_read_or_refused(containers in any_json(), units in any_json(), positions in any_json()) {
        let host = json!({"containers": containers, "units": units, "positions": positions, "facts": positions});
        let value = json!({"version": 1, "hosts": {"a": host}});
        let _ = read::read(&[source("-", value.to_string())], &Options::default(), &mut Ledger::default());
    }

    #[test]
    fn any_words_are_read(words in prop::collection::vec(prop_oneof![any::<String>(), "-{0,2}[a-z-]{0,12}=?.{0,6}"], 0..8)) {
        let texts: Vec<&str> = words.iter().map(String::as_str).collect();
        for read in [extra_options, global_options] {
            let mut ledger = Ledger::default();
            read(&mut draft(&mut ledger), &Words::new(texts.clone(), "", 0));
            let covered: BTreeSet<&String> = ledger.entries().flat_map(|e| &e.origin.paths).collect();
            prop_assert_eq!(covered.len(), texts.len());
        }
        let _ = command_line(&texts, &mut draft(&mut Ledger::default()));
        let line: Vec<&str> = ["podman", "run"].into_iter().chain(texts).collect();
        prop_assert_eq!(command_line(&line, &mut draft(&mut Ledger::default())), Ok(()));
    }

    #[test]
    fn every_spelling_of_a_flag_means_the_same(flags in prop::collection::vec(any_flag(), 1..8)) {
        let mut ledger = Ledger::default();
        let mut direct = draft(&mut ledger);
        for (name, value, _) in &flags {
            if let Some(flag) = find(Name::Long(name)) {
                direct.flag(flag, Written::new(Some(flag.name), value, Vec::new()));
            }
        }
        let direct = format!("{:?}", direct.container);
        let said = ledger.diagnostics().to_vec();
        let words: Vec<&str> = flags.iter().flat_map(|(_, _, words)| words).map(String::as_str).collect();
        let mut ledger = Ledger::default();
        let mut spelled = draft(&mut ledger);
        extra_options(&mut spelled, &Words::new(words.clone(), "", 0));
        let spelled = format!("{:?}", spelled.container);
        prop_assert_eq!(ledger.diagnostics(), said, "{:?}", words);
        prop_assert_eq!(direct, spelled, "{:?}", words);
    }
}

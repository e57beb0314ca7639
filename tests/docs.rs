//! Generated text equals the committed text: `docs/flags.md`, `docs/codes.md`, the parts of README.md
//! between `<!-- … -->` marks. `UPDATE=1 cargo test --test docs` writes it again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::{collections::BTreeSet, fs, path::PathBuf};

use k3s_migrate::{
    diagnostic::rules,
    inventory::Container,
    origin::{Given, OriginId},
    read::flags::Takes,
    report::docs,
};

/// Flags that `podman run --help` of 5.8 shows.
const DOCUMENTED_FLAGS: usize = 152;

/// Flags that podman documents and refuses with every value, and so do we.
const NEVER_TAKEN: [&str; 1] = ["--link-local-ip"];

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a file with what it should hold, or writes it.
fn same(path: &str, wanted: &str) {
    let file = top().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        let mut lines = found.lines().zip(wanted.lines()).enumerate();
        let (number, (old, new)) = lines.find(|(_, (a, b))| a != b).unwrap_or_default();
        panic!(
            "{path}:{} is\n  {old}\nand should be\n  {new}\nif this is right: UPDATE=1 cargo test --test docs",
            number + 1
        );
    }
}

#[test]
fn flags_md() {
    same("docs/flags.md", &docs::flags());
}

#[test]
fn codes_md() {
    same("docs/codes.md", &docs::codes());
}

#[test]
fn every_flag_of_podman_has_a_row() {
    let rows = docs::flag_rows();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), rows.len(), "each once");
    for hidden in docs::HIDDEN {
        assert!(names.contains(hidden), "{hidden}");
    }
    assert_eq!(rows.len() - docs::HIDDEN.len(), DOCUMENTED_FLAGS);
    let text = docs::flags();
    assert!(text.contains(&format!("The {DOCUMENTED_FLAGS} flags of `podman run`")));
    for row in &rows {
        assert!(
            text.contains(&format!("| `{}` |", row.name)),
            "{}",
            row.name
        );
        assert!(row.name.starts_with("--"), "{}", row.name);
        assert!(!row.becomes.is_empty(), "{}: becomes", row.name);
        assert!(!row.lost.is_empty(), "{}: lost", row.name);
        assert!(
            ["4.3", "5.4", "5.8"].contains(&row.since) || row.since.starts_with(['4', '5']),
            "{}: since {}",
            row.name,
            row.since
        );
    }
}

#[test]
fn tables_are_sorted_and_no_spelling_is_taken_twice() {
    for table in k3s_migrate::read::flags::TABLES {
        let names: Vec<&str> = table.iter().map(|row| row.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
    let mut shorts = BTreeSet::new();
    let mut longs = BTreeSet::new();
    for row in docs::flag_rows() {
        for long in row.aliases.iter().chain([&row.name]) {
            assert!(longs.insert(*long), "{long} twice");
        }
        if let Some(short) = row.short {
            assert!(shorts.insert(short), "-{short} twice");
        }
    }
}

#[test]
fn both_samples_of_every_flag_are_taken_and_differ() {
    for row in docs::flag_rows() {
        let [one, other] = row.samples;
        assert_ne!(one, other, "{}", row.name);
        for sample in row.samples {
            if row.takes == Takes::Switch {
                assert!(["true", "false"].contains(&sample), "{}", row.name);
            }
            let given = Given {
                value: sample,
                origin: OriginId::new(0),
            };
            let set = (row.set)(&mut Container::default(), given);
            let taken = !NEVER_TAKEN.contains(&row.name);
            assert_eq!(set.is_ok(), taken, "{}={sample}: {set:?}", row.name);
        }
    }
}

/// Rules whose case is still to be written.
#[rustfmt::skip]
const SHOWN_LATER: &[&str] = &[
    "K3M323", "K3M324",
    "K3M251", "K3M252", "K3M253", "K3M254", "K3M255", "K3M256",
    "K3M300", "K3M301", "K3M302", "K3M303", "K3M304", "K3M305", "K3M306", "K3M307", "K3M308", "K3M309",
    "K3M310", "K3M311", "K3M312", "K3M313", "K3M314", "K3M315", "K3M316", "K3M317", "K3M318", "K3M320",
    "K3M322", "K3M340", "K3M341", "K3M342", "K3M343", "K3M344", "K3M345", "K3M346", "K3M347", "K3M348",
    "K3M349", "K3M350", "K3M351", "K3M352", "K3M353", "K3M354", "K3M355", "K3M356", "K3M536", "K3M620",
    "K3M621", "K3M625", "K3M630", "K3M631", "K3M632", "K3M633", "K3M634", "K3M635", "K3M636", "K3M637",
    "K3M638", "K3M640", "K3M641", "K3M642", "K3M643", "K3M645", "K3M646", "K3M647", "K3M660", "K3M661",
    "K3M662", "K3M663", "K3M664", "K3M665", "K3M666", "K3M667", "K3M668", "K3M669", "K3M670", "K3M671",
    "K3M673", "K3M675", "K3M678", "K3M680", "K3M681", "K3M682", "K3M684", "K3M685", "K3M691", "K3M692",
    "K3M693", "K3M801", "K3M802",
];

#[test]
fn every_code_is_shown_by_a_case() {
    let mut shown = String::new();
    for case in common::cases() {
        for file in ["diagnostics.txt", "ledger.txt"] {
            shown.push_str(&fs::read_to_string(case.dir.join("expected").join(file)).unwrap());
        }
    }
    let missing: Vec<String> = rules::all()
        .filter(|rule| !shown.contains(rule.code))
        .filter(|rule| !SHOWN_LATER.contains(&rule.code))
        .map(|rule| format!("{} {}", rule.code, rule.title))
        .collect();
    assert!(
        missing.is_empty(),
        "{} codes in no case:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

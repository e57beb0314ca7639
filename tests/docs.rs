//! Generated text equals the committed text: `docs/flags.md`, `docs/quadlet.md`, `docs/engines.md`, `docs/units.md`, `docs/codes.md`, `docs/coverage.md`, the parts of README.md
//! between `<!-- … -->` marks. `UPDATE=1 cargo test --test docs` writes it again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;
#[path = "docs/coverage.rs"]
mod coverage;

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use common::golden;
use k3s_migrate::{
    bundle::{self, Layout},
    origin::{Given, OriginId},
    podman::Container,
    read::{
        flags::Takes,
        units::known::{Becomes, TABLES},
    },
    report::docs,
    rules,
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
fn engines_md() {
    same("docs/engines.md", &docs::engines());
}

#[test]
fn quadlet_md() {
    same("docs/quadlet.md", &docs::quadlet());
}

#[test]
fn units_md() {
    same("docs/units.md", &docs::units());
    same("docs/compose.md", &docs::compose());
}

#[test]
fn coverage_md() {
    same("docs/coverage.md", &coverage::page());
    coverage::every_measured_row_is_known();
}

#[test]
fn settings_of_units_are_sorted_and_each_is_known_once() {
    let mut known = BTreeSet::new();
    for table in TABLES {
        let names: Vec<&str> = table.rows.iter().map(|row| row.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        for row in table.rows {
            assert!(
                known.insert((table.attribute, row.name)),
                "{} twice",
                row.name
            );
            let says_paths = matches!(
                row.becomes,
                Becomes::Hides(_) | Becomes::Protects(_) | Becomes::Makes(_) | Becomes::Output
            );
            assert_eq!(row.about.is_empty(), says_paths, "{}: about", row.name);
            if let Becomes::Flag(flag, value) = row.becomes {
                let flag = docs::flag_rows().into_iter().find(|row| row.name == flag);
                let given = Given {
                    value,
                    origin: OriginId::new(0, 0),
                };
                let taken = flag.map(|flag| (flag.set)(&mut Container::default(), given));
                assert!(matches!(taken, Some(Ok(_))), "{}", row.name);
            }
        }
    }
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
                origin: OriginId::new(0, 0),
            };
            let set = (row.set)(&mut Container::default(), given);
            let taken = !NEVER_TAKEN.contains(&row.name);
            assert_eq!(set.is_ok(), taken, "{}={sample}: {set:?}", row.name);
        }
    }
}

/// Rules that no case can show, with the reason.
const SHOWN_NOWHERE: &[(&str, &str)] = &[(
    "K3M802",
    "it is a bug of ours, and a case would be one, too",
)];

#[test]
fn every_code_is_shown_by_a_case() {
    let mut shown = String::new();
    for case in common::cases() {
        for file in ["diagnostics.txt", "ledger.txt"] {
            let text = fs::read_to_string(case.dir.join("expected").join(file)).unwrap();
            let lines = text.split_inclusive('\n');
            // What a case only counts, it does not show.
            shown.extend(lines.filter(|line| !line.starts_with(golden::COUNTED)));
        }
    }
    // What the host says is shown by `tests/install_cli.rs`, which checks that itself.
    let of_install = |code: &str| rules::install::TABLE.iter().any(|rule| rule.code == code);
    let missing: Vec<String> = rules::all()
        .filter(|rule| !shown.contains(rule.code) && !of_install(rule.code))
        .filter(|rule| !SHOWN_NOWHERE.iter().any(|(code, _)| *code == rule.code))
        .map(|rule| format!("{} {}", rule.code, rule.title))
        .collect();
    assert!(
        missing.is_empty(),
        "{} codes in no case:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// The code blocks of README.md, with their language.
fn blocks(readme: &str) -> Vec<(String, String)> {
    let mut parts = readme.split("```").skip(1).step_by(2);
    let block = |part: &str| {
        let (language, code) = part.split_once('\n').unwrap();
        (language.to_owned(), code.to_owned())
    };
    parts.by_ref().map(block).collect()
}

fn block<'b>(blocks: &'b [(String, String)], language: &str) -> &'b str {
    let found = blocks.iter().find(|(of, _)| of == language);
    &found
        .unwrap_or_else(|| panic!("README.md has no block of {language}"))
        .1
}

/// Before and after in README.md are the input and the output of a case.
#[test]
fn the_readme_shows_what_comes_out() {
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    let blocks = blocks(&readme);
    let mut cases = common::cases().into_iter();
    let case = cases
        .find(|case| case.name == "example-of-the-readme")
        .unwrap();
    let input: serde_json::Value = serde_json::from_str(&case.sources[0].text).unwrap();
    let mut written = BTreeSet::new();
    strings(&input["paperless"], &mut written);
    let nix = block(&blocks, "nix");
    let shown: BTreeSet<String> = nix
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(shown, written, "the strings of the container");
    let compiled = case.compile_for(Layout::Yaml);
    let manifest = bundle::files(&compiled).files["podman/paperless.yaml"].clone();
    for (language, text) in [("yaml", manifest), ("text", case.printed(&compiled))] {
        let shown = block(&blocks, language);
        assert!(
            text.contains(shown),
            "README.md shows {language} that is not written:\n{shown}"
        );
    }
}

fn strings(value: &serde_json::Value, out: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(out.insert(text.clone())),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        serde_json::Value::Object(map) => map.values().for_each(|value| strings(value, out)),
        _ => {}
    }
}

fn program(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .args(args)
        .current_dir(top())
        .output()
        .unwrap()
}

/// Every subcommand that README.md names is there, and every one that is there is named.
#[test]
fn the_readme_names_every_command() {
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    let help = String::from_utf8(program(&["--help"]).stdout).unwrap();
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let commands = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let mut number = 0;
    for command in commands.filter(|command| *command != "help") {
        number += 1;
        assert!(
            readme.contains(&format!("`{command}")),
            "README.md does not name `{command}`"
        );
        let help = program(&[command, "--help"]);
        assert!(help.status.success(), "{command}");
    }
    assert!(number > 7);
    let table = readme.lines().filter(|line| line.starts_with("| `"));
    for row in table {
        let command = row
            .trim_start_matches("| `")
            .split([' ', '`'])
            .next()
            .unwrap();
        assert!(
            program(&[command, "--help"]).status.success(),
            "README.md names `{command}`"
        );
    }
}

/// The first command of README.md works, and does what the text says.
#[test]
fn the_example_host_converts() {
    let readme = fs::read_to_string(top().join("README.md")).unwrap();
    assert!(
        readme.contains("\ncargo run --release -- convert examples/storage.json -o manifests\n")
    );
    let run = program(&["convert", "examples/storage.json", "-o", "-"]);
    assert_eq!(run.status.code(), Some(0));
    let text = String::from_utf8(run.stderr).unwrap();
    let summary = text.lines().last().unwrap();
    assert!(
        summary.starts_with("summary: 15 containers: 15 converted, 0 refused; "),
        "{summary}"
    );
    assert!(readme.contains("an example host of fifteen containers"));
}

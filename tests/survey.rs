//! `inventory`: each folder of `tests/survey` is a tree of Nix files and what must be said of it.
//! `UPDATE=1` writes the expected files again.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may panic"
)]

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use k3s_migrate::survey::{self, Survey};
use proptest::prelude::*;
use serde_json::Value;

const FORMATS: [(&str, &str); 4] = [
    ("table", "table.txt"),
    ("json", "survey.json"),
    ("dot", "graph.dot"),
    ("mermaid", "graph.mmd"),
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn inventory(dir: &Path, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .args(["inventory", "--format", format])
        .arg(dir)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn trees() {
    let update = std::env::var_os("UPDATE").is_some();
    for entry in fs::read_dir(top().join("tests/survey")).unwrap() {
        let dir = entry.unwrap().path();
        for (format, file) in FORMATS {
            let said = inventory(&dir.join("tree"), format);
            let path = dir.join("expected").join(file);
            if update {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &said).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(said, expected, "{}", path.display());
        }
    }
}

/// Brackets within brackets are an end, not a crash: of lists, sets and parentheses.
#[test]
fn nested_too_deeply() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep.nix");
    for (open, close) in [("[ ", "]"), ("{ a = ", "; }"), ("( ", ")")] {
        let text = format!(
            "{{ a = {}1{}; }}",
            open.repeat(50_000),
            close.repeat(50_000)
        );
        fs::write(&file, text).unwrap();
        let said = inventory(folder.path(), "table");
        assert!(
            said.contains("deep.nix:1:") && said.contains("it is nested too deeply"),
            "{said}"
        );
    }
}

/// Graphviz takes every graph, where there is one.
#[test]
fn graphviz_takes_the_graph() {
    let graph = inventory(&top().join("tests/survey/styles/tree"), "dot");
    let dot = Command::new("dot")
        .arg("-Tcanon")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut dot) = dot else {
        eprintln!("skipped: no dot");
        return;
    };
    let mut input = dot.stdin.take().unwrap();
    input.write_all(graph.as_bytes()).unwrap();
    drop(input);
    assert!(dot.wait().unwrap().success());
}

/// Whatever the example fleet evaluates to is found in its files.
#[test]
fn the_example_fleet_is_found() {
    let text = fs::read_to_string(top().join("examples/storage.json")).unwrap();
    let evaluated: Value = serde_json::from_str(&text).unwrap();
    let survey: Value =
        serde_json::from_str(&inventory(&top().join("examples/fleet"), "json")).unwrap();
    let names = |list: &Value, key: &str| -> BTreeSet<String> {
        let list = list.as_array().unwrap().iter();
        let names = list.filter_map(|one| one.get(key)?.as_str());
        names.map(str::to_owned).collect()
    };
    let found = names(survey.get("containers").unwrap(), "name");
    let all = evaluated
        .pointer("/hosts/storage/containers")
        .unwrap_or(&evaluated);
    for name in all.as_object().unwrap().keys() {
        assert!(found.contains(name), "`{name}` is not found");
    }
}

#[test]
fn a_tree_that_is_not_there() {
    let output = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .args(["inventory", "/nowhere/at/all"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/at/all"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("bytes.nix"), [0xff, 0xfe]).unwrap();
    let good = r#"{ virtualisation.oci-containers.containers.good.image = "good:1"; }"#;
    fs::write(dir.path().join("good.nix"), good).unwrap();
    let said = inventory(dir.path(), "table");
    for part in ["not read:", "bytes.nix  ", "good:1"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

fn read(text: &str) -> Survey {
    let mut survey = Survey::default();
    survey::read("a.nix", text, &mut survey);
    survey.sorted()
}

/// A file with a mistake is named with its place; what stands there is not, as it may be a secret.
#[test]
fn a_mistake_is_told_with_its_place() {
    let deep = format!("{{ a = {}1{}; }}\n", "(".repeat(600), ")".repeat(600));
    for (text, said) in [
        ("", "a.nix:1:1  the file ends too early"),
        ("{\n  a = [ 1 2\n", "a.nix:2:12  the file ends too early"),
        (
            "{\n  a = 1\n  b = \"ü\"; c = ;\n}\n",
            "a.nix:3:5  unexpected `=`, `;` is missing",
        ),
        (
            "{\n  a = \"ü\" ü;\n}\n",
            "a.nix:2:11  unexpected characters, `;` is missing",
        ),
        (
            "{\n  password = hunter2 secret = \"x\";\n}\n",
            "a.nix:2:29  unexpected `=`, `;` is missing",
        ),
        (
            "{ a = b }: \"hunter2\"",
            "a.nix:1:9  unexpected `}`, `;` is missing",
        ),
        ("{ } hunter2 /secret }", "a.nix:1:21  unexpected `}`"),
        ("{ a, 1 }: a\n", "a.nix:1:6  unexpected number"),
        (
            "{ a = if b then c; }",
            "a.nix:1:18  unexpected `;`, `else` is missing",
        ),
        ("{ }\n}\n", "a.nix:2:1  unexpected `}`"),
        (
            "a@{ b }@c: b\n",
            "a.nix:1:8  the argument of a function is named twice",
        ),
        (&deep, "a.nix:1:518  it is nested too deeply"),
    ] {
        let table = survey::table::text(&read(text));
        let (_, unread) = table.split_once("not read:\n").unwrap();
        assert_eq!(unread.trim(), said, "{text}");
    }
}

/// Sets whose every attribute is bound to the set around it: what can be walked grows with each level,
/// what is walked does not.
#[test]
fn sets_that_hold_each_other_end() {
    let attrs = (0..400).map(|n| format!("containers.a{n} = a; a{n} = a;"));
    let attrs = attrs.collect::<Vec<_>>().join(" ");
    let text = format!(
        "let a = {{ {attrs} ports = a; containers = a; }}; in {{ virtualisation.oci-containers = a; }}"
    );
    let survey = read(&text);
    assert!(!survey.containers.is_empty());
    let mut reasons = survey.computed.iter().map(|computed| &computed.reason);
    assert!(reasons.any(|reason| reason.starts_with("too much")));
}

/// Every place that is told is one of the file, and every view can be made.
fn judge(text: &str) {
    let survey = read(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let sites = survey.containers.iter().flat_map(|c| &c.places);
    let sites = sites.chain(survey.computed.iter().map(|c| &c.site));
    let sites = sites.map(|site| (site.line, site.column));
    let unread = survey.unread.iter();
    let unread = unread.map(|file| (file.line.unwrap(), file.column.unwrap()));
    for (line, column) in sites.chain(unread) {
        let end = lines[line - 1].chars().count() + 1;
        assert!((1..=end).contains(&column), "{line}:{column}");
    }
    let _ = (
        survey::table::text(&survey),
        survey::graph::dot(&survey),
        survey::graph::mermaid(&survey),
        serde_json::to_string(&survey).unwrap(),
    );
}

/// All Nix files of the trees and of the example fleet.
fn seeds() -> Vec<String> {
    let all = ["tests/survey", "examples"].map(|dir| walkdir::WalkDir::new(top().join(dir)));
    let files = all.into_iter().flatten().map(|entry| entry.unwrap());
    let nix = files.filter(|file| file.path().extension().is_some_and(|end| end == "nix"));
    let mut seeds: Vec<String> = nix
        .map(|file| fs::read_to_string(file.path()).unwrap())
        .collect();
    seeds.sort();
    seeds
}

/// What can stand in the place of other words.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "", "a", "{", "}", "[", "]", "(", ")", ";", "=", ":", "@", ".", "?", ",", "...", "\"", "''", "${", "$", "\\",
    "ü", "\n", "\r\n", "\t", "\0", "#", "/*", "*/", "rec ", "let ", " in ", "inherit ", "with ", "import ", "if ",
    " then ", " else ", "assert ", "lib.mkMerge ", "lib.mkIf x ", "mkOption ", " // ", " ++ ", " + ", " |> ",
    "options.", "virtualisation", "oci-containers", "containers", "extraOptions", "\"--network=container:${a}\"",
    "${\"a\"}", "''${", "'''", "./a", "<a>", "https://a", " or ", "1.5",
];

/// A change: of a few words from somewhere on, into a word, or twice the same.
type Change = (
    prop::sample::Index,
    prop::sample::Index,
    Option<prop::sample::Index>,
);

fn changed(mut text: String, changes: &[Change]) -> String {
    for (from, length, word) in changes {
        let places = words(&text);
        let start = from.index(places.len());
        let end = (start + length.index(8)).min(places.len() - 1);
        let (start, end) = (places[start], places[end]);
        let piece = match word {
            Some(word) => WORDS[word.index(WORDS.len())].to_owned(),
            None => text[start..end].repeat(2),
        };
        text.replace_range(start..end, &piece);
    }
    text
}

/// Where words and signs start, and the end.
fn words(text: &str) -> Vec<usize> {
    let kind = |c: char| (c.is_alphanumeric(), c.is_whitespace());
    let mut last = None;
    let starts = text.char_indices().filter(|(_, c)| {
        let is_new = last != Some(kind(*c)) || kind(*c) == (false, false);
        last = Some(kind(*c));
        is_new
    });
    let mut places: Vec<usize> = starts.map(|(at, _)| at).collect();
    places.push(text.len());
    places
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_change_of_a_file_is_read_or_refused(
        seed: prop::sample::Index,
        changes in prop::collection::vec(any::<Change>(), 1..6),
    ) {
        static SEEDS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(seeds);
        judge(&changed(seed.get(&SEEDS).clone(), &changes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn any_text_is_read_or_refused(
        text in "(virtualisation|oci-containers|containers|web|image|extraOptions|\\{|\\}|=|;|\\.|\\[|\\]|\"|''|\\$\\{|lib\\.mkIf x |let|in|inherit|//|\\+\\+|[ a-z\\n()])*",
        value in "(\\{ image = \"x\"; \\}|let a = a; in a|mapAttrs f x|b // \\{ c = d; \\}|\\[ [a-z\" ]* \\])",
    ) {
        let near = format!("{{ virtualisation.oci-containers.containers = {value}; {text} }}");
        for text in [text, near, format!("{{ virtualisation.oci-containers.containers.web = {value}; }}")] {
            judge(&text);
        }
    }
}

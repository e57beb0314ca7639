//! A folder of `tests/cases` is a test: input, expected manifests, diagnostics and ledger. The case `whale` expects every
//! byte; the others expect what is their own, without notes, files and leaves that nearly every case has: the tables in
//! `common/golden.rs` and `common/usual.rs` name them. A usual leaf that is missing is a line `# without POINTER`.
//! `UPDATE=1 cargo test --test cases NAME` rewrites the expected files of the cases it runs.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod common;

use std::{collections::BTreeMap, fmt::Write as _, fs};

use common::{golden, usual};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let args = Arguments::from_args();
    let trials = common::cases()
        .into_iter()
        .map(|case| Trial::test(case.name.clone(), move || run(&case)));
    let guards = [
        Trial::test("tables: counted notes are frequent, and shown", || {
            counted_notes_are_frequent_and_shown();
            Ok(())
        }),
        Trial::test("tables: usual leaves are frequent, and shown", || {
            usual_leaves_are_frequent_and_shown();
            Ok(())
        }),
    ];
    libtest_mimic::run(&args, trials.chain(guards).collect()).exit();
}

/// Fails unless at least a quarter of the cases has it; `cases` are the names of those that do.
fn is_frequent(what: &str, cases: &[String]) {
    let (count, all) = (cases.len(), common::cases().len());
    assert!(count * 4 >= all, "{what}: only {count} of {all} cases");
}

#[allow(clippy::indexing_slicing, reason = "tests may panic")]
fn counted_notes_are_frequent_and_shown() {
    let mut having: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut showing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in common::cases() {
        let compiled = case.compile();
        let printed = case.printed(&compiled);
        let expected = golden::diagnostics(&case, &compiled);
        for (code, _) in golden::NOTES {
            let heading = format!("note[{code}]: ");
            for (text, cases) in [(&printed, &mut having), (&expected, &mut showing)] {
                if text.contains(&heading) {
                    cases.entry(code).or_default().push(case.name.clone());
                }
            }
        }
    }
    for (code, shown) in golden::NOTES {
        is_frequent(code, &having[code]);
        assert_eq!(showing[code], [shown, golden::WHALE], "{code}");
    }
}

fn usual_leaves_are_frequent_and_shown() {
    let mut having = vec![Vec::new(); usual::LEAVES.len()];
    for case in common::cases() {
        let compiled = case.compile();
        let objects: Vec<_> = compiled
            .objects
            .iter()
            .map(|object| (object, serde_json::from_str(&object.text).unwrap()))
            .collect();
        for (leaf, cases) in usual::LEAVES.iter().zip(&mut having) {
            if objects
                .iter()
                .any(|(object, value)| leaf.is_in(object, value))
            {
                cases.push(case.name.clone());
            }
        }
    }
    for (leaf, cases) in usual::LEAVES.iter().zip(&having) {
        is_frequent(leaf.pointer, cases);
        let in_full = cases.iter().any(|name| golden::IN_FULL.contains(&&**name));
        assert!(in_full, "no case shows {}", leaf.pointer);
    }
}

fn run(case: &common::Case) -> Result<(), Failed> {
    let output = golden::files(case);
    let dir = case.dir.join("expected");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&dir);
        for (path, text) in &output {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return Ok(());
    }
    let expected = common::files_below(&dir);
    match difference(&expected, &output) {
        None => Ok(()),
        Some(text) => Err(format!(
            "{text}\nif this is right: UPDATE=1 cargo test --test cases {}",
            case.name
        )
        .into()),
    }
}

/// The first lines that differ, file by file.
fn difference(
    expected: &BTreeMap<String, String>,
    output: &BTreeMap<String, String>,
) -> Option<String> {
    let mut out = String::new();
    for (path, text) in expected {
        match output.get(path) {
            None => writeln!(out, "{path}: not written any more").unwrap(),
            Some(now) if now != text => {
                let at = text.lines().zip(now.lines()).position(|(a, b)| a != b);
                let at = at.unwrap_or(text.lines().count().min(now.lines().count()));
                let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
                writeln!(
                    out,
                    "{path}:{}\n  expected: {}\n       now: {}",
                    at + 1,
                    line(text),
                    line(now)
                )
                .unwrap();
            }
            Some(_) => {}
        }
    }
    for path in output.keys().filter(|path| !expected.contains_key(*path)) {
        writeln!(out, "{path}: newly written").unwrap();
    }
    (!out.is_empty()).then_some(out)
}

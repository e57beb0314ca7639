//! A folder of `tests/cases` is a test: input, expected manifests, diagnostics and ledger.
//! `UPDATE=1 cargo test --test cases NAME` rewrites the expected files of the cases it runs.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod common;

use std::{collections::BTreeMap, fmt::Write as _, fs};

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let args = Arguments::from_args();
    let trials = common::cases()
        .into_iter()
        .map(|case| Trial::test(case.name.clone(), move || run(&case)));
    libtest_mimic::run(&args, trials.collect()).exit();
}

fn run(case: &common::Case) -> Result<(), Failed> {
    let output = case.output();
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

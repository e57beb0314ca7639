//! What the pages for operators tell to type is taken by the program, and what they show is what it prints.
//!
//! Every `k3s-migrate …` in them, in a block or in a sentence, must parse. A block of `console` is run, line
//! by line, in a folder that holds what [`FILES`] lists; `UPDATE=1 cargo test --test guide` writes what comes out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The pages for operators.
const PAGES: [&str; 8] = [
    "CHANGELOG.md",
    "README.md",
    "docs/checklists.md",
    "docs/guide.md",
    "docs/monitoring.md",
    "examples/fleet/README.md",
    "examples/raspberry-cluster/README.md",
    "examples/tasmota/README.md",
];

/// What a folder has in which the commands of a page are run, and where it comes from.
const FILES: [(&str, &str); 1] = [("storage.json", "examples/storage.json")];

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A page as blocks of code (with their language) and text between them.
fn parts(page: &str) -> Vec<(Option<&str>, &str)> {
    page.split("```")
        .enumerate()
        .map(|(number, part)| match part.split_once('\n') {
            Some((language, code)) if number % 2 == 1 => (Some(language), code),
            _ => (None, part),
        })
        .collect()
}

/// The commands of ours that a page names, without what a shell does with them.
fn commands(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (language, part) in parts(page) {
        let found: Vec<&str> = match language {
            Some("sh" | "console" | "just") => part.lines().collect(),
            Some(_) => Vec::new(),
            None => part.split('`').skip(1).step_by(2).collect(),
        };
        for text in found {
            // `ssh storage k3s-migrate …` and `sudo k3s-migrate …` are commands of ours, too.
            let Some(start) = text.find("k3s-migrate ") else {
                continue;
            };
            let before = text.get(..start).unwrap_or_default();
            if !before.is_empty() && !before.ends_with(' ') {
                continue;
            }
            let line = text.get(start..).unwrap_or_default();
            let end = [" | ", " > ", " 2>", " && ", "; ", " # "]
                .iter()
                .filter_map(|end| line.find(end))
                .min();
            out.push(line.get(..end.unwrap_or(line.len())).unwrap().to_owned());
        }
    }
    out
}

#[test]
fn every_command_in_the_pages_is_taken() {
    let mut number = 0;
    for page in PAGES {
        let text = fs::read_to_string(top().join(page)).unwrap();
        for line in commands(&text) {
            number += 1;
            let words = shlex::split(&line).unwrap_or_else(|| panic!("{page}: {line}"));
            let command = k3s_migrate::cli::command();
            // A sentence may name a command without saying how it is called.
            if let [_, name] = words.as_slice()
                && command.find_subcommand(name).is_some()
            {
                continue;
            }
            if let Err(error) = command.try_get_matches_from(words) {
                assert!(!error.use_stderr(), "{page}: `{line}`\n{error}");
            }
        }
    }
    assert!(number > 10, "only {number} commands were found");
}

#[test]
fn every_code_in_the_pages_is_there() {
    let mut number = 0;
    for page in PAGES {
        let text = fs::read_to_string(top().join(page)).unwrap();
        for (start, _) in text.match_indices("K3M") {
            let code: String = text[start..].chars().take(6).collect();
            // `K3Mnnn` stands for any code.
            if code.ends_with(|last: char| last.is_ascii_digit()) {
                number += 1;
                assert!(k3s_migrate::rules::rule(&code).is_some(), "{page}: {code}");
            }
        }
    }
    assert!(number > 10, "only {number} codes were found");
}

/// What a command prints, errors after the rest, and its exit code where that is not 0.
fn answer(folder: &Path, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let run = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut text = String::from_utf8(run.stdout).unwrap();
    text.push_str(&String::from_utf8(run.stderr).unwrap());
    match run.status.code() {
        Some(0) => format!("{}\n", text.trim_end()),
        code => format!("{}\nexit code {}\n", text.trim_end(), code.unwrap()),
    }
}

/// A page with what its commands print now.
fn as_run(page: &str, folder: &Path) -> String {
    let mut out = Vec::new();
    for (language, part) in parts(page) {
        let Some(language) = language else {
            out.push(part.to_owned());
            continue;
        };
        if language != "console" {
            out.push(format!("{language}\n{part}"));
            continue;
        }
        let mut block = "console\n".to_owned();
        for line in part.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                block.push_str(line);
                block.push('\n');
                block.push_str(&answer(folder, command));
            }
        }
        out.push(block);
    }
    out.join("```")
}

#[test]
fn what_the_guide_shows_is_what_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, from) in FILES {
        fs::copy(top().join(from), folder.path().join(name)).unwrap();
    }
    let file = top().join("docs/guide.md");
    let page = fs::read_to_string(&file).unwrap();
    let run = as_run(&page, folder.path());
    assert!(run.matches("\n$ ").count() > 3);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, run).unwrap();
        return;
    }
    let mut lines = page.lines().zip(run.lines()).enumerate();
    if let Some((number, (shown, found))) = lines.find(|(_, (shown, found))| shown != found) {
        panic!(
            "docs/guide.md:{} shows\n  {shown}\nand it is\n  {found}\nif this is right: UPDATE=1 cargo test --test guide",
            number + 1
        );
    }
    assert_eq!(page, run);
}

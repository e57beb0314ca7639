//! The table of what came later, held to the API server's own feature gates.

use std::{collections::BTreeMap, ffi::OsStr, process::Command};

use k3s_migrate::grammar::{Release, release::NEWER};

/// Rows of the table whose gate is on, or off, where the row says otherwise.
pub fn faults(oldest: &OsStr, newest: &OsStr) -> Vec<String> {
    let [first, .., last] = Release::ALL;
    let ends = [(first, oldest), (last, newest)];
    let mut faults = Vec::new();
    for (release, program) in ends {
        let on = gates(program);
        for row in NEWER.iter().filter(|row| !row.gate.is_empty()) {
            let is_on = on.get(row.gate).copied().unwrap_or(false);
            if is_on != release.has(row) {
                let word = if is_on { "on" } else { "off" };
                faults.push(format!("{} is {word} in {release}: {row:?}", row.gate));
            }
        }
    }
    faults
}

/// All gates of a server: whether they are on.
fn gates(program: &OsStr) -> BTreeMap<String, bool> {
    let output = Command::new(program).arg("--gates").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let all: BTreeMap<String, bool> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, word)| (name.to_owned(), word == "on"))
        .collect();
    assert!(all.len() > 50, "{} lists its gates", program.display());
    all
}

//! compose-go, the library of Docker Compose, reads random files of variables, and so does our parser: both refuse one, or
//! both have the same variables. Started by `.ci/oracles`, which builds `tests/oracles/compose`; without it this says that it
//! was skipped.
//!
//! | variable | default | |
//! |---|---|---|
//! | `K3S_MIGRATE_COMPOSE` | | the program of `tests/oracles/compose` |
//! | `SEED` | 1 | another sequence of random files |
//! | `FILES` | 20000 | how many |

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic, and this one prints its own lines"
)]

#[path = "random_oracle/random.rs"]
#[allow(dead_code, reason = "random_oracle uses the rest")]
mod random;

use std::{
    collections::BTreeMap,
    env,
    io::Write as _,
    process::{Command, ExitCode, Stdio},
    thread,
};

use k3s_migrate::dotenv::{self, Variables};
use random::Random;
use serde_json::{Value, json};

/// Names, with what may stand around them.
const NAMES: &[&str] = &[
    "A",
    "B",
    "C",
    "K",
    "a.b",
    "x-y",
    "[0]",
    "\u{e9}",
    "export A",
    "export\tB",
    "export",
    " C",
    "A ",
    "a b",
    "A!",
    "",
];

/// What stands behind a name.
const JOINTS: &[&str] = &["=", "=", "=", "=", " = ", "= ", ": ", ":", "", "\t=\t"];

/// Pieces of a value.
const PIECES: &[&str] = &[
    "v", "1", " ", " #", "#", "x y", "\"", "'", "\"q w\"", "'q w'", "\\", "\\n", "\\t", "\\\"",
    "\\'", "\\$", "\\0101", "\\012", "\\c", "\\v", "\\\\", "$A", "${B}", "${C:-x}", "${K}",
    "${K:+y}", "}", "$", "$$", "\n", "\u{a0}", "\u{e9}", "=",
];

/// A file of some lines, most of them as people write them.
fn random_file(random: &mut Random) -> String {
    let mut out = String::new();
    if random.percent(5) {
        out.push('\u{feff}');
    }
    for _ in 0..=random.below(5) {
        if random.percent(10) {
            out.push_str("# a comment\n");
        }
        let names = if random.percent(85) { 6 } else { NAMES.len() };
        out.push_str(NAMES[random.below(names)]);
        out.push_str(JOINTS[random.below(JOINTS.len())]);
        // A value in quotes, or pieces of anything.
        let whole = if random.percent(40) {
            ["'", "\""][random.below(2)]
        } else {
            ""
        };
        out.push_str(whole);
        for _ in 0..random.below(4) {
            out.push_str(PIECES[random.below(PIECES.len())]);
        }
        out.push_str(whole);
        out.push_str(["\n", "\n", "\n", "\r\n", " # x\n", ""][random.below(6)]);
    }
    out
}

fn main() -> ExitCode {
    let Some(program) = env::var_os("K3S_MIGRATE_COMPOSE") else {
        println!("skipped: .ci/oracles builds the program and sets K3S_MIGRATE_COMPOSE");
        return ExitCode::SUCCESS;
    };
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("SEED").unwrap_or(1);
    let texts: Vec<String> = (0..number("FILES").unwrap_or(20_000))
        .map(|file| {
            let mut random = Random::of(seed, file);
            random_file(&mut random)
        })
        .collect();
    let known = [("K".to_owned(), "known".to_owned())];
    let lines = texts.iter().fold(String::new(), |lines, text| {
        let line = json!({"text": text, "known": BTreeMap::from(known.clone())});
        lines + &format!("{line}\n")
    });
    let mut child = Command::new(program)
        .arg("-dotenv")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let said = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let known = Variables::default().with(known.into());
    let (mut passed, mut failed, mut refused) = (0, 0, 0);
    for (text, theirs) in texts.iter().zip(said.lines()) {
        let theirs: Value = serde_json::from_str(theirs).unwrap();
        let theirs = theirs
            .get("error")
            .is_none()
            .then(|| values(&theirs["values"]));
        let ours = dotenv::parse(text, &known, &BTreeMap::new()).ok();
        refused += usize::from(ours.is_none());
        if ours == theirs {
            passed += 1;
        } else {
            failed += 1;
            if failed <= 20 {
                println!("{text:?}\n  ours   {ours:?}\n  theirs {theirs:?}");
            }
        }
    }
    println!("{refused} of them are refused by both");
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed == texts.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What is set, without a variable that has no name: a name alone at the end of a file is one for compose-go.
fn values(values: &Value) -> BTreeMap<String, String> {
    let all = values.as_object().into_iter().flatten();
    let named = all.filter(|(name, _)| !name.is_empty());
    named
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}

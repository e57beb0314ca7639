//! Random mutants of good objects, judged by our check and by the API server's own validation.
//!
//! `K3S_MIGRATE_VALIDATE` names the program that runs it (`--lines`: one object a line, one verdict
//! a line); without it the test says so and passes. `K3S_MIGRATE_MUTANTS` is their number, 20000 by
//! default; `K3S_MIGRATE_SEED` starts another sequence.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "check/bases.rs"]
mod bases;
#[path = "check/mutants.rs"]
mod mutants;

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use k3s_migrate::kube::check;
use serde::Deserialize;
use serde_json::Value;

/// Where we are stricter than the server on purpose; the doc comment of `kube::check` says why.
const STRICTER: [&str; 4] = ["AV005", "AV021", "AV075", "AV099"];

#[derive(Deserialize)]
struct Verdict {
    ok: bool,
    errors: Vec<Problem>,
}

#[derive(Debug, Deserialize)]
struct Problem {
    field: String,
    message: String,
}

impl Problem {
    /// What the validator says and the server would not, or what only the server can know.
    ///
    /// The Pods that the validator makes of a template lack what the server and the controllers
    /// put in: the service account `default`, the host ports of the host's network, and for a
    /// `StatefulSet` the claim in place of the volume with its name.
    fn is_no_refusal(&self) -> bool {
        let of_pod = [
            "when serviceAccountName is not set",
            "must match `containerPort`",
        ];
        let replaced = self.field.contains("/volumes/") && self.message.contains("Duplicate value");
        let pod = self.message.starts_with("its Pods are refused");
        let zone = self.field.ends_with("timeZone") && self.message.contains("unknown time zone");
        zone || (pod && (replaced || of_pod.iter().any(|text| self.message.contains(text))))
    }
}

#[test]
fn the_api_server_agrees() {
    let Ok(program) = env::var("K3S_MIGRATE_VALIDATE") else {
        eprintln!("skipped: K3S_MIGRATE_VALIDATE does not name the validator");
        return;
    };
    let number = |name: &str, default: u64| {
        env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let bases = bases::bases();
    let mut objects: Vec<Value> = bases.values().cloned().collect();
    let good = objects.len();
    objects.extend(
        mutants::Mutants::new(&bases, number("K3S_MIGRATE_SEED", 1))
            .take(usize::try_from(number("K3S_MIGRATE_MUTANTS", 20_000)).expect("a count")),
    );

    let verdicts = judge(&program, &objects);
    assert_eq!(verdicts.len(), objects.len(), "one verdict for each object");

    let (mut taken, mut disagreements, mut broken) = (0, Vec::new(), BTreeMap::<&str, u32>::new());
    for (index, (object, verdict)) in objects.iter().zip(&verdicts).enumerate() {
        let violations = check::object(object);
        let strict_only = !violations.is_empty()
            && violations.iter().all(|violation| {
                STRICTER.contains(&violation.rule) || (violation.rule == "AV107" && !verdict.ok)
            });
        for violation in &violations {
            *broken.entry(violation.rule).or_default() += 1;
        }
        let no_refusal =
            !verdict.errors.is_empty() && verdict.errors.iter().all(Problem::is_no_refusal);
        let ok = verdict.ok || no_refusal;
        taken += usize::from(ok);
        let agree = ok == violations.is_empty() || (ok && strict_only && index >= good);
        if !agree {
            disagreements.push(format!(
                "server: {:?}\nours: {violations:?}\n{object}\n",
                verdict.errors
            ));
        }
    }
    eprintln!(
        "{} objects, {taken} taken by the server, {} disagreements",
        objects.len(),
        disagreements.len()
    );
    eprintln!("{} rules were broken: {broken:?}", broken.len());
    assert!(
        disagreements.is_empty(),
        "{}",
        disagreements.iter().take(20).cloned().collect::<String>()
    );
}

fn judge(program: &str, objects: &[Value]) -> Vec<Verdict> {
    let mut child = Command::new(program)
        .arg("--lines")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the validator starts");
    let mut input = child.stdin.take().expect("its input is piped");
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let lines: Vec<String> = objects.iter().map(|object| format!("{object}\n")).collect();
    let writer = thread::spawn(move || {
        lines
            .iter()
            .all(|line| input.write_all(line.as_bytes()).is_ok())
    });
    let verdicts = output
        .lines()
        .map(|line| {
            serde_json::from_str(&line.expect("the validator writes")).expect("a verdict a line")
        })
        .collect();
    assert!(
        writer.join().expect("the writer ends"),
        "the validator reads all"
    );
    child.wait().expect("the validator ends");
    verdicts
}

//! Notes that are told in one line unless all are wanted: those that most hosts have, and what the operator accepted.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    ledger::Diagnostic,
    rules::{Rule, Severity, devices, lifecycle, secrets, security, workload},
};

/// What most hosts have, and asks for nothing before a move.
static USUAL: [&Rule; 10] = [
    &devices::LATE,
    &lifecycle::LOGS,
    &lifecycle::SHARED_MEMORY_REMAINS,
    &secrets::ENV_FILE,
    &security::CONTAINERD,
    &security::IMAGE_USER,
    &security::PRIVILEGED,
    &workload::PULL_NEWER,
    &workload::SHARED_HOSTNAME,
    &workload::SHORT_IMAGE,
];

/// Whether one line is enough for it.
pub fn is_known(said: &Diagnostic) -> bool {
    let usual = USUAL.iter().any(|rule| rule.code == said.say.rule.code);
    said.severity == Severity::Note && (usual || said.accepted)
}

/// One line for all of them; nothing for none.
pub fn line(known: &[&Diagnostic]) -> String {
    let (accepted, usual): (Vec<_>, Vec<_>) = known.iter().partition(|said| said.accepted);
    let parts = [
        ("not shown, as most hosts have them", usual),
        ("accepted", accepted),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, said)| !said.is_empty())
        .map(|(what, said)| format!("{what}: {}", counted(&said)))
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        parts => format!("note: {} (`--notes` shows all)\n\n", parts.join("; ")),
    }
}

/// `K3M221 (15), K3M520`.
fn counted(said: &[&&Diagnostic]) -> String {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for said in said {
        *codes.entry(said.say.rule.code).or_default() += 1;
    }
    let mut out = String::new();
    for (code, count) in codes {
        let between = if out.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(out, "{between}{code}");
        if count > 1 {
            let _ = write!(out, " ({count})");
        }
    }
    out
}

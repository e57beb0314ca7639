//! What an installation did: the table of changes, and the summary.

use serde::Serialize;

use crate::cli::{
    Error, Global, MessageFormat,
    output::{json as line, print, print_coloured, say},
};
pub use crate::columns::counted;
use crate::{
    columns::aligned,
    install::{
        Outcome,
        changes::{Action, Change},
        history::Installation,
    },
    podman::Inventory,
    report::diff,
    rules::Severity,
};

/// The last line of `--message-format json`.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    v: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    dry_run: bool,
    stopped: bool,
    generation: u64,
    added: usize,
    updated: usize,
    waiting: usize,
    tombstones: usize,
    removed: usize,
    unchanged: usize,
    kept: usize,
    skipped: usize,
    held: &'a [String],
    errors: usize,
    warnings: usize,
    /// The cluster that was asked what it made of the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<String>,
}

/// A line of the table of changes.
#[derive(Debug, Serialize)]
struct Line<'a> {
    v: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    change: &'a Change,
}

/// The table on standard output, diagnostics and the summary on standard error.
pub fn report(
    global: &Global,
    dry_run: bool,
    outcome: &Outcome,
    cluster: Option<String>,
) -> Result<(), Error> {
    let json = global.message_format == MessageFormat::Json;
    if !outcome.stopped && json {
        for change in &outcome.changes {
            let change = Line {
                v: 1,
                kind: "change",
                change,
            };
            print(&line(&change))?;
        }
    } else if !outcome.stopped && !global.quiet {
        print(&table(&outcome.changes))?;
    }
    if let Some((old, new)) = &outcome.difference {
        let differences = diff::differences(old, new);
        let count = diff::count(&differences, new);
        if json {
            let mut lines: String = differences.iter().map(line).collect();
            lines.push_str(&line(&count));
            print(&lines)?;
        } else {
            print_coloured(&diff::text(&differences, count))?;
        }
    }
    let summary = Summary {
        cluster,
        ..summary(dry_run, outcome)
    };
    let summary = match &summary.cluster {
        _ if json => line(&summary),
        Some(cluster) => format!("asked: {cluster}\n{}{}\n", held(&summary), words(&summary)),
        None => held(&summary) + &words(&summary) + "\n",
    };
    say(global, &Inventory::default(), &outcome.ledger, || summary)
}

fn table(changes: &[Change]) -> String {
    let silent = |c: &Change| c.action == Action::Unchanged && c.waiting.is_empty();
    let told = changes.iter().filter(|change| !silent(change));
    let lines: Vec<[String; 3]> = told
        .map(|change| {
            let objects = [
                ("+", &change.appear),
                ("-", &change.leave),
                ("…", &change.waiting),
            ];
            let objects = objects
                .iter()
                .flat_map(|(sign, ids)| ids.iter().map(move |id| format!("{sign}{id}")));
            [
                change.action.word().to_owned(),
                change.file.clone(),
                objects.collect::<Vec<_>>().join(" "),
            ]
        })
        .collect();
    aligned(&lines)
}

fn summary(dry_run: bool, outcome: &Outcome) -> Summary<'_> {
    let count = |action| {
        let done = outcome
            .changes
            .iter()
            .filter(|change| change.action == action);
        if outcome.stopped { 0 } else { done.count() }
    };
    let said = |severity| {
        let all = outcome.ledger.diagnostics();
        all.iter().filter(|d| d.severity == severity).count()
    };
    Summary {
        v: 1,
        kind: "installed",
        dry_run,
        stopped: outcome.stopped,
        generation: outcome.generation,
        added: count(Action::Add),
        updated: count(Action::Update),
        waiting: count(Action::Wait),
        tombstones: count(Action::Tombstone),
        removed: count(Action::Remove),
        unchanged: count(Action::Unchanged),
        kept: count(Action::Keep),
        skipped: count(Action::Skip),
        held: &outcome.held,
        errors: said(Severity::Error),
        warnings: said(Severity::Warning),
        cluster: None,
    }
}

/// So many units are named.
const UNITS: usize = 3;

/// Which units of podman do not start any more, and how they do again.
fn held(summary: &Summary<'_>) -> String {
    let named: Vec<&str> = summary
        .held
        .iter()
        .take(UNITS)
        .map(String::as_str)
        .collect();
    if named.is_empty() {
        return String::new();
    }
    let more = match summary.held.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let word = if summary.dry_run {
        "would hold"
    } else {
        "held"
    };
    format!(
        "{word}: {}{more}; podman does not start them while K3s runs their containers, `k3s-migrate uninstall --confirm` \
         releases them\n",
        named.join(", ")
    )
}

fn words(summary: &Summary<'_>) -> String {
    let warnings = counted(summary.warnings, "warning");
    let errors = counted(summary.errors, "error");
    if summary.stopped {
        return format!("summary: nothing written; {warnings}, {errors}");
    }
    let done: Vec<String> = [
        ("add", "added", summary.added),
        ("update", "updated", summary.updated),
        ("empty", "emptied", summary.tombstones),
        ("remove", "removed", summary.removed),
    ]
    .iter()
    .filter(|(.., files)| *files > 0)
    .map(|(would, did, files)| {
        let word = if summary.dry_run { would } else { did };
        format!("{word} {}", counted(*files, "file"))
    })
    .collect();
    let done = match done.join(", ") {
        done if done.is_empty() => "nothing to do".to_owned(),
        done if summary.dry_run => format!("dry run: would {done}; nothing written"),
        done => done,
    };
    let left = [
        ("up to date", summary.unchanged),
        ("kept as installed", summary.kept),
        ("not installed", summary.skipped),
        ("waiting for a later file", summary.waiting),
    ];
    let left = left
        .iter()
        .filter(|(_, files)| *files > 0)
        .map(|(state, files)| format!("{} {state}", counted(*files, "file")));
    let generation = match summary.generation {
        0 => "no generation".to_owned(),
        number => format!("generation {number}"),
    };
    let parts: Vec<String> = std::iter::once(done)
        .chain(left)
        .chain([generation])
        .collect();
    format!("summary: {}; {warnings}, {errors}", parts.join("; "))
}

/// What an installation did: `install: 2 files added`.
pub fn change(one: &Installation) -> String {
    let files = [
        ("added", one.files.added),
        ("updated", one.files.updated),
        ("removed", one.files.removed),
    ];
    let files = files.into_iter().filter(|(_, number)| *number > 0);
    let files: Vec<String> = files
        .map(|(word, number)| format!("{} {word}", counted(number, "file")))
        .collect();
    match files.join(", ") {
        files if files.is_empty() => one.by.clone(),
        files => format!("{}: {files}", one.by),
    }
}

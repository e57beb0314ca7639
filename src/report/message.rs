//! Messages of `--message-format json`, version 2, and the summary in both forms.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{fates, locate, memory::Memory};
use crate::{
    Compiled,
    columns::counted,
    ledger::{Diagnostic, Fate, Ledger, Subject},
    origin::place::Place,
    podman::Inventory,
    rules::{Severity, process},
};

/// Version of these lines: 2 has `effect` for `lost`, `setting`, and where the summary was written to.
const VERSION: u32 = 2;

/// A line of `--message-format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Line<'a> {
    /// One message.
    Diagnostic(DiagnosticLine<'a>),
    /// The last line.
    Summary(SummaryLine<'a>),
    /// The only line where nothing could be done.
    Fatal(FatalLine),
}

/// Why nothing could be done, as it is printed; the exit code is 2.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct FatalLine {
    /// Format version, 2.
    pub v: u32,
    /// `fatal`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// One sentence, with the file or the option that it is about.
    pub message: String,
}

impl FatalLine {
    /// The line for an error.
    #[must_use]
    pub fn new(message: String) -> Self {
        Self {
            v: VERSION,
            kind: "fatal",
            message,
        }
    }
}

/// A diagnostic, as it is printed.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct DiagnosticLine<'a> {
    /// Format version, 2.
    pub v: u32,
    /// `diagnostic`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The rule.
    pub code: &'a str,
    /// `error`, `warning`, `note`.
    pub severity: &'a str,
    /// Host, where it applies.
    pub host: Option<&'a str>,
    /// Name of the container's attribute, where it applies.
    pub container: Option<&'a str>,
    /// JSON Pointer into the container's input object, where it applies.
    pub path: Option<&'a str>,
    /// JSON Pointer into the settings file, where the message is about one of its keys.
    pub setting: Option<&'a str>,
    /// One sentence.
    pub message: &'a str,
    /// What differs from podman; empty for nothing.
    pub effect: &'a str,
    /// What to do; alternatives.
    #[serde(rename = "do")]
    pub remedies: &'a [String],
    /// Position in the operator's own file.
    pub place: Option<Place>,
}

/// The summary, as it is printed.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct SummaryLine<'a> {
    /// Format version, 2.
    pub v: u32,
    /// `summary`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Hosts read.
    pub hosts: usize,
    /// Containers read.
    pub containers: usize,
    /// Containers whose workload has no error: written, where anything was.
    pub converted: usize,
    /// Containers whose workload has an error.
    pub refused: usize,
    /// Workloads without an error.
    pub workloads: usize,
    /// Objects of the workloads without an error.
    pub objects: usize,
    /// Whether they were written.
    pub written: bool,
    /// The directory that they were written to, as it was given; null for standard output, and where nothing was
    /// written.
    pub to: Option<&'a str>,
    /// Options by what became of them.
    pub options: Options,
    /// Diagnostics by severity.
    pub diagnostics: Diagnostics,
    /// Memory that the containers ask for.
    pub memory: Memory,
    /// What monitoring adds; null without it.
    pub monitoring: Option<Monitoring>,
}

/// What monitoring adds to the objects.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Monitoring {
    /// Its objects.
    pub objects: usize,
    /// Memory that its programs are expected to hold together, in MiB.
    pub expected_rss_mib: u64,
}

/// Where a run wrote its manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written<'a> {
    /// Nowhere: the command writes nothing.
    Nothing,
    /// Nowhere: an error stopped it.
    Stopped,
    /// On standard output.
    Output,
    /// Into a directory.
    Directory {
        /// Which.
        path: &'a str,
        /// Files of the run before that were removed.
        removed: usize,
    },
}

/// Options by what became of them.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Options {
    /// Leaves of the containers' input objects.
    pub read: usize,
    /// Same effect.
    pub kept: usize,
    /// Another effect.
    pub changed: usize,
    /// No effect.
    pub dropped: usize,
    /// Stops the workload.
    pub refused: usize,
    /// A bug.
    pub unsettled: usize,
}

/// Diagnostics by severity.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Diagnostics {
    /// The workload cannot be written.
    pub error: usize,
    /// It runs, but differs.
    pub warning: usize,
    /// Worth knowing.
    pub note: usize,
}

/// Every diagnostic, in the order they were made.
#[must_use]
pub fn diagnostics<'a>(inventory: &'a Inventory, ledger: &'a Ledger) -> Vec<DiagnosticLine<'a>> {
    let line = |d| line(inventory, ledger, d);
    ledger.diagnostics().iter().map(line).collect()
}

fn line<'a>(
    inventory: &'a Inventory,
    ledger: &'a Ledger,
    diagnostic: &'a Diagnostic,
) -> DiagnosticLine<'a> {
    let (container, path, place) = locate(inventory, ledger, &diagnostic.subject);
    let container = container.and_then(|index| inventory.containers.get(index));
    let host = match &diagnostic.subject {
        Subject::Host(host) => Some(host.as_str()),
        _ => container.map(|container| container.host.as_str()),
    };
    let setting = match &diagnostic.subject {
        Subject::Setting(setting) => Some(setting.pointer.as_str()),
        _ => None,
    };
    DiagnosticLine {
        v: VERSION,
        kind: "diagnostic",
        code: diagnostic.say.rule.code,
        severity: diagnostic.severity.word(),
        host,
        container: container.map(|container| container.attribute.as_str()),
        path,
        setting,
        message: diagnostic.say.message(),
        effect: diagnostic.say.effect(),
        remedies: diagnostic.say.remedies(),
        place,
    }
}

/// The summary.
#[must_use]
pub fn summary_line<'a>(compiled: &Compiled, written: Written<'a>) -> SummaryLine<'a> {
    let refused = compiled.refused_workloads();
    let members = |index: usize| {
        compiled
            .plan
            .workloads
            .get(index)
            .map_or(0, |workload| workload.members.len())
    };
    let refused_containers: usize = refused.iter().map(|index| members(*index)).sum();
    let containers = compiled.inventory.containers.len();
    let fates = fates(compiled);
    let count = |fate: Option<Fate>| fates.values().filter(|f| **f == fate).count();
    let said = |severity: Severity| {
        compiled
            .ledger
            .diagnostics()
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    SummaryLine {
        v: VERSION,
        kind: "summary",
        hosts: compiled.inventory.hosts.len(),
        containers,
        converted: containers - refused_containers,
        refused: refused_containers,
        workloads: compiled.plan.workloads.len() - refused.len(),
        objects: compiled.written().len(),
        written: matches!(written, Written::Output | Written::Directory { .. }),
        to: match written {
            Written::Directory { path, .. } => Some(path),
            Written::Nothing | Written::Stopped | Written::Output => None,
        },
        options: Options {
            read: fates.len(),
            kept: count(Some(Fate::Kept)),
            changed: count(Some(Fate::Changed)),
            dropped: count(Some(Fate::Dropped)),
            refused: count(Some(Fate::Refused)),
            unsettled: count(None),
        },
        diagnostics: Diagnostics {
            error: said(Severity::Error),
            warning: said(Severity::Warning),
            note: said(Severity::Note),
        },
        memory: Memory::of(compiled),
        monitoring: monitoring(compiled),
    }
}

/// How many options NixOS has added, which are dropped without a message.
fn generated(compiled: &Compiled) -> usize {
    let entries = compiled.ledger.entries().filter(|entry| {
        let settled = entry.settled.as_ref();
        settled.and_then(|settled| settled.rule) == Some(&process::GENERATED)
    });
    let paths: BTreeSet<_> = entries
        .flat_map(|entry| {
            let container = entry.origin.container;
            entry.origin.paths.iter().map(move |path| (container, path))
        })
        .collect();
    paths.len()
}

/// What monitoring adds, where it is written.
fn monitoring(compiled: &Compiled) -> Option<Monitoring> {
    let stack = compiled.plan.monitoring.as_ref()?;
    let written = compiled.written();
    let of_stack = |workload: usize| {
        let workload = compiled.plan.workloads.get(workload);
        workload.is_some_and(|workload| workload.is_monitoring)
    };
    // Its Namespace is there because of it.
    let own = written.iter().filter(|object| match object.workload {
        Some(workload) => of_stack(workload),
        None => object.name() == stack.namespace.as_str(),
    });
    Some(Monitoring {
        objects: own.count(),
        expected_rss_mib: stack.budget.expected(),
    })
}

/// The summary as the last line of text.
#[must_use]
pub fn summary_text(compiled: &Compiled, written: Written) -> String {
    let SummaryLine {
        containers,
        converted,
        refused,
        options,
        diagnostics,
        memory,
        monitoring,
        ..
    } = summary_line(compiled, written);
    let end_of_none = if containers == 0 && monitoring.is_none() && diagnostics.error == 0 {
        "; the input has no container: is it the right file, and the right `--from`?"
    } else {
        ""
    };
    let (converts, end) = match written {
        Written::Nothing => ("can be converted", "nothing written".to_owned()),
        Written::Stopped => (
            "can be converted",
            "nothing written: `--keep-going` writes what has no error".to_owned(),
        ),
        Written::Output => ("converted", "written to standard output".to_owned()),
        Written::Directory { path, removed: 0 } => ("converted", format!("written to {path}")),
        Written::Directory { path, removed } => {
            let removed = counted(removed, "file");
            (
                "converted",
                format!("written to {path}, {removed} of the run before removed"),
            )
        }
    };
    let generated = match generated(compiled) {
        0 => String::new(),
        number => format!(" ({number} from NixOS' defaults)"),
    };
    let monitoring = monitoring.map_or_else(String::new, |added| {
        let objects = counted(added.objects, "object");
        format!(
            " monitoring: {objects}, {} MiB expected;",
            added.expected_rss_mib
        )
    });
    let memory = memory.text();
    format!(
        "summary: {}: {converted} {converts}, {refused} refused; {}: {} kept, {} changed, {} dropped{generated}, {} refused;{memory}{monitoring} {}, {}; {end}{end_of_none}",
        counted(containers, "container"),
        counted(options.read, "option"),
        options.kept,
        options.changed,
        options.dropped,
        options.refused,
        counted(diagnostics.warning, "warning"),
        counted(diagnostics.error, "error"),
    )
}

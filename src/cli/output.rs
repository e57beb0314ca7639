//! Standard output and standard error. A reader that has seen enough (`| head`) is no error, and
//! changes no exit code.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::{Error, Global, Level, MessageFormat, wrap};
use crate::{
    Compiled,
    bundle::Layout,
    ledger::Ledger,
    podman::{Inventory, lifecycle::Keeper},
    report::{self, Written, render},
    rules::Severity,
};

/// A last word for people, on standard error.
pub fn tell_last(global: &Global, text: &str) -> Result<(), Error> {
    if global.quiet || global.message_format == MessageFormat::Json {
        return Ok(());
    }
    let text = wrap::to_terminal(text, &io::stderr());
    open(io::stderr().write_all(text.as_bytes()))
}

/// Text on standard output, byte by byte.
pub fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    open(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Text with colours on standard output, which stay where a terminal wants them.
pub fn print_coloured(text: &str) -> Result<(), Error> {
    let text = wrap::to_terminal(text, &io::stdout());
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    open(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Prose on standard output, no wider than a terminal.
pub fn print_prose(text: &str) -> Result<(), Error> {
    print(&wrap::to_terminal(text, &io::stdout()))
}

/// Diagnostics and the summary, on standard error.
pub fn tell(global: &Global, compiled: &Compiled, written: Written) -> Result<(), Error> {
    let (inventory, ledger) = (&compiled.inventory, &compiled.ledger);
    say(global, inventory, ledger, || {
        summary(global, compiled, written)
    })
}

/// The summary alone, on standard error.
pub fn last(global: &Global, compiled: &Compiled, written: Written) -> Result<(), Error> {
    say(global, &Inventory::default(), &Ledger::default(), || {
        summary(global, compiled, written)
    })
}

fn summary(global: &Global, compiled: &Compiled, written: Written) -> String {
    match global.message_format {
        MessageFormat::Text => {
            let next = next(compiled, written);
            format!("{}{next}\n", report::summary_text(compiled, written))
        }
        MessageFormat::Json => json(&report::summary_line(compiled, written)),
    }
}

/// What comes after this run.
fn next(compiled: &Compiled, written: Written) -> String {
    let Written::Directory { path, .. } = written else {
        return String::new();
    };
    let path = shlex::try_quote(path).unwrap_or(path.into());
    match compiled.layout {
        Layout::Yaml => {
            let Stops { commands, units } = stops(compiled);
            let apply = format!("`kubectl apply -k {path}`");
            let again = if units {
                "; a boot or a switch starts these units again, unless you disable them, or convert with `--layout k3s`: `k3s-migrate install` holds them"
            } else {
                ""
            };
            if commands.is_empty() {
                format!("; next: {apply}")
            } else {
                format!(
                    "; next: stop what moves ({}), then {apply}{again}",
                    commands.join(", ")
                )
            }
        }
        Layout::K3s => format!("; next: `sudo k3s-migrate install {path} --dry-run`"),
    }
}

/// So many units are named.
const UNITS: usize = 3;

/// What stops the containers that were written, where they run today: two programs in one folder lose data.
struct Stops {
    /// For each project, each engine, and all units.
    commands: Vec<String>,
    /// Whether units of systemd are among it.
    units: bool,
}

fn stops(compiled: &Compiled) -> Stops {
    let refused = compiled.refused_workloads();
    let workloads = compiled.plan.workloads.iter().enumerate();
    let members = workloads
        .filter(|(index, _)| !refused.contains(index))
        .flat_map(|(_, workload)| &workload.members);
    let mut units = BTreeSet::new();
    let mut by_hand: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for container in members.filter_map(|member| compiled.inventory.containers.get(*member)) {
        let engine = compiled.inventory.engine(&container.host).command;
        match &container.lifecycle.kept_by {
            Keeper::Unit => {
                units.insert(compiled.inventory.unit_name(container));
            }
            Keeper::Compose(project) => {
                // What is not converted goes on, and so do the services of other profiles.
                let project = shlex::try_quote(project).unwrap_or_default();
                let stop = format!("{engine} compose -p {project} stop");
                by_hand
                    .entry(stop)
                    .or_default()
                    .insert(&container.attribute);
            }
            Keeper::Engine => {
                let stop = format!("{engine} stop");
                by_hand.entry(stop).or_default().insert(container.name());
            }
        }
    }
    let mut commands: Vec<String> = by_hand
        .into_iter()
        .map(|(stop, names)| format!("`{stop} {}`", shlex::try_join(names).unwrap_or_default()))
        .collect();
    if !units.is_empty() {
        let named: Vec<&str> = units.iter().take(UNITS).map(String::as_str).collect();
        let more = match units.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        commands.push(format!("`systemctl stop {}`{more}", named.join(" ")));
    }
    Stops {
        commands,
        units: !units.is_empty(),
    }
}

/// Diagnostics and a last line, on standard error.
pub fn say(
    global: &Global,
    inventory: &Inventory,
    ledger: &Ledger,
    summary: impl FnOnce() -> String,
) -> Result<(), Error> {
    let mut text = match global.message_format {
        MessageFormat::Text => text(global, inventory, ledger),
        MessageFormat::Json => lines(global, inventory, ledger),
    };
    if !global.quiet {
        text.push_str(&summary());
    }
    if global.message_format == MessageFormat::Text {
        text = wrap::to_terminal(&text, &io::stderr());
    }
    let mut out = anstream::AutoStream::auto(io::stderr().lock());
    open(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// The last words, where nothing could be done.
pub fn fatal(global: &Global, error: &Error) {
    let text = match global.message_format {
        MessageFormat::Text => wrap::to_terminal(&format!("error: {error}\n"), &io::stderr()),
        MessageFormat::Json => json(&report::message::FatalLine::new(error.to_string())),
    };
    // Standard error may be closed, too; then there is nobody to tell.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// A message as one line.
pub fn json(value: &impl serde::Serialize) -> String {
    let mut line = serde_json::to_string(value).expect("messages have string keys");
    line.push('\n');
    line
}

/// The least that is shown; `None` is all but what one line is enough for.
fn least(global: &Global) -> Option<Severity> {
    match global.level {
        _ if global.quiet => Some(Severity::Error),
        Some(Level::Error) => Some(Severity::Error),
        Some(Level::Warning) => Some(Severity::Warning),
        Some(Level::Note) => Some(Severity::Note),
        None if global.notes => Some(Severity::Note),
        None => None,
    }
}

fn text(global: &Global, inventory: &Inventory, ledger: &Ledger) -> String {
    match least(global) {
        Some(least) => render::text(inventory, ledger, least),
        None => render::brief(inventory, ledger),
    }
}

fn lines(global: &Global, inventory: &Inventory, ledger: &Ledger) -> String {
    let least = least(global).unwrap_or(Severity::Note);
    report::diagnostics(inventory, ledger)
        .iter()
        .zip(ledger.diagnostics())
        .filter(|(_, said)| said.severity >= least)
        .map(|(line, _)| json(line))
        .collect()
}

/// A closed pipe is no failure.
fn open(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(Error::Output),
    }
}

//! Standard output and standard error. A reader that has seen enough (`| head`) is no error, and
//! changes no exit code.

use std::io::{self, Write};

use super::{Error, Global, MessageFormat};
use crate::{
    Compiled,
    ledger::Ledger,
    podman::Inventory,
    report::{self, Written, render},
    rules::Severity,
};

/// Text on standard output.
pub fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    open(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Diagnostics and the summary, on standard error.
pub fn tell(global: &Global, compiled: &Compiled, written: Written) -> Result<(), Error> {
    let summary = || match global.message_format {
        MessageFormat::Text => format!("{}\n", report::summary_text(compiled, written)),
        MessageFormat::Json => json(&report::summary_line(compiled, written)),
    };
    say(global, &compiled.inventory, &compiled.ledger, summary)
}

/// Diagnostics and a last line, on standard error.
pub fn say(
    global: &Global,
    inventory: &Inventory,
    ledger: &Ledger,
    summary: impl FnOnce() -> String,
) -> Result<(), Error> {
    let mut text = match global.message_format {
        MessageFormat::Text => text(inventory, ledger, global.quiet),
        MessageFormat::Json => lines(inventory, ledger, global.quiet),
    };
    if !global.quiet {
        text.push_str(&summary());
    }
    let mut out = anstream::AutoStream::auto(io::stderr().lock());
    open(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// The last words, where nothing could be done.
pub fn fatal(global: &Global, error: &Error) {
    let text = match global.message_format {
        MessageFormat::Text => format!("error: {error}\n"),
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

fn text(inventory: &Inventory, ledger: &Ledger, quiet: bool) -> String {
    let least = if quiet {
        Severity::Error
    } else {
        Severity::Note
    };
    render::text(inventory, ledger, least)
}

fn lines(inventory: &Inventory, ledger: &Ledger, quiet: bool) -> String {
    let wanted =
        |line: &report::message::DiagnosticLine| !quiet || line.severity == Severity::Error.word();
    report::diagnostics(inventory, ledger)
        .iter()
        .filter(|line| wanted(line))
        .map(json)
        .collect()
}

/// A closed pipe is no failure.
fn open(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(Error::Output),
    }
}

//! `convert`, `check`, `ledger`: an input, and what is written or printed of it.

use std::path::Path;

use super::{
    Error, Global, Input, MessageFormat, compile, directory,
    output::{self, print, tell},
};
use crate::{
    Compiled,
    bundle::{self, Layout},
    report::{self, Written},
    rules::Severity,
    words::nearest,
};

/// Where and how `convert` writes.
pub struct Writing<'a> {
    /// A directory, or `-`.
    pub output: &'a Path,
    /// Of the files.
    pub layout: Layout,
    /// Whether what has no error is written next to errors.
    pub keep_going: bool,
    /// Whether files of others are overwritten.
    pub force: bool,
}

pub fn convert(global: &Global, input: &Input, how: &Writing) -> Result<u8, Error> {
    let to_stdout = how.output.as_os_str() == "-";
    if to_stdout && how.layout == Layout::K3s {
        return Err(Error::StreamOfBundle);
    }
    let compiled = compile(global, &input.inputs, &input.reading, how.layout)?;
    let code = code(&compiled);
    let path = how.output.to_string_lossy();
    let written = if code != 0 && !how.keep_going {
        Written::Stopped
    } else if to_stdout {
        print(&bundle::plain::stream(&compiled))?;
        Written::Output
    } else {
        let removed = directory::write(how.output, &bundle::files(&compiled), how.force)?;
        Written::Directory {
            path: &path,
            removed,
        }
    };
    tell(global, &compiled, written)?;
    // The process ends here: to take everything apart first would be a twentieth of its time.
    std::mem::forget(compiled);
    Ok(code)
}

pub fn check(global: &Global, input: &Input, summary: bool, layout: Layout) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, layout)?;
    if !summary {
        tell(global, &compiled, Written::Nothing)?;
        return Ok(code(&compiled));
    }
    let rows = report::summary::rows(&compiled);
    match global.message_format {
        MessageFormat::Text => output::print_prose(&report::summary::table(&rows))?,
        MessageFormat::Json => print(&rows.iter().map(output::json).collect::<String>())?,
    }
    output::last(global, &compiled, Written::Nothing)?;
    Ok(code(&compiled))
}

pub fn ledger(global: &Global, input: &Input, container: Option<&str>) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
    if let Some(name) = container
        && !compiled
            .inventory
            .containers
            .iter()
            .any(|container| container.attribute == name)
    {
        let containers = compiled.inventory.containers.iter();
        let names = containers.map(|container| container.attribute.as_str());
        return Err(Error::NoSuchContainer {
            name: name.to_owned(),
            meant: nearest(name, names).map(str::to_owned),
        });
    }
    match global.message_format {
        MessageFormat::Text => output::print_prose(&report::table::ledger(&compiled, container))?,
        MessageFormat::Json => print(&report::ledger_lines(&compiled, container))?,
    }
    if container.is_some() {
        // The rows of one container, and not the messages of all.
        output::last(global, &compiled, Written::Nothing)?;
    } else {
        tell(global, &compiled, Written::Nothing)?;
    }
    Ok(code(&compiled))
}

/// 0 without errors, 1 with.
fn code(compiled: &Compiled) -> u8 {
    u8::from(
        compiled
            .ledger
            .diagnostics()
            .iter()
            .any(|d| d.severity == Severity::Error),
    )
}

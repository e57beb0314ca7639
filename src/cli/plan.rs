//! `plan` and `report`: in which order containers move, and everything on one page.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Error, Global, Input, MessageFormat, compile, output};
use crate::{
    bundle::Layout,
    report::{
        page,
        waves::{self as views, graph, runbook},
    },
    waves,
};

/// Views of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A block per wave.
    Text,
    /// Markdown with every command, to follow and to tick off.
    Runbook,
    /// A graph for Graphviz.
    Dot,
    /// A graph for Mermaid.
    Mermaid,
}

/// Prints it. Errors of the conversion are part of it: what cannot move yet is named in its wave.
pub fn plan(global: &Global, input: &Input, format: Format) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
    let all = waves::of(&compiled);
    if global.message_format == MessageFormat::Json {
        output::print(&all.iter().map(output::json).collect::<String>())?;
        return Ok(0);
    }
    match format {
        Format::Text => output::print_prose(&views::text(&all))?,
        Format::Dot => output::print(&graph::dot(&all))?,
        Format::Mermaid => output::print(&graph::mermaid(&all))?,
        Format::Runbook => {
            let inputs = written(&input.inputs);
            let books = all.iter().map(|moves| {
                let declared = runbook::Declared {
                    dialect: compiled.ledger.dialect(&moves.host),
                    command: compiled.inventory.engine(&moves.host).command,
                    inputs: &inputs,
                };
                runbook::markdown(moves, &declared)
            });
            output::print(&books.collect::<Vec<_>>().join("\n"))?;
        }
    }
    Ok(0)
}

/// Writes the page. Errors of the conversion are on it.
pub fn report(global: &Global, input: &Input, to: &Path) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
    let page = page::html(&compiled, &waves::of(&compiled));
    if to.as_os_str() == "-" {
        output::print(&page)?;
        return Ok(0);
    }
    std::fs::write(to, page).map_err(|error| Error::Write {
        path: to.to_owned(),
        error,
    })?;
    output::tell_last(
        global,
        &format!("written to {}; open it in a browser\n", to.display()),
    )?;
    Ok(0)
}

/// The inputs as a shell takes them.
fn written(inputs: &[PathBuf]) -> String {
    let inputs = inputs.iter().map(|path| {
        let path = path.to_string_lossy();
        shlex::try_quote(&path).map_or_else(|_| path.to_string(), std::borrow::Cow::into_owned)
    });
    inputs.collect::<Vec<_>>().join(" ")
}

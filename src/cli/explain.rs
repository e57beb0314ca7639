//! `explain`: rules, and what became of options.

use std::path::PathBuf;

use clap::Args;

use super::{
    Error, Global, MessageFormat, Reading, compile, complete, load,
    output::{json, print, print_prose, tell},
};
use crate::{
    bundle::Layout,
    ledger::Subject,
    report::{self, Row, Written, explain},
    rules::{self, Rule, Severity},
};

/// What `explain` is asked, and what it reads.
#[derive(Debug, Args)]
pub struct Question {
    /// A code (`K3M302`), the beginning of one (`K3M3`), words to search for, a container, or `CONTAINER.OPTION`; without it
    /// all codes are listed
    #[arg(add = complete::questions())]
    what: Vec<String>,
    /// Evaluated definitions as JSON, or a bundle; `-` for standard input
    #[arg(short = 'f', long = "file", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Question {
    /// Whether an input is read, and the settings with it.
    pub fn reads(&self) -> bool {
        !self.inputs.is_empty()
    }
}

/// Prints the answer.
pub fn explain(global: &Global, question: &Question) -> Result<u8, Error> {
    let what = question.what.join(" ");
    if let Some(rule) = rules::rule(&what) {
        return print_rules(global, &[rule], true);
    }
    if question.inputs.is_empty() {
        let found = explain::found(&what);
        if found.is_empty() {
            return Err(Error::NothingToExplain {
                meant: rules::meant(&what).map(|rule| rule.code.to_owned()),
                what,
            });
        }
        return print_rules(global, &found, false);
    }
    if what.is_empty() {
        return Err(Error::NoQuestion);
    }
    // The index stands for its bundle.
    let inputs: Vec<PathBuf> = question
        .inputs
        .iter()
        .map(|input| load::bundle_of(input))
        .collect();
    match inputs.as_slice() {
        [bundle] if load::is_ours(bundle) => {
            let stored = load::ledger(bundle)?;
            let rows = stored.rows();
            let text = explain::stored(&rows, |container| stored.unasked(container), &what);
            answer(global, text, &rows, what)
        }
        inputs => {
            let compiled = compile(global, inputs, &question.reading, Layout::K3s)?;
            // What cannot be used of the settings explains nothing: it is reported instead.
            let said = compiled.ledger.diagnostics().iter();
            let mut bad = said.filter(|said| matches!(said.subject, Subject::Setting(_)));
            if bad.any(|said| said.severity == Severity::Error) {
                tell(global, &compiled, Written::Nothing)?;
                return Ok(1);
            }
            let rows = report::rows(&compiled, None);
            let stack = compiled.plan.monitoring.as_ref();
            let stack = stack.filter(|_| what == "monitoring");
            let text = explain::options(&compiled, &what)
                .or_else(|| stack.map(|stack| stack.budget.text()));
            answer(global, text, &rows, what)
        }
    }
}

fn answer(global: &Global, text: Option<String>, rows: &[Row], what: String) -> Result<u8, Error> {
    let Some(text) = text else {
        return Err(Error::NothingToExplain {
            meant: explain::meant(rows, &what),
            what,
        });
    };
    match global.message_format {
        MessageFormat::Text => print_prose(&text)?,
        MessageFormat::Json => print(&explain::asked(rows, &what).map(json).collect::<String>())?,
    }
    Ok(0)
}

fn print_rules(global: &Global, rules: &[&Rule], whole: bool) -> Result<u8, Error> {
    match global.message_format {
        MessageFormat::Json => {
            let lines = rules.iter().map(|rule| json(&explain::RuleLine::of(rule)));
            print(&lines.collect::<String>())?;
        }
        MessageFormat::Text if whole => {
            let texts = rules.iter().map(|rule| explain::rule(rule));
            print_prose(&texts.collect::<String>())?;
        }
        MessageFormat::Text => print_prose(&explain::list(rules))?,
    }
    Ok(0)
}

//! `schema`: the JSON Schema of every format, from the types that read or write it.

use clap::ValueEnum;
use schemars::schema_for;

use crate::{
    bundle::{index::Index, ledger},
    install::doctor::Finding,
    read::envelope,
    report::{self, message},
    settings::Settings,
    survey::Survey,
    waves::Moves,
};

/// Formats with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The input envelope: hosts, containers, units, positions, facts.
    Envelope,
    /// The settings file.
    Settings,
    /// A line of `--message-format json`.
    Message,
    /// A line of `ledger --message-format json`.
    Ledger,
    /// `bundle.json`.
    Bundle,
    /// A line of a bundle's `ledger.jsonl`.
    BundleLedger,
    /// A line of `diff --message-format json`.
    Diff,
    /// `inventory --format json`.
    Inventory,
    /// A line of `check --summary --message-format json`.
    Summary,
    /// A line of `explain CODE --message-format json`.
    Rule,
    /// A line of `doctor --message-format json`.
    Doctor,
    /// A line of `plan --message-format json`.
    Plan,
}

/// The schema as text.
pub fn text(format: Format) -> String {
    let schema = match format {
        Format::Envelope => schema_for!(envelope::Envelope),
        Format::Settings => schema_for!(Settings),
        Format::Message => schema_for!(message::Line),
        Format::Ledger => schema_for!(report::Row),
        Format::Bundle => schema_for!(Index),
        Format::BundleLedger => schema_for!(ledger::Line),
        Format::Inventory => schema_for!(Survey),
        Format::Diff => schema_for!(report::diff::Line),
        Format::Summary => schema_for!(report::summary::Verdict),
        Format::Rule => schema_for!(report::explain::RuleLine),
        Format::Doctor => schema_for!(Finding),
        Format::Plan => schema_for!(Moves),
    };
    let mut text =
        serde_json::to_string_pretty(schema.as_value()).expect("a schema has string keys");
    text.push('\n');
    text
}

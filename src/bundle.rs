//! Files: a [`Bundle`] is what is written, path by path; pure, sorted, the same bytes for the same input.

use std::collections::BTreeMap;

use crate::Compiled;

pub mod k3s;
pub mod plain;
pub mod yaml;

/// Paths below the output directory, and their content.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Content by path.
    pub files: BTreeMap<String, String>,
}

/// How the files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Layout {
    /// YAML for people and `kubectl apply -k`: a folder per namespace, a file per workload.
    #[default]
    Yaml,
    /// What `install` takes: one JSON List per workload, `bundle.json`, `ledger.jsonl`.
    K3s,
}

/// The files of a layout.
#[must_use]
pub fn files(layout: Layout, compiled: &Compiled) -> Bundle {
    match layout {
        Layout::Yaml => plain::bundle(compiled),
        Layout::K3s => k3s::bundle(compiled),
    }
}

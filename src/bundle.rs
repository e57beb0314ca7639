//! Files: a [`Bundle`] is what is written, path by path; pure, sorted, the same bytes for the same input.

use std::collections::BTreeMap;

use crate::{Compiled, kube::Style};

pub mod k3s;
pub mod plain;

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

impl Layout {
    /// How its objects are written.
    #[must_use]
    pub fn style(self) -> Style {
        match self {
            Self::Yaml => Style::Yaml,
            Self::K3s => Style::Json,
        }
    }
}

/// The files of the layout that the objects were written for.
#[must_use]
pub fn files(compiled: &Compiled) -> Bundle {
    match compiled.layout {
        Layout::Yaml => plain::bundle(compiled),
        Layout::K3s => k3s::bundle(compiled),
    }
}

//! Files: a [`Bundle`] is what is written, path by path; pure, sorted, the same bytes for the same input. What is
//! written for K3s is read back here, too: `index` and `ledger` own the format in every version.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{Compiled, kube::Style};

pub mod head;
pub mod index;
pub mod k3s;
pub mod ledger;
pub mod names;
pub mod plain;
pub mod version;

/// Paths below the output directory, and their content.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Content by path.
    pub files: BTreeMap<String, String>,
}

/// Whether a file of a bundle, of either layout, has objects: the others say what there is.
#[must_use]
pub fn holds_objects(path: &str) -> bool {
    !matches!(path, "bundle.json" | "kustomization.yaml" | "ledger.jsonl")
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

/// JSON as all files of the bundle are written.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("maps have string keys");
    text.push('\n');
    text
}

/// SHA-256, hexadecimal.
#[must_use]
pub fn checksum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    halves
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

//! What a tree of Nix files defines for `virtualisation.oci-containers`, found without evaluation: the
//! containers that are written out, and the sites that only evaluation can see. Compose projects and quadlet files of the
//! tree are read whole.

use schemars::JsonSchema;
use serde::Serialize;

mod container;
mod file;
pub mod graph;
mod lines;
mod mistake;
mod options;
mod path;
pub mod project;
mod sites;
pub mod table;
mod values;

pub use file::read;

/// All that was found. What is no literal is never guessed.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Survey {
    /// Format version, 1.
    pub v: u32,
    /// Containers, by name. Parts of one in several files are one entry; with another image it is
    /// that of another host.
    pub containers: Vec<Container>,
    /// What only evaluation can see.
    pub computed: Vec<Computed>,
    /// Compose projects, and folders of quadlet files.
    pub projects: Vec<project::Project>,
    /// What these are together.
    pub sums: project::Sums,
    /// Files that could not be read, or have mistakes.
    pub unread: Vec<Unread>,
}

/// A container that is written out somewhere.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    /// Name of its attribute.
    pub name: String,
    /// Where it, or a part of it, is defined.
    pub places: Vec<Site>,
    /// Its image, where it says one.
    pub image: Option<Written>,
    /// `ports`.
    pub ports: Vec<Written>,
    /// `volumes`.
    pub volumes: Vec<Written>,
    /// `dependsOn`.
    pub depends_on: Vec<Written>,
    /// `networks`, and `--network` among the extra options.
    pub networks: Vec<Written>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Site {
    /// Path below the tree.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Written {
    /// A string that is written out.
    Literal(String),
    /// An expression: its first line.
    Computed(String),
}

impl Written {
    /// The value; what is computed stands in `${…}`.
    pub fn text(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Computed(text) => match text.strip_prefix('"') {
                Some(string) => string.strip_suffix('"').unwrap_or(string).to_owned(),
                None => format!("${{{text}}}"),
            },
        }
    }
}

/// A site that only evaluation can see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Computed {
    /// Where.
    #[serde(flatten)]
    pub site: Site,
    /// Which container, if its name is known.
    pub container: Option<String>,
    /// Why it cannot be seen.
    pub reason: String,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unread {
    /// Path below the tree.
    pub file: String,
    /// Line of the mistake, from 1, where the file has one.
    pub line: Option<usize>,
    /// Its column, from 1.
    pub column: Option<usize>,
    /// Why.
    pub reason: String,
}

impl Survey {
    /// Puts what was found in all files in order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.v = 1;
        self.containers
            .sort_by(|a, b| (&a.name, &a.places).cmp(&(&b.name, &b.places)));
        // What two hosts take from one variable is found twice.
        self.containers.dedup();
        let mut out: Vec<Container> = Vec::new();
        for mut next in self.containers {
            let same = |last: &&mut Container| {
                last.name == next.name && (last.image.is_none() || next.image.is_none())
            };
            match out.last_mut().filter(same) {
                None => out.push(next),
                Some(last) => {
                    last.places.append(&mut next.places);
                    last.image = last.image.take().or(next.image);
                    last.ports.append(&mut next.ports);
                    last.volumes.append(&mut next.volumes);
                    last.depends_on.append(&mut next.depends_on);
                    last.networks.append(&mut next.networks);
                }
            }
        }
        for container in &mut out {
            container.places.sort();
            container.places.dedup();
        }
        self.containers = out;
        self.computed.sort();
        self.computed.dedup();
        self.unread.sort();
        self.sums = project::Sums::of(&self.projects);
        self
    }
}

//! Compose projects and quadlet files of a tree: what is in each, and what a conversion would refuse.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::one_line;
use crate::columns::counted;

/// A Compose project, or a folder of quadlet files.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Path of its file or its folder below the tree.
    pub path: String,
    /// `compose` or `quadlet`.
    pub format: String,
    /// Its services and jobs, or its containers; services without an active profile too.
    pub containers: Vec<Member>,
    /// How many images they have, each counted once.
    pub images: usize,
    /// How many a conversion without settings refuses.
    pub refused: usize,
}

/// A service of a project, or a container of a quadlet file.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// What the input calls it.
    pub name: String,
    /// The file that it is in, below the tree.
    pub file: String,
    /// Its image, where it has one.
    pub image: Option<String>,
    /// Codes of the errors for which its workload is refused; empty where it is converted.
    pub refused: Vec<String>,
}

/// What all projects are together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// Compose projects, and folders of quadlet files.
    pub projects: usize,
    /// Their services and containers.
    pub containers: usize,
    /// Those that a conversion without settings refuses.
    pub refused: usize,
}

impl Sums {
    /// Adds them up.
    #[must_use]
    pub fn of(projects: &[Project]) -> Self {
        Self {
            projects: projects.len(),
            containers: projects.iter().map(|it| it.containers.len()).sum(),
            refused: projects.iter().map(|it| it.refused).sum(),
        }
    }
}

/// A block for each project, and the sums.
#[must_use]
pub fn text(projects: &[Project]) -> String {
    let mut out = String::new();
    for project in projects {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "\n{} ({}): {}, {}, {} refused",
            one_line(&project.path),
            project.format,
            counted(project.containers.len(), "container"),
            counted(project.images, "image"),
            project.refused,
        );
        for member in &project.containers {
            let image = member.image.as_deref().unwrap_or("no image");
            let _ = write!(out, "  {}  {}", one_line(&member.name), one_line(image));
            if member.file != project.path {
                let _ = write!(out, "  {}", one_line(&member.file));
            }
            if !member.refused.is_empty() {
                let _ = write!(out, "  refused: {}", member.refused.join(", "));
            }
            out.push('\n');
        }
    }
    let sums = Sums::of(projects);
    let _ = writeln!(
        out,
        "\n{} of Compose or quadlet: {}, {} refused; `k3s-migrate check` says why",
        counted(sums.projects, "project"),
        counted(sums.containers, "container"),
        sums.refused,
    );
    out
}

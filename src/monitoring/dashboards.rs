//! Dashboards of Grafana as JSON: a table for each, and one writer.
//!
//! They are of the first version of Grafana's schema, which 12.4 and 13 both read. All have the tag [`TAG`], by which each
//! links to all others. A panel without its data is left out with what its [`Needs`] misses.

use super::{Stack, TextFile, names};
use crate::rules::components::Component;

mod cluster;
mod energy;
pub mod import;
mod kubernetes;
mod nodes;
mod overview;
mod panel;
mod services;
mod smart;
mod write;

use panel::{Dashboard, Panel, Variable};

/// The tag of all of them.
pub const TAG: &str = "k3s-migrate";

/// The largest a dashboard may be, in bytes: an object with a copy of it in an annotation is refused above 262144.
pub const LARGEST: usize = 200_000;

/// All of them, in the order in which Grafana's links show them.
const ALL: &[&Dashboard] = &[
    &cluster::DASHBOARD,
    &energy::DASHBOARD,
    &kubernetes::DASHBOARD,
    &nodes::DASHBOARD,
    &overview::DASHBOARD,
    &services::DASHBOARD,
    &smart::DASHBOARD,
];

/// The dashboards, one for each subject, those of the operator last.
#[must_use]
pub fn files(stack: &Stack) -> Vec<TextFile> {
    let chosen = ALL.iter().filter(|of| of.needs.are_met(stack));
    let mut out: Vec<_> = chosen
        .map(|of| {
            TextFile::of(
                Component::Grafana,
                format!("{}.json", of.uid),
                write::json(of, stack),
            )
        })
        .collect();
    let own = stack.dashboards.iter().enumerate();
    out.extend(own.map(|(index, file)| TextFile {
        name: format!("own-{index}.json"),
        // What cannot be read was refused before: it is written as it is.
        text: import::import(&file.text).map_or_else(|_| file.text.clone(), |read| read.text),
        from: file.from.clone(),
    }));
    out
}

#[cfg(test)]
mod tests;

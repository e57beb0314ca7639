//! Views of the ledger: rows, tables, the summary, explanations.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::Serialize;

use crate::{
    Compiled,
    ledger::{Entry, Fate, Ledger, Settlement, Subject},
    origin::{Why, place::Place},
    podman::Inventory,
    rules::workload as rules,
};

pub mod diff;
pub mod docs;
pub mod explain;
pub mod init;
pub mod manifests;
pub mod memory;
pub mod message;
pub mod page;
pub mod render;
pub mod summary;
pub mod table;
pub mod unasked;
pub mod waves;

pub use message::{Written, diagnostics, summary_line, summary_text};

/// Version of a [`Row`].
pub const ROW_VERSION: u32 = 2;

/// One row of the ledger, as `ledger --message-format json` prints it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Row<'a> {
    /// Format version, 2.
    pub v: u32,
    /// Host.
    pub host: &'a str,
    /// Name of the container's attribute.
    pub container: &'a str,
    /// JSON Pointers into the container's input object.
    pub paths: &'a [String],
    /// The podman flag it is, or stands for.
    pub flag: Option<&'a str>,
    /// What was written; `"***"` for secrets.
    pub value: &'a str,
    /// `kept`, `changed`, `dropped`, `refused`; `unsettled` is a bug.
    pub fate: &'a str,
    /// The rule: for all that is not kept, and for what is kept with a word about it.
    pub code: Option<&'a str>,
    /// Where it went.
    pub targets: Vec<RowTarget<'a>>,
    /// One sentence for this place.
    pub reason: Option<&'a str>,
}

/// A place in a written object.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
pub struct RowTarget<'a> {
    /// `apiVersion/Kind/namespace/name`, `-` for no namespace.
    pub object: &'a str,
    /// JSON Pointer into it.
    pub pointer: Cow<'a, str>,
}

/// The rows, container by container in the order of the inventory, each in the order it was read.
#[must_use]
pub fn rows<'a>(compiled: &'a Compiled, container: Option<&str>) -> Vec<Row<'a>> {
    each_row(compiled, container).collect()
}

fn each_row<'a>(compiled: &'a Compiled, container: Option<&str>) -> impl Iterator<Item = Row<'a>> {
    let refused = compiled.refused_workloads();
    let written: BTreeSet<&str> = compiled
        .written()
        .iter()
        .map(|object| &*object.id)
        .collect();
    let entries = compiled.ledger.entries();
    let mut entries: Vec<(&Entry, Vec<RowTarget>)> = entries.zip(targets(compiled)).collect();
    entries.sort_by_key(|(entry, _)| entry.origin.container);
    entries
        .into_iter()
        .filter_map(move |(entry, mut targets)| {
            targets.retain(|target| written.contains(target.object));
            let workload = compiled.plan.workload_index(entry.origin.container);
            row(compiled, entry, targets, !refused.contains(&workload))
        })
        .filter(move |row| container.is_none_or(|c| row.container == c))
}

/// Where every option went: for each entry of the ledger the places in the objects that are marked with it, also in those
/// of refused workloads.
#[must_use]
pub fn targets(compiled: &Compiled) -> Vec<Vec<RowTarget<'_>>> {
    let mut out = vec![Vec::new(); compiled.ledger.entries().count()];
    for object in &compiled.objects {
        for (pointer, why) in object.marks.iter() {
            let Why::Option(id) = why else { continue };
            if let Some(places) = out.get_mut(compiled.ledger.position(id)) {
                places.push(RowTarget {
                    object: &object.id,
                    pointer: pointer.into(),
                });
            }
        }
    }
    out
}

/// The row of an entry with its targets among the objects that are written.
fn row<'a>(
    compiled: &'a Compiled,
    entry: &'a Entry,
    mut targets: Vec<RowTarget<'a>>,
    is_written: bool,
) -> Option<Row<'a>> {
    let container = compiled.inventory.containers.get(entry.origin.container)?;
    let settled = entry.settled.as_ref();
    if settled.is_none_or(|settled| settled.fate > Fate::Changed) {
        targets.clear();
    }
    targets.sort();
    targets.dedup();
    let rule = settled.and_then(|settled| settled.rule);
    let reason = settled.and_then(Settlement::reason);
    // Kept, if the errors of its Pod were not.
    let nowhere = settled.is_some() && rule.is_none() && !is_written && targets.is_empty();
    let not_written = nowhere.then_some(&rules::NOT_WRITTEN);
    let rule = rule.or(not_written);
    let told = entry.told.as_ref().filter(|_| rule.is_none());
    let rule = rule.or(told.map(|told| told.rule));
    let reason = reason.or(told.map(|told| told.message()));
    Some(Row {
        v: ROW_VERSION,
        host: &container.host,
        container: &container.attribute,
        paths: &entry.origin.paths,
        flag: entry.origin.flag,
        value: &entry.origin.value,
        fate: settled.map_or("unsettled", |settled| settled.fate.word()),
        code: rule.map(|rule| rule.code),
        targets,
        reason: reason.or(not_written.map(|rule| rule.title)),
    })
}

/// The rows as JSON, one a line.
///
/// # Panics
/// Never: a row has string keys only.
#[must_use]
pub fn ledger_lines(compiled: &Compiled, container: Option<&str>) -> String {
    let mut out = Vec::new();
    for row in each_row(compiled, container) {
        serde_json::to_writer(&mut out, &row).expect("a row has string keys");
        out.push(b'\n');
    }
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// What became of each option: a leaf of a container's input object, counted once by its worst fate.
#[must_use]
pub fn fates(compiled: &Compiled) -> BTreeMap<(usize, &str), Option<Fate>> {
    let mut out: BTreeMap<(usize, &str), Option<Fate>> = BTreeMap::new();
    for entry in compiled.ledger.entries() {
        let fate = entry.settled.as_ref().map(|settled| settled.fate);
        for path in &entry.origin.paths {
            let key = (entry.origin.container, path.as_str());
            let worst = match out.get(&key) {
                Some(None) => None,
                Some(old) if fate.is_some() => (*old).max(fate),
                _ => fate,
            };
            out.insert(key, worst);
        }
    }
    out
}

/// Container and place of a subject.
fn locate<'a>(
    inventory: &'a Inventory,
    ledger: &'a Ledger,
    subject: &'a Subject,
) -> (Option<usize>, Option<&'a str>, Option<Place>) {
    let (container, path) = match subject {
        Subject::Option(id) => {
            let origin = &ledger.entry(*id).origin;
            (
                Some(origin.container),
                origin.main_path().map(String::as_str),
            )
        }
        Subject::Container(container, path) => (Some(*container), path.as_deref()),
        Subject::Setting(setting) => return (None, None, setting.place.clone()),
        Subject::Host(_) | Subject::Place(_) | Subject::Fleet => (None, None),
    };
    let place = container
        .and_then(|index| inventory.places.find(index, path.unwrap_or_default()))
        .cloned();
    (container, path, place)
}

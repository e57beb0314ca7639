//! What stands in objects without an option behind it, and why.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use super::Row;
use crate::{Compiled, kube::Object, ledger::Ledger, origin::Why};

/// What decided a place that no option decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// This program, with a reason.
    Default,
    /// A key of the settings.
    Setting,
    /// A program that podman did not run, such as a device plugin.
    Component,
}

/// A place of an object that no option decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked<'a> {
    /// JSON Pointer into the object.
    pub pointer: Cow<'a, str>,
    /// What decided it.
    pub why: Kind,
    /// For a setting its JSON Pointer into the settings file; for a default the text that the reason comes from, if
    /// there is one; for a component its name.
    pub of: Option<&'a str>,
    /// Why, in one sentence.
    pub reason: &'a str,
}

/// Those of an object, in the order in which it is written.
pub fn of<'a>(ledger: &'a Ledger, object: &'a Object) -> impl Iterator<Item = Unasked<'a>> {
    object.marks.iter().filter_map(|(pointer, why)| {
        let (why, of, reason) = match why {
            Why::Option(_) => return None,
            Why::Setting(id) => (
                Kind::Setting,
                Some(ledger.setting_at(id)),
                "chosen in the settings",
            ),
            Why::Default(reason) => {
                let source = Some(reason.source()).filter(|source| !source.is_empty());
                (Kind::Default, source, reason.text())
            }
            Why::Component(component) => {
                (Kind::Component, Some(component.name()), component.text())
            }
        };
        Some(Unasked {
            pointer: pointer.into(),
            why,
            of,
            reason,
        })
    })
}

/// The written objects of a compilation by their ids, which a container's options reach them by.
pub struct ById<'a> {
    compiled: &'a Compiled,
    /// Workload by workload, as they are built.
    objects: Vec<&'a Object>,
    /// Their places, sorted by id; those of one id in the order of the compilation.
    sorted: Vec<usize>,
}

impl<'a> ById<'a> {
    /// Those of a compilation.
    #[must_use]
    pub fn of(compiled: &'a Compiled) -> Self {
        let objects = compiled.written();
        let mut sorted: Vec<usize> = (0..objects.len()).collect();
        sorted.sort_by_key(|index| id(&objects, *index));
        Self {
            compiled,
            objects,
            sorted,
        }
    }

    /// The objects that a container, by its index, has a part in: those of its workload, and others that its rows reach.
    #[must_use]
    pub fn with_part(&self, container: usize, rows: &[Row<'_>]) -> Vec<&'a Object> {
        let workload = Some(self.compiled.plan.workload_index(container));
        let objects = &self.objects;
        let first = objects.partition_point(|object| object.workload < workload);
        let rest = objects.get(first..).unwrap_or_default().iter().copied();
        let mut out: Vec<&Object> = rest
            .take_while(|object| object.workload == workload)
            .collect();
        let targets = rows.iter().flat_map(|row| &row.targets);
        let reached: BTreeSet<&str> = targets.map(|target| target.object).collect();
        let others: BTreeSet<usize> = reached.into_iter().flat_map(|id| self.all(id)).collect();
        let others = others.into_iter().filter_map(|index| objects.get(index));
        out.extend(others.filter(|object| object.workload != workload));
        out
    }

    /// Places of the objects of this id.
    fn all(&self, wanted: &str) -> impl Iterator<Item = usize> {
        let objects = &self.objects;
        let before = |index: &usize| id(objects, *index) < wanted;
        let first = self.sorted.partition_point(before);
        let rest = self.sorted.iter().skip(first).copied();
        rest.take_while(move |index| id(objects, *index) == wanted)
    }
}

fn id<'a>(objects: &[&'a Object], index: usize) -> &'a str {
    objects.get(index).map_or("", |object| &*object.id)
}

//! k3s-migrate turns the containers podman runs on a NixOS host into Kubernetes manifests, and
//! accounts for every option it read.
//!
//! ```text
//! input ─► read ─► Inventory ─► plan ─► Plan ─► kube ─► [Object] ─► bundle ─► files
//!            │     podman's      decisions, in   bytes, and a reason
//!            │     words         Kubernetes'     for every field
//!            │                   words
//!            └── every option gets an Origin ─► Ledger ─► diagnostics, ledger, explain
//! ```
//!
//! [`compile`] runs the whole line up to the objects; nothing in it does input or output.

use std::collections::BTreeSet;

use bundle::Layout;
use kube::Object;
use ledger::{Ledger, Policy, Setting, Speech, Subject};
use plan::Plan;
use podman::{Inventory, engine::Engine};
use rules::{dialect::Dialect, names::Names};
use settings::Settings;

pub mod bundle;
pub mod cli;
mod columns;
pub mod dotenv;
pub mod facts;
pub mod grammar;
pub mod install;
pub mod kube;
pub mod ledger;
pub mod monitoring;
mod nix_syntax;
pub mod origin;
mod parallel;
pub mod plan;
pub mod podman;
#[cfg(test)]
mod property;
pub mod read;
pub mod redact;
pub mod report;
pub mod rules;
pub mod settings;
pub mod survey;
pub mod waves;
mod words;

/// Everything that follows from the inputs.
#[derive(Debug)]
pub struct Compiled {
    /// What was read.
    pub inventory: Inventory,
    /// What was decided.
    pub plan: Plan,
    /// What became of every option, and the diagnostics.
    pub ledger: Ledger,
    /// For which layout the objects are written.
    pub layout: Layout,
    /// All objects, those of refused workloads too.
    pub objects: Vec<Object>,
}

/// Reads, plans, builds and checks.
///
/// # Errors
/// Only where nothing can be done: an input that is no JSON, or no format we know. Everything else
/// is a diagnostic in the ledger.
pub fn compile(
    sources: &[read::Source],
    options: &read::Options,
    settings: &Settings,
    deny: &Deny,
    layout: Layout,
) -> Result<Compiled, read::Error> {
    let fleet = read::open(sources, options)?;
    Ok(compile_fleet(fleet, settings, deny, layout))
}

/// The same for inputs that are open already.
#[must_use]
pub fn compile_fleet(
    fleet: read::Fleet,
    settings: &Settings,
    deny: &Deny,
    layout: Layout,
) -> Compiled {
    let mut policy = Policy {
        accept: Settings::codes(&settings.accept),
        deny: deny.codes.clone(),
        deny_warnings: deny.warnings,
        ..Policy::default()
    };
    for (index, container) in fleet.containers().enumerate() {
        if let Some(chosen) = settings.container(container.host, container.attribute) {
            policy
                .accept_for
                .insert(index, Settings::codes(&chosen.accept));
        }
    }
    let speech = Speech {
        containers: (fleet.containers())
            .map(|listed| names(listed.engine, listed.dialect))
            .collect(),
        hosts: (fleet.engines())
            .map(|(host, engine, dialect)| (host.to_owned(), names(engine, dialect)))
            .collect(),
    };
    let mut ledger = Ledger::new(policy).speaking(speech);
    for problem in &settings.file.problems {
        let containers = fleet.containers().enumerate();
        let decided = containers.filter(|(_, container)| {
            Settings::decides(&problem.pointer, container.host, container.attribute)
        });
        let subject = Subject::Setting(Box::new(Setting {
            pointer: problem.pointer.clone(),
            place: problem.place.clone(),
            containers: decided.map(|(index, _)| index).collect(),
        }));
        ledger.say(subject, problem.say.clone());
    }
    let inventory = fleet.inventory(&mut ledger);
    // What only finished objects show may stop containers that others need: then all is decided again, knowing that.
    let apart = plan::apart(&inventory, settings, &ledger);
    let settings = apart.as_ref().unwrap_or(settings);
    let mut fresh = ledger.denies().then(|| ledger.clone());
    let (plan, objects) = loop {
        let plan = plan::plan(&inventory, settings, &mut ledger);
        let known = ledger.refused_containers();
        let objects = kube::objects(&plan, layout.style());
        if layout == Layout::Yaml {
            plan::storage::unseen::say(&plan, &inventory, &mut ledger);
        }
        kube::faults::say(&objects, &plan, layout.style(), &mut ledger);
        let mut late = ledger.refused_containers();
        late.retain(|container, _| !known.contains_key(container));
        match fresh.take() {
            Some(again) if !late.is_empty() => {
                ledger = again;
                ledger.foresee(late);
            }
            _ => break (plan, objects),
        }
    };
    plan::choices::accepted_elsewhere(&inventory, settings, &mut ledger);
    Compiled {
        inventory,
        plan,
        ledger,
        layout,
        objects,
    }
}

/// What an engine is called, and how its options are spelled.
fn names(engine: Engine, dialect: &'static Dialect) -> Names {
    let row = engine.row();
    Names {
        title: row.title,
        command: row.command,
        dialect,
    }
}

/// What the command line raises to errors.
#[derive(Debug, Default, Clone)]
pub struct Deny {
    /// Codes.
    pub codes: BTreeSet<String>,
    /// All warnings.
    pub warnings: bool,
}

impl Compiled {
    /// Indexes of the workloads that must not be written: those with a container that an error stops, and components
    /// that serve no others.
    #[must_use]
    pub fn refused_workloads(&self) -> BTreeSet<usize> {
        self.plan.refused(&self.ledger.refused_containers())
    }

    /// The objects that may be written.
    #[must_use]
    pub fn written(&self) -> Vec<&Object> {
        let refused = self.refused_workloads();
        let kept: Vec<&Object> = self
            .objects
            .iter()
            .filter(|object| object.workload.is_none_or(|w| !refused.contains(&w)))
            .collect();
        let namespaces: BTreeSet<&str> = kept.iter().map(|object| object.namespace()).collect();
        kept.iter()
            .copied()
            .filter(|object| object.kind() != "Namespace" || namespaces.contains(object.name()))
            .collect()
    }
}

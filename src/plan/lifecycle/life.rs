//! What is known of how one container lives: its options and its systemd unit.

use crate::podman::{
    Backend, Container, Inventory,
    lifecycle::{Lifecycle, Restart},
    unit::{self, Kind, Timer, Unit},
};

/// One container: its options and its unit.
pub struct Life<'a> {
    pub container: &'a Container,
    pub backend: Backend,
    /// Full name of its unit.
    pub unit_name: String,
    /// Its unit, where the input has it.
    pub unit: Option<&'a Unit>,
    /// Timers that start it.
    pub timers: Vec<&'a Timer>,
    /// Its options.
    pub options: &'a Lifecycle,
    /// Why it runs.
    pub start: Start,
}

/// Why a container runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// It starts with the host.
    Boot,
    /// Not by itself, but this unit starts it.
    Unit(String),
    /// Not by itself, but the container of this name needs it.
    Needed(String),
    /// It does not, until somebody starts it.
    Never,
}

/// When a container is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Whenever it ends.
    Always,
    /// When it failed; so often, or always when `None`.
    AfterFailure(Option<u64>),
    /// Never.
    Never,
}

/// All containers, in order.
pub fn all(inventory: &Inventory) -> Vec<Life<'_>> {
    let containers = inventory.containers.iter();
    let mut lives: Vec<Life> = containers
        .map(|container| Life::of(inventory, container))
        .collect();
    while let Some((needed, by)) = next_needed(&lives) {
        if let Some(life) = lives.get_mut(needed) {
            life.start = Start::Needed(by);
        }
    }
    lives
}

/// A container that does not start by itself, and one that runs and needs it.
fn next_needed(lives: &[Life]) -> Option<(usize, String)> {
    let idle = |life: &&Life| life.start == Start::Never && life.unit.is_none_or(|u| u.enable);
    let position = |needed: &Life| lives.iter().position(|life| std::ptr::eq(life, needed));
    lives.iter().filter(idle).find_map(|needed| {
        let by = lives
            .iter()
            .find(|life| life.start != Start::Never && life.needs(needed))?;
        Some((position(needed)?, by.container.attribute.clone()))
    })
}

impl<'a> Life<'a> {
    fn of(inventory: &'a Inventory, container: &'a Container) -> Self {
        let options = &container.lifecycle;
        let host = inventory.hosts.get(&container.host);
        let unit_name = inventory.unit_name(container);
        let unit = host
            .and_then(|host| host.units.as_ref())
            .and_then(|units| units.get(&unit_name));
        let timers = host.into_iter().flat_map(|host| host.timers(&unit_name));
        let wanted = options.auto_start.as_ref();
        Self {
            container,
            backend: host.map(|host| host.backend).unwrap_or_default(),
            timers: timers.map(|(_, timer)| timer).collect(),
            start: start(wanted.is_none_or(|on| on.value), unit),
            unit_name,
            unit,
            options,
        }
    }

    /// Whether starting this one starts the other one.
    fn needs(&self, other: &Life) -> bool {
        let depends_on = &self.options.depends_on;
        let names = |unit: &Unit| {
            let units = unit.requires.iter().chain(&unit.wants);
            units.into_iter().any(|name| *name == other.unit_name)
        };
        self.container.host == other.container.host
            && (depends_on
                .iter()
                .any(|name| name.value == other.container.attribute)
                || self.unit.is_some_and(names))
    }

    /// When systemd starts it again; NixOS says always.
    pub fn again_by_unit(&self) -> Again {
        let Some(unit) = self.unit else {
            return Again::Always;
        };
        match unit.service.restart {
            Some(unit::Restart::Always | unit::Restart::OnSuccess) => Again::Always,
            Some(unit::Restart::No) | None => Again::Never,
            Some(_) => Again::AfterFailure(None),
        }
    }

    /// When it is started again, podman's own policy taken into account: what podman does not
    /// start again has ended for systemd.
    pub fn again(&self) -> Again {
        let unit = self.again_by_unit();
        let policy = self.options.restart.as_ref();
        match policy.map_or(Restart::No, |restart| restart.value) {
            Restart::Always | Restart::UnlessStopped => Again::Always,
            Restart::OnFailure(count) if unit == Again::Never => Again::AfterFailure(count),
            Restart::OnFailure(_) | Restart::No | Restart::Never | Restart::Unset => unit,
        }
    }

    /// Whether it is meant to end: a `oneshot`, or something that only a timer starts and nothing
    /// starts again.
    pub fn ends(&self) -> bool {
        let kind = self.unit.and_then(|unit| unit.service.kind);
        kind == Some(Kind::Oneshot)
            || (!self.timers.is_empty()
                && self.start == Start::Never
                && self.again() != Again::Always)
    }
}

fn start(wanted: bool, unit: Option<&Unit>) -> Start {
    match unit {
        None if wanted => Start::Boot,
        None => Start::Never,
        Some(unit) if !unit.starts_by_itself() => Start::Never,
        Some(_) if wanted => Start::Boot,
        Some(unit) => {
            let by = unit.wanted_by.iter().chain(&unit.required_by).next();
            Start::Unit(by.cloned().unwrap_or_default())
        }
    }
}

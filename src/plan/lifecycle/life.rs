//! What is known of how one container lives: its options and its systemd unit.

use std::collections::{BTreeSet, HashMap};

use crate::{
    facts::{
        peers::Peers,
        starters::{self, How},
    },
    plan::Cursor,
    podman::{
        Container, Inventory,
        engine::Row,
        lifecycle::{Keeper, Lifecycle, Restart},
        unit::{self, Kind, Timer, Unit},
    },
};

/// One container: its options and its unit.
pub struct Life<'a> {
    /// Its place in the inventory.
    pub index: usize,
    pub container: &'a Container,
    pub engine: &'static Row,
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
    /// Units that start it when something happens, and do not start its Pod, by name.
    pub on_demand: Vec<String>,
}

/// Why a container runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// It starts with the host.
    Boot,
    /// Not at boot, but this unit starts it.
    Unit(String),
    /// Not at boot, but the container of this name needs it.
    Needed(String),
    /// It does not, until it is started by hand.
    Never,
}

/// When a container is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Whenever it ends.
    Always,
    /// When it failed; so often, or always when `None`.
    AfterFailure(Option<u64>),
    /// When it ended well.
    AfterSuccess,
    /// Never.
    Never,
}

/// All containers, in order.
pub fn all<'a>(at: &Cursor<'a>) -> Vec<Life<'a>> {
    let containers = at.inventory.containers.iter().enumerate();
    let mut lives: Vec<Life> = containers
        .map(|(index, container)| Life::of(at.inventory, index, container))
        .collect();
    start_needed(&at.facts.peers, &mut lives);
    start_by_units(at.inventory, &mut lives);
    start_needed(&at.facts.peers, &mut lives);
    on_demand(at, &mut lives);
    lives
}

/// What does not start at boot starts because a unit of the host does that runs; what keeps running, also because a timer,
/// a socket or a path starts it.
fn start_by_units(inventory: &Inventory, lives: &mut [Life]) {
    for life in lives.iter_mut().filter(|life| life.start == Start::Never) {
        let Some(host) = inventory.hosts.get(&life.container.host) else {
            continue;
        };
        if life.unit.is_some_and(|unit| !unit.enable) {
            continue;
        }
        let ends = life.ends();
        let starts = |how: How| how == How::Start || (how == How::Event && !ends);
        let mut by = starters::of(host, &life.unit_name);
        let by = by.find(|(by, how)| starts(*how) && starters::runs(host, by));
        if let Some((by, _)) = by {
            life.start = Start::Unit(by.name.clone());
        }
    }
}

/// Finds what starts it, and does not start its Pod.
fn on_demand(at: &Cursor<'_>, lives: &mut [Life]) {
    let needs = needs(&at.facts.peers, lives);
    let names: Vec<String> = lives.iter().map(|life| life.unit_name.clone()).collect();
    let idle: Vec<bool> = lives
        .iter()
        .map(|life| life.start == Start::Never)
        .collect();
    for (index, life) in lives.iter_mut().enumerate() {
        let ends = life.ends();
        if !(ends || life.start == Start::Never) || life.unit.is_some_and(|unit| !unit.enable) {
            continue;
        }
        let host = at.inventory.hosts.get(&life.container.host);
        let of_host = host
            .into_iter()
            .flat_map(|host| starters::of(host, &life.unit_name));
        let of_host = of_host.filter(|(by, _)| {
            // A timer becomes a schedule, and a Pod that needs a Job says so itself.
            let scheduled = life
                .timers
                .iter()
                .any(|timer| by.timer.as_ref() == Some(timer));
            let scheduled = ends && scheduled;
            let peer = at.facts.peers.by_unit(&life.container.host, &by.name);
            !(scheduled || peer.is_some() || by.name.ends_with(".target"))
        });
        let of_host = of_host.map(|(by, _)| by.name.clone());
        let needing = needs.iter().zip(&names).enumerate();
        let needing = needing.filter(|(by, (needs, _))| {
            idle.get(*by) == Some(&true) && *by != index && needs.contains(&index)
        });
        let needing = needing.map(|(_, (_, name))| name.clone());
        let all: BTreeSet<String> = of_host.chain(needing.filter(|_| !ends)).collect();
        life.on_demand = all.into_iter().collect();
    }
}

/// What does not start at boot starts because something that runs needs it: the first that does, by name; and then what
/// that one needs.
fn start_needed(peers: &Peers<'_>, lives: &mut [Life]) {
    let needs = needs(peers, lives);
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); lives.len()];
    for (by, needed) in needs.iter().enumerate() {
        for needed in needed {
            if let Some(all) = needed_by.get_mut(*needed) {
                all.push(by);
            }
        }
    }
    let runs = |life: &Life| life.start != Start::Never;
    let idle = |life: &Life| !runs(life) && life.unit.is_none_or(|unit| unit.enable);
    let wakes = |by: usize| needs.get(by).into_iter().flatten().copied();
    let running = lives.iter().enumerate().filter(|(_, life)| runs(life));
    let mut waiting: BTreeSet<usize> = running.flat_map(|(by, _)| wakes(by)).collect();
    while let Some(needed) = waiting.pop_first() {
        if !lives.get(needed).is_some_and(idle) {
            continue;
        }
        let all = needed_by.get(needed).into_iter().flatten();
        let by = all.filter_map(|by| lives.get(*by)).find(|by| runs(by));
        let by = by.map(|by| by.container.attribute.clone());
        if let (Some(by), Some(life)) = (by, lives.get_mut(needed)) {
            life.start = Start::Needed(by);
            waiting.extend(wakes(needed));
        }
    }
}

/// For each container those that start when it does: its own `dependsOn`, and what its unit requires or wants.
fn needs(peers: &Peers<'_>, lives: &[Life]) -> Vec<Vec<usize>> {
    let mut units: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (index, life) in lives.iter().enumerate() {
        let key = (life.container.host.as_str(), life.unit_name.as_str());
        units.entry(key).or_default().push(index);
    }
    let of = |life: &Life| {
        let host = life.container.host.as_str();
        let names = life.options.depends_on.iter();
        let by_name = names.filter_map(|name| peers.by_attribute(host, &name.value));
        let unit = life.unit.into_iter();
        let pulled = unit.flat_map(Unit::pulls);
        let by_unit = pulled.filter_map(|name| units.get(&(host, name.as_str())));
        by_name.chain(by_unit.flatten().copied()).collect()
    };
    lives.iter().map(of).collect()
}

impl<'a> Life<'a> {
    fn of(inventory: &'a Inventory, index: usize, container: &'a Container) -> Self {
        let options = &container.lifecycle;
        let host = inventory.hosts.get(&container.host);
        let unit_name = inventory.unit_name(container);
        let unit = host
            .and_then(|host| host.units.as_ref())
            .and_then(|units| units.get(&unit_name));
        let timers = host.into_iter().flat_map(|host| {
            let timers = host.timers(&unit_name);
            timers.filter(|(timer, _)| timer.times().is_some() && starters::runs(host, timer))
        });
        let wanted = options.auto_start.as_ref();
        Self {
            index,
            container,
            engine: inventory.engine(&container.host),
            timers: timers.map(|(_, timer)| timer).collect(),
            start: start(wanted.is_none_or(|on| on.value), unit),
            unit_name,
            unit,
            options,
            on_demand: Vec::new(),
        }
    }

    /// Whether no unit of systemd runs it: only the engine starts it again.
    pub fn is_unmanaged(&self) -> bool {
        self.options.kept_by != Keeper::Unit
    }

    /// When systemd starts it again; NixOS says always.
    pub fn again_by_unit(&self) -> Again {
        let Some(unit) = self.unit else {
            return if self.is_unmanaged() {
                Again::Never
            } else {
                Again::Always
            };
        };
        let policy = unit.service.restart;
        match policy.filter(|policy| policy.follows_an_exit()) {
            Some(unit::Restart::Always) => Again::Always,
            Some(unit::Restart::OnSuccess) => Again::AfterSuccess,
            Some(_) => Again::AfterFailure(None),
            None => Again::Never,
        }
    }

    /// Whether its unit has a `Restart=` that systemd does not take.
    pub fn has_bad_restart(&self) -> bool {
        self.unit.is_some_and(|unit| {
            let given = |setting: &unit::Setting| {
                setting.name == "Restart" && setting.values.iter().any(|text| !text.is_empty())
            };
            unit.service.restart.is_none() && unit.settings.iter().any(given)
        })
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
            || self.options.ends
            || (!self.timers.is_empty()
                && self.start == Start::Never
                && !matches!(self.again(), Again::Always | Again::AfterSuccess))
    }

    /// Whether its own schedule is that of its `CronJob`: the settings choose none, and it is the first of its Pod.
    pub fn chooses_no_schedule(&self, at: &Cursor<'_>) -> bool {
        let chosen = at.chosen().and_then(|chosen| chosen.schedule.as_ref());
        chosen.is_none() && at.workload().members.first() == Some(&self.index)
    }

    /// `Restart=` of its unit, as systemd reads it.
    pub fn policy(&self) -> unit::Restart {
        let policy = self.unit.and_then(|unit| unit.service.restart);
        policy.unwrap_or(unit::Restart::No)
    }

    /// Exit codes that decide about restarts: after the first it stays ended, after the others it is started again.
    /// None where podman itself starts it again.
    pub fn exit_codes(&self) -> (BTreeSet<u8>, BTreeSet<u8>) {
        let service = self.unit.map(|unit| &unit.service);
        let service = service.filter(|_| self.again() == self.again_by_unit());
        match (service, self.again()) {
            (None, _) => <_>::default(),
            (Some(service), Again::Never | Again::AfterSuccess) => {
                (BTreeSet::new(), service.starts_after())
            }
            (Some(service), Again::Always | Again::AfterFailure(_)) => {
                (service.ends_after(), BTreeSet::new())
            }
        }
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

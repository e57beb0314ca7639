//! Which units of a host start a unit, and whether anything starts those.
//!
//! systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Wants=>

use std::collections::BTreeSet;

use crate::podman::{Host, unit::Unit};

/// How one unit starts another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// When it starts itself (`Wants=`, `Requires=`, `BindsTo=`, `Upholds=`).
    Start,
    /// At a time, with a connection, or when a path changes: a timer, a socket or a path.
    Event,
    /// When it has failed or ended (`OnFailure=`, `OnSuccess=`).
    End,
    /// With a command (`systemctl start`), which may depend on anything.
    Command,
}

/// The enabled units of a host that start a unit, by name.
pub fn of<'a>(host: &'a Host, unit: &str) -> impl Iterator<Item = (&'a Unit, How)> {
    let units = host.units.iter().flat_map(|units| units.values());
    units
        .filter(move |by| by.enable && by.name != unit)
        .filter_map(move |by| Some((by, how(by, unit)?)))
}

fn how(by: &Unit, unit: &str) -> Option<How> {
    let is_it = |name: &String| name == unit;
    let timed = by.times().map(|timer| &timer.starts).into_iter();
    if by.pulls().any(is_it) {
        Some(How::Start)
    } else if timed.chain(&by.triggers).any(is_it) {
        Some(How::Event)
    } else {
        let mut ends = by.on_failure.iter().chain(&by.on_success);
        let ends = ends.any(is_it).then_some(How::End);
        ends.or_else(|| by.commands.iter().any(is_it).then_some(How::Command))
    }
}

/// Whether a unit starts without being asked: a target of the boot, or a unit that runs, starts it.
#[must_use]
pub fn runs(host: &Host, unit: &Unit) -> bool {
    let mut seen = BTreeSet::from([unit.name.as_str()]);
    let mut open = vec![unit];
    while let Some(next) = open.pop() {
        if next.starts_by_itself() {
            return true;
        }
        let by = of(host, &next.name).filter(|(_, how)| matches!(how, How::Start | How::Event));
        open.extend(
            by.map(|(by, _)| by)
                .filter(|by| seen.insert(by.name.as_str())),
        );
    }
    false
}

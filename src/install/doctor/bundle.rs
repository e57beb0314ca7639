//! What `install` would say of a bundle on this host: the checks that need neither the state nor K3s, as a dry run makes them.

use std::path::Path;

use super::Patient;
use crate::{
    bundle::index::Index,
    install::{
        elsewhere, facts, look::Looker, paths, preflight::say, running, seccomp,
        snapshot::Snapshot, tell,
    },
    ledger::Ledger,
};

/// Says what keeps the bundle, or a workload of it, from being installed here, and what is worth knowing. `before` is what is
/// installed, `named` the bundle as the operator named it.
#[must_use]
pub fn judge(
    patient: &mut Patient,
    before: Option<&Index>,
    named: &str,
    places: &seccomp::Places,
) -> Ledger {
    let mut ledger = Ledger::default();
    let Some(bundle) = &mut patient.bundle else {
        return ledger;
    };
    let host = patient.host.as_str();
    if let Some(text) = elsewhere::refused(&bundle.index, host, &format!("doctor {named}")) {
        say(&mut ledger, "bundle.json", text);
        return ledger;
    }
    let mut look = Looker::new(patient.looker.clone());
    // What cannot be read is told by the installation itself.
    let there = Snapshot::take(&patient.target).unwrap_or_default();
    let unmounted = paths::look(bundle, host, &there, &mut look);
    let profiles = seccomp::make(&bundle.index, host, places, &mut look);
    facts::check(&bundle.index, before, host, &mut look, &mut ledger);
    tell::missing_profiles(&profiles.failures, &mut ledger);
    paths::tell(&unmounted, &mut ledger);
    let running = running::running(&bundle.index, host, Path::new("/proc"));
    tell::running(&running, &mut ledger);
    ledger
}

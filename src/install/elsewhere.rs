//! Where nothing, or not everything, is installed: the state is lost, the bundle is for another host, K3s is an agent.

use std::collections::BTreeSet;

use super::{
    Error, Outcome, Request, bundle::Bundle, disk::Disk, facts, holds, look::Looker,
    preflight::say, running, seccomp, snapshot::Snapshot, state::State, tell,
};
use crate::{
    bundle::index::Index,
    ledger::Ledger,
    rules::{Say, install as rules},
};

/// The state does not know files that k3s-migrate wrote: nothing is done but to hold the units that they name.
pub(super) fn lost_state(
    request: &Request,
    disk: &mut dyn Disk,
    state: &State,
    there: &Snapshot,
    unknown: &BTreeSet<String>,
) -> Result<Outcome, Error> {
    let mut ledger = Ledger::new(request.policy.clone());
    let home = &request.home;
    if !request.dry_run {
        holds::rebuild(disk, home, there, &request.host, &mut ledger)?;
    }
    let names: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    let path = home.path.join("state.json");
    let text = if home.exists()? {
        rules::state_behind(path.display(), names.len(), names.join(", "))
    } else {
        rules::state_lost(path.display(), names.len(), names.join(", "))
    };
    say(&mut ledger, &path.display().to_string(), text);
    Ok(Outcome::stopped(
        ledger,
        state.generation,
        "status".to_owned(),
    ))
}

/// A bundle that does not name this host, and another one that it does: nothing in it is for here.
pub(super) fn for_another_host(
    request: &Request,
    index: &Index,
    state: &State,
    command: &str,
) -> Option<Outcome> {
    let again = if request.dry_run { " --dry-run" } else { "" };
    let text = refused(index, &request.host, &format!("{command}{again}"))?;
    let mut ledger = Ledger::new(request.policy.clone());
    say(&mut ledger, "bundle.json", text);
    Some(Outcome::stopped(
        ledger,
        state.generation,
        command.to_owned(),
    ))
}

/// Why a bundle is not for this host, if it is not.
pub(super) fn refused(index: &Index, host: &str, command: &str) -> Option<Say> {
    let hosts = facts::hosts(index);
    if hosts.is_empty() || hosts.contains(host) || hosts.iter().all(|of| *of == UNNAMED) {
        return None;
    }
    let names: Vec<String> = hosts.iter().map(|name| format!("`{name}`")).collect();
    let first = hosts.first().copied().unwrap_or_default();
    Some(rules::for_another_host(
        names.join(", "),
        host,
        command,
        first,
    ))
}

/// What the reader calls the host of a bare file.
const UNNAMED: &str = "localhost";

/// What is left to do on a host whose K3s reads no manifests.
pub(super) fn only_profiles(
    request: &Request,
    command: String,
    bundle: &Bundle,
    disk: &mut dyn Disk,
    look: &mut Looker,
) -> Result<Outcome, Error> {
    let mut ledger = Ledger::new(request.policy.clone());
    let profiles = seccomp::make(&bundle.index, &request.host, &request.seccomp, look);
    tell::missing_profiles(&profiles.failures, &mut ledger);
    if !request.dry_run {
        seccomp::write(disk, &profiles)?;
        // The server installs what this host runs: nothing here tells when that has ended.
        let here = holds::Wanted {
            index: &bundle.index,
            host: &request.host,
            state: None,
        };
        let running = running::running(&bundle.index, &request.host, &request.proc);
        tell::running(&running, &mut ledger);
        holds::take(
            disk,
            &request.home,
            here,
            &Snapshot::default(),
            &running,
            &mut ledger,
        )?;
        holds::tell_elsewhere(&request.home, here, &mut ledger)?;
    }
    Ok(Outcome {
        stopped: false,
        ..Outcome::stopped(ledger, 0, command)
    })
}

/// Holds the units that manifests name which are there, and installs nothing: what a boot does first.
pub(super) fn only_holds(
    request: &Request,
    disk: &mut dyn Disk,
    state: &State,
    there: &Snapshot,
) -> Result<Outcome, Error> {
    let mut ledger = Ledger::new(request.policy.clone());
    holds::rebuild(disk, &request.home, there, &request.host, &mut ledger)?;
    Ok(Outcome {
        stopped: false,
        ..Outcome::stopped(ledger, state.generation, "install".to_owned())
    })
}

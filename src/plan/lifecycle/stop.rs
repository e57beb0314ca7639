//! How a Pod is stopped.

use super::life::Life;
use crate::{
    origin::{Given, Traced},
    plan::{Cursor, Pod, Role},
    podman::lifecycle::Signal,
    rules::{images, lifecycle as rules, process, reasons::Reason},
};

/// podman's time between the signal and the kill.
const SECONDS: u64 = 10;

/// The grace of a Pod. Kubernetes has one for all of its containers: the mains are stopped
/// together, and after them the sidecars one by one.
pub fn grace(at: &mut Cursor<'_>, group: &[&Life]) {
    let mut together = 0;
    let mut after = 0_u64;
    let mut from = Vec::new();
    for life in group {
        let option = life.options.stop_timeout.as_ref();
        let seconds = option.map_or(SECONDS, |given| given.value);
        from.extend(option.map(|given| given.origin));
        match at.plan.container_of(life.index).role {
            Role::Main => together = seconds.max(together),
            Role::Sidecar => after = after.saturating_add(seconds),
            Role::Init => {}
        }
    }
    // Zero would take the object away before the container has ended.
    let total = together.saturating_add(after).max(1);
    for life in group {
        let Some(given) = &life.options.stop_timeout else {
            continue;
        };
        if given.value == total {
            at.ledger.kept(given.origin);
            continue;
        }
        let name = &life.container.attribute;
        let say = if given.value == 0 {
            rules::no_grace(name, total)
        } else {
            rules::more_grace(name, given.value, total)
        };
        at.ledger.changed(given.origin, say);
    }
    if from.is_empty() && total == SECONDS {
        return;
    }
    let value = i64::try_from(total).unwrap_or(i64::MAX);
    let from = if from.is_empty() {
        Reason::GraceOfGroup.into()
    } else {
        from.into()
    };
    at.pod_mut().grace_seconds = Some(Traced { value, from });
}

/// The signal that asks a container to end. Kubernetes sends what the image says, else TERM; the
/// field that says otherwise is not on by default, so a command sends it before.
pub fn signal(at: &mut Cursor<'_>, given: &Given<Signal>) {
    let name = at.name();
    let known = at.container().image.known.as_ref();
    if known.is_some_and(|image| image.stop_signal == given.value) {
        return at.ledger.already_so(given.origin, &images::SIGNAL_OF_IMAGE);
    }
    if given.value == Signal::KILL {
        return at
            .ledger
            .dropped(given.origin, rules::stopped_by_kill(name));
    }
    if shares_processes(&at.workload().pod) {
        let say = match given.value {
            Signal::TERM => process::term_by_kubernetes(name),
            signal => rules::signal_out_of_reach(name, signal),
        };
        return at.ledger.dropped(given.origin, say);
    }
    let send = format!(
        "kill {} 1; while kill -s 0 1; do sleep 1; done",
        option(given.value)
    );
    let command = given
        .traced()
        .map(|_| vec!["/bin/sh".to_owned(), "-c".to_owned(), send]);
    at.target_mut().pre_stop = Some(command);
    let say = match given.value {
        Signal::TERM => process::term_by_command(name),
        signal => rules::signal_by_command(name, signal),
    };
    at.ledger.changed(given.origin, say);
}

/// Whether process 1 is not the container's own.
fn shares_processes(pod: &Pod) -> bool {
    [&pod.host_pid, &pod.share_process_namespace]
        .into_iter()
        .any(|shared| shared.as_ref().is_some_and(|shared| shared.value))
}

/// Names where every `kill` knows them, else the number.
fn option(signal: Signal) -> String {
    let name = signal.to_string();
    match name.strip_prefix("SIG") {
        Some(name) if !name.starts_with("RT") => format!("-s {name}"),
        _ => format!("-{}", signal.number()),
    }
}

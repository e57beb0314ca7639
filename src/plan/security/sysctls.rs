//! Kernel parameters: the whole Pod's, and some only where the kubelet allows them.

use super::{Cursor, is_asked_for, namespaces::has_host_ipc};
use crate::{
    grammar::SysctlName,
    origin::{Given, Traced},
    plan::{Pod, SAFE_SYSCTLS},
    podman::security::sysctl::Sysctl,
    rules::{kernel as rules, output},
};

/// `--sysctl`; of one name the last counts.
pub(super) fn sysctls(at: &mut Cursor<'_>, sysctls: &[Given<Sysctl>]) {
    for (place, given) in sysctls.iter().enumerate() {
        let later = sysctls
            .iter()
            .skip(place.saturating_add(1))
            .rfind(|other| other.value.name == given.value.name);
        match later {
            Some(later) => at.ledger.overridden(given.origin, later.origin),
            None => sysctl(at, given),
        }
    }
}

fn sysctl(at: &mut Cursor<'_>, given: &Given<Sysctl>) {
    let Sysctl { name, value } = &given.value;
    let origin = given.origin;
    let parsed = match SysctlName::parse(name) {
        Ok(parsed) => parsed,
        Err(rule) => {
            let say = output::refused_value(at.name(), "the kernel parameter", name, rule);
            return at.ledger.refused(origin, say);
        }
    };
    let pod = &at.workload().pod;
    let yes = |switch: &Option<Traced<bool>>| switch.as_ref().is_some_and(|on| on.value);
    let of_host = (name.starts_with("net.") && yes(&pod.host_network))
        || (!name.starts_with("net.") && is_asked_for(at, has_host_ipc));
    if of_host {
        // NixOS types many of them as numbers, and takes no string for those.
        let number = value.bytes().all(|byte| byte.is_ascii_digit());
        let nix = if number {
            value.clone()
        } else {
            format!("{value:?}")
        };
        let say = rules::sysctl_of_host(at.name(), name, nix);
        at.ledger.refused(origin, say);
        return;
    }
    let list = &mut at.pod_mut().sysctls;
    match list.iter_mut().find(|there| there.value.0 == parsed) {
        Some(there) if there.value.1 == *value => there.from.push(origin),
        Some(there) => {
            let other = there.value.1.clone();
            let say = rules::sysctl_twice(at.name(), name, value, other);
            return at.ledger.refused(origin, say);
        }
        None => {
            let sysctl = Traced::new((parsed, value.clone()), origin);
            list.push(sysctl);
        }
    }
    if !name.starts_with("net.") && at.shares_memory() {
        at.ledger
            .changed(origin, rules::sysctl_of_pod(at.name(), name));
    }
    if SAFE_SYSCTLS.contains(&name.as_str()) {
        at.ledger.kept(origin);
        return;
    }
    at.ledger
        .changed(origin, rules::unsafe_sysctl(at.name(), name));
}

/// By name, no matter which container came first.
pub(super) fn sort(pod: &mut Pod) {
    pod.sysctls.sort_by(|a, b| a.value.cmp(&b.value));
}

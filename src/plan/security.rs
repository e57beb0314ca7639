//! Users, capabilities, namespaces and confinement: podman's, no wider and no narrower.

use super::{Cursor, SeccompList};
use crate::{
    ledger::Subject,
    origin::{Given, OriginId, Traced},
    podman::security::Security,
    rules::{engines, security as rules, workload::ANY_WAY},
};

mod capabilities;
mod confinement;
mod groups;
mod namespaces;
mod runtime;
mod sysctls;
mod systemd;
mod user;
mod userns;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| container(at, &at.container().security));
    groups::policy(at);
    user::say_image_user(at);
    say_containerd(at);
    let pods = at.plan.workloads.iter_mut();
    pods.for_each(|workload| sysctls::sort(&mut workload.pod));
}

/// Says once what differs in every container.
fn say_containerd(at: &mut Cursor<'_>) {
    let mut runtimes_own = false;
    let mut podmans_own = false;
    let mut dockers = false;
    for workload in at.plan.workloads.iter().filter(|w| !w.members.is_empty()) {
        let engine = at.inventory.engine(&workload.host);
        let stricter = !engine.seccomp_of_containerd.is;
        dockers |= !engine.is_podman();
        for security in workload
            .pod
            .containers
            .iter()
            .map(|container| &container.security)
        {
            let profile = security.seccomp.as_ref().map(|profile| profile.value.0);
            runtimes_own |= stricter && profile == Some("RuntimeDefault");
            podmans_own |= security.seccomp_list == Some(SeccompList::Podman);
        }
    }
    if dockers {
        at.ledger.say(Subject::Fleet, engines::dockers_marks());
    }
    if runtimes_own {
        at.ledger.say(Subject::Fleet, rules::runtimes_own_seccomp());
    }
    if podmans_own {
        at.ledger.say(Subject::Fleet, rules::podmans_own_seccomp());
    }
}

fn container(at: &mut Cursor<'_>, security: &Security) {
    let Security {
        user,
        group_add,
        privileged,
        cap_base,
        cap_add,
        cap_drop,
        options,
        sysctl,
        userns,
        uid_maps,
        gid_maps,
        subuid_name,
        subgid_name,
        pid,
        ipc,
        uts,
        cgroupns,
        systemd,
        runtime,
    } = security;
    // First, for much else depends on it.
    if let Some(given) = privileged {
        self::privileged(at, given);
    }
    let non_root = user::user(at, user.as_ref(), userns.as_ref());
    groups::groups(at, group_add);
    capabilities::capabilities(at, cap_base.as_ref(), [cap_add, cap_drop], non_root);
    if let Some(given) = pid {
        namespaces::pid(at, given);
    }
    if let Some(given) = ipc {
        namespaces::ipc(at, given);
    }
    if let Some(given) = uts {
        namespaces::uts(at, given);
    }
    if let Some(given) = cgroupns {
        namespaces::cgroupns(at, given);
    }
    if let Some(given) = userns {
        userns::user_namespace(at, given);
    }
    userns::id_maps(at, uid_maps, gid_maps, [subuid_name, subgid_name]);
    confinement::confinement(at, options);
    sysctls::sysctls(at, sysctl);
    systemd::systemd(at, systemd.as_ref());
    runtime::runtime(at, runtime);
}

/// Whether the container of the Pod is privileged, on request or for a device.
fn is_privileged(at: &Cursor<'_>) -> bool {
    let privileged = &at.target().security.privileged;
    privileged.as_ref().is_some_and(|given| given.value)
}

/// Whether other containers run in the same Pod.
fn is_shared(at: &Cursor<'_>) -> bool {
    at.workload().members.len() > 1
}

/// Whether the container of this name is in the same Pod.
fn is_beside(at: &Cursor<'_>, name: &str) -> bool {
    let members = &at.workload().members;
    members
        .iter()
        .filter_map(|member| at.inventory.containers.get(*member))
        .any(|member| member.name() == name)
}

/// Whether a container of the same Pod asks for something that all of them get.
fn is_asked_for(at: &Cursor<'_>, by: fn(&Security) -> bool) -> bool {
    let members = &at.workload().members;
    let members = members.iter();
    members
        .filter_map(|member| at.inventory.containers.get(*member))
        .any(|member| by(&member.security))
}

fn privileged(at: &mut Cursor<'_>, given: &Given<bool>) {
    let security = &mut at.target_mut().security;
    if given.value {
        let mut traced = given.traced();
        let devices = security.privileged.take().map(|device| device.from);
        traced.from.extend(devices.unwrap_or_default());
        security.privileged = Some(traced);
        at.ledger.kept(given.origin);
        at.say_at(given.origin, rules::privileged(at.name()));
    } else if security.privileged.is_some() {
        // A device has made it privileged, and said so.
        at.ledger.already_so(given.origin, &ANY_WAY);
    } else {
        security.privileged = Some(given.traced());
        at.ledger.kept(given.origin);
    }
}

/// A value that some options decided.
fn traced<T>(value: T, from: &[OriginId]) -> Traced<T> {
    Traced {
        value,
        from: from.into(),
    }
}

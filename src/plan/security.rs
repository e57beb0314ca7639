//! Users, capabilities, namespaces and confinement: podman's, no wider and no narrower.

use super::{Plan, SeccompList, each};
use crate::{
    ledger::{Ledger, Subject},
    origin::{Given, OriginId, Traced},
    podman::{Container, Inventory, security::Security},
    rules::{security as rules, workload::ANY_WAY},
    settings::Settings,
};

mod capabilities;
mod confinement;
mod groups;
mod namespaces;
mod sysctls;
mod user;
mod userns;

/// Everything that the steps need for one container.
struct Pass<'a> {
    index: usize,
    container: &'a Container,
    inventory: &'a Inventory,
    settings: &'a Settings,
    plan: &'a mut Plan,
    ledger: &'a mut Ledger,
}

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
        let mut pass = Pass {
            index,
            container,
            inventory,
            settings,
            plan,
            ledger,
        };
        pass.container(&container.security);
    }
    groups::policy(inventory, plan, ledger);
    user::say_image_user(plan, ledger);
    say_containerd(plan, ledger);
    let pods = plan.workloads.iter_mut().map(|workload| &mut workload.pod);
    pods.for_each(sysctls::sort);
}

/// Says once what differs in every container.
fn say_containerd(plan: &Plan, ledger: &mut Ledger) {
    let containers = plan.workloads.iter().flat_map(|w| &w.pod.containers);
    let mut runtimes_own = false;
    let mut podmans_own = false;
    for security in containers.map(|container| &container.security) {
        let profile = security.seccomp.as_ref().map(|profile| profile.value.0);
        runtimes_own |= profile == Some("RuntimeDefault");
        podmans_own |= security.seccomp_list == Some(SeccompList::Podman);
    }
    if runtimes_own {
        ledger.say(Subject::Fleet, rules::runtimes_own_seccomp());
    }
    if podmans_own {
        ledger.say(Subject::Fleet, rules::podmans_own_seccomp());
    }
}

impl Pass<'_> {
    fn container(&mut self, security: &Security) {
        let Security {
            user,
            group_add,
            privileged,
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
        } = security;
        // First, for much else depends on it.
        if let Some(given) = privileged {
            self.privileged(given);
        }
        let non_root = self.user(user.as_ref(), userns.as_ref());
        self.groups(group_add);
        self.capabilities(cap_add, cap_drop, non_root);
        if let Some(given) = pid {
            self.pid(given);
        }
        if let Some(given) = ipc {
            self.ipc(given);
        }
        if let Some(given) = uts {
            self.uts(given);
        }
        if let Some(given) = cgroupns {
            self.cgroupns(given);
        }
        if let Some(given) = userns {
            self.user_namespace(given);
        }
        self.id_maps(uid_maps, gid_maps, [subuid_name, subgid_name]);
        self.confinement(options);
        self.sysctls(sysctl);
    }

    fn name(&self) -> &str {
        &self.container.attribute
    }

    /// Whether the container of the Pod is privileged, on request or for a device.
    fn is_privileged(&self) -> bool {
        let privileged = &self.plan.container_of(self.index).security.privileged;
        privileged.as_ref().is_some_and(|given| given.value)
    }

    /// Whether other containers run in the same Pod.
    fn is_shared(&self) -> bool {
        self.plan.workload_of(self.index).members.len() > 1
    }

    /// Whether the container of this name is in the same Pod.
    fn is_beside(&self, name: &str) -> bool {
        let members = &self.plan.workload_of(self.index).members;
        members
            .iter()
            .filter_map(|member| self.inventory.containers.get(*member))
            .any(|member| member.name() == name)
    }

    /// Whether a container of the same Pod asks for something that all of them get.
    fn is_asked_for(&self, by: fn(&Security) -> bool) -> bool {
        let members = &self.plan.workload_of(self.index).members;
        let members = members.iter();
        members
            .filter_map(|member| self.inventory.containers.get(*member))
            .any(|member| by(&member.security))
    }

    fn privileged(&mut self, given: &Given<bool>) {
        let security = &mut self.plan.container_mut(self.index).security;
        if given.value {
            let mut traced = given.traced();
            let devices = security.privileged.take().map(|device| device.from);
            traced.from.extend(devices.unwrap_or_default());
            security.privileged = Some(traced);
            self.ledger.kept(given.origin);
            self.ledger.say(
                Subject::Option(given.origin),
                rules::privileged(self.name()),
            );
        } else if security.privileged.is_some() {
            // A device has made it privileged, and said so.
            self.ledger.already_so(given.origin, &ANY_WAY);
        } else {
            security.privileged = Some(given.traced());
            self.ledger.kept(given.origin);
        }
    }
}

/// A value that some options decided.
fn traced<T>(value: T, from: &[OriginId]) -> Traced<T> {
    Traced {
        value,
        from: from.into(),
    }
}

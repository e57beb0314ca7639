//! Kernel parameters: the whole Pod's, and some only where the kubelet allows them.

use super::{Pass, namespaces::has_host_ipc, rules};
use crate::{
    grammar::SysctlName,
    origin::{Given, Traced},
    plan::Pod,
    podman::security::sysctl::Sysctl,
    rules::output,
};

/// Parameters that every kubelet allows (Kubernetes 1.33).
const SAFE: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

impl Pass<'_> {
    /// `--sysctl`; of one name the last counts.
    pub(super) fn sysctls(&mut self, sysctls: &[Given<Sysctl>]) {
        for (place, given) in sysctls.iter().enumerate() {
            let later = sysctls
                .iter()
                .skip(place.saturating_add(1))
                .rfind(|other| other.value.name == given.value.name);
            match later {
                Some(later) => self.ledger.overridden(given.origin, later.origin),
                None => self.sysctl(given),
            }
        }
    }

    fn sysctl(&mut self, given: &Given<Sysctl>) {
        let Sysctl { name, value } = &given.value;
        let origin = given.origin;
        if let Err(rule) = SysctlName::parse(name) {
            let say = output::refused_value(self.name(), "the kernel parameter", name, rule);
            self.ledger.refused(origin, say);
            return;
        }
        let pod = &self.plan.workload_of(self.index).pod;
        let yes = |switch: &Option<Traced<bool>>| switch.as_ref().is_some_and(|on| on.value);
        let of_host = (name.starts_with("net.") && yes(&pod.host_network))
            || (!name.starts_with("net.") && self.is_asked_for(has_host_ipc));
        if of_host {
            // NixOS types many of them as numbers, and takes no string for those.
            let number = value.bytes().all(|byte| byte.is_ascii_digit());
            let nix = if number {
                value.clone()
            } else {
                format!("{value:?}")
            };
            let say = rules::sysctl_of_host(self.name(), name, nix);
            self.ledger.refused(origin, say);
            return;
        }
        let there = self
            .plan
            .pod_mut(self.index)
            .sysctls
            .iter_mut()
            .find(|there| there.value.0 == *name);
        match there {
            Some(there) if there.value.1 == *value => there.from.push(origin),
            Some(there) => {
                self.ledger.refused(
                    origin,
                    rules::sysctl_twice(&self.container.attribute, name, value, &there.value.1),
                );
                return;
            }
            None => {
                let sysctl = Traced::new((name.clone(), value.clone()), origin);
                self.plan.pod_mut(self.index).sysctls.push(sysctl);
            }
        }
        if SAFE.contains(&name.as_str()) {
            self.ledger.kept(origin);
            return;
        }
        self.ledger
            .changed(origin, rules::unsafe_sysctl(self.name(), name));
    }
}

/// By name, no matter which container came first.
pub(super) fn sort(pod: &mut Pod) {
    pod.sysctls.sort_by(|a, b| a.value.cmp(&b.value));
}

#[cfg(test)]
mod tests {
    #[test]
    fn safe_ones_are_sorted() {
        assert!(super::SAFE.is_sorted());
    }
}

//! Pod Security Standards: how privileged a Pod is, so that its namespace can say it.

use super::{Pod, PodContainer, VolumeSource};

/// A level of the Pod Security Standards.
/// <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodLevel {
    /// Hardened.
    #[default]
    Restricted,
    /// No known privilege escalation.
    Baseline,
    /// Anything.
    Privileged,
}

/// Capabilities that `baseline` lets a container add.
const BASELINE_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Kernel parameters that every kubelet allows (Kubernetes 1.33), and `baseline` with it.
pub const SAFE_SYSCTLS: &[&str] = &[
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

impl PodLevel {
    /// The word in the namespace's labels.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Baseline => "baseline",
            Self::Privileged => "privileged",
        }
    }

    /// The strictest level that admits this Pod.
    #[must_use]
    pub fn of(pod: &Pod) -> Self {
        if privileged(pod) {
            Self::Privileged
        } else if pod.containers.iter().all(restricted)
            && pod.volumes.iter().all(|v| allowed_volume(&v.source))
        {
            Self::Restricted
        } else {
            Self::Baseline
        }
    }
}

fn privileged(pod: &Pod) -> bool {
    let yes =
        |flag: &Option<crate::origin::Traced<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
    yes(&pod.host_network)
        || yes(&pod.host_pid)
        || yes(&pod.host_ipc)
        || pod
            .volumes
            .iter()
            .any(|volume| matches!(volume.source, VolumeSource::HostPath { .. }))
        || pod
            .sysctls
            .iter()
            .any(|sysctl| !SAFE_SYSCTLS.contains(&sysctl.value.0.as_str()))
        || pod.containers.iter().any(|container| {
            let security = &container.security;
            yes(&security.privileged)
                || security
                    .cap_add
                    .iter()
                    .any(|cap| !BASELINE_CAPABILITIES.contains(&cap.value.as_str()))
                || security
                    .seccomp
                    .as_ref()
                    .is_some_and(|profile| profile.value.0 == "Unconfined")
                || security
                    .app_armor
                    .as_ref()
                    .is_some_and(|profile| profile.value.0 == "Unconfined")
                || security.proc_mount.is_some()
                || security.se_user.is_some()
                || security.se_role.is_some()
                || security.se_type.is_some()
                || container.ports.iter().any(|port| port.host_port.is_some())
        })
}

/// `restricted` wants a non-root user, no privilege escalation and all capabilities dropped.
fn restricted(container: &PodContainer) -> bool {
    let security = &container.security;
    security
        .run_as_user
        .as_ref()
        .is_some_and(|user| user.value != 0)
        && security
            .allow_privilege_escalation
            .as_ref()
            .is_some_and(|allow| !allow.value)
        && security.cap_drop.iter().any(|cap| cap.value == "ALL")
        && security
            .cap_add
            .iter()
            .all(|cap| cap.value == "NET_BIND_SERVICE")
}

fn allowed_volume(source: &VolumeSource) -> bool {
    !matches!(source, VolumeSource::HostPath { .. })
}

#[cfg(test)]
mod tests {
    #[test]
    fn safe_ones_are_sorted() {
        assert!(super::SAFE_SYSCTLS.is_sorted());
    }
}

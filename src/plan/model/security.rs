//! `securityContext` of a container: who its process is and what it may do.

use std::collections::BTreeSet;

use crate::{
    origin::{Traced, Whys},
    podman::{engine::CONTAINERDS, security::capability},
};

/// A list of allowed system calls in podman's form, on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeccompList {
    /// podman's own.
    Podman,
    /// A file.
    File(String),
}

/// `securityContext` of a container.
#[derive(Debug, Default)]
pub struct SecurityContext {
    /// `privileged`.
    pub privileged: Option<Traced<bool>>,
    /// `runAsUser`.
    pub run_as_user: Option<Traced<i64>>,
    /// `runAsNonRoot`.
    pub run_as_non_root: Option<Traced<bool>>,
    /// `runAsGroup`.
    pub run_as_group: Option<Traced<i64>>,
    /// What leaves out the groups that the image's `/etc/group` has for the user; empty where they count.
    pub without_image_groups: Whys,
    /// `readOnlyRootFilesystem`.
    pub read_only_root: Option<Traced<bool>>,
    /// `allowPrivilegeEscalation`.
    pub allow_privilege_escalation: Option<Traced<bool>>,
    /// `capabilities.add`, without `CAP_`.
    pub cap_add: Vec<Traced<String>>,
    /// `capabilities.drop`, without `CAP_`.
    pub cap_drop: Vec<Traced<String>>,
    /// `seccompProfile.type` and `localhostProfile`.
    pub seccomp: Option<Traced<(&'static str, Option<String>)>>,
    /// What the profile of [`Self::seccomp`] is made from, where `install` makes it.
    pub seccomp_list: Option<SeccompList>,
    /// `appArmorProfile.type` and `localhostProfile`.
    pub app_armor: Option<Traced<(&'static str, Option<String>)>>,
    /// `seLinuxOptions.user`.
    pub se_user: Option<Traced<String>>,
    /// `seLinuxOptions.role`.
    pub se_role: Option<Traced<String>>,
    /// `seLinuxOptions.type`.
    pub se_type: Option<Traced<String>>,
    /// `seLinuxOptions.level`.
    pub se_level: Option<Traced<String>>,
    /// `procMount`.
    pub proc_mount: Option<Traced<&'static str>>,
}

impl SecurityContext {
    /// Capabilities that a process of the container can have: the bounding set, without `CAP_`.
    #[must_use]
    pub fn bounding(&self) -> BTreeSet<&str> {
        let all = |list: &[Traced<String>]| list.iter().any(|one| one.value == "ALL");
        let mut out: BTreeSet<&str> = if all(&self.cap_add) {
            capability::NAMES.into()
        } else if all(&self.cap_drop) {
            BTreeSet::new()
        } else {
            CONTAINERDS.iter().copied().collect()
        };
        for one in &self.cap_drop {
            out.remove(one.value.as_str());
        }
        let added = self.cap_add.iter().map(|one| one.value.as_str());
        out.extend(added.filter(|name| *name != "ALL"));
        out
    }
}

//! `SecurityContext` of a container.

use k8s_openapi::api::core::v1::{
    AppArmorProfile, Capabilities, SELinuxOptions, SeccompProfile, SecurityContext,
};

use super::Marks;
use crate::plan;

/// The context, `None` when nothing is set; marks relative to it.
pub fn context(security: &plan::SecurityContext, marks: &mut Marks) -> Option<SecurityContext> {
    let out = SecurityContext {
        allow_privilege_escalation: marks.take(
            "/allowPrivilegeEscalation",
            security.allow_privilege_escalation.as_ref(),
        ),
        app_armor_profile: marks
            .take("/appArmorProfile", security.app_armor.as_ref())
            .map(|(kind, profile)| AppArmorProfile {
                localhost_profile: profile,
                type_: kind.to_owned(),
            }),
        capabilities: capabilities(security, marks),
        privileged: marks.take("/privileged", security.privileged.as_ref()),
        proc_mount: marks.text("/procMount", security.proc_mount.as_ref()),
        read_only_root_filesystem: marks
            .take("/readOnlyRootFilesystem", security.read_only_root.as_ref()),
        run_as_group: marks.take("/runAsGroup", security.run_as_group.as_ref()),
        run_as_non_root: marks.take("/runAsNonRoot", security.run_as_non_root.as_ref()),
        run_as_user: marks.take("/runAsUser", security.run_as_user.as_ref()),
        se_linux_options: se_linux(security, marks),
        seccomp_profile: marks
            .take("/seccompProfile", security.seccomp.as_ref())
            .map(|(kind, profile)| SeccompProfile {
                localhost_profile: profile,
                type_: kind.to_owned(),
            }),
        ..SecurityContext::default()
    };
    (out != SecurityContext::default()).then_some(out)
}

fn capabilities(security: &plan::SecurityContext, marks: &mut Marks) -> Option<Capabilities> {
    let out = Capabilities {
        add: marks.values("/capabilities/add", &security.cap_add),
        drop: marks.values("/capabilities/drop", &security.cap_drop),
    };
    (out != Capabilities::default()).then_some(out)
}

fn se_linux(security: &plan::SecurityContext, marks: &mut Marks) -> Option<SELinuxOptions> {
    let out = SELinuxOptions {
        level: marks.take("/seLinuxOptions/level", security.se_level.as_ref()),
        role: marks.take("/seLinuxOptions/role", security.se_role.as_ref()),
        type_: marks.take("/seLinuxOptions/type", security.se_type.as_ref()),
        user: marks.take("/seLinuxOptions/user", security.se_user.as_ref()),
    };
    (out != SELinuxOptions::default()).then_some(out)
}

//! Security contexts of Pods and containers.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{names, volume};
use crate::grammar::ProfileName;

/// What a Pod shares with its host, and the identity of its containers.
pub(super) fn pod(report: &mut Report, pod: &Value) {
    let context = pod.at("securityContext");
    identity(report, context, &["fsGroup", "runAsGroup", "runAsUser"]);
    for group in context.items("supplementalGroups") {
        if group.as_i64().is_some_and(|id| !is_id(id)) {
            report.value("AV066", group, ID);
        }
    }
    profiles(report, context);
    if context.has("fsGroupChangePolicy")
        && !matches!(
            context.text("fsGroupChangePolicy"),
            "Always" | "OnRootMismatch"
        )
    {
        report.field(
            "AV117",
            context,
            "fsGroupChangePolicy",
            "must be `Always` or `OnRootMismatch`",
        );
    }
    if context.has("supplementalGroupsPolicy")
        && !matches!(context.text("supplementalGroupsPolicy"), "Merge" | "Strict")
    {
        report.field(
            "AV117",
            context,
            "supplementalGroupsPolicy",
            "must be `Merge` or `Strict`",
        );
    }
    if pod.flag("shareProcessNamespace") && pod.flag("hostPID") {
        report.field(
            "AV117",
            pod,
            "shareProcessNamespace",
            "must not be given beside `hostPID`",
        );
    }
    if !host_users(pod) {
        for key in ["hostIPC", "hostNetwork", "hostPID"] {
            if pod.flag(key) {
                report.field(
                    "AV065",
                    pod,
                    key,
                    "must not be true when `hostUsers` is false",
                );
            }
        }
    }
    sysctls(report, pod, context);
}

/// The identity, privileges and confinement of one container.
pub(super) fn container(report: &mut Report, pod: &Value, container: &Value) {
    let context = container.at("securityContext");
    identity(report, context, &["runAsGroup", "runAsUser"]);
    profiles(report, context);
    if context.at("allowPrivilegeEscalation").as_bool() == Some(false) {
        let admin = context
            .at("capabilities")
            .items("add")
            .iter()
            .any(|capability| text(capability) == "CAP_SYS_ADMIN");
        if context.flag("privileged") || admin {
            report.field(
                "AV067",
                context,
                "allowPrivilegeEscalation",
                "must not be false in a privileged container",
            );
        }
    }
    if context.has("procMount") {
        match context.text("procMount") {
            "Default" => {}
            "Unmasked" if !host_users(pod) => {}
            "Unmasked" => report.field(
                "AV068",
                context,
                "procMount",
                "must not be `Unmasked` unless `hostUsers` is false",
            ),
            _ => report.field(
                "AV068",
                context,
                "procMount",
                "must be `Default` or `Unmasked`",
            ),
        }
    }
}

fn host_users(pod: &Value) -> bool {
    pod.at("hostUsers").as_bool() != Some(false)
}

const ID: &str = "must be between 0 and 2147483647";

fn is_id(id: i64) -> bool {
    (0..=i64::from(i32::MAX)).contains(&id)
}

fn identity(report: &mut Report, context: &Value, keys: &[&str]) {
    for key in keys {
        if context.number(key).is_some_and(|id| !is_id(id)) {
            report.field("AV066", context, key, ID);
        }
    }
}

fn profiles(report: &mut Report, context: &Value) {
    for key in ["appArmorProfile", "seccompProfile"] {
        let profile = context.at(key);
        if !context.has(key) {
            continue;
        }
        let local = profile.text("localhostProfile");
        let good = match profile.text("type") {
            "Localhost" if !profile.has("localhostProfile") => false,
            "Localhost" if key == "seccompProfile" => volume::is_inner_path(local),
            "Localhost" => ProfileName::is(local),
            "RuntimeDefault" | "Unconfined" => !profile.has("localhostProfile"),
            _ => false,
        };
        if !good {
            report.value(
                "AV117",
                profile,
                "must be `RuntimeDefault`, `Unconfined`, or `Localhost` with a `localhostProfile`",
            );
        }
    }
}

fn sysctls(report: &mut Report, pod: &Value, context: &Value) {
    let sysctls = context.items("sysctls");
    for (index, sysctl) in sysctls.iter().enumerate() {
        let name = sysctl.text("name");
        if !names::is_sysctl(name) {
            report.field(
                "AV117",
                sysctl,
                "name",
                "must be parts of lower-case letters, digits, `-` and `_`",
            );
        } else if sysctls
            .iter()
            .take(index)
            .any(|other| other.text("name") == name)
        {
            report.field("AV117", sysctl, "name", "must not be set twice");
        }
        // With a slash as first separator, dots and slashes are swapped.
        let dotted = if name
            .find(['.', '/'])
            .is_some_and(|at| name.as_bytes().get(at) == Some(&b'/'))
        {
            std::borrow::Cow::Owned(name.replace('/', "."))
        } else {
            std::borrow::Cow::Borrowed(name)
        };
        let ipc = ["fs.mqueue.", "kernel.msg", "kernel.shm"]
            .iter()
            .any(|prefix| dotted.starts_with(prefix))
            || dotted == "kernel.sem";
        if (pod.flag("hostNetwork") && dotted.starts_with("net.")) || (pod.flag("hostIPC") && ipc) {
            report.field(
                "AV117",
                sysctl,
                "name",
                "must not be set in a namespace of the host",
            );
        }
    }
}

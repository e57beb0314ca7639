//! `--security-opt`: seccomp, `AppArmor`, `SELinux`, masked paths.

use super::{ANY_WAY, Cursor, is_privileged, rules};
use crate::{
    grammar::{ProfileName, is_file_of_proc},
    origin::{Given, OriginId, Traced, Why},
    plan::SeccompList,
    podman::security::option::{Label, LabelPart, Profile, SecurityOption},
    rules::{kernel, output, reasons::Reason},
};

/// Folder of what `install` makes, below the kubelet's folder for profiles.
const PROFILES: &str = "k3s-migrate";

/// All of them; of those that name one thing the last counts.
pub(super) fn confinement(at: &mut Cursor<'_>, options: &[Given<SecurityOption>]) {
    for (place, given) in options.iter().enumerate() {
        let later = options
            .iter()
            .skip(place.saturating_add(1))
            .rfind(|other| same(&other.value, &given.value));
        if let Some(later) = later {
            at.ledger.overridden(given.origin, later.origin);
            continue;
        }
        let origin = given.origin;
        match &given.value {
            SecurityOption::NoNewPrivileges(value) => no_new_privileges(at, origin, *value),
            SecurityOption::Seccomp(profile) => seccomp(at, origin, profile),
            SecurityOption::AppArmor(profile) => app_armor(at, origin, profile),
            SecurityOption::Label(of) => label(at, origin, of),
            SecurityOption::Mask(paths) => mask(at, origin, paths),
            SecurityOption::Unmask(paths) => unmask(at, origin, paths),
            SecurityOption::ProcOptions(words) => {
                at.ledger
                    .dropped(origin, rules::proc_options(at.name(), words.join(",")));
            }
        }
    }
    default_seccomp(at);
}

/// podman confines every container that is not privileged; Kubernetes none, unless asked.
fn default_seccomp(at: &mut Cursor<'_>) {
    if at.target_mut().security.seccomp.is_some() || is_privileged(at) {
        return;
    }
    let chosen = at.settings.seccomp_profile.as_ref();
    let (profile, why): (_, Why) = match chosen {
        Some(path) => {
            let key = at.ledger.setting("/seccompProfile");
            (("Localhost", Some(path.to_string())), key.into())
        }
        None if at.settings.podman_seccomp => {
            at.target_mut().security.seccomp_list = Some(SeccompList::Podman);
            let key = at.ledger.setting("/podmanSeccomp");
            (("Localhost", Some(profile_path(at))), key.into())
        }
        None => (("RuntimeDefault", None), Reason::Confined.into()),
    };
    at.target_mut().security.seccomp = Some(Traced::new(profile, why));
}

/// Where `install` puts the container's own profile. What a list allows depends on the
/// capabilities of the container, so that every container has a file of its own.
fn profile_path(at: &Cursor<'_>) -> String {
    let workload = at.workload();
    let container = &at.target().name;
    format!(
        "{PROFILES}/{}/{}/{container}.json",
        workload.namespace, workload.name
    )
}

fn no_new_privileges(at: &mut Cursor<'_>, origin: OriginId, value: bool) {
    if value && is_privileged(at) {
        at.ledger
            .dropped(origin, rules::privileged_gains(at.name()));
        return;
    }
    at.ledger.kept(origin);
    at.target_mut().security.allow_privilege_escalation = Some(Traced::new(!value, origin));
}

fn seccomp(at: &mut Cursor<'_>, origin: OriginId, profile: &Profile) {
    let privileged = is_privileged(at);
    match profile {
        Profile::Default => at.ledger.already_so(origin, &ANY_WAY),
        Profile::Unconfined => {
            at.ledger.kept(origin);
            at.target_mut().security.seccomp = Some(Traced::new(("Unconfined", None), origin));
        }
        Profile::Named(path) if privileged => {
            at.ledger
                .dropped(origin, rules::privileged_seccomp(at.name(), path));
        }
        Profile::Named(path) => {
            let local = profile_path(at);
            at.ledger
                .changed(origin, rules::seccomp_file(at.name(), path, &local));
            let context = &mut at.target_mut().security;
            context.seccomp = Some(Traced::new(("Localhost", Some(local)), origin));
            context.seccomp_list = Some(SeccompList::File(path.clone()));
        }
    }
}

fn app_armor(at: &mut Cursor<'_>, origin: OriginId, profile: &Profile) {
    let profile = match profile {
        Profile::Default => return at.ledger.already_so(origin, &ANY_WAY),
        Profile::Unconfined => ("Unconfined", None),
        Profile::Named(name) => match ProfileName::parse(name) {
            Ok(name) => ("Localhost", Some(name.to_string())),
            Err(rule) => {
                let say = output::refused_value(at.name(), "the AppArmor profile", name, rule);
                return at.ledger.refused(origin, say);
            }
        },
    };
    at.ledger.kept(origin);
    at.target_mut().security.app_armor = Some(Traced::new(profile, origin));
}

fn label(at: &mut Cursor<'_>, origin: OriginId, label: &Label) {
    let (part, value) = match label {
        Label::Disable => return at.ledger.already_so(origin, &rules::NO_SELINUX),
        Label::Nested | Label::Part(LabelPart::FileType, _) => {
            at.ledger.dropped(origin, rules::selinux_label(at.name()));
            return;
        }
        Label::Part(part, value) => (*part, Traced::new(value.clone(), origin)),
    };
    at.ledger.kept(origin);
    let context = &mut at.target_mut().security;
    match part {
        LabelPart::User => context.se_user = Some(value),
        LabelPart::Role => context.se_role = Some(value),
        LabelPart::Type => context.se_type = Some(value),
        LabelPart::Level | LabelPart::FileType => context.se_level = Some(value),
    }
}

/// Paths that the kubelet masks in every container that is not privileged.
///
/// <https://github.com/kubernetes/kubernetes/blob/master/pkg/securitycontext/util.go>
const MASKED: [&str; 11] = [
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
];

fn mask(at: &mut Cursor<'_>, origin: OriginId, paths: &[String]) {
    let privileged = is_privileged(at);
    // podman leaves out what is not absolute.
    let seen = paths.iter().filter(|path| {
        path.starts_with('/') && (privileged || !MASKED.contains(&path.trim_end_matches('/')))
    });
    let seen: Vec<&str> = seen.map(String::as_str).collect();
    let Some(first) = seen.first() else {
        return at.ledger.already_so(origin, &kernel::MASKED_ANYWAY);
    };
    let all = seen.join("`, `");
    let closed = |path: &&&str| path.starts_with("/proc/") && !is_file_of_proc(path);
    let say = match seen.iter().find(closed) {
        Some(closed) => rules::masked_process_paths(at.name(), all, closed),
        None => rules::masked_paths(at.name(), all, first),
    };
    at.ledger.refused(origin, say);
}

fn unmask(at: &mut Cursor<'_>, origin: OriginId, paths: &[String]) {
    if is_privileged(at) {
        at.ledger.already_so(origin, &rules::PRIVILEGED_PATHS);
        return;
    }
    let all = paths.iter().any(|path| path.eq_ignore_ascii_case("all"));
    let users = &at.workload().pod.host_users;
    if all && users.as_ref().is_some_and(|users| !users.value) {
        at.ledger.kept(origin);
        at.target_mut().security.proc_mount = Some(Traced::new("Unmasked", origin));
        return;
    }
    at.ledger
        .dropped(origin, rules::unmasked_paths(at.name(), paths.join("`, `")));
}

/// Whether the later of two replaces the earlier.
fn same(a: &SecurityOption, b: &SecurityOption) -> bool {
    use SecurityOption::{AppArmor, Label as L, NoNewPrivileges, ProcOptions, Seccomp};
    match (a, b) {
        (NoNewPrivileges(_), NoNewPrivileges(_))
        | (Seccomp(_), Seccomp(_))
        | (AppArmor(_), AppArmor(_))
        | (ProcOptions(_), ProcOptions(_)) => true,
        (L(Label::Part(a, _)), L(Label::Part(b, _))) => a == b,
        _ => false,
    }
}

//! `--security-opt`: seccomp, `AppArmor`, `SELinux`, masked paths.

use super::{ANY_WAY, Pass, rules};
use crate::{
    grammar::ProfileName,
    origin::{Given, OriginId, Traced, Why},
    plan::{SeccompList, SecurityContext},
    podman::security::option::{Label, LabelPart, Profile, SecurityOption},
    rules::{output, reasons::Reason},
};

/// Folder of what `install` makes, below the kubelet's folder for profiles.
const PROFILES: &str = "k3s-migrate";

impl Pass<'_> {
    /// All of them; of those that name one thing the last counts.
    pub(super) fn confinement(&mut self, options: &[Given<SecurityOption>]) {
        for (place, given) in options.iter().enumerate() {
            let later = options
                .iter()
                .skip(place.saturating_add(1))
                .rfind(|other| same(&other.value, &given.value));
            if let Some(later) = later {
                self.ledger.overridden(given.origin, later.origin);
                continue;
            }
            let origin = given.origin;
            match &given.value {
                SecurityOption::NoNewPrivileges(value) => self.no_new_privileges(origin, *value),
                SecurityOption::Seccomp(profile) => self.seccomp(origin, profile),
                SecurityOption::AppArmor(profile) => self.app_armor(origin, profile),
                SecurityOption::Label(label) => self.label(origin, label),
                SecurityOption::Mask(paths) => self.mask(origin, paths),
                SecurityOption::Unmask(paths) => self.unmask(origin, paths),
                SecurityOption::ProcOptions(words) => {
                    self.ledger
                        .dropped(origin, rules::proc_options(self.name(), words.join(",")));
                }
            }
        }
        self.default_seccomp();
    }

    fn context(&mut self) -> &mut SecurityContext {
        &mut self.plan.container_mut(self.index).security
    }

    /// podman confines every container that is not privileged; Kubernetes none, unless asked.
    fn default_seccomp(&mut self) {
        if self.context().seccomp.is_some() || self.is_privileged() {
            return;
        }
        let chosen = self.settings.seccomp_profile.as_ref();
        let (profile, why): (_, Why) = match chosen {
            Some(path) => {
                let key = self.ledger.setting("/seccompProfile");
                (("Localhost", Some(path.to_string())), key.into())
            }
            None if self.settings.podman_seccomp => {
                self.context().seccomp_list = Some(SeccompList::Podman);
                let key = self.ledger.setting("/podmanSeccomp");
                (("Localhost", Some(self.profile_path())), key.into())
            }
            None => (("RuntimeDefault", None), Reason::Confined.into()),
        };
        self.context().seccomp = Some(Traced::new(profile, why));
    }

    /// Where `install` puts the container's own profile. What a list allows depends on the
    /// capabilities of the container, so that every container has a file of its own.
    fn profile_path(&self) -> String {
        let workload = self.plan.workload_of(self.index);
        let container = &self.plan.container_of(self.index).name;
        format!(
            "{PROFILES}/{}/{}/{container}.json",
            workload.namespace, workload.name
        )
    }

    fn no_new_privileges(&mut self, origin: OriginId, value: bool) {
        if value && self.is_privileged() {
            self.ledger
                .dropped(origin, rules::privileged_gains(self.name()));
            return;
        }
        self.ledger.kept(origin);
        self.context().allow_privilege_escalation = Some(Traced::new(!value, origin));
    }

    fn seccomp(&mut self, origin: OriginId, profile: &Profile) {
        let privileged = self.is_privileged();
        match profile {
            Profile::Default => self.ledger.already_so(origin, &ANY_WAY),
            Profile::Unconfined => {
                self.ledger.kept(origin);
                self.context().seccomp = Some(Traced::new(("Unconfined", None), origin));
            }
            Profile::Named(path) if privileged => {
                self.ledger
                    .dropped(origin, rules::privileged_seccomp(self.name(), path));
            }
            Profile::Named(path) => {
                let local = self.profile_path();
                self.ledger
                    .changed(origin, rules::seccomp_file(self.name(), path, &local));
                let context = self.context();
                context.seccomp = Some(Traced::new(("Localhost", Some(local)), origin));
                context.seccomp_list = Some(SeccompList::File(path.clone()));
            }
        }
    }

    fn app_armor(&mut self, origin: OriginId, profile: &Profile) {
        let profile = match profile {
            Profile::Default => return self.ledger.already_so(origin, &ANY_WAY),
            Profile::Unconfined => ("Unconfined", None),
            Profile::Named(name) => match ProfileName::parse(name) {
                Ok(name) => ("Localhost", Some(name.to_string())),
                Err(rule) => {
                    let say =
                        output::refused_value(self.name(), "the AppArmor profile", name, rule);
                    return self.ledger.refused(origin, say);
                }
            },
        };
        self.ledger.kept(origin);
        self.context().app_armor = Some(Traced::new(profile, origin));
    }

    fn label(&mut self, origin: OriginId, label: &Label) {
        let (part, value) = match label {
            Label::Disable => return self.ledger.already_so(origin, &rules::NO_SELINUX),
            Label::Nested | Label::Part(LabelPart::FileType, _) => {
                self.ledger
                    .dropped(origin, rules::selinux_label(self.name()));
                return;
            }
            Label::Part(part, value) => (*part, Traced::new(value.clone(), origin)),
        };
        self.ledger.kept(origin);
        let context = self.context();
        match part {
            LabelPart::User => context.se_user = Some(value),
            LabelPart::Role => context.se_role = Some(value),
            LabelPart::Type => context.se_type = Some(value),
            LabelPart::Level | LabelPart::FileType => context.se_level = Some(value),
        }
    }

    fn mask(&mut self, origin: OriginId, paths: &[String]) {
        let first = paths.first().map_or("", String::as_str);
        let say = rules::masked_paths(self.name(), paths.join("`, `"), first);
        self.ledger.refused(origin, say);
    }

    fn unmask(&mut self, origin: OriginId, paths: &[String]) {
        if self.is_privileged() {
            self.ledger.already_so(origin, &rules::PRIVILEGED_PATHS);
            return;
        }
        let all = paths.iter().any(|path| path.eq_ignore_ascii_case("all"));
        let users = &self.plan.workload_of(self.index).pod.host_users;
        if all && users.as_ref().is_some_and(|users| !users.value) {
            self.ledger.kept(origin);
            self.context().proc_mount = Some(Traced::new("Unmasked", origin));
            return;
        }
        self.ledger.dropped(
            origin,
            rules::unmasked_paths(self.name(), paths.join("`, `")),
        );
    }
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

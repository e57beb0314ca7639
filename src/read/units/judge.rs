//! What the settings of a unit mean for the container that it runs.

use std::collections::BTreeSet;

use crate::{
    ledger::Verdict,
    origin::{self, Given, OriginId},
    podman::{
        Host,
        network::{Join, Pod},
        security::capability::Capability,
        unit::{Setting, Unit},
    },
    read::{
        containers_conf,
        draft::{Draft, Written},
        flags::{self, lexer::Name},
        leaves::child,
    },
    redact::{HIDDEN, may_hold_a_secret},
    rules::{Say, lifecycle, network, process, quadlet, reading, units as rules},
};

use super::known::{self, Becomes, Known};

mod paths;

use paths::Paths;

/// The longest text of a setting that a message shows.
const SHOWN: usize = 80;

/// Gives each setting of a container's unit, and of the timers that start it, a row where it reaches the container or is
/// not known.
pub fn settings(draft: &mut Draft<'_>, host: &Host) {
    let Some(units) = &host.units else { return };
    let name = draft.container.unit_name(host.engine.row().command);
    if let Some(unit) = units.get(&name) {
        Judge::new(draft, host, unit, "services").all();
    }
    for (timer, _) in host.timers(&name) {
        Judge::new(draft, host, timer, "timers").all();
    }
}

struct Judge<'d, 'l, 'u> {
    draft: &'d mut Draft<'l>,
    host: &'u Host,
    unit: &'u Unit,
    /// Its attribute set in NixOS.
    kind: &'static str,
}

impl<'d, 'l, 'u> Judge<'d, 'l, 'u> {
    fn new(draft: &'d mut Draft<'l>, host: &'u Host, unit: &'u Unit, kind: &'static str) -> Self {
        Self {
            draft,
            host,
            unit,
            kind,
        }
    }

    fn all(mut self) {
        for setting in &self.unit.settings {
            let before = self.draft.ledger.count();
            match known::find(setting.attribute, &setting.name) {
                None => self.unknown(setting),
                Some((table, row))
                    if !(table.docker || row.becomes.is_of_systemd()) && self.is_docker() => {}
                Some((_, row)) if !sets(row, setting) => {}
                Some((_, row)) => {
                    let mut values = setting.values.iter();
                    match values.find_map(|value| (row.check)(value).err()) {
                        Some(error) => self.refused_by_systemd(setting, error),
                        None => self.known(row, setting),
                    }
                }
            }
            if !setting.pointers.is_empty() && self.draft.ledger.count() == before {
                self.untold(setting);
            }
        }
    }

    /// A row for an option of the container that changes nothing by itself.
    fn untold(&mut self, setting: &Setting) {
        let row = known::find(setting.attribute, &setting.name).map(|(_, row)| row);
        let sets = row.is_none_or(|row| sets(row, setting));
        let becomes = row.filter(|_| sets).map(|row| row.becomes);
        let id = self.origin(setting);
        match becomes {
            Some(Becomes::Told) => self.draft.ledger.dropped_silently(id, &quadlet::UNIT_TOLD),
            Some(Becomes::Converted) => self.draft.ledger.already_so(id, &quadlet::UNIT_READ),
            _ => self.draft.ledger.already_so(id, &quadlet::UNIT_OF_SYSTEMD),
        }
    }

    fn is_docker(&self) -> bool {
        !self.host.engine.row().is_podman()
    }

    fn name(&self) -> &str {
        &self.draft.container.attribute
    }

    /// Registers a setting as an option of its container.
    fn origin(&mut self, setting: &Setting) -> OriginId {
        let paths = self.paths(setting);
        self.draft.origin(None, &value(setting), paths)
    }

    /// Where a setting is written.
    fn paths(&self, setting: &Setting) -> origin::Paths {
        if !setting.pointers.is_empty() {
            return setting.pointers.as_slice().into();
        }
        let stem = self.unit.name.rsplit_once('.');
        let stem = stem.map_or(self.unit.name.as_str(), |(stem, _)| stem);
        let parts = ["systemd", self.kind, stem].into_iter();
        let parts = parts.chain(setting.place.iter().map(String::as_str));
        [parts.fold(String::new(), |at, part| child(&at, part))].into()
    }

    fn tell(&mut self, setting: &Setting, verdict: Verdict) {
        let id = self.origin(setting);
        self.draft.ledger.known(id, verdict);
    }

    fn unknown(&mut self, setting: &Setting) {
        let nearest = flags::nearest_of(&setting.name, known::names(setting.attribute));
        let (name, text) = (self.name(), text(setting));
        let say = match nearest {
            Some(nearest) => reading::misspelt_unit_setting(name, text, nearest),
            None => reading::unknown_unit_setting(name, text),
        };
        self.tell(setting, Verdict::Dropped(say));
    }

    fn refused_by_systemd(&mut self, setting: &Setting, error: String) {
        let host = &self.draft.container.host;
        let place = if setting.pointers.is_empty() {
            super::OF_NIXOS
        } else {
            "`[Service]`"
        };
        let say = reading::unit_setting(&self.unit.name, host, &setting.name, error, place);
        self.tell(setting, Verdict::Dropped(say));
    }

    fn known(&mut self, row: &Known, setting: &Setting) {
        let verdict = match row.becomes {
            Becomes::Flag(flag, value) => return self.flag(flag, value, setting),
            Becomes::Default(flag) => return self.default(flag, setting),
            Becomes::User => return self.user(setting),
            Becomes::Note => Verdict::Dropped(self.say(rules::note, row, setting)),
            Becomes::NoField => self.no_field(row, setting),
            Becomes::Inherited(flag) if !self.limits_itself(flag, &setting.name) => {
                self.no_field(row, setting)
            }
            Becomes::Widens => self.widens(row, setting),
            Becomes::Bounds if self.exceeds(setting) => self.widens(row, setting),
            Becomes::Devices if self.may("") => self.widens(row, setting),
            Becomes::WidensRights(to) if self.may(to) => self.widens(row, setting),
            Becomes::WidensOnHost(flag) if self.given(flag, |value| value == "host") => {
                self.widens(row, setting)
            }
            Becomes::Network if self.on_network() => {
                Verdict::Refused(self.say(network::unit_namespace, row, setting))
            }
            Becomes::Limit(option) if !option.is_empty() => self.limit(option, setting),
            Becomes::Guard if self.in_its_group() => {
                let effect = "the program may use what the unit forbids";
                let say = process::unit_no_safe_loss(self.name(), text(setting), effect, "");
                Verdict::Refused(say)
            }
            Becomes::Devices
            | Becomes::Hides(_)
            | Becomes::Protects(_)
            | Becomes::Makes(_)
            | Becomes::Store => {
                let paths = Paths::new(self.draft, self.host, self.unit);
                match paths.verdict(row, setting, &text(setting)) {
                    Some(verdict) => verdict,
                    None => return,
                }
            }
            Becomes::Output => match self.output(setting) {
                Some(say) => Verdict::Dropped(say),
                None => return,
            },
            Becomes::Configuration => {
                Verdict::Dropped(self.say(rules::configuration, row, setting))
            }
            Becomes::Elsewhere if !value(setting).starts_with("unix:") => {
                Verdict::Refused(self.say(rules::elsewhere, row, setting))
            }
            Becomes::Harmless
            | Becomes::Bounds
            | Becomes::Converted
            | Becomes::Told
            | Becomes::Inherited(_)
            | Becomes::WidensRights(_)
            | Becomes::WidensOnHost(_)
            | Becomes::Network
            | Becomes::Limit(_)
            | Becomes::Guard
            | Becomes::Elsewhere => return,
        };
        self.tell(setting, verdict);
    }

    fn limit(&self, option: &str, setting: &Setting) -> Verdict {
        let name = self.name();
        Verdict::Dropped(if self.in_its_group() {
            let remedy = format!("add `{option}` to `extraOptions`");
            process::unit_no_field(name, text(setting), "the Pod has no such limit", remedy)
        } else {
            lifecycle::unit_limit(name, &setting.name, option)
        })
    }

    fn say<'s>(
        &'s self,
        phrase: fn(&'s str, String, &'static str, &'static str) -> Say,
        row: &Known,
        of: &Setting,
    ) -> Say {
        phrase(self.name(), text(of), row.about, row.remedy)
    }

    fn no_field(&self, row: &Known, setting: &Setting) -> Verdict {
        Verdict::Dropped(self.say(process::unit_no_field, row, setting))
    }

    fn widens(&self, row: &Known, setting: &Setting) -> Verdict {
        Verdict::Refused(self.say(process::unit_no_safe_loss, row, setting))
    }

    /// Reads a flag with the same effect.
    fn flag(&mut self, flag: &str, value: &'static str, setting: &Setting) {
        let id = self.origin(setting);
        if let Some(row) = flags::find(Name::Long(flag)) {
            // The value is of a table, which its flag takes: a test holds that.
            let given = Given { value, origin: id };
            let _ = (row.set)(&mut self.draft.container, given);
        }
    }

    /// Reads a flag that the container does not have; one of containers.conf gives way.
    fn default(&mut self, flag: &str, setting: &Setting) {
        let value = value(setting);
        let own = |path: &String| !containers_conf::is_of_host(path);
        let of_container = self.draft.last(flag).is_some_and(|id| {
            let paths = &self.draft.ledger.entry(id).origin.paths;
            paths.iter().any(own)
        });
        if value.is_empty()
            || of_container
            || self.draft.container.network.pod.is_some()
            || self.is_docker()
        {
            return;
        }
        if let Some(row) = flags::find(Name::Long(flag)) {
            let paths = self.paths(setting);
            self.draft
                .flag(row, Written::new(Some(row.name), &value, paths));
        }
    }

    /// The user that runs podman, where `podman.user` does not say the same.
    fn user(&mut self, setting: &Setting) {
        let mut value = value(setting);
        if setting.name == "DynamicUser" {
            if self.unit.settings.iter().any(|other| other.name == "User") {
                return;
            }
            self.unit
                .name
                .trim_end_matches(".service")
                .clone_into(&mut value);
        }
        let option = self.draft.container.lifecycle.podman_user.take();
        if option.as_ref().is_some_and(|option| option.value == value) {
            self.draft.container.lifecycle.podman_user = option;
            return;
        }
        let origin = self.origin(setting);
        if let Some(option) = option {
            self.draft.ledger.given_again(option.origin, origin);
        }
        self.draft.container.lifecycle.podman_user = Some(Given { value, origin });
    }

    fn output(&self, setting: &Setting) -> Option<Say> {
        let value = value(setting);
        let (kind, path) = value.split_once(':')?;
        let mut words = self
            .unit
            .service
            .start
            .iter()
            .flat_map(|script| script.split_whitespace());
        // Detached, podman prints nothing of the container.
        if !matches!(kind, "append" | "file" | "truncate") || words.any(|word| word == "-d") {
            return None;
        }
        Some(lifecycle::log_file(self.name(), path))
    }

    /// Whether an option of the container has a value like that.
    fn given(&self, flag: &str, like: impl Fn(&str) -> bool) -> bool {
        let index = self.draft.index;
        let entries = self.draft.ledger.entries().map(|entry| &entry.origin);
        let mut given =
            entries.filter(|origin| origin.container == index && origin.flag == Some(flag));
        given.any(|origin| like(&origin.value))
    }

    /// Whether the container sets the limit itself: a resource for `--ulimit`.
    fn limits_itself(&self, flag: &str, setting: &str) -> bool {
        let resource = setting.strip_prefix("Limit").map(str::to_ascii_lowercase);
        self.given(flag, |value| match (&resource, value.split_once('=')) {
            (Some(resource), Some((of, _))) => of.eq_ignore_ascii_case(resource),
            (Some(_), None) => value == "host",
            (None, _) => true,
        })
    }

    /// Whether it is in the control group of its unit.
    fn in_its_group(&self) -> bool {
        self.given("--cgroups", |value| matches!(value, "split" | "disabled"))
    }

    /// Whether it is privileged or has this capability.
    fn may(&self, capability: &str) -> bool {
        let security = &self.draft.container.security;
        let privileged = security.privileged.as_ref();
        let mut added = security.cap_add.iter().map(|given| &given.value);
        privileged.is_some_and(|privileged| privileged.value)
            || added.any(|added| match added {
                Capability::All => true,
                Capability::One(name) => *name == capability,
            })
    }

    /// Whether it has a capability that a list of the unit takes away: `CAP_A CAP_B`, or `~CAP_A` for all but these.
    fn exceeds(&self, setting: &Setting) -> bool {
        let name = |word: &str| {
            let upper = word.to_ascii_uppercase();
            upper.strip_prefix("CAP_").unwrap_or(&upper).to_owned()
        };
        let (mut only, mut without) = (BTreeSet::new(), BTreeSet::new());
        for text in &setting.values {
            match text.strip_prefix('~') {
                Some(words) => without.extend(words.split_whitespace().map(name)),
                None => only.extend(text.split_whitespace().map(name)),
            }
        }
        let taken = |capability: &str| {
            without.contains(capability) || (!only.is_empty() && !only.contains(capability))
        };
        let security = &self.draft.container.security;
        let privileged = security
            .privileged
            .as_ref()
            .is_some_and(|given| given.value);
        let all = |capability: &Capability| *capability == Capability::All;
        if privileged || security.cap_add.iter().any(|given| all(&given.value)) {
            return true;
        }
        let dropped = |name: &str| {
            let mut dropped = security.cap_drop.iter().map(|given| &given.value);
            dropped.any(|drop| all(drop) || matches!(drop, Capability::One(one) if *one == name))
        };
        let base: Vec<&str> = match &security.cap_base {
            Some(given) => given
                .value
                .iter()
                .filter_map(|one| match one {
                    Capability::One(name) => Some(*name),
                    Capability::All => None,
                })
                .collect(),
            None => self.host.engine.row().capabilities.is.to_vec(),
        };
        let mut base = base.into_iter().filter(|name| !dropped(name));
        let mut added = security.cap_add.iter().map(|given| &given.value);
        base.any(taken) || added.any(|added| matches!(added, Capability::One(name) if taken(name)))
    }

    /// Whether its traffic passes the network in which podman runs.
    fn on_network(&self) -> bool {
        let network = &self.draft.container.network;
        let pod = network.pod.as_ref().map(|given| &given.value);
        match network.join.first().map(|given| &given.value) {
            Some(Join::None | Join::Container(_) | Join::Namespace(_) | Join::Pod) => false,
            Some(_) => true,
            None => !matches!(pod, Some(Pod::Existing(_))),
        }
    }
}

/// Whether a setting has a value that sets something.
fn sets(row: &Known, setting: &Setting) -> bool {
    let unset = |value: &String| row.unset.contains(&value.to_ascii_lowercase().as_str());
    !setting.values.is_empty() && !setting.values.iter().all(unset)
}

/// The value as it may be printed.
fn value(setting: &Setting) -> String {
    let value = setting.values.join(" ");
    if may_hold_a_secret(&setting.name) || may_hold_a_secret(&value) {
        HIDDEN.to_owned()
    } else {
        value
    }
}

/// `LimitNOFILE=65536`.
fn text(setting: &Setting) -> String {
    let value = value(setting);
    let short = value.len() <= SHOWN && !value.contains('\n');
    format!("{}={}", setting.name, if short { &value } else { "…" })
}

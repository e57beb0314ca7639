//! What the evaluated systemd units of a host say: the only place for restart, ordering, mounts and
//! timers.

use std::{collections::BTreeMap, net::IpAddr};

use super::{Container, Host, Inventory, image::Repository};

mod calendar;
mod exit_status;
mod path;
mod service;
mod span;
mod timer;

pub use calendar::{Calendar, Part};
pub use path::mount_point;
pub use service::{Amount, Kind, Percent, Restart, Service};
pub use span::Span;
pub use timer::Timer;

/// A systemd unit, as far as it decides how a container runs. Lists hold full names of units.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html>
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Unit {
    /// Full name (`podman-plex.service`).
    pub name: String,
    /// Not `enable = false`, which links the unit to `/dev/null`.
    pub enable: bool,
    /// Units that start it (`WantedBy=`); empty where no target starts it.
    pub wanted_by: Vec<String>,
    /// Units that start it and stop with it (`RequiredBy=`).
    pub required_by: Vec<String>,
    /// Units that it starts, and can do without (`Wants=`, `Upholds=`).
    pub wants: Vec<String>,
    /// Units that it starts, and cannot do without (`Requires=`, `BindsTo=`).
    pub requires: Vec<String>,
    /// Units that it does not start, and cannot do without (`Requisite=`).
    pub requisite: Vec<String>,
    /// Units whose stop and restart it follows (`PartOf=`).
    pub part_of: Vec<String>,
    /// Units that start before it, if they start (`After=`).
    pub after: Vec<String>,
    /// Units that start after it, if they start (`Before=`).
    pub before: Vec<String>,
    /// Units that cannot run at the same time (`Conflicts=`).
    pub conflicts: Vec<String>,
    /// Paths whose mounts it cannot do without (`RequiresMountsFor=`).
    pub requires_mounts_for: Vec<String>,
    /// Paths whose mounts start with it (`WantsMountsFor=`).
    pub wants_mounts_for: Vec<String>,
    /// Units that start when it fails (`OnFailure=`).
    pub on_failure: Vec<String>,
    /// Units that start when it ends well (`OnSuccess=`).
    pub on_success: Vec<String>,
    /// Starts within [`Unit::start_limit_interval`] after which systemd gives up; 5 by default,
    /// 0 for never.
    pub start_limit_burst: Option<u32>,
    /// Window of [`Unit::start_limit_burst`]; 10 seconds by default, 0 for no limit.
    pub start_limit_interval: Option<Span>,
    /// Conditions and assertions without which it does not start, as `ConditionPathExists=/x`.
    pub conditions: Vec<String>,
    /// What is set in it, as it is written.
    pub settings: Vec<Setting>,
    /// What a `.service` runs.
    pub service: Service,
    /// When a `.timer` starts another unit.
    pub timer: Option<Timer>,
    /// Units that its commands start (`systemctl start`, `podman start`).
    pub commands: Vec<String>,
    /// Full name of the unit that a `.path` (`Unit=`) or a `.socket` (`Service=`) starts; that of its own name with
    /// `.service` by default.
    pub triggers: Option<String>,
}

/// A setting of a unit, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The attribute of NixOS that holds it, as `serviceConfig`; empty for one of the unit itself, `environment` for a
    /// variable wherever it is set.
    pub attribute: &'static str,
    /// `LimitNOFILE`.
    pub name: String,
    /// Where it is written, below the unit: `["serviceConfig", "LimitNOFILE"]`.
    pub place: Vec<String>,
    /// Its values; none where the last one was empty, which takes back those before it.
    pub values: Vec<String>,
    /// JSON Pointers to its lines, where they are options of the container itself; empty for a unit of NixOS, whose place
    /// says where it is written.
    pub pointers: Vec<String>,
}

impl Unit {
    /// Its timer, where systemd loads it: with a time, or with an event of the clock.
    pub fn times(&self) -> Option<&Timer> {
        let on_clock = |setting: &Setting| {
            let name = setting.name.as_str();
            matches!(name, "OnClockChange" | "OnTimezoneChange") && !setting.values.is_empty()
        };
        let timer = self.timer.as_ref()?;
        (timer.has_times() || self.settings.iter().any(on_clock)).then_some(timer)
    }

    /// Mount points that must be mounted before it starts: its `*.mount` and `*.automount` units,
    /// and the paths of `RequiresMountsFor=`. Sorted.
    pub fn required_mounts(&self) -> Vec<String> {
        let units = self.needs().filter_map(|unit| mount_point(unit));
        let paths = self.requires_mounts_for.iter().cloned();
        let mut mounts: Vec<String> = units.chain(paths).collect();
        mounts.sort();
        mounts.dedup();
        mounts
    }

    /// Units that it cannot do without.
    pub fn needs(&self) -> impl Iterator<Item = &String> {
        self.requires.iter().chain(&self.requisite)
    }

    /// Units that start when it does.
    pub fn pulls(&self) -> impl Iterator<Item = &String> {
        self.requires.iter().chain(&self.wants)
    }

    /// Whether something starts it without being asked: a target of the boot, or another unit.
    pub fn starts_by_itself(&self) -> bool {
        self.enable && !(self.wanted_by.is_empty() && self.required_by.is_empty())
    }
}

impl Host {
    /// Timers that start a unit, by name.
    pub fn timers(&self, unit: &str) -> impl Iterator<Item = (&Unit, &Timer)> {
        let units = self.units.as_ref().map(BTreeMap::values);
        units.into_iter().flatten().filter_map(move |timer| {
            let times = timer.timer.as_ref()?;
            (timer.enable && times.starts == unit).then_some((timer, times))
        })
    }
}

impl Container {
    /// Full name of the systemd unit that runs it with the engine of this command.
    #[must_use]
    pub fn unit_name(&self, command: &str) -> String {
        match &self.lifecycle.service_name {
            Some(name) => full_name(&name.value),
            None => format!("{command}-{}.service", self.attribute),
        }
    }
}

impl Inventory {
    /// How a unit of its host makes the image of a container: under its name, or in its own unit or one that starts before
    /// it under a name that is not known.
    #[must_use]
    pub fn made_image(&self, container: &Container) -> Option<&MadeImage> {
        let host = self.hosts.get(&container.host)?;
        let reference = container.image.reference.as_ref()?;
        let wanted = Repository::parse(&reference.value).ok()?;
        let own = self.unit_name(container);
        let unit = self.unit(container).into_iter();
        let before: Vec<&String> = unit
            .flat_map(|unit| unit.requires.iter().chain(&unit.wants).chain(&unit.after))
            .collect();
        let given = container.image.file.is_some() || container.image.stream.is_some();
        host.images.iter().find(|made| match &made.name {
            Some(name) => name.same_locally(&wanted),
            None => !given && (made.unit == own || before.contains(&&made.unit)),
        })
    }

    /// Full name of the systemd unit that runs a container: its `serviceName`, or NixOS' default.
    #[must_use]
    pub fn unit_name(&self, container: &Container) -> String {
        container.unit_name(self.engine(&container.host).command)
    }

    /// The unit that runs a container, where the input has it.
    pub fn unit(&self, container: &Container) -> Option<&Unit> {
        let host = self.hosts.get(&container.host)?;
        host.units.as_ref()?.get(&self.unit_name(container))
    }

    /// Timers that start a container's unit, by name.
    pub fn timers(&self, container: &Container) -> impl Iterator<Item = (&Unit, &Timer)> {
        let unit = self.unit_name(container);
        let host = self.hosts.get(&container.host).into_iter();
        host.flat_map(move |host| host.timers(&unit).collect::<Vec<_>>())
    }
}

/// The name of a unit with its suffix, `.service` where none is given.
pub fn full_name(name: &str) -> String {
    const SUFFIXES: &[&str] = &[
        "automount",
        "device",
        "mount",
        "path",
        "scope",
        "service",
        "slice",
        "socket",
        "swap",
        "target",
        "timer",
    ];
    match name.rsplit_once('.') {
        Some((_, suffix)) if SUFFIXES.contains(&suffix) => name.to_owned(),
        _ => format!("{name}.service"),
    }
}

/// A network that a unit creates with `podman network create`, or that the input lists.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-network-create.1.html>
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Full name of the unit that creates it; `None` where the input lists the network.
    pub unit: Option<String>,
    /// `bridge` (the default), `macvlan`, `ipvlan`, or the name of a plugin.
    pub driver: Option<String>,
    /// Without a way out (`--internal`).
    pub internal: bool,
    /// Without names for its containers (`--disable-dns`).
    pub disable_dns: bool,
    /// With IPv6 (`--ipv6`).
    pub ipv6: bool,
    /// Subnets (`--subnet`), as `10.89.0.0/24`; podman chooses one where there is none.
    pub subnets: Vec<String>,
    /// Gateways of the subnets (`--gateway`).
    pub gateways: Vec<String>,
    /// Parts of the subnets that containers get addresses of (`--ip-range`).
    pub ranges: Vec<String>,
    /// Static routes (`--route`), as `10.1.0.0/16,10.89.0.9`.
    pub routes: Vec<String>,
    /// DNS servers that answer what the network does not know (`--dns`).
    pub dns: Vec<String>,
    /// Bridge on the host, or its parent for `macvlan` and `ipvlan` (`--interface-name`).
    pub interface: Option<String>,
    /// Who gives addresses: `host-local`, `dhcp` or `none` (`--ipam-driver`).
    pub ipam_driver: Option<String>,
    /// Options of the driver (`--opt`): `parent`, `mtu`, `isolate`.
    pub options: BTreeMap<String, String>,
}

/// Where networks get their subnets from: addresses, and the bits that each of them has (`--default-address-pool`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// `10.10.0.0/16`.
    pub base: String,
    /// Bits of one network: 24 for 256 addresses.
    pub bits: u32,
}

/// An option of Docker's bridges: whether containers on it reach each other (`true` by default).
///
/// Docker: `moby v28.5.2 libnetwork/drivers/bridge/labels.go:15`
pub const ICC: &str = "com.docker.network.bridge.enable_icc";

/// The address of published ports that name none.
///
/// Docker: `moby v28.5.2 libnetwork/drivers/bridge/labels.go:22`
pub const HOST_BINDING: &str = "com.docker.network.bridge.host_binding_ipv4";

impl Network {
    /// Whether containers on it reach each other. Docker does not make a network with a value that is not a switch of Go's.
    #[must_use]
    pub fn talks(&self) -> bool {
        let value = self
            .options
            .get(ICC)
            .map(|value| super::labels::switch(value));
        value != Some(Some(false))
    }

    /// The address that published ports have on it, where it is not every one. Docker then opens none of the other family;
    /// `::` is every address of IPv6 only.
    ///
    /// Docker: `moby v28.5.2 libnetwork/drivers/bridge/port_mapping_linux.go` (`configurePortBindingIPv4`,
    /// `configurePortBindingIPv6`)
    #[must_use]
    pub fn binding(&self) -> Option<IpAddr> {
        let address: IpAddr = self.options.get(HOST_BINDING)?.parse().ok()?;
        (address != IpAddr::from([0, 0, 0, 0])).then_some(address)
    }
}

/// A volume that a unit creates with `podman volume create`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-volume-create.1.html>
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Full name of the unit that creates it.
    pub unit: Option<String>,
    /// `local` (the default), `image`, or the name of a plugin (`--driver`).
    pub driver: Option<String>,
    /// Options of the driver (`--opt`): with `local` those of mount(8), as `type`, `device`, `o`.
    pub options: BTreeMap<String, String>,
    /// Owner of the folder (`--uid`).
    pub uid: Option<u64>,
    /// Group of the folder (`--gid`).
    pub gid: Option<u64>,
}

/// A pod that a unit makes with `podman pod create`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadePod {
    /// Its name.
    pub name: String,
    /// Full name of the unit.
    pub unit: String,
    /// What podman was told of it.
    pub flags: Vec<MadeFlag>,
    /// Words that look like flags, and are none of podman's.
    pub unknown: Vec<String>,
}

/// A flag of `podman pod create`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFlag {
    /// Its long name.
    pub flag: &'static str,
    /// Its value.
    pub value: String,
    /// Where it is written, as a JSON Pointer that holds in each of the pod's members; `None` for a command in a unit.
    pub pointer: Option<String>,
}

/// An image that units of a host make: they build it, or copy it into the engine's storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeImage {
    /// Its name; `None` where the command does not say it, as `podman load`.
    pub name: Option<Repository>,
    /// Full name of the unit.
    pub unit: String,
    /// What the unit runs, as `podman build`.
    pub command: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes() {
        for (name, full) in [
            ("podman-plex", "podman-plex.service"),
            ("podman-plex.service", "podman-plex.service"),
            ("podman-a.b", "podman-a.b.service"),
            ("backup.timer", "backup.timer"),
        ] {
            assert_eq!(full_name(name), full);
        }
    }

    #[test]
    fn mounts_of_units_and_paths() {
        let unit = Unit {
            requires: ["mnt-storage.mount", "postgresql.service"]
                .map(str::to_owned)
                .into(),
            requires_mounts_for: ["/mnt/storage", "/srv"].map(str::to_owned).into(),
            ..Unit::default()
        };
        assert_eq!(unit.required_mounts(), ["/mnt/storage", "/srv"]);
    }
}

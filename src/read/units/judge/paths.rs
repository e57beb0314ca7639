//! Settings that decide what podman finds at a path of the host.

use std::path::Path;

use crate::{
    ledger::Verdict,
    podman::{
        Container, Host,
        devices::Device,
        network::{Join, Pod},
        storage::volume::{Source, Volume},
        unit::{Setting, Unit},
    },
    read::draft::Draft,
    rules::units as rules,
};

use super::super::known::{Becomes, Known};

/// What `/dev` of a unit with `PrivateDevices=` has.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#PrivateDevices=>
const PSEUDO_DEVICES: &[&str] = &[
    "full",
    "hugepages",
    "mqueue",
    "null",
    "ptmx",
    "pts",
    "random",
    "shm",
    "tty",
    "urandom",
    "zero",
];

/// A path of the host that a container uses.
struct Used {
    path: String,
    writable: bool,
}

/// The paths of a container, and the unit that decides what is there.
pub struct Paths<'a> {
    name: &'a str,
    used: Vec<Used>,
    /// Its nodes of `/dev`.
    devices: Vec<Used>,
    /// What podman copies for it: the servers and the names of the host.
    copied: Vec<Used>,
    named_volumes: bool,
    unit: &'a Unit,
}

impl<'a> Paths<'a> {
    pub fn new(draft: &'a Draft<'_>, host: &Host, unit: &'a Unit) -> Self {
        let container = &draft.container;
        let root = host.volumes_folder();
        let volumes: Vec<&Volume> = container.storage.all_volumes().collect();
        let of_volumes = volumes.iter().filter_map(|volume| {
            let path = match &volume.source {
                Source::Host(path) => path.clone(),
                Source::Named(name) if host.engine.row().is_podman() => {
                    format!("{root}/{name}")
                }
                Source::Named(_) | Source::Anonymous => return None,
            };
            let writable = volume.options.read_only != Some(true);
            Some(Used { path, writable })
        });
        let files = container.secrets.env_files.iter().map(|given| Used {
            path: given.value.path.clone(),
            writable: false,
        });
        let devices = container.devices.devices.iter();
        let devices = devices.filter_map(|given| match &given.value {
            Device::Host(device) => Some(device.host.clone()),
            Device::Cdi(_) => None,
        });
        let devices = devices.map(|path| Used {
            path,
            writable: false,
        });
        Self {
            name: &container.attribute,
            used: of_volumes.chain(files).collect(),
            devices: devices.collect(),
            copied: copied(container),
            named_volumes: volumes
                .iter()
                .any(|volume| matches!(volume.source, Source::Named(_))),
            unit,
        }
    }

    /// What a setting means for what the container uses.
    pub fn verdict(&self, row: &Known, setting: &Setting, text: &str) -> Option<Verdict> {
        let (name, remedy) = (self.name, row.remedy);
        Some(match row.becomes {
            Becomes::Store if self.named_volumes => Verdict::Refused(rules::store(name, text)),
            Becomes::Makes(parent) => {
                let path = self.made(parent, setting)?;
                Verdict::Dropped(match parent {
                    "/run/credentials" => rules::credential(name, path, text),
                    _ => rules::made(name, path, text),
                })
            }
            Becomes::Hides(_) if setting.values == ["read-only"] => {
                let path = self.met(&at(row, setting), true)?;
                Verdict::Refused(rules::protected(name, text, path))
            }
            Becomes::Devices => {
                let path = self.device()?;
                Verdict::Refused(rules::device(name, text, path))
            }
            Becomes::Hides(_) => {
                let at = at(row, setting);
                let first = |used| self.first(used, &at, false);
                Verdict::Refused(if let Some(path) = self.met(&at, false) {
                    rules::hidden(name, text, path, remedy)
                } else if let Some(path) = first(&self.devices) {
                    rules::device(name, text, path)
                } else {
                    rules::copied(name, text, first(&self.copied)?)
                })
            }
            Becomes::Protects(_) => {
                let path = self.met(&at(row, setting), true)?;
                Verdict::Refused(rules::protected(name, text, path))
            }
            _ => return None,
        })
    }

    /// The first path in use that one of these covers, or is below, unless the unit opens it again; `written` only looks
    /// at those that the container may write.
    fn met(&self, at: &[String], written: bool) -> Option<&str> {
        self.first(&self.used, at, written)
    }

    /// The first device in use that is not one of those that `PrivateDevices=` leaves.
    fn device(&self) -> Option<&str> {
        let mut paths = self.devices.iter().map(|used| used.path.as_str());
        paths.find(|path| {
            let node = path.strip_prefix("/dev/");
            node.is_some_and(|node| {
                let first = node.split('/').next().unwrap_or_default();
                !PSEUDO_DEVICES.contains(&first)
            })
        })
    }

    fn first<'u>(&self, used: &'u [Used], at: &[String], written: bool) -> Option<&'u str> {
        let openers: &[&str] = if written {
            &["ReadWritePaths", "ReadWriteDirectories"]
        } else {
            &["BindPaths", "BindReadOnlyPaths"]
        };
        let settings = self.unit.settings.iter();
        let openers = settings.filter(|setting| openers.contains(&setting.name.as_str()));
        let open: Vec<String> = openers
            .flat_map(|setting| entries(setting).map(|(source, _)| source))
            .collect();
        let mut used = used.iter().filter(|used| used.writable || !written);
        let used = used.find(|used| {
            let path = Path::new(&used.path);
            let covers = |at: &String| path.starts_with(at) || Path::new(at).starts_with(path);
            at.iter().any(covers) && !open.iter().any(|open| path.starts_with(open))
        });
        used.map(|used| used.path.as_str())
    }

    /// The first path in use below a directory that systemd makes.
    fn made(&self, parent: &str, setting: &Setting) -> Option<&str> {
        let words = setting
            .values
            .iter()
            .flat_map(|value| value.split_whitespace());
        let made: Vec<String> = match parent {
            "/run/credentials" => vec![format!("{parent}/{}", self.unit.name)],
            _ => words
                .filter_map(|word| word.split(':').next())
                .map(|word| format!("{parent}/{word}"))
                .collect(),
        };
        let mut used = self.used.iter();
        let used = used.find(|used| {
            made.iter()
                .any(|made| Path::new(&used.path).starts_with(made))
        });
        used.map(|used| used.path.as_str())
    }
}

/// Files of the host that podman copies for a container that has them neither from another one nor from its options.
fn copied(container: &Container) -> Vec<Used> {
    let network = &container.network;
    let join = network.join.first().map(|given| &given.value);
    let pod = network.pod.as_ref().map(|given| &given.value);
    let of_another = matches!(join, Some(Join::Container(_) | Join::Pod | Join::None))
        || matches!(pod, Some(Pod::Existing(_)));
    let no_hosts = network.no_hosts.as_ref().is_some_and(|given| given.value);
    let files = [
        ("/etc/resolv.conf", network.dns.is_empty()),
        ("/etc/hosts", network.hosts_file.is_none() && !no_hosts),
    ];
    let files = files.into_iter().filter(|(_, read)| *read && !of_another);
    let files = files.map(|(path, _)| Used {
        path: path.to_owned(),
        writable: false,
    });
    files.collect()
}

/// Where a setting acts: the paths of its row, or those of its value.
fn at(row: &Known, setting: &Setting) -> Vec<String> {
    match row.becomes {
        Becomes::Protects(_) if setting.values == ["strict"] => vec!["/".to_owned()],
        Becomes::Hides([]) | Becomes::Protects([]) => entries(setting)
            .filter(|(source, target)| source != target || !setting.name.starts_with("Bind"))
            .map(|(_, target)| target)
            .collect(),
        Becomes::Hides(paths) | Becomes::Protects(paths) => {
            paths.iter().map(|path| (*path).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// `[-+]SOURCE[:TARGET[:OPTIONS]]`, as source and target: the same where the setting has no target.
fn entries(setting: &Setting) -> impl Iterator<Item = (String, String)> {
    let words = setting
        .values
        .iter()
        .flat_map(|value| value.split_whitespace());
    let has_target = setting.name.starts_with("Bind") || setting.name == "MountImages";
    words.filter_map(move |word| {
        let mut parts = word.trim_start_matches(['-', '+']).split(':');
        let source = parts.next()?.to_owned();
        let target = parts
            .next()
            .filter(|target| has_target && target.starts_with('/'));
        let target = target.map_or_else(|| source.clone(), str::to_owned);
        Some((source, target))
    })
}

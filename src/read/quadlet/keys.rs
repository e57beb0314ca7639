//! The keys of podman's quadlet files, a table for each section and a row for each key: how podman reads it, and the flag
//! that it writes for it. The reader and `docs/quadlet.md` read these rows.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-systemd.unit.5.html>

mod container;
mod others;

/// The keys of one section.
pub struct Table {
    /// `Container`.
    pub section: &'static str,
    /// What the section makes, for the documentation.
    pub about: &'static str,
    /// In the order in which podman puts them on its command line, so that of two that say the same the later wins here as
    /// there.
    pub keys: &'static [Key],
}

/// All tables, that of containers first.
pub const TABLES: [&Table; 9] = [
    &container::TABLE,
    &others::POD,
    &others::NETWORK,
    &others::VOLUME,
    &others::IMAGE,
    &others::BUILD,
    &others::KUBE,
    &others::ARTIFACT,
    &others::QUADLET,
];

/// One key.
pub struct Key {
    /// `AddCapability`.
    pub name: &'static str,
    /// How podman reads it.
    pub shape: Shape,
    /// What becomes of it, where no flag's row says so; empty otherwise.
    pub about: &'static str,
    /// Two values that podman accepts and that mean different things; those of the flag where there are none.
    pub samples: &'static [&'static str],
}

/// How podman reads a key, and what it is. Keys that it takes once count with their last line; a list takes all lines
/// behind the last empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Taken once: the value of this flag; empty is nothing.
    Once(&'static str),
    /// The same, and empty is a value.
    OnceOrEmpty(&'static str),
    /// The same, and podman's generator writes a line that podman does not understand where it is empty.
    Filled(&'static str),
    /// `true` or `false` of this flag.
    Switch(&'static str),
    /// Each line a value of this flag.
    Lines(&'static str),
    /// Each word a value of this flag; a backslash is a letter.
    Words(&'static str),
    /// Each word a value of this flag; a backslash starts an escape.
    Arguments(&'static str),
    /// Taken once: what follows this text in `--security-opt`.
    Security(&'static str),
    /// The same, and empty is a value.
    SecurityOrEmpty(&'static str),
    /// `true` is this text in `--security-opt`, `false` is nothing.
    SecuritySwitch(&'static str),
    /// Each word what follows this text in `--security-opt`.
    SecurityWords(&'static str),
    /// Each line a flag of podman itself.
    Globals(&'static str),
    /// Something of its own.
    Special(Special),
    /// Nothing is read of it.
    Unread(Unread),
}

/// Keys that are read in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// An image, or a unit that has one.
    Image,
    /// A folder in the place of an image.
    Rootfs,
    /// The words of the command.
    Command,
    /// A network, or a unit that is one.
    Network,
    /// A volume, or a unit that is one.
    Volume,
    /// The same, as `--mount`.
    Mount,
    /// A unit that is a pod.
    Pod,
    /// A user, with `Group=`.
    User,
    /// The group of `User=`.
    Group,
    /// When the unit counts as started.
    Notify,
    /// A device that may be missing, with a `-` in front.
    Device,
    /// A file, below the folder of the unit where it is not absolute.
    EnvFile,
    /// A label of `podman auto-update`.
    AutoUpdate,
    /// A size of `/tmp`.
    VolatileTmp,
    /// Maps of users in the way of the first versions.
    Remap,
    /// Flags of `podman run`, or of the command of its section.
    PodmanArgs,
    /// Flags of podman itself.
    GlobalArgs,
    /// The name of the service.
    ServiceName,
    /// The name that podman gives to what the unit makes.
    Name,
}

/// Why nothing is read of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It changes nothing that a Pod does not do as well.
    Same,
    /// An effect is lost, which concerns podman only.
    Podman,
    /// It says how an image is built, which another program has to do.
    Build,
    /// Nothing of its kind of unit is converted.
    Kind,
    /// The row of another key reads it.
    Elsewhere,
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key {
        name,
        shape,
        about: "",
        samples: &[],
    }
}

impl Key {
    const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    const fn samples(self, samples: &'static [&'static str]) -> Self {
        Self { samples, ..self }
    }

    /// The flag that it writes.
    #[must_use]
    pub fn flag(&self) -> Option<&'static str> {
        use Special::{
            AutoUpdate, Device, EnvFile, Mount, Name, Network, Notify, Pod, Remap, Rootfs, User,
            VolatileTmp, Volume,
        };
        match self.shape {
            Shape::Once(flag)
            | Shape::OnceOrEmpty(flag)
            | Shape::Filled(flag)
            | Shape::Switch(flag)
            | Shape::Lines(flag)
            | Shape::Words(flag)
            | Shape::Arguments(flag)
            | Shape::Globals(flag) => Some(flag),
            Shape::Security(_)
            | Shape::SecurityOrEmpty(_)
            | Shape::SecuritySwitch(_)
            | Shape::SecurityWords(_) => Some("--security-opt"),
            Shape::Special(special) => match special {
                Network => Some("--network"),
                Volume => Some("--volume"),
                Mount => Some("--mount"),
                Pod => Some("--pod"),
                User | Special::Group => Some("--user"),
                Notify => Some("--sdnotify"),
                Device => Some("--device"),
                EnvFile => Some("--env-file"),
                AutoUpdate => Some("--label"),
                VolatileTmp => Some("--tmpfs"),
                Remap => Some("--userns"),
                Rootfs => Some("--rootfs"),
                Name => Some("--name"),
                Special::Image
                | Special::Command
                | Special::PodmanArgs
                | Special::GlobalArgs
                | Special::ServiceName => None,
            },
            Shape::Unread(_) => None,
        }
    }

    /// Whether all of its lines count, and not only the last.
    #[must_use]
    pub fn is_list(&self) -> bool {
        match self.shape {
            Shape::Lines(_)
            | Shape::Words(_)
            | Shape::Arguments(_)
            | Shape::SecurityWords(_)
            | Shape::Globals(_) => true,
            Shape::Special(special) => matches!(
                special,
                Special::Network
                    | Special::Volume
                    | Special::Mount
                    | Special::Device
                    | Special::EnvFile
                    | Special::PodmanArgs
                    | Special::GlobalArgs
            ),
            _ => false,
        }
    }
}

/// The table of a section.
#[must_use]
pub fn table(section: &str) -> Option<&'static Table> {
    TABLES.into_iter().find(|table| table.section == section)
}

/// The row of a key.
#[must_use]
pub fn find(section: &str, name: &str) -> Option<&'static Key> {
    table(section)?.keys.iter().find(|key| key.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::flags::{self, global, lexer::Name};

    #[test]
    fn rows_are_unique_and_name_flags_that_exist() {
        for table in TABLES {
            for (at, row) in table.keys.iter().enumerate() {
                let name = format!("{}/{}", table.section, row.name);
                assert!(
                    table
                        .keys
                        .iter()
                        .skip(at + 1)
                        .all(|other| other.name != row.name),
                    "{name}"
                );
                let flag = row.flag().filter(|_| table.section == "Container");
                let found = flag.is_none_or(|flag| {
                    flags::find(Name::Long(flag)).is_some()
                        || global::find(Name::Long(flag)).is_some()
                });
                assert!(found, "{name}: {flag:?}");
                assert!(row.flag().is_some() || !row.about.is_empty(), "{name}");
                assert!(matches!(row.samples, [] | [_, _]), "{name}");
                if let [one, other] = row.samples {
                    assert_ne!(one, other, "{name}");
                }
            }
        }
    }
}

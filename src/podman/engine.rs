//! The engines that run containers, a row each: what an engine does where no option says anything. Passes ask the row of
//! a host's engine; `docs/engines.md` shows all rows.

use std::net::Ipv4Addr;

mod rows;

pub use rows::{CONTAINERDS, ROWS};

/// Which engine the containers of a host run on.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// podman 5 (and 4), which is what an input means that does not say.
    #[default]
    Podman5,
    /// podman 6 and later.
    Podman6,
    /// Docker Engine.
    Docker,
}

impl Engine {
    /// All of them, in the order of [`ROWS`].
    pub const ALL: [Self; 3] = [Self::Podman5, Self::Podman6, Self::Docker];

    /// The engine of `virtualisation.oci-containers.backend` in this version (`5.8.2`); without one, or with one that
    /// is not a number, the oldest.
    #[must_use]
    pub fn of(backend: Backend, version: Option<&str>) -> Self {
        let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        match backend {
            Backend::Docker => Self::Docker,
            Backend::Podman if major.is_some_and(|major| major >= 6) => Self::Podman6,
            Backend::Podman => Self::Podman5,
        }
    }

    /// The engine of this name: `podman-5`, `podman-6`, `docker`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|engine| engine.row().name == name)
    }

    /// What it does.
    #[must_use]
    pub fn row(self) -> &'static Row {
        match self {
            Self::Podman5 => &ROWS[0],
            Self::Podman6 => &ROWS[1],
            Self::Docker => &ROWS[2],
        }
    }
}

/// `virtualisation.oci-containers.backend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// podman, in any version.
    Podman,
    /// Docker.
    Docker,
}

/// One thing that an engine does.
#[derive(Debug)]
pub struct Fact<T> {
    /// The value that passes ask for.
    pub is: T,
    /// The same in words, for `docs/engines.md`.
    pub text: &'static str,
    /// Where it is written: project, version, file and line.
    pub source: &'static str,
}

/// A network of addresses: its first address and its number of fixed bits.
pub type Subnet = (Ipv4Addr, u32);

/// What an engine does with the source of a bind mount that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingSource {
    /// It does not start the container.
    Refused,
    /// It makes a directory of root's.
    Directory,
}

/// The row, and its facts in order.
macro_rules! facts {
    ($($(#[$doc:meta])* $field:ident: $of:ty = $about:literal,)*) => {
        /// What one engine does.
        #[derive(Debug)]
        pub struct Row {
            /// Its name on the command line: `podman-5`.
            pub name: &'static str,
            /// Its name in a sentence: `podman`, `Docker`.
            pub title: &'static str,
            /// Its command, and the first part of its units' names.
            pub command: &'static str,
            /// The versions that the row was read from.
            pub versions: &'static str,
            $($(#[$doc])* pub $field: Fact<$of>,)*
        }

        impl Row {
            /// Whether it is a version of podman.
            #[must_use]
            pub fn is_podman(&self) -> bool {
                self.command == "podman"
            }

            /// What each fact is about, the fact in words, and its source.
            #[must_use]
            pub fn facts(&self) -> Vec<(&'static str, &'static str, &'static str)> {
                vec![$(($about, self.$field.text, self.$field.source)),*]
            }
        }
    };
}

facts! {
    /// Capabilities of a container that names none, without `CAP_`.
    capabilities: &'static [&'static str] = "capabilities of a container that names none",
    /// Whether it refuses a capability that is added and dropped; otherwise adding it wins.
    refuses_both: bool = "a capability that is added and dropped",
    /// Directories that stay writable, in memory, under `--read-only`.
    writable: &'static [&'static str] = "what `--read-only` leaves writable",
    /// Whether a read-only bind mount makes the mounts below it read-only, too.
    recursive_read_only: bool = "mounts below a read-only bind mount",
    /// What becomes of a bind mount without a source.
    missing_source: MissingSource = "the source of a bind mount does not exist",
    /// Whether a volume can have `nocreate`.
    knows_nocreate: bool = "`nocreate` of a volume",
    /// Where it keeps named volumes, without an option.
    root: &'static str = "where named volumes are",
    /// Whether a tmpfs starts with what the image has there.
    tmpfs_copies: bool = "what a tmpfs starts with",
    /// Whether a tmpfs refuses to run programs, unless it says `exec`.
    tmpfs_noexec: bool = "options of a tmpfs that names none",
    /// Bytes of `/dev/shm`.
    shm: u64 = "size of `/dev/shm`",
    /// The name of its default network.
    default_network: &'static str = "the default network",
    /// The subnet of its default network.
    default_subnet: Subnet = "subnet of the default network",
    /// Subnets of other networks are in these.
    pools: &'static [Subnet] = "subnets of other networks",
    /// Whether its DNS server listens on the host's address in a network.
    dns_on_gateway: bool = "its DNS server",
    /// Whether its networks are closed to one another.
    isolates: bool = "traffic between two bridge networks",
    /// Names of the host in every `/etc/hosts`.
    host_names: &'static [&'static str] = "names of the host in `/etc/hosts`",
    /// Whether these names lead to 127.0.0.1 under `--network=host`.
    host_is_loopback: bool = "those names under `--network=host`",
    /// Whether options of the network are refused that have nothing to act on, such as ports under
    /// `--network=container:…`.
    refuses_ports_of_follower: bool = "ports or a host name under `--network=container:…`",
    /// Whether its system calls are confined as containerd confines them.
    seccomp_of_containerd: bool = "system calls without an option",
    /// Whether it adds lines to `/etc/passwd` and `/etc/group`.
    adds_lines: bool = "a user that is not in the image",
    /// Whether it looks for aliases and other registries where a name of an image has no registry.
    short_names: bool = "the name of an image without a registry",
    /// Whether it hands on proxy variables of its unit.
    hands_on_proxies: bool = "proxy variables of the unit",
    /// Whether it prepares a container whose program is systemd.
    prepares_systemd: bool = "a container whose program is systemd",
    /// Whether a device that is a link has the name of what it leads to.
    follows_links: bool = "a device that is a link",
    /// Whether `--rm` goes with `--restart=on-failure`.
    removes_after_failure: bool = "`--rm` with `--restart`",
    /// Whether limits of the unit may reach the container.
    in_unit: bool = "limits of the unit",
    /// How many processes a container may have, without an option.
    processes: Option<u32> = "number of processes",
    /// What shows a program that it runs in a container.
    mark: &'static str = "how a program sees that it is in a container",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_engines() {
        for (engine, name) in Engine::ALL
            .into_iter()
            .zip(["podman-5", "podman-6", "docker"])
        {
            assert_eq!(engine.row().name, name);
            assert_eq!(Engine::parse(name), Some(engine));
            for (about, text, source) in engine.row().facts() {
                assert!(!text.is_empty(), "{name}: {about}");
                assert!(source.contains(':'), "{name}: {about}: a file and a line");
            }
        }
        assert_eq!(Engine::parse("podman"), None);
    }

    #[test]
    fn versions() {
        use Backend::{Docker, Podman};
        for (backend, version, engine) in [
            (Podman, None, Engine::Podman5),
            (Podman, Some("4.9.3"), Engine::Podman5),
            (Podman, Some("5.8.2"), Engine::Podman5),
            (Podman, Some("6.1.3"), Engine::Podman6),
            (Podman, Some("10.0"), Engine::Podman6),
            (Podman, Some("main"), Engine::Podman5),
            (Docker, Some("29.1.0"), Engine::Docker),
        ] {
            assert_eq!(Engine::of(backend, version), engine, "{version:?}");
        }
    }
}

//! User, capabilities, namespaces and security options, as podman names them.

use std::collections::BTreeSet;

use crate::origin::Given;

pub mod capability;
pub mod idmap;
pub mod namespace;
pub mod option;
pub mod switches;
pub mod sysctl;
pub mod user;
pub mod userns;

use capability::Capability;
use idmap::IdMap;
use namespace::{IpcMode, Namespace};
use option::SecurityOption;
use switches::Systemd;
use sysctl::Sysctl;
use user::{GroupAdd, User};
use userns::UserNamespace;

/// User, capabilities, namespaces and security options.
#[derive(Debug, Default, Clone)]
pub struct Security {
    /// `--user`: who the container's process is. Default: what the image says, else root.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#user-u-user-group>
    pub user: Option<Given<User>>,
    /// `--group-add`: more groups of the process.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#group-add-group-keep-groups>
    pub group_add: Vec<Given<GroupAdd>>,
    /// `--privileged`: no confinement but namespaces. Default: false. The user still loses the
    /// capabilities when it is not root, and `--cap-drop` has no effect.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#privileged>
    pub privileged: Option<Given<bool>>,
    /// `default_capabilities` of containers.conf: what the container has before any is added or dropped. Default: the
    /// engine's own.
    ///
    /// Podman: <https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md>
    pub cap_base: Option<Given<BTreeSet<Capability>>>,
    /// `--cap-add`: capabilities beyond those of [`Self::cap_base`].
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-add-capability>
    pub cap_add: Vec<Given<Capability>>,
    /// `--cap-drop`: capabilities of [`Self::cap_base`] that are taken away.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cap-drop-capability>
    pub cap_drop: Vec<Given<Capability>>,
    /// `--security-opt`.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option>
    pub options: Vec<Given<SecurityOption>>,
    /// `--sysctl`: kernel parameters of the container's namespaces; of one name the last wins.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#sysctl-name-value>
    pub sysctl: Vec<Given<Sysctl>>,
    /// `--userns`: user namespace. Default: the host's.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#userns-mode>
    pub userns: Option<Given<UserNamespace>>,
    /// `--uidmap`: how the user ids of the container's own namespace map to the host's.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#uidmap-flags-container-uid-from-uid-amount>
    pub uid_maps: Vec<Given<IdMap>>,
    /// `--gidmap`: the same for groups.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#gidmap-flags-container-uid-from-uid-amount>
    pub gid_maps: Vec<Given<IdMap>>,
    /// `--subuidname`: the entry of `/etc/subuid` whose range is mapped.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#subuidname-name>
    pub subuid_name: Option<Given<String>>,
    /// `--subgidname`: the entry of `/etc/subgid` whose range is mapped.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#subgidname-name>
    pub subgid_name: Option<Given<String>>,
    /// `--pid`: process namespace. Default: its own.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#pid-mode>
    pub pid: Option<Given<Namespace>>,
    /// `--ipc`: namespace of shared memory and message queues. Default: its own, open to others.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#ipc-ipc>
    pub ipc: Option<Given<IpcMode>>,
    /// `--uts`: namespace of the host name. Default: its own.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#uts-mode>
    pub uts: Option<Given<Namespace>>,
    /// `--systemd`: whether podman prepares the container for systemd. Default: where its command is systemd.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#systemd-true-false-always>
    pub systemd: Option<Given<Systemd>>,
    /// `--runtime`: the program that runs the container, without its folder; the last counts. Default: crun.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman.1.html#runtime-value>
    pub runtime: Vec<Given<String>>,
    /// `--cgroupns`: namespace of control groups. Default: its own.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroupns-mode>
    pub cgroupns: Option<Given<Namespace>>,
}

//! What a path of the host is, as far as the input tells. A name tells nothing: `hosts` may be a directory and
//! `entrypoint` a file. Where it is not known, `install` looks at the path and writes what it sees.

use std::path::Path;

use crate::{
    facts::directories::Directories,
    podman::engine::{MissingSource, Row},
};

/// Directories of every NixOS.
const DIRECTORIES: [&str; 8] = [
    "/",
    "/dev",
    "/etc",
    "/home",
    "/nix/store",
    "/proc",
    "/run",
    "/sys",
];

/// Files of every NixOS, where they are.
const FILES: [&str; 7] = [
    "/etc/group",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/resolv.conf",
];

/// `type` of a `hostPath`; empty where it is not known.
pub fn kind(source: &str, host: &str, engine: &Row, known: &Directories<'_>) -> &'static str {
    if is_engine_socket(source) {
        return "Socket";
    }
    if FILES.contains(&source) {
        return "File";
    }
    if !DIRECTORIES.contains(&source) && !known.contains(host, source) {
        return "";
    }
    // Docker makes the directory that is not there; podman does not start.
    match engine.missing_source.is {
        MissingSource::Refused => "Directory",
        MissingSource::Directory => "DirectoryOrCreate",
    }
}

/// Whether podman's own socket lies at this path.
pub fn is_engine_socket(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("docker.sock" | "podman.sock"))
}

/// Where K3s, its kubelet and its containerd keep credentials, sockets and the files of all Pods.
///
/// K3s: <https://docs.k3s.io/cli/server#data>
const OF_THE_CLUSTER: [&str; 5] = [
    "/etc/rancher",
    "/run/containerd",
    "/run/k3s",
    "/var/lib/kubelet",
    "/var/lib/rancher",
];
/// Volumes of claims, which are below that.
const OF_CLAIMS: &str = "/var/lib/rancher/k3s/storage/";

/// What of the cluster's own a path shows.
pub fn of_the_cluster(path: &str) -> Vec<&'static str> {
    let shown = |place: &&str| {
        let (place, path) = (Path::new(place), Path::new(path));
        place.starts_with(path) || path.starts_with(place)
    };
    if path.starts_with(OF_CLAIMS) {
        return Vec::new();
    }
    OF_THE_CLUSTER.into_iter().filter(shown).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::podman::engine::Engine;

    #[test]
    fn what_shows_the_cluster() {
        for (path, shown) in [
            ("/", 5),
            ("/etc", 1),
            ("/var", 2),
            ("/run", 2),
            ("/run/k3s/containerd/containerd.sock", 1),
            ("/var/lib/rancher/k3s/server/tls", 1),
            ("/var/lib/rancher/k3s/storage/pvc-1", 0),
            ("/etc/localtime", 0),
            ("/run/k3s-other", 0),
            ("/srv", 0),
        ] {
            assert_eq!(of_the_cluster(path).len(), shown, "{path}");
        }
    }

    #[test]
    fn kinds() {
        let known = Directories(BTreeSet::from([("h", "/mnt/a.conf")]));
        for (source, engine, expected) in [
            ("/", Engine::Podman5, "Directory"),
            ("/etc/localtime", Engine::Podman5, "File"),
            ("/srv/etc/localtime", Engine::Podman5, ""),
            ("/sys", Engine::Podman5, "Directory"),
            ("/mnt/a.conf", Engine::Podman5, "Directory"),
            ("/mnt/a.conf", Engine::Docker, "DirectoryOrCreate"),
            ("/run/podman/podman.sock", Engine::Podman5, "Socket"),
            ("/srv/data", Engine::Podman5, ""),
            ("/srv/data", Engine::Docker, ""),
            ("/srv/a.conf", Engine::Podman5, ""),
            ("/srv/hosts", Engine::Podman5, ""),
            ("/run/mysqld/mysqld.sock", Engine::Podman5, ""),
        ] {
            let found = kind(source, "h", engine.row(), &known);
            assert_eq!(found, expected, "{source}");
        }
    }
}

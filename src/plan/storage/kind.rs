//! What a path of the host is, as far as the input tells. A name tells nothing: `hosts` may be a directory and
//! `entrypoint` a file. Where it is not known, `install` looks at the path and writes what it sees.

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::podman::engine::Engine;

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

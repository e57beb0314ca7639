//! What a path of the host is, as far as the input tells. A name tells nothing: `hosts` may be a directory and
//! `entrypoint` a file. Where it is not known, `install` looks at the path and writes what it sees.

use crate::{facts::directories::Directories, podman::Backend};

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
pub fn kind(source: &str, host: &str, backend: Backend, known: &Directories<'_>) -> &'static str {
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
    match backend {
        Backend::Podman => "Directory",
        Backend::Docker => "DirectoryOrCreate",
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

    #[test]
    fn kinds() {
        let known = Directories(BTreeSet::from([("h", "/mnt/a.conf")]));
        for (source, backend, expected) in [
            ("/", Backend::Podman, "Directory"),
            ("/etc/localtime", Backend::Podman, "File"),
            ("/srv/etc/localtime", Backend::Podman, ""),
            ("/sys", Backend::Podman, "Directory"),
            ("/mnt/a.conf", Backend::Podman, "Directory"),
            ("/mnt/a.conf", Backend::Docker, "DirectoryOrCreate"),
            ("/run/podman/podman.sock", Backend::Podman, "Socket"),
            ("/srv/data", Backend::Podman, ""),
            ("/srv/data", Backend::Docker, ""),
            ("/srv/a.conf", Backend::Podman, ""),
            ("/srv/hosts", Backend::Podman, ""),
            ("/run/mysqld/mysqld.sock", Backend::Podman, ""),
        ] {
            let found = kind(source, "h", backend, &known);
            assert_eq!(found, expected, "{source}");
        }
    }
}

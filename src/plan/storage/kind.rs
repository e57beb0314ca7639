//! What a path of the host is: a file, a directory, a socket, a device. Kubernetes checks it
//! before the Pod starts, as podman checks that the path exists; the host is not looked at here, so
//! what the paths themselves do not tell stays unchecked.

use crate::{facts::directories::Directories, podman::Backend};

/// Endings of names that are files.
const FILE_ENDINGS: &[&str] = &[
    "bash",
    "bin",
    "cert",
    "cfg",
    "cnf",
    "conf",
    "config",
    "crt",
    "css",
    "csv",
    "db",
    "env",
    "gz",
    "hcl",
    "html",
    "ini",
    "jar",
    "js",
    "json",
    "json5",
    "jsonc",
    "key",
    "lic",
    "list",
    "log",
    "lua",
    "md",
    "nix",
    "pem",
    "php",
    "pl",
    "png",
    "properties",
    "pub",
    "py",
    "rb",
    "rules",
    "service",
    "sh",
    "so",
    "sql",
    "sqlite",
    "sqlite3",
    "svg",
    "tar",
    "tmpl",
    "toml",
    "ts",
    "txt",
    "vcl",
    "wld",
    "xml",
    "yaml",
    "yml",
    "zip",
];

/// Names without an ending that are files.
const FILE_NAMES: &[&str] = &[
    "Caddyfile",
    "Corefile",
    "Makefile",
    "Procfile",
    "adjtime",
    "authorized_keys",
    "crontab",
    "fstab",
    "group",
    "hostname",
    "hosts",
    "htpasswd",
    "known_hosts",
    "localtime",
    "machine-id",
    "nsswitch.conf",
    "os-release",
    "passwd",
    "resolv.conf",
    "shadow",
    "sudoers",
    "timezone",
    "utmp",
    "wtmp",
];

/// Parts of a name that a file has as often as a directory.
const EITHER: &[&str] = &[
    "cert", "cred", "env", "file", "id_", "key", "licen", "pass", "pwd", "secret", "token",
];

/// Where files without an ending are usual: in the container, and on the host.
const FILES_LIE_IN: &[&str] = &[
    "/bin/",
    "/dev/",
    "/etc/",
    "/proc/",
    "/run/",
    "/sbin/",
    "/sys/",
    "/usr/bin/",
    "/usr/local/bin/",
    "/usr/sbin/",
    "/var/run/",
];

/// `type` of a `hostPath`; empty for no check.
pub fn kind(
    source: &str,
    destination: &str,
    host: &str,
    backend: Backend,
    known: &Directories<'_>,
) -> &'static str {
    // Docker makes the directory that is not there; podman does not start.
    let directory = match backend {
        Backend::Podman => "Directory",
        Backend::Docker => "DirectoryOrCreate",
    };
    if source == "/" || known.contains(host, source) {
        return "Directory";
    }
    let names = [name(source), name(destination)];
    if names.iter().any(|name| ending(name) == Some("sock")) {
        return "Socket";
    }
    if names.iter().any(|name| is_file(name)) {
        return "File";
    }
    let doubtful = |name: &str| {
        let name = name.to_lowercase();
        name.contains('.') || EITHER.iter().any(|part| name.contains(part))
    };
    let among_files = |path: &str| FILES_LIE_IN.iter().any(|above| path.starts_with(above));
    if names.iter().any(|name| doubtful(name)) || among_files(source) || among_files(destination) {
        return "";
    }
    directory
}

/// Whether podman's own socket lies at this path.
pub fn is_engine_socket(path: &str) -> bool {
    matches!(name(path), "docker.sock" | "podman.sock")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.')
        .filter(|(before, _)| !before.is_empty())
        .map(|(_, ending)| ending)
}

fn is_file(name: &str) -> bool {
    FILE_NAMES.contains(&name)
        || ending(name).is_some_and(|ending| FILE_ENDINGS.contains(&ending.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds() {
        let known = Directories(BTreeSet::from([("h", "/mnt/a.b")]));
        for (source, destination, expected) in [
            ("/var/data/plex", "/config", "Directory"),
            ("/mnt/storage/media", "/media", "Directory"),
            ("/mnt/a.b", "/media", "Directory"),
            ("/", "/host", "Directory"),
            ("/var/data/f/settings.json", "/config/settings.json", "File"),
            ("/config/caddy/Caddyfile", "/etc/caddy/Caddyfile", "File"),
            ("/etc/localtime", "/etc/localtime", "File"),
            ("/nix/store/abc-nginx.conf", "/etc/nginx/nginx.conf", "File"),
            (
                "/run/mysqld/mysqld.sock",
                "/run/mysqld/mysqld.sock",
                "Socket",
            ),
            ("/var/data/transmission-rss/seen", "/etc/seen", ""),
            ("/run/agenix/plex", "/plex", ""),
            ("/srv/jwt_secret", "/jwt", ""),
            ("/srv/example.com", "/www", ""),
            ("/srv/ollama", "/root/.ollama", ""),
            ("/dev", "/dev", "Directory"),
        ] {
            let found = kind(source, destination, "h", Backend::Podman, &known);
            assert_eq!(found, expected, "{source}");
        }
        let docker = kind("/srv/a", "/a", "h", Backend::Docker, &known);
        assert_eq!(docker, "DirectoryOrCreate");
    }
}

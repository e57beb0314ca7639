//! Paths: of a node, in a volume, of a route.

use super::text::texts;

texts! {
    /// An absolute path without `..`: what `hostPath` takes, of a node that finds it whatever its working directory is.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath>
    AbsolutePath: |text: &str| text.starts_with('/') && !climbs(text) && !text.contains('\0'), 4_095, "^/",
        "a path of the host has at most 4095 characters, starts with `/` and has no part `..`";
    /// A relative path without `..`, and not empty: a part of a volume, a profile below the kubelet's folder.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath>
    RelativePath: |text: &str| !text.is_empty() && !text.starts_with('/') && !climbs(text) && !text.contains('\0'), 4_095, "",
        "a path in a folder has 1 to 4095 characters, does not start with `/` and has no part `..`";
    /// The path of a route, which is a prefix.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>
    RoutePath: is_route, 65_536, "^/",
        "the path of a route starts with `/` and has no `//`, no part `.` or `..`, and no `%2f`";
}

/// Files of /proc that something else may be mounted over. The runtime of Kubernetes, runc, refuses every other path there
/// (`checkProcMount`); podman's, crun, takes any.
///
/// <https://github.com/opencontainers/runc/blob/main/libcontainer/rootfs_linux.go>
const FILES_OF_PROC: [&str; 10] = [
    "/proc/cpuinfo",
    "/proc/diskstats",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/slabinfo",
    "/proc/stat",
    "/proc/swaps",
    "/proc/sys/crypto/fips_enabled",
    "/proc/sys/kernel/ns_last_pid",
    "/proc/uptime",
];

/// Whether something may be mounted over this path below /proc.
#[must_use]
pub fn is_file_of_proc(path: &str) -> bool {
    FILES_OF_PROC.contains(&path)
}

/// Whether one of the parts is `..`.
#[must_use]
pub fn climbs(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

fn is_route(path: &str) -> bool {
    path.starts_with('/')
        && !["//", "/./", "/../", "%2f", "%2F"]
            .iter()
            .any(|part| path.contains(part))
        && !["/..", "/."].iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (text, absolute, relative, route) in [
            ("/", true, false, true),
            ("/srv/a", true, false, true),
            ("/srv/a/", true, false, true),
            ("/srv//a", true, false, false),
            ("/srv/../a", false, false, false),
            ("/srv/..a", true, false, true),
            ("/a/.", true, false, false),
            ("/a%2Fb", true, false, false),
            ("srv", false, true, false),
            ("../srv", false, false, false),
            ("", false, false, false),
        ] {
            assert_eq!(
                (
                    AbsolutePath::is(text),
                    RelativePath::is(text),
                    RoutePath::is(text)
                ),
                (absolute, relative, route),
                "{text}"
            );
        }
    }
}

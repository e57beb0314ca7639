//! Devices of a host that one container gets together, as squat/generic-device-plugin hands them out.

use std::{collections::BTreeMap, fmt::Write as _};

use super::policy::short_hash;
use crate::podman::devices::Permissions;

/// Bytes of a resource, `DOMAIN/NAME`: its base 64 is in the name of a socket, whose path has at most 107.
const LONGEST: usize = 39;

/// Bytes of a name behind its stem: `-` and a checksum.
const CHECKSUM: usize = 9;

/// What the plugin takes as a sign of a pattern.
/// <https://pkg.go.dev/path#Match>
const SIGNS: [char; 4] = ['*', '?', '[', '\\'];

/// The devices of one container: one resource of the plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceSet {
    /// By the path in the container: the path on the host, and what the container may do.
    nodes: BTreeMap<String, (String, Permissions)>,
}

impl DeviceSet {
    /// Adds a node, or a folder of nodes. Of two in one place the later one counts, and podman lets the container do with
    /// one node what either of two options says.
    pub fn add(&mut self, host: &str, container: &str, permissions: Permissions) {
        let host = clean(host);
        let known = self.nodes.get(&clean(container));
        let before = known.filter(|(known, _)| *known == host);
        let permissions = before.map_or(permissions, |(_, before)| before.or(permissions));
        self.nodes.insert(clean(container), (host, permissions));
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The paths on the host.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.nodes.values().map(|(node, _)| node.as_str())
    }

    /// The name of its resource on a host, without the domain: the same for the same devices of the same host only.
    #[must_use]
    pub fn name(&self, host: &str, domain: &str) -> String {
        let mut text = host.to_owned();
        for (path, (node, permissions)) in &self.nodes {
            // Writing to a String cannot fail. A path has no NUL.
            let _ = write!(text, "\0{node}\0{path}\0{permissions}");
        }
        let first = self.nodes.values().next();
        let first = first.map_or("", |(node, _)| node.as_str());
        let last = first.rsplit('/').next().unwrap_or_default();
        let room = LONGEST.saturating_sub(domain.len() + 1 + CHECKSUM);
        format!("{}-{}", stem(last, room), short_hash(&text))
    }

    /// What the plugin is told of it: JSON in one line. `count` containers may have it at the same time.
    ///
    /// <https://github.com/squat/generic-device-plugin#usage>
    #[must_use]
    pub fn config(&self, name: &str, count: u32) -> String {
        let mut paths = Vec::new();
        for (path, (node, permissions)) in &self.nodes {
            let (node, path) = (quoted(&plain(node)), quoted(path));
            paths.push(format!(
                "{{\"path\":{node},\"mountPath\":{path},\"permissions\":\"{permissions}\"}}"
            ));
        }
        let (name, paths) = (quoted(name), paths.join(","));
        format!("{{\"name\":{name},\"groups\":[{{\"count\":{count},\"paths\":[{paths}]}}]}}")
    }
}

/// A path without `.`, `..`, `//` and a last `/`: the plugin puts the device into a folder whose path ends with one.
fn clean(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The start of a name: lower-case letters, digits and single `-` between them, at most `room`.
fn stem(text: &str, room: usize) -> String {
    let mut out = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= room {
            break;
        }
    }
    match out.trim_end_matches('-') {
        "" => "d".to_owned(),
        stem => stem.to_owned(),
    }
}

/// A path as a pattern that only it matches.
fn plain(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if SIGNS.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::grammar::resource::{DeviceDomain, DeviceName};

    fn set(devices: &[(&str, &str, &str)]) -> DeviceSet {
        let mut out = DeviceSet::default();
        for (host, container, permissions) in devices {
            let permissions = Permissions::parse(permissions).unwrap_or(Permissions::ALL);
            out.add(host, container, permissions);
        }
        out
    }

    fn read(set: &DeviceSet) -> Value {
        serde_json::from_str(&set.config("a-1", 2)).unwrap_or_default()
    }

    /// The configuration with these paths: in the container, pattern on the host, permissions.
    fn config(paths: &[(&str, &str, &str)]) -> Value {
        let path = |(path, node, permissions): &(&str, &str, &str)| json!({"path": node, "mountPath": path, "permissions": permissions});
        let paths: Vec<Value> = paths.iter().map(path).collect();
        json!({"name": "a-1", "groups": [{"count": 2, "paths": paths}]})
    }

    #[test]
    fn configurations() {
        for (devices, expected) in [
            (
                &[("/dev/dri", "/dev/dri", "mrw")][..],
                &[("/dev/dri", "/dev/dri", "rwm")][..],
            ),
            (
                &[("/dev//snd/", "/dev/./snd/", "r")],
                &[("/dev/snd", "/dev/snd", "r")],
            ),
            (
                &[("/dev/a", "/dev/x", "r"), ("/dev/b", "/dev/x", "w")],
                &[("/dev/x", "/dev/b", "w")],
            ),
            (
                &[("/dev/a", "/dev/a", "r"), ("/dev/a", "/dev/a", "w")],
                &[("/dev/a", "/dev/a", "rw")],
            ),
            (
                &[("/dev/a", "/dev/b/../c", "rw"), ("/dev/b", "/dev/a", "m")],
                &[("/dev/a", "/dev/b", "m"), ("/dev/c", "/dev/a", "rw")],
            ),
            (
                &[("/dev/a*[b]?\\", "/dev/\"\n", "rw")],
                &[("/dev/\"\n", "/dev/a\\*\\[b]\\?\\\\", "rw")],
            ),
        ] {
            assert_eq!(read(&set(devices)), config(expected), "{devices:?}");
        }
    }

    #[test]
    fn names() {
        let dri = set(&[("/dev/dri", "/dev/dri", "rwm")]);
        assert!(dri.name("a", "k3s-migrate").starts_with("dri-"));
        assert_eq!(
            dri.name("a", "k3s-migrate"),
            set(&[("/dev/dri/", "/dev//dri", "mrw")]).name("a", "k3s-migrate")
        );
        for other in [
            dri.name("b", "k3s-migrate"),
            set(&[("/dev/dri", "/dev/dri", "rw")]).name("a", "k3s-migrate"),
            set(&[("/dev/dri", "/dev/gpu", "rwm")]).name("a", "k3s-migrate"),
        ] {
            assert_ne!(dri.name("a", "k3s-migrate"), other);
        }
    }

    proptest! {
        /// The plugin takes `[a-z0-9][-a-z0-9]*[a-z0-9]`, and its socket has a path of at most 107 bytes.
        #[test]
        fn names_are_names_of_resources(
            host in "[a-z.]{1,9}",
            path in "/dev/.{0,40}|/dev/[a-zA-Z0-9_.-]{1,40}",
            domain in "[a-z0-9]([-a-z0-9]{0,25}[a-z0-9])?",
        ) {
            prop_assume!(DeviceDomain::is(&domain));
            let name = set(&[(&path, "/dev/x", "rw")]).name(&host, &domain);
            let is_inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            prop_assert!(name.len() > 1 && name.bytes().all(is_inner));
            prop_assert!(!name.starts_with('-') && !name.ends_with('-'));
            let resource = format!("{domain}/{name}");
            prop_assert!(DeviceName::is(&resource), "{}", resource);
            let base64 = resource.len().div_ceil(3) * 4;
            let socket = "/var/lib/kubelet/device-plugins/gdp-".len() + base64 + "-1790000000.sock".len();
            prop_assert!(socket <= 107, "{} {}", resource, socket);
        }

        #[test]
        fn configurations_are_json(path in "/dev/.*", container in "/.*") {
            let written = read(&set(&[(&path, &container, "r")]));
            prop_assert_eq!(written, config(&[(&clean(&container), &plain(&clean(&path)), "r")]));
        }

        /// As `path.Match` of Go reads a pattern: `\` takes the next character as it is.
        #[test]
        fn patterns_match_only_themselves(path in "/dev/[a-z*?\\[\\]\\\\]{0,9}") {
            let mut matched = String::new();
            let pattern = plain(&path);
            let mut rest = pattern.chars();
            while let Some(c) = rest.next() {
                prop_assert!(!matches!(c, '*' | '?' | '['));
                matched.push(if c == '\\' { rest.next().unwrap_or_default() } else { c });
            }
            prop_assert_eq!(matched, path);
        }
    }
}

//! Files that people give, and that are not an input: what they are, and what to give in their place.

use serde_json::{Map, Value};

use super::{Error, Files};

/// A kind of document.
struct Kind {
    /// What it is, and what to do.
    says: &'static str,
    /// Whether an object is one.
    is: fn(&Map<String, Value>) -> bool,
}

/// Kinds of JSON objects, the first that fits counts.
const OBJECTS: &[Kind] = &[
    Kind {
        says: "this is a Kubernetes object already, for `kubectl apply -f`",
        is: |map| map.contains_key("apiVersion") && map.contains_key("kind"),
    },
    Kind {
        says: "this is a whole configuration; evaluate `config.virtualisation.oci-containers.containers` of the host alone",
        is: |map| {
            [
                "virtualisation",
                "config",
                "nixosConfigurations",
                "oci-containers",
            ]
            .iter()
            .any(|key| map.get(*key).is_some_and(Value::is_object))
        },
    },
    Kind {
        says: "this is the index of a bundle; `k3s-migrate install` takes its directory",
        is: |map| map.contains_key("files") && map.contains_key("hostPaths"),
    },
    Kind {
        says: "these are systemd units; name the file with `--units`, next to the containers",
        is: |map| {
            let unit = |value: &Value| value.get("serviceConfig").is_some();
            map.values().any(unit)
        },
    },
    Kind {
        says: "this is one container; an input has containers by their names: `{\"NAME\": {…}}`",
        is: |map| map.get("image").is_some_and(Value::is_string),
    },
    Kind {
        says: "these are settings; name the file with `--settings`, next to the containers",
        is: |map| {
            [
                "$schema",
                "accept",
                "exposure",
                "kubernetes",
                "namespace",
                "networkPolicies",
                "podmanSeccomp",
                "runtimeClasses",
                "seccompProfile",
                "waitFor",
            ]
            .iter()
            .any(|key| map.contains_key(*key))
                || map
                    .get("containers")
                    .and_then(Value::as_object)
                    .is_some_and(|of| of.values().all(|one| one.get("image").is_none()))
        },
    },
];

/// What an object is, its containers left aside: they may have any name.
fn kind(map: &Map<String, Value>) -> Option<&'static Kind> {
    let is_container = |value: &Value| value.get("image").is_some();
    let others: Map<String, Value> = map
        .iter()
        .filter(|(_, value)| !is_container(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    OBJECTS.iter().find(|kind| (kind.is)(&others))
}

/// Whether an object is known to be something else than containers by their names.
pub fn is_known(map: &Map<String, Value>) -> bool {
    kind(map).is_some()
}

/// What a document is that no format knows.
pub fn document(value: &Value) -> &'static str {
    match value {
        Value::Object(map) => kind(map).map_or("the format is not recognised", |kind| kind.says),
        Value::Array(list) => match list.first() {
            Some(first) if first.get("RepoTags").is_some() => {
                "this is what podman says of images; give what `podman inspect $(podman ps --all --quiet)` prints"
            }
            Some(first) if first.get("Config").is_some() || first.get("Names").is_some() => {
                "this is a list of containers without the commands that made them; give what `podman inspect $(podman ps --all --quiet)` prints"
            }
            _ => "this is a list, and an input is an object: containers by their names",
        },
        Value::Null => "this is `null`: what was evaluated has no value",
        _ => "this is one value, and an input is an object: containers by their names",
    }
}

/// What a folder is that no format knows.
///
/// # Errors
/// It cannot be looked into.
pub fn folder(name: &str, files: &dyn Files) -> Result<&'static str, Error> {
    Ok(match files.text(&format!("{name}/bundle.json"))? {
        Some(_) => "this is a bundle: `explain -f`, `diff` and `install` take it",
        None => {
            "no format is recognised in this folder; name a file of evaluated definitions, the folder of a Compose project, or one of quadlet files"
        }
    })
}

/// What a text is that is not JSON, if it is known by its first words.
pub fn text(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let line = start.lines().next().unwrap_or_default();
    let is_nix = start.starts_with("{ ") && line.contains(':') && !line.contains('"')
        || line.starts_with("let")
        || start.contains("virtualisation.oci-containers");
    if is_markdown(start) {
        Some("this is Markdown; name a file of evaluated definitions")
    } else if is_commented(start) {
        Some("these are settings; name the file with `--settings`, next to the containers")
    } else if start.starts_with("error:") {
        Some("this is an error of `nix eval`; it has to print JSON first")
    } else if start.starts_with("podman run") || start.starts_with("docker run") {
        Some(
            "this is a command line; put the container into `virtualisation.oci-containers.containers`",
        )
    } else if is_nix {
        Some(
            "this is Nix source; evaluate it with `nix eval --json`, or list what it has with `k3s-migrate inventory`",
        )
    } else if start.starts_with("apiVersion:") {
        Some("this is a Kubernetes object already, for `kubectl apply -f`")
    } else if start.starts_with("[Unit]") || start.starts_with("[Container]") {
        Some("this is a systemd unit; name the folder of quadlet files that it is in")
    } else if start.starts_with("FROM ") {
        Some("this is a Dockerfile; name the Compose file or the definition that runs its image")
    } else {
        None
    }
}

/// Whether a text begins with a heading and prose below it: comments of Nix, YAML and units are followed by what they are
/// about.
fn is_markdown(start: &str) -> bool {
    let mut lines = start.lines();
    let is_heading = |line: &str| {
        let title = line.trim_start_matches('#');
        title.len() < line.len() && title.starts_with(' ')
    };
    let is_prose = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        line.starts_with("[!")
            || !(line.starts_with(['{', '[', '#'])
                || first.ends_with(':')
                || matches!(first, "let" | "with" | "rec" | "inputs" | "services"))
    };
    lines.next().is_some_and(is_heading)
        && lines.next().is_none_or(|line| line.trim().is_empty())
        && lines.next().is_some_and(is_prose)
}

/// Whether this is JSON that begins with a comment, and has no container.
fn is_commented(start: &str) -> bool {
    let inner = start.strip_prefix('{').unwrap_or(start).trim_start();
    inner.starts_with("//") && start.contains('{') && !start.contains("\"image\"")
}

/// Whether a text is JSON with containers: of oci-containers, or of an envelope.
#[must_use]
pub fn has_containers(text: &str) -> bool {
    let Ok(Value::Object(map)) = serde_json::from_str(text) else {
        return false;
    };
    let is_container = |(key, value): (&String, &Value)| {
        // A key of the settings that has an image, too.
        key != "waitFor" && value.get("image").is_some_and(Value::is_string)
    };
    let hosts = map.get("hosts").and_then(Value::as_object);
    map.iter().any(is_container)
        || hosts.is_some_and(|hosts| hosts.values().any(|host| host.get("containers").is_some()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::{OBJECTS, document, text};

    #[test]
    fn documents() {
        let is = |json: &str| document(&serde_json::from_str(json).unwrap());
        for (json, part) in [
            (
                r#"{"apiVersion": "v1", "kind": "Pod"}"#,
                "Kubernetes object",
            ),
            (
                r#"{"virtualisation": {"oci-containers": {}}}"#,
                "whole configuration",
            ),
            (
                r#"{"version": 2, "files": [], "hostPaths": []}"#,
                "index of a bundle",
            ),
            (r#"{"podman-web": {"serviceConfig": {}}}"#, "systemd units"),
            (r#"{"image": "docker.io/library/nginx:1"}"#, "one container"),
            (r#"{"accept": ["K3M302"]}"#, "settings"),
            (r#"{"containers": {"web": {"kind": "Job"}}}"#, "settings"),
            (r#"[{"Names": ["web"]}]"#, "list of containers"),
            (r#"[{"RepoTags": ["a:1"]}]"#, "of images"),
            ("[]", "a list"),
            ("null", "`null`"),
            ("5", "one value"),
            (r#"{"a": 1}"#, "not recognised"),
        ] {
            assert!(is(json).contains(part), "{json}: {}", is(json));
        }
        assert_eq!(OBJECTS.len(), 6, "each has a line above");
    }

    #[test]
    fn texts() {
        for (given, part) in [
            ("error: attribute 'x' missing", Some("`nix eval`")),
            ("docker run -d nginx", Some("command line")),
            ("{ config, pkgs, ... }: {}", Some("Nix source")),
            ("let x = 1; in x", Some("Nix source")),
            (
                "{\n  virtualisation.oci-containers.containers = {};\n}",
                Some("Nix source"),
            ),
            ("apiVersion: v1\nkind: Pod", Some("Kubernetes object")),
            ("[Container]\nImage=x", Some("systemd unit")),
            ("FROM alpine\nRUN x", Some("Dockerfile")),
            (
                "# Host\n\nAll of `virtualisation.oci-containers` is here.\n",
                Some("Markdown"),
            ),
            (
                "# One file\n\n{ pkgs, ... }: {\n  virtualisation.oci-containers.containers = {};\n}",
                Some("Nix source"),
            ),
            (
                "// Settings.\n{\n  // \"namespace\": \"a\",\n}",
                Some("settings"),
            ),
            ("{\n  // mine\n  \"web\": {\"image\": \"a\"}\n}", None),
            ("{ \"a\": }", None),
            ("", None),
        ] {
            let said = text(given);
            assert_eq!(said.is_some(), part.is_some(), "{given}");
            assert!(
                said.unwrap_or_default().contains(part.unwrap_or_default()),
                "{given}"
            );
        }
    }
}

//! Images that have to be pulled before Pods can start.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Finding, Patient, ask, by_user, memory::containers};
use crate::columns::counted;

/// What Docker Hub gives to one address without a login in six hours.
/// Docker: <https://docs.docker.com/docker-hub/usage/>
const DOCKER_HUB: usize = 100;

/// Which images are missing, by registry.
pub fn check(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "images";
    let Some(bundle) = &patient.bundle else {
        return Vec::new();
    };
    let wanted: BTreeSet<&str> = bundle
        .manifests
        .values()
        .flat_map(containers)
        .filter_map(|container| container.get("image")?.as_str())
        .collect();
    let Some(said) = ask("k3s", &["crictl", "images", "-o", "json"]) else {
        return vec![
            Finding::unknown(
                TOPIC,
                format!(
                    "{} needed; containerd does not say which it has",
                    counted(wanted.len(), "image")
                ),
            )
            .then(by_user(
                "run this on the host of the Pods, once K3s runs: containerd is a part of it",
                "run this as root on the host of the Pods",
            )),
        ];
    };
    let has = known(&said);
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for image in wanted.iter().filter(|image| !has.contains(**image)) {
        missing.entry(registry(image)).or_default().push(image);
    }
    if missing.is_empty() {
        return vec![Finding::ok(
            TOPIC,
            format!("containerd has all that are needed ({})", wanted.len()),
        )];
    }
    missing
        .into_iter()
        .map(|(registry, images)| {
            let count = images.len();
            let first = images.first().copied().unwrap_or_default();
            let more = if count == 1 { "" } else { ", …" };
            let text = format!(
                "{} to pull from {registry}: {first}{more}",
                counted(count, "image")
            );
            let pull =
                format!("run `k3s crictl pull {first}` before you move it: the pause is shorter");
            match registry {
                "docker.io" if count > DOCKER_HUB / 2 => Finding::warn(
                    TOPIC,
                    format!("{text}; without a login Docker Hub gives {DOCKER_HUB} in six hours"),
                )
                .then("write a login into /etc/rancher/k3s/registries.yaml, or move in waves"),
                _ => Finding::ok(TOPIC, text).then(pull),
            }
        })
        .collect()
}

/// Tags and digests that containerd has.
fn known(json: &str) -> BTreeSet<String> {
    let list: Value = serde_json::from_str(json).unwrap_or_default();
    let images = list.get("images").and_then(Value::as_array);
    let names = |image: &Value| {
        let of = |key: &str| {
            image
                .get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        [of("repoTags"), of("repoDigests")].concat()
    };
    let names = images.into_iter().flatten().flat_map(names);
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// The registry of a full name.
fn registry(image: &str) -> &str {
    match image.split_once('/') {
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => first,
        _ => "docker.io",
    }
}

#[cfg(test)]
mod tests {
    use super::{known, registry};

    #[test]
    fn images() {
        let json = r#"{"images": [{"repoTags": ["docker.io/library/nginx:1"], "repoDigests": ["docker.io/library/nginx@sha256:a"]}, {}]}"#;
        assert_eq!(known(json).len(), 2);
        assert!(known("x").is_empty());
        for (image, wanted) in [
            ("ghcr.io/a/b:1", "ghcr.io"),
            ("nginx:1", "docker.io"),
            ("library/nginx", "docker.io"),
            ("localhost/x", "localhost"),
            ("nas:5000/x", "nas:5000"),
        ] {
            assert_eq!(registry(image), wanted);
        }
    }
}

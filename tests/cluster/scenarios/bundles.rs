//! What the server says of everything that we convert anywhere.

use std::{collections::BTreeSet, fs};

use k3s_migrate::{bundle, grammar::Release};
use serde_json::Value;

use crate::{common, site::Site};

/// What the server is. Bundles for a newer one are judged by `.ci/oracles`, which has the rules of both.
const SERVER: Release = Release::V1_34;

/// The kind that the Traefik of K3s brings along. Its fields are judged by Traefik's own definition in the oracles.
fn middlewares() -> Value {
    serde_json::json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "middlewares.traefik.io"},
        "spec": {
            "group": "traefik.io",
            "names": {"kind": "Middleware", "listKind": "MiddlewareList", "plural": "middlewares", "singular": "middleware"},
            "scope": "Namespaced",
            "versions": [{
                "name": "v1alpha1",
                "served": true,
                "storage": true,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
            }],
        },
    })
}

/// Every bundle of the cases, the example and the fixtures passes the server's own admission, with
/// strict field validation and without a warning.
pub fn every_bundle_is_accepted(site: &mut Site) {
    let mut spaces = BTreeSet::new();
    let folder = site.top.join("objects");
    fs::create_dir_all(&folder).unwrap();
    let mut objects = 0;
    if let Some(why) = common::no_real_hosts() {
        println!("ignored real hosts ({why})");
    }
    let all = common::cases().into_iter().chain(common::fixtures());
    let (mut bundles, mut newer) = (0, 0);
    for case in all {
        let compiled = case.compile();
        if compiled.plan.kubernetes > SERVER {
            newer += 1;
            continue;
        }
        bundles += 1;
        let bundle = bundle::files(&compiled);
        for (path, text) in bundle
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("manifests/"))
        {
            let list: Value = serde_json::from_str(text).unwrap();
            for item in list["items"].as_array().unwrap() {
                let namespace = item["metadata"]["namespace"].as_str();
                spaces.extend(namespace.map(str::to_owned));
                let name = path.replace('/', "-");
                objects += 1;
                fs::write(
                    folder.join(format!("{}-{objects}-{name}", case.name)),
                    item.to_string(),
                )
                .unwrap();
            }
        }
    }
    for name in &spaces {
        let space = serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        site.world.apply(&space);
    }
    site.world.apply(&middlewares());
    let mut wait = site.world.command(&[
        "wait",
        "--for=condition=Established",
        "--timeout=60s",
        "crd/middlewares.traefik.io",
    ]);
    assert!(wait.status().unwrap().success(), "no kind Middleware");
    let folder = folder.to_str().unwrap();
    let mut command = site.world.command(&[
        "create",
        "--dry-run=server",
        "--validate=strict",
        "-R",
        "-o",
        "name",
        "-f",
        folder,
    ]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // The Namespaces are there, since the others need them.
    let there = |line: &str| line.contains("namespaces \"") && line.ends_with("already exists");
    let (there, wrong): (Vec<&str>, Vec<&str>) = said.lines().partition(|line| there(line));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let made = String::from_utf8_lossy(&output.stdout).lines().count();
    println!("        {bundles} bundles, {objects} objects; {newer} bundles for a newer server");
    assert_eq!(made + there.len(), objects, "{said}");
    for name in spaces
        .iter()
        .filter(|name| !["default", "kube-system"].contains(&name.as_str()))
    {
        site.world
            .kubectl(&["delete", "namespace", name, "--wait=false"]);
    }
}

//! What bundles hold, and what happens to a host: the random input of the model.

use std::collections::{BTreeMap, BTreeSet};

use k3s_migrate::install::objects::id;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::common::install::{Files, claim, deployment, file_of, namespace, service};

/// What is in which file, and in which version: objects 0–3 are Services and Deployments, which have a second container in
/// version 1, 4 and 5 claims. `None` is not in the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    pub seats: [Option<(u8, u8)>; 4],
    pub claims: [bool; 2],
    /// A file whose workload was refused.
    pub refused: Option<u8>,
}

impl Shape {
    fn object(index: usize, version: u8) -> Value {
        let name = format!("o{index}");
        if index.is_multiple_of(2) {
            let mut deployment = deployment(&name, &format!("image:{version}"));
            if version == 1 {
                let list = &mut deployment["spec"]["template"]["spec"]["containers"];
                let other = json!({"name": format!("{name}x"), "image": "image:x"});
                list.as_array_mut().unwrap().push(other);
            }
            return deployment;
        }
        let mut service = service(&name);
        service["spec"]["ports"][0]["port"] = json!(80 + version);
        service
    }

    pub fn file(index: u8) -> String {
        file_of(["a", "b", "c"][usize::from(index) % 3])
    }

    pub fn files(&self) -> Files {
        let mut files = Files::new();
        files.insert(
            "k3s-migrate-00-namespaces.json".to_owned(),
            vec![namespace()],
        );
        for (index, seat) in self.seats.iter().enumerate() {
            if let Some((file, version)) = seat
                && self.refused != Some(file % 3)
            {
                let object = Self::object(index, *version);
                files.entry(Self::file(*file)).or_default().push(object);
            }
        }
        for (index, _) in self.claims.iter().enumerate().filter(|(_, there)| **there) {
            let file = "k3s-migrate-10-storage.json".to_owned();
            files
                .entry(file)
                .or_default()
                .push(claim(&format!("c{index}")));
        }
        files
    }

    pub fn ids(&self) -> BTreeSet<String> {
        self.files().values().flatten().filter_map(id).collect()
    }

    /// The file of every object.
    pub fn homes(&self) -> BTreeMap<String, String> {
        let files = self.files().into_iter();
        let all = files.flat_map(|(name, items)| {
            let ids: Vec<String> = items.iter().filter_map(id).collect();
            ids.into_iter().map(move |id| (id, name.clone()))
        });
        all.collect()
    }

    /// Each container of a Deployment has a unit.
    pub fn units(&self) -> Vec<Value> {
        let files = self.files();
        let all = files
            .iter()
            .flat_map(|(name, items)| items.iter().map(move |item| (name, item)));
        all.flat_map(|(name, item)| {
            containers(item).map(move |container| {
                json!({"host": "here", "unit": unit_of(&container), "container": container, "file": format!("manifests/{name}")})
            })
        })
        .collect()
    }
}

/// Names of the containers of a Deployment.
fn containers(object: &Value) -> impl Iterator<Item = String> {
    let list = object.pointer("/spec/template/spec/containers");
    let list = list.and_then(Value::as_array).cloned().unwrap_or_default();
    list.into_iter()
        .map(|container| container["name"].as_str().unwrap().to_owned())
}

fn unit_of(container: &str) -> String {
    format!("podman-{container}.service")
}

/// The units that podman runs the containers of an object by.
pub fn units(object: &Value) -> impl Iterator<Item = String> {
    containers(object).map(|container| unit_of(&container))
}

/// Whether an object has Pods.
pub fn has_pods(id: &str) -> bool {
    id.starts_with("apps/v1/Deployment/")
}

pub fn shape(refusing: bool) -> impl Strategy<Value = Shape> {
    let seat = prop_oneof![1 => Just(None), 4 => (0..3u8, 0..2u8).prop_map(Some)];
    let refused = prop_oneof![3 => Just(None), 1 => (0..3u8).prop_map(Some)];
    (
        prop::array::uniform4(seat),
        prop::array::uniform2(any::<bool>()),
        refused,
    )
        .prop_map(move |(seats, claims, refused)| Shape {
            seats,
            claims,
            refused: refused.filter(|_| refusing),
        })
}

#[derive(Debug, Clone)]
pub enum Step {
    /// Install; stop before a change; look at the directory between those changes that have a bit.
    Install {
        shape: Shape,
        stop: Option<u32>,
        looks: u64,
    },
    /// Install with `--confirm`.
    Confirm {
        shape: Shape,
    },
    /// Back to the generation before.
    Rollback,
    /// A whole walk of K3s.
    Look,
    /// Some steps of K3s.
    Some(u32),
    /// From now on the API server is away at some steps of K3s.
    Away(u64),
    /// From now on K3s takes so many steps between two questions.
    Pace(u32),
    /// From now on some add-ons cannot be deleted.
    Failing(u64),
    Restart,
    /// podman starts the container of a Deployment, or it ends.
    Podman(u8, bool),
    /// Somebody writes a file of their own in our folder.
    Foreign(u8),
}

pub fn step(refusing: bool) -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (shape(refusing), prop::option::of(1..60u32), any::<u64>())
            .prop_map(|(shape, stop, looks)| Step::Install { shape, stop, looks }),
        1 => shape(refusing).prop_map(|shape| Step::Confirm { shape }),
        1 => Just(Step::Rollback),
        1 => Just(Step::Look),
        2 => (1..12u32).prop_map(Step::Some),
        1 => (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| Step::Away(a & b & c)),
        1 => (0..9u32).prop_map(Step::Pace),
        1 => any::<u64>().prop_map(Step::Failing),
        1 => Just(Step::Restart),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(index, starts)| Step::Podman(index, starts)),
        1 => any::<u8>().prop_map(Step::Foreign),
    ]
}

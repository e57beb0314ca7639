//! Objects as K3s sees them: their names, and the Lists that hold them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::bundle::head::{self, Runs};

/// `apiVersion/Kind/namespace/name`, `-` for no namespace.
pub type Id = String;

/// The name of an object; `None` where it has no kind or no name.
#[must_use]
pub fn id(object: &Value) -> Option<Id> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
    let namespace = text("/metadata/namespace").unwrap_or("-");
    let (version, kind) = (text("/apiVersion")?, text("/kind")?);
    Some(format!(
        "{version}/{kind}/{namespace}/{}",
        text("/metadata/name")?
    ))
}

/// The parts of an object's name: apiVersion (which may hold a `/`), kind, namespace, name.
#[must_use]
pub fn parts(id: &str) -> Option<[&str; 4]> {
    let mut parts = id.rsplitn(4, '/');
    let (name, namespace, kind) = (parts.next()?, parts.next()?, parts.next()?);
    Some([parts.next()?, kind, namespace, name])
}

/// The containers of an object's Pods: `namespace/workload/container`, as names of no object.
pub fn containers(object: &Value) -> impl Iterator<Item = String> {
    let id = id(object).unwrap_or_default();
    let names = [
        "/spec/template/spec",
        "/spec/jobTemplate/spec/template/spec",
    ]
    .iter()
    .filter_map(|pointer| object.pointer(pointer))
    .flat_map(names_of_containers);
    names.filter_map(move |container| {
        let [_, _, namespace, name] = parts(&id)?;
        Some(format!("{namespace}/{name}/{container}"))
    })
}

/// Names of the containers of a Pod, given its `spec`.
pub fn names_of_containers(spec: &Value) -> impl Iterator<Item = &str> {
    let lists = ["initContainers", "containers"];
    let lists = lists
        .into_iter()
        .filter_map(|key| spec.get(key)?.as_array());
    lists
        .flatten()
        .filter_map(|container| container.get("name")?.as_str())
}

/// What makes two objects the same one for the API server: the version of the group does not
/// count, and K3s puts an object without a namespace into `default`.
#[must_use]
pub fn identity(id: &str) -> String {
    let Some([version, kind, namespace, name]) = parts(id) else {
        return id.to_owned();
    };
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let namespace = if namespace == "default" {
        "-"
    } else {
        namespace
    };
    format!("{group}/{kind}/{namespace}/{name}")
}

/// A file as K3s takes it: one JSON `List`, which does not parse wherever it is cut.
#[must_use]
pub fn list<'a>(items: impl IntoIterator<Item = &'a Value>, units: &[Runs]) -> String {
    let items: Vec<&Value> = items.into_iter().collect();
    let mut list = json!({"apiVersion": "v1", "kind": "List", "items": items});
    if let (Some(list), Some(metadata)) = (list.as_object_mut(), head::metadata(units)) {
        list.insert("metadata".to_owned(), metadata);
    }
    crate::bundle::pretty(&list)
}

/// The items of a `List` by name.
#[must_use]
pub fn items(list: &Value) -> BTreeMap<Id, Value> {
    let items = list.get("items").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(|item| Some((id(item)?, item.clone())))
        .collect()
}

/// The items of a `List` as they stand.
#[must_use]
pub fn items_in_order(list: &Value) -> Vec<Value> {
    let items = list.get("items").and_then(Value::as_array);
    items.cloned().unwrap_or_default()
}

/// The add-on that K3s makes of a file: its name up to the first period, in any folder.
#[must_use]
pub fn add_on(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{add_on, identity, parts};

    #[test]
    fn names() {
        assert_eq!(
            parts("apps/v1/Deployment/podman/plex"),
            Some(["apps/v1", "Deployment", "podman", "plex"])
        );
        assert_eq!(
            parts("v1/Namespace/-/podman"),
            Some(["v1", "Namespace", "-", "podman"])
        );
        assert_eq!(parts("v1/Namespace"), None);
        for (one, other) in [
            (
                "apps/v1/Deployment/podman/plex",
                "apps/v1beta1/Deployment/podman/plex",
            ),
            ("v1/Service/default/a", "v1/Service/-/a"),
        ] {
            assert_eq!(identity(one), identity(other));
        }
        assert_ne!(identity("v1/Service/a/x"), identity("apps/v1/Service/a/x"));
        for (path, name) in [
            ("a/b/app.v1.yaml", "app"),
            ("app.json", "app"),
            ("app", "app"),
        ] {
            assert_eq!(add_on(path), name);
        }
    }
}

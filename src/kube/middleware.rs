//! `Middleware` of Traefik.
//!
//! Traefik: <https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/middleware/>

use std::collections::BTreeMap;

use k8s_openapi::{
    Metadata, NamespaceResourceScope, Resource, apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{Marks, Objects, metadata};
use crate::{
    origin::Whys,
    plan::{self, MiddlewareValue as Value, Workload},
};

/// The Middlewares of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for middleware in &workload.middlewares {
        out.add(&Whys::default(), |marks| {
            object(workload, middleware, marks)
        });
    }
}

fn object(workload: &Workload, middleware: &plan::Middleware, marks: &mut Marks) -> Middleware {
    let name = middleware.name.as_str();
    let metadata = metadata(workload, name, &Whys::default(), [], marks);
    let mut spec = BTreeMap::new();
    for (path, value) in &middleware.fields {
        let Some((last, above)) = path.split_last() else {
            continue;
        };
        let pointer = above.iter().fold("/spec".to_owned(), |mut pointer, part| {
            pointer.push('/');
            pointer.push_str(part);
            pointer
        });
        marks.entry(&pointer, last, &value.from);
        put(&mut spec, path, &value.value);
    }
    Middleware {
        api_version: Middleware::API_VERSION,
        kind: Middleware::KIND,
        metadata,
        spec,
    }
}

/// Sets a value at a path.
fn put(tree: &mut BTreeMap<String, Node>, path: &[String], value: &Value) {
    match path {
        [] => {}
        [last] => {
            tree.insert(last.clone(), Node::Leaf(value.clone()));
        }
        [first, rest @ ..] => {
            let node = tree
                .entry(first.clone())
                .or_insert_with(|| Node::Branch(BTreeMap::new()));
            if !matches!(node, Node::Branch(_)) {
                *node = Node::Branch(BTreeMap::new());
            }
            if let Node::Branch(branch) = node {
                put(branch, rest, value);
            }
        }
    }
}

/// The resource, as far as it is written.
#[derive(Debug, Serialize)]
struct Middleware {
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: BTreeMap<String, Node>,
}

#[derive(Debug)]
enum Node {
    Branch(BTreeMap<String, Node>),
    Leaf(Value),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Branch(branch) => branch.serialize(serializer),
            Self::Leaf(Value::Text(text)) => serializer.serialize_str(text),
            Self::Leaf(Value::Number(number)) => serializer.serialize_i64(*number),
            Self::Leaf(Value::Flag(flag)) => serializer.serialize_bool(*flag),
            Self::Leaf(Value::List(list)) => list.serialize(serializer),
            Self::Leaf(Value::Empty) => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl Resource for Middleware {
    const API_VERSION: &'static str = "traefik.io/v1alpha1";
    const GROUP: &'static str = "traefik.io";
    const KIND: &'static str = "Middleware";
    const VERSION: &'static str = "v1alpha1";
    const URL_PATH_SEGMENT: &'static str = "middlewares";
    type Scope = NamespaceResourceScope;
}

impl Metadata for Middleware {
    type Ty = ObjectMeta;

    fn metadata(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn metadata_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

//! Kubernetes objects: one builder per kind makes k8s-openapi values and marks every field with its reason; the writer
//! turns them into bytes. Nothing is decided here, and nothing that was written is read again.

use std::{collections::BTreeMap, sync::Arc};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::{
    origin::{Traced, Whys},
    parallel,
    plan::{Plan, Workload},
    rules::reasons::Reason,
};

mod account;
mod autoscaler;
mod claim;
mod config;
mod container;
pub mod faults;
mod ingress;
mod marks;
mod middleware;
mod namespace;
mod network_policy;
mod pod;
mod security;
mod service;
mod workload;
pub mod write;

pub use marks::Marks;
pub use write::Style;

/// `app.kubernetes.io/name`: the one label that selectors use; it never changes while the name stays.
pub const NAME_LABEL: &str = "app.kubernetes.io/name";
/// `app.kubernetes.io/managed-by`.
pub const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";
/// `app.kubernetes.io/part-of`.
pub const PART_OF_LABEL: &str = "app.kubernetes.io/part-of";
/// Changes with the ports of a container that has one number twice ([`Workload::ports_label`]).
pub const PORTS_LABEL: &str = "k3s-migrate/ports";
/// K3s' apply library never prunes an object with this label set to `"false"`, no matter what becomes of
/// its file: for what holds data.
pub const PRUNE_LABEL: &str = "objectset.rio.cattle.io/prune";
/// Value of the labels that say who wrote an object.
pub const MANAGED_BY: &str = "k3s-migrate";

/// One Kubernetes object as it is written.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its bytes in the requested style.
    pub text: Box<str>,
    /// `apiVersion/Kind/namespace/name`, `-` for no namespace.
    pub id: Arc<str>,
    /// Index of its workload in the plan; `None` for what the fleet shares.
    pub workload: Option<usize>,
    /// Bytes that it has as JSON; of a small one in YAML the bytes of that.
    pub size: usize,
    /// Why each of its fields is there.
    pub marks: Marks,
    /// Fields without a reason and reasons without a field: faults of the program.
    pub faults: Vec<String>,
}

impl Object {
    /// `Deployment`, `Service` …
    #[must_use]
    pub fn kind(&self) -> &str {
        self.id.rsplit('/').nth(2).unwrap_or_default()
    }

    /// `metadata.namespace`; empty for cluster-wide kinds.
    #[must_use]
    pub fn namespace(&self) -> &str {
        match self.id.rsplit('/').nth(1) {
            Some("-") | None => "",
            Some(namespace) => namespace,
        }
    }

    /// `metadata.name`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }
}

/// A k8s-openapi value whose kind and metadata are known.
trait Kind: serde::Serialize + k8s_openapi::Metadata<Ty = ObjectMeta> {}

impl<T: serde::Serialize + k8s_openapi::Metadata<Ty = ObjectMeta>> Kind for T {}

/// Where the objects of one workload, or those that the fleet shares, are collected.
struct Objects {
    style: Style,
    workload: Option<usize>,
    list: Vec<Object>,
}

impl Objects {
    /// Builds one object, and writes it; `kind` is what decided that it is of this kind, if anything did. `build` marks
    /// what it sets in the order of the JSON names.
    fn add<K: Kind>(&mut self, kind: &Whys, build: impl FnOnce(&mut Marks) -> K) {
        let mut marks = Marks::default();
        marks.unasked("/apiVersion", Reason::Kind);
        if kind.is_empty() {
            marks.unasked("/kind", Reason::Kind);
        } else {
            marks.at("/kind", kind);
        }
        let object = build(&mut marks);
        let written = write::write(&object, self.style, &marks);
        // YAML is longer than JSON, but for the marks of many small values.
        let is_small = self.style == Style::Json || written.text.len() < SMALL;
        let size = if is_small {
            written.text.len()
        } else {
            write::plain(&object, Style::Json).len()
        };
        let metadata = object.metadata();
        let id = format!(
            "{}/{}/{}/{}",
            K::API_VERSION,
            K::KIND,
            metadata.namespace.as_deref().unwrap_or("-"),
            metadata.name.as_deref().unwrap_or("-"),
        );
        self.list.push(Object {
            text: written.text.into(),
            id: id.into(),
            workload: self.workload,
            size,
            marks: marks.finish(),
            faults: written.faults,
        });
    }
}

/// Whether a JSON Pointer is `top` or below it.
#[must_use]
pub fn below(pointer: &str, top: &str) -> bool {
    pointer
        .strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the objects of one workload.
type Builder = fn(&Workload, &mut Objects);

/// Builders in the order in which a person expects the objects of a file.
const BUILDERS: &[Builder] = &[
    account::objects,
    claim::objects,
    config::objects,
    workload::objects,
    service::objects,
    network_policy::objects,
    middleware::objects,
    ingress::objects,
    autoscaler::objects,
];

/// Bytes of YAML that never are more than 256 KiB of JSON.
const SMALL: usize = 128 << 10;

/// Workloads that are worth a thread of their own: starting one takes as long as writing a few.
const WORTH_A_THREAD: usize = 16;

/// All objects of the plan, those that the fleet shares first, then workload by workload, written in a style. Workloads
/// are independent of each other and are written on all processors; the result does not depend on their number.
#[must_use]
pub fn objects(plan: &Plan, style: Style) -> Vec<Object> {
    let mut shared = Objects {
        style,
        workload: None,
        list: Vec::new(),
    };
    namespace::objects(plan, &mut shared);
    let share = parallel::share(plan.workloads.len(), WORTH_A_THREAD);
    let chunks = plan.workloads.chunks(share).enumerate();
    let lists = parallel::all(chunks, |(number, chunk)| {
        objects_of(number * share, chunk, style)
    });
    shared.list.extend(lists.into_iter().flatten());
    shared.list
}

/// The objects of some workloads, the first of which has this index in the plan.
fn objects_of(first: usize, workloads: &[Workload], style: Style) -> Vec<Object> {
    let mut objects = Objects {
        style,
        workload: None,
        list: Vec::with_capacity(workloads.len() * 3),
    };
    for (index, workload) in workloads.iter().enumerate() {
        objects.workload = Some(first + index);
        for build in BUILDERS {
            build(workload, &mut objects);
        }
    }
    objects.list
}

/// Labels of an object of a workload: whose it is, and those that it adds.
fn labels<'a>(
    workload: &'a Workload,
    added: impl IntoIterator<Item = (&'a str, &'a str, Whys)>,
    pointer: &str,
    marks: &mut Marks,
) -> BTreeMap<String, String> {
    let owner = || Whys::from(Reason::Owner);
    let mut all: Vec<(&str, &str, Whys)> = vec![
        (MANAGED_BY_LABEL, MANAGED_BY, owner()),
        (NAME_LABEL, workload.name.as_str(), owner()),
        (PART_OF_LABEL, MANAGED_BY, owner()),
    ];
    all.extend(added);
    all.sort_by_key(|(key, ..)| *key);
    let mut out = BTreeMap::new();
    for (key, value, from) in all {
        marks.entry(pointer, key, &from);
        out.insert(key.to_owned(), value.to_owned());
    }
    out
}

/// The label that keeps K3s from pruning an object that holds data.
fn lasting() -> (&'static str, &'static str, Whys) {
    (PRUNE_LABEL, "false", Reason::Lasting.into())
}

/// What selects the Pods of a workload; immutable, so nothing but the name. Marks are below `pointer`.
fn selector(workload: &Workload, pointer: &str, marks: &mut Marks) -> BTreeMap<String, String> {
    marks.entry(pointer, NAME_LABEL, &Reason::FindsPods.into());
    BTreeMap::from([(NAME_LABEL.to_owned(), workload.name.to_string())])
}

/// `metadata` of an object of a workload. `from` is what decided its name; without it, it is made from names.
fn metadata<'a>(
    workload: &'a Workload,
    name: &str,
    from: &Whys,
    added: impl IntoIterator<Item = (&'a str, &'a str, Whys)>,
    marks: &mut Marks,
) -> ObjectMeta {
    let labels = labels(workload, added, "/metadata/labels", marks);
    named("/metadata/name", from, marks);
    marks.at("/metadata/namespace", &workload.namespace_from);
    ObjectMeta {
        labels: Some(labels),
        name: Some(name.to_owned()),
        namespace: Some(workload.namespace.to_string()),
        ..ObjectMeta::default()
    }
}

/// Marks a name: by the options that decided it, else it is made from the container's.
fn named(pointer: &str, from: &Whys, marks: &mut Marks) {
    if from.is_empty() {
        marks.unasked(pointer, Reason::Name);
    } else {
        marks.at(pointer, from);
    }
}

/// `None` for an empty list or map: Kubernetes reads both the same, people prefer nothing.
fn some<T: IntoIterator + Default + PartialEq>(list: T) -> Option<T> {
    (list != T::default()).then_some(list)
}

/// One label as [`labels`] takes it.
fn label<'a>(key: &'a str, value: &'a Traced<String>) -> (&'a str, &'a str, Whys) {
    (key, &value.value, value.from.clone())
}

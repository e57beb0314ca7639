//! Leaves that every object of a kind has because nobody asked for anything else.

use k3s_migrate::{
    kube::{Object, below},
    origin::Why,
    rules::reasons::Reason,
};
use serde_json::Value;

/// Where a leaf is.
#[derive(Clone, Copy)]
enum Of {
    /// In the object, where it is of one of these kinds; of any where there are none.
    Kinds(&'static [&'static str]),
    /// In every Pod template.
    Template,
    /// In every container.
    Container,
}

/// A leaf, or a whole part, that is left out.
pub struct Usual {
    of: Of,
    /// JSON Pointer from there.
    pub pointer: &'static str,
    /// Its value as JSON; `NAME` stands for the object's name. Any value where it is empty.
    value: &'static str,
    /// Whether it is not usual that it is missing, which is shown then.
    always: bool,
    /// What alone it is there for.
    reason: Reason,
}

const fn row(of: Of, pointer: &'static str, value: &'static str, reason: Reason) -> Usual {
    Usual {
        of,
        pointer,
        value,
        always: true,
        reason,
    }
}

/// One that many objects have, and as many have not.
const fn often(of: Of, pointer: &'static str, value: &'static str, reason: Reason) -> Usual {
    Usual {
        always: false,
        ..row(of, pointer, value, reason)
    }
}

const ALL: Of = Of::Kinds(&[]);
const DEPLOYMENT: Of = Of::Kinds(&["Deployment"]);
const NAMESPACE: Of = Of::Kinds(&["Namespace"]);
const POLICY: Of = Of::Kinds(&["NetworkPolicy"]);

/// All of them.
#[rustfmt::skip]
pub const LEAVES: [Usual; 21] = [
    row(ALL, "/metadata/labels/app.kubernetes.io~1managed-by", r#""k3s-migrate""#, Reason::Owner),
    row(ALL, "/metadata/labels/app.kubernetes.io~1name", r#""NAME""#, Reason::Owner),
    row(ALL, "/metadata/labels/app.kubernetes.io~1part-of", r#""k3s-migrate""#, Reason::Owner),
    row(NAMESPACE, "/metadata/labels/objectset.rio.cattle.io~1prune", r#""false""#, Reason::Lasting),
    row(NAMESPACE, "/metadata/labels/pod-security.kubernetes.io~1audit", r#""baseline""#, Reason::PodSecurity),
    row(NAMESPACE, "/metadata/labels/pod-security.kubernetes.io~1warn", r#""baseline""#, Reason::PodSecurity),
    row(DEPLOYMENT, "/spec/selector", r#"{"matchLabels":{"app.kubernetes.io/name":"NAME"}}"#, Reason::FindsPods),
    row(DEPLOYMENT, "/spec/strategy", r#"{"type":"Recreate"}"#, Reason::Recreate),
    often(POLICY, "/spec/ingress/0", "", Reason::Apart),
    often(POLICY, "/spec/podSelector", r#"{"matchLabels":{"app.kubernetes.io/name":"NAME"}}"#, Reason::FindsPods),
    row(Of::Template, "/metadata/labels/app.kubernetes.io~1managed-by", r#""k3s-migrate""#, Reason::Owner),
    row(Of::Template, "/metadata/labels/app.kubernetes.io~1name", r#""NAME""#, Reason::Owner),
    row(Of::Template, "/metadata/labels/app.kubernetes.io~1part-of", r#""k3s-migrate""#, Reason::Owner),
    often(Of::Template, "/metadata/labels/k3s-migrate~1network.podman", "", Reason::Apart),
    row(Of::Template, "/spec/automountServiceAccountToken", "false", Reason::NoToken),
    row(Of::Template, "/spec/dnsConfig", r#"{"options":[{"name":"ndots","value":"1"}]}"#, Reason::Ndots),
    row(Of::Template, "/spec/enableServiceLinks", "false", Reason::NoServiceLinks),
    row(Of::Template, "/spec/terminationGracePeriodSeconds", "10", Reason::Grace),
    row(Of::Container, "/imagePullPolicy", r#""IfNotPresent""#, Reason::PullMissing),
    row(Of::Container, "/securityContext/capabilities/drop", r#"["AUDIT_WRITE","MKNOD","NET_RAW"]"#, Reason::MoreThanPodman),
    row(Of::Container, "/securityContext/seccompProfile", r#"{"type":"RuntimeDefault"}"#, Reason::Confined),
];

impl Usual {
    /// Whether it is there, with this value and for this reason alone: `None` where there is no leaf at all.
    fn is_at(&self, place: &str, object: &Object, value: &Value) -> Option<bool> {
        let pointer = format!("{place}{}", self.pointer);
        let found = value.pointer(&pointer)?;
        let reasons = object.marks.iter().filter(|(at, _)| below(at, &pointer));
        let mut whys = reasons.map(|(_, why)| why);
        let usual = self.value.replace("NAME", object.name());
        let written = serde_json::to_string(found).unwrap();
        let is_usual = self.value.is_empty() || written == usual;
        Some(is_usual && whys.all(|why| why == Why::Default(self.reason)))
    }

    /// The places of an object where it may stand.
    fn places(&self, object: &Object, value: &Value) -> Vec<String> {
        let is_there = |pointer: &&str| value.pointer(pointer).is_some();
        let templates = ["/spec/template", "/spec/jobTemplate/spec/template"];
        let templates = templates.into_iter().filter(is_there);
        match self.of {
            Of::Kinds(kinds) if kinds.is_empty() || kinds.contains(&object.kind()) => {
                vec![String::new()]
            }
            Of::Kinds(_) => Vec::new(),
            Of::Template => templates.map(str::to_owned).collect(),
            Of::Container => {
                let lists = templates.flat_map(|template| {
                    ["initContainers", "containers"].map(|list| format!("{template}/spec/{list}"))
                });
                let count = |list: &str| {
                    value
                        .pointer(list)
                        .and_then(Value::as_array)
                        .map_or(0, Vec::len)
                };
                lists
                    .flat_map(|list| (0..count(&list)).map(move |index| format!("{list}/{index}")))
                    .collect()
            }
        }
    }

    /// Whether it is in an object.
    pub fn is_in(&self, object: &Object, value: &Value) -> bool {
        let places = self.places(object, value);
        let is_at = |place: &String| self.is_at(place, object, value) == Some(true);
        places.iter().any(is_at)
    }
}

/// Takes the usual leaves out of an object; the pointers of those that it does not have.
pub fn take_out(object: &Object, value: &mut Value) -> Vec<String> {
    let whole = value.clone();
    let mut missing = Vec::new();
    for leaf in &LEAVES {
        for place in leaf.places(object, &whole) {
            let pointer = format!("{place}{}", leaf.pointer);
            match leaf.is_at(&place, object, &whole) {
                None if leaf.always => missing.push(pointer),
                Some(true) => remove(value, &pointer),
                None | Some(false) => {}
            }
        }
    }
    missing
}

/// Removes a leaf, and what holds nothing else.
fn remove(value: &mut Value, pointer: &str) {
    let (above, key) = pointer.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(above).unwrap();
    if let Value::Array(list) = parent {
        list.remove(key.parse().unwrap());
        if list.is_empty() {
            remove(value, above);
        }
        return;
    }
    let map = parent.as_object_mut().unwrap();
    map.remove(&key.replace("~1", "/").replace("~0", "~"));
    if map.is_empty() {
        remove(value, above);
    }
}

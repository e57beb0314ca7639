//! Secrets, rendered on the host while it installs: their contents go into its own files, 0600, and
//! nowhere else: no state, no generation, no message holds them.
//!
//! They do not bear the label that keeps K3s from pruning them: a credential that is not used any
//! more must go with its workload.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    Error,
    bundle::{Bundle, manifest_name},
    look::Looker,
    state::Home,
};
use crate::bundle::{
    hex,
    index::{MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL, Secret},
};

pub mod env_file;
mod key;
mod source;

pub use key::{Key, SIZE as KEY_SIZE};

/// What a run makes of the bundle's Secrets.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The Secrets by file name.
    pub files: BTreeMap<String, Vec<Value>>,
    /// Those that could not be made.
    pub failures: Vec<Failure>,
    /// Lines of environment files that are in no Secret.
    pub left_out: Vec<LeftOut>,
    /// The key of their checksums; `None` where there are no Secrets.
    pub key: Option<Key>,
}

/// A line of an environment file that podman takes and a Secret does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The file.
    pub file: String,
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong; never a part of the content.
    pub what: &'static str,
}

/// A Secret that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `namespace/name`.
    pub secret: String,
    /// What it should have been made from.
    pub source: String,
    /// What is wrong; never a part of the content.
    pub what: String,
    /// The file that it would have been in.
    pub file: String,
    /// Files whose workloads need it.
    pub users: BTreeSet<String>,
}

/// Puts the Secrets of a bundle into files, and their checksums into the Pod templates of its
/// manifests. Writes nothing.
///
/// # Errors
/// The key of the checksums cannot be read.
pub fn render(bundle: &mut Bundle, home: &Home, look: &mut Looker) -> Result<Rendered, Error> {
    let mut out = Rendered::default();
    if bundle.index.secrets.is_empty() {
        return Ok(out);
    }
    let key = Key::load(home)?;
    for secret in &bundle.index.secrets {
        match source::data(secret, look, &mut out.left_out) {
            Ok(data) => {
                let sum = keyed(&key, &data);
                for place in &secret.annotate {
                    annotate(&mut bundle.manifests, &place.file, &place.pointer, &sum);
                }
                let object = object(secret, &data);
                out.files.entry(file_name(secret)).or_default().push(object);
            }
            Err((source, what)) => out.failures.push(Failure {
                secret: format!("{}/{}", secret.namespace, secret.name),
                source,
                what,
                file: file_name(secret),
                users: users(secret),
            }),
        }
    }
    // Several containers may read one file.
    out.left_out.sort();
    out.left_out.dedup();
    out.key = Some(key);
    Ok(out)
}

/// Files whose workloads use a Secret.
#[must_use]
pub fn users(secret: &Secret) -> BTreeSet<String> {
    let files = secret
        .annotate
        .iter()
        .filter_map(|place| manifest_name(&place.file));
    files.map(str::to_owned).collect()
}

/// Secrets come before the workloads that use them: `05` is between the namespaces and the storage.
#[must_use]
pub fn file_name(secret: &Secret) -> String {
    let name = secret.name.replace('.', "-");
    format!("k3s-migrate-05-secret-{}-{name}.json", secret.namespace)
}

fn object(secret: &Secret, data: &BTreeMap<String, Vec<u8>>) -> Value {
    let data: BTreeMap<&String, String> = data
        .iter()
        .map(|(key, value)| (key, BASE64.encode(value)))
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": secret.name,
            "namespace": secret.namespace,
            "labels": { MANAGED_BY_LABEL: MANAGED_BY, PART_OF_LABEL: MANAGED_BY },
        },
        "type": secret.kind,
        "data": data,
    })
}

/// Writes a checksum where the Pod template's annotations are.
fn annotate(manifests: &mut BTreeMap<String, Value>, file: &str, pointer: &str, sum: &str) {
    let list = manifest_name(file).and_then(|name| manifests.get_mut(name));
    let Some((metadata, key)) = pointer.split_once("/annotations/") else {
        return;
    };
    // A template whose annotations were all it had in `metadata` still has its labels there.
    let metadata = list
        .and_then(|list| list.pointer_mut(metadata))
        .and_then(Value::as_object_mut);
    let Some(annotations) = metadata
        .map(|metadata| metadata.entry("annotations").or_insert_with(|| json!({})))
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    annotations.insert(key.replace("~1", "/").replace("~0", "~"), Value::from(sum));
}

/// A checksum that tells nothing without the key of this machine.
fn keyed(key: &Key, data: &BTreeMap<String, Vec<u8>>) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.bytes).expect("HMAC takes any length of key");
    for (name, value) in data {
        for part in [name.as_bytes(), value.as_slice()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
    }
    hex(&mac.finalize().into_bytes())
}

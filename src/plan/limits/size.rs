//! Objects that are too large to be kept. The API server hands each of them to etcd, together with who set which of its
//! fields, and etcd refuses what is larger than 1.5 MiB: nothing of the workload would run.

use std::collections::BTreeMap;

use crate::{
    ledger::{Ledger, Subject},
    origin::{OriginId, Traced, Whys},
    plan::{EnvSource, Plan, PodContainer, Service, Workload},
    rules::output,
};

/// Bytes that etcd keeps of one object (`--max-request-bytes`), less a sixteenth for what is not counted here.
const LARGEST: usize = (3 << 19) / 16 * 15;

/// Bytes of a port with its names, and of those who set them: the server keeps a record of each field of each port.
const PORT: usize = 200;
/// Bytes beside the text of an element that has a name of its own: a variable, a mount.
const NAMED: usize = 130;
/// Bytes beside the text of any other.
const PLAIN: usize = 8;

/// What of an object came from which options.
#[derive(Default)]
struct Weight {
    bytes: usize,
    from: BTreeMap<OriginId, usize>,
}

impl Weight {
    fn add(&mut self, bytes: usize, from: &Whys) {
        self.bytes += bytes;
        for origin in from.options() {
            *self.from.entry(origin).or_default() += bytes;
        }
    }

    fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a Traced<String>>) {
        for text in texts {
            self.add(written(&text.value) + PLAIN, &text.from);
        }
    }
}

/// Tells of each object that is too large at the option that has the most of it.
pub fn say(plan: &Plan, ledger: &mut Ledger) {
    for workload in &plan.workloads {
        let controller = workload.controller.kind.value.word();
        let services = workload.services.iter().map(|of| ("Service", service(of)));
        for (kind, weight) in [(controller, pod(workload))].into_iter().chain(services) {
            if weight.bytes > LARGEST {
                tell(workload, kind, &weight, ledger);
            }
        }
    }
}

fn tell(workload: &Workload, kind: &str, weight: &Weight, ledger: &mut Ledger) {
    let say = output::too_large(&workload.name, kind, weight.bytes >> 10);
    let most = weight.from.iter().max_by_key(|(_, bytes)| **bytes);
    match (most, workload.members.first()) {
        (Some((origin, _)), _) => ledger.impossible(*origin, say),
        (None, Some(owner)) => ledger.say(Subject::Container(*owner, None), say),
        (None, None) => {}
    }
}

fn pod(workload: &Workload) -> Weight {
    let pod = &workload.pod;
    let mut weight = Weight::default();
    for (key, value) in pod.annotations.iter().chain(&pod.labels) {
        weight.add(key.len() + written(&value.value) + PLAIN, &value.from);
    }
    for alias in &pod.host_aliases {
        weight.texts(&alias.names);
    }
    for container in &pod.containers {
        add(container, &mut weight);
    }
    weight
}

fn add(container: &PodContainer, weight: &mut Weight) {
    weight.texts(container.command.iter().chain(&container.args));
    for variable in &container.env {
        let value = match &variable.source {
            EnvSource::Literal(text) => written(text),
            EnvSource::SecretKey { secret, key } => secret.len() + key.len(),
            EnvSource::Field(field) => field.len(),
        };
        weight.add(variable.name.len() * 2 + value + NAMED, &variable.from);
    }
    for port in &container.ports {
        weight.add(PORT, &port.from);
    }
    for mount in &container.mounts {
        weight.add(mount.path.len() * 2 + NAMED, &mount.from);
    }
    let probes = [
        &container.liveness,
        &container.readiness,
        &container.startup,
    ];
    for probe in probes.into_iter().flatten() {
        let words = probe.command.iter().map(|word| written(word) + PLAIN);
        weight.add(words.sum(), &probe.from);
    }
}

fn service(service: &Service) -> Weight {
    let mut weight = Weight::default();
    for port in &service.ports {
        weight.add(PORT, &port.from);
    }
    weight
}

/// Bytes of a text in JSON.
fn written(text: &str) -> usize {
    let escaped = text.bytes().map(|b| match b {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0..32 => 6,
        _ => 1,
    });
    escaped.sum()
}

//! Objects that are too large to be kept. The API server hands each of them to etcd, together with who set which of its
//! fields, and etcd refuses what is larger than 1.5 MiB: nothing of the workload would run.

use std::collections::BTreeMap;

use crate::{
    ledger::{Ledger, Subject},
    origin::{OriginId, Traced, Whys},
    plan::{Check, Cursor, EnvSource, PodContainer, Workload},
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

/// Takes the bytes of a part of an object, and what decided it.
type Scale<'a> = &'a mut dyn FnMut(usize, &Whys);

/// Tells of each object that is too large at the option that has the most of it. What is refused already is not written.
pub fn pass(at: &mut Cursor<'_>) {
    let refused = at.plan.refused(&at.ledger.refused_containers());
    for (index, workload) in at.plan.workloads.iter().enumerate() {
        if refused.contains(&index) {
            continue;
        }
        let controller = workload.controller.kind.value.word();
        weigh(
            workload,
            controller,
            &|scale| pod(workload, scale),
            at.ledger,
        );
        for service in &workload.services {
            let parts = |scale: Scale<'_>| {
                for port in &service.ports {
                    scale(PORT, &port.from);
                }
            };
            weigh(workload, "Service", &parts, at.ledger);
        }
    }
}

fn weigh(workload: &Workload, kind: &str, parts: &dyn Fn(Scale<'_>), ledger: &mut Ledger) {
    let mut bytes = 0;
    parts(&mut |part, _| bytes += part);
    if bytes <= LARGEST {
        return;
    }
    let mut options: BTreeMap<OriginId, usize> = BTreeMap::new();
    parts(&mut |part, from| {
        for origin in from.options() {
            *options.entry(origin).or_default() += part;
        }
    });
    let say = output::too_large(&workload.name, kind, bytes >> 10);
    let most = options.iter().max_by_key(|(_, bytes)| **bytes);
    match (most, workload.members.first()) {
        (Some((origin, _)), _) => ledger.impossible(*origin, say),
        (None, Some(owner)) => ledger.say(Subject::Container(*owner, None), say),
        (None, None) => {}
    }
}

fn pod(workload: &Workload, scale: Scale<'_>) {
    let pod = &workload.pod;
    for (key, value) in pod.annotations.iter().chain(&pod.labels) {
        scale(key.len() + written(&value.value) + PLAIN, &value.from);
    }
    for alias in &pod.host_aliases {
        for name in &alias.names {
            scale(written(name.value.as_str()) + PLAIN, &name.from);
        }
    }
    for each in &pod.containers {
        container(each, scale);
    }
}

fn container(container: &PodContainer, scale: Scale<'_>) {
    texts(container.command.iter().chain(&container.args), scale);
    for variable in &container.env {
        let value = match &variable.source {
            EnvSource::Literal(text) => written(text),
            EnvSource::SecretKey { secret, key } => secret.as_str().len() + key.as_str().len(),
            EnvSource::Field(field) => field.len(),
        };
        scale(variable.name.len() * 2 + value + NAMED, &variable.from);
    }
    for port in &container.ports {
        scale(PORT, &port.from);
    }
    for mount in &container.mounts {
        scale(mount.path.len() * 2 + NAMED, &mount.from);
    }
    let probes = [
        &container.liveness,
        &container.readiness,
        &container.startup,
    ];
    for probe in probes.into_iter().flatten() {
        let size = match &probe.check {
            Check::Exec(words) => words.iter().map(|word| written(word) + PLAIN).sum(),
            Check::Http { path, port: _ } => path.len() + PLAIN,
            Check::Tcp(_) => PLAIN,
        };
        scale(size, &probe.from);
    }
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a Traced<String>>, scale: Scale<'_>) {
    for text in texts {
        scale(written(&text.value) + PLAIN, &text.from);
    }
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

//! Which program runs a container: podman's `--runtime`, a `RuntimeClass` in Kubernetes.

use super::{Cursor, is_shared};
use crate::{
    grammar::Subdomain,
    origin::{Given, OriginId, Traced, Whys, escape},
    podman::Container,
    rules::{devices, kernel as rules},
    settings::Settings,
};

/// `--runtime`, where the settings know a `RuntimeClass` for it, and the `RuntimeClass` that they choose in any case.
pub(super) fn runtime(at: &mut Cursor<'_>, given: &[Given<String>]) {
    let settings = at.settings;
    let Some((class, key)) = class(settings, at.container()) else {
        if let Some(last) = given.last().filter(|last| last.value == NVIDIA) {
            nvidia(at, last.origin);
        }
        return;
    };
    let name = at.name();
    let subject = super::super::setting(settings, key.clone(), vec![at.index]);
    let mut from: Whys = at.ledger.setting(key).into();
    if let Some((last, earlier)) = given.split_last() {
        for each in earlier {
            at.ledger.overridden(each.origin, last.origin);
        }
        let say = rules::runtime_class(name, &last.value, class);
        at.ledger.changed(last.origin, say);
        from.push(last.origin);
    } else {
        at.ledger
            .say(subject.clone(), rules::chosen_runtime_class(name, class));
    }
    let of_pod = &mut at.pod_mut().runtime_class;
    match of_pod {
        None => {
            *of_pod = Some(Traced {
                value: class.to_string(),
                from,
            });
        }
        Some(there) if there.value == class.as_str() => there.from.extend(from.iter()),
        Some(there) => {
            let say = rules::two_runtime_classes(name, class, &there.value);
            return at.ledger.say(subject, say);
        }
    }
    let members = at.workload().members.iter();
    let mut members = members.filter_map(|member| at.inventory.containers.get(*member));
    if is_shared(at) && members.any(|member| self::class(settings, member).is_none()) {
        at.ledger
            .say(subject, rules::runtime_class_of_pod(name, class));
    }
}

/// The runtime that gives GPUs, and the class that K3s makes for it.
const NVIDIA: &str = "nvidia";

/// NVIDIA's runtime isolates nothing: it gives the GPUs that variables of the container name, in K3s as well.
fn nvidia(at: &mut Cursor<'_>, origin: OriginId) {
    at.ledger.kept(origin);
    let of_pod = &mut at.pod_mut().runtime_class;
    if let Some(there) = of_pod {
        there.from.push(origin);
        return;
    }
    *of_pod = Some(Traced::new(NVIDIA.to_owned(), origin));
    at.say_at(origin, devices::gpu(at.name()));
}

/// The `RuntimeClass` that the settings choose for a container, and the key that does.
fn class<'s>(settings: &'s Settings, container: &Container) -> Option<(&'s Subdomain, String)> {
    let (host, name) = (&container.host, &container.attribute);
    let own = settings.container(host, name);
    if let Some(class) = own.and_then(|own| own.runtime_class.as_ref()) {
        return Some((class, settings.key_of(host, name, "runtimeClass")));
    }
    let runtime = &container.security.runtime.last()?.value;
    let class = settings.runtime_classes.get(runtime)?;
    Some((class, format!("/runtimeClasses/{}", escape(runtime))))
}

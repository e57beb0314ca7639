//! `/dev/shm`: a Pod has one for all of its containers. Under podman a container has its own, unless it uses that of a pod, of
//! another container or of the host.

use super::{
    Cursor, Places,
    memory::{SHM, in_memory},
    rules,
    source::key_of,
};
use crate::{
    facts::memory::{self, Memory},
    origin::{Given, OriginId},
    plan::VolumeSource,
    podman::{
        Container,
        network::{Join, Pod},
        security::namespace::{IpcMode, Namespace},
    },
    rules::kernel,
};

/// `--shm-size`, and a file system of its own where podman has one and the Pod would share.
pub(super) fn shm(at: &mut Cursor<'_>, size: Option<&Given<u64>>, places: &mut Places) {
    let memory = memory::of(at.inventory, &at.facts.peers, at.index);
    let size = size.filter(|size| has_size(at, size, memory, places));
    if let Some(size) = size {
        at.ledger.kept(size.origin);
        if size.value == 0 {
            at.ledger
                .changed(size.origin, rules::unlimited_shm(at.name()));
        }
    }
    let Memory::Of(owner) = memory else {
        return;
    };
    if places.contains_key(SHM) {
        return;
    }
    let of_owner = at.inventory.containers.get(owner);
    let of_owner = of_owner.filter(|owner| pod(owner).is_none());
    let size = of_owner.and_then(|owner| owner.storage.shm_size.as_ref());
    let (bytes, from) = match size {
        Some(size) => (size.value, Some(size.origin)),
        None if memory == of_pod(at) => return,
        None => (at.engine().shm.is, None),
    };
    let apart: Vec<OriginId> = if at.workload().members.len() > 1 {
        why_apart(at)
    } else {
        Vec::new()
    };
    let from = from.into_iter().chain(apart).collect();
    let mut mounted = in_memory(at, SHM, bytes, from);
    let name = at.plan.names.get(owner);
    if let VolumeSource::EmptyDir {
        memory: _,
        size: _,
        key,
    } = &mut mounted.source
        && let Some(name) = name
    {
        *key = key_of(&name.label, SHM);
    }
    places.insert(SHM.to_owned(), mounted);
}

/// Whether `--shm-size` has an effect; settled if not.
fn has_size(at: &mut Cursor<'_>, size: &Given<u64>, memory: Memory<'_>, places: &Places) -> bool {
    let name = at.name();
    let ipc = at.container().security.ipc.as_ref();
    let mode = match ipc.map(|given| &given.value) {
        Some(IpcMode::None) => Some("none"),
        Some(IpcMode::Namespace(Namespace::Host)) => Some("host"),
        _ => None,
    };
    let say = if let Some(mode) = mode {
        if !at.engine().is_podman() {
            let say = kernel::shm_without_own(name, mode);
            at.ledger.dropped(size.origin, say);
            return false;
        }
        let say = rules::shm_of_host(name, mode);
        at.ledger.refused(size.origin, say);
        return false;
    } else if places.contains_key(SHM) {
        rules::mounted_at_shm(name)
    } else if pod(at.container()).is_some() {
        kernel::shm_of_member(name)
    } else if memory == Memory::Of(at.index) {
        return true;
    } else {
        kernel::shm_of_another(name)
    };
    at.ledger.dropped(size.origin, say);
    false
}

/// Whose memory the Pod's own `/dev/shm` is: the host's, as soon as one container has that, else that of podman's pod, else that
/// of its first one.
fn of_pod<'a>(at: &Cursor<'a>) -> Memory<'a> {
    let of = |index: &usize| memory::of(at.inventory, &at.facts.peers, *index);
    let all: Vec<Memory<'_>> = at.workload().members.iter().map(of).collect();
    let of_host = all.iter().find(|memory| **memory == Memory::Host);
    let of_pod = all.iter().find(|memory| matches!(memory, Memory::Pod(_)));
    let first = of_host.or(of_pod).or(all.first());
    first.copied().unwrap_or(Memory::Host)
}

/// The options by which a container is in a Pod with others and yet has its own memory: its own, or else those of the
/// container that brings in the memory of the host.
fn why_apart(at: &Cursor<'_>) -> Vec<OriginId> {
    let own = options(at.container(), false);
    if !own.is_empty() {
        return own;
    }
    let members = at.workload().members.iter();
    let members = members.filter_map(|member| at.inventory.containers.get(*member));
    members.flat_map(|member| options(member, true)).collect()
}

fn options(container: &Container, of_host: bool) -> Vec<OriginId> {
    let joins = container.network.join.iter();
    let mut joins = joins.filter(|given| matches!(given.value, Join::Container(_)));
    let ipc = container.security.ipc.as_ref();
    let ipc = ipc.filter(|given| match &given.value {
        IpcMode::Namespace(Namespace::Host) => of_host,
        IpcMode::Shareable | IpcMode::Namespace(Namespace::Private | Namespace::Container(_)) => {
            !of_host
        }
        _ => false,
    });
    let ipc = ipc.map(|given| given.origin);
    let place = pod(container)
        .map(|given| given.origin)
        .or(joins.next().map(|given| given.origin));
    place.filter(|_| !of_host).into_iter().chain(ipc).collect()
}

/// `--pod`, unless it says none.
fn pod(container: &Container) -> Option<&Given<Pod>> {
    let pod = container.network.pod.as_ref();
    pod.filter(|given| given.value != Pod::None)
}

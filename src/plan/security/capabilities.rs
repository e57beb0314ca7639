//! Capabilities: containerd gives three more than podman, the same as Docker, and none at all to a user who is not root.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cursor, is_privileged, rules, traced};
use crate::{
    origin::{Given, OriginId, Traced, Why},
    podman::{engine::CONTAINERDS, security::capability::Capability},
    rules::{engines, reading, reasons::Reason},
};

/// K3s lets every user bind every port, so no program needs this one.
const NEEDLESS: &str = "NET_BIND_SERVICE";

/// A capability and the options that name it.
type Named = BTreeMap<Capability, Vec<OriginId>>;

/// `--cap-add` and `--cap-drop`; `non_root` is the option that made the user another than root.
pub(super) fn capabilities(
    at: &mut Cursor<'_>,
    base: Option<&Given<BTreeSet<Capability>>>,
    [add, drop]: [&[Given<Capability>]; 2],
    non_root: Option<OriginId>,
) {
    let (add, mut drop) = (named(add), named(drop));
    drop.retain(|capability, from| {
        let is_added = add.contains_key(capability);
        if is_added {
            both(at, *capability, from);
        }
        !is_added
    });
    if is_privileged(at) {
        if let Some(base) = base {
            at.ledger.already_so(base.origin, &rules::PRIVILEGED_DROPS);
        }
        under_privilege(at, &add, &drop, non_root);
        return;
    }
    self::base(at, base, [&add, &drop], non_root);
    for (capability, from) in &drop {
        for origin in from {
            at.ledger.kept(*origin);
        }
        let traced = traced(capability.name().to_owned(), from);
        let security = &mut at.target_mut().security;
        security.cap_drop.push(traced);
    }
    self::add(at, &add, non_root);
}

/// Writes in what the container's own set differs from containerd's. `all`, added or dropped, takes the place of any set.
fn base(
    at: &mut Cursor<'_>,
    base: Option<&Given<BTreeSet<Capability>>>,
    [add, drop]: [&Named; 2],
    non_root: Option<OriginId>,
) {
    let all = |named: &Named| named.contains_key(&Capability::All);
    if all(add) || all(drop) {
        if let Some(base) = base {
            at.ledger
                .dropped_silently(base.origin, &reading::OVERRIDDEN);
        }
        return;
    }
    let own = at.engine().capabilities.is.iter();
    let own = || own.clone().copied().map(Capability::One).collect();
    let has = base.map_or_else(own, |base| base.value.clone());
    let why = base.map_or(Why::Default(Reason::MoreThanPodman), |base| {
        base.origin.into()
    });
    let unnamed =
        |capability: &Capability| !add.contains_key(capability) && !drop.contains_key(capability);
    let traced = |capability: Capability| Traced::new(capability.name().to_owned(), why);
    let containerds: BTreeSet<Capability> =
        CONTAINERDS.iter().copied().map(Capability::One).collect();
    let security = &mut at.target_mut().security;
    let less = containerds.difference(&has).copied().filter(unnamed);
    security.cap_drop.extend(less.map(traced));
    // Of the set, only root has anything.
    if non_root.is_none() {
        let more = has.difference(&containerds).copied().filter(unnamed);
        security.cap_add.extend(more.map(traced));
    }
    if let Some(base) = base {
        at.ledger.kept(base.origin);
    }
}

/// Writes what is added, unless it would not reach the process.
fn add(at: &mut Cursor<'_>, add: &Named, non_root: Option<OriginId>) {
    for (capability, from) in add {
        settle_added(at, *capability, from, non_root);
        let is_ambient = non_root.is_some() && capability.name() != NEEDLESS;
        let accepted = |origin: &OriginId| at.ledger.accepted(*origin, &rules::AMBIENT);
        if is_ambient && !from.iter().any(accepted) {
            continue;
        }
        let traced = traced(capability.name().to_owned(), from);
        let security = &mut at.target_mut().security;
        security.cap_add.push(traced);
    }
}

/// What becomes of each option that adds a capability.
fn settle_added(
    at: &mut Cursor<'_>,
    capability: Capability,
    from: &[OriginId],
    non_root: Option<OriginId>,
) {
    for origin in from {
        match non_root {
            None => at.ledger.kept(*origin),
            Some(_) if capability.name() == NEEDLESS => needless(at, *origin),
            Some(_) => ambient(at, capability, *origin),
        }
    }
}

/// A user other than root has what podman adds, and nothing of what Kubernetes adds.
fn ambient(at: &mut Cursor<'_>, capability: Capability, origin: OriginId) {
    let say = rules::ambient_capability(at.name(), capability);
    at.ledger.changed_if_accepted(origin, say);
}

/// What the capability is for needs none here; the capability itself is not there.
fn needless(at: &mut Cursor<'_>, origin: OriginId) {
    at.ledger.changed(origin, rules::low_ports(at.name()));
}

/// A privileged container has them all, and keeps them.
fn under_privilege(at: &mut Cursor<'_>, add: &Named, drop: &Named, non_root: Option<OriginId>) {
    let asked_for = at.container().security.privileged.as_ref();
    let asked_for = asked_for.is_some_and(|given| given.value);
    for (capability, from) in drop {
        for origin in from {
            if asked_for {
                at.ledger.already_so(*origin, &rules::PRIVILEGED_DROPS);
                continue;
            }
            let say = rules::drop_undone_by_device(at.name(), capability);
            at.ledger.dropped(*origin, say);
        }
    }
    for (capability, from) in add {
        settle_added(at, *capability, from, non_root);
        let accepted = |origin: &OriginId| at.ledger.accepted(*origin, &rules::AMBIENT);
        if non_root.is_none() || capability.name() == NEEDLESS || from.iter().any(accepted) {
            let traced = traced(capability.name().to_owned(), from);
            let security = &mut at.target_mut().security;
            security.cap_add.push(traced);
        }
    }
}

/// podman refuses such a container; under Docker what is added counts.
fn both(at: &mut Cursor<'_>, capability: Capability, from: &[OriginId]) {
    for origin in from {
        if at.engine().refuses_both.is {
            let say = rules::added_and_dropped(at.name(), capability);
            at.ledger.refused(*origin, say);
        } else {
            let say = engines::add_wins(at.name(), capability);
            at.ledger.dropped(*origin, say);
        }
    }
}

fn named(list: &[Given<Capability>]) -> Named {
    let mut named = Named::new();
    for given in list {
        named.entry(given.value).or_default().push(given.origin);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::podman::engine::Engine;

    #[test]
    fn containerd_gives_what_docker_gives_and_three_more_than_podman() {
        let own = |engine: Engine| engine.row().capabilities.is;
        assert_eq!(own(Engine::Docker), CONTAINERDS);
        let more = CONTAINERDS
            .iter()
            .filter(|name| !own(Engine::Podman5).contains(name));
        assert_eq!(more.count(), 3);
        assert!(own(Engine::Podman5).contains(&NEEDLESS));
    }
}

//! Which groups the process is in besides its own.

use super::{Cursor, is_shared, rules};
use crate::{
    origin::{Given, OriginId, Traced, Whys},
    plan::Pod,
    podman::security::user::{GroupAdd, Who},
};

/// `--group-add`.
pub(super) fn groups(at: &mut Cursor<'_>, groups: &[Given<GroupAdd>]) {
    for given in groups {
        match &given.value {
            GroupAdd::KeepGroups => {
                at.ledger
                    .dropped(given.origin, rules::keep_groups(at.name()));
            }
            GroupAdd::Group(who) => {
                if let Some(id) = group(at, given.origin, who) {
                    add_group(at, given.origin, id);
                }
            }
        }
    }
}

fn group(at: &mut Cursor<'_>, origin: OriginId, who: &Who) -> Option<u32> {
    if let Some(id) = who.id() {
        return Some(id);
    }
    at.ledger.refused(
        origin,
        rules::additional_group_by_name(at.name(), who, at.container().image_as_written()),
    );
    None
}

fn add_group(at: &mut Cursor<'_>, origin: OriginId, id: u32) {
    if is_shared(at) {
        at.ledger
            .changed(origin, rules::group_of_pod(at.name(), id));
    } else {
        at.ledger.kept(origin);
    }
    let groups = &mut at.pod_mut().supplemental_groups;
    match groups.iter_mut().find(|group| group.value == i64::from(id)) {
        Some(group) => group.from.push(origin),
        None => groups.push(Traced::new(i64::from(id), origin)),
    }
    groups.sort_by_key(|group| group.value);
}

/// With `UID:GID` and `UID:` podman leaves out the groups that the image's /etc/group lists for the user;
/// with only `UID`, and where the image says who it is, it takes them. The policies `Strict` and
/// `Merge` are the same two, measured with podman 5.8 and containerd 2.1, but of a whole Pod: where
/// its containers disagree, no process loses a group.
pub(super) fn policy(at: &mut Cursor<'_>) {
    for workload in &mut at.plan.workloads {
        let given = without_image_groups(&workload.pod);
        if given.is_empty() {
            continue;
        }
        let mut users = workload.pod.containers.iter().map(|c| &c.security);
        if users.all(|security| !security.without_image_groups.is_empty()) {
            workload.pod.supplemental_groups_policy = Some(Traced {
                value: "Strict",
                from: given.into(),
            });
            continue;
        }
        for origin in given {
            let container = at.ledger.entry(origin).origin.container;
            let Some(container) = at.inventory.containers.get(container) else {
                continue;
            };
            at.ledger
                .changed(origin, rules::groups_of_image(&container.attribute));
        }
    }
}

/// The options that leave out such groups for a container of the Pod.
fn without_image_groups(pod: &Pod) -> Vec<OriginId> {
    let containers = pod.containers.iter();
    let without = containers.map(|container| &container.security.without_image_groups);
    without.flat_map(Whys::options).collect()
}

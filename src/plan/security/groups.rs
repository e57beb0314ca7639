//! Which groups the process is in beside its own.

use super::{OldSay, Pass, rules};
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    plan::{Plan, Pod},
    podman::{
        Inventory,
        security::user::{GroupAdd, Who},
    },
};

impl Pass<'_> {
    /// `--group-add`.
    pub(super) fn groups(&mut self, groups: &[Given<GroupAdd>]) {
        for given in groups {
            match &given.value {
                GroupAdd::KeepGroups => {
                    let say = OldSay::new(format!(
                        "`{}` keeps the groups of the user who runs podman",
                        self.name()
                    ))
                    .lost("those groups")
                    .remedy("name each by its number: `--group-add=44`");
                    self.ledger
                        .dropped_by(given.origin, &rules::KEEP_GROUPS, say);
                }
                GroupAdd::Group(who) => {
                    if let Some(id) = self.group(given.origin, who) {
                        self.add_group(given.origin, id);
                    }
                }
            }
        }
    }

    fn group(&mut self, origin: OriginId, who: &Who) -> Option<u32> {
        if let Some(id) = who.id() {
            return Some(id);
        }
        let say = OldSay::new(format!(
            "`{}` is in the group `{who}`, and Kubernetes takes numbers only",
            self.name()
        ))
        .lost("the group, and what it may open: devices, as a rule")
        .remedy(format!(
            "write the number that the image has for it: `podman run --rm --entrypoint cat IMAGE /etc/group` shows `{who}`"
        ));
        self.ledger.refused_by(origin, &rules::NAMED_GROUP, say);
        None
    }

    fn add_group(&mut self, origin: OriginId, id: u32) {
        if self.is_shared() {
            let say = OldSay::new(format!(
                "`{}` shares its Pod, and all containers in it are in the group {id}",
                self.name()
            ))
            .lost("that only this container is in it");
            self.ledger.changed_by(origin, &rules::GROUP_OF_POD, say);
        } else {
            self.ledger.kept(origin);
        }
        let groups = &mut self.plan.pod_mut(self.index).supplemental_groups;
        match groups.iter_mut().find(|group| group.value == i64::from(id)) {
            Some(group) => group.from.push(origin),
            None => groups.push(Traced::new(i64::from(id), origin)),
        }
        groups.sort_by_key(|group| group.value);
    }
}

/// With `UID:GID` podman leaves out the groups that the image's /etc/group lists for the user;
/// with `UID` alone, and where the image says who it is, it takes them. The policies `Strict` and
/// `Merge` are the same two, measured with podman 5.8 and containerd 2.1, but of a whole Pod: where
/// its containers disagree, nobody loses a group.
pub(super) fn policy(inventory: &Inventory, plan: &mut Plan, ledger: &mut Ledger) {
    for workload in &mut plan.workloads {
        let given = with_group(&workload.pod);
        if given.is_empty() {
            continue;
        }
        let mut users = workload.pod.containers.iter().map(|c| &c.security);
        if users.all(|security| security.run_as_group.is_some()) {
            workload.pod.supplemental_groups_policy = Some(Traced {
                value: "Strict",
                from: given.into(),
            });
            continue;
        }
        for origin in given {
            let container = ledger.entry(origin).origin.container;
            let Some(container) = inventory.containers.get(container) else {
                continue;
            };
            let say = OldSay::new(format!(
                "`{}` shares its Pod with a container that has no group of its own",
                container.attribute
            ))
            .lost("podman leaves out the groups that the image's /etc/group lists for the user; here the process is in them")
            .remedy("give every container of the Pod a user with a group: `user = \"1000:100\"`");
            ledger.changed_by(origin, &rules::GROUPS_OF_IMAGE, say);
        }
    }
}

/// The options that give a container of the Pod its group.
fn with_group(pod: &Pod) -> Vec<OriginId> {
    let groups = pod.containers.iter().map(|c| &c.security.run_as_group);
    groups
        .flatten()
        .flat_map(|group| group.from.options())
        .collect()
}

//! Who the process is.

use super::{ANY_WAY, Pass, Subject, rules};
use crate::{
    ledger::Ledger,
    origin::{Given, OriginId, Traced},
    plan::Plan,
    podman::security::{
        user::{User, Who},
        userns::UserNamespace,
    },
    rules::Say,
};

impl Pass<'_> {
    /// `--user`, and the user that `--userns=keep-id` brings. Says who it is, if not root.
    pub(super) fn user(
        &mut self,
        user: Option<&Given<User>>,
        userns: Option<&Given<UserNamespace>>,
    ) -> Option<OriginId> {
        let Some(given) = user else {
            return self.keep_id(userns);
        };
        let User { user, group } = &given.value;
        if user.is_none() && group.is_none() {
            self.ledger.already_so(given.origin, &ANY_WAY);
            return None;
        }
        // podman takes root where there is a group and no user.
        let uid = self.id(given.origin, user.as_ref(), |name, who, image| {
            rules::user_by_name(name, who, image)
        })?;
        let gid = match group {
            Some(group) => Some(self.id(given.origin, Some(group), |name, who, image| {
                rules::group_by_name(name, who, image)
            })?),
            None => None,
        };
        self.ledger.kept(given.origin);
        self.run_as(given.origin, uid, gid);
        if uid != 0 {
            self.ledger.say(
                Subject::Option(given.origin),
                rules::no_passwd_line(self.name(), uid),
            );
        }
        (uid != 0).then_some(given.origin)
    }

    /// A number, or `None` after a refusal.
    fn id(
        &mut self,
        origin: OriginId,
        who: Option<&Who>,
        say: fn(&str, &Who, &str) -> Say,
    ) -> Option<u32> {
        let Some(who) = who else {
            return Some(0);
        };
        if let Some(id) = who.id() {
            return Some(id);
        }
        self.ledger.refused(
            origin,
            say(self.name(), who, self.container.image_as_written()),
        );
        None
    }

    fn run_as(&mut self, origin: OriginId, uid: u32, gid: Option<u32>) {
        let security = &mut self.plan.container_mut(self.index).security;
        security.run_as_user = Some(Traced::new(i64::from(uid), origin));
        // Without a group both take the one of the image's /etc/passwd, or root's.
        security.run_as_group = gid.map(|gid| Traced::new(i64::from(gid), origin));
    }

    /// `--userns=keep-id` makes its user the container's, unless there is one.
    fn keep_id(&mut self, userns: Option<&Given<UserNamespace>>) -> Option<OriginId> {
        let given = userns?;
        let UserNamespace::KeepId { uid, gid, size: _ } = &given.value else {
            return None;
        };
        if uid.is_none() && gid.is_none() {
            return None;
        }
        let uid = uid.unwrap_or(0);
        self.run_as(given.origin, uid, Some(gid.unwrap_or(0)));
        (uid != 0).then_some(given.origin)
    }
}

/// Says once what a container without `user` loses, which only its image knows.
pub(super) fn say_image_user(plan: &Plan, ledger: &mut Ledger) {
    let mut containers = plan.workloads.iter().flat_map(|w| &w.pod.containers);
    let without = containers.find(|container| container.security.run_as_user.is_none());
    if let Some(container) = without {
        let image = container.image.as_ref();
        let image = image.map_or("IMAGE", |image| image.value.as_str());
        ledger.say(Subject::Fleet, rules::user_of_image(image));
    }
}

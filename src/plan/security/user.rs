//! Who the process is.

use super::{ANY_WAY, OldSay, Pass, Subject, rules};
use crate::{
    ledger::Ledger,
    origin::{Last, OriginId, Traced},
    plan::Plan,
    podman::security::{
        user::{User, Who},
        userns::UserNamespace,
    },
};

impl Pass<'_> {
    /// `--user`, and the user that `--userns=keep-id` brings. Says who it is, if not root.
    pub(super) fn user(
        &mut self,
        user: &Last<User>,
        userns: &Last<UserNamespace>,
    ) -> Option<OriginId> {
        let Some(given) = self.last(user) else {
            return self.keep_id(userns);
        };
        let User { user, group } = &given.value;
        if user.is_none() && group.is_none() {
            self.ledger.already_so(given.origin, &ANY_WAY);
            return None;
        }
        // podman takes root where there is a group and no user.
        let uid = self.id(given.origin, user.as_ref(), "user")?;
        let gid = match group {
            Some(group) => Some(self.id(given.origin, Some(group), "group")?),
            None => None,
        };
        self.ledger.kept(given.origin);
        self.run_as(given.origin, uid, gid);
        if uid != 0 {
            let say = OldSay::new(format!("`{}` runs as the user {uid}", self.name())).lost(
                "podman adds a line to /etc/passwd for a user that the image does not have, with the working directory as the home; without it HOME is `/`, and `whoami`, ssh, git and `initdb` complain",
            );
            self.ledger
                .say_by(Subject::Option(given.origin), &rules::NO_PASSWD_LINE, say);
        }
        (uid != 0).then_some(given.origin)
    }

    /// A number, or `None` after a refusal.
    fn id(&mut self, origin: OriginId, who: Option<&Who>, what: &str) -> Option<u32> {
        let Some(who) = who else {
            return Some(0);
        };
        if let Some(id) = who.id() {
            return Some(id);
        }
        let say = OldSay::new(format!(
            "`{}` runs as the {what} `{who}`, and Kubernetes takes numbers only",
            self.name()
        ))
        .lost("who the process is: the image's own user, root as a rule, would run it")
        .remedy(format!(
            "write the number: `podman run --rm --entrypoint id IMAGE` with `--user={who}` shows it"
        ));
        self.ledger.refused_by(origin, &rules::NAMED_USER, say);
        None
    }

    fn run_as(&mut self, origin: OriginId, uid: u32, gid: Option<u32>) {
        let security = &mut self.plan.container_mut(self.index).security;
        security.run_as_user = Some(Traced::new(i64::from(uid), origin));
        // Without a group both take the one of the image's /etc/passwd, or root's.
        security.run_as_group = gid.map(|gid| Traced::new(i64::from(gid), origin));
    }

    /// `--userns=keep-id` makes its user the container's, unless there is one.
    fn keep_id(&mut self, userns: &Last<UserNamespace>) -> Option<OriginId> {
        let given = userns.get()?;
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

    /// `--passwd`.
    pub(super) fn passwd(&mut self, passwd: &Last<bool>) {
        let Some(given) = self.last(passwd) else {
            return;
        };
        if given.value {
            let say = OldSay::new(format!("`{}` asks for a line in /etc/passwd", self.name())).lost(
                "the line, for a user that the image does not have; for one that it has podman adds none either",
            );
            self.ledger
                .dropped_by(given.origin, &rules::NO_PASSWD_LINE, say);
        } else {
            let say = OldSay::new(format!(
                "`{}` wants no line in /etc/passwd, and gets none",
                self.name()
            ))
            .lost("an empty HOME, for a user that the image does not have: in a Pod it is `/`");
            self.ledger
                .dropped_by(given.origin, &rules::NO_PASSWD_LINE, say);
        }
    }
}

/// Says once what a container without `user` loses, which only its image knows.
pub(super) fn say_image_user(plan: &Plan, ledger: &mut Ledger) {
    let mut containers = plan.workloads.iter().flat_map(|w| &w.pod.containers);
    if containers.all(|container| container.security.run_as_user.is_some()) {
        return;
    }
    let say = OldSay::new("containers without `user` run as the user of their image, without the group that the image names")
        .lost("the group of an image with `USER 1000:2000` (the image's /etc/passwd decides, else it is 0), and the line in /etc/passwd for a user that the image does not have")
        .remedy("give such a container both, `user = \"1000:2000\"`; `podman image inspect --format '{{.Config.User}}' IMAGE` tells");
    ledger.say_by(Subject::Fleet, &rules::IMAGE_USER, say);
}

//! Who the process is.

use super::{ANY_WAY, Cursor, Subject, rules};
use crate::{
    origin::{Given, OriginId, Traced},
    podman::security::{
        user::{User, Who},
        userns::UserNamespace,
    },
    rules::Say,
};

/// `--user`, and the user that `--userns=keep-id` brings. Says who it is, if not root.
pub(super) fn user(
    at: &mut Cursor<'_>,
    user: Option<&Given<User>>,
    userns: Option<&Given<UserNamespace>>,
) -> Option<OriginId> {
    let Some(given) = user else {
        return keep_id(at, userns);
    };
    let User { user, group, colon } = &given.value;
    if user.is_none() && group.is_none() {
        at.ledger.already_so(given.origin, &ANY_WAY);
        return None;
    }
    // podman takes root where there is a group and no user.
    let uid = id(at, given.origin, user.as_ref(), |name, who, image| {
        rules::user_by_name(name, who, image)
    })?;
    let gid = match group {
        Some(group) => Some(id(at, given.origin, Some(group), |name, who, image| {
            rules::group_by_name(name, who, image)
        })?),
        None => None,
    };
    at.ledger.kept(given.origin);
    run_as(at, given.origin, uid, gid);
    if *colon {
        let security = &mut at.target_mut().security;
        security.without_image_groups = given.origin.into();
    }
    let say = match (uid, gid) {
        _ if !at.engine().adds_lines.is => None,
        (0, None | Some(0)) => None,
        (0, Some(gid)) => Some(rules::no_group_line(at.name(), gid)),
        (uid, None | Some(0)) => Some(rules::no_passwd_line(at.name(), uid)),
        (uid, Some(gid)) => Some(rules::no_lines(at.name(), uid, gid)),
    };
    if let Some(say) = say {
        at.ledger.say(Subject::Option(given.origin), say);
    }
    (uid != 0).then_some(given.origin)
}

/// A number, or `None` after a refusal.
fn id(
    at: &mut Cursor<'_>,
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
    at.ledger.refused(
        origin,
        say(at.name(), who, at.container().image_as_written()),
    );
    None
}

fn run_as(at: &mut Cursor<'_>, origin: OriginId, uid: u32, gid: Option<u32>) {
    let security = &mut at.target_mut().security;
    security.run_as_user = Some(Traced::new(i64::from(uid), origin));
    // Without a group both take the one of the image's /etc/passwd, or root's.
    security.run_as_group = gid.map(|gid| Traced::new(i64::from(gid), origin));
}

/// `--userns=keep-id` makes its user the container's, unless there is one.
fn keep_id(at: &mut Cursor<'_>, userns: Option<&Given<UserNamespace>>) -> Option<OriginId> {
    let given = userns?;
    let UserNamespace::KeepId { uid, gid, size: _ } = &given.value else {
        return None;
    };
    if uid.is_none() && gid.is_none() {
        return None;
    }
    let uid = uid.unwrap_or(0);
    run_as(at, given.origin, uid, Some(gid.unwrap_or(0)));
    at.target_mut().security.without_image_groups = given.origin.into();
    (uid != 0).then_some(given.origin)
}

/// Says once what a container without `user` loses, which only its image knows.
pub(super) fn say_image_user(at: &mut Cursor<'_>) {
    let of_engine = |adds_lines: bool| {
        let workloads = at.plan.workloads.iter();
        let workloads = workloads
            .filter(|workload| at.inventory.engine(&workload.host).adds_lines.is == adds_lines);
        // Where the image is known, its numbers became options.
        let loses = |index: &&usize| {
            let container = at.inventory.containers.get(**index);
            let known = container.and_then(|container| container.image.known.as_ref());
            known.is_none_or(|image| image.loses_group())
        };
        let mut containers = workloads
            .flat_map(|workload| &workload.members)
            .filter(loses)
            .map(|index| at.plan.container_of(*index));
        let without = containers.find(|container| container.security.run_as_user.is_none())?;
        let image = without.image.as_ref();
        Some(image.map_or_else(|| "IMAGE".to_owned(), |image| image.value.clone()))
    };
    let (podmans, dockers) = (of_engine(true), of_engine(false));
    if let Some(image) = podmans {
        at.ledger.say(Subject::Fleet, rules::user_of_image(image));
    } else if let Some(image) = dockers {
        at.ledger
            .say(Subject::Fleet, rules::group_of_user_of_image(image));
    }
}

//! What the systemd unit of a container does besides running it.

use std::time::Duration;

use super::life::Life;
use crate::{
    facts::starters,
    plan::{ControllerKind, Cursor},
    podman::unit::{Kind, Span},
    rules::{Say, lifecycle as rules},
};

/// Says what is lost with the unit. `owner` is the container whose settings choose the controller.
pub fn say(at: &mut Cursor<'_>, life: &Life, owner: &str) {
    let name = at.name();
    for socket in at
        .host()
        .into_iter()
        .flat_map(|host| starters::of(host, &life.unit_name))
    {
        let (socket, _) = socket;
        if socket.name.ends_with(".socket") {
            at.say(rules::socket(name, &socket.name));
        }
    }
    let Some(unit) = life.unit else { return };
    let service = &unit.service;
    if let Some(limit) = service.runtime_max.and_then(Span::duration) {
        runtime_max(at, life, limit, owner);
    }
    let mut say = |say: Say| at.say(say);
    for (commands, setting) in [
        (&service.before_start, "ExecStartPre="),
        (&service.after_start, "ExecStartPost="),
        (&service.stop, "ExecStop="),
        (&service.after_stop, "ExecStopPost="),
    ] {
        if !commands.is_empty() {
            say(rules::unit_commands(name, setting));
        }
    }
    let mut conditions = unit.conditions.clone();
    if !service.condition.is_empty() {
        conditions.push("ExecCondition=".to_owned());
    }
    if !conditions.is_empty() {
        say(rules::conditions(name, conditions.join("`, `")));
    }
    for (units, setting) in [
        (&unit.on_failure, "OnFailure="),
        (&unit.on_success, "OnSuccess="),
    ] {
        if !units.is_empty() {
            say(rules::starts_other_units(name, setting, units.join("`, `")));
        }
    }
}

/// `RuntimeMaxSec=`, which systemd ignores for a oneshot.
fn runtime_max(at: &mut Cursor<'_>, life: &Life, limit: Duration, owner: &str) {
    if life.unit.and_then(|unit| unit.service.kind) == Some(Kind::Oneshot) {
        return;
    }
    let name = at.name();
    let workload = at.workload();
    let (own, namespace) = (&workload.name, &workload.namespace);
    let kind = workload.controller.kind.value;
    let seconds = limit.as_secs().max(1);
    let limit = format_args!("{limit:?}");
    let ends = matches!(kind, ControllerKind::Job | ControllerKind::CronJob);
    at.say(if ends {
        rules::runtime_max_of_job(name, limit, seconds)
    } else if life.policy().follows_a_timeout() {
        let kind = kind.word().to_lowercase();
        rules::runtime_max_restarts(name, limit, kind, own, namespace)
    } else {
        rules::runtime_max(name, limit, seconds, owner)
    });
}

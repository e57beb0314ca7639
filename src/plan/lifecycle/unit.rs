//! What the systemd unit of a container does besides running it.

use std::time::Duration;

use super::{
    attempts::START_LIMIT,
    life::{Again, Life},
};
use crate::{
    facts::starters,
    plan::{ControllerKind, Cursor},
    podman::{
        Container,
        storage::volume::Source,
        unit::{Kind, Span, Unit},
    },
    rules::{Say, lifecycle as rules, units},
};

/// The window of systemd's limit of starts, unless the unit has another one.
const START_WINDOW: Duration = Duration::from_secs(10);

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
    let kind = at.workload().controller.kind.value;
    let keeps_running = !matches!(kind, ControllerKind::Job | ControllerKind::CronJob)
        && life.again() != Again::Never;
    let used = files(life.container);
    let mut say = |say: Say| at.say(say);
    for (commands, setting) in [
        (&service.before_start, "ExecStartPre="),
        (&service.beside, "ExecStart="),
        (&service.after_start, "ExecStartPost="),
        (&service.stop, "ExecStop="),
        (&service.after_stop, "ExecStopPost="),
    ] {
        let mut others = commands.iter();
        let other = others.any(|command| !used.iter().any(|path| names(command, path)));
        let made = used.iter().filter_map(|path| {
            let mut lines = commands.iter().flat_map(|command| command.lines());
            // The last one decides what the file holds.
            let found = lines.rfind(|line| names(line, path))?;
            Some(rules::unit_commands_make(name, setting, path, shown(found)))
        });
        let made: Vec<Say> = made.collect();
        if other {
            say(rules::unit_commands(name, setting));
        }
        made.into_iter().for_each(&mut say);
    }
    for (path, maker) in makers(at, unit, &used) {
        at.say(units::maker_not_started(at.name(), path, maker));
    }
    let mut say = |say: Say| at.say(say);
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
    let limits = unit.start_limit_burst.is_some() || unit.start_limit_interval.is_some();
    if let Some(interval) = start_limit(unit).filter(|_| limits && keeps_running) {
        let burst = unit.start_limit_burst.unwrap_or(START_LIMIT);
        say(rules::start_limit(
            name,
            burst,
            format_args!("{interval:?}"),
        ));
    }
}

/// Files that the container uses and a unit makes which only units of containers start: theirs no longer run.
fn makers<'a>(at: &Cursor<'a>, unit: &'a Unit, used: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let Some(units) = at.host().and_then(|host| host.units.as_ref()) else {
        return Vec::new();
    };
    let host = &at.container().host;
    let moves = |name: &String| at.facts.peers.by_unit(host, name).is_some();
    let pulled = unit.pulls().filter(|name| !moves(name));
    let pulled = pulled.filter_map(|name| units.get(name));
    let idle = pulled.filter(|maker| {
        let mut starts = maker.wanted_by.iter().chain(&maker.required_by);
        let mut others = units
            .values()
            .filter(|other| other.pulls().any(|name| *name == maker.name));
        starts.all(moves) && others.all(|other| moves(&other.name))
    });
    let found = idle.flat_map(|maker| {
        let service = &maker.service;
        let commands = service.start.iter().chain(&service.before_start);
        let lines: Vec<&str> = commands.flat_map(|command| command.lines()).collect();
        let made = used
            .iter()
            .filter(move |path| lines.iter().any(|line| names(line, path)));
        made.map(|path| (*path, maker.name.as_str()))
    });
    found.collect()
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

/// The time within which too many starts end a unit; none where systemd always starts it again.
fn start_limit(unit: &Unit) -> Option<Duration> {
    let interval = unit
        .start_limit_interval
        .map_or(Some(START_WINDOW), Span::duration);
    interval.filter(|interval| !interval.is_zero() && unit.start_limit_burst != Some(0))
}

/// Files of the host from which the container has its environment, its secrets and its logins.
fn files(container: &Container) -> Vec<&str> {
    let secrets = &container.secrets;
    let others = secrets.authfile.iter().chain(&secrets.login.password_file);
    let of_variables = secrets.env_files.iter().map(|given| &*given.value.path);
    let mut files: Vec<&str> = of_variables
        .chain(others.map(|given| given.value.as_str()))
        .collect();
    files.extend(
        container
            .storage
            .volumes
            .iter()
            .filter_map(|given| match &given.value.source {
                Source::Host(path) => Some(path.as_str()),
                Source::Named(_) | Source::Anonymous => None,
            }),
    );
    files.sort_unstable();
    files.dedup();
    files
}

/// Whether a line of a script names a path, and not only a longer one.
fn names(line: &str, path: &str) -> bool {
    let longer = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    line.match_indices(path).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.get(path.len()..).unwrap_or_default();
        !before.ends_with(longer) && !after.starts_with(longer)
    })
}

/// A line of a script with its program, its paths and its redirections: anything else may be a secret.
fn shown(line: &str) -> String {
    let harmless = |word: &str| {
        let path = word.trim_start_matches(['-', '+', '!', ':', '@', '>', '<', '"', '\'']);
        path.is_empty() || path.starts_with('/') || path.starts_with("$(")
    };
    let words = line.split_whitespace().enumerate();
    let words = words.map(|(at, word)| {
        let short = word.starts_with('-') && word.len() == 2;
        if at == 0 && !word.contains('=') || harmless(word) || short {
            word
        } else {
            "…"
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

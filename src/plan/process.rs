//! Process: command, environment, working directory, terminal, time zone, init.

use super::{
    Cursor, VolumeMount, VolumeSource, expansion,
    renames::{follow, follow_words},
};
use crate::{
    facts::texts::{self, Place, Text},
    grammar::AbsolutePath,
    origin::{Given, Traced},
    podman::{
        process::{Entrypoint, Process, Timezone},
        security::namespace::Namespace,
        unit::Service,
    },
    rules::{output, process as rules, reading, workload},
};

mod environment;
mod proxies;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Process {
            entrypoint,
            command,
            env,
            env_merge,
            http_proxy,
            unset_env,
            workdir,
            interactive,
            tty,
            timezone,
            init,
        } = &at.container().process;
        settle_command(at, entrypoint.as_ref(), command);
        environment::settle(at, env, env_merge, unset_env);
        proxies::settle(at, http_proxy.as_ref());
        if let Some(workdir) = workdir {
            settle_workdir(at, workdir);
        }
        if let Some(stdin) = interactive {
            at.target_mut().stdin = Some(stdin.traced());
            at.ledger.kept(stdin.origin);
        }
        if let Some(tty) = tty {
            at.target_mut().tty = Some(tty.traced());
            at.ledger.kept(tty.origin);
        }
        if let Some(zone) = timezone {
            settle_timezone(at, zone);
        }
        if let Some(init) = init {
            settle_init(at, init);
        }
    });
}

/// What is known of the unit that runs the container.
fn service<'a>(at: &Cursor<'a>) -> Option<&'a Service> {
    at.inventory.unit(at.container()).map(|unit| &unit.service)
}

/// podman runs entrypoint and command as one list of words. With an entrypoint of its own it
/// forgets the image's `CMD`, as Kubernetes does with a `command`.
fn settle_command(
    at: &mut Cursor<'_>,
    entrypoint: Option<&Given<Entrypoint>>,
    command: &[Given<String>],
) {
    let mut front = words(at);
    let args = front.split_off(front.len().saturating_sub(command.len()));
    let container = at.target_mut();
    let Some(entrypoint) = entrypoint else {
        container.args = args;
        return;
    };
    let origin = entrypoint.origin;
    match &entrypoint.value {
        Entrypoint::Image => {
            container.args = args;
            at.ledger.already_so(origin, &workload::ANY_WAY);
        }
        Entrypoint::Words(_) => {
            container.command = front;
            container.args = args;
        }
        Entrypoint::Nothing | Entrypoint::NothingBeforeCmd if !args.is_empty() => {
            container.command = args.into_iter().map(|word| word.and(origin)).collect();
            at.ledger.kept(origin);
        }
        Entrypoint::Nothing => {
            let say = rules::nothing_to_run(at.name());
            at.ledger.refused(origin, say);
        }
        Entrypoint::NothingBeforeCmd => {
            // Where the image is known, it has none.
            let say = match at.container().image.known {
                Some(_) => rules::nothing_to_run(at.name()),
                None => rules::cmd_of_image(at.name(), at.container().image_as_written()),
            };
            at.ledger.refused(origin, say);
        }
    }
}

/// All words of entry point and command as Kubernetes has to be given them, settled. One list, since an option of the
/// command is read by the program of the entry point.
fn words(at: &mut Cursor<'_>) -> Vec<Traced<String>> {
    let process = &at.container().process;
    let words = follow_words(at, texts::run(process), Place::Word);
    let words = words.iter().zip(texts::run(process));
    words
        .map(|(text, (_, origin))| Traced::new(expansion::literal(text), origin))
        .collect()
}

fn settle_workdir(at: &mut Cursor<'_>, workdir: &Given<String>) {
    let origin = workdir.origin;
    let path = workdir.value.as_str();
    if path.is_empty() {
        return at.ledger.already_so(origin, &workload::ANY_WAY);
    }
    if path.starts_with('/') {
        let container = at.target_mut();
        container.working_dir = Some(workdir.traced());
        at.ledger.kept(origin);
    } else if !at.engine().is_podman() {
        // <https://github.com/moby/moby/blob/v28.5.2/daemon/container.go#L373>
        let say = reading::bad_value(at.name(), "workdir", "the path is not absolute");
        at.ledger.refused(origin, say);
    } else {
        let container = at.target_mut();
        container.working_dir = Some(Traced::new(format!("/{path}"), origin));
        let say = rules::relative_workdir(at.name(), path);
        at.ledger.changed(origin, say);
    }
}

/// podman copies the zone's file, or links to the image's; it sets no `TZ`, and neither do we:
/// in an image without zone files `TZ` would mean UTC.
fn settle_timezone(at: &mut Cursor<'_>, zone: &Given<Timezone>) {
    const LOCALTIME: &str = "/etc/localtime";
    let origin = zone.origin;
    let source = match &zone.value {
        Timezone::Image => return at.ledger.already_so(origin, &workload::ANY_WAY),
        Timezone::Host => LOCALTIME.to_owned(),
        Timezone::Zone(zone) => format!("/etc/zoneinfo/{zone}"),
    };
    let path = match AbsolutePath::parse(&source) {
        Ok(path) => path,
        Err(rule) => {
            let say = output::refused_value(at.name(), "the time zone", &zone.value, rule);
            return at.ledger.refused(origin, say);
        }
    };
    let container = at.target_mut();
    if container.mounts.iter().any(|mount| mount.path == LOCALTIME) {
        let say = rules::time_zone_mounted(at.name());
        return at.ledger.dropped(origin, say);
    }
    let source = VolumeSource::HostPath { path, kind: "File" };
    let volume = at.pod_mut().volume("localtime", source, &[origin]);
    let mounts = &mut at.target_mut().mounts;
    mounts.push(VolumeMount {
        volume,
        path: LOCALTIME.to_owned(),
        sub_path: None,
        read_only: Some(Traced::new(true, origin)),
        recursive_read_only: None,
        propagation: None,
        from: origin.into(),
    });
    mounts.sort_by(|a, b| a.path.cmp(&b.path));
    let say = rules::time_zone(at.name());
    at.ledger.changed(origin, say);
}

/// The pause process of a Pod with one process namespace reaps orphaned processes.
fn settle_init(at: &mut Cursor<'_>, init: &Given<bool>) {
    let origin = init.origin;
    if !init.value {
        return at.ledger.already_so(origin, &workload::ANY_WAY);
    }
    if at.workload().members.len() > 1 {
        let say = rules::no_init_in_group(at.name());
        return at.ledger.dropped(origin, say);
    }
    let pid = at.container().security.pid.as_ref();
    if pid.is_some_and(|pid| pid.value != Namespace::Private) {
        let say = rules::no_init_with_pid(at.name());
        return at.ledger.dropped(origin, say);
    }
    let pod = at.pod_mut();
    pod.share_process_namespace = Some(Traced::new(true, origin));
    let say = rules::init(at.name());
    at.ledger.changed(origin, say);
}

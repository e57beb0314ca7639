//! Commands around a program: init containers before it, and hooks of the container itself.

use super::{Cursor, EnvSource, EnvVar, PodContainer, Role, SecurityContext, expansion};
use crate::{
    facts::names::suffixed,
    grammar::VariableName,
    origin::{Given, OriginId, Traced},
    podman::{
        image::Reference,
        lifecycle::{Hook, Moment},
        security::user::{User, Who},
    },
    rules::{configs as rules, output, reasons::Reason, security, workload},
};

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let hooks = &at.container().lifecycle.hooks;
        let mut number = 0;
        for hook in hooks {
            if hook.value.moment == Moment::BeforeStart {
                number += 1;
                before(at, hook, number);
            }
        }
        let of = |moment: Moment| hooks.iter().filter(move |hook| hook.value.moment == moment);
        let after: Vec<&Given<Hook>> = of(Moment::AfterStart).filter(|h| can_run(at, h)).collect();
        if let Some(command) = together(&after) {
            at.target_mut().post_start = Some(command);
        }
        let stop: Vec<&Given<Hook>> = of(Moment::BeforeStop).filter(|h| can_run(at, h)).collect();
        if let Some(mut command) = together(&stop) {
            // A signal of its own is sent by a command of the shell, which comes last.
            if let Some(signal) = at.target_mut().pre_stop.take() {
                let script = signal.value.last().cloned().unwrap_or_default();
                command.value = shell(&format!("{}; {script}", script_of(&stop)));
                command.from.extend(signal.from.iter());
            }
            at.target_mut().pre_stop = Some(command);
        }
    });
}

/// Whether a hook of the container can run a command as Compose does; settles it.
fn can_run(at: &mut Cursor<'_>, hook: &Given<Hook>) -> bool {
    let Given { value, origin } = hook;
    let (name, key) = (at.name(), value.moment.key());
    if value.privileged || value.user.is_some() {
        at.ledger.dropped(*origin, rules::hook_rights(name, key));
        return false;
    }
    if at.target().role == Role::Init {
        at.ledger.dropped(*origin, rules::hook_of_init(name, key));
        return false;
    }
    let say = match value.moment {
        Moment::BeforeStop => rules::pre_stop(name),
        Moment::AfterStart | Moment::BeforeStart => rules::post_start(name),
    };
    at.ledger.changed(*origin, say);
    true
}

/// Commands as one: as it is where there is one, else as a script.
fn together(hooks: &[&Given<Hook>]) -> Option<Traced<Vec<String>>> {
    let (first, more) = hooks.split_first()?;
    let plain = first.value.env.is_empty() && first.value.workdir.is_none();
    let command = if plain && more.is_empty() {
        first.value.command.clone()
    } else {
        shell(&script_of(hooks))
    };
    let origins: Vec<OriginId> = hooks.iter().map(|hook| hook.origin).collect();
    Some(Traced {
        value: command,
        from: origins.into(),
    })
}

fn shell(script: &str) -> Vec<String> {
    ["/bin/sh", "-c", script].map(str::to_owned).into()
}

/// All commands, one after another until one fails; each in its own directory, with its own variables.
fn script_of(hooks: &[&Given<Hook>]) -> String {
    let each = hooks.iter().map(|hook| {
        let Hook {
            moment: _,
            command,
            image: _,
            user: _,
            workdir,
            env,
            privileged: _,
        } = &hook.value;
        let mut words: Vec<String> = Vec::new();
        if !env.is_empty() {
            words.push("env".to_owned());
            words.extend(
                env.iter()
                    .map(|(name, value)| quoted(&format!("{name}={value}"))),
            );
        }
        words.extend(command.iter().map(|word| quoted(word)));
        let run = words.join(" ");
        match workdir {
            Some(folder) => format!("(cd {} && {run})", quoted(folder)),
            None => run,
        }
    });
    each.collect::<Vec<_>>().join(" && ")
}

/// A word as the shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// One command before the start, as an init container.
///
/// Docker Compose: `docker/compose f72979427 pkg/compose/pre_start.go:165` (`createPreStartContainer`)
fn before(at: &mut Cursor<'_>, given: &Given<Hook>, number: usize) {
    let Given { value, origin } = given;
    let Hook {
        moment: _,
        command,
        image,
        user,
        workdir,
        env,
        privileged,
    } = value;
    // What it has of the container is there because of the command, too.
    let image = match image.as_deref().map(Reference::parse) {
        None => at.target().image.clone().map(|image| image.and(*origin)),
        Some(Ok(Reference::Repository(image))) => {
            Some(Traced::new(image.qualified().to_string(), *origin))
        }
        Some(_) => {
            let say = workload::no_registry_image(at.name());
            return at.ledger.refused(*origin, say);
        }
    };
    // What the engine takes from every container, it takes from this one.
    let of_engine = |capability: &&Traced<String>| capability.from.options().next().is_none();
    let cap_drop = at.target().security.cap_drop.iter();
    let mut context = SecurityContext {
        cap_drop: cap_drop
            .filter(|capability| !privileged && of_engine(capability))
            .cloned()
            .collect(),
        privileged: privileged.then(|| Traced::new(true, *origin)),
        seccomp: (!privileged)
            .then(|| Traced::new(("RuntimeDefault", None), Reason::Confined).and(*origin)),
        ..SecurityContext::default()
    };
    if let Some(user) = user {
        let Some((uid, gid)) = ids(at, user, image.as_ref(), *origin) else {
            return;
        };
        context.run_as_user = uid.map(|uid| Traced::new(i64::from(uid), *origin));
        context.run_as_group = gid.map(|gid| Traced::new(i64::from(gid), *origin));
    } else {
        // Compose gives it the service's own, whatever image it names.
        let own = &at.target().security;
        context.run_as_user = own.run_as_user.clone().map(|uid| uid.and(*origin));
        context.run_as_group = own.run_as_group.clone().map(|gid| gid.and(*origin));
    }
    let target = at.target();
    let mut all = target.env.clone();
    for (name, value) in env {
        if let Err(rule) = VariableName::parse(name) {
            let say = output::refused_value(at.name(), "a variable of `pre_start`", name, rule);
            return at.ledger.refused(*origin, say);
        }
        all.retain(|known| known.name != *name);
        all.push(EnvVar {
            name: name.clone(),
            source: EnvSource::Literal(expansion::literal(value)),
            from: (*origin).into(),
        });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let name = suffixed(&target.name, &format!("pre-start-{number}"));
    let container = PodContainer {
        from: (*origin).into(),
        role: Role::Init,
        image,
        pull_policy: Some(
            (target.pull_policy.clone())
                .unwrap_or_else(|| Traced::new("IfNotPresent", Reason::PullMissing))
                .and(*origin),
        ),
        args: command
            .iter()
            .map(|word| Traced::new(expansion::literal(word), *origin))
            .collect(),
        working_dir: match workdir {
            Some(folder) => Some(Traced::new(folder.clone(), *origin)),
            None => target.working_dir.clone().map(|folder| folder.and(*origin)),
        },
        env: all,
        env_from: target.env_from.clone(),
        mounts: target.mounts.clone(),
        security: context,
        ..PodContainer::new(name)
    };
    at.pod_mut().waits.push(container);
    let say = rules::pre_start(at.name(), redacted(command));
    at.ledger.changed(*origin, say);
}

/// The words of a command for a message.
fn redacted(command: &[String]) -> String {
    let words = crate::redact::mask_words(command.iter().map(String::as_str));
    words.join(" ")
}

/// A user and a group by their numbers; `None` after a refusal.
fn ids(
    at: &mut Cursor<'_>,
    text: &str,
    image: Option<&Traced<String>>,
    origin: OriginId,
) -> Option<(Option<u32>, Option<u32>)> {
    let image = image.map_or("IMAGE", |image| image.value.as_str());
    let user = match User::parse(text) {
        Ok(user) => user,
        Err(what) => {
            let say = crate::rules::reading::bad_value(at.name(), "pre_start", what);
            at.ledger.refused(origin, say);
            return None;
        }
    };
    let mut number = |who: Option<&Who>, is_group: bool| match who.map(|who| (who, who.id())) {
        None => Some(None),
        Some((_, Some(id))) => Some(Some(id)),
        Some((who, None)) => {
            let say = if is_group {
                security::group_by_name(at.name(), who, image)
            } else {
                security::user_by_name(at.name(), who, image)
            };
            at.ledger.refused(origin, say);
            None
        }
    };
    let uid = number(user.user.as_ref(), false)?;
    let gid = number(user.group.as_ref(), true)?;
    Some((uid, gid))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_of_a_shell() {
        for (word, wanted) in [
            ("a", "a"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$HOME", "'$HOME'"),
            ("it's", "'it'\\''s'"),
        ] {
            assert_eq!(quoted(word), wanted);
            assert_eq!(shlex::split(wanted), Some(vec![word.to_owned()]));
        }
    }
}

//! Environment variables, by podman's order of precedence: the image's, `--env-merge` and
//! `--unsetenv` on top, then the proxies, then the files of `--env-file`, then `--env`.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Cursor, Place, Text, expansion, follow, rules, service};
use crate::{
    grammar::VariableName,
    origin::{Given, OriginId, option_path},
    plan::{EnvSource, EnvVar},
    podman::{process::Env, secrets::Target},
    redact::{is_secret, mask},
    rules::workload,
};

/// Variables by name, each with its value and the option that set it.
type Set<'v> = BTreeMap<&'v str, (&'v str, OriginId)>;

pub(super) fn settle<'a>(
    at: &mut Cursor<'a>,
    env: &'a [Given<Env>],
    merged: &[Given<String>],
    unset: &[Given<String>],
) {
    let mut set = Set::new();
    for variable in env {
        for (name, value) in values(at, variable) {
            if let Some((_, earlier)) = set.insert(name, (value, variable.origin))
                && earlier != variable.origin
            {
                at.ledger.overridden(earlier, variable.origin);
            }
        }
    }
    secrets_in_the_open(at, &set);
    let mut variables = Vec::new();
    for (&name, &(value, origin)) in &set {
        if VariableName::is(name) {
            let value = follow(at, &text(name, value, origin));
            variables.push(literal(name, &value, origin));
        } else {
            bad_name(at, origin);
        }
    }
    let taken = |name: &str| set.contains_key(name);
    variables.extend(self::unset(at, unset, taken));
    variables.extend(self::merged(at, merged, taken));
    // A device may have brought some; the operator's own go before them.
    let env = &mut at.target_mut().env;
    env.retain(|there| variables.iter().all(|variable| variable.name != there.name));
    env.extend(variables);
    env.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The variables that one `--env` sets. What it takes from podman's own environment is known
/// where the unit is, and sets it.
fn values<'v>(at: &mut Cursor<'v>, variable: &'v Given<Env>) -> Vec<(&'v str, &'v str)> {
    let unit = service(at).map(|service| &service.environment);
    match &variable.value {
        Env::Set { name, value } => vec![(name, value)],
        Env::Host(name) => {
            let known = unit.and_then(|unit| unit.get(name));
            if known.is_none() {
                let say = rules::env_from_unit(at.name(), name);
                at.ledger.dropped(variable.origin, say);
            }
            known
                .map(|value| (name.as_str(), value.as_str()))
                .into_iter()
                .collect()
        }
        Env::HostPrefix(prefix) => {
            let known: Vec<(&str, &str)> = unit
                .into_iter()
                .flatten()
                .filter(|(name, _)| name.starts_with(prefix))
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            if known.is_empty() {
                let say = rules::env_prefix_from_unit(at.name(), prefix);
                at.ledger.dropped(variable.origin, say);
            } else {
                let say = rules::env_prefix_written(at.name(), prefix);
                at.ledger.changed(variable.origin, say);
            }
            known
        }
    }
}

fn bad_name(at: &mut Cursor<'_>, origin: OriginId) {
    let say = rules::env_name(at.name());
    at.ledger.dropped(origin, say);
}

fn beaten(at: &mut Cursor<'_>, name: &str, origin: OriginId) {
    let say = rules::beaten_by_env(at.name(), name);
    at.ledger.dropped(origin, say);
}

/// Flags whose secret goes into no manifest.
const OF_REGISTRIES: [Option<&str>; 2] = [Some("--creds"), Some("--decryption-key")];

/// One message for all that should be in a file: variables, and words of commands, labels and others.
fn secrets_in_the_open(at: &mut Cursor<'_>, set: &Set<'_>) {
    let secrets = &at.container().secrets;
    let replaced = |name: &str| {
        secrets
            .secrets
            .iter()
            .any(|secret| match &secret.value.target {
                Target::Variable(target) => target.as_ref().unwrap_or(&secret.value.source) == name,
                Target::File { .. } => false,
            })
    };
    let variables = set.iter();
    let mut open: Vec<(String, OriginId)> = variables
        .filter(|(name, (value, _))| is_open_secret(name, value) && !replaced(name))
        .map(|(name, (_, origin))| (format!("`{name}`"), *origin))
        .collect();
    let is_variable = |id: OriginId| set.values().any(|(_, origin)| *origin == id);
    for id in secrets.open.iter().copied().filter(|id| !is_variable(*id)) {
        let origin = &at.ledger.entry(id).origin;
        if !OF_REGISTRIES.contains(&origin.flag) {
            let path = origin.paths.first().map_or("", String::as_str);
            open.push((format!("`{}`", option_path(path)), id));
        }
    }
    let Some((_, first)) = open.first() else {
        return;
    };
    let first = *first;
    let places: Vec<String> = open.into_iter().map(|(place, _)| place).collect();
    let say = rules::open_secret(at.name(), places.join(", "));
    at.say_at(first, say);
}

/// What podman sets after it has taken variables away.
const OF_PODMAN: &str = "HOSTNAME";
/// What only podman sets.
const MARK: &str = "container";
/// What both set where it is not there, or empty: the home of the user.
const HOME: &str = "HOME";

/// Kubernetes cannot take a variable away; empty is the nearest.
fn unset(
    at: &mut Cursor<'_>,
    names: &[Given<String>],
    taken: impl Fn(&str) -> bool,
) -> Vec<EnvVar> {
    let mut out: Vec<EnvVar> = Vec::new();
    for name in names {
        if taken(&name.value) {
            beaten(at, &name.value, name.origin);
        } else if !VariableName::is(&name.value) {
            bad_name(at, name.origin);
        } else if name.value == OF_PODMAN {
            at.ledger.already_so(name.origin, &rules::SET_ANYWAY);
        } else if name.value == MARK {
            at.ledger.already_so(name.origin, &workload::ANY_WAY);
        } else {
            match out.iter_mut().find(|variable| variable.name == name.value) {
                Some(variable) => variable.from.push(name.origin),
                None => out.push(literal(&name.value, "", name.origin)),
            }
            if name.value == HOME {
                at.ledger.kept(name.origin);
                continue;
            }
            let say = rules::unset_env(at.name(), &name.value);
            at.ledger.changed(name.origin, say);
        }
    }
    out
}

fn merged(
    at: &mut Cursor<'_>,
    merged: &[Given<String>],
    taken: impl Fn(&str) -> bool,
) -> Vec<EnvVar> {
    let mut plain: BTreeMap<&str, (&str, OriginId)> = BTreeMap::new();
    for merge in merged {
        match merge.value.split_once('=') {
            Some((name, value)) if !merge.value.contains(['$', '\\', '"', '\'']) => {
                if let Some((_, earlier)) = plain.insert(name, (value, merge.origin)) {
                    at.ledger.overridden(earlier, merge.origin);
                }
            }
            _ => {
                let say = rules::env_merge(at.name());
                at.ledger.dropped(merge.origin, say);
            }
        }
    }
    let mut out = Vec::new();
    for (name, (value, origin)) in plain {
        if taken(name) {
            beaten(at, name, origin);
        } else if VariableName::is(name) {
            let value = follow(at, &text(name, value, origin));
            out.push(literal(name, &value, origin));
        } else {
            bad_name(at, origin);
        }
    }
    out
}

fn text<'t>(about: &'t str, text: &'t str, origin: OriginId) -> Text<'t> {
    Text {
        about,
        to_client: false,
        text,
        origin,
        place: Place::Variable,
    }
}

fn literal(name: &str, value: &str, origin: OriginId) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        source: EnvSource::Literal(expansion::literal(value)),
        from: origin.into(),
    }
}

/// Whether a value is a secret by its name or its shape, and not the path of a file with it.
fn is_open_secret(name: &str, value: &str) -> bool {
    const OF_FILES: [&str; 3] = ["_FILE", "_PATH", "_DIR"];
    let is_path = || {
        let upper = name.to_ascii_uppercase();
        value.starts_with('/') || OF_FILES.iter().any(|end| upper.ends_with(end))
    };
    is_secret(name, value) && !is_path() || matches!(mask(value), Cow::Owned(_))
}

#[cfg(test)]
mod tests {
    use super::is_open_secret;

    #[test]
    fn open_secrets() {
        for (name, value) in [("DB_PASSWORD", "x"), ("apiKey", "k"), ("TOKEN", "1234")] {
            assert!(is_open_secret(name, value), "{name}");
        }
        for (name, value) in [
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("DB_PASSWORD", ""),
            ("SSL_KEY", "/etc/ssl/key.pem"),
            ("USE_TOKEN", "true"),
            ("KEYCLOAK_URL", "http://x"),
        ] {
            assert!(!is_open_secret(name, value), "{name}");
        }
    }
}

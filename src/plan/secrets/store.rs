//! Entries of podman's secret store: variables and files.

use super::{Cursor, OPAQUE, host_secret, rules};
use crate::{
    grammar::{ConfigKey, RelativePath, Subdomain, VariableName},
    origin::{Given, OriginId, Traced},
    plan::{
        EnvSource, EnvVar, SecretSource, VolumeMount, VolumeSource, model::config::key,
        modes::readable,
    },
    podman::secrets::{Secret, Target},
    rules::{output, process},
};

/// Where podman puts the files of secrets.
const FOLDER: &str = "/run/secrets";

pub(super) fn settle(at: &mut Cursor<'_>, given: &Given<Secret>) {
    let Secret { source, target } = &given.value;
    if let Target::Variable(name) = target {
        let name = name.as_deref().unwrap_or(source);
        if let Err(rule) = VariableName::parse(name) {
            let say = output::refused_value(at.name(), "a secret in the variable", name, rule);
            return at.ledger.refused(given.origin, say);
        }
    }
    let key = key(source);
    let from = SecretSource::PodmanSecret {
        name: source.clone(),
        key: key.to_string(),
    };
    let secret = host_secret(at, source, OPAQUE, from);
    match target {
        Target::Variable(name) => {
            let name = name.as_deref().unwrap_or(source);
            variable(at, name, EnvSource::SecretKey { secret, key }, given.origin);
            podman_store(at, given.origin);
        }
        Target::File {
            path,
            uid,
            gid,
            mode,
        } => {
            let path = absolute(path.as_deref().unwrap_or(source));
            let owned = (*uid, *gid) != (0, 0);
            let mode = readable(*mode, owned);
            if file(at, &path, secret, key, mode, given.origin) {
                if owned {
                    owner(at, given.origin);
                }
                podman_store(at, given.origin);
            }
        }
    }
}

/// podman sets the variable of a secret last, so it wins over `--env`.
fn variable(at: &mut Cursor<'_>, name: &str, source: EnvSource, origin: OriginId) {
    let variable = EnvVar {
        name: name.to_owned(),
        source,
        from: origin.into(),
    };
    let env = &mut at.target_mut().env;
    let beaten = env.extract_if(.., |known| known.name == name);
    let beaten: Vec<EnvVar> = beaten.collect();
    env.push(variable);
    env.sort_by(|a, b| a.name.cmp(&b.name));
    for earlier in beaten.iter().flat_map(|known| known.from.options()) {
        let say = process::beaten_by_secret(at.name(), name);
        at.ledger.dropped(earlier, say);
    }
}

/// Mounts one key as one file, so that everything else in the folder stays visible.
fn file(
    at: &mut Cursor<'_>,
    path: &str,
    secret: Subdomain,
    key: ConfigKey,
    mode: i32,
    origin: OriginId,
) -> bool {
    let taken = |mount: &VolumeMount| mount.path == path;
    if at.target().mounts.iter().any(taken) {
        at.ledger
            .dropped(origin, rules::secret_behind_volume(at.name(), path));
        return false;
    }
    let base = format!("secret-{key}");
    let sub_path = RelativePath::parse(key.as_str()).expect("a key has no folders");
    let source = VolumeSource::Secret { secret, key, mode };
    let volume = at.pod_mut().volume(&base, source, &[origin]);
    let mounts = &mut at.target_mut().mounts;
    mounts.push(VolumeMount {
        volume,
        path: path.to_owned(),
        sub_path: Some(Traced::new(sub_path, origin)),
        read_only: Some(Traced::new(true, origin)),
        recursive_read_only: None,
        propagation: None,
        from: origin.into(),
    });
    mounts.sort_by(|a, b| a.path.cmp(&b.path));
    true
}

fn podman_store(at: &mut Cursor<'_>, origin: OriginId) {
    at.ledger.changed(origin, rules::podman_secret(at.name()));
}

fn owner(at: &mut Cursor<'_>, origin: OriginId) {
    at.ledger.changed(origin, rules::secret_owner(at.name()));
}

/// Where podman puts the file of a secret.
fn absolute(target: &str) -> String {
    if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("{FOLDER}/{target}")
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn paths() {
        assert_eq!(absolute("token"), "/run/secrets/token");
        assert_eq!(absolute("/etc/token"), "/etc/token");
    }
}

//! Secrets: environment files, podman's secrets and logins, all made into Secrets on the host.

use super::{Cursor, EnvFrom, HostSecret, SecretSource};
use crate::{
    facts::names,
    grammar::Subdomain,
    origin::Given,
    podman::secrets::{EnvFile, Secrets},
    rules::secrets as rules,
};

/// Type of a Secret with plain keys.
const OPAQUE: &str = "Opaque";
/// Type of a Secret with registry logins.
const PULL: &str = "kubernetes.io/dockerconfigjson";

mod registry;
mod store;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let Secrets {
            env_files,
            secrets,
            authfile,
            login,
            open: _, // told with the environment
        } = &at.container().secrets;
        for file in env_files {
            settle_env_file(at, file);
        }
        for secret in secrets {
            store::settle(at, secret);
        }
        if let Some(file) = authfile {
            registry::settle_authfile(at, file);
        }
        registry::settle_login(at, login);
    });
}

/// The Secret for a source: an existing one, or a new one called after the container and
/// `base`. A dot stands between them, which no container's name has, so that no two
/// containers meet.
fn host_secret(
    at: &mut Cursor<'_>,
    base: &str,
    kind: &'static str,
    source: SecretSource,
) -> Subdomain {
    let workload = at.plan.workload_index(at.index);
    let namespace = at.workload().namespace.clone();
    let owner = at
        .plan
        .names
        .get(at.index)
        .map_or("container", |name| name.label.as_str());
    let stem = short(&format!("{owner}.{}", names::label(base)));
    let mut secret = HostSecret {
        namespace,
        name: stem.clone(),
        kind,
        sources: vec![source],
        workload,
    };
    let secrets = &mut at.plan.secrets;
    let mut number = 2;
    while secrets.iter().any(|known| is_other(known, &secret)) {
        secret.name =
            Subdomain::parse(&format!("{stem}-{number}")).expect("a number fits behind it");
        number += 1;
    }
    let name = secret.name.clone();
    if !secrets.contains(&secret) {
        secrets.push(secret);
    }
    name
}

fn settle_env_file(at: &mut Cursor<'_>, file: &Given<EnvFile>) {
    let EnvFile { path, dotenv } = file.value.clone();
    let secret = file_name(&path).to_owned();
    let source = SecretSource::EnvFile { path, dotenv };
    let secret = host_secret(at, &secret, OPAQUE, source);
    let from = vec![file.origin];
    at.target_mut().env_from.push(EnvFrom {
        secret,
        from: from.into(),
    });
    at.ledger.changed(file.origin, rules::env_file(at.name()));
}

/// Longest name without a number: that of the annotation with its checksum is longer, and ends at
/// 63.
const LONGEST: usize = 50;

/// A name that leaves room for a number behind it.
fn short(name: &str) -> Subdomain {
    let cut: String = name.chars().take(LONGEST).collect();
    let cut = cut.trim_end_matches(['-', '.']);
    Subdomain::parse(cut).expect("labels with dots between them are one")
}

/// Whether two Secrets of one name hold different things.
fn is_other(one: &HostSecret, other: &HostSecret) -> bool {
    one.namespace == other.namespace
        && one.name == other.name
        && (one.kind, &one.sources) != (other.kind, &other.sources)
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_of_secrets_are_subdomains(owner in ".*|[a-z0-9-]{30,70}", base in ".*|[a-z0-9.-]{30,70}") {
            let name = short(&format!("{}.{}", names::label(&owner), names::label(&base)));
            prop_assert!(name.as_str().len() <= LONGEST, "{}", name);
        }
    }
}

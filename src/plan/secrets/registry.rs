//! Logins to registries: pull Secrets.

use super::{Cursor, PULL, host_secret, rules};
use crate::{
    grammar::Subdomain,
    origin::{Given, OriginId, Traced},
    plan::SecretSource,
    podman::secrets::Login,
    rules::workload,
};

pub(super) fn settle_authfile(at: &mut Cursor<'_>, file: &Given<String>) {
    if file.value.is_empty() {
        return at.ledger.already_so(file.origin, &workload::ANY_WAY);
    }
    let source = SecretSource::AuthFile {
        path: file.value.clone(),
    };
    let secret = host_secret(at, &file.value, PULL, source);
    pull_secret(at, secret, &[file.origin]);
    at.ledger.changed(file.origin, rules::auth_file(at.name()));
}

pub(super) fn settle_login(at: &mut Cursor<'_>, login: &Login) {
    let Login {
        registry,
        username,
        password_file,
    } = login;
    let parts = [registry, username, password_file];
    let origins: Vec<OriginId> = parts
        .iter()
        .filter_map(|part| part.as_ref().map(|given| given.origin))
        .collect();
    let (Some(registry), Some(username), Some(password_file)) = (registry, username, password_file)
    else {
        for origin in origins {
            at.ledger.dropped(origin, rules::half_a_login(at.name()));
        }
        return;
    };
    let source = SecretSource::Login {
        registry: registry.value.clone(),
        username: username.value.clone(),
        password_file: password_file.value.clone(),
    };
    let base = format!("{}-{}", registry.value, username.value);
    let secret = host_secret(at, &base, PULL, source);
    pull_secret(at, secret, &origins);
    for origin in origins {
        at.ledger.changed(origin, rules::registry_login(at.name()));
    }
}

fn pull_secret(at: &mut Cursor<'_>, secret: Subdomain, from: &[OriginId]) {
    at.pod_mut().pull_secrets.push(Traced {
        value: secret,
        from: from.into(),
    });
}

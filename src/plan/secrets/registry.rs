//! Logins to registries: pull Secrets.

use super::{Keeper, PULL, rules};
use crate::{
    origin::{Given, OriginId, Traced},
    plan::SecretSource,
    podman::secrets::Login,
    rules::workload,
};

impl Keeper<'_> {
    pub(super) fn authfile(&mut self, file: &Given<String>) {
        if file.value.is_empty() {
            return self.ledger.already_so(file.origin, &workload::ANY_WAY);
        }
        let source = SecretSource::AuthFile {
            path: file.value.clone(),
        };
        let secret = self.host_secret(&file.value, PULL, source);
        self.pull_secret(secret, &[file.origin]);
        self.ledger
            .changed(file.origin, rules::auth_file(self.name()));
    }

    pub(super) fn login(&mut self, login: &Login) {
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
        let (Some(registry), Some(username), Some(password_file)) =
            (registry, username, password_file)
        else {
            for origin in origins {
                self.ledger
                    .dropped(origin, rules::half_a_login(self.name()));
            }
            return;
        };
        let source = SecretSource::Login {
            registry: registry.value.clone(),
            username: username.value.clone(),
            password_file: password_file.value.clone(),
        };
        let base = format!("{}-{}", registry.value, username.value);
        let secret = self.host_secret(&base, PULL, source);
        self.pull_secret(secret, &origins);
        for origin in origins {
            self.ledger
                .changed(origin, rules::registry_login(self.name()));
        }
    }

    fn pull_secret(&mut self, secret: String, from: &[OriginId]) {
        self.plan.pod_mut(self.index).pull_secrets.push(Traced {
            value: secret,
            from: from.into(),
        });
    }
}

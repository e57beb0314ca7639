//! Logins to registries: pull Secrets.

use super::{Keeper, PULL, rules};
use crate::{
    origin::{Given, OriginId, Traced},
    plan::SecretSource,
    podman::secrets::{Creds, Login},
    rules::{OldSay, workload},
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
        let say = OldSay::new(format!(
            "the registry logins of `{}` become a Secret that is made on the host",
            self.name()
        ))
        .lost("credential helpers; a new content comes with the next install");
        self.ledger.changed_by(file.origin, &rules::AUTH_FILE, say);
    }

    pub(super) fn creds(&mut self, creds: &Given<Creds>) {
        if creds.value.username.is_empty() {
            return self.ledger.already_so(creds.origin, &workload::ANY_WAY);
        }
        let say = OldSay::new(format!(
            "`{}` has a registry password in the open",
            self.name()
        ))
        .lost("the login: a password is not written into a manifest")
        .remedy("set `login.registry`, `login.username` and `login.passwordFile`");
        self.ledger.refused_by(creds.origin, &rules::CREDS, say);
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
                let say = OldSay::new(format!("`{}` has half a login", self.name()))
                    .lost("nothing: NixOS does not log in either")
                    .remedy("set all three of `registry`, `username` and `passwordFile`, or none");
                self.ledger.dropped_by(origin, &rules::HALF_A_LOGIN, say);
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
            let say = OldSay::new(format!(
                "the registry login of `{}` becomes a Secret that is made on the host",
                self.name()
            ))
            .lost("logging in at every start: a new password comes with the next install");
            self.ledger.changed_by(origin, &rules::LOGIN, say);
        }
    }

    fn pull_secret(&mut self, secret: String, from: &[OriginId]) {
        self.plan.pod_mut(self.index).pull_secrets.push(Traced {
            value: secret,
            from: from.into(),
        });
    }
}

//! Secrets: environment files, podman's secrets and logins, all made into Secrets on the host.

use super::{EnvFrom, HostSecret, Plan, SecretSource, each};
use crate::{
    facts::names,
    ledger::Ledger,
    origin::Given,
    podman::{Container, Inventory, secrets::Secrets},
    rules::secrets as rules,
    settings::Settings,
};

/// Type of a Secret with plain keys.
const OPAQUE: &str = "Opaque";
/// Type of a Secret with registry logins.
const PULL: &str = "kubernetes.io/dockerconfigjson";

mod registry;
mod store;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
        let Secrets {
            env_files,
            secrets,
            authfile,
            login,
        } = &container.secrets;
        let pass = &mut Keeper {
            index,
            container,
            plan,
            ledger,
        };
        for file in env_files {
            pass.env_file(file);
        }
        for secret in secrets {
            pass.secret(secret);
        }
        if let Some(file) = authfile {
            pass.authfile(file);
        }
        pass.login(login);
    }
}

/// One container on its way through the pass.
struct Keeper<'p> {
    index: usize,
    container: &'p Container,
    plan: &'p mut Plan,
    ledger: &'p mut Ledger,
}

impl Keeper<'_> {
    fn name(&self) -> &str {
        &self.container.attribute
    }

    /// The Secret for a source: an existing one, or a new one called after the container and
    /// `base`. A dot stands between them, which no container's name has, so that no two
    /// containers meet.
    fn host_secret(&mut self, base: &str, kind: &'static str, source: SecretSource) -> String {
        let workload = self.plan.workload_index(self.index);
        let namespace = self.plan.workload_of(self.index).namespace.clone();
        let owner = self
            .plan
            .names
            .get(self.index)
            .map_or("container", |name| name.label.as_str());
        let stem = short(&format!("{owner}.{}", names::label(base)));
        let mut secret = HostSecret {
            namespace,
            name: stem.clone(),
            kind,
            sources: vec![source],
            workload,
        };
        let secrets = &mut self.plan.secrets;
        let mut number = 2;
        while secrets.iter().any(|known| is_other(known, &secret)) {
            secret.name = format!("{stem}-{number}");
            number += 1;
        }
        let name = secret.name.clone();
        if !secrets.contains(&secret) {
            secrets.push(secret);
        }
        name
    }

    fn env_file(&mut self, file: &Given<String>) {
        let source = SecretSource::EnvFile {
            path: file.value.clone(),
        };
        let secret = self.host_secret(file_name(&file.value), OPAQUE, source);
        let from = vec![file.origin];
        self.plan.container_mut(self.index).env_from.push(EnvFrom {
            secret,
            from: from.into(),
        });
        self.ledger
            .changed(file.origin, rules::env_file(self.name()));
    }
}

/// Longest name without a number: that of the annotation with its checksum is longer, and ends at
/// 63.
const LONGEST: usize = 50;

/// A name that leaves room for a number behind it.
fn short(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST).collect();
    cut.trim_end_matches(['-', '.']).to_owned()
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

    use super::short;
    use crate::{facts::names, grammar::Subdomain};

    proptest! {
        #[test]
        fn names_of_secrets_are_subdomains(owner in ".*|[a-z0-9-]{30,70}", base in ".*|[a-z0-9.-]{30,70}") {
            let name = short(&format!("{}.{}", names::label(&owner), names::label(&base)));
            prop_assert!(Subdomain::is(&name), "{}", name);
        }
    }
}

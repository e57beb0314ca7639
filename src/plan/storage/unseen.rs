//! What `install` sees and does on the host, and manifests that are applied by hand lack.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::{
    ledger::{Ledger, Subject},
    plan::{HostSecret, Made, Plan, SecretSource, VolumeSource},
    podman::Inventory,
    rules::{mounts, output},
};

/// Says it of manifests that are not for `install`.
pub fn say(plan: &Plan, inventory: &Inventory, ledger: &mut Ledger) {
    paths(plan, ledger);
    volumes(plan, ledger);
    points(plan, inventory, ledger);
    secrets(plan, ledger);
    profiles(plan, ledger);
}

/// Secrets, which manifests only name, once for each host.
fn secrets(plan: &Plan, ledger: &mut Ledger) {
    let mut hosts: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for secret in &plan.secrets {
        let Some(workload) = plan.workloads.get(secret.workload) else {
            continue;
        };
        let name = format!("`{}/{}`", secret.namespace, secret.name);
        let of = hosts.entry(&workload.host).or_default();
        of.entry(name).or_insert_with(|| command(secret));
    }
    for (host, secrets) in hosts {
        let names: Vec<&str> = secrets.keys().map(String::as_str).collect();
        let commands: Vec<String> = secrets.values().map(|line| format!("`{line}`")).collect();
        let say = output::secrets_by_hand(host, names.join(", "), commands.join(", "));
        ledger.say(Subject::Host(host.to_owned()), say);
    }
}

/// The command of bash that makes a Secret as `install` does; the shell takes the end of the last line off.
fn command(secret: &HostSecret) -> String {
    let quoted = |text: &str| shlex::try_quote(text).map_or_else(|_| text.to_owned(), Into::into);
    let (name, namespace) = (&secret.name, &secret.namespace);
    let value =
        |key: &str, of: String| format!(" --from-file={}=<(printf %s \"$({of})\")", quoted(key));
    let mut out = format!("kubectl create secret generic {name} --namespace {namespace}");
    for source in &secret.sources {
        let words = match source {
            SecretSource::EnvFile { path, dotenv: _ } => {
                format!(" --from-env-file={}", quoted(path))
            }
            SecretSource::AuthFile { path } => {
                format!(
                    " --type={} --from-file=.dockerconfigjson={}",
                    secret.kind,
                    quoted(path)
                )
            }
            SecretSource::File { path, key } => value(key, format!("cat {}", quoted(path))),
            SecretSource::PodmanSecret { name, key } => {
                let format = "--showsecret --format '{{.SecretData}}'";
                value(
                    key,
                    format!("podman secret inspect {format} {}", quoted(name)),
                )
            }
            SecretSource::Login {
                registry,
                username,
                password_file,
            } => {
                return format!(
                    "kubectl create secret docker-registry {name} --namespace {namespace} --docker-server={} \
                     --docker-username={} --docker-password=\"$(cat {})\"",
                    quoted(registry),
                    quoted(username),
                    quoted(password_file)
                );
            }
        };
        out += &words;
    }
    out
}

/// Profiles that the kubelet loads from its node, once for each host.
fn profiles(plan: &Plan, ledger: &mut Ledger) {
    let mut hosts: BTreeMap<&str, usize> = BTreeMap::new();
    for workload in &plan.workloads {
        let mut containers = workload.pod.containers.iter();
        if containers.any(|container| container.security.seccomp_list.is_some()) {
            *hosts.entry(&workload.host).or_default() += 1;
        }
    }
    for (host, count) in hosts {
        let pods = match count {
            1 => "1 workload".to_owned(),
            more => format!("{more} workloads"),
        };
        ledger.say(
            Subject::Host(host.to_owned()),
            output::profiles_by_hand(host, pods),
        );
    }
}

/// Paths that no type protects from being made as a directory, once for each host.
fn paths(plan: &Plan, ledger: &mut Ledger) {
    let mut unknown: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for workload in &plan.workloads {
        for volume in &workload.pod.volumes {
            // The closure of the system has paths of the store.
            if let VolumeSource::HostPath { path, kind: "" } = &volume.source
                && !path.as_str().starts_with("/nix/store/")
                && plan.made_at(&workload.host, path.as_str()).is_none()
            {
                unknown
                    .entry(&workload.host)
                    .or_default()
                    .insert(path.as_str());
            }
        }
    }
    for (host, paths) in unknown {
        let count = paths.len();
        let paths = shlex::try_join(paths).unwrap_or_default();
        ledger.say(
            Subject::Host(host.to_owned()),
            rules::types_unknown(host, count, paths),
        );
    }
}

/// Volumes that the engine fills when the first container uses them, once for each host.
fn volumes(plan: &Plan, ledger: &mut Ledger) {
    for (host, paths) in &plan.made {
        let all: Vec<(&Made, String)> = paths
            .iter()
            .filter_map(|(path, of)| Some((&of.made, of.made.command(path)?)))
            .collect();
        let names = all.iter().filter_map(|(made, _)| made.volume());
        let names = shlex::try_join(names).unwrap_or_default();
        if let Some((
            Made::Volume {
                name,
                engine,
                first: _,
                create: _,
            },
            command,
        )) = all.first()
        {
            let say = rules::volumes_by_hand(host, engine, all.len(), names, name, command);
            ledger.say(Subject::Host(host.to_owned()), say);
        }
    }
}

/// Places for mounts, which nobody makes.
fn points(plan: &Plan, inventory: &Inventory, ledger: &mut Ledger) {
    for point in &plan.points {
        let index = ledger.entry(point.from).origin.container;
        if let Some(container) = inventory.containers.get(index) {
            let name = &container.attribute;
            let say = mounts::point_by_hand(name, &point.target, &point.around, &point.path);
            ledger.say(Subject::Option(point.from), say);
        }
    }
}

//! `check --summary`: a row per container.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{ROW_VERSION, locate};
use crate::{
    Compiled,
    columns::aligned,
    ledger::{Diagnostic, Subject},
    podman::{Container, ports::Publish, storage::volume::Source},
    rules::Severity,
};

/// A row, as `check --summary --message-format json` prints it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Verdict<'a> {
    /// Format version, 2.
    pub v: u32,
    /// `container`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Host.
    pub host: &'a str,
    /// Name of the container's attribute.
    pub container: &'a str,
    /// `refused` where an error stops its workload, `differs` where a warning is told of it, else `ok`.
    pub verdict: &'static str,
    /// Codes of the errors that are told of it.
    pub errors: BTreeSet<&'a str>,
    /// Codes of the warnings.
    pub warnings: BTreeSet<&'a str>,
    /// Ports of the host that it publishes, as podman writes them.
    pub ports: Vec<String>,
    /// Its volumes: path of the host or name, and path in the container.
    pub volumes: Vec<String>,
}

/// The rows, in the order of the inventory.
#[must_use]
pub fn rows(compiled: &Compiled) -> Vec<Verdict<'_>> {
    let refused = compiled.refused_workloads();
    let mut codes: BTreeMap<(usize, Severity), BTreeSet<&str>> = BTreeMap::new();
    for said in compiled.ledger.diagnostics() {
        let (container, ..) = locate(&compiled.inventory, &compiled.ledger, &said.subject);
        let named = named(said);
        let containers = compiled.inventory.containers.iter().enumerate();
        let told = containers.filter(|(index, each)| match (container, &said.subject) {
            (Some(of), _) => of == *index,
            (None, Subject::Host(host)) => *host == each.host && named.contains(&*each.attribute),
            (None, _) => named.contains(&*each.attribute),
        });
        for (index, _) in told {
            let codes = codes.entry((index, said.severity)).or_default();
            codes.insert(said.say.rule.code);
        }
    }
    let stopped = compiled.ledger.refused_containers();
    let containers = compiled.inventory.containers.iter().enumerate();
    containers
        .map(|(index, container)| {
            let mut of = |severity| codes.remove(&(index, severity)).unwrap_or_default();
            let (mut errors, warnings) = (of(Severity::Error), of(Severity::Warning));
            let workload = compiled.plan.workload_index(index);
            let is_refused = refused.contains(&workload);
            if is_refused && errors.is_empty() {
                // Another one of its Pod, or an error that does not name it.
                let workload = compiled.plan.workloads.get(workload);
                let members = workload.map_or(&[][..], |workload| &workload.members);
                let of = members.iter().filter_map(|member| stopped.get(member));
                errors.extend(of.flatten().copied());
            }
            Verdict {
                v: ROW_VERSION,
                kind: "container",
                host: &container.host,
                container: &container.attribute,
                verdict: match warnings.is_empty() {
                    _ if is_refused => "refused",
                    true => "ok",
                    false => "differs",
                },
                errors,
                warnings,
                ports: ports(container),
                volumes: volumes(container),
            }
        })
        .collect()
}

/// Containers that a message of a host, or of everything, names: in back-ticks, or by their key of the settings.
fn named(said: &Diagnostic) -> BTreeSet<&str> {
    const KEY: &str = "containers.";
    let remedies = said.say.remedies().iter().map(String::as_str);
    let texts = std::iter::once(said.say.message()).chain(remedies);
    let words = texts.flat_map(|text| text.split('`').skip(1).step_by(2));
    words
        .map(|word| match word.strip_prefix(KEY) {
            Some(path) => match path.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => path.split('.').next().unwrap_or_default(),
            },
            None => word,
        })
        .collect()
}

/// So many ports and volumes are shown of a container.
const SHOWN: usize = 3;

/// The first of several, and how many more.
fn first(all: &[String]) -> String {
    let mut out = all
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(",");
    if let more @ 1.. = all.len().saturating_sub(SHOWN) {
        out.extend([" and ", &more.to_string(), " more"]);
    }
    out
}

fn ports(container: &Container) -> Vec<String> {
    let published = container.ports.publish.iter();
    published.map(|port| written(&port.value)).collect()
}

/// `127.0.0.1:8080:80/udp`, ports of a range as `1-5`.
fn written(port: &Publish) -> String {
    let range = |first: u16, last: u16| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    let mut out = match port.address {
        Some(address) if address.is_ipv6() => format!("[{address}]:"),
        Some(address) => format!("{address}:"),
        None => String::new(),
    };
    if let Some(host) = port.host {
        out.push_str(&range(host.first(), host.last()));
        out.push(':');
    }
    out.push_str(&range(port.container.first(), port.container.last()));
    let protocols: Vec<&str> = port.protocols.iter().map(|it| it.name()).collect();
    let protocols = protocols.join(",").to_ascii_lowercase();
    if protocols != "tcp" {
        out.push('/');
        out.push_str(&protocols);
    }
    out
}

fn volumes(container: &Container) -> Vec<String> {
    let volumes = container.storage.volumes.iter();
    volumes
        .map(|volume| {
            let destination = &volume.value.destination;
            match &volume.value.source {
                Source::Host(source) | Source::Named(source) => format!("{source}:{destination}"),
                Source::Anonymous => destination.clone(),
            }
        })
        .collect()
}

/// The rows as a table: the verdict next to the name, lists of ports and volumes last.
#[must_use]
pub fn table(rows: &[Verdict]) -> String {
    let hosts: BTreeSet<&str> = rows.iter().map(|row| row.host).collect();
    let mut lines = vec![["CONTAINER", "VERDICT", "CODES", "PORTS", "VOLUMES"].map(str::to_owned)];
    for row in rows {
        let name = match hosts.len() {
            0 | 1 => row.container.to_owned(),
            _ => format!("{}/{}", row.host, row.container),
        };
        let codes: Vec<&str> = row.errors.union(&row.warnings).copied().collect();
        let or_dash = |text: String| {
            if text.is_empty() {
                "-".to_owned()
            } else {
                text
            }
        };
        lines.push([
            name,
            row.verdict.to_owned(),
            or_dash(codes.join(",")),
            or_dash(first(&row.ports)),
            or_dash(first(&row.volumes)),
        ]);
    }
    aligned(&lines)
}

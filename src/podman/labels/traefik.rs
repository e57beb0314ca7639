//! Labels of Traefik's Docker provider.
//!
//! Traefik: <https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/>

use std::collections::BTreeMap;

use super::switch;
use crate::{origin::Given, podman::identity::Label};

mod decode;

/// Options of one router, service or middleware, by their names in lower case (`tls.certresolver`).
pub type Options<'a> = BTreeMap<String, &'a Given<Label>>;

/// Everything that labels of one container say.
#[derive(Debug, Default)]
pub struct Traefik<'a> {
    /// HTTP routers by name.
    pub routers: BTreeMap<&'a str, Options<'a>>,
    /// HTTP services by name.
    pub services: BTreeMap<&'a str, Options<'a>>,
    /// HTTP middlewares by name.
    pub middlewares: BTreeMap<&'a str, Options<'a>>,
    /// Routers and services of TCP and UDP.
    pub streams: Vec<&'a Given<Label>>,
    /// `traefik.enable`.
    pub enable: Option<&'a Given<Label>>,
    /// What the provider itself reads, and all others: `traefik.docker.network`.
    pub others: Vec<&'a Given<Label>>,
}

impl<'a> Traefik<'a> {
    /// Sorts labels by what they describe. Keys are read without regard to case, names with it.
    #[must_use]
    pub fn read(labels: &[&'a Given<Label>]) -> Self {
        let mut out = Self::default();
        for given in labels {
            let key = given.value.key.as_str();
            let lower = key.to_ascii_lowercase();
            if lower == "traefik.enable" {
                out.enable = Some(given);
                continue;
            }
            let groups = [
                ("traefik.http.routers.", &mut out.routers),
                ("traefik.http.services.", &mut out.services),
                ("traefik.http.middlewares.", &mut out.middlewares),
            ];
            let found = groups.into_iter().find_map(|(start, group)| {
                let named = key.get(lower.strip_prefix(start).map(|_| start.len())?..)?;
                let (name, option) = named.split_once('.')?;
                Some((group, name, option))
            });
            if let Some((group, name, option)) = found {
                let options: &mut Options<'a> = group.entry(name).or_default();
                options.insert(option.to_ascii_lowercase(), given);
            } else if ["traefik.tcp.", "traefik.udp."]
                .iter()
                .any(|start| lower.starts_with(start))
            {
                out.streams.push(given);
            } else {
                out.others.push(given);
            }
        }
        out
    }

    /// Whether Traefik reads the container at all: it skips one whose `traefik.enable` is off, or not a switch, and one with
    /// a label that it cannot decode; one without `traefik.enable` it reads if it `reads_all`.
    #[must_use]
    pub fn is_read(&self, reads_all: bool) -> bool {
        let enable = self.enable.map(|given| switch(&given.value.value));
        enable.map_or(reads_all, |on| on == Some(true)) && self.undecodable().is_none()
    }
}

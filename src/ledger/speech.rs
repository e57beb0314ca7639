//! In which engine's words things are said: a Docker host does not read of podman.

use std::collections::BTreeMap;

use super::{Ledger, Subject};
use crate::{
    origin::OriginId,
    rules::{
        Rule, Say,
        dialect::{self, Dialect},
        names::Names,
    },
};

/// What the engines of containers and hosts are called. Of what is not known, podman is said.
#[derive(Debug, Default)]
pub struct Speech {
    /// By index of the container.
    pub containers: Vec<Names>,
    /// By name of the host.
    pub hosts: BTreeMap<String, Names>,
}

impl Speech {
    pub(super) fn title(&self, container: usize, rule: &'static Rule) -> String {
        let names = self.containers.get(container);
        names.map_or_else(|| rule.title.to_owned(), |names| names.speak(rule.title))
    }

    /// What is said of a subject; `container` finds that of an option. Of the fleet the words are podman's, unless no host
    /// has it.
    pub(super) fn spoken(
        &self,
        subject: &Subject,
        container: impl Fn(OriginId) -> usize,
        say: Say,
    ) -> Say {
        let names = match subject {
            Subject::Option(id) => self.containers.get(container(*id)),
            Subject::Container(index, _) => self.containers.get(*index),
            Subject::Setting(setting) => {
                let first = setting.containers.first();
                first.and_then(|first| self.containers.get(*first))
            }
            Subject::Host(host) => self.hosts.get(host),
            Subject::Fleet | Subject::Place(_) => {
                let mut all = self.hosts.values();
                let first = all.next();
                first.filter(|first| all.all(|names| names == *first))
            }
        };
        match names {
            Some(names) => say.of(names),
            None => say,
        }
    }
}

impl Ledger {
    /// How options are spelled on a host: as NixOS does, where nothing is known.
    #[must_use]
    pub fn dialect(&self, host: &str) -> &'static Dialect {
        let names = self.speech.hosts.get(host);
        names.map_or(&dialect::WRITTEN, |names| names.dialect)
    }
}

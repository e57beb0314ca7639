//! What podman answers: a model of its DNS and of `/etc/hosts`.

use std::collections::BTreeSet;

use super::fleet::{Fleet, Net};

impl Fleet {
    /// The container whose network one has: itself, whom it follows, or who makes the pod.
    pub fn owner(&self, name: &'static str) -> &'static str {
        match self.containers[name].net {
            Net::Follows(owner) => owner,
            Net::Pod => {
                let mut all = self.containers.iter();
                all.find(|(_, drawn)| drawn.net == Net::Pod).unwrap().0
            }
            _ => name,
        }
    }

    /// Networks with names, of the owner of a network.
    pub fn networks(&self, owner: &str) -> BTreeSet<&'static str> {
        match &self.containers[owner].net {
            Net::Networks(networks) => networks.iter().copied().collect(),
            Net::Aliased(_) => ["back", "front"].into(),
            Net::Pod => ["back"].into(),
            Net::Default if self.default_has_names => ["podman"].into(),
            Net::Default | Net::Follows(_) | Net::Host => BTreeSet::new(),
        }
    }

    /// The names of an owner of a network, each with the networks on which podman's DNS has it.
    pub fn dns(&self, owner: &'static str) -> Vec<(&'static str, BTreeSet<&'static str>)> {
        let drawn = &self.containers[owner];
        let all = self.networks(owner);
        let own = if drawn.net == Net::Pod {
            self.pod
        } else {
            owner
        };
        let names = [own]
            .into_iter()
            .chain(drawn.hostname)
            .chain(drawn.aliases.iter().copied());
        let mut names: Vec<_> = names.map(|name| (name, all.clone())).collect();
        if let Net::Aliased(alias) = drawn.net {
            names.push((alias, ["back"].into()));
        }
        names
    }

    /// What podman answers a container: owners of networks, as the addresses are theirs.
    pub fn podman(&self, client: &'static str, name: &str) -> BTreeSet<&'static str> {
        let own = self.owner(client);
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let mut in_hosts = self
            .containers
            .iter()
            .filter(|(of, _)| self.owner(of) == own);
        let found = in_hosts.any(|(of, drawn)| same(of) || drawn.hostname.is_some_and(same))
            || (self.containers[own].net == Net::Pod
                && self.containers[own].hostname.is_none()
                && same(self.pod));
        if found && self.containers[own].net != Net::Host {
            return [own].into();
        }
        self.in_dns(client, name)
    }

    /// What podman's DNS answers, which a name with its domain is asked of.
    pub fn in_dns(&self, client: &'static str, name: &str) -> BTreeSet<&'static str> {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let on = self.networks(self.owner(client));
        let owners = self
            .containers
            .keys()
            .copied()
            .filter(|of| self.owner(of) == *of);
        owners
            .filter(|of| {
                self.dns(of)
                    .iter()
                    .any(|(other, nets)| same(other) && !nets.is_disjoint(&on))
            })
            .collect()
    }
}

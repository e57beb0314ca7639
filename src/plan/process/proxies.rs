//! Proxy variables: podman hands those of its own environment on to the container.

use super::{Processes, Service, expansion, rules};
use crate::{
    ledger::Subject,
    origin::{Given, Whys},
    plan::{EnvSource, EnvVar},
    rules::reasons::Reason,
};

/// What must not go through a proxy in a cluster: Services, Pods, the addresses of Services.
const CLUSTER: &str = ".svc,10.42.0.0/16,10.43.0.0/16";

impl Processes<'_> {
    /// Writes the proxy variables of the unit that nothing else sets.
    pub(super) fn proxies(&mut self, flag: Option<&Given<bool>>) {
        if let Some(off) = flag.filter(|flag| !flag.value) {
            return self.ledger.already_so(off.origin, &rules::NO_PROXY);
        }
        let proxies = self.missing();
        if proxies.is_empty() {
            match (flag, self.service) {
                (Some(flag), Some(_)) => {
                    self.ledger.already_so(flag.origin, &rules::NO_PROXY);
                }
                (Some(flag), None) => {
                    let say = rules::unknown_proxy(self.name());
                    self.ledger.dropped(flag.origin, say);
                }
                (None, _) => {}
            }
            return;
        }
        let from = flag.map_or_else(|| Reason::Proxy.into(), |flag| Whys::from(flag.origin));
        let env = &mut self.plan.container_mut(self.index).env;
        env.extend(proxies.into_iter().map(|(name, value)| EnvVar {
            name,
            source: EnvSource::Literal(expansion::literal(&value)),
            from: from.clone(),
        }));
        env.sort_by(|a, b| a.name.cmp(&b.name));
        let say = rules::proxy(self.name());
        if let Some(flag) = flag {
            self.ledger.changed(flag.origin, say);
        } else {
            let subject = Subject::Container(self.index, None);
            self.ledger.say(subject, say);
        }
    }

    /// The proxy variables of the unit that no option sets, with the cluster in `no_proxy`.
    fn missing(&self) -> Vec<(String, String)> {
        let set = &self.plan.container_of(self.index).env;
        let free = |name: &str| !set.iter().any(|variable| variable.name == name);
        let mut proxies: Vec<(String, String)> = self
            .service
            .into_iter()
            .flat_map(Service::proxies)
            .filter(|(name, _)| free(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        if proxies.is_empty() {
            return proxies;
        }
        let exception = |name: &str| name.eq_ignore_ascii_case("no_proxy");
        for (_, value) in proxies.iter_mut().filter(|(name, _)| exception(name)) {
            if !value.is_empty() {
                value.push(',');
            }
            value.push_str(CLUSTER);
        }
        if !proxies.iter().any(|(name, _)| exception(name)) && free("no_proxy") {
            proxies.push(("no_proxy".to_owned(), CLUSTER.to_owned()));
        }
        proxies
    }
}

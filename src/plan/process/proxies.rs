//! Proxy variables: podman hands those of its own environment on to the container.

use super::{Cursor, Service, expansion, rules, service};
use crate::{
    origin::{Given, Whys},
    plan::{EnvSource, EnvVar},
    rules::reasons::Reason,
};

/// What must not go through a proxy in a cluster: Services, Pods, the addresses of Services.
const CLUSTER: &str = ".svc,10.42.0.0/16,10.43.0.0/16";

/// Writes the proxy variables of the unit that nothing else sets. Docker hands none on, and has no such flag.
pub(super) fn settle(at: &mut Cursor<'_>, flag: Option<&Given<bool>>) {
    if let Some(off) = flag.filter(|flag| !flag.value) {
        return at.ledger.already_so(off.origin, &rules::NO_PROXY);
    }
    if !at.engine().hands_on_proxies.is {
        return;
    }
    let proxies = missing(at);
    if proxies.is_empty() {
        match (flag, service(at)) {
            (Some(flag), Some(_)) => {
                at.ledger.already_so(flag.origin, &rules::NO_PROXY);
            }
            (Some(flag), None) => {
                let say = rules::unknown_proxy(at.name());
                at.ledger.dropped(flag.origin, say);
            }
            (None, _) => {}
        }
        return;
    }
    let from = flag.map_or_else(|| Reason::Proxy.into(), |flag| Whys::from(flag.origin));
    let env = &mut at.target_mut().env;
    env.extend(proxies.into_iter().map(|(name, value)| EnvVar {
        name,
        source: EnvSource::Literal(expansion::literal(&value)),
        from: from.clone(),
    }));
    env.sort_by(|a, b| a.name.cmp(&b.name));
    let say = rules::proxy(at.name());
    if let Some(flag) = flag {
        at.ledger.changed(flag.origin, say);
    } else {
        at.say(say);
    }
}

/// The proxy variables of the unit that no option sets, with the cluster in `no_proxy`.
fn missing(at: &Cursor<'_>) -> Vec<(String, String)> {
    let set = &at.target().env;
    let free = |name: &str| !set.iter().any(|variable| variable.name == name);
    let mut proxies: Vec<(String, String)> = service(at)
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

//! Routes that are reached without a guard, because a route or a site that has it is not written.

use std::collections::BTreeMap;

use super::{Cursor, Draft, Proxy, annotation, unguarded};
use crate::{
    origin::OriginId,
    plan::Route,
    rules::{exposure as rules, workload},
};

/// What the guard of a route protects that is not written.
pub struct Guard {
    /// Which proxy reads it: routes of one do not limit those of the other.
    pub proxy: Proxy,
    /// What its labels call the route.
    pub route: String,
    /// The label that has its rule.
    pub rule: OriginId,
    /// The requests that it protects.
    pub ways: Vec<Route>,
    /// Entry points that it has; none for all.
    pub entry_points: Vec<String>,
}

/// All guards of the input that are not written, and the sites that are.
#[derive(Default)]
pub struct Guards {
    lost: Vec<(usize, Guard)>,
    /// Sites of Caddy, with the container whose labels made them.
    sites: BTreeMap<(String, String, String), usize>,
}

impl Guards {
    /// A guard of the container at hand.
    pub fn lose(&mut self, at: &Cursor<'_>, guard: Guard) {
        self.lost.push((at.index, guard));
    }

    /// The route, unless it would open what a guard protected.
    pub fn admit(&mut self, at: &mut Cursor<'_>, mut draft: Draft) -> Option<Draft> {
        let first = *draft.rule.first()?;
        let host = &at.container().host;
        let containers = &at.inventory.containers;
        let opened = self.lost.iter().find_map(|(by, guard)| {
            let peer = containers.get(*by).filter(|peer| peer.host == *host)?;
            let opens = guard.rule != first && opens(&draft, guard);
            opens.then_some((peer.attribute.as_str(), guard.route.as_str()))
        });
        if let Some((peer, route)) = opened {
            let what = format!(
                "the route `{route}` of `{peer}` protects some of its requests, and is not written"
            );
            if !unguarded(at, &draft.name, &draft.rule, &what) {
                return None;
            }
        }
        if draft.proxy == Proxy::Caddy {
            let mut peer = None;
            let entry = entry_points(&draft).unwrap_or_default();
            let index = at.index;
            draft.ways.retain(|way| {
                let path = way.path.as_ref().map_or("", |path| path.as_str());
                let asked = way.host.as_ref().map(ToString::to_string);
                let site = format!("{}{path}{}", asked.unwrap_or_default(), u8::from(way.exact));
                let owner = self.sites.entry((host.clone(), entry.clone(), site));
                let owner = *owner.or_insert(index);
                if owner != index {
                    peer = containers.get(owner).map(|peer| peer.attribute.as_str());
                }
                owner == index
            });
            if let Some(peer) = peer {
                let say = rules::label_same(at.name(), &draft.name, peer);
                if draft.ways.is_empty() {
                    at.ledger.dropped(first, say);
                    for origin in draft.rule.iter().skip(1) {
                        at.ledger.dropped(*origin, workload::label_left(at.name()));
                    }
                    return None;
                }
                at.ledger.changed(first, say);
            }
        }
        Some(draft)
    }
}

/// The entry points that a route is limited to.
fn entry_points(draft: &Draft) -> Option<String> {
    let key = annotation("entrypoints");
    draft.annotations.get(key).map(|value| value.value.clone())
}

/// Whether a request that the guard protected has this route instead.
fn opens(draft: &Draft, guard: &Guard) -> bool {
    let own = entry_points(draft);
    let meets = own.is_none_or(|own| {
        guard.entry_points.is_empty()
            || own
                .split(',')
                .any(|own| guard.entry_points.iter().any(|lost| lost == own))
    });
    let same = draft.proxy == guard.proxy;
    let takes = |way: &Route, lost: &Route| {
        let host = way.host.is_none() || lost.host.is_none() || way.host == lost.host;
        // Caddy merges sites of one address: what is in one of them is for all paths.
        host && (guard.proxy == Proxy::Caddy || covers(way, lost))
    };
    let mut ways = draft.ways.iter();
    same && meets && ways.any(|way| guard.ways.iter().any(|lost| takes(way, lost)))
}

/// Whether the path of a way has requests of another; a longer one came first in the proxy as well.
fn covers(way: &Route, lost: &Route) -> bool {
    match (&way.path, &lost.path) {
        (None, _) => true,
        (Some(own), Some(lost)) if !way.exact => lost.as_str().starts_with(own.as_str()),
        (Some(own), Some(other)) => lost.exact && own == other,
        (Some(_), None) => false,
    }
}

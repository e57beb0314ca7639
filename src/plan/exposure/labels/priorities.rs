//! Which of two routes has a request that both match.
//!
//! A router of Traefik without a priority has the length of its rule, and the highest one answers. An Ingress becomes a router
//! for each of its rules, with the length of what Traefik writes for it: another order, where a rule of labels has several parts.
//!
//! Traefik: `traefik v3.7.9 pkg/muxer/http/mux.go` (`GetRulePriority`), `pkg/provider/kubernetes/ingress/kubernetes.go`
//! (`loadRouter`)

use std::{cmp::Ordering, collections::BTreeMap};

use super::{Cursor, Draft, Proxy, annotation};
use crate::{origin::Traced, plan::Route};

/// Gives the routes of a host that meet the priorities that they have there, where they would have another order without.
pub fn keep(at: &mut Cursor<'_>, all: &mut BTreeMap<usize, Vec<Draft>>) {
    let key = annotation("priority");
    let host = |index: usize| {
        let container = at.inventory.containers.get(index);
        container.map(|container| container.host.as_str())
    };
    let drafts: Vec<(usize, &Draft)> = all
        .iter()
        .flat_map(|(index, drafts)| drafts.iter().map(|draft| (*index, draft)))
        .filter(|(_, draft)| draft.proxy == Proxy::Traefik)
        .collect();
    let mut meeting: Vec<(usize, String)> = Vec::new();
    let mut turned: Vec<&str> = Vec::new();
    for (number, (index, one)) in drafts.iter().enumerate() {
        for (other_index, other) in drafts.iter().skip(number + 1) {
            let Some(on) = host(*index).filter(|on| Some(*on) == host(*other_index)) else {
                continue;
            };
            let pairs = one
                .ways
                .iter()
                .flat_map(|a| other.ways.iter().map(move |b| (a, b)));
            let meeting_ways: Vec<_> = pairs.filter(|(a, b)| meet(a, b)).collect();
            if meeting_ways.is_empty() {
                continue;
            }
            meeting.push((*index, one.name.clone()));
            meeting.push((*other_index, other.name.clone()));
            let wanted = one.weight.cmp(&other.weight);
            let is = |a: &Route, b: &Route| written(one, a, key).cmp(&written(other, b, key));
            let differs =
                |(a, b): &(&Route, &Route)| wanted != Ordering::Equal && is(a, b) != wanted;
            if meeting_ways.iter().any(differs) {
                turned.push(on);
            }
        }
    }
    let wanted: Vec<(usize, String)> = meeting
        .into_iter()
        .filter(|(index, _)| host(*index).is_some_and(|on| turned.contains(&on)))
        .collect();
    for (index, name) in wanted {
        let drafts = all.get_mut(&index).into_iter().flatten();
        for draft in drafts.filter(|draft| draft.name == name && draft.proxy == Proxy::Traefik) {
            let from = draft.rule.first().copied();
            let value = Traced {
                value: draft.weight.to_string(),
                from: from.into_iter().collect(),
            };
            draft.annotations.entry(key).or_insert(value);
        }
    }
}

/// The priority of the router that Traefik makes of a way.
fn written(draft: &Draft, way: &Route, key: &str) -> i64 {
    if let Some(given) = draft.annotations.get(key) {
        return given.value.parse().unwrap_or(0);
    }
    let quoted = |matcher: &str, text: &str| matcher.len() + "(\"\")".len() + text.len();
    let host = way.host.as_ref();
    let host = host.map(|host| quoted("Host", &host.to_string()));
    let path = way.path.as_ref();
    let matcher = if way.exact { "Path" } else { "PathPrefix" };
    let path = path.map(|path| quoted(matcher, path.as_str()));
    let both = if host.is_some() && path.is_some() {
        " && ".len()
    } else {
        0
    };
    let length = host.unwrap_or(0) + path.unwrap_or(0) + both;
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Whether a request may match both.
fn meet(one: &Route, other: &Route) -> bool {
    let host = one.host.is_none() || other.host.is_none() || one.host == other.host;
    let within = |inner: &Route, outer: &Route| match (&inner.path, &outer.path) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(path)) if outer.exact => inner == path,
        (Some(inner), Some(path)) => inner.as_str().starts_with(path.as_str()),
    };
    host && (within(one, other) || within(other, one))
}

//! Limits and requests. podman limits and reserves nothing; Kubernetes takes a limit for the
//! request too when there is none, so each limit brings a request that reserves next to nothing.

use std::collections::BTreeMap;

use super::{Cursor, PodContainer};
use crate::{
    grammar::{Amount, Breach, Quantity, ResourceName, release::MEMORY_QOS, resource},
    origin::{Given, Traced, escape, option_path},
    podman::resources::{Resources, Swap},
    rules::{output, process as rules, reasons::Reason},
    settings,
};

mod cpu;

/// A request that the scheduler never fails to find; the same weight as no request at all.
const LEAST_CPU: u64 = 1;
/// The least memory that can be requested, in a round number.
const LEAST_MEMORY: u64 = 1 << 20;

/// See [`super::PASSES`].
pub fn pass(at: &mut Cursor<'_>) {
    at.each(|at| {
        let chosen = at.chosen().and_then(|chosen| chosen.resources.as_ref());
        given(at, chosen);
        if let Some(chosen) = chosen {
            choose(at, "request", &chosen.requests, |target| {
                &mut target.requests
            });
            choose(at, "limit", &chosen.limits, |target| &mut target.limits);
        }
        let target = at.target_mut();
        for (name, least) in [
            (ResourceName::cpu(), Quantity::of_millicores(LEAST_CPU)),
            (ResourceName::memory(), Quantity::of_bytes(LEAST_MEMORY)),
        ] {
            let Some(limit) = target.limits.get(&name) else {
                continue;
            };
            let more = least.amount() > limit.value.amount();
            let value = if more { limit.value.clone() } else { least };
            let mut from = limit.from.clone();
            from.push(Reason::NoReservation);
            let request = target.requests.entry(name);
            request.or_insert(Traced { value, from });
        }
        for (key, value, rule) in broken(at.target(), chosen) {
            let key = format!("resources/{key}");
            let say = output::setting_value(option_path(&at.key(&key)), value, rule);
            at.ledger.say(at.setting(&key), say);
        }
    });
}

/// What requests and limits break together, each with the key of the settings that is to blame, and its value. What podman
/// was told breaks nothing: a limit holds its request down.
fn broken(
    target: &PodContainer,
    chosen: Option<&settings::Resources>,
) -> Vec<(String, String, Breach)> {
    let Some(chosen) = chosen else {
        return Vec::new();
    };
    let blame = |name: &str, rule: Breach| {
        let both = [("requests", &chosen.requests), ("limits", &chosen.limits)];
        let mut both = both.into_iter();
        both.find_map(|(kind, amounts)| {
            let (name, value) = amounts.iter().find(|(known, _)| known.as_str() == name)?;
            let key = format!("{kind}/{}", escape(name.as_str()));
            Some((key, value.to_string(), rule.clone()))
        })
    };
    let mut broken = Vec::new();
    for (name, request) in &target.requests {
        let limit = target.limits.get(name);
        let limit = limit.map(|limit| limit.value.amount());
        let name = name.as_str();
        if let Err(rule) = resource::request(name, request.value.amount(), limit) {
            broken.extend(blame(name, rule));
        }
    }
    let names = || {
        let names = target.limits.keys().chain(target.requests.keys());
        names.map(ResourceName::as_str)
    };
    if !names().any(|name| matches!(name, "cpu" | "memory")) {
        let rule = "a container with huge pages has an amount of cpu or memory, too";
        let huge = names().find(|name| resource::is_huge(name));
        broken.extend(huge.and_then(|name| blame(name, Breach::new(rule))));
    }
    broken
}

/// What podman was told.
fn given(at: &mut Cursor<'_>, chosen: Option<&settings::Resources>) {
    let Resources {
        memory,
        memory_reservation,
        memory_swap,
        cpus,
        cpu_quota,
        cpu_period,
        cpu_shares,
    } = &at.container().resources;

    let memory = memory.as_ref();
    let limit = memory.map(|memory| memory.value).filter(|bytes| *bytes > 0);
    if let Some(memory) = memory {
        if limit.is_some() {
            let limit = memory.traced().map(Quantity::of_bytes);
            at.target_mut().limits.insert(ResourceName::memory(), limit);
            at.ledger.kept(memory.origin);
        } else {
            at.ledger.already_so(memory.origin, &rules::NO_LIMIT);
        }
    }
    // Kubernetes refuses a request above the limit, where podman's reservation just has no effect.
    let chosen = |name: &str| {
        let mut limits = chosen?.limits.iter();
        let (_, limit) = limits.find(|(known, _)| known.as_str() == name)?;
        Some(limit.amount())
    };
    let most = chosen("memory").map(Amount::whole);
    let most = most.or(limit).unwrap_or(u64::MAX);
    if let Some(reservation) = memory_reservation {
        if reservation.value == 0 {
            at.ledger.already_so(reservation.origin, &rules::NO_LIMIT);
        } else {
            let request = reservation
                .traced()
                .map(|bytes| Quantity::of_bytes(bytes.min(most)));
            let say = if at.plan.kubernetes.has(&MEMORY_QOS) {
                rules::reservation_spared(at.name(), &request.value)
            } else {
                rules::reservation(at.name(), &request.value)
            };
            at.target_mut()
                .requests
                .insert(ResourceName::memory(), request);
            at.ledger.changed(reservation.origin, say);
        }
    }
    if let Some(swap) = memory_swap {
        settle_swap(at, swap, limit);
    }
    let time = cpu::Time {
        cpus: cpus.as_ref(),
        quota: cpu_quota.as_ref(),
        period: cpu_period.as_ref(),
    };
    let limit = cpu::limit(at, &time);
    let limit = chosen("cpu").map(Amount::thousandths).or(limit);
    if let Some(shares) = cpu_shares {
        cpu::weight(at, shares, limit);
    }
}

/// Kubernetes gives no swap unless the whole node is set up for it.
fn settle_swap(at: &mut Cursor<'_>, swap: &Given<Swap>, memory: Option<u64>) {
    let origin = swap.origin;
    match swap.value {
        Swap::Unset | Swap::Bytes(0) => at.ledger.already_so(origin, &rules::NO_EFFECT),
        Swap::Bytes(bytes) if Some(bytes) == memory => {
            at.ledger.already_so(origin, &rules::NO_SWAP);
        }
        Swap::Bytes(_) | Swap::Unlimited => at.ledger.dropped(origin, rules::swap(at.name())),
    }
}

/// What the settings say goes before what podman was told.
fn choose(
    at: &mut Cursor<'_>,
    kind: &str,
    chosen: &BTreeMap<ResourceName, Quantity>,
    amounts: fn(&mut PodContainer) -> &mut BTreeMap<ResourceName, Traced<Quantity>>,
) {
    for (resource, amount) in chosen {
        let key = format!("resources/{kind}s/{}", escape(resource.as_str()));
        let mut value = Traced::new(amount.clone(), at.chosen_by(&key));
        if let Some(given) = amounts(at.target_mut()).remove(resource) {
            for origin in given.from.options() {
                let say = rules::chosen_amount(at.name(), resource, kind, amount, &given.value);
                at.ledger.changed(origin, say);
            }
            value.from.extend(given.from);
        }
        amounts(at.target_mut()).insert(resource.clone(), value);
    }
}

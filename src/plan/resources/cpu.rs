//! CPU time.

use crate::{
    grammar::{Quantity, ResourceName},
    origin::{Given, Traced},
    plan::Cursor,
    podman::resources::Cores,
    rules::process as rules,
};

/// Microseconds in which podman measures `--cpu-quota` without another option; the kubelet's too.
const PERIOD: u64 = 100_000;
/// Weight of a container that asks for none.
const SHARES: u64 = 1024;
/// Thousandths of a core that a container of twice the usual weight asks for, divided by two: the
/// others ask for nothing, so any request is more, and a whole core would not fit small nodes.
const MILLICORES_PER_SHARES: u64 = 100;

/// The three options that limit CPU time.
pub struct Time<'a> {
    /// `--cpus`.
    pub cpus: Option<&'a Given<Cores>>,
    /// `--cpu-quota`.
    pub quota: Option<&'a Given<i64>>,
    /// `--cpu-period`.
    pub period: Option<&'a Given<u64>>,
}

/// Writes `limits.cpu`; its thousandths of a core, if there is a limit.
pub fn limit(at: &mut Cursor<'_>, time: &Time) -> Option<u64> {
    let Time {
        cpus,
        quota,
        period,
    } = *time;
    if let Some(cpus) = cpus {
        let others = [
            quota.map(|quota| (quota.origin, "--cpu-quota")),
            period.map(|period| (period.origin, "--cpu-period")),
        ];
        for (origin, flag) in others.into_iter().flatten() {
            at.ledger.refused(origin, rules::cpus_with(at.name(), flag));
        }
        if cpus.value.microseconds() == 0 {
            at.ledger.already_so(cpus.origin, &rules::NO_LIMIT);
            return None;
        }
        let millicores = cpus.value.microseconds().div_ceil(100);
        set(at, &cpus.traced(), millicores);
        at.ledger.kept(cpus.origin);
        return Some(millicores);
    }
    let microseconds = quota.and_then(|quota| u64::try_from(quota.value).ok().filter(|q| *q > 0));
    let length = period.map_or(PERIOD, |period| period.value.max(1));
    let limit = microseconds.map(|microseconds| microseconds.saturating_mul(1000).div_ceil(length));
    if let (Some(quota), Some(millicores)) = (quota, limit) {
        let mut value = quota.traced();
        value.from.extend(period.map(|period| period.origin));
        set(at, &value, millicores);
        at.ledger.kept(quota.origin);
    } else if let Some(quota) = quota {
        at.ledger.already_so(quota.origin, &rules::NO_LIMIT);
    }
    let Some(period) = period else { return limit };
    if microseconds.is_none() || period.value == 0 {
        at.ledger.already_so(period.origin, &rules::NO_EFFECT);
    } else if period.value == PERIOD {
        at.ledger.kept(period.origin);
    } else {
        at.ledger
            .changed(period.origin, rules::cpu_period(at.name(), period.value));
    }
    limit
}

fn set<T>(at: &mut Cursor<'_>, from: &Traced<T>, millicores: u64) {
    let limit = Traced {
        value: Quantity::of_millicores(millicores.max(1)),
        from: from.from.clone(),
    };
    at.target_mut().limits.insert(ResourceName::cpu(), limit);
}

/// Writes `requests.cpu`, which is the weight in Kubernetes and may not be above the limit.
pub fn weight(at: &mut Cursor<'_>, shares: &Given<u64>, limit: Option<u64>) {
    if shares.value == 0 || shares.value == SHARES {
        at.ledger.already_so(shares.origin, &rules::USUAL_WEIGHT);
        return;
    }
    let more = shares.value > SHARES;
    let millicores = if more {
        let request = shares.value.saturating_mul(MILLICORES_PER_SHARES) / SHARES;
        request.min(limit.unwrap_or(u64::MAX))
    } else {
        1
    };
    let request = shares.traced().map(|_| Quantity::of_millicores(millicores));
    let say = if more {
        rules::more_weight(at.name(), shares.value, &request.value)
    } else {
        rules::less_weight(at.name(), shares.value, &request.value)
    };
    at.target_mut()
        .requests
        .insert(ResourceName::cpu(), request);
    at.ledger.changed(shares.origin, say);
}

//! Options for which Kubernetes has no field at all: what becomes of them stands in their row of
//! the flag table.

use super::Plan;
use crate::{
    ledger::Ledger,
    podman::{Inventory, leftover::Leftover},
    rules::{OldSay, process as rules},
    settings::Settings,
};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, _plan: &mut Plan, ledger: &mut Ledger) {
    for (_, container) in super::each(inventory) {
        for leftover in &container.leftovers {
            let (Leftover::RuntimeOnly(reason)
            | Leftover::NoField(reason)
            | Leftover::Widens(reason)
            | Leftover::Off(reason)
            | Leftover::Generated(reason)) = &leftover.value;
            // Each value of a list has a leftover of its own, but they are one option.
            if ledger.entry(leftover.origin).settled.is_some() {
                continue;
            }
            let what = match &leftover.value {
                Leftover::RuntimeOnly(_) | Leftover::Generated(_) | Leftover::Off(_) => {
                    "which is podman's own business"
                }
                Leftover::NoField(_) => "which Kubernetes has no field for",
                Leftover::Widens(_) => "which a Pod cannot have",
            };
            let mut say = OldSay::new(format!(
                "`{}` has `{}`, {what}",
                container.attribute, reason.flag
            ))
            .lost(reason.lost);
            if !reason.remedy.is_empty() {
                say = say.remedy(reason.remedy);
            }
            match &leftover.value {
                Leftover::RuntimeOnly(_) => {
                    ledger.dropped_by(leftover.origin, &rules::RUNTIME_ONLY, say);
                }
                Leftover::NoField(_) => ledger.dropped_by(leftover.origin, &rules::NO_FIELD, say),
                Leftover::Widens(_) => {
                    ledger.refused_by(leftover.origin, &rules::NO_SAFE_LOSS, say);
                }
                Leftover::Off(_) => ledger.already_so(leftover.origin, &rules::NO_EFFECT),
                Leftover::Generated(_) => {
                    ledger.dropped_silently(leftover.origin, &rules::GENERATED);
                }
            }
        }
    }
}

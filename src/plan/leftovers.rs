//! Options for which Kubernetes has no field at all: what becomes of them stands in their row of
//! the flag table.

use super::Plan;
use crate::{
    ledger::Ledger,
    podman::{
        Inventory,
        leftover::{Leftover, Reason},
    },
    rules::process as rules,
    settings::Settings,
};

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, _plan: &mut Plan, ledger: &mut Ledger) {
    for (_, container) in super::each(inventory) {
        for leftover in &container.leftovers {
            let (name, id) = (&container.attribute, leftover.origin);
            // Each value of a list has a leftover of its own, but they are one option.
            if ledger.entry(id).settled.is_some() {
                continue;
            }
            match leftover.value {
                Leftover::RuntimeOnly(Reason { flag, lost, remedy }) => {
                    ledger.dropped(id, rules::runtime_only(name, flag, lost, remedy));
                }
                Leftover::NoField(Reason { flag, lost, remedy }) => {
                    ledger.dropped(id, rules::no_field(name, flag, lost, remedy));
                }
                Leftover::Widens(Reason { flag, lost, remedy }) => {
                    ledger.refused(id, rules::no_safe_loss(name, flag, lost, remedy));
                }
                Leftover::Off(_) => ledger.already_so(id, &rules::NO_EFFECT),
            }
        }
    }
}

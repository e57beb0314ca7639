//! The pass of `policies`.

use super::Plan;
use crate::{inventory::Inventory, ledger::Ledger, settings::Settings};

/// See [`super::PASSES`].
pub fn pass(_inventory: &Inventory, _settings: &Settings, _plan: &mut Plan, _ledger: &mut Ledger) {}

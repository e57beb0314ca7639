//! Alerts that the settings name.

use super::{Chosen, say};
use crate::{monitoring::alerts, plan::Cursor, rules::contents as rules};

/// Letters in which a mistyped name differs, at most.
const NEAR: usize = 4;

/// Names of alerts that are left out are those of the stack.
pub(super) fn disabled(at: &mut Cursor<'_>, chosen: &Chosen) {
    let known = alerts::all_names();
    let disabled = chosen.stack.alerts.disable.iter();
    for name in disabled.filter(|name| !known.contains(&name.as_str())) {
        let near = known
            .iter()
            .min_by_key(|near| strsim::osa_distance(name, near))
            .filter(|near| strsim::osa_distance(name, near) <= NEAR);
        let near = near.map_or_else(String::new, |near| format!("; `{near}` is one"));
        say(at, "alerts/disable", rules::no_alert(name, near));
    }
}

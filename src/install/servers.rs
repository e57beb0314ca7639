//! Two servers of one cluster that both install: K3s names an add-on by its file, so files of one name on two servers are one
//! add-on, and each server deletes what only the other one's file holds.

use std::collections::BTreeMap;

use super::{
    api::AddOn, bundle::checksum, changes::Goal, objects::add_on, preflight::say, state::State,
};
use crate::{ledger::Ledger, rules::install as rules};

/// Says which servers have installed other content under the names of this goal. `own` are the names that this host may have
/// as a node. What this host installed is no other's, whoever is said to have written it: a host may get another name.
pub fn check(
    (goal, state): (&Goal, &State),
    own: &[&str],
    add_ons: &BTreeMap<String, AddOn>,
    command: &str,
    ledger: &mut Ledger,
) {
    let mut others: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, wanted) in &goal.files {
        let Some(found) = add_ons.get(add_on(file)) else {
            continue;
        };
        let held = state.files.get(file);
        let known = held.is_some_and(|held| held.sha256.contains(&found.sum))
            || found.sum == checksum(wanted.text(0).as_bytes());
        let here = found.node.is_empty()
            || own
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&found.node));
        if !known && !here {
            let names = others.entry(&found.node).or_default();
            names.push(format!("`{}`", add_on(file)));
        }
    }
    for (node, names) in others {
        let text = rules::of_another_server(node, names.join(", "), command);
        say(ledger, &format!("server {node}"), text);
    }
}

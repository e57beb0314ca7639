//! Who needs whom by a name: the names that only one of the two engines knows once one of them has moved.

use serde::Serialize;

use super::bonds::attribute;
use crate::{
    Compiled,
    facts::{Facts, called, networks},
};

/// A container that has the name of another one among its options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Need {
    /// Who needs it: the name of its attribute.
    pub container: String,
    /// Who is needed.
    pub needs: String,
    /// The name by which it is called.
    pub name: String,
    /// The port behind the name, where there is one.
    pub port: Option<u16>,
    /// Where it is written: a JSON Pointer into the container.
    pub path: String,
    /// Both as indexes of the inventory.
    #[serde(skip)]
    pub pair: (usize, usize),
}

/// All needs among the containers of a host, a name of each once.
pub fn of(compiled: &Compiled, facts: &Facts<'_>, own: &[usize]) -> Vec<Need> {
    let inventory = &compiled.inventory;
    let mut out: Vec<Need> = Vec::new();
    for index in own {
        let Some(needed) = inventory.containers.get(*index) else {
            continue;
        };
        for called in called::of(inventory, needed) {
            for mention in facts.mentions.of(&needed.host, called.name) {
                let told = mention.is_host || (mention.may_be_host && !mention.listens);
                if !told || mention.by == *index || !finds(facts, mention.by, *index) {
                    continue;
                }
                let origin = &compiled.ledger.entry(mention.origin).origin;
                out.push(Need {
                    container: attribute(compiled, mention.by).to_owned(),
                    needs: needed.attribute.clone(),
                    name: called.name.to_owned(),
                    port: mention.port,
                    path: origin.paths.first().cloned().unwrap_or_default(),
                    pair: (mention.by, *index),
                });
            }
        }
    }
    out.sort_by(|a, b| {
        let key = |need: &Need| (need.pair, need.name.clone(), need.port, need.path.clone());
        key(a).cmp(&key(b))
    });
    out.dedup_by(|a, b| (a.pair, &a.name, a.port) == (b.pair, &b.name, b.port));
    out
}

/// Whether the engine's DNS tells one of them about the other, or the other's own network does.
fn finds(facts: &Facts<'_>, by: usize, other: usize) -> bool {
    let of = |index| facts.members.networks(index);
    if let (Some(own), Some(others)) = (of(by), of(other))
        && !own.is_disjoint(others)
    {
        return true;
    }
    let containers = &facts.inventory.containers;
    match (containers.get(by), containers.get(other)) {
        (Some(by), Some(other)) => networks::may_find(facts, by, other),
        _ => false,
    }
}

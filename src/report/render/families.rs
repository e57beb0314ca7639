//! Diagnostics that say the same are one block: the same rule, effect and remedy, of several places.

use std::collections::{HashMap, HashSet};

use crate::{
    ledger::{Diagnostic, Ledger, Subject},
    origin::option_path,
    podman::Inventory,
    rules::{Rule, workload},
};

/// Rules that list every place where the same is said, not only its container: the operator has to look at each.
static EVERY_PLACE: [&Rule; 2] = [&workload::PEER_RENAMED, &workload::PEER_MENTIONED];

/// A diagnostic, and the others of its rule with its effect and its remedies.
pub struct Family<'a> {
    /// The first one.
    pub first: &'a Diagnostic,
    /// Containers, or options, of which the same sentence is true.
    pub also: Vec<String>,
    /// The sentences of the others.
    pub alike: Vec<String>,
    /// Whether effect or remedies name the first one, and the others with their names in its place.
    pub by_name: bool,
}

/// Diagnostics that are told together, errors last.
pub fn families<'a>(
    inventory: &Inventory,
    ledger: &Ledger,
    said: impl Iterator<Item = &'a Diagnostic>,
) -> Vec<Family<'a>> {
    let mut families: Vec<Family> = Vec::new();
    let mut seen = HashMap::new();
    let mut named = HashSet::new();
    for diagnostic in said {
        let name = container_name(inventory, ledger, diagnostic).unwrap_or_default();
        let say = &diagnostic.say;
        let advice = [&[say.effect().to_owned()], say.remedies()].concat();
        let advice: Vec<String> = (advice.iter())
            .map(|text| without_name(text, &name))
            .collect();
        let key = (diagnostic.severity, say.rule.code, advice);
        let known = *seen.entry(key).or_insert(families.len());
        let Some(family) = families.get_mut(known) else {
            families.push(Family {
                first: diagnostic,
                also: Vec::new(),
                alike: Vec::new(),
                by_name: false,
            });
            continue;
        };
        let first = &family.first.say;
        let by_name = first.effect() != say.effect() || first.remedies() != say.remedies();
        let every_place = EVERY_PLACE.contains(&say.rule);
        let called = if every_place {
            option_name
        } else {
            container_name
        };
        let is_called = called(inventory, ledger, diagnostic).unwrap_or_default();
        let sentence = |diagnostic: &Diagnostic| {
            let name = container_name(inventory, ledger, diagnostic).unwrap_or_default();
            diagnostic.say.message().replace(&format!("`{name}`"), "")
        };
        if sentence(diagnostic) != sentence(family.first) || is_called.is_empty() {
            let mut message = say.message().to_owned();
            if let Some(place) = written(inventory, ledger, diagnostic) {
                message = format!("{message} ({place})");
            } else if every_place {
                message = format!("{message} ({is_called})");
            }
            if family.first.say.message() != message && !family.alike.contains(&message) {
                family.alike.push(message);
                family.by_name |= by_name;
            }
        } else if called(inventory, ledger, family.first).as_ref() != Some(&is_called)
            && named.insert((known, is_called.clone()))
        {
            let place = written(inventory, ledger, diagnostic);
            let place = place.map_or_else(String::new, |place| format!(" ({place})"));
            family.also.push(is_called + &place);
            family.by_name |= by_name;
        }
    }
    // What matters most stands last, next to the summary.
    families.sort_by_key(|family| family.first.severity);
    families
}

/// A text with a gap where it has the name of a container in back-ticks, as a word of its own, also as Kubernetes spells it.
/// Outside of them a word is a word: containers are called `a`, `files` and `backup`.
fn without_name(text: &str, name: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(number, part)| match number % 2 {
            1 => [name, &name.replace('_', "-")]
                .iter()
                .filter(|name| !name.is_empty())
                .fold(part.to_owned(), |part, name| with_gap(&part, name)),
            _ => part.to_owned(),
        })
        .collect();
    parts.join("`")
}

fn with_gap(text: &str, name: &str) -> String {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-_".contains(c));
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once(name) {
        let alone = !is_word(before.chars().next_back()) && !is_word(after.chars().next());
        out.push_str(before);
        out.push_str(if alone { GAP } else { name });
        rest = after;
    }
    out + rest
}

/// Stands for a name; no text of a rule has it.
const GAP: &str = "\0";

fn container_name(
    inventory: &Inventory,
    ledger: &Ledger,
    diagnostic: &Diagnostic,
) -> Option<String> {
    let container = match &diagnostic.subject {
        Subject::Option(id) => ledger.entry(*id).origin.container,
        Subject::Container(container, _) => *container,
        Subject::Host(name) | Subject::Place(name) => return Some(name.clone()),
        Subject::Setting(_) | Subject::Fleet => return None,
    };
    inventory
        .containers
        .get(container)
        .map(|container| container.attribute.clone())
}

/// `hosts/web.nix:41:7`, where it is known.
fn written(inventory: &Inventory, ledger: &Ledger, diagnostic: &Diagnostic) -> Option<String> {
    let place = super::known(inventory, ledger, &diagnostic.subject)?;
    Some(format!("{}:{}:{}", place.file, place.line, place.column))
}

/// `web.environment.URL`, as `k3s-migrate explain` takes it.
fn option_name(inventory: &Inventory, ledger: &Ledger, diagnostic: &Diagnostic) -> Option<String> {
    let mut name = container_name(inventory, ledger, diagnostic)?;
    if let Subject::Option(id) = &diagnostic.subject {
        let path = ledger.entry(*id).origin.main_path()?;
        name.extend([".", &option_path(path)]);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_gap_only_as_a_word() {
        for (text, name, gap) in [
            (
                "set `containers.web.kind`",
                "web",
                "set `containers.\0.kind`",
            ),
            (
                "`webhook` of `web`, `my-web`",
                "web",
                "`webhook` of `\0`, `my-web`",
            ),
            ("`pods -l name=my-db`", "my_db", "`pods -l name=\0`"),
            ("after a crash of `a`", "a", "after a crash of `\0`"),
            ("nothing", "", "nothing"),
        ] {
            assert_eq!(without_name(text, name), gap);
        }
    }
}

//! `init`: settings to start from. What the messages about an input propose is there as a comment, with its reason.

use std::collections::{BTreeMap, BTreeSet};

use super::locate;
use crate::{
    Compiled,
    ledger::{Diagnostic, Subject},
    rules::Severity,
};

mod text;

/// Keys of the settings that remedies name.
const KEYS: [&str; 13] = [
    "containers",
    "devices",
    "exposure",
    "hosts",
    "kubernetes",
    "namespace",
    "networkPolicies",
    "podmanSeccomp",
    "privilegedNamespace",
    "runtimeClasses",
    "seccompProfile",
    "storage",
    "waitFor",
];

/// What stands for a value that only the operator knows, by the last key; taken as it is, it is refused with its place.
const SAMPLES: [(&str, &str); 2] = [
    ("address", "\"CHOOSE: the address of this host\""),
    ("host", "\"CHOOSE: the name of this route\""),
];

/// The same for the resource of a device, whose name the operator's own plugin gives.
const DEVICES: (&str, &str) = ("devices", "\"CHOOSE: a resource of your device plugin\"");

/// So many containers may accept a code one by one.
const ONE_BY_ONE: usize = 3;

const HEAD: &str = "\
// Settings for k3s-migrate, made from what `check` says of this input. They are JSON with comments, and commas behind
// the last of several are fine. Every proposal is a comment below its reason: take `//` away to choose it, and write your
// own value where it says CHOOSE.
// `k3s-migrate explain CODE` says more, and `k3s-migrate schema settings` describes every key. What only images know (user,
// health check, ports) is used where `podman image inspect $(podman image ls --quiet) > images.json` is given: `--images`.
{
  // Namespace of all workloads.
  // \"namespace\": \"podman\",
";

/// A key with what is below it.
#[derive(Debug)]
enum Node {
    Branch(BTreeMap<String, Node>),
    /// Values that may be taken into a list.
    List(BTreeMap<String, BTreeSet<String>>),
    Leaf {
        value: Option<String>,
        reasons: BTreeSet<String>,
    },
}

/// The settings as text.
#[must_use]
pub fn settings(compiled: &Compiled) -> String {
    let mut top = BTreeMap::new();
    let mut accepted: BTreeMap<&str, BTreeMap<Option<usize>, BTreeSet<String>>> = BTreeMap::new();
    for said in compiled.ledger.diagnostics() {
        let choices: Vec<_> = (said.say.remedies().iter())
            .flat_map(|remedy| choices(remedy))
            .collect();
        // What makes it work goes before what gives it up, unless that is proposed as well.
        let accept = choices.iter().all(|(_, value)| value.is_none())
            || (said.say.remedies().iter()).any(|remedy| remedy.contains("accept = ["));
        for (path, value) in choices {
            add(&mut top, &path, value, reason(said));
        }
        if accept && may_be_accepted(said) {
            let (container, ..) = locate(&compiled.inventory, &compiled.ledger, &said.subject);
            let by_container = accepted.entry(said.say.rule.code).or_default();
            by_container
                .entry(container)
                .or_default()
                .insert(reason(said));
        }
    }
    for (code, by_container) in accepted {
        let for_all = by_container.len() > ONE_BY_ONE || by_container.contains_key(&None);
        for (container, reasons) in by_container {
            let own = container
                .filter(|_| !for_all)
                .and_then(|index| key(compiled, index));
            let path: Vec<String> = match own {
                Some(own) => vec!["containers".to_owned(), own],
                None => Vec::new(),
            };
            if let Some(Node::List(codes)) = list(&mut top, &path) {
                codes.entry(code.to_owned()).or_default().extend(reasons);
            }
        }
    }
    let mut out = HEAD.to_owned();
    text::write(&top, 1, &mut out);
    out.push_str("}\n");
    out
}

/// Whether `accept` makes a note of it: an error that no option carries stays one.
fn may_be_accepted(said: &Diagnostic) -> bool {
    match (said.severity, &said.subject) {
        (Severity::Note, _) | (_, Subject::Setting(_)) => false,
        (Severity::Warning, _) | (Severity::Error, Subject::Option(_)) => true,
        (Severity::Error, _) => false,
    }
}

fn reason(said: &Diagnostic) -> String {
    let (code, say) = (said.say.rule.code, &said.say);
    let severity = said.severity.word();
    let mut out = match say.effect() {
        "" => format!("{severity} {code}: {}", say.message()),
        effect => format!("{severity} {code}: {}: {effect}", say.message()),
    };
    // What makes it work without giving anything up.
    let mut repairs = say
        .remedies()
        .iter()
        .filter(|remedy| !remedy.contains("accept"));
    if let Some(repair) = repairs.next() {
        out.push_str("; do: ");
        out.push_str(repair);
    }
    out
}

/// What a container is called in the settings.
fn key(compiled: &Compiled, index: usize) -> Option<String> {
    let container = compiled.inventory.containers.get(index)?;
    let (host, name) = (&container.host, &container.attribute);
    let same = compiled
        .inventory
        .containers
        .iter()
        .filter(|other| other.attribute == *name);
    Some(if same.count() > 1 {
        format!("{host}/{name}")
    } else {
        name.clone()
    })
}

/// Keys of the settings that a remedy names in back-ticks, each with its value: `containers.web.kind = "Job"`.
fn choices(remedy: &str) -> Vec<(Vec<String>, Option<String>)> {
    let quoted = remedy.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|text| {
            let (path, value) = match text.split_once(" = ") {
                Some((path, value)) => (path, Some(value)),
                None => (text, None),
            };
            let path = attributes(path)?;
            let first = path.first()?;
            if !KEYS.contains(&first.as_str()) || path.iter().any(|key| key == "accept") {
                return None;
            }
            // Nix has a list without commas; one element is the same in both.
            let json =
                value.filter(|value| serde_json::from_str::<serde_json::Value>(value).is_ok());
            let is_scalar = path.len() > 2 || json.is_some();
            is_scalar.then(|| {
                let last = path.last().map_or("", String::as_str);
                let sample = SAMPLES.iter().find(|(key, _)| *key == last);
                let sample = sample
                    .map(|(_, sample)| *sample)
                    .filter(|_| value.is_none());
                let above = path.len().checked_sub(2).and_then(|at| path.get(at));
                let value = match above {
                    Some(above) if above == DEVICES.0 => Some(DEVICES.1),
                    _ => json.or(sample),
                };
                let value = value.map(str::to_owned);
                (path, value)
            })
        })
        .collect()
}

/// The parts of an attribute path of Nix: `containers."a.b".kind`.
fn attributes(path: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut rest = path;
    loop {
        let (key, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_at(rest.find('.').unwrap_or(rest.len())),
        };
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        out.push(key.to_owned());
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(out),
        }
    }
}

fn branch<'t>(
    top: &'t mut BTreeMap<String, Node>,
    path: &[String],
) -> Option<&'t mut BTreeMap<String, Node>> {
    let mut here = top;
    for key in path {
        let next = here
            .entry(key.clone())
            .or_insert_with(|| Node::Branch(BTreeMap::new()));
        match next {
            Node::Branch(below) => here = below,
            _ => return None,
        }
    }
    Some(here)
}

fn add(top: &mut BTreeMap<String, Node>, path: &[String], value: Option<String>, reason: String) {
    let Some((last, above)) = path.split_last() else {
        return;
    };
    let Some(here) = branch(top, above) else {
        return;
    };
    let node = here.entry(last.clone()).or_insert_with(|| Node::Leaf {
        value: None,
        reasons: BTreeSet::new(),
    });
    if let Node::Leaf {
        value: known,
        reasons,
    } = node
    {
        if known.is_none() {
            *known = value;
        }
        reasons.insert(reason);
    }
}

fn list<'t>(top: &'t mut BTreeMap<String, Node>, path: &[String]) -> Option<&'t mut Node> {
    let here = branch(top, path)?;
    Some(
        here.entry("accept".to_owned())
            .or_insert_with(|| Node::List(BTreeMap::new())),
    )
}

#[cfg(test)]
mod tests {
    use super::choices;

    #[test]
    fn remedies_name_keys() {
        for (remedy, wanted) in [
            (
                "set `containers.web.kind = \"Job\"` if it is meant to end",
                vec![("containers|web|kind", Some("\"Job\""))],
            ),
            (
                "set `hosts.h.address` in the settings to the node's address",
                vec![(
                    "hosts|h|address",
                    Some("\"CHOOSE: the address of this host\""),
                )],
            ),
            (
                "`containers.\"a.b\".devices.\"/dev/dri\" = \"squat.ai/dri\"`",
                vec![(
                    "containers|a.b|devices|/dev/dri",
                    Some("\"CHOOSE: a resource of your device plugin\""),
                )],
            ),
            (
                "`podmanSeccomp = true` in the settings",
                vec![("podmanSeccomp", Some("true"))],
            ),
            ("`accept = [ \"K3M446\" ]`: accepts it", vec![]),
            ("set `systemd.services.k3s.x = 1`", vec![]),
            ("look at `containers`", vec![]),
        ] {
            let found = choices(remedy);
            let found: Vec<(String, Option<&str>)> = found
                .iter()
                .map(|(path, value)| (path.join("|"), value.as_deref()))
                .collect();
            let found: Vec<(&str, Option<&str>)> = found
                .iter()
                .map(|(path, value)| (path.as_str(), *value))
                .collect();
            assert_eq!(found, wanted, "{remedy}");
        }
    }
}

//! What a case is expected to show: all that is its own. What nearly every case has stands in full in a few cases, which
//! tables name; the others count it or leave it out, so that a word or a default changed for all changes few files.

use std::{collections::BTreeMap, fmt::Write as _};

use k3s_migrate::{
    Compiled,
    bundle::{self, Layout},
    kube::{Style, write},
    report,
};
use serde_json::{Value, json};

use super::{Case, usual};

/// The case with many features: its files are expected byte for byte, in both layouts.
pub const WHALE: &str = "whale";

/// Notes that nearly every case has, with the small case that shows each in full, as the whale does.
pub const NOTES: [(&str, &str); 5] = [
    ("K3M120", "names-of-an-unknown-host"),
    ("K3M520", "confinement-by-seccomp"),
    ("K3M529", "users-and-groups"),
    ("K3M690", "log-drivers"),
    ("K3M695", "remains-of-a-restart"),
];

/// Starts the line that counts such notes: a code in it is not shown.
pub const COUNTED: &str = "also: ";

/// The cases whose YAML is expected byte for byte: the whale, and a small one with two namespaces that are `baseline`.
pub const IN_FULL: [&str; 2] = [WHALE, "one-network-over-two-namespaces"];

/// Stands above the objects of every file.
const WRITTEN_BY: &str = "written by k3s-migrate, do not edit";

/// The files below `expected/`.
pub fn files(case: &Case) -> BTreeMap<String, String> {
    let compiled = case.compile_for(Layout::Yaml);
    let mut out = BTreeMap::new();
    if case.writes(&compiled) {
        let written = bundle::files(&compiled).files;
        for (path, text) in &written {
            let shown = shown(case, &compiled, path, &written).unwrap_or_else(|| text.clone());
            if !shown.is_empty() {
                out.insert(format!("manifests/{path}"), shown);
            }
        }
    }
    if case.name == WHALE {
        let files = bundle::files(&case.compile_for(Layout::K3s)).files;
        let below = |(path, text)| (format!("k3s/{path}"), text);
        out.extend(files.into_iter().map(below));
    }
    out.insert("diagnostics.txt".to_owned(), diagnostics(case, &compiled));
    let ledger = report::table::ledger(&compiled, None);
    out.insert("ledger.txt".to_owned(), ledger);
    out
}

/// What is printed, with a count of the [`NOTES`] that other cases show.
pub fn diagnostics(case: &Case, compiled: &Compiled) -> String {
    let text = case.printed(compiled);
    let counted = |block: &&str| {
        let note = NOTES.iter().find(|(code, shown)| {
            block.starts_with(&format!("note[{code}]")) && ![WHALE, shown].contains(&&*case.name)
        });
        note.map(|(code, _)| *code)
    };
    let blocks = || text.split("\n\n");
    let codes: Vec<&str> = blocks().filter_map(|block| counted(&block)).collect();
    let own: Vec<&str> = blocks().filter(|block| counted(block).is_none()).collect();
    let mut out = own.join("\n\n");
    if !codes.is_empty() {
        let (count, codes) = (codes.len(), codes.join(" "));
        writeln!(
            out,
            "{COUNTED}{count} notes that nearly every case has: {codes}"
        )
        .unwrap();
    }
    out
}

/// What is shown of a file of `manifests`: `None` for every byte, an empty text for nothing.
fn shown(
    case: &Case,
    compiled: &Compiled,
    path: &str,
    written: &BTreeMap<String, String>,
) -> Option<String> {
    let text = written.get(path)?;
    if IN_FULL.contains(&&*case.name) {
        return None;
    }
    if path == "kustomization.yaml" {
        let others: Vec<&String> = written.keys().filter(|other| *other != path).collect();
        let usual = json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": others,
        });
        return (read(text) == usual).then(String::new);
    }
    Some(manifest(compiled, text))
}

/// The objects of a file without their usual leaves, and without policies of which nothing else is left; nothing where only
/// names of namespaces are left.
fn manifest(compiled: &Compiled, text: &str) -> String {
    let is_header = |line: &&str| line.starts_with("# ");
    let header: String = text.split_inclusive('\n').take_while(is_header).collect();
    let mut out = header
        .replace(&format!(" — {WRITTEN_BY}"), "")
        .replace(&format!("# {WRITTEN_BY}\n"), "");
    let mut nothing = out.is_empty();
    let documents = text.strip_prefix(&header).unwrap().split("\n---\n");
    for (index, document) in documents.enumerate() {
        let document = format!("{}\n", document.trim_end_matches('\n'));
        let mut objects = compiled.objects.iter();
        let object = objects.find(|object| *object.text == *document).unwrap();
        let mut value = read(&document);
        let again = write::plain(&value, Style::Yaml);
        assert_eq!(again, document, "read and written again");
        let missing = usual::take_out(object, &mut value);
        dashboards(&mut value);
        let name =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": object.name()}});
        nothing &= missing.is_empty() && value == name;
        if missing.is_empty() && is_usual_policy(&value) {
            continue;
        }
        if index > 0 {
            out.push_str("---\n");
        }
        for pointer in missing {
            writeln!(out, "# without {pointer}").unwrap();
        }
        out.push_str(&write::plain(&value, Style::Yaml));
    }
    if nothing { String::new() } else { out }
}

/// Whether it is a policy with nothing but what that of every container on the default network has: `tests/reach.rs` looks at
/// what it does.
fn is_usual_policy(value: &Value) -> bool {
    value["kind"] == "NetworkPolicy" && value["spec"] == json!({"policyTypes": ["Ingress"]})
}

/// Of a dashboard only its title and the titles of its panels: tests of its own look at the rest.
fn dashboards(value: &mut Value) {
    let data = value.get_mut("data").and_then(Value::as_object_mut);
    let files = data.into_iter().flatten();
    let is_json = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| end == "json");
    for (_, text) in files.filter(|(name, _)| is_json(name)) {
        let dashboard: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        let title = |value: &Value| {
            value
                .get("title")
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let panels = dashboard.get("panels").and_then(Value::as_array);
        let panels: Vec<String> = panels.into_iter().flatten().filter_map(title).collect();
        let title = title(&dashboard).unwrap_or_default();
        *text = Value::from(format!("{title}: {}", panels.join(", ")));
    }
}

fn read(yaml: &str) -> Value {
    serde_saphyr::from_str(yaml).unwrap()
}

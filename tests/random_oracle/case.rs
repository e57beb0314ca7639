//! One input through the program: what it writes, and what it may not do.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    panic::{self, AssertUnwindSafe},
};

use k3s_migrate::{
    Compiled, Deny,
    bundle::{self, Layout},
    compile,
    grammar::Release,
    ledger::Subject,
    read::{Options, Source},
    rules::Severity,
    settings::Settings,
};
use serde_json::{Value, json};

use crate::{
    draw::Input,
    server::{Problem, Verdict},
};

/// What became of an input.
#[derive(Default)]
pub struct Outcome {
    /// The files that would be installed, one List each.
    pub documents: Vec<String>,
    /// The oldest Kubernetes that has to take them.
    pub kubernetes: Release,
    /// What the program did and may not, as kinds of failure.
    pub faults: Vec<Fault>,
    /// Codes of all errors.
    pub refusals: Vec<&'static str>,
}

/// One failure.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The same for all that fail in the same way: names and numbers are left out.
    pub kind: String,
    /// In full.
    pub text: String,
}

/// A fault on purpose, by which the oracle is tested: it spoils one object of every input.
pub type Break = (&'static str, fn(&mut Value));

/// The faults that `K3S_MIGRATE_BREAK` may name.
pub const BREAKS: [Break; 5] = [
    ("port", |item| {
        if let Some(port) = item.pointer_mut("/spec/ports/0/port") {
            *port = json!(70_000);
        }
    }),
    ("label", |item| {
        item["metadata"]["labels"]["a b"] = json!("c");
    }),
    ("field", |item| {
        if let Some(container) = item.pointer_mut("/spec/template/spec/containers/0") {
            container["privileged"] = json!(true);
        }
    }),
    // A field that the oldest server takes away, and one that also the newest does.
    ("newer", |item| {
        if let Some(pod) = item.pointer_mut("/spec/template/spec") {
            let on_host = pod["hostNetwork"] == true || pod["setHostnameAsFQDN"] == true;
            pod["hostnameOverride"] = if on_host { Value::Null } else { json!("a.b") };
        }
    }),
    ("alpha", |item| {
        if let Some(mount) = item.pointer_mut("/spec/template/spec/containers/0/volumeMounts/0") {
            mount["bindMountOptions"] = json!(["noexec"]);
        }
    }),
];

impl Outcome {
    /// What the servers are asked.
    pub fn asked(&self) -> Vec<(Release, String)> {
        let documents = self.documents.iter();
        documents
            .map(|document| (self.kubernetes, document.clone()))
            .collect()
    }
}

/// Converts an input, with `--keep-going`.
pub fn convert(input: &Input, spoil: Option<Break>) -> Outcome {
    let mut out = Outcome::default();
    // What panics there is told with its input.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let run = panic::catch_unwind(AssertUnwindSafe(|| compiled(input)));
    panic::set_hook(hook);
    let compiled = match run {
        Ok(Some(compiled)) => compiled,
        Ok(None) => return out, // it is no input at all: exit code 2
        Err(why) => {
            let text = why.downcast_ref::<String>().cloned();
            let text = text.or_else(|| why.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let text = text.unwrap_or_default();
            out.faults.push(Fault::new("it panics", &text));
            return out;
        }
    };
    for diagnostic in compiled.ledger.diagnostics() {
        let code = diagnostic.say.rule.code;
        let message = diagnostic.say.message();
        let nowhere = matches!(
            diagnostic.subject,
            Subject::Fleet | Subject::Host(_) | Subject::Place(_)
        );
        if code == "K3M802" {
            out.faults
                .push(Fault::new("the program blames itself (K3M802)", message));
        } else if diagnostic.severity == Severity::Error && nowhere {
            out.faults.push(Fault::new(
                &format!("{code} names neither option, container nor setting"),
                message,
            ));
        }
        if diagnostic.severity == Severity::Error {
            out.refusals.push(code);
        }
    }
    out.kubernetes = compiled.plan.kubernetes;
    let files = bundle::files(&compiled).files;
    let files = files
        .into_iter()
        .filter(|(path, _)| path.starts_with("manifests/"));
    out.documents = files.map(|(_, text)| line(&text, spoil)).collect();
    out
}

fn compiled(input: &Input) -> Option<Compiled> {
    let settings = Settings::parse("settings.json", &input.settings.to_string()).ok()?;
    let source = Source {
        name: "input".to_owned(),
        text: input.document.to_string(),
    };
    let (options, deny) = (Options::default(), Deny::default());
    compile(&[source], &options, &settings, &deny, Layout::K3s).ok()
}

/// A List on one line.
fn line(text: &str, spoil: Option<Break>) -> String {
    let mut list: Value = serde_json::from_str(text).unwrap();
    if let (Some((_, spoil)), Some(items)) = (spoil, list["items"].as_array_mut()) {
        items.iter_mut().for_each(spoil);
    }
    list.to_string()
}

/// What the server holds against these documents.
pub fn faults(documents: &[String], verdicts: &[Verdict]) -> Vec<Fault> {
    let mut out = Vec::new();
    for (document, verdict) in documents.iter().zip(verdicts) {
        if verdict.errors.is_empty() && verdict.warnings.is_empty() {
            continue;
        }
        let list: Value = serde_json::from_str(document).unwrap();
        let said = verdict.errors.iter().map(|problem| ("", problem));
        let warned = verdict
            .warnings
            .iter()
            .map(|problem| ("warning: ", problem));
        out.extend(
            said.chain(warned)
                .map(|(word, problem)| of_server(&list, word, problem)),
        );
    }
    out
}

fn of_server(list: &Value, word: &str, problem: &Problem) -> Fault {
    let mut parts = problem.field.splitn(4, '/').skip(1);
    let (item, field) = match (parts.next(), parts.next()) {
        (Some("items"), Some(index)) => (
            &list["items"][index.parse::<usize>().unwrap()],
            parts.next().unwrap_or_default(),
        ),
        _ => (list, problem.field.trim_start_matches('/')),
    };
    let kind = item["kind"].as_str().unwrap_or_default();
    // One mistake is one kind of failure, whatever runs the Pod.
    let pods = ["spec/jobTemplate/spec/template/", "spec/template/"];
    let (owner, below) = match pods.iter().find_map(|start| field.strip_prefix(start)) {
        Some(below) => ("Pod", below),
        None => (kind, field),
    };
    let mut place = String::new();
    let mut free = false;
    for part in below.split('/') {
        let part = match part {
            _ if free => "*",
            part if part.parse::<usize>().is_ok() => "#",
            "initContainers" => "containers",
            part => part,
        };
        free = [
            "annotations",
            "labels",
            "limits",
            "requests",
            "matchLabels",
            "nodeSelector",
            "data",
        ]
        .contains(&part);
        let _ = write!(place, "/{part}");
    }
    let name = &item["metadata"]["name"];
    Fault {
        kind: format!(
            "the API server refuses {owner} {place}: {word}{}",
            without_values(problem.message.trim_start_matches("its Pods are refused: "))
        ),
        text: format!("{kind} {name}: /{field}: {word}{}", problem.message),
    }
}

impl Fault {
    fn new(what: &str, message: &str) -> Self {
        Self {
            kind: format!("{what}: {}", without_values(message)),
            text: format!("{what}: {message}"),
        }
    }
}

/// The start of a message without what is quoted in it, and without numbers and their units.
fn without_values(message: &str) -> String {
    // The one value of the server's that is not in quotes.
    let (message, _) = message.split_once(" time zone ").unwrap_or((message, ""));
    let mut out = String::new();
    let mut quote = None;
    let mut before = ' ';
    for c in message.chars() {
        match quote {
            Some(end) if c == end && before != '\\' => {
                quote = None;
                out.push(c);
            }
            Some(_) => {}
            None if matches!(c, '"' | '`' | '[') => {
                quote = Some(if c == '[' { ']' } else { c });
                out.push(c);
            }
            // The examples of the rule.
            None if c == '(' => break,
            None if c.is_ascii_digit() || (c.is_alphanumeric() && out.ends_with('#')) => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            None => out.push(c),
        }
        before = c;
    }
    out.chars().take(160).collect()
}

/// How often each of these.
pub fn counted<'t>(all: impl IntoIterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut out = BTreeMap::new();
    for each in all {
        *out.entry(each).or_default() += 1;
    }
    out
}

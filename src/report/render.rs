//! Diagnostics as a person reads them: severity and code, the operator's own words, its effect, what to do.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use crate::{
    ledger::Ledger,
    origin::{option_path, place::Place},
    podman::Inventory,
    redact,
};
use crate::{
    ledger::{Diagnostic, Subject},
    rules::{Rule, Severity, workload},
};

/// All diagnostics as text, errors last, otherwise in the order they were made; notes that say the same of several
/// containers are one note with a list. ANSI colours are in it; the caller's stream strips them.
#[must_use]
pub fn text(inventory: &Inventory, ledger: &Ledger, least: Severity) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for family in &families(inventory, ledger, least) {
        out.push_str(&one(&renderer, inventory, ledger, family));
        out.push_str("\n\n");
    }
    out
}

/// Notes that list every place where the same is said, not only its container: the operator has to look at each.
static EVERY_PLACE: [&Rule; 2] = [&workload::PEER_RENAMED, &workload::PEER_MENTIONED];

/// A diagnostic, the containers, or options, of which the same is said, and what is said of others with the same effect.
struct Family<'a> {
    first: &'a Diagnostic,
    also: Vec<String>,
    alike: Vec<String>,
}

/// Notes with the same code and the same advice are one; what they say of each container stays.
fn families<'a>(inventory: &Inventory, ledger: &'a Ledger, least: Severity) -> Vec<Family<'a>> {
    let mut families: Vec<Family> = Vec::new();
    let mut seen = HashMap::new();
    let mut named = HashSet::new();
    let said = ledger.diagnostics().iter();
    for diagnostic in said.filter(|diagnostic| diagnostic.severity >= least) {
        if diagnostic.severity == Severity::Note {
            let key = (
                diagnostic.say.rule.code,
                &diagnostic.say.effect,
                &diagnostic.say.remedies,
            );
            let known = *seen.entry(key).or_insert(families.len());
            if let Some(family) = families.get_mut(known) {
                let every_place = EVERY_PLACE.contains(&diagnostic.say.rule);
                let called = if every_place {
                    option_name
                } else {
                    container_name
                };
                if let Some(name) = called(inventory, ledger, diagnostic) {
                    let first = called(inventory, ledger, family.first);
                    let sentence = |diagnostic: &Diagnostic| {
                        let name = container_name(inventory, ledger, diagnostic);
                        let name = format!("`{}`", name.unwrap_or_default());
                        diagnostic.say.message.replace(&name, "")
                    };
                    if sentence(diagnostic) != sentence(family.first) {
                        let mut message = diagnostic.say.message.clone();
                        if every_place {
                            message = format!("{message} ({name})");
                        }
                        if !family.alike.contains(&message) {
                            family.alike.push(message);
                        }
                    } else if first.as_ref() != Some(&name) && named.insert((known, name.clone())) {
                        family.also.push(name);
                    }
                }
                continue;
            }
        }
        families.push(Family {
            first: diagnostic,
            also: Vec::new(),
            alike: Vec::new(),
        });
    }
    // What matters most stands last, next to the summary.
    families.sort_by_key(|family| family.first.severity);
    families
}

fn one(renderer: &Renderer, inventory: &Inventory, ledger: &Ledger, family: &Family) -> String {
    let Diagnostic {
        severity,
        subject,
        say,
    } = family.first;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let place = place(inventory, ledger, subject);
    let title = level.primary_title(say.message.as_str()).id(say.rule.code);
    let value = value(ledger, subject);
    let line = line(inventory, ledger, subject, value.as_deref());
    let mut group = match (&line, &value) {
        (Some((place, text, span)), _) => title.element(
            Snippet::source(*text)
                .path(place.file.as_str())
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(span.clone())),
        ),
        (None, Some(value)) => title.element(
            Snippet::source(value.as_str())
                .path(place.as_str())
                .line_numbering(false)
                .annotation(AnnotationKind::Primary.span(0..value.len())),
        ),
        (None, None) => title.element(Origin::path(place.as_str())),
    };
    let mut footer = |name: &'static str, text: String| {
        let message: Element = Level::NOTE.with_name(name).message(text).into();
        group = std::mem::replace(&mut group, Group::with_level(Level::NOTE)).element(message);
    };
    if !family.also.is_empty() {
        footer("also", family.also.join(", "));
    }
    if !family.alike.is_empty() {
        footer("also", family.alike.join(",\n"));
    }
    if !say.effect.is_empty() {
        footer("effect", say.effect.clone());
    }
    if !say.remedies.is_empty() {
        footer("do", say.remedies.join(",\nor "));
    }
    footer("more", format!("k3s-migrate explain {}", say.rule.code));
    let text = renderer.render(&[group]);
    match &line {
        Some((at, ..)) => {
            let at = format!("{}:{}:{}", at.file, at.line, at.column);
            text.replacen(&at, &place, 1)
        }
        // The snippet is a value, not a file: it has no line and column of its own.
        None => text.replacen(&format!("{place}:1:1"), &place, 1),
    }
}

/// The operator's own line, and what in it is meant. Not where it may hold a secret: the value
/// itself, or that of another name on the line.
fn line<'i>(
    inventory: &'i Inventory,
    ledger: &Ledger,
    subject: &'i Subject,
    value: Option<&str>,
) -> Option<(&'i Place, &'i str, Range<usize>)> {
    let place = match subject {
        Subject::Option(id) => {
            let origin = &ledger.entry(*id).origin;
            inventory
                .places
                .find(origin.container, origin.paths.first()?)?
        }
        Subject::Setting(setting) => setting.place.as_ref()?,
        _ => return None,
    };
    let (text, length) = (place.text.as_deref()?, place.length?);
    if value.is_some_and(|value| value.contains(redact::HIDDEN)) || redact::may_hold_a_secret(text)
    {
        return None;
    }
    let mut bounds = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = bounds.nth(place.column.checked_sub(1)?)?;
    let end = bounds.nth(length.checked_sub(1)?)?;
    Some((place, text, start..end))
}

/// `hosts/storage/dns.nix:41:7 (container adguard on storage, option ports[1])`, or what is in
/// the brackets where no position is known.
fn place(inventory: &Inventory, ledger: &Ledger, subject: &Subject) -> String {
    let (container, path) = match subject {
        Subject::Option(id) => {
            let origin = &ledger.entry(*id).origin;
            (origin.container, origin.paths.first().map(String::as_str))
        }
        Subject::Container(container, path) => (*container, path.as_deref()),
        Subject::Host(host) => return format!("host {host}"),
        Subject::Place(place) => return place.clone(),
        Subject::Setting(setting) => {
            let key = option_path(&setting.pointer);
            let key = if key.is_empty() {
                "the settings".to_owned()
            } else {
                format!("setting {key}")
            };
            return located(setting.place.as_ref(), key);
        }
        Subject::Fleet => return "the input".to_owned(),
    };
    let known = inventory.places.find(container, path.unwrap_or_default());
    let mut out = match inventory.containers.get(container) {
        Some(container) => format!("container {} on {}", container.attribute, container.host),
        None => "container".to_owned(),
    };
    if let Some(path) = path {
        out.push_str(", option ");
        out.push_str(&option_path(path));
    }
    located(known, out)
}

/// `hosts/storage/dns.nix:41:7 (what)`, or what is in the brackets where no position is known.
fn located(place: Option<&Place>, what: String) -> String {
    match place {
        Some(place) => format!("{}:{}:{} ({what})", place.file, place.line, place.column),
        None => what,
    }
}

/// What the operator wrote, on one line and quoted, as Nix would write it.
fn value(ledger: &Ledger, subject: &Subject) -> Option<String> {
    let Subject::Option(id) = subject else {
        return None;
    };
    let origin = &ledger.entry(*id).origin;
    let text = match origin.flag {
        Some(flag) if origin.paths.iter().any(|path| path.contains("ptions/")) => {
            format!("{flag} {}", origin.value).trim_end().to_owned()
        }
        _ => origin.value.clone(),
    };
    let short: String = text.chars().take(160).collect();
    Some(serde_json::Value::String(short).to_string())
}

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

/// `web.environment.URL`, as `k3s-migrate explain` takes it.
fn option_name(inventory: &Inventory, ledger: &Ledger, diagnostic: &Diagnostic) -> Option<String> {
    let mut name = container_name(inventory, ledger, diagnostic)?;
    if let Subject::Option(id) = &diagnostic.subject {
        let path = ledger.entry(*id).origin.paths.first()?;
        name.extend([".", &option_path(path)]);
    }
    Some(name)
}

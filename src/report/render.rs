//! Diagnostics as a person reads them: severity and code, the operator's own words, its effect, what to do.

use std::ops::Range;

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
    rules::Severity,
};

mod brief;
mod families;

use families::Family;

/// All diagnostics of a severity and above as text, errors last, otherwise in the order they were made. ANSI colours are in
/// it; the caller's stream strips them.
#[must_use]
pub fn text(inventory: &Inventory, ledger: &Ledger, least: Severity) -> String {
    let said = ledger.diagnostics().iter();
    blocks(
        inventory,
        ledger,
        said.filter(|said| said.severity >= least),
    )
}

/// The same without the notes that most hosts have, and those that the operator accepted: of these one line tells.
#[must_use]
pub fn brief(inventory: &Inventory, ledger: &Ledger) -> String {
    let said = ledger.diagnostics().iter();
    let (known, new): (Vec<_>, Vec<_>) = said.partition(|said| brief::is_known(said));
    brief::line(&known) + &blocks(inventory, ledger, new.into_iter())
}

fn blocks<'a>(
    inventory: &Inventory,
    ledger: &Ledger,
    said: impl Iterator<Item = &'a Diagnostic>,
) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for family in &families::families(inventory, ledger, said) {
        out.push_str(&one(&renderer, inventory, ledger, family));
        out.push_str("\n\n");
    }
    out
}

fn one(renderer: &Renderer, inventory: &Inventory, ledger: &Ledger, family: &Family) -> String {
    let Diagnostic {
        severity,
        subject,
        say,
        ..
    } = family.first;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let place = place(inventory, ledger, subject);
    let title = level.primary_title(say.message()).id(say.rule.code);
    let value = value(ledger, subject);
    let line = line(inventory, ledger, subject, value.as_deref());
    let stands = format!("{place}: {}", value.as_deref().unwrap_or_default());
    let mut group = match (&line, &value) {
        (Some((place, text, span)), _) => title.element(
            Snippet::source(*text)
                .path(place.file.as_str())
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(span.clone())),
        ),
        (None, Some(_)) => title.element(Origin::path(stands.as_str())),
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
    if !say.effect().is_empty() {
        footer("effect", say.effect().to_owned());
    }
    if !say.remedies().is_empty() {
        let mut remedies = say.remedies().join(",\nor ");
        if family.by_name {
            remedies.push_str(" (likewise for the others, each with its name)");
        }
        footer("do", remedies);
    }
    footer("more", format!("k3s-migrate explain {}", say.rule.code));
    let text = renderer.render(&[group]);
    match &line {
        Some((at, ..)) => {
            let at = format!("{}:{}:{}", at.file, at.line, at.column);
            text.replacen(&at, &place, 1)
        }
        None => text,
    }
}

/// Where a message points, in words, and the operator's own line around what is meant.
#[derive(Debug)]
pub struct Source {
    /// `dns.nix:41:7 (container adguard on storage, option ports[1])`.
    pub place: String,
    /// What stands before, what is meant, and what stands behind; `None` where it may hold a secret, or is not at hand.
    pub line: Option<(String, String, String)>,
}

/// That of a message about something.
#[must_use]
pub fn source(inventory: &Inventory, ledger: &Ledger, subject: &Subject) -> Source {
    let value = value(ledger, subject);
    let line = line(inventory, ledger, subject, value.as_deref());
    Source {
        place: place(inventory, ledger, subject),
        line: line.map(|(_, text, span)| {
            let part = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
            (
                part(0..span.start),
                part(span.clone()),
                part(span.end..text.len()),
            )
        }),
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
    let place = known(inventory, ledger, subject)?;
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

/// Where an option, or a key of the settings, is written, if that is known.
fn known<'i>(inventory: &'i Inventory, ledger: &Ledger, subject: &'i Subject) -> Option<&'i Place> {
    match subject {
        Subject::Option(id) => {
            let origin = &ledger.entry(*id).origin;
            inventory.places.find(origin.container, origin.main_path()?)
        }
        Subject::Setting(setting) => setting.place.as_ref(),
        _ => None,
    }
}

/// `hosts/storage/dns.nix:41:7 (container adguard on storage, option ports[1])`, or what is in
/// the brackets where no position is known.
fn place(inventory: &Inventory, ledger: &Ledger, subject: &Subject) -> String {
    let (container, path) = match subject {
        Subject::Option(id) => {
            let origin = &ledger.entry(*id).origin;
            (origin.container, origin.main_path().map(String::as_str))
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

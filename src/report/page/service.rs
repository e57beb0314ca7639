//! One container on the page: what podman was told beside what Kubernetes is told, and what is said of it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::id;
use crate::{
    Compiled,
    ledger::{Diagnostic, Subject},
    origin::option_path,
    report::{Row, locate, render, rows, summary::Verdict, table::kind_and_name},
    waves::Moves,
};

/// Options and messages of a whole input, by host and container.
pub struct Contents<'a> {
    options: BTreeMap<(&'a str, &'a str), Vec<Row<'a>>>,
    said: BTreeMap<(&'a str, &'a str), Vec<&'a Diagnostic>>,
    /// What is said of no container.
    others: Vec<&'a Diagnostic>,
}

impl<'a> Contents<'a> {
    /// Those of what was compiled.
    pub fn of(compiled: &'a Compiled) -> Self {
        let mut out = Self {
            options: BTreeMap::new(),
            said: BTreeMap::new(),
            others: Vec::new(),
        };
        for row in rows(compiled, None) {
            let of_container = out.options.entry((row.host, row.container)).or_default();
            of_container.push(row);
        }
        for said in compiled.ledger.diagnostics() {
            let (index, ..) = locate(&compiled.inventory, &compiled.ledger, &said.subject);
            match index.and_then(|index| compiled.inventory.containers.get(index)) {
                Some(of) => {
                    let of_container = out.said.entry((&of.host, &of.attribute)).or_default();
                    of_container.push(said);
                }
                None => out.others.push(said),
            }
        }
        out
    }
}

/// The container of a row of the summary.
pub fn card(
    compiled: &Compiled,
    all: &[Moves],
    verdict: &Verdict<'_>,
    contents: &Contents<'_>,
) -> Markup {
    let Verdict {
        host, container, ..
    } = verdict;
    let options = contents.options.get(&(*host, *container));
    let said = contents.said.get(&(*host, *container));
    let codes: Vec<&str> = verdict.errors.union(&verdict.warnings).copied().collect();
    html! {
        details class="service" id=(id(host, container)) data-verdict=(verdict.verdict) {
            summary {
                strong { (container) }
                span class=(verdict.verdict) { (verdict.verdict) }
                @if let Some(number) = wave(all, host, container) { span class="faint" { "wave " (number) } }
                @if !codes.is_empty() { span { (codes.join(" ")) } }
                @if !verdict.ports.is_empty() { span class="faint" { (verdict.ports.join(" ")) } }
            }
            div {
                @for said in said.into_iter().flatten() { (message(compiled, said)) }
                (table(options.map(Vec::as_slice).unwrap_or_default()))
            }
        }
    }
}

/// What is said of no container.
pub fn others(compiled: &Compiled, contents: &Contents<'_>) -> Markup {
    html! {
        @if contents.others.is_empty() { p class="faint" { "None." } }
        @for said in &contents.others { (message(compiled, said)) }
    }
}

fn wave(all: &[Moves], host: &str, container: &str) -> Option<usize> {
    let moves = all.iter().find(|moves| moves.host == host)?;
    let mut waves = moves.waves.iter();
    let wave = waves.find(|wave| wave.containers.iter().any(|name| name == container))?;
    Some(wave.number)
}

fn table(options: &[Row<'_>]) -> Markup {
    html! {
        table {
            thead { tr { th { "Option" } th { "Value" } th { "Fate" } th { "Kubernetes" } } }
            tbody {
                @for row in options {
                    tr {
                        td data-what="Option" { code { (row.paths.first().map_or(String::new(), |path| option_path(path))) }
                            @if let Some(flag) = row.flag { " " span class="faint" { (flag) } } }
                        td data-what="Value" { code { (row.value) } }
                        td data-what="Fate" class=(class(row.fate)) { (row.fate) @if let Some(code) = row.code { " " (code) } }
                        td data-what="Kubernetes" {
                            @for target in &row.targets { div { (kind_and_name(target.object)) code { (target.pointer) } } }
                            @if row.targets.is_empty() { @if let Some(reason) = row.reason { (prose(reason)) } }
                        }
                    }
                }
            }
        }
    }
}

fn class(fate: &str) -> &'static str {
    match fate {
        "kept" => "ok",
        "refused" => "refused",
        _ => "differs",
    }
}

/// A sentence with what stands in back-ticks as code.
fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// A message with its source line.
fn message(compiled: &Compiled, said: &Diagnostic) -> Markup {
    let severity = said.severity.word();
    let source = render::source(&compiled.inventory, &compiled.ledger, &said.subject);
    html! {
        div class=(format!("message {severity}")) {
            p { strong { (severity) " " (said.say.rule.code) } " " (prose(said.say.message())) }
            @if !matches!(said.subject, Subject::Fleet) {
                p class="faint" { (source.place) }
            }
            @if let Some((before, meant, after)) = source.line {
                pre { (before) mark { (meant) } (after) }
            }
            @if !said.say.effect().is_empty() { p { "effect: " (prose(said.say.effect())) } }
            @for remedy in said.say.remedies() { p { "do: " (prose(remedy)) } }
        }
    }
}

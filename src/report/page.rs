//! `report`: one page in HTML that needs no network, with every service, message and wave. Whatever comes from an input is text
//! in it: templates escape it, and the page allows no script but its own.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::{Written, summary, summary_text};
use crate::{
    Compiled,
    columns::counted,
    waves::{Moves, Wave},
};

mod graph;
mod service;

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

/// The page of an input and its plan.
#[must_use]
pub fn html(compiled: &Compiled, all: &[Moves]) -> String {
    let rows = summary::rows(compiled);
    let rows: Vec<_> = rows.iter().filter(|row| row.kind == "container").collect();
    let contents = service::Contents::of(compiled);
    let hosts: Vec<&str> = all.iter().map(|moves| moves.host.as_str()).collect();
    let of = |verdict: &str| rows.iter().filter(|row| row.verdict == verdict).count();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy());
                title { (hosts.join(", ")) ": from podman to K3s" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (hosts.join(", ")) }
                    p class="faint" { (summary_text(compiled, Written::Nothing).trim()) }
                }
                nav {
                    ul {
                        li { a href="#services" { "Services" } }
                        li { a href="#waves" { "Waves" } }
                        li { a href="#needs" { "Who needs whom" } }
                        li { a href="#networks" { "Networks" } }
                        li { a href="#messages" { "Messages" } }
                    }
                    div class="filter" {
                        input #search type="search" placeholder="Search (key /)" aria-label="Search services";
                        @for verdict in ["ok", "differs", "refused"] {
                            button type="button" aria-pressed="false" data-verdict-filter=(verdict) {
                                span class=(verdict) { (verdict) } " " (of(verdict))
                            }
                        }
                        span #found class="faint" aria-live="polite" {}
                    }
                }
                main {
                    h2 #services { "Services" }
                    @for row in &rows { (service::card(compiled, all, row, &contents)) }
                    h2 #waves { "Waves" }
                    @for moves in all { (waves(moves)) }
                    h2 #needs { "Who needs whom" }
                    p class="faint" { "An arrow leads from who calls to who is called; thick lines join what can only move together." }
                    @for moves in all { (graph::needs(moves)) }
                    h2 #networks { "Networks" }
                    @for moves in all { (graph::networks(compiled, &moves.host)) }
                    h2 #messages { "Messages of hosts, settings and the input" }
                    (service::others(compiled, &contents))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// What the page may do: its own style and script, and nothing from anywhere else.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn waves(moves: &Moves) -> Markup {
    let limits = moves
        .waves
        .iter()
        .map(|wave| wave.weight.memory_limits_bytes);
    let most = limits.max().unwrap_or_default().max(1);
    html! {
        @if moves.waves.len() > 1 { h3 { (moves.host) } }
        table {
            thead { tr { th { "Wave" } th { "Services" } th { "What it needs" } th { "Memory" } } }
            tbody {
                @for wave in &moves.waves {
                    tr {
                        td data-what="Wave" { (wave.number) ": " (wave.class.title()) }
                        td data-what="Services" {
                            @for (at, name) in wave.containers.iter().enumerate() {
                                @if at > 0 { ", " }
                                a href=(format!("#{}", id(&moves.host, name))) { (name) }
                            }
                        }
                        td data-what="Needs" { (needed(wave)) }
                        td data-what="Memory" { (bar(wave, most)) }
                    }
                }
            }
        }
        p class="faint" { "All: " (super::waves::weight(&moves.total)) "." }
    }
}

fn needed(wave: &Wave) -> Markup {
    html! {
        @for together in &wave.together { p { (together.because.join("; ")) } }
        @for blocked in &wave.blocked {
            p class="refused" { (blocked.container) " cannot move yet: " (blocked.codes.join(", ")) }
        }
        @for bridge in &wave.bridges { p { (super::waves::said(bridge)) } }
        @for database in &wave.databases { p { "save " (database.container) " (" (database.kind) ")" } }
    }
}

/// Requests within limits, both within the largest wave.
fn bar(wave: &Wave, most: u64) -> Markup {
    const MIB: u64 = 1 << 20;
    let percent = |bytes: u64| format!("{}%", bytes.saturating_mul(100) / most);
    let (request, limit) = (
        wave.weight.memory_requests_bytes,
        wave.weight.memory_limits_bytes,
    );
    let without = wave.weight.without_memory_limit.len();
    let text = format!(
        "{} MiB requested, {} MiB at most",
        request / MIB,
        limit / MIB
    );
    html! {
        svg class="bar" role="img" aria-label=(text) {
            rect class="limit" width=(percent(limit)) height="100%" {}
            rect class="request" width=(percent(request)) height="100%" {}
        }
        (text)
        @if without > 0 { ", " (counted(without, "container")) " without a limit" }
    }
}

/// The anchor of a container.
fn id(host: &str, container: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    let [host, container] =
        [host, container].map(|text| text.chars().map(plain).collect::<String>());
    format!("service-{host}-{container}")
}

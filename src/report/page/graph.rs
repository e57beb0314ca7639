//! Two drawings: who needs whom, a column per wave, and who is on which network.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::id;
use crate::{Compiled, podman::network::Join, waves::Moves};

const WIDTH: usize = 150;
const HEIGHT: usize = 26;
/// From one column to the next.
const ACROSS: usize = 230;
/// From one row to the next.
const DOWN: usize = 36;
const TOP: usize = 40;
const LEFT: usize = 12;

/// A box with its place.
#[derive(Debug, Clone, Copy)]
struct At {
    column: usize,
    row: usize,
}

impl At {
    fn x(self) -> usize {
        LEFT + self.column * ACROSS
    }

    fn y(self) -> usize {
        TOP + self.row * DOWN
    }
}

/// Who needs whom: waves from left to right.
pub fn needs(moves: &Moves) -> Markup {
    let mut places: BTreeMap<&str, At> = BTreeMap::new();
    for (column, wave) in moves.waves.iter().enumerate() {
        for (row, name) in wave.containers.iter().enumerate() {
            places.insert(name, At { column, row });
        }
    }
    let rows = moves.waves.iter().map(|wave| wave.containers.len()).max();
    let groups = moves.waves.iter().flat_map(|wave| &wave.together);
    let pairs =
        groups.flat_map(|group| group.containers.iter().zip(group.containers.iter().skip(1)));
    let line = |from: &str, to: &str| Some(path(*places.get(from)?, *places.get(to)?));
    let arrows = moves
        .needs
        .iter()
        .filter_map(|need| line(&need.container, &need.needs));
    let bonds = pairs.filter_map(|(one, other)| line(one, other));
    let label = format!("{}: who needs whom", moves.host);
    html! {
        div class="graph" {
            svg role="img" aria-label=(label) viewBox=(view(moves.waves.len(), rows.unwrap_or_default())) {
                defs {
                    marker id=(format!("arrow-{}", id(&moves.host, ""))) viewBox="0 0 8 8" refX="7" refY="4"
                        markerWidth="7" markerHeight="7" orient="auto" { path d="M0 0L8 4L0 8" {} }
                }
                @for (column, wave) in moves.waves.iter().enumerate() {
                    text class="title" x=(At { column, row: 0 }.x()) y="24" { "wave " (wave.number) }
                }
                @for d in bonds { path class="bond" d=(d) {} }
                @for d in arrows { path d=(d) marker-end=(format!("url(#arrow-{})", id(&moves.host, ""))) {} }
                @for (name, at) in &places { (node(&moves.host, name, *at, true)) }
            }
        }
    }
}

/// Who is on which network: networks left, containers right.
pub fn networks(compiled: &Compiled, host: &str) -> Markup {
    let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for container in compiled
        .inventory
        .containers
        .iter()
        .filter(|own| own.host == host)
    {
        let mut names: Vec<String> = Vec::new();
        for given in &container.network.join {
            match &given.value {
                Join::Networks(networks) => {
                    names.extend(networks.iter().map(|(name, _)| name.clone()));
                }
                Join::Host => names.push("the host's".to_owned()),
                Join::Container(name) => names.push(format!("that of {name}")),
                _ => {}
            }
        }
        if names.is_empty() {
            names.push("default".to_owned());
        }
        for name in names {
            members.entry(name).or_default().push(&container.attribute);
        }
    }
    let mut containers: Vec<&str> = members.values().flatten().copied().collect();
    containers.sort_unstable();
    containers.dedup();
    let row_of = |name: &str| {
        containers
            .iter()
            .position(|own| *own == name)
            .unwrap_or_default()
    };
    let rows = containers.len().max(members.len());
    let label = format!("{host}: networks");
    html! {
        div class="graph" {
            svg role="img" aria-label=(label) viewBox=(view(2, rows)) {
                text class="title" x=(LEFT) y="24" { "network" }
                text class="title" x=(LEFT + ACROSS) y="24" { "container" }
                @for (row, (_, names)) in members.iter().enumerate() {
                    @for name in names {
                        path d=(path(At { column: 0, row }, At { column: 1, row: row_of(name) })) {}
                    }
                }
                @for (row, network) in members.keys().enumerate() { (node(host, network, At { column: 0, row }, false)) }
                @for (row, name) in containers.iter().enumerate() { (node(host, name, At { column: 1, row }, true)) }
            }
        }
    }
}

fn view(columns: usize, rows: usize) -> String {
    let width = LEFT + columns.max(1) * ACROSS;
    format!("0 0 {width} {}", TOP + rows.max(1) * DOWN)
}

fn node(host: &str, name: &str, at: At, is_service: bool) -> Markup {
    let shape = html! {
        rect x=(at.x()) y=(at.y()) width=(WIDTH) height=(HEIGHT) rx="4" {}
        text x=(at.x() + 8) y=(at.y() + 18) { (shortened(name)) }
        title { (name) }
    };
    html! {
        @if is_service { a href=(format!("#{}", id(host, name))) { (shape) } } @else { g { (shape) } }
    }
}

/// As much of a name as a box holds.
fn shortened(name: &str) -> String {
    const FITS: usize = 19;
    if name.chars().count() <= FITS {
        return name.to_owned();
    }
    let start: String = name.chars().take(FITS - 1).collect();
    format!("{start}…")
}

/// A curve from one box to another.
fn path(from: At, to: At) -> String {
    let middle = HEIGHT / 2;
    let (y1, y2) = (from.y() + middle, to.y() + middle);
    if from.column == to.column {
        let x = from.x() + WIDTH;
        let out = x + 40;
        return format!("M{x} {y1}C{out} {y1} {out} {y2} {x} {y2}");
    }
    let (x1, x2) = if from.column < to.column {
        (from.x() + WIDTH, to.x())
    } else {
        (from.x(), to.x() + WIDTH)
    };
    let half = x1.midpoint(x2);
    format!("M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}")
}

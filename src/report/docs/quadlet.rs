//! `docs/quadlet.md`.

use std::fmt::Write as _;

use super::{cell, code, disposition};
use crate::read::{
    flags::{self, lexer::Name},
    quadlet::keys::{Key, Shape, TABLES, Table, Unread},
};

/// `docs/quadlet.md`.
#[must_use]
pub fn quadlet() -> String {
    let all: usize = TABLES.iter().map(|table| table.keys.len()).sum();
    let mut out = format!(
        "# {all} keys of quadlet files\n\n\
         Made from the tables in `src/read/quadlet/keys/`; `UPDATE=1 cargo test --test docs` writes it again.\n\n\
         podman's generator makes a service of each quadlet file. A folder of them is one host here; of the folders that podman \
         searches, those that the paths show count in podman's order. A key that stands for a flag becomes what the flag \
         becomes: [flags.md](flags.md) has the whole row of each. *elsewhere*: the key has no flag of its own, and another one \
         reads it. *nothing*: a Pod is the same without it. *lost*: concerns podman, dropped with a note. *not converted*: \
         nothing of the unit is. `[Unit]`, `[Service]` and `[Install]` are as in [units.md](units.md). A key that podman does \
         not know makes it refuse the whole unit, and so it is here (K3M160).\n\n\
         Values are read as podman reads them. Specifiers that follow from the unit are replaced as systemd does (`%n`, `%N`, \
         `%p`, `%i`, `%h`, `%t` and others, `%%`), and so are `${{NAME}}` of `Environment=` in `[Service]` and `$$`; what only the \
         running host knows is refused (K3M162).\n"
    );
    for table in TABLES {
        section(&mut out, table);
    }
    out
}

fn section(out: &mut String, table: &Table) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "\n## `[{}]`\n\nMakes {}.\n\n| key | lines | as | disposition | becomes | effect | samples |\n|---|---|---|---|---|---|---|",
        table.section, table.about
    );
    let mut keys: Vec<&Key> = table.keys.iter().collect();
    keys.sort_by_key(|key| key.name);
    for key in keys {
        let _ = writeln!(out, "{}", row(table, key));
    }
}

fn row(table: &Table, key: &Key) -> String {
    let flag = key.flag();
    let row = flag.and_then(|flag| flags::find(Name::Long(flag)));
    let lines = if key.is_list() { "all" } else { "last" };
    let own = !key.about.is_empty();
    let (fate, becomes, effect) = match (key.shape, row) {
        (Shape::Unread(Unread::Same), _) => ("nothing", "-", key.about),
        (Shape::Unread(Unread::Podman), _) => ("lost", "-", key.about),
        (Shape::Unread(Unread::Elsewhere), _) => ("elsewhere", "-", key.about),
        (Shape::Unread(Unread::Build | Unread::Kind), _) => ("not converted", "-", key.about),
        (_, Some(row)) if !own => (disposition(row.disposition), row.becomes, row.lost),
        _ if own => ("elsewhere", "-", key.about),
        _ => ("lost", "-", "concerns podman"),
    };
    let samples = match (key.samples, row) {
        ([], Some(row)) => row.samples.map(code).join(" · "),
        ([], None) => "-".to_owned(),
        (samples, _) => samples
            .iter()
            .map(|sample| code(sample))
            .collect::<Vec<_>>()
            .join(" · "),
    };
    let command = match table.section {
        "Network" | "Volume" | "Pod" => {
            format!(" of `podman {} create`", table.section.to_lowercase())
        }
        _ => String::new(),
    };
    let flag = flag.map_or_else(|| "-".to_owned(), |flag| format!("{}{command}", code(flag)));
    format!(
        "| {} | {lines} | {flag} | {fate} | {} | {} | {samples} |",
        code(key.name),
        cell(becomes),
        cell(effect),
    )
}

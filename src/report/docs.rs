//! `docs/flags.md`, `docs/engines.md`, `docs/units.md`, `docs/compose.md`, `docs/quadlet.md` and `docs/codes.md`: the tables of this program as Markdown. They stand here and
//! not in a script, because they are views of tables like every other report; `tests/docs.rs`
//! compares them with the committed files.

use std::fmt::Write as _;

use crate::{
    grammar::{Release, release::NEWER},
    read::{
        flags::{Disposition, Flag, TABLES, Takes, docker},
        units::known::{self, Becomes, Known},
    },
    rules::{self, Rule},
};

mod compose;
mod engines;
mod quadlet;

pub use compose::compose;
pub use engines::engines;
pub use quadlet::quadlet;

/// Flags that podman accepts and does not document.
pub const HIDDEN: [&str; 2] = ["--kernel-memory", "--signature-policy"];

/// Ranges of codes, each with what it is about.
const RANGES: [(char, &str); 9] = [
    ('1', "reading"),
    ('2', "identity, image, grouping"),
    ('3', "network, exposure, dependencies"),
    ('4', "storage, devices, secrets"),
    ('5', "security"),
    ('6', "process, resources, health, lifecycle, logging"),
    ('7', "units"),
    ('8', "output"),
    ('9', "installing"),
];

/// Every flag of `podman run`, by name.
#[must_use]
pub fn flag_rows() -> Vec<&'static Flag> {
    let mut rows: Vec<&Flag> = TABLES.iter().copied().flatten().collect();
    rows.sort_by_key(|row| row.name);
    rows
}

/// `docs/flags.md`.
#[must_use]
pub fn flags() -> String {
    let rows = flag_rows();
    let mut out = format!(
        "# The {} flags of `podman run`, and {} hidden ones\n\n\
         Made from the tables in `src/read/flags/`; `UPDATE=1 cargo test --test docs` writes it again.\n\n\
         Disposition says what becomes of a flag in general; a value may do better. *exact*: Kubernetes has the same. \
         *approximate*: something near, or the same for some values. *runtime-only*: concerns podman itself, dropped with \
         a note. *unsupported*: Kubernetes has no field; dropped with a warning, or refused where that would widen access \
         or break the container. *contradictory/danger*: refused unless accepted. Since: the podman version that added \
         it; 4.3 means that version or an earlier one, and podman 6.0 to 6.2 has the same flags. Docker: whether `docker run` has \
         it, too, with the same meaning; where it has not, a Docker host is refused (K3M262). Hidden: {}.\n\n\
         | flag | short | takes | repeatable | since | disposition | becomes | effect | samples | Docker |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        rows.len() - HIDDEN.len(),
        HIDDEN.len(),
        HIDDEN.map(code).join(", "),
    );
    for row in &rows {
        let shared = docker::SHARED.contains(&row.name);
        let own = docker::FLAGS.iter().any(|flag| flag.name == row.name);
        let by_docker = match (shared, own) {
            (true, _) => "yes",
            (false, true) => "below",
            (false, false) => "-",
        };
        let _ = writeln!(out, "{} {by_docker} |", flag(row));
    }
    out.push_str(
        "\n## Docker's own\n\nWhat only `docker run` has, or reads in another way.\n\n\
         | flag of Docker | short | takes | repeatable | since | disposition | becomes | effect | samples |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for row in docker::FLAGS {
        let _ = writeln!(out, "{}", flag(row));
    }
    out.push_str(&newer());
    out.push_str("\n## Other spellings\n\n| spelling | flag |\n|---|---|\n");
    let mut aliases: Vec<(&str, &str)> = rows
        .iter()
        .flat_map(|row| row.aliases.iter().map(|alias| (*alias, row.name)))
        .collect();
    aliases.sort_unstable();
    for (alias, name) in aliases {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} | {} |", code(alias), code(name));
    }
    out
}

/// What of a flag needs a newer Kubernetes than the oldest: its rows, by flag and version.
fn newer() -> String {
    let mut rows: Vec<(&str, &str, Release, &str)> = NEWER
        .iter()
        .filter_map(|row| Some((row, row.from?)))
        .flat_map(|(row, from)| {
            let serves = row.serves.iter();
            serves.map(move |(flag, how)| (*flag, *how, from, row.gate))
        })
        .collect();
    rows.sort_unstable();
    let mut out = format!(
        "\n## Kept from a newer Kubernetes on\n\n\
         With `kubernetes` in the settings (default: {}) you say which Kubernetes your server runs, at least. Below the \
         version of a row the flag is changed or refused, and the message says from which version it is kept.\n\n\
         | flag | what | kept from | feature gate |\n|---|---|---|---|\n",
        code(Release::default().as_str()),
    );
    for (flag, how, from, gate) in rows {
        let gate = if gate.is_empty() {
            "-".to_owned()
        } else {
            code(gate)
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} | {} | {from} | {gate} |", code(flag), cell(how));
    }
    out
}

fn flag(row: &Flag) -> String {
    let short = row
        .short
        .map_or_else(|| "-".to_owned(), |short| code(&format!("-{short}")));
    format!(
        "| {} | {short} | {} | {} | {} | {} | {} | {} | {} |",
        code(row.name),
        match row.takes {
            Takes::Switch => "switch",
            Takes::Value => "value",
            Takes::Array => "array",
            Takes::Slice => "slice",
        },
        match row.takes {
            Takes::Switch | Takes::Value => "no",
            Takes::Array | Takes::Slice => "yes",
        },
        row.since,
        disposition(row.disposition),
        cell(row.becomes),
        cell(row.lost),
        row.samples.map(code).join(" · "),
    )
}

/// The word of the contract.
fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Exact => "exact",
        Disposition::Approximate => "approximate",
        Disposition::RuntimeOnly => "runtime-only",
        Disposition::Unsupported => "unsupported",
        Disposition::Danger => "contradictory/danger",
    }
}

/// `docs/units.md`.
#[must_use]
pub fn units() -> String {
    let all: usize = known::TABLES.iter().map(|table| table.rows.len()).sum();
    let mut out = format!(
        "# {all} settings of a container's unit\n\n\
         Made from the tables in `src/read/units/known/`; `UPDATE=1 cargo test --test docs` writes it again.\n\n\
         NixOS runs each container in a systemd unit, and a Pod has none. *harmless*: nothing changes without it. \
         *converted*: it decides what is written, or a message of its own tells what is lost. *as a flag*: it has the effect \
         of that flag of `podman run`, and what becomes of the flag is in [flags.md](flags.md). *note*: a Pod does it in a way \
         of its own. *told*: the effect is lost, with a warning. *refused*: without it the container would reach or find \
         something else than under podman, so it is refused unless accepted. A name that ends with `*` stands for all names \
         that begin like that. A setting that is not in these tables is printed with its value (K3M123).\n\n\
         What a process hands on to its children reaches a container of podman, which is a child of podman's process. Docker's \
         daemon starts its containers itself: under Docker the tables that say so are harmless, but for directories and logs \
         of the unit.\n",
    );
    for table in known::TABLES {
        let engine = if table.docker { "" } else { " Podman only." };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "\n## {}\n\n<{}>{engine}\n\n| setting | becomes | about |\n|---|---|---|",
            table.title, table.page
        );
        for row in table.rows {
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                code(row.name),
                becomes(row),
                cell(&about(row))
            );
        }
    }
    out
}

fn becomes(row: &Known) -> String {
    match row.becomes {
        Becomes::Harmless => "harmless".to_owned(),
        Becomes::Converted | Becomes::Told => "converted".to_owned(),
        Becomes::Flag(flag, value) => format!("as `{flag}={value}`"),
        Becomes::Default(flag) => format!("as `{flag}`"),
        Becomes::User => "as `podman.user`".to_owned(),
        Becomes::Note | Becomes::Limit(_) => "note".to_owned(),
        Becomes::NoField | Becomes::Makes(_) | Becomes::Output | Becomes::Configuration => {
            "told".to_owned()
        }
        Becomes::Inherited(flag) => format!("told, unless `{flag}` is set"),
        Becomes::Widens | Becomes::Elsewhere => "refused".to_owned(),
        Becomes::Bounds => "refused where the container has another capability".to_owned(),
        Becomes::Devices => "refused for a privileged container, or one with a device".to_owned(),
        Becomes::WidensRights("") => "refused for a privileged container".to_owned(),
        Becomes::WidensRights(capability) => format!("refused with `{capability}`"),
        Becomes::WidensOnHost(flag) => format!("refused with `{flag}=host`"),
        Becomes::Network => "refused, unless the container uses no such network".to_owned(),
        Becomes::Guard => "refused with `--cgroups=split`".to_owned(),
        Becomes::Hides(_) | Becomes::Protects(_) => {
            "refused where the container uses such a path".to_owned()
        }
        Becomes::Store => "refused where the container has a volume with a name".to_owned(),
    }
}

fn about(row: &Known) -> String {
    match row.becomes {
        Becomes::Limit("") | Becomes::Guard => row.about.to_owned(),
        Becomes::Limit(flag) => format!("{}; `{flag}` limits the container", row.about),
        Becomes::Hides([]) => "podman finds something else at these paths".to_owned(),
        Becomes::Protects([]) => "podman cannot write at these paths".to_owned(),
        Becomes::Hides(paths) => format!("podman finds something else at {}", paths.join(", ")),
        Becomes::Protects(paths) => format!("podman cannot write at {}", paths.join(", ")),
        Becomes::Makes("/run/credentials") => {
            "where the container uses a credential of the unit".to_owned()
        }
        Becomes::Makes(parent) => format!("where the container uses the directory below {parent}"),
        Becomes::Output => "where it names a file: the output goes to /var/log/pods".to_owned(),
        _ => row.about.to_owned(),
    }
}

/// `docs/codes.md`.
#[must_use]
pub fn codes() -> String {
    let all: Vec<&Rule> = rules::all().collect();
    let mut out = format!(
        "# The {} codes\n\n\
         Made from the rules in `src/rules/`; `UPDATE=1 cargo test --test docs` writes it again. \
         `k3s-migrate explain CODE` prints the same text.\n\n\
         An *error* stops the workload, a *warning* says that it runs but differs, a *note* reports a decision. `accept` in \
         the settings turns errors and warnings into notes; `--deny` turns all warnings, or single codes, into errors.\n",
        all.len()
    );
    for (first, about) in RANGES {
        let rules: Vec<&&Rule> = all
            .iter()
            .filter(|rule| rule.code.chars().nth(3) == Some(first))
            .collect();
        if rules.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "\n## {first}xx: {about}\n\n| code | severity | title |\n|---|---|---|"
        );
        for rule in &rules {
            let _ = writeln!(
                out,
                "| [{}](#{}) | {} | {} |",
                rule.code,
                rule.code.to_lowercase(),
                rule.severity.word(),
                cell(rule.title)
            );
        }
        for rule in &rules {
            let _ = writeln!(
                out,
                "\n### {}\n\n**{}: {}**\n\n{}",
                rule.code,
                rule.severity.word(),
                rule.title,
                rule.explain
            );
        }
    }
    out
}

/// Text in a cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Code in a cell.
fn code(text: &str) -> String {
    let text = if text.is_empty() { "\"\"" } else { text };
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", cell(text))
}

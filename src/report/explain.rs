//! `explain`: a rule, or what became of a container's options, in prose.

use std::fmt::Write as _;

use super::{Row, rows};
use crate::{
    Compiled,
    ledger::Ledger,
    origin::{Why, option_path},
    rules::{self, Rule},
};

/// A rule as text.
#[must_use]
pub fn rule(rule: &Rule) -> String {
    format!(
        "{} ({}): {}\n\n{}\n",
        rule.code,
        rule.severity.word(),
        rule.title,
        rule.explain
    )
}

/// What became of a container's options, or of one of them; `None` if there is no such container
/// or option. `query` is `CONTAINER` or `CONTAINER.OPTION`.
#[must_use]
pub fn options(compiled: &Compiled, query: &str) -> Option<String> {
    let names = compiled.inventory.containers.iter();
    let names = names.map(|container| container.attribute.as_str());
    let (container, option) = split(names, query)?;
    let mut out = of_rows(&rows(compiled, Some(container)), container, option)?;
    if option.is_none() {
        out.push_str(&unasked(compiled, container));
    }
    Some(out)
}

/// The same from the rows of a bundle.
#[must_use]
pub fn stored(rows: &[Row], query: &str) -> Option<String> {
    let (container, option) = split(rows.iter().map(|row| row.container), query)?;
    of_rows(rows, container, option)
}

fn of_rows(rows: &[Row], container: &str, option: Option<&str>) -> Option<String> {
    let asked =
        |row: &&Row| option.is_none_or(|option| row.paths.iter().any(|path| matches(path, option)));
    let rows = rows.iter().filter(|row| row.container == container);
    let text: String = rows.filter(asked).map(prose).collect();
    (!text.is_empty()).then_some(text)
}

/// The longest container name that the query starts with: names may hold periods.
fn split<'a>(
    names: impl Iterator<Item = &'a str>,
    query: &'a str,
) -> Option<(&'a str, Option<&'a str>)> {
    let fits = names.filter_map(|name| match query.strip_prefix(name)? {
        "" => Some((name, None)),
        rest => Some((name, Some(rest.strip_prefix('.')?))),
    });
    fits.max_by_key(|(name, _)| name.len())
}

/// `/ports/1` may be written as `ports`, `ports[1]`, `ports.1` or `/ports/1`.
fn matches(path: &str, option: &str) -> bool {
    let asked = format!(
        "/{}",
        option
            .trim_start_matches('/')
            .replace('[', "/")
            .replace(']', "")
            .replace('.', "/")
    );
    crate::kube::below(path, &asked) || path == format!("/{}", option.replacen('.', "/", 1))
}

fn prose(row: &Row) -> String {
    let mut out = format!("{} = {:?}", row.paths.join(" and "), row.value);
    if let Some(flag) = row.flag {
        let _ = write!(out, " (podman: {flag})");
    }
    let _ = write!(out, "\n  {}", row.fate);
    if let Some(code) = row.code {
        let title = rules::rule(code).map_or("", |rule| rule.title);
        let _ = write!(out, " by {code}: {title}");
    }
    out.push('\n');
    if let Some(reason) = row.reason {
        let _ = writeln!(out, "  {reason}");
    }
    for target in &row.targets {
        let _ = writeln!(out, "  → {} {}", target.object, target.pointer);
    }
    out.push('\n');
    out
}

/// What we wrote without being asked, with the reasons.
fn unasked(compiled: &Compiled, container: &str) -> String {
    let index = compiled
        .inventory
        .containers
        .iter()
        .position(|c| c.attribute == container);
    let Some(index) = index else {
        return String::new();
    };
    let workload = compiled.plan.workload_index(index);
    let mut out = String::from("written without being asked:\n");
    let objects = compiled.objects.iter();
    for object in objects.filter(|object| object.workload == Some(workload)) {
        let mut last = String::new();
        for (pointer, why) in object.marks.iter() {
            let Some(reason) = reason(&compiled.ledger, why) else {
                continue;
            };
            if reason != last {
                let _ = writeln!(
                    out,
                    "  {} {} {pointer}: {reason}",
                    object.kind(),
                    object.name()
                );
            }
            last = reason;
        }
    }
    out
}

/// Why a place is there that no option decided.
fn reason(ledger: &Ledger, why: Why) -> Option<String> {
    match why {
        Why::Option(_) => None,
        Why::Setting(id) => {
            let key = option_path(ledger.setting_at(id));
            Some(format!("chosen in the settings: `{key}`"))
        }
        Why::Default(reason) => Some(reason.text().to_owned()),
    }
}

//! `explain`: a rule, or what became of a container's options, in prose.

use std::fmt::Write as _;

use super::{
    Row, rows,
    unasked::{self, Kind, Unasked},
};
use crate::{
    Compiled,
    origin::option_path,
    rules::{self, Rule},
};

/// Objects, and in each what no option decided.
pub type Objects<'a> = Vec<(&'a str, Vec<Unasked<'a>>)>;

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
    let rows = rows(compiled, Some(container));
    let by_id = unasked::ById::of(compiled);
    text(&rows, container, option, |container| {
        let containers = compiled.inventory.containers.iter().enumerate();
        containers
            .filter(|(_, each)| each.attribute == container)
            .flat_map(|(index, each)| {
                let of_it = |row: &&Row| row.host == each.host && row.container == each.attribute;
                let rows: Vec<Row> = rows.iter().filter(of_it).cloned().collect();
                by_id.with_part(index, &rows)
            })
            .map(|object| (&*object.id, unasked::of(&compiled.ledger, object).collect()))
            .collect()
    })
}

/// The same from what a bundle says of options, and of the objects of a container.
#[must_use]
pub fn stored<'a>(
    rows: &[Row],
    unasked: impl FnOnce(&str) -> Objects<'a>,
    query: &str,
) -> Option<String> {
    let (container, option) = split(rows.iter().map(|row| row.container), query)?;
    text(rows, container, option, unasked)
}

fn text<'a>(
    rows: &[Row],
    container: &str,
    option: Option<&str>,
    unasked: impl FnOnce(&str) -> Objects<'a>,
) -> Option<String> {
    let mut out = of_rows(rows, container, option)?;
    if option.is_none() {
        out.push_str(&of_objects(&unasked(container)));
    }
    Some(out)
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

/// What was written without being asked, with the reasons; a reason that follows itself is said once.
fn of_objects(objects: &Objects) -> String {
    let mut out = String::new();
    for (id, places) in objects {
        let mut parts = id.rsplit('/');
        let (name, kind) = (
            parts.next().unwrap_or_default(),
            parts.nth(1).unwrap_or_default(),
        );
        let mut last = String::new();
        for place in places {
            let reason = reason(place);
            if reason != last {
                let _ = writeln!(out, "  {kind} {name} {}: {reason}", place.pointer);
            }
            last = reason;
        }
    }
    if out.is_empty() {
        return out;
    }
    format!("written without being asked:\n{out}")
}

/// Why a place is there that no option decided.
fn reason(place: &Unasked) -> String {
    match (place.why, place.of) {
        (Kind::Setting, Some(key)) => format!("{}: `{}`", place.reason, option_path(key)),
        _ => place.reason.to_owned(),
    }
}

//! `explain`: a rule, or what became of a container's options, in prose.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::Serialize;

use super::{
    ROW_VERSION, Row, rows,
    unasked::{self, Kind, Unasked},
};
use crate::{
    Compiled,
    columns::aligned,
    origin::option_path,
    rules::{self, Rule},
    words::nearest,
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

/// A rule, as `explain CODE --message-format json` prints it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct RuleLine {
    /// Format version, 2.
    pub v: u32,
    /// `rule`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its code.
    pub code: &'static str,
    /// `error`, `warning`, `note`, unless the operator accepts or denies it.
    pub severity: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Why.
    pub explain: &'static str,
}

impl RuleLine {
    /// Of a rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        Self {
            v: ROW_VERSION,
            kind: "rule",
            code: rule.code,
            severity: rule.severity.word(),
            title: rule.title,
            explain: rule.explain,
        }
    }
}

/// Rules that are meant by a word: all by none, those of a range by the beginning of a code, else those that have all words
/// of a text in their title, their explanation or what they say.
#[must_use]
pub fn found(text: &str) -> Vec<&'static Rule> {
    let text = text.to_lowercase();
    let code = text.to_uppercase();
    let digits = code.strip_prefix("K3M");
    if digits.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit())) {
        return rules::all()
            .filter(|rule| rule.code.starts_with(&code))
            .collect();
    }
    let has = |rule: &&Rule| {
        let said = rule.phrases.iter().map(|phrase| phrase.message);
        let all: Vec<&str> = [rule.title, rule.explain].into_iter().chain(said).collect();
        let all = all.join("\n").to_lowercase();
        text.split_whitespace().all(|word| all.contains(word))
    };
    rules::all().filter(has).collect()
}

/// Rules as a list: a line each.
#[must_use]
pub fn list(rules: &[&Rule]) -> String {
    let lines: Vec<[String; 3]> = rules
        .iter()
        .map(|rule| [rule.code, rule.severity.word(), rule.title].map(str::to_owned))
        .collect();
    aligned(&lines)
}

/// The names that a query may have meant, as `explain` takes them: a container's, or one of its options'.
pub fn meant(rows: &[Row], query: &str) -> Option<String> {
    let names = rows.iter().map(|row| row.container);
    if let Some((container, Some(option))) = split(names.clone(), query) {
        let of_it = rows.iter().filter(|row| row.container == container);
        let paths = of_it
            .flat_map(|row| row.paths)
            .map(|path| option_path(path));
        let tops = paths.map(|path| path.split(['.', '[']).next().unwrap_or_default().to_owned());
        let asked = option
            .split(['.', '[', '/'])
            .find(|part| !part.is_empty())?;
        return nearest(asked, tops.collect::<BTreeSet<_>>())
            .map(|option| format!("{container}.{option}"));
    }
    let names: BTreeSet<&str> = names.collect();
    let (first, option) = query.split_once('.').unwrap_or((query, ""));
    match nearest(first, names.iter().copied()) {
        Some(near) if !option.is_empty() => Some(format!("{near}.{option}")),
        near => near.or_else(|| nearest(query, names)).map(str::to_owned),
    }
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

/// The rows that a query asks for.
pub fn asked<'r, 'a>(rows: &'r [Row<'a>], query: &str) -> impl Iterator<Item = &'r Row<'a>> {
    let found = split(rows.iter().map(|row| row.container), query);
    let found = found.map(|(container, option)| (container.to_owned(), option.map(str::to_owned)));
    rows.iter().filter(move |row| {
        found.as_ref().is_some_and(|(container, option)| {
            let of_it = |option: &String| row.paths.iter().any(|path| matches(path, option));
            row.container == container && option.as_ref().is_none_or(of_it)
        })
    })
}

fn of_rows(rows: &[Row], container: &str, option: Option<&str>) -> Option<String> {
    let is_asked =
        |row: &&Row| option.is_none_or(|option| row.paths.iter().any(|path| matches(path, option)));
    let rows = rows.iter().filter(|row| row.container == container);
    let text: String = rows.filter(is_asked).map(prose).collect();
    (!text.is_empty()).then_some(text)
}

/// The longest container name that the query starts with: names may hold periods.
fn split<'a>(
    names: impl Iterator<Item = &'a str>,
    query: &'a str,
) -> Option<(&'a str, Option<&'a str>)> {
    // As messages spell an option of a Compose service.
    let query_of = |name: &str| {
        let mut sections = ["services.", "jobs."].into_iter();
        let of_service = sections.find_map(|section| query.strip_prefix(section));
        of_service
            .filter(|rest| rest.starts_with(name))
            .unwrap_or(query)
    };
    let fits = names.filter_map(|name| match query_of(name).strip_prefix(name)? {
        "" => Some((name, None)),
        rest => Some((name, Some(rest.strip_prefix('.')?))),
    });
    fits.max_by_key(|(name, _)| name.len())
}

/// `/ports/1` may be written as `ports`, `ports[1]`, `ports.1` or `/ports/1`, and so may `/services/web/ports/1` of a
/// Compose project, of whose service the query names the container.
fn matches(path: &str, option: &str) -> bool {
    let mut parts = path.splitn(4, '/').skip(1);
    let of_service = matches!(parts.next(), Some("services" | "jobs"))
        .then(|| parts.nth(1))
        .flatten();
    let is_short = |rest: &str| is_at(&format!("/{rest}"), option);
    is_at(path, option) || of_service.is_some_and(is_short)
}

fn is_at(path: &str, option: &str) -> bool {
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

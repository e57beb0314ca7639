//! The paths that a source file names, however they are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::File;

/// Every path that a file names in the crate, from its root: `super`, `self`, groups and names
/// that a `use` brought in are taken apart. `use super::{a, b::c}` in `plan/x.rs` is `plan::a` and
/// `plan::b::c`.
pub fn paths(file: &File) -> BTreeSet<Vec<String>> {
    let code = file.code();
    let tokens = tokens(&code);
    let own: Vec<&str> = file.modules();
    // What the first part of a path may be, besides `crate`, `super` and `self`.
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in tokens.windows(2) {
        if let ["mod", name] = pair {
            names.insert(name, [own.as_slice(), &[*name]].concat());
        }
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let import = tokens[at] == "use";
        let mut paths = Vec::new();
        at = read_path(&tokens, at + usize::from(import), &[], &mut paths);
        for (path, name) in paths.iter().filter(|_| import) {
            let target = from_root(path, &own, &names);
            let name = name.or(target.as_ref().and_then(|path| path.last().copied()));
            if let (Some(target), Some(name)) = (target, name) {
                names.insert(name, target);
            }
        }
        found.extend(paths.into_iter().map(|(path, _)| path));
    }
    let paths = found.iter().filter(|path| path.len() > 1);
    let from_root = paths.filter_map(|path| from_root(path, &own, &names));
    from_root
        .map(|path| path.into_iter().map(str::to_owned).collect())
        .collect()
}

/// Words, `::`, and every other sign by itself.
fn tokens(code: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        out.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    out
}

/// A path, and the name that `as` gives it.
type Named<'a> = (Vec<&'a str>, Option<&'a str>);

/// Reads one path, its groups taken apart; returns where reading goes on.
fn read_path<'a>(
    tokens: &[&'a str],
    at: usize,
    before: &[&'a str],
    out: &mut Vec<Named<'a>>,
) -> usize {
    let is_word =
        |word: &str| word.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '*');
    let mut at = at;
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(&"{") if !path.is_empty() => {
                at += 1;
                while !matches!(tokens.get(at), None | Some(&"}")) {
                    at = match tokens[at] {
                        "," => at + 1,
                        _ => read_path(tokens, at, &path, out),
                    };
                }
                return at + 1;
            }
            Some(word) if is_word(word) => path.push(word),
            _ => return at + 1,
        }
        at += 1;
        if tokens.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    let name = match tokens.get(at..at + 2) {
        Some(["as", name]) => Some(*name),
        _ => None,
    };
    out.push((path, name));
    at + if name.is_some() { 2 } else { 0 }
}

/// The same path from the root of the crate; `None` for what is not of the crate.
fn from_root<'a>(
    path: &[&'a str],
    own: &[&'a str],
    names: &BTreeMap<&str, Vec<&'a str>>,
) -> Option<Vec<&'a str>> {
    let (first, rest) = path.split_first()?;
    let mut out = match *first {
        "crate" => Vec::new(),
        "self" => own.to_vec(),
        "super" => own[..own.len() - 1].to_vec(),
        name => names.get(name)?.clone(),
    };
    for part in rest {
        match *part {
            "super" => drop(out.pop()),
            "self" => {}
            part => out.push(part),
        }
    }
    Some(out)
}

#[test]
fn paths_are_found_however_they_are_written() {
    let text = |lines: &[&str]| File {
        path: "src/plan/x/y.rs".to_owned(),
        text: lines.join("\n"),
    };
    for (lines, expected) in [
        (
            &["use crate::{", "    a::{b, c},", "    d,", "};"][..],
            "a::b a::c d",
        ),
        (
            &["use crate::{a::{b::{c, d as e}, f}};"],
            "a::b::c a::b::d a::f",
        ),
        (&["use super::{a, b::c};"], "plan::x::a plan::x::b::c"),
        (&["use super::super::{z, self};"], "plan plan::z"),
        (&["use crate::plan::*;"], "plan::*"),
        (&["fn f() { super::super::z::g() }"], "plan::z::g"),
        (
            &["use crate::plan;", "fn f() { plan::z::g(plan::h) }"],
            "plan plan::h plan::z::g",
        ),
        (
            &["use super::super as up;", "fn f() { up::z::g() }"],
            "plan plan::z::g",
        ),
        (&["mod a;", "use a::b;"], "plan::x::y::a::b"),
        (&["use std::fs;", "fn f() { fs::read(A::B) }"], ""),
        (&["// use crate::a;"], ""),
    ] {
        let found: Vec<String> = paths(&text(lines))
            .iter()
            .map(|path| path.join("::"))
            .collect();
        assert_eq!(found.join(" "), expected, "{lines:?}");
    }
}

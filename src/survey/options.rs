//! The options of a container that a survey shows.

use rnix::ast::{self, Expr};
use rowan::ast::AstNode as _;

use super::{Container, Written};
use crate::nix_syntax::{Text, inner};

/// Takes an option over; those that are not shown are passed over.
pub fn set(container: &mut Container, option: &str, value: &Expr) {
    match option {
        "image" => container.image = values(value).into_iter().next(),
        "ports" => container.ports.extend(values(value)),
        "volumes" => container.volumes.extend(values(value)),
        "dependsOn" => container.depends_on.extend(values(value)),
        "networks" => container.networks.extend(values(value)),
        "extraOptions" => networks(container, &values(value)),
        _ => {}
    }
}

/// An option whose value has the option's name elsewhere.
pub fn inherited(container: &mut Container, option: &str) {
    let value = Written::Computed(option.to_owned());
    match option {
        "image" => container.image = Some(value),
        "ports" => container.ports.push(value),
        "volumes" => container.volumes.push(value),
        "dependsOn" => container.depends_on.push(value),
        "networks" => container.networks.push(value),
        _ => {}
    }
}

/// `--network=X`, `--network X`, `--net`.
fn networks(container: &mut Container, options: &[Written]) {
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let Written::Literal(text) = option else {
            continue;
        };
        let (flag, value) = match text.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (text.as_str(), None),
        };
        if !matches!(flag, "--network" | "--net") {
            continue;
        }
        match value {
            Some(value) => container.networks.push(Written::Literal(value.to_owned())),
            None => container.networks.extend(options.next().cloned()),
        }
    }
}

/// The value, or the elements of the list, through what wraps them.
fn values(value: &Expr) -> Vec<Written> {
    let mut out = Vec::new();
    let mut budget = crate::nix_syntax::BUDGET;
    collect(value, &mut budget, &mut out);
    out
}

fn collect(value: &Expr, budget: &mut u32, out: &mut Vec<Written>) {
    let Some(rest) = budget.checked_sub(1) else {
        return;
    };
    *budget = rest;
    match value {
        Expr::List(list) => list.items().for_each(|item| collect(&item, budget, out)),
        Expr::Str(string) => out.push(written(string)),
        _ => {
            let parts = inner(value);
            if parts.is_empty() {
                out.push(Written::Computed(first_line(value.syntax())));
            }
            for part in parts {
                collect(&part, budget, out);
            }
        }
    }
}

fn written(string: &ast::Str) -> Written {
    match Text::of(string).literal() {
        Some(text) => Written::Literal(text),
        None => Written::Computed(first_line(string.syntax())),
    }
}

fn first_line(node: &rnix::SyntaxNode) -> String {
    let text = node.text().to_string();
    let first = text.lines().next().unwrap_or_default();
    first.chars().take(80).collect()
}

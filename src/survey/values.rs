//! What an option's value is, as far as it is written out.

use rnix::ast::{self, BinOpKind, Expr, InterpolPart};
use rowan::ast::AstNode as _;

use super::Written;
use crate::nix_syntax::parts;

/// How deep strings within strings are looked at.
const DEPTH: u32 = 32;

/// A value, with the expression that it is.
pub type Value = (Written, Expr);

/// The value, or the elements of the list, through what wraps them.
pub fn values(value: &Expr, budget: &mut u32) -> Vec<Value> {
    let all = parts(value, budget).into_iter();
    all.map(|part| (written(&part, budget), part)).collect()
}

fn written(part: &Expr, budget: &mut u32) -> Written {
    match content(part, budget, DEPTH) {
        None => Written::Computed(first_line(part.syntax())),
        Some((text, false)) => Written::Literal(text),
        Some((text, true)) => Written::Computed(format!("\"{}\"", cut(&text))),
    }
}

/// What is in a string, or in several with `+` between them, and whether some of it is computed:
/// that stays `${…}`.
fn content(expr: &Expr, budget: &mut u32, depth: u32) -> Option<(String, bool)> {
    let depth = depth.checked_sub(1)?;
    let pieces: Vec<InterpolPart<String>> = match expr {
        Expr::Str(string) => string.normalized_parts(),
        Expr::BinOp(sum) if is_text(sum) => {
            let (left, right) = (sum.lhs()?, sum.rhs()?);
            let (left, more) = within(&left, budget, depth);
            let (right, unknown) = within(&right, budget, depth);
            return Some((left + &right, more || unknown));
        }
        _ => return None,
    };
    let mut out = String::new();
    let mut computed = false;
    for piece in pieces {
        match piece {
            InterpolPart::Literal(text) => out.push_str(&text),
            InterpolPart::Interpolation(piece) => {
                let (text, unknown) = within(&piece.expr()?, budget, depth);
                out.push_str(&text);
                computed |= unknown;
            }
        }
    }
    Some((out, computed))
}

/// Part of a string.
fn within(expr: &Expr, budget: &mut u32, depth: u32) -> (String, bool) {
    let all = parts(expr, budget);
    let [only] = all.as_slice() else {
        return (format!("${{{}}}", first_line(expr.syntax())), true);
    };
    let content = content(only, budget, depth);
    content.unwrap_or_else(|| (format!("${{{}}}", first_line(only.syntax())), true))
}

/// Whether `+` adds strings: one of them is written out.
fn is_text(sum: &ast::BinOp) -> bool {
    let string = |side: Option<Expr>| match side {
        Some(Expr::Str(_)) => true,
        Some(Expr::BinOp(sum)) => is_text(&sum),
        _ => false,
    };
    sum.operator() == Some(BinOpKind::Add) && (string(sum.lhs()) || string(sum.rhs()))
}

/// An expression's first line.
pub fn first_line(node: &rnix::SyntaxNode) -> String {
    cut(&node.text().to_string())
}

fn cut(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    first.chars().take(80).collect()
}

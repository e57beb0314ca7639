//! The options of a container that a survey shows.

use std::ops::Range;

use rnix::ast::Expr;

use super::{Container, Written, values::Value};
use crate::read::flags::{
    self,
    lexer::{Lexeme, Lexer},
};

/// Those that are shown; others are passed over.
pub const SHOWN: [&str; 6] = [
    "dependsOn",
    "extraOptions",
    "image",
    "networks",
    "ports",
    "volumes",
];

/// Takes the values of an option over. Of `extraOptions`, those that only evaluation can tell to be
/// a network, or none, come back.
pub fn set(container: &mut Container, option: &str, values: Vec<Value>) -> Vec<Expr> {
    match option {
        "extraOptions" => return networks(container, values),
        "image" => container.image = image(values),
        _ => {
            for (written, _) in values {
                set_one(container, option, written);
            }
        }
    }
    Vec::new()
}

/// Takes one value of an option over; false where that shows nothing.
pub fn set_one(container: &mut Container, option: &str, value: Written) -> bool {
    match option {
        "image" => container.image = Some(value),
        "ports" => container.ports.push(value),
        "volumes" => container.volumes.push(value),
        "dependsOn" => container.depends_on.push(value),
        "networks" => container.networks.push(value),
        _ => return false,
    }
    true
}

/// One that can be several things is computed.
fn image(values: Vec<Value>) -> Option<Written> {
    let mut all: Vec<Written> = values.into_iter().map(|(written, _)| written).collect();
    all.dedup();
    if all.len() < 2 {
        return all.pop();
    }
    let all: Vec<String> = all.iter().map(Written::text).collect();
    Some(Written::Computed(format!("\"{}\"", all.join(" or "))))
}

/// `--network=X`, `--network X`, `--net`, by the rules of podman's command line.
fn networks(container: &mut Container, values: Vec<Value>) -> Vec<Expr> {
    let texts: Vec<String> = values.iter().map(|(written, _)| written.text()).collect();
    let words: Vec<&str> = texts.iter().map(String::as_str).collect();
    let computed = |at: usize| matches!(values.get(at), Some((Written::Computed(_), _)));
    let lexer = Lexer::new(&words, |name| {
        flags::find(name).map(|flag| (flag, flag.takes))
    });
    let mut unknown = Vec::new();
    for lexeme in lexer {
        match lexeme {
            Lexeme::Flag { flag, value, words } if flag.name == "--network" => {
                let written = if words.into_iter().any(computed) {
                    Written::Computed(format!("\"{value}\""))
                } else {
                    Written::Literal(value)
                };
                container.networks.push(written);
            }
            Lexeme::Word { word }
            | Lexeme::Unknown {
                words: Range { start: word, .. },
                ..
            } => unknown.push(word),
            _ => {}
        }
    }
    unknown.retain(|word| computed(*word));
    let all = values.into_iter().enumerate();
    let all = all.filter(|(at, _)| unknown.contains(at));
    all.map(|(_, (_, expr))| expr).collect()
}

//! One definition of an option in a syntax tree.

use rnix::{
    SyntaxNode, TextRange, TextSize, TokenAtOffset,
    ast::{self, HasEntry as _},
};

use rowan::ast::AstNode as _;

use crate::nix_syntax::{BUDGET, Text, name, parts, strings};

/// A binding, or an inherited name.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The name as it is written.
    pub name: TextRange,
    /// What is bound; nothing for an inherited name.
    value: Option<ast::Expr>,
    /// Names after the option's own, as `TZ` in `environment.TZ`.
    rest: Vec<String>,
}

impl Definition {
    /// The definition at an offset, if one of that name is there. Nix gives the start of the whole
    /// path, whichever of its names is meant.
    pub fn at(root: &SyntaxNode, offset: TextSize, key: &str) -> Option<Self> {
        if !root.text_range().contains_inclusive(offset) {
            return None;
        }
        let token = match root.token_at_offset(offset) {
            TokenAtOffset::None => return None,
            TokenAtOffset::Single(token) | TokenAtOffset::Between(_, token) => token,
        };
        for node in token.parent_ancestors() {
            if let Some(binding) = ast::AttrpathValue::cast(node.clone()) {
                let path = binding.attrpath()?;
                if !path.syntax().text_range().contains_inclusive(offset) {
                    return None;
                }
                let names: Vec<String> = path.attrs().map(|attr| name(&attr)).collect();
                let own = names.iter().rposition(|name| name == key)?;
                return Some(Self {
                    name: path.syntax().text_range(),
                    value: binding.value(),
                    rest: names.into_iter().skip(own + 1).collect(),
                });
            }
            if let Some(inherit) = ast::Inherit::cast(node) {
                let mut attrs = inherit.attrs();
                let attr = attrs.find(|attr| name(attr) == key)?;
                return Some(Self {
                    name: attr.syntax().text_range(),
                    value: None,
                    rest: Vec::new(),
                });
            }
        }
        None
    }

    /// The strings that the value can be, or that its list can hold, in their order.
    pub fn strings(&self) -> Vec<Text> {
        let value = self.value.as_ref().filter(|_| self.rest.is_empty());
        value.map(strings).unwrap_or_default()
    }

    /// Definitions of one attribute of the value.
    pub fn attribute(&self, key: &str) -> Vec<Self> {
        let mut out = Vec::new();
        match self.rest.split_first() {
            Some((first, rest)) if first == key => out.push(Self {
                rest: rest.to_vec(),
                ..self.clone()
            }),
            Some(_) => {}
            None => {
                if let Some(value) = &self.value {
                    attributes(value, key, &mut out);
                }
            }
        }
        out
    }
}

fn attributes(value: &ast::Expr, key: &str, out: &mut Vec<Definition>) {
    let sets = parts(value, &mut BUDGET.clone()).into_iter();
    let bindings = sets.flat_map(|part| match part {
        ast::Expr::AttrSet(set) => set.attrpath_values().collect(),
        _ => Vec::new(),
    });
    for binding in bindings {
        let Some(path) = binding.attrpath() else {
            continue;
        };
        let names: Vec<String> = path.attrs().map(|attr| name(&attr)).collect();
        if names.first().is_some_and(|first| first == key) {
            out.push(Definition {
                name: path.syntax().text_range(),
                value: binding.value(),
                rest: names.into_iter().skip(1).collect(),
            });
        }
    }
}

//! One Nix file: where it defines containers.

use rnix::{
    Root,
    ast::{self, Expr, HasEntry as _},
};
use rowan::ast::AstNode as _;

use super::{Computed, Container, Site, Survey, Unread, options};
use crate::nix_syntax::{called, inner, is_computed, name};

/// Adds what a file defines; `file` is its path below the tree.
pub fn read(file: &str, text: &str, survey: &mut Survey) {
    let parsed = Root::parse(text);
    if let Some(error) = parsed.errors().first() {
        survey.unread.push(Unread {
            file: file.to_owned(),
            reason: error.to_string(),
        });
        return;
    }
    let mut reader = Reader { file, text, survey };
    let root = parsed.syntax();
    for binding in root.descendants().filter_map(ast::AttrpathValue::cast) {
        reader.binding(&binding);
    }
}

/// What is left of a path after the option that is looked for.
type Rest = [ast::Attr];

pub(super) struct Reader<'r> {
    file: &'r str,
    text: &'r str,
    pub(super) survey: &'r mut Survey,
}

impl Reader<'_> {
    /// A binding that leads to `virtualisation.oci-containers`, by its own path, or by that of the
    /// one around it.
    fn binding(&mut self, binding: &ast::AttrpathValue) {
        let (Some(path), Some(value)) = (binding.attrpath(), binding.value()) else {
            return;
        };
        let attrs: Vec<ast::Attr> = path.attrs().collect();
        let at = attrs.iter().position(|attr| name(attr) == "oci-containers");
        let Some((before, [_, rest @ ..])) = at.map(|at| attrs.split_at(at)) else {
            return;
        };
        let above = before.last().map(name).or_else(|| around(binding));
        if above.as_deref() != Some("virtualisation") {
            return;
        }
        self.module(rest, &value);
    }

    /// `virtualisation.oci-containers`.
    fn module(&mut self, rest: &Rest, value: &Expr) {
        match rest.split_first() {
            Some((first, rest)) if name(first) == "containers" => self.containers(rest, value, 0),
            Some(_) => {}
            None => {
                for (path, value) in bindings(value, 0) {
                    self.module(&path, &value);
                }
            }
        }
    }

    /// `virtualisation.oci-containers.containers`.
    fn containers(&mut self, rest: &Rest, value: &Expr, depth: u32) {
        if let Some((first, rest)) = rest.split_first() {
            if is_computed(first) {
                let what = first.syntax().text().to_string();
                self.computed(
                    first.syntax(),
                    None,
                    format!("its name is computed: {what}"),
                );
            } else {
                self.container(&name(first), first.syntax(), rest, value);
            }
            return;
        }
        if depth > DEPTH {
            return;
        }
        if let Expr::AttrSet(set) = value {
            for binding in set.attrpath_values() {
                if let (Some(path), Some(value)) = (binding.attrpath(), binding.value()) {
                    let path: Vec<ast::Attr> = path.attrs().collect();
                    self.containers(&path, &value, depth + 1);
                }
            }
            for attr in set.inherits().flat_map(|inherit| inherit.attrs()) {
                let name = name(&attr);
                self.computed(attr.syntax(), Some(name), "it is inherited".to_owned());
            }
            return;
        }
        let parts = inner(value);
        if parts.is_empty() {
            self.computed(value.syntax(), None, reason(value));
        }
        for part in parts {
            self.containers(&[], &part, depth + 1);
        }
    }

    /// A container, or one of its options.
    fn container(&mut self, name: &str, at: &rnix::SyntaxNode, rest: &Rest, value: &Expr) {
        let mut container = Container {
            name: name.to_owned(),
            places: vec![self.site(at)],
            ..Container::default()
        };
        self.part(&mut container, rest, value, 0);
        self.survey.containers.push(container);
    }

    fn part(&mut self, container: &mut Container, rest: &Rest, value: &Expr, depth: u32) {
        if let Some(first) = rest.first() {
            options::set(container, &crate::nix_syntax::name(first), value);
            return;
        }
        if depth > DEPTH {
            return;
        }
        if let Expr::AttrSet(set) = value {
            for binding in set.attrpath_values() {
                if let (Some(path), Some(value)) = (binding.attrpath(), binding.value()) {
                    let path: Vec<ast::Attr> = path.attrs().collect();
                    self.part(container, &path, &value, depth + 1);
                }
            }
            for attr in set.inherits().flat_map(|inherit| inherit.attrs()) {
                options::inherited(container, &crate::nix_syntax::name(&attr));
            }
            return;
        }
        let parts = inner(value);
        if parts.is_empty() {
            self.computed(value.syntax(), Some(container.name.clone()), reason(value));
        }
        for part in parts {
            self.part(container, &[], &part, depth + 1);
        }
    }

    fn computed(&mut self, at: &rnix::SyntaxNode, container: Option<String>, reason: String) {
        let site = self.site(at);
        self.survey.computed.push(Computed {
            site,
            container,
            reason,
        });
    }

    fn site(&self, node: &rnix::SyntaxNode) -> Site {
        let before = self.text.get(..node.text_range().start().into());
        let before = before.unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Site {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

/// How deep wrappers and variables are followed: a variable may be bound to itself.
const DEPTH: u32 = 40;

/// All bindings of an attribute set, through what wraps it.
fn bindings(value: &Expr, depth: u32) -> Vec<(Vec<ast::Attr>, Expr)> {
    if let Expr::AttrSet(set) = value {
        let all = set.attrpath_values();
        return all
            .filter_map(|binding| Some((binding.attrpath()?.attrs().collect(), binding.value()?)))
            .collect();
    }
    if depth > DEPTH {
        return Vec::new();
    }
    let parts = inner(value).into_iter();
    parts.flat_map(|part| bindings(&part, depth + 1)).collect()
}

/// The last name of the binding around another one.
fn around(binding: &ast::AttrpathValue) -> Option<String> {
    let mut above = binding.syntax().ancestors().skip(1);
    let outer = above.find_map(ast::AttrpathValue::cast)?;
    outer.attrpath()?.attrs().last().map(|attr| name(&attr))
}

/// Why an expression cannot be seen.
fn reason(value: &Expr) -> String {
    let text = value.syntax().text().to_string();
    let first = text.lines().next().unwrap_or_default();
    let first: String = first.chars().take(60).collect();
    match value {
        Expr::Apply(apply) => match called(apply) {
            Some(function) if function == "import" => format!("it is imported: {first}"),
            Some(function) if !function.contains(char::is_whitespace) => {
                format!("the function `{function}` makes it")
            }
            _ => format!("a function makes it: {first}"),
        },
        Expr::Ident(_) => format!("the variable `{first}` holds it"),
        Expr::Select(_) => format!("`{first}` holds it"),
        _ => format!("it is computed: {first}"),
    }
}

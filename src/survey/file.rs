//! One Nix file: where it defines containers.

use std::collections::HashSet;

use rnix::{
    Root, SyntaxNode,
    ast::{self, Expr, HasEntry as _},
};
use rowan::ast::AstNode as _;

use super::{Computed, Container, Site, Survey, Unread, lines::Lines, mistake, values::first_line};
use crate::nix_syntax::{self, BUDGET, called};

/// How many attributes and expressions of one file are looked at: variables may be bound to sets of each
/// other. A host of 86 containers needs some 2 400.
const ALL: u32 = 20 * BUDGET;

/// Adds what a file defines; `file` is its path below the tree.
pub fn read(file: &str, text: &str, survey: &mut Survey) {
    let lines = Lines::of(text);
    let too_deep = nix_syntax::too_deep(text);
    let parsed = Root::parse(if too_deep.is_some() { "" } else { text });
    let deep = too_deep.map(|at| (at, "it is nested too deeply".to_owned()));
    if let Some((offset, reason)) = deep.or_else(|| mistake::first(&parsed)) {
        let (line, column) = lines.at(offset);
        survey.unread.push(Unread {
            file: file.to_owned(),
            line: Some(line),
            column: Some(column),
            reason,
        });
        return;
    }
    let mut reader = Reader {
        file,
        lines,
        left: ALL,
        seen: HashSet::new(),
        survey,
    };
    let root = parsed.syntax();
    for binding in root.descendants().filter_map(ast::AttrpathValue::cast) {
        reader.binding(&binding);
    }
}

/// Goes through one file.
pub(super) struct Reader<'r> {
    file: &'r str,
    lines: Lines<'r>,
    /// How many attributes and expressions may still be looked at.
    left: u32,
    /// Definitions of `oci-containers` that were read: by the binding around, or by a variable.
    pub(super) seen: HashSet<SyntaxNode>,
    pub(super) survey: &'r mut Survey,
}

impl Reader<'_> {
    /// What an expression is made of.
    pub(super) fn parts(&mut self, value: &Expr, container: Option<&Container>) -> Vec<Expr> {
        self.spend(value, container, nix_syntax::parts)
    }

    /// Looks at an expression as long as the budget lasts, and says where it ends.
    pub(super) fn spend<T>(
        &mut self,
        value: &Expr,
        container: Option<&Container>,
        look: fn(&Expr, &mut u32) -> T,
    ) -> T {
        let given = BUDGET.min(self.left);
        let mut budget = given;
        let found = look(value, &mut budget);
        self.left -= given - budget;
        if budget == 0 {
            let container = container.map(|container| container.name.clone());
            let reason = format!(
                "too much is bound to it to be followed: {}",
                short(value.syntax())
            );
            self.computed(value.syntax(), container, reason);
        }
        found
    }

    /// The bindings of a set that stand in it.
    pub(super) fn bindings(
        &mut self,
        set: &ast::AttrSet,
    ) -> Vec<(SyntaxNode, Vec<ast::Attr>, Expr)> {
        let mut out = Vec::new();
        for binding in set.attrpath_values() {
            let Some(left) = self.left.checked_sub(1) else {
                let reason = "too much stands in it to be followed".to_owned();
                self.computed(set.syntax(), None, reason);
                break;
            };
            self.left = left;
            if let (Some(path), Some(value)) = (binding.attrpath(), binding.value()) {
                out.push((binding.syntax().clone(), path.attrs().collect(), value));
            }
        }
        out
    }

    /// A site where something makes what is looked for. An option that is declared is no site.
    pub(super) fn made(&mut self, value: &Expr, container: Option<String>) {
        if !is_declaration(value) {
            self.computed(value.syntax(), container, reason(value));
        }
    }

    pub(super) fn inherited(&mut self, attr: &ast::Attr, container: Option<String>) {
        self.computed(attr.syntax(), container, "it is inherited".to_owned());
    }

    pub(super) fn unnamed(&mut self, attr: &ast::Attr, container: Option<String>) {
        let what = short(attr.syntax());
        let reason = format!("its name is computed: {what}");
        self.computed(attr.syntax(), container, reason);
    }

    pub(super) fn computed(&mut self, at: &SyntaxNode, container: Option<String>, reason: String) {
        let site = self.site(at);
        self.survey.computed.push(Computed {
            site,
            container,
            reason,
        });
    }

    pub(super) fn site(&self, node: &SyntaxNode) -> Site {
        let (line, column) = self.lines.at(node.text_range().start().into());
        Site {
            file: self.file.to_owned(),
            line,
            column,
        }
    }
}

/// Whether it declares an option, where others define one.
fn is_declaration(value: &Expr) -> bool {
    let Expr::Apply(apply) = value else {
        return false;
    };
    called(apply)
        .is_some_and(|name| ["mkOption", "mkEnableOption", "mkPackageOption"].contains(&&*name))
}

/// Why an expression cannot be seen.
fn reason(value: &Expr) -> String {
    let first = short(value.syntax());
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

fn short(node: &SyntaxNode) -> String {
    first_line(node).chars().take(60).collect()
}

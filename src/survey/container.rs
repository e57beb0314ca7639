//! One container: its options, as far as they are written out.

use rnix::ast::{self, Expr};
use rowan::ast::AstNode as _;

use super::{
    Container, Written,
    file::Reader,
    options::{self, SHOWN},
    path::Rest,
    sites::inherits,
    values::{first_line, values},
};
use crate::nix_syntax::{inherited, is_computed, name};

impl Reader<'_> {
    /// A container, or one of its options.
    pub(super) fn container(&mut self, name: String, attr: &ast::Attr, rest: &Rest, value: &Expr) {
        let mut container = Container {
            name,
            places: vec![self.site(attr.syntax())],
            ..Container::default()
        };
        if rest.is_empty() {
            for part in self.parts(value, Some(&container)) {
                self.part(&mut container, &part);
            }
        } else {
            self.option(&mut container, rest, value);
        }
        self.survey.containers.push(container);
    }

    fn part(&mut self, container: &mut Container, part: &Expr) {
        let Expr::AttrSet(set) = part else {
            self.made(part, Some(container.name.clone()));
            return;
        };
        for (_, path, value) in self.bindings(set) {
            self.option(container, &path, &value);
        }
        for (inherit, attr) in inherits(set) {
            let option = name(&attr);
            if !SHOWN.contains(&option.as_str()) {
                continue;
            }
            if let Some(value) = inherited(&inherit, &attr) {
                self.option(container, &[attr], &value);
                continue;
            }
            let from = inherit.from().and_then(|from| from.expr());
            let from = from.map(|from| format!("{}.", first_line(from.syntax())));
            let written = Written::Computed(from.unwrap_or_default() + &option);
            if !options::set_one(container, &option, written) {
                let reason = "its extra options are inherited, and may name a network".to_owned();
                self.computed(attr.syntax(), Some(container.name.clone()), reason);
            }
        }
    }

    fn option(&mut self, container: &mut Container, path: &Rest, value: &Expr) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        if is_computed(first) {
            self.unnamed(first, Some(container.name.clone()));
        }
        let option = name(first);
        if !SHOWN.contains(&option.as_str()) || !rest.is_empty() {
            return;
        }
        let values = self.spend(value, Some(container), values);
        for value in options::set(container, &option, values) {
            let what = first_line(value.syntax());
            let reason = format!("an extra option may name a network: {what}");
            self.computed(value.syntax(), Some(container.name.clone()), reason);
        }
    }
}

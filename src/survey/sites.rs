//! From `virtualisation` down to the containers: by paths, sets, variables and what is inherited.

use rnix::ast::{self, Expr, HasEntry as _};
use rowan::ast::AstNode as _;

use super::{
    Written,
    file::Reader,
    path::{Rest, called_options, is_module, name_above},
    values::values,
};
use crate::nix_syntax::{inherited, is_computed, name};

impl Reader<'_> {
    /// A binding of `virtualisation`, or one that leads to `oci-containers` by its own path or by
    /// that of the one around it.
    pub(super) fn binding(&mut self, binding: &ast::AttrpathValue) {
        let (Some(path), Some(value)) = (binding.attrpath(), binding.value()) else {
            return;
        };
        let attrs: Vec<ast::Attr> = path.attrs().collect();
        let at = attrs.iter().position(|attr| name(attr) == "oci-containers");
        let split = at.map(|at| attrs.split_at(at));
        match (split, attrs.split_last()) {
            (Some((before, [_, rest @ ..])), _) => {
                let of_nixos = match before.split_last() {
                    Some((last, before)) => {
                        name(last) == "virtualisation" && !called_options(binding, before)
                    }
                    None => name_above(binding).is_some_and(|(above, before)| {
                        above == "virtualisation" && before.as_deref() != Some("options")
                    }),
                };
                if of_nixos && self.seen.insert(binding.syntax().clone()) {
                    self.module(rest, &value);
                }
            }
            (None, Some((last, before)))
                if name(last) == "virtualisation" && !called_options(binding, before) =>
            {
                self.virtualisation(&value, is_module(binding, before));
            }
            _ => {}
        }
    }

    /// `virtualisation`, for what its own words do not show: names that are inherited, and sets that
    /// stand elsewhere.
    fn virtualisation(&mut self, value: &Expr, is_module: bool) {
        for part in self.parts(value, None) {
            let Expr::AttrSet(set) = &part else {
                if is_module {
                    self.made(&part, None);
                }
                continue;
            };
            for (binding, path, value) in self.bindings(set) {
                if let Some((first, rest)) = path.split_first()
                    && name(first) == "oci-containers"
                    && self.seen.insert(binding)
                {
                    self.module(rest, &value);
                }
            }
            self.inherit(set, "oci-containers", Self::module);
        }
    }

    /// `inherit NAME;`: goes on where the value can be seen.
    fn inherit(&mut self, set: &ast::AttrSet, wanted: &str, go_on: fn(&mut Self, &Rest, &Expr)) {
        for (inherit, attr) in inherits(set) {
            if name(&attr) == wanted {
                match inherited(&inherit, &attr) {
                    Some(value) => go_on(self, &[], &value),
                    None => self.inherited(&attr, None),
                }
            }
        }
    }

    /// `virtualisation.oci-containers`.
    fn module(&mut self, rest: &Rest, value: &Expr) {
        match rest.split_first() {
            Some((first, rest)) if name(first) == "containers" => self.containers(rest, value),
            Some((first, _)) if is_computed(first) => self.unnamed(first, None),
            Some(_) => {}
            None => {
                for part in self.parts(value, None) {
                    let Expr::AttrSet(set) = &part else {
                        self.made(&part, None);
                        continue;
                    };
                    for (_, path, value) in self.bindings(set) {
                        self.module(&path, &value);
                    }
                    self.inherit(set, "containers", Self::containers);
                }
            }
        }
    }

    /// `virtualisation.oci-containers.containers`.
    fn containers(&mut self, rest: &Rest, value: &Expr) {
        if let Some((first, rest)) = rest.split_first() {
            match self.name(first) {
                Some(name) => self.container(name, first, rest, value),
                None => self.unnamed(first, None),
            }
            return;
        }
        for part in self.parts(value, None) {
            let Expr::AttrSet(set) = &part else {
                self.made(&part, None);
                continue;
            };
            for (_, path, value) in self.bindings(set) {
                self.containers(&path, &value);
            }
            for (inherit, attr) in inherits(set) {
                match inherited(&inherit, &attr) {
                    Some(value) => self.container(name(&attr), &attr, &[], &value),
                    None => self.inherited(&attr, Some(name(&attr))),
                }
            }
        }
    }

    /// The name of a container; a variable in it may be bound to a string.
    fn name(&mut self, attr: &ast::Attr) -> Option<String> {
        if !is_computed(attr) {
            return Some(name(attr));
        }
        let expr = match attr {
            ast::Attr::Dynamic(dynamic) => dynamic.expr()?,
            ast::Attr::Str(string) => Expr::Str(string.clone()),
            ast::Attr::Ident(_) => return None,
        };
        match self.spend(&expr, None, values).as_slice() {
            [(Written::Literal(name), _)] => Some(name.clone()),
            _ => None,
        }
    }
}

/// What a set inherits, name by name.
pub(super) fn inherits(set: &ast::AttrSet) -> Vec<(ast::Inherit, ast::Attr)> {
    let all = set.inherits();
    all.flat_map(|inherit| {
        let attrs: Vec<ast::Attr> = inherit.attrs().collect();
        attrs.into_iter().map(move |attr| (inherit.clone(), attr))
    })
    .collect()
}

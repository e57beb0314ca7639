//! The names above a binding: whether it is `virtualisation` of a NixOS module, or of something else.

use rnix::ast;
use rowan::ast::AstNode as _;

use crate::nix_syntax::name;

/// Part of an attribute's path.
pub type Rest = [ast::Attr];

/// The binding around, with what stands above its last name.
pub fn name_above(binding: &ast::AttrpathValue) -> Option<(String, Option<String>)> {
    let outer = around(binding)?;
    let path: Vec<ast::Attr> = outer.attrpath()?.attrs().collect();
    let (last, before) = path.split_last()?;
    Some((name(last), above(&outer, before)))
}

/// Whether `options` stands above: options are declared there.
pub fn called_options(binding: &ast::AttrpathValue, before: &Rest) -> bool {
    above(binding, before).as_deref() == Some("options")
}

/// Whether a binding with these names before its last stands on top of a module.
pub fn is_module(binding: &ast::AttrpathValue, before: &Rest) -> bool {
    let parent = binding.syntax().parent();
    if parent.is_some_and(|parent| ast::LetIn::can_cast(parent.kind())) {
        return false;
    }
    let above = match before.last() {
        Some(last) => Some(name(last)),
        None => in_module(binding),
    };
    above.is_none_or(|above| above == "config" || above == "configuration")
}

/// The last of these names, or of the binding around.
fn above(binding: &ast::AttrpathValue, before: &Rest) -> Option<String> {
    if let Some(last) = before.last() {
        return Some(name(last));
    }
    last_name(&around(binding)?)
}

/// The name above; none on top of a function or in a list, which begin a module.
fn in_module(binding: &ast::AttrpathValue) -> Option<String> {
    let above = binding.syntax().ancestors().skip(1);
    let mut above = above.take_while(|node| {
        !ast::Lambda::can_cast(node.kind()) && !ast::List::can_cast(node.kind())
    });
    last_name(&above.find_map(ast::AttrpathValue::cast)?)
}

fn around(binding: &ast::AttrpathValue) -> Option<ast::AttrpathValue> {
    let mut above = binding.syntax().ancestors().skip(1);
    above.find_map(ast::AttrpathValue::cast)
}

fn last_name(binding: &ast::AttrpathValue) -> Option<String> {
    binding.attrpath()?.attrs().last().map(|attr| name(&attr))
}

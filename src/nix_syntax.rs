//! The syntax of Nix, as both readers of Nix source need it: strings, and what an expression is made of
//! where it is nothing but that.

use rnix::{
    SyntaxNode, TextRange,
    ast::{self, HasEntry as _, InterpolPart},
};
use rowan::ast::AstNode as _;

/// Brackets within brackets that are looked at: real files have some twenty, and the parser calls itself for each.
const DEEPEST: usize = 700;

/// Where a text has more brackets within each other than are looked at: the first byte of it. Those in strings and comments
/// count as well.
pub fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// A string as it is written: its literal parts, with something computed between them.
#[derive(Debug)]
pub struct Text {
    /// With its quotes.
    pub range: TextRange,
    /// Never empty; one part is a string without anything computed.
    parts: Vec<String>,
}

impl Text {
    /// A string of the syntax tree.
    pub fn of(string: &ast::Str) -> Self {
        let mut parts = vec![String::new()];
        for part in string.normalized_parts() {
            match (part, parts.last_mut()) {
                (InterpolPart::Literal(text), Some(last)) => last.push_str(&text),
                _ => parts.push(String::new()),
            }
        }
        Self {
            range: string.syntax().text_range(),
            parts,
        }
    }

    /// The whole string, where nothing in it is computed.
    pub fn literal(&self) -> Option<String> {
        match self.parts.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whether this is the value.
    pub fn is(&self, value: &str) -> bool {
        matches!(self.parts.as_slice(), [only] if only == value)
    }

    /// Whether it could be the value, by the parts that are not computed. A string that is nothing
    /// but computed could be anything, and is not taken.
    pub fn may_be(&self, value: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return false;
        };
        if self.parts.iter().all(String::is_empty) {
            return false;
        }
        let Some(rest) = value.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(mut rest) = rest.strip_suffix(last.as_str()) else {
            return false;
        };
        for part in middle {
            let Some((_, after)) = rest.split_once(part.as_str()) else {
                return false;
            };
            rest = after;
        }
        true
    }
}

/// Functions of nixpkgs that give their last argument back, or elements of it.
const TRANSPARENT: [&str; 13] = [
    "mkAfter",
    "mkBefore",
    "mkDefault",
    "mkForce",
    "mkIf",
    "mkMerge",
    "mkOrder",
    "mkOverride",
    "optional",
    "optionalAttrs",
    "optionals",
    "optionalString",
    "unique",
];

/// How many expressions are looked at in one walk: a variable may be bound to itself, and twice.
pub const BUDGET: u32 = 2_000;

/// What an expression is made of, seen through all that [`inner`] and lists see through, in order.
/// A `budget` of 0 afterwards says that some were left out.
pub fn parts(expr: &ast::Expr, budget: &mut u32) -> Vec<ast::Expr> {
    let mut out = Vec::new();
    let mut open = vec![expr.clone()];
    while let Some(expr) = open.pop() {
        let Some(rest) = budget.checked_sub(1) else {
            break;
        };
        *budget = rest;
        let mut within = match &expr {
            ast::Expr::List(list) => list.items().collect(),
            expr => inner(expr),
        };
        if within.is_empty() && !matches!(expr, ast::Expr::List(_)) {
            out.push(expr);
        }
        within.reverse();
        open.append(&mut within);
    }
    out
}

/// All strings that an expression can be, or that its list can hold.
pub fn strings(expr: &ast::Expr) -> Vec<Text> {
    let parts = parts(expr, &mut BUDGET.clone()).into_iter();
    parts
        .filter_map(|part| match part {
            ast::Expr::Str(string) => Some(Text::of(&string)),
            _ => None,
        })
        .collect()
}

/// What an expression is made of, where it is nothing but that: both sides of `++` and `//`, the
/// branches of `if`, the argument of `mkIf` and its like, what `let` binds. Nothing for what is computed.
fn inner(expr: &ast::Expr) -> Vec<ast::Expr> {
    use ast::{BinOpKind, Expr};
    let found = match expr {
        Expr::Ident(ident) => vec![bound(ident.syntax())],
        Expr::Paren(paren) => vec![paren.expr()],
        Expr::With(with) => vec![with.body()],
        Expr::Assert(assert) => vec![assert.body()],
        Expr::LetIn(let_in) => vec![let_in.body()],
        Expr::IfElse(branches) => vec![branches.body(), branches.else_body()],
        Expr::BinOp(both)
            if matches!(both.operator(), Some(BinOpKind::Concat | BinOpKind::Update)) =>
        {
            vec![both.lhs(), both.rhs()]
        }
        Expr::Apply(apply) if is_transparent(apply) => vec![apply.argument()],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// What `inherit NAME;` takes over, where a `let` binds it; nothing for `inherit (x) NAME;`.
pub fn inherited(inherit: &ast::Inherit, attr: &ast::Attr) -> Option<ast::Expr> {
    match inherit.from() {
        None => bound(attr.syntax()),
        Some(_) => None,
    }
}

/// What the nearest `let` or `rec { … }` around a name binds it to; nothing where it is an argument, or
/// where its binding has it from elsewhere, or in pieces.
fn bound(word: &SyntaxNode) -> Option<ast::Expr> {
    let name = word.text().to_string();
    let mut below = word.clone();
    for node in word.ancestors() {
        if let Some(function) = ast::Lambda::cast(node.clone()) {
            let mut words = function.param()?.syntax().descendants();
            if words.any(|word| ast::Ident::can_cast(word.kind()) && word.text() == name.as_str()) {
                return None;
            }
        }
        // `inherit NAME;` means the name outside.
        if !ast::Inherit::can_cast(below.kind())
            && let Some(entry) = entry(&node, &name)
        {
            let ast::Entry::AttrpathValue(binding) = entry else {
                return None;
            };
            let whole = binding.attrpath()?.attrs().count() == 1;
            return binding.value().filter(|_| whole);
        }
        below = node;
    }
    None
}

/// The first entry of that name, where a node binds names for all that is in it.
fn entry(node: &SyntaxNode, name: &str) -> Option<ast::Entry> {
    let let_in = ast::LetIn::cast(node.clone()).map(|let_in| let_in.entries());
    let set = || ast::AttrSet::cast(node.clone()).filter(|set| set.rec_token().is_some());
    let mut entries = let_in.or_else(|| set().map(|set| set.entries()))?;
    entries.find(|entry| match entry {
        ast::Entry::AttrpathValue(binding) => binding.attrpath().is_some_and(|path| {
            let first = path.attrs().next();
            first.is_some_and(|first| self::name(&first) == name)
        }),
        ast::Entry::Inherit(inherit) => inherit.attrs().any(|attr| self::name(&attr) == name),
    })
}

fn is_transparent(apply: &ast::Apply) -> bool {
    called(apply).is_some_and(|name| TRANSPARENT.contains(&name.as_str()))
}

/// The name of the function that is called, without `lib.`.
pub fn called(apply: &ast::Apply) -> Option<String> {
    let mut function = apply.lambda()?;
    while let ast::Expr::Apply(inner) = function {
        function = inner.lambda()?;
    }
    let text = function.syntax().text().to_string();
    Some(text.rsplit('.').next().unwrap_or_default().to_owned())
}

/// An attribute's name without quotes; the words themselves where it is computed.
pub fn name(attr: &ast::Attr) -> String {
    match attr {
        ast::Attr::Ident(ident) => ident.syntax().text().to_string(),
        ast::Attr::Str(string) => {
            let literal = Text::of(string).literal();
            literal.unwrap_or_else(|| string.syntax().text().to_string())
        }
        ast::Attr::Dynamic(dynamic) => dynamic.syntax().text().to_string(),
    }
}

/// Whether an attribute's name is only known after evaluation.
pub fn is_computed(attr: &ast::Attr) -> bool {
    match attr {
        ast::Attr::Ident(_) => false,
        ast::Attr::Str(string) => Text::of(string).literal().is_none(),
        ast::Attr::Dynamic(_) => true,
    }
}

//! Variables in Compose files: `$NAME`, `${NAME}` and its forms with a default, an alternative or an error; `$$` is a dollar.
//!
//! <https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md>

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

/// Bytes that all variables may add to the texts they are in.
const MOST: usize = 64 << 20;

/// How deep defaults may be in one another.
const DEPTH: usize = 32;

/// The variables of a project.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// By name.
    pub values: BTreeMap<String, String>,
    /// Those that were asked for and have no value.
    pub missing: RefCell<BTreeSet<String>>,
    spent: Cell<usize>,
}

impl Variables {
    /// The same with more values, which those that are there go before.
    #[must_use]
    pub fn with(&self, more: BTreeMap<String, String>) -> Self {
        let mut new = self.clone();
        for (name, value) in more {
            new.values.entry(name).or_insert(value);
        }
        new
    }

    /// A text with its variables.
    ///
    /// # Errors
    /// `${` that begins no variable, a variable that has to have a value and has none, or a text that is too long.
    pub fn expand(&self, text: &str) -> Result<String, String> {
        self.nested(text, 0)
    }

    fn nested(&self, text: &str, depth: usize) -> Result<String, String> {
        if depth > DEPTH {
            return Err(format!(
                "variables are more than {DEPTH} deep in one another"
            ));
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            let behind = found.get(1..).unwrap_or_default();
            if let Some(after) = behind.strip_prefix('$') {
                out.push('$');
                rest = after;
            } else if let Some(inside) = behind.strip_prefix('{') {
                let end = closing(inside).ok_or_else(|| wrong(text))?;
                let (inside, after) = inside.split_at(end);
                out.push_str(&self.braced(inside, text, depth)?);
                rest = after.get(1..).unwrap_or_default();
            } else {
                let (name, after) = name(behind);
                match name {
                    // `($|/)`: a dollar that begins nothing is a dollar.
                    "" => out.push('$'),
                    name => out.push_str(&self.value(name)),
                }
                rest = after;
            }
            self.spend(out.len())?;
        }
        out.push_str(rest);
        self.spend(out.len().saturating_sub(text.len()))?;
        Ok(out)
    }

    fn spend(&self, bytes: usize) -> Result<(), String> {
        self.spent.set(self.spent.get().saturating_add(bytes));
        if self.spent.get() > MOST {
            return Err(format!("variables make more than {} MiB", MOST >> 20));
        }
        Ok(())
    }

    fn value(&self, name: &str) -> String {
        let value = self.values.get(name).cloned();
        value.unwrap_or_else(|| {
            self.missing.borrow_mut().insert(name.to_owned());
            String::new()
        })
    }

    fn braced(&self, inside: &str, text: &str, depth: usize) -> Result<String, String> {
        let (name, rest) = name(inside);
        if name.is_empty() {
            return Err(wrong(text));
        }
        let (or_empty, rest) = match rest.strip_prefix(':') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let value = self.values.get(name);
        let value = value.filter(|value| !(or_empty && value.is_empty()));
        let mut chars = rest.chars();
        let operator = chars.next();
        let other = |text: &str| self.nested(text, depth.saturating_add(1));
        match (operator, value) {
            (None, _) if !or_empty => Ok(self.value(name)),
            (Some('-' | '?'), Some(value)) => Ok(value.clone()),
            (Some('-'), None) | (Some('+'), Some(_)) => other(chars.as_str()),
            (Some('+'), None) => Ok(String::new()),
            (Some('?'), None) => {
                let why = other(chars.as_str())?;
                let why = if why.is_empty() {
                    String::new()
                } else {
                    format!(": {why}")
                };
                Err(format!("the variable `{name}` has to have a value{why}"))
            }
            _ => Err(wrong(text)),
        }
    }
}

fn wrong(text: &str) -> String {
    let shown: String = crate::redact::redact(None, text).chars().take(80).collect();
    format!("`{shown}` has a `${{` that begins no variable; a dollar itself is written `$$`")
}

/// Where the brace that closes is.
fn closing(inside: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut bytes = inside.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'$' if bytes.peek().is_some_and(|(_, next)| *next == b'{') => {
                open = open.saturating_add(1);
            }
            b'}' if open == 0 => return Some(at),
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The name at the start of a text, and what comes after it.
fn name(text: &str) -> (&str, &str) {
    let starts = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    if !text.as_bytes().first().is_some_and(starts) {
        return ("", text);
    }
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'));
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let values = [("A", "a"), ("EMPTY", ""), ("B", "b")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Variables {
            values: values.into(),
            ..Variables::default()
        }
    }

    #[test]
    fn all_forms() {
        for (text, expanded) in [
            ("$A-${B}$$A", "a-b$A"),
            ("$$$A", "$a"),
            ("${A:-x}${NOPE:-x}${EMPTY:-x}${EMPTY-x}", "axx"),
            ("${NOPE-x}${NOPE:-}", "x"),
            ("${A:+x}${A+x}${EMPTY:+x}${EMPTY+x}${NOPE+x}", "xxx"),
            ("${A:?no}${EMPTY?no}", "a"),
            ("${NOPE:-${EMPTY:-${B}c}}", "bc"),
            ("${NOPE:-a:b-c}", "a:b-c"),
            ("${NOPE}$NOPE", ""),
            ("ü$A", "üa"),
            ("a$ $1 ($|b)$", "a$ $1 ($|b)$"),
        ] {
            assert_eq!(variables().expand(text), Ok(expanded.to_owned()), "{text}");
        }
        for text in ["${", "${A", "${}", "${1}", "${A:}", "${A!x}", "${A.b}"] {
            let error = variables().expand(text);
            assert!(
                error.is_err_and(|error| error.contains("begins no variable")),
                "{text}"
            );
        }
        let error = variables().expand("${NOPE:?give ${A}}");
        let wanted = "the variable `NOPE` has to have a value: give a";
        assert_eq!(error, Err(wanted.to_owned()));
        let all = variables();
        let _ = all.expand("${X} ${Y:-} $Z");
        let missing: Vec<String> = all.missing.into_inner().into_iter().collect();
        assert_eq!(missing, ["X", "Z"]);
    }

    #[test]
    fn what_is_too_much() {
        let deep = format!("{}x{}", "${NOPE:-".repeat(20_000), "}".repeat(20_000));
        assert!(variables().expand(&deep).is_err());
        let mut all = variables();
        all.values.insert("L".to_owned(), "x".repeat(10 << 20));
        assert!(all.expand(&"$L".repeat(20)).is_err());
    }

    proptest::proptest! {
        #![proptest_config(crate::property::cases(2_000))]

        #[test]
        fn any_text(text in "[${}:?+\\-AB_1 ü]{0,40}") {
            let _ = variables().expand(&text);
        }

        #[test]
        fn dollars_stay(text in "[a-z${}]{0,40}") {
            let escaped = text.replace('$', "$$");
            proptest::prop_assert_eq!(variables().expand(&escaped), Ok(text));
        }
    }
}

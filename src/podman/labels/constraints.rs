//! Which containers a Traefik reads: an expression of `Label` and `LabelRegex`.
//!
//! Traefik: <https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/#constraints>
//! (`traefik v3.7.9 pkg/provider/constraints/constraints_labels.go`)

use super::signs::Signs;

/// Whether the labels match, `label` giving the value of a key, which is empty where there is none. `None` where a regular
/// expression decides that is more than a text with its ends, or where it is not an expression.
pub fn matches(expression: &str, label: &dyn Fn(&str) -> String) -> Option<bool> {
    if expression.trim().is_empty() {
        return Some(true);
    }
    let mut parser = Parser {
        signs: Signs::new(expression),
        label,
    };
    let found = parser.any().ok()?;
    if parser.signs.peek().is_some() {
        return None;
    }
    found
}

struct Parser<'a> {
    signs: Signs<'a>,
    label: &'a dyn Fn(&str) -> String,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Option<bool>, String> {
        let mut found = self.all()?;
        while self.signs.operator('|')? {
            found = match (found, self.all()?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), other) | (other, Some(false)) => other,
                (None, None) => None,
            };
        }
        Ok(found)
    }

    fn all(&mut self) -> Result<Option<bool>, String> {
        let mut found = self.one()?;
        while self.signs.operator('&')? {
            found = match (found, self.one()?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), other) | (other, Some(true)) => other,
                (None, None) => None,
            };
        }
        Ok(found)
    }

    fn one(&mut self) -> Result<Option<bool>, String> {
        self.signs.enter()?;
        let found = if self.signs.takes('!') {
            self.one()?.map(|is| !is)
        } else if self.signs.takes('(') {
            let found = self.any()?;
            self.signs.wants(')')?;
            found
        } else {
            self.function()?
        };
        self.signs.leave();
        Ok(found)
    }

    fn function(&mut self) -> Result<Option<bool>, String> {
        let name = self.signs.name();
        self.signs.wants('(')?;
        let key = self.signs.quoted("`\"")?;
        self.signs.wants(',')?;
        let wanted = self.signs.quoted("`\"")?;
        self.signs.wants(')')?;
        let value = (self.label)(&key);
        match name.as_str() {
            "Label" => Ok(Some(value == wanted)),
            "LabelRegex" => Ok(has(&value, &wanted)),
            _ => Err(format!("`{name}` is no function of it")),
        }
    }
}

/// Whether a text has a regular expression that is plain but for its ends.
fn has(text: &str, expression: &str) -> Option<bool> {
    let (start, rest) = match expression.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, expression),
    };
    let (end, rest) = match rest.strip_suffix('$') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if rest.contains([
        '\\', '.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '^', '$',
    ]) {
        return None;
    }
    Some(match (start, end) {
        (true, true) => text == rest,
        (true, false) => text.starts_with(rest),
        (false, true) => text.ends_with(rest),
        (false, false) => text.contains(rest),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::matches;

    fn of(expression: &str) -> Option<bool> {
        matches(expression, &|key| match key {
            "zone" => "public".to_owned(),
            "a.b" => "1".to_owned(),
            _ => String::new(),
        })
    }

    #[test]
    fn expressions() {
        for (expression, expected) in [
            ("", Some(true)),
            ("Label(`zone`,`public`)", Some(true)),
            (r#"Label("zone", "inside")"#, Some(false)),
            ("!Label(`zone`,`inside`)", Some(true)),
            ("Label(`none`,``)", Some(true)),
            (
                "Label(`zone`,`x`) || Label(`a.b`,`1`) && Label(`zone`,`public`)",
                Some(true),
            ),
            (
                "(Label(`zone`,`x`) || Label(`a.b`,`1`)) && Label(`zone`,`x`)",
                Some(false),
            ),
            ("LabelRegex(`zone`,`^pub`)", Some(true)),
            (
                "LabelRegex(`zone`,`lic$`) && LabelRegex(`zone`,`^public$`)",
                Some(true),
            ),
            ("LabelRegex(`zone`,`^(public|all)$`)", None),
            ("LabelRegex(`zone`,`p.*`) && Label(`zone`,`x`)", Some(false)),
            (
                "LabelRegex(`zone`,`p.*`) || Label(`zone`,`public`)",
                Some(true),
            ),
            ("Tag(`zone`)", None),
            ("Label(`zone`,`public`", None),
            ("Label(`zone`,`public`) Label(`zone`,`public`)", None),
            ("Label(`zone`,`public`) & Label(`zone`,`public`)", None),
        ] {
            assert_eq!(of(expression), expected, "{expression}");
        }
        assert_eq!(of(&"(".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn every_text_ends(text in "[LabelRegx(),!&|`\" a-z]{0,80}|\\PC{0,80}") {
            let _ = of(&text);
        }

        #[test]
        fn a_negation_is_the_opposite(value in "[a-z]{1,8}") {
            let plain = format!("Label(`zone`,`{value}`)");
            prop_assert_eq!(of(&format!("!({plain})")), of(&plain).map(|is| !is));
        }
    }
}

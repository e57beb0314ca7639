//! What all types have in common that hold a text as it was written.

/// Makes types of text. A row is
///
/// ```text
/// /// What it is, and Kubernetes' text about it.
/// Name: is_one, most bytes, "pattern of the published schema, if one can say it", "the rule";
/// ```
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident: $is:expr, $most:literal, $pattern:literal, $rule:literal;)*) => {$(
        $(#[doc = $doc])+
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The rule as a sentence.
            pub const RULE: &'static str = $rule;

            /// Whether a text is one.
            #[must_use]
            pub fn is(text: &str) -> bool {
                text.len() <= $most && $is(text)
            }

            /// Reads one.
            ///
            /// # Errors
            /// The rule, where the text does not follow it.
            pub fn parse(text: &str) -> Result<Self, $crate::grammar::Breach> {
                if Self::is(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::grammar::Breach::new(Self::RULE))
                }
            }

            /// As it was written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::grammar::Breach;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!({ "type": "string", "maxLength": $most });
                if !$pattern.is_empty() {
                    schema.insert("pattern".to_owned(), $pattern.into());
                }
                schema
            }
        }
    )*

        /// Each type with its pattern, its length, and whether it takes a text.
        #[cfg(test)]
        #[allow(clippy::type_complexity, reason = "a table of a test")]
        pub(crate) const PATTERNS: &[(&str, &str, usize, fn(&str) -> bool)] =
            &[$((stringify!($name), $pattern, $most, $name::is)),*];
    };
}
pub(super) use texts;

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, string::string_regex, test_runner::TestRunner};

    use crate::grammar::{names, path, resource, schedule};

    /// The published schema promises nothing that is then refused.
    #[test]
    fn what_a_pattern_promises_is_taken() {
        let tables = [
            names::PATTERNS,
            path::PATTERNS,
            resource::PATTERNS,
            schedule::PATTERNS,
        ];
        let rows = tables.into_iter().flatten();
        for (name, pattern, most, is) in rows.filter(|row| !row.1.is_empty()) {
            let text = string_regex(pattern.trim_start_matches('^').trim_end_matches('$'));
            let text = text.expect(name);
            let taken = |text: String| {
                prop_assert!(
                    text.len() > 200.min(*most) || is(&text),
                    "{} {:?}",
                    name,
                    text
                );
                Ok(())
            };
            TestRunner::default()
                .run(&text, taken)
                .expect("it is taken");
        }
    }

    /// Nothing panics, and what is longer than the limit is refused.
    #[test]
    fn any_text_is_taken_or_refused() {
        let tables = [
            names::PATTERNS,
            path::PATTERNS,
            resource::PATTERNS,
            schedule::PATTERNS,
        ];
        for (name, _, most, is) in tables.into_iter().flatten() {
            let text = prop_oneof![any::<String>(), "[a-zA-Z0-9./*%:_=@ -]{0,40}"];
            let judged = |text: String| {
                let _ = is(&text);
                prop_assert!(
                    !is(&text.repeat(most / text.len().max(1) + 2)) || text.is_empty(),
                    "{}",
                    name
                );
                Ok(())
            };
            TestRunner::default()
                .run(&text, judged)
                .expect("it is judged");
        }
    }
}

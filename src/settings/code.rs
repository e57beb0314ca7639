//! A code of a rule as a value of the settings.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules;

/// A code of a rule (`K3M302`), in upper or lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(pub(super) String);

impl Code {
    /// As the rules spell it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        match rules::rule(&code) {
            Some(rule) => Ok(Self(rule.code.to_owned())),
            None => Err(match rules::meant(&code) {
                Some(rule) => format!("no rule has this code; did you mean `{}`?", rule.code),
                None => "a code is one of those that `k3s-migrate explain` lists, such as `K3M302`"
                    .to_owned(),
            }),
        }
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[Kk]3[Mm][0-9]{3}$" })
    }
}

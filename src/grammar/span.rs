//! Spans of time, as Prometheus and its kin write them.

use super::Breach;

/// A number and a unit: `30s`, `15d`.
///
/// Prometheus: <https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file>
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    text: String,
    seconds: u64,
}

/// The units, and the seconds of each.
const UNITS: [(char, u64); 6] = [
    ('s', 1),
    ('m', 60),
    ('h', 3_600),
    ('d', 86_400),
    ('w', 604_800),
    ('y', 31_536_000),
];

impl Span {
    /// The rule as a sentence.
    pub const RULE: &'static str = "a span of time is a number from 1 to 99999 with one of the units s m h d w y, such as `15d`";

    /// Reads one.
    ///
    /// # Errors
    /// The rule, where the text does not follow it.
    pub fn parse(text: &str) -> Result<Self, Breach> {
        let read = || {
            let unit = text.chars().next_back()?;
            let (_, seconds) = UNITS.iter().find(|(known, _)| *known == unit)?;
            let number = text.strip_suffix(unit)?;
            let good = !number.is_empty() && number.len() <= 5;
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            let number: u64 = number.parse().ok().filter(|_| good && digits)?;
            (number > 0).then(|| number * seconds)
        };
        let seconds = read().ok_or_else(|| Breach::new(Self::RULE))?;
        Ok(Self {
            text: text.to_owned(),
            seconds,
        })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its seconds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.seconds
    }
}

impl TryFrom<String> for Span {
    type Error = Breach;

    fn try_from(text: String) -> Result<Self, Breach> {
        Self::parse(&text)
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.text
    }
}

impl schemars::JsonSchema for Span {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[1-9][0-9]{0,4}[smhdwy]$" })
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn spans() {
        let seconds = |text| Span::parse(text).ok().map(|span| span.seconds());
        for (text, expected) in [
            ("30s", Some(30)),
            ("15d", Some(1_296_000)),
            ("99999y", Some(3_153_568_464_000)),
            ("2w", Some(1_209_600)),
            ("0d", None),
            ("d", None),
            ("", None),
            ("15", None),
            ("-1d", None),
            ("+1d", None),
            ("1d2h", None),
            ("100000s", None),
            ("15 d", None),
            ("15ä", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}

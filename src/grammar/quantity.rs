//! Quantities, exact: integers of a billionth, no floats.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource`. What lies below a billionth is rounded away
//! from zero, as there; what exceeds 2^90 is taken for 2^90.

use std::{borrow::Cow, fmt};

use super::Reason;

const NANO: i128 = 1_000_000_000;
/// What the API server cuts larger quantities down to.
const MOST: i128 = (1 << 63) - 1;

/// An amount of a resource, not below zero, in Kubernetes' canonical form: `0.5` is `500m`, `2048Mi` is `2Gi`.
///
/// Kubernetes: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity {
    text: String,
    amount: Amount,
}

impl Quantity {
    /// The rule as a sentence.
    pub const RULE: &'static str = "a quantity is a number, at least 0, with one of the suffixes n u m k M G T P E Ki Mi Gi Ti Pi Ei or an exponent (`1e3`)";

    /// Reads one; surrounding space is dropped.
    ///
    /// # Errors
    /// The rule, where the text does not follow it.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let text = text.trim();
        match Amount::parse(text) {
            Some(amount) if !amount.is_negative() => Ok(Self {
                text: canonical(text, amount),
                amount,
            }),
            _ => Err(Reason::new(Self::RULE)),
        }
    }

    /// Bytes, in the largest unit that divides them: `512Mi`, `1536Ki`, `1000`. The units are powers of 1024: podman's
    /// `512m` in Kubernetes is half a byte.
    #[must_use]
    pub fn of_bytes(bytes: u64) -> Self {
        let units = [("Gi", 1_u64 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
        let unit = units
            .into_iter()
            .find(|(_, size)| bytes >= *size && bytes.is_multiple_of(*size));
        Self {
            text: unit.map_or_else(
                || bytes.to_string(),
                |(unit, size)| format!("{}{unit}", bytes / size),
            ),
            amount: Amount(i128::from(bytes) * NANO),
        }
    }

    /// Thousandths of a core: `1500m`, `2`.
    #[must_use]
    pub fn of_millicores(millicores: u64) -> Self {
        let whole = millicores.is_multiple_of(1000);
        Self {
            text: if whole {
                (millicores / 1000).to_string()
            } else {
                format!("{millicores}m")
            },
            amount: Amount(i128::from(millicores) * (NANO / 1000)),
        }
    }

    /// In its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number that it is.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Quantity {
    type Error = Reason;

    fn try_from(text: String) -> Result<Self, Reason> {
        Self::parse(&text)
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.text
    }
}

impl schemars::JsonSchema for Quantity {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = r"^[+]?([0-9]+([.][0-9]*)?|[.][0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,3})?$";
        schemars::json_schema!({ "type": "string", "pattern": pattern })
    }
}

/// The size of a claim: a quantity above zero.
///
/// Kubernetes: <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#resources>
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "Quantity", inline)]
pub struct Size(Quantity);

impl Size {
    /// Reads one.
    ///
    /// # Errors
    /// The rule of a [`Quantity`], or that it is zero.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let quantity = Quantity::parse(text)?;
        if quantity.amount.is_positive() {
            Ok(Self(quantity))
        } else {
            Err(Reason::new("the size of a claim is a quantity above 0"))
        }
    }

    /// In its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for Size {
    type Error = Reason;

    fn try_from(text: String) -> Result<Self, Reason> {
        Self::parse(&text)
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        size.0.text
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number that a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a quantity, one below zero, too; surrounding space is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (whole, rest) = digits(rest);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => digits(rest),
            None => ("", rest),
        };
        let (multiplier, exponent) = scale(suffix)?;
        let exponent = exponent
            .saturating_add(9)
            .saturating_sub(i64::try_from(fraction.len()).ok()?);
        let amount = shifted(whole, fraction, multiplier, exponent);
        Some(Self(if negative { -amount } else { amount }))
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Its whole number fits 64 bits; the API server's arithmetic wraps beyond.
    #[must_use]
    pub fn fits_64_bits(self) -> bool {
        self.0 <= i128::from(i64::MAX) * NANO
    }

    /// Whole, after rounding up to a thousandth as the API server does.
    #[must_use]
    pub fn is_whole(self) -> bool {
        let thousandth = NANO / 1000;
        (self.0 + thousandth - 1).div_euclid(thousandth) % 1000 == 0
    }

    /// A multiple of `page`, itself whole and positive; this one is rounded up first.
    #[must_use]
    pub fn is_multiple_of(self, page: Self) -> bool {
        let whole = |quantity: Self| (quantity.0 + NANO - 1).div_euclid(NANO);
        page.is_positive() && page.is_whole() && whole(self) % whole(page) == 0
    }
}

/// As Kubernetes prints it: of a power of 1024 the largest that divides it, else of one of 1000.
///
/// Source: `CanonicalizeBytes` of `k8s.io/apimachinery/pkg/api/resource`.
fn canonical(written: &str, amount: Amount) -> String {
    const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let whole = amount.0 / NANO;
    if amount.0 == 0 {
        return "0".to_owned();
    }
    // What is larger, the API server cuts down to this, and says nothing.
    if whole > MOST {
        return written.to_owned();
    }
    if written.ends_with('i') && whole >= 1024 && amount.0 % NANO == 0 {
        let (number, unit) = reduced(whole, 1024, &BINARY);
        return format!("{number}{unit}");
    }
    let exponent = written.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let (number, unit) = reduced(amount.0, 1000, &DECIMAL);
    let power = DECIMAL.iter().position(|other| *other == unit).unwrap_or(3);
    match i32::try_from(power).unwrap_or(3) * 3 - 9 {
        power if power != 0 && exponent.ends_with(['e', 'E']) && exponent.len() < written.len() => {
            format!("{number}e{power}")
        }
        _ => format!("{number}{unit}"),
    }
}

/// Divided as often as that leaves a whole number, and the unit of what is left.
fn reduced(mut number: i128, by: i128, units: &[&'static str]) -> (i128, &'static str) {
    let mut units = units.iter().peekable();
    let mut unit = units.next().copied().unwrap_or_default();
    while number % by == 0
        && let Some(next) = units.next()
    {
        number /= by;
        unit = next;
    }
    (number, unit)
}

fn digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The factor of a suffix and its power of ten.
fn scale(suffix: &str) -> Option<(i128, i64)> {
    Some(match suffix {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?;
            (1, i64::from(exponent.parse::<i32>().ok()?))
        }
    })
}

/// `whole` and `fraction` as one integer, times `multiplier`, times ten to the `exponent`.
fn shifted(whole: &str, fraction: &str, multiplier: i128, exponent: i64) -> i128 {
    // Low enough for the sums in `is_whole` and `is_multiple_of`, and whole.
    const LIMIT: i128 = NANO << 90;
    let mut amount: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let digit = i128::from(digit - b'0');
        match amount
            .checked_mul(10)
            .and_then(|amount| amount.checked_add(digit))
        {
            Some(next) if next <= LIMIT => amount = next,
            _ => return LIMIT,
        }
    }
    let Some(mut amount) = amount.checked_mul(multiplier) else {
        return LIMIT;
    };
    let mut rest = exponent;
    while rest > 0 && amount != 0 {
        match amount.checked_mul(10) {
            Some(next) if next <= LIMIT => amount = next,
            _ => return LIMIT,
        }
        rest -= 1;
    }
    while rest < 0 && amount > 1 {
        amount = (amount + 9) / 10;
        rest += 1;
    }
    amount.min(LIMIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn syntax() {
        for text in [
            "0", "1", "-1", "+1", "0.5", ".5", "5.", "100m", "512Mi", "1e3", "1E3", "1e-3", "1E",
            "1.5Gi", " 1Gi ",
        ] {
            assert!(Amount::parse(text).is_some(), "{text}");
        }
        for text in [
            "", " ", "x", "512b", "2g", "1 Gi", "1K", "1mi", "1ee3", "1.2.3", "1Gi5", "0x10", "1e",
            "--1",
        ] {
            assert!(Amount::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn comparison_is_exact() {
        for (a, b) in [
            ("1024", "1Ki"),
            ("0.5", "500m"),
            ("1e3", "1k"),
            ("1000000000n", "1"),
            ("1.5Gi", "1536Mi"),
            ("0.1n", "1n"),
        ] {
            assert_eq!(Amount::parse(a), Amount::parse(b), "{a} {b}");
        }
        for (less, more) in [
            ("1G", "1Gi"),
            ("512m", "1"),
            ("-1", "0"),
            ("9007199254740993", "9007199254740994"),
            ("1E", "1Ei"),
        ] {
            assert!(Amount::parse(less) < Amount::parse(more), "{less} {more}");
        }
    }

    #[test]
    fn whole_numbers() {
        for (text, whole) in [
            ("1", true),
            ("1.0", true),
            ("500m", false),
            ("1000m", true),
            ("1.0001", false),
        ] {
            assert_eq!(
                Amount::parse(text).map(Amount::is_whole),
                Some(whole),
                "{text}"
            );
        }
    }

    #[test]
    fn canonical_forms() {
        for (text, written) in [
            ("0", "0"),
            ("0.5", "500m"),
            ("1.5Gi", "1536Mi"),
            ("2048Mi", "2Gi"),
            ("1000Ki", "1000Ki"),
            ("0.5Ki", "512"),
            ("0.1Ki", "102400m"),
            ("1000", "1k"),
            ("1500m", "1500m"),
            ("2000m", "2"),
            ("1e3", "1e3"),
            ("1.5E3", "1500"),
            ("1E", "1E"),
            (" 10Gi ", "10Gi"),
            ("9223372036854775808", "9223372036854775808"),
        ] {
            let quantity = Quantity::parse(text).map(|quantity| quantity.to_string());
            assert_eq!(quantity.as_deref(), Ok(written), "{text}");
        }
        for text in ["-1", "lots", ""] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
        assert!(Size::parse("1Gi").is_ok() && Size::parse("0").is_err());
    }

    #[test]
    fn amounts() {
        for (bytes, text) in [
            (4 << 30, "4Gi"),
            (512 << 20, "512Mi"),
            (3 << 29, "1536Mi"),
            (1 << 10, "1Ki"),
            (1000, "1000"),
            (0, "0"),
        ] {
            assert_eq!(Quantity::of_bytes(bytes).as_str(), text);
        }
        for (millicores, text) in [(1500, "1500m"), (2000, "2"), (1, "1m"), (0, "0")] {
            assert_eq!(Quantity::of_millicores(millicores).as_str(), text);
        }
    }

    proptest! {
        #[test]
        fn canonical_forms_are_the_same_amounts(text in "[+]?[0-9]{0,20}[.]?[0-9]{0,12}([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?|.*") {
            if let Ok(quantity) = Quantity::parse(&text) {
                prop_assert_eq!(Amount::parse(quantity.as_str()), Some(quantity.amount()));
                prop_assert_eq!(Quantity::parse(quantity.as_str()), Ok(quantity));
            }
        }

        #[test]
        fn whole_bytes_are_the_same_amount(bytes in any::<u64>(), shift in 0_u32..40) {
            let bytes = bytes >> shift << shift;
            for quantity in [Quantity::of_bytes(bytes), Quantity::of_millicores(bytes)] {
                prop_assert_eq!(Amount::parse(quantity.as_str()), Some(quantity.amount()));
            }
        }
    }
}

//! Quantities, as they are written.

use std::{borrow::Cow, fmt};

use super::{Amount, Breach, amount::NANO};

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
    pub fn parse(text: &str) -> Result<Self, Breach> {
        let text = text.trim();
        match Amount::parse(text) {
            Some(amount) if !amount.is_negative() => Ok(Self {
                text: canonical(text, amount),
                amount,
            }),
            _ => Err(Breach::new(Self::RULE)),
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
            amount: Amount::of(bytes, NANO),
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
            amount: Amount::of(millicores, NANO / 1000),
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
    type Error = Breach;

    fn try_from(text: String) -> Result<Self, Breach> {
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
    pub fn parse(text: &str) -> Result<Self, Breach> {
        let quantity = Quantity::parse(text)?;
        if quantity.amount.is_positive() {
            Ok(Self(quantity))
        } else {
            Err(Breach::new("the size of a claim is a quantity above 0"))
        }
    }

    /// Its quantity.
    #[must_use]
    pub fn quantity(&self) -> &Quantity {
        &self.0
    }

    /// In its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for Size {
    type Error = Breach;

    fn try_from(text: String) -> Result<Self, Breach> {
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

/// As Kubernetes prints it: of a power of 1024 the largest that divides it, else of one of 1000.
///
/// Source: `CanonicalizeBytes` of `k8s.io/apimachinery/pkg/api/resource`.
fn canonical(written: &str, amount: Amount) -> String {
    const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let whole = amount.billionths() / NANO;
    if amount.billionths() == 0 {
        return "0".to_owned();
    }
    // What is larger, the API server cuts down to this, and says nothing.
    if whole > MOST {
        return written.to_owned();
    }
    if written.ends_with('i') && whole >= 1024 && amount.billionths() % NANO == 0 {
        let (number, unit) = reduced(whole, 1024, &BINARY);
        return format!("{number}{unit}");
    }
    let exponent = written.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let (number, unit) = reduced(amount.billionths(), 1000, &DECIMAL);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

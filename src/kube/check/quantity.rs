//! Quantities, exact: integers of a billionth, no floats.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource`. What lies below a billionth is rounded away
//! from zero, as there; what exceeds 2^90 is taken for 2^90.

use serde_json::Value;

pub(super) const SYNTAX: &str =
    "must be a number with one of the suffixes n u m k M G T P E Ki Mi Gi Ti Pi Ei, or an exponent";

const NANO: i128 = 1_000_000_000;

/// An amount of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quantity(i128);

impl Quantity {
    /// The quantity of a field: a text or a number; null is zero.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self(0)),
            Value::String(text) => Self::parse(text),
            Value::Number(number) => Self::parse(&number.to_string()),
            _ => None,
        }
    }

    /// Reads a quantity; surrounding space is dropped.
    pub(super) fn parse(text: &str) -> Option<Self> {
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
    pub(super) fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Above zero.
    pub(super) fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Its whole number fits 64 bits; the API server's arithmetic wraps beyond.
    pub(super) fn fits_64_bits(self) -> bool {
        self.0 <= i128::from(i64::MAX) * NANO
    }

    /// Whole, after rounding up to a thousandth as the API server does.
    pub(super) fn is_whole(self) -> bool {
        let thousandth = NANO / 1000;
        (self.0 + thousandth - 1).div_euclid(thousandth) % 1000 == 0
    }

    /// A multiple of `page`, itself whole and positive; this one is rounded up first.
    pub(super) fn is_multiple_of(self, page: Self) -> bool {
        let whole = |quantity: Self| (quantity.0 + NANO - 1).div_euclid(NANO);
        page.is_positive() && page.is_whole() && whole(self) % whole(page) == 0
    }
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
    use super::*;

    #[test]
    fn syntax() {
        for text in [
            "0", "1", "-1", "+1", "0.5", ".5", "5.", "100m", "512Mi", "1e3", "1E3", "1e-3", "1E",
            "1.5Gi", " 1Gi ",
        ] {
            assert!(Quantity::parse(text).is_some(), "{text}");
        }
        for text in [
            "", " ", "x", "512b", "2g", "1 Gi", "1K", "1mi", "1ee3", "1.2.3", "1Gi5", "0x10", "1e",
            "--1",
        ] {
            assert!(Quantity::parse(text).is_none(), "{text}");
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
            assert_eq!(Quantity::parse(a), Quantity::parse(b), "{a} {b}");
        }
        for (less, more) in [
            ("1G", "1Gi"),
            ("512m", "1"),
            ("-1", "0"),
            ("9007199254740993", "9007199254740994"),
            ("1E", "1Ei"),
        ] {
            assert!(
                Quantity::parse(less) < Quantity::parse(more),
                "{less} {more}"
            );
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
                Quantity::parse(text).map(Quantity::is_whole),
                Some(whole),
                "{text}"
            );
        }
    }
}

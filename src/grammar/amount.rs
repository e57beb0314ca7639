//! Amounts, exact: integers of a billionth, no floats.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource`. What is below a billionth is rounded away
//! from zero, as there; what exceeds 2^90 is taken for 2^90.

/// Billionths of one.
pub(super) const NANO: i128 = 1_000_000_000;

/// The number that a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many of so many billionths.
    pub(super) fn of(number: u64, billionths: i128) -> Self {
        Self(i128::from(number) * billionths)
    }

    /// Its billionths.
    pub(super) fn billionths(self) -> i128 {
        self.0
    }

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

    /// The whole of it, rounded down; negative ones are 0.
    #[must_use]
    pub fn whole(self) -> u64 {
        u64::try_from(self.0.max(0) / NANO).unwrap_or(u64::MAX)
    }

    /// Its thousandths, rounded down; negative ones are 0.
    #[must_use]
    pub fn thousandths(self) -> u64 {
        u64::try_from(self.0.max(0) / (NANO / 1000)).unwrap_or(u64::MAX)
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
}

//! Sizes with a unit.

use super::float;

/// A size in bytes: a number, perhaps with a fraction, then at most one space and a unit of
/// `b k m g t p`, powers of 1024 in any case, with or without `b` or `ib` after it. So `512m`,
/// `512MB` and `0.5 GiB` are the same. Fractions of a byte are cut off.
///
/// # Errors
/// Not such a size, below zero, or beyond what podman can hold (where it wraps round).
///
/// Podman: <https://pkg.go.dev/github.com/docker/go-units#RAMInBytes>
pub fn bytes(text: &str) -> Result<u64, String> {
    size(text, 1024.0)
}

/// A size in bytes as [`bytes`] reads it, but with units that are powers of 1000. podman reads
/// `max-size` of `--log-opt` and `--tmpfs` sizes of its configuration this way.
///
/// # Errors
/// As for [`bytes`].
///
/// Podman: <https://pkg.go.dev/github.com/docker/go-units#FromHumanSize>
pub fn decimal_bytes(text: &str) -> Result<u64, String> {
    size(text, 1000.0)
}

fn size(text: &str, thousand: f64) -> Result<u64, String> {
    let wrong =
        || format!("`{text}` is not a size: a number with an optional unit b, k, m, g, t or p");
    let end = text
        .rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
        .ok_or_else(wrong)?;
    let (number, unit) = text.split_at(end);
    let (number, unit) = match unit.strip_prefix(' ') {
        Some(unit) => (number, unit),
        None => text.split_at(end.saturating_add(1)),
    };
    let number = float(number).map_err(|_| wrong())?;
    let power = power(unit).ok_or_else(wrong)?;
    if number < 0.0 {
        return Err(format!("`{text}` is not a size: it is below zero"));
    }
    whole(number * thousand.powi(power)).ok_or_else(|| format!("`{text}` is too large a size"))
}

/// How often the thousand is taken; `None` when it is not a unit.
fn power(unit: &str) -> Option<i32> {
    let unit = unit.to_ascii_lowercase();
    let mut letters = unit.chars();
    let power = match letters.next() {
        None => return Some(0),
        Some('b') => return (unit.len() == 1).then_some(0),
        Some('k') => 1,
        Some('m') => 2,
        Some('g') => 3,
        Some('t') => 4,
        Some('p') => 5,
        Some(_) => return None,
    };
    matches!(letters.as_str(), "" | "b" | "ib").then_some(power)
}

/// A number without its fraction; `None` below 0 and from 2⁶³ on.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked, and std has no other way from f64 to u64"
)]
#[must_use]
pub fn whole(value: f64) -> Option<u64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (0.0..LIMIT).contains(&value).then_some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // What go-units says, but for sizes of 2⁶³ and more, which it turns into negative ones.
    #[test]
    fn sizes() {
        for (text, value) in [
            ("512m", 512 << 20),
            ("512mb", 512 << 20),
            ("512MiB", 512 << 20),
            ("2G", 2 << 30),
            ("1.5g", 3 << 29),
            ("1 m", 1 << 20),
            ("5 KiB", 5 << 10),
            ("1t", 1 << 40),
            ("1p", 1 << 50),
            ("1.k", 1 << 10),
            ("1e3k", 1_024_000),
            ("1_000k", 1_024_000),
            ("1e3", 1000),
            ("100", 100),
            ("5b", 5),
            ("5B", 5),
            ("5 ", 5),
            ("0", 0),
            ("-0", 0),
            ("0.9", 0),
        ] {
            assert_eq!(bytes(text), Ok(value), "{text}");
        }
        assert_eq!(decimal_bytes("10m"), Ok(10_000_000));
        assert_eq!(decimal_bytes("64000kB"), Ok(64_000_000));
        for text in [
            "",
            "m",
            "-5",
            "-1",
            "1e",
            "5x",
            "5mbb",
            "5ib",
            "5bb",
            "5 ib",
            "1  m",
            "k5",
            "0x10",
            "1 000",
            "inf ",
            "nan ",
            "٥",
            "8e",
            "512 m ",
            "99999999999999999999",
            "8192p",
        ] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (bytes(&text), decimal_bytes(&text));
        }

        #[test]
        fn near_sizes_are_read_or_refused(text in "[-+0-9_.e ]{0,12}[ a-zA-Zµ]{0,4}") {
            let _ = (bytes(&text), decimal_bytes(&text));
        }

        #[test]
        fn units_multiply(number in 0_u64..4096) {
            for (unit, power) in [("", 0), ("k", 1), ("M", 2), ("gb", 3), ("TiB", 4), ("p", 5)] {
                let text = format!("{number}{unit}");
                prop_assert_eq!(bytes(&text), Ok(number * 1024_u64.pow(power)));
            }
        }
    }
}

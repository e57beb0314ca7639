//! Durations as Go writes them.

use std::time::Duration;

/// A duration: numbers with a unit each, one after the other, as in `1m30s`, `1.5h` or `500ms`.
/// Units are `ns us µs ms s m h`; a bare `0` needs none. Fractions of a nanosecond are cut off.
///
/// # Errors
/// Not such a duration, more than 292 years (where Go ends), or below zero: podman reads `-5s`
/// but no timer can be set to it.
///
/// Podman: <https://pkg.go.dev/time#ParseDuration>
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration: numbers with a unit each, as in `1m30s`");
    let positive = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut rest = positive;
    let mut total: u128 = 0;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() && positive != "0" {
        let (whole, after) = leading_digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => leading_digits(after),
            None => ("", after),
        };
        let end = after
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        if whole.is_empty() && fraction.is_empty() {
            return Err(wrong());
        }
        if unit.is_empty() {
            return Err(format!(
                "`{text}` is not a duration: a number in it has no unit, as in `30s`"
            ));
        }
        let nanoseconds = nanoseconds(whole, fraction, unit_of(unit).ok_or_else(wrong)?);
        total = nanoseconds
            .and_then(|nanoseconds| total.checked_add(nanoseconds))
            .filter(|total| i64::try_from(*total).is_ok())
            .ok_or_else(|| format!("`{text}` is too long a duration"))?;
        rest = next;
    }
    if text.starts_with('-') && total > 0 {
        return Err(format!("`{text}` is below zero"));
    }
    Ok(Duration::from_nanos(
        u64::try_from(total).unwrap_or(u64::MAX),
    ))
}

/// Nanoseconds in a unit.
fn unit_of(text: &str) -> Option<u128> {
    Some(match text {
        "ns" => 1,
        // The micro sign and the Greek letter.
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

fn leading_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

fn nanoseconds(whole: &str, fraction: &str, unit: u128) -> Option<u128> {
    let whole = if whole.is_empty() {
        0
    } else {
        whole.parse::<u128>().ok()?
    };
    let mut nanoseconds = whole.checked_mul(unit)?;
    // An hour has 3.6·10¹² nanoseconds: digits beyond the twentieth add nothing.
    let mut worth = unit.checked_mul(10_u128.pow(20))?;
    let mut part: u128 = 0;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)).take(20) {
        worth /= 10;
        part = part.checked_add(worth.checked_mul(u128::from(digit))?)?;
    }
    nanoseconds = nanoseconds.checked_add(part / 10_u128.pow(20))?;
    Some(nanoseconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // What Go's time.ParseDuration says, but for durations below zero.
    #[test]
    fn durations() {
        for (text, nanoseconds) in [
            ("30s", 30_000_000_000),
            ("1m30s", 90_000_000_000),
            ("1.5h", 5_400_000_000_000),
            ("1h1h", 7_200_000_000_000),
            ("0", 0),
            ("+0", 0),
            ("-0", 0),
            ("0s", 0),
            ("1us", 1_000),
            ("1\u{b5}s", 1_000),
            ("1\u{3bc}s", 1_000),
            ("5ns", 5),
            (".5s", 500_000_000),
            ("5.s", 5_000_000_000),
            ("+3s", 3_000_000_000),
            ("0.1234567891s", 123_456_789),
            ("0.000000000000000000001s", 0),
            ("2562047h47m16.854775807s", 9_223_372_036_854_775_807),
        ] {
            assert_eq!(
                duration(text),
                Ok(Duration::from_nanos(nanoseconds)),
                "{text}"
            );
        }
        for text in [
            "",
            "1",
            "00",
            "-5s",
            ".s",
            "1d",
            "1 s",
            "1S",
            "+",
            "-",
            "--1s",
            "1e3s",
            "1_0s",
            "s",
            "3000000h",
            "9223372036854775808ns",
            "1s ",
            "5m ago",
            "disable",
            "99999999999999999999999999999999999999999s",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = duration(&text);
        }

        #[test]
        fn near_durations_are_read_or_refused(text in "[-+]?([0-9]{0,22}[.]?[0-9]{0,22}[nuµmsh]{0,2}){0,4}") {
            let _ = duration(&text);
        }

        #[test]
        fn parts_add_up(h in 0_u64..1000, m in 0_u64..1000, s in 0_u64..1000, ms in 0_u64..5000) {
            let text = format!("{h}h{m}m{s}s{ms}ms");
            let expected = Duration::from_secs(h * 3600 + m * 60 + s) + Duration::from_millis(ms);
            prop_assert_eq!(duration(&text), Ok(expected));
        }
    }
}

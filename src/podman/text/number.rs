//! Numbers as Go reads them.

/// A signed whole number of a flag: decimal, `0x` hexadecimal, `0o` or `0` octal, `0b` binary,
/// with `_` between digits.
///
/// # Errors
/// Not such a number, or out of the range of 64 bits.
pub fn integer(text: &str) -> Result<i64, String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let wrong = || format!("`{text}` is not a whole number");
    let (radix, digits) = digits(rest).ok_or_else(wrong)?;
    i64::from_str_radix(&format!("{sign}{digits}"), radix)
        .map_err(|_| format!("`{text}` is too large a number"))
}

/// A whole number of a flag without a sign; spelled as for [`integer`].
///
/// # Errors
/// Not such a number, a sign before it, or out of the range of 64 bits.
pub fn unsigned(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a whole number of zero or more");
    let (radix, digits) = digits(text).ok_or_else(wrong)?;
    u64::from_str_radix(&digits, radix).map_err(|_| format!("`{text}` is too large a number"))
}

/// Decimal digits and nothing else.
///
/// # Errors
/// No digits, other characters, or out of the range of 64 bits.
pub fn decimal(text: &str) -> Result<u64, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{text}` is not a number: digits only"));
    }
    text.parse()
        .map_err(|_| format!("`{text}` is too large a number"))
}

/// A number with or without a fraction: `1.5`, `.5`, `2.`, `1e3`, `1_000`. Infinities and `nan`
/// are numbers to Go and so they are here; hexadecimal fractions (`0x1p4`), which Go knows too,
/// are refused: they are not written on purpose.
///
/// # Errors
/// Not such a number, or too large to be held.
pub fn float(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not a number");
    if !underscores_are_between_digits(text) {
        return Err(wrong());
    }
    let value: f64 = text.replace('_', "").parse().map_err(|_| wrong())?;
    if value.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) {
        return Err(format!("`{text}` is too large a number"));
    }
    Ok(value)
}

/// The base and the digits of a number without sign; `None` when it is none.
fn digits(text: &str) -> Option<(u32, String)> {
    let bytes = text.as_bytes();
    let (radix, rest, prefixed) = match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, text.get(2..)?, true),
        (Some(b'0'), Some(b'o' | b'O')) => (8, text.get(2..)?, true),
        (Some(b'0'), Some(b'b' | b'B')) => (2, text.get(2..)?, true),
        (Some(b'0'), Some(_)) => (8, text.get(1..)?, true),
        _ => (10, text, false),
    };
    // After a prefix an underscore may come at once: `0x_f`, `0_7`.
    let body = if prefixed {
        rest.strip_prefix('_').unwrap_or(rest)
    } else {
        rest
    };
    let sound = body
        .split('_')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_digit(radix)));
    sound.then(|| (radix, body.replace('_', "")))
}

fn underscores_are_between_digits(text: &str) -> bool {
    let digit_at = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    text.match_indices('_')
        .all(|(at, _)| digit_at(at.checked_sub(1)) && digit_at(at.checked_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Both columns are what Go's strconv says with base 0.
    #[test]
    fn whole_numbers() {
        for (text, value) in [
            ("10", 10),
            ("0", 0),
            ("00", 0),
            ("010", 8),
            ("0o10", 8),
            ("0_7", 7),
            ("0b_11", 3),
            ("0X1f", 31),
            ("0x_f", 15),
            ("1_000", 1000),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(integer(text), Ok(value), "{text}");
            assert_eq!(unsigned(text), Ok(value.unsigned_abs()), "{text}");
        }
        for (text, value) in [("-5", -5), ("+5", 5), ("-0x8000000000000000", i64::MIN)] {
            assert_eq!(integer(text), Ok(value), "{text}");
            assert!(unsigned(text).is_err(), "{text}");
        }
        assert_eq!(unsigned("9223372036854775808"), Ok(1 << 63));
        for text in [
            "",
            "-",
            "+",
            "--1",
            "08",
            "0_8",
            "1__0",
            "_1",
            "1_",
            "0_",
            "0x",
            "0x1_",
            " 1",
            "1.5",
            "1e3",
            "٥",
            "0b2",
            "99999999999999999999",
        ] {
            assert!(integer(text).is_err(), "{text}");
            assert!(unsigned(text).is_err(), "{text}");
        }
    }

    #[test]
    fn digits_only() {
        assert_eq!(decimal("010"), Ok(10));
        for text in ["", "+1", "-1", "1_0", "0x1", "18446744073709551616"] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn fractions() {
        for (text, value) in [
            ("1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("+5", 5.0),
            ("1e3", 1000.0),
            ("1_23.50_0_0e+1_2", 1.235e14),
            ("1e-400", 0.0),
            ("inf", f64::INFINITY),
        ] {
            assert_eq!(float(text), Ok(value), "{text}");
        }
        for text in [
            "", ".", "e", " 5", "1__0", "_1", "1_", "1_.5", "0x10", "1e400",
        ] {
            assert!(float(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (integer(&text), unsigned(&text), decimal(&text), float(&text));
        }

        #[test]
        fn near_numbers_are_read_or_refused(text in "[-+0-9a-fxo_.e]{0,24}") {
            let _ = (integer(&text), unsigned(&text), decimal(&text), float(&text));
        }

        #[test]
        fn printed_numbers_come_back(signed: i64, whole: u64) {
            prop_assert_eq!(integer(&signed.to_string()), Ok(signed));
            prop_assert_eq!(unsigned(&whole.to_string()), Ok(whole));
            prop_assert_eq!(decimal(&whole.to_string()), Ok(whole));
            prop_assert_eq!(unsigned(&format!("{whole:#x}")), Ok(whole));
        }
    }
}

//! Time spans, as systemd writes them.

use std::time::Duration;

/// A time span, or `infinity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// So long.
    For(Duration),
    /// Without end.
    Endless,
}

/// Units, with their nanoseconds. A month is 30.44 days, a year 365.25.
const UNITS: &[(&[&str], u64)] = &[
    (&["nsec", "ns"], 1),
    (&["usec", "us", "µs", "μs"], 1_000),
    (&["msec", "ms"], 1_000_000),
    (&["seconds", "second", "sec", "s", ""], 1_000_000_000),
    (&["minutes", "minute", "min", "m"], 60_000_000_000),
    (&["hours", "hour", "hr", "h"], 3_600_000_000_000),
    (&["days", "day", "d"], 86_400_000_000_000),
    (&["weeks", "week", "w"], 604_800_000_000_000),
    (&["months", "month", "M"], 2_629_800_000_000_000),
    (&["years", "year", "y"], 31_557_600_000_000_000),
];

impl Span {
    /// A time span: numbers with units, added up (`1min 30s`, `1h30m`, `1.5h`); seconds where
    /// there is no unit. Parts of a microsecond are cut off, as systemd does.
    ///
    /// # Errors
    /// Not such a span, or more than systemd can hold.
    ///
    /// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Parsing%20Time%20Spans>
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a time span: numbers with units, as in `1min 30s`");
        let trimmed = text.trim();
        if trimmed == "infinity" {
            return Ok(Self::Endless);
        }
        let mut rest = trimmed;
        let mut nanoseconds: u128 = 0;
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            let after = after.trim_start();
            let end = after
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(after.len());
            let (unit, next) = after.split_at(end);
            let mut units = UNITS.iter();
            let (_, factor) = units
                .find(|(names, _)| names.contains(&unit))
                .ok_or_else(wrong)?;
            nanoseconds = part(number, *factor)
                .and_then(|part| nanoseconds.checked_add(part))
                .ok_or_else(wrong)?;
            rest = next.trim_start();
        }
        if trimmed.is_empty() {
            return Err(wrong());
        }
        let microseconds = u64::try_from(nanoseconds / 1_000).map_err(|_| wrong())?;
        Ok(Self::For(Duration::from_micros(microseconds)))
    }

    /// The duration; `None` for one without end.
    pub fn duration(self) -> Option<Duration> {
        match self {
            Self::For(duration) => Some(duration),
            Self::Endless => None,
        }
    }
}

/// A number with at most one point, in nanoseconds.
fn part(number: &str, factor: u64) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if fraction.is_empty() || fraction.contains('.') || number.is_empty() {
        return None;
    }
    let factor = u128::from(factor);
    let mut sum = match whole {
        "" => 0,
        digits => digits.parse::<u128>().ok()?.checked_mul(factor)?,
    };
    let mut worth = factor;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)) {
        worth /= 10;
        sum = sum.checked_add(worth.checked_mul(u128::from(digit))?)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // What systemd-analyze timespan says.
    #[test]
    fn spans() {
        for (text, milliseconds) in [
            ("0", 0),
            ("120", 120_000),
            ("5s", 5_000),
            ("5 s", 5_000),
            ("1min 30s", 90_000),
            ("1h30m", 5_400_000),
            ("1.5h", 5_400_000),
            ("2hours 3 min", 7_380_000),
            ("1d", 86_400_000),
            ("1w", 604_800_000),
            ("1M", 2_629_800_000),
            ("1y", 31_557_600_000),
            ("100ms", 100),
            (".5s", 500),
            (" 5s ", 5_000),
        ] {
            let span = Span::For(Duration::from_millis(milliseconds));
            assert_eq!(Span::parse(text), Ok(span), "{text}");
        }
        assert_eq!(Span::parse("infinity"), Ok(Span::Endless));
        for text in [
            "",
            " ",
            "s",
            "5x",
            "-5s",
            "1.2.3s",
            "5 s s",
            "1e3",
            "99999999999999y",
            ".",
        ] {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Span::parse(&text);
        }

        #[test]
        fn near_spans_are_read_or_refused(text in "([0-9]{0,20}[.]?[0-9]{0,12} ?(s|min|h|d|w|M|y|us|infinity)? ?){0,4}") {
            let _ = Span::parse(&text);
        }

        #[test]
        fn parts_add_up(hours in 0_u64..1000, minutes in 0_u64..1000, seconds in 0_u64..1000) {
            let span = Span::For(Duration::from_secs(hours * 3600 + minutes * 60 + seconds));
            prop_assert_eq!(Span::parse(&format!("{hours}h {minutes}min {seconds}")), Ok(span));
        }
    }
}

//! Memory, swap, processes and weights.

use std::fmt;

use crate::podman::text;

/// Memory and swap together (`--memory-swap`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swap {
    /// The empty text: as if the flag were not there, so twice the memory.
    Unset,
    /// `-1`.
    Unlimited,
    /// So many bytes; the same as the memory means no swap.
    Bytes(u64),
}

impl Swap {
    /// A size, or `-1`.
    ///
    /// # Errors
    /// Neither of them.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-swap-number-unit>
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Unset),
            "-1" => Ok(Self::Unlimited),
            size => text::bytes(size).map(Self::Bytes),
        }
    }
}

/// The form that [`Swap::parse`] reads.
impl fmt::Display for Swap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => Ok(()),
            Self::Unlimited => f.write_str("-1"),
            Self::Bytes(bytes) => write!(f, "{bytes}"),
        }
    }
}

/// Bytes of memory; 0 and the empty text mean no limit.
///
/// # Errors
/// No size.
pub fn memory(text: &str) -> Result<u64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    text::bytes(text)
}

/// A number of processes that fits 32 bits; 0 and less mean no limit.
///
/// # Errors
/// No whole number, or too large a one.
pub fn pids(text: &str) -> Result<i32, String> {
    i32::try_from(text::integer(text)?).map_err(|_| format!("`{text}` is too large a number"))
}

/// A weight that the kernel takes when memory runs out: -1000 to 1000.
///
/// # Errors
/// No whole number, or outside of the range.
pub fn oom_score(text: &str) -> Result<i64, String> {
    within(text, -1000, 1000)
}

/// How readily the kernel swaps: 0 to 100, or -1 for its own way.
///
/// # Errors
/// No whole number, or outside of the range.
pub fn swappiness(text: &str) -> Result<i64, String> {
    within(text, -1, 100)
}

/// A weight of input and output: digits only, 10 to 1000; 0 and the empty text are none.
///
/// # Errors
/// No number, or outside of the range.
pub fn blkio_weight(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match text::decimal(text)? {
        0 | 10..=1000 => Ok(()),
        _ => Err(format!("`{text}` is outside of 10 to 1000")),
    }
}

/// Who makes the control groups (`--cgroups`).
///
/// # Errors
/// None of podman's words.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroups-how>
pub fn cgroups(text: &str) -> Result<(), String> {
    match text {
        "" | "enabled" | "disabled" | "no-conmon" | "split" => Ok(()),
        _ => Err(format!(
            "`{text}` is not a cgroups mode: `enabled`, `disabled`, `no-conmon` or \
             `split`"
        )),
    }
}

fn within(text: &str, least: i64, most: i64) -> Result<i64, String> {
    let number = text::integer(text)?;
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(format!("`{text}` is outside of {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn memory_and_swap() {
        assert_eq!(memory("4g"), Ok(4 << 30));
        assert_eq!(memory(""), Ok(0));
        assert!(memory("-1").is_err());
        for (text, swap) in [
            ("", Swap::Unset),
            ("-1", Swap::Unlimited),
            ("0", Swap::Bytes(0)),
            ("2G", Swap::Bytes(2 << 30)),
        ] {
            assert_eq!(Swap::parse(text), Ok(swap), "{text}");
        }
        for text in ["-2", "unlimited", " -1"] {
            assert!(Swap::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ranges() {
        assert_eq!(pids("-1"), Ok(-1));
        assert_eq!(pids("0x100"), Ok(256));
        assert!(pids("2147483648").is_err());
        assert_eq!(oom_score("-1000"), Ok(-1000));
        assert!(oom_score("1001").is_err());
        assert_eq!(swappiness("-1"), Ok(-1));
        assert!(swappiness("101").is_err());
        assert_eq!(blkio_weight("10"), Ok(()));
        assert_eq!(blkio_weight(""), Ok(()));
        for text in ["9", "1001", "x", "0x10"] {
            assert!(blkio_weight(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (memory(&text), Swap::parse(&text), pids(&text), oom_score(&text));
            let _ = (swappiness(&text), blkio_weight(&text));
        }

        #[test]
        fn printed_swap_comes_back(bytes in 0_u64..1 << 50) {
            let text = Swap::Bytes(bytes).to_string();
            prop_assert_eq!(Swap::parse(&text), Ok(Swap::Bytes(bytes)));
        }
    }
}

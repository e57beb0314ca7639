//! CPU time in cores.

use std::fmt;

use crate::podman::text;

/// CPU time, as podman hands it on: microseconds of each 100 ms. 0 means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cores(u64);

impl Cores {
    /// A number of cores, with or without a fraction; what is below 10 µs is cut off. Podman
    /// ignores zero and less.
    ///
    /// # Errors
    /// No number, or one that podman cannot hold.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpus-number>
    pub fn parse(text: &str) -> Result<Self, String> {
        let cores = text::float(text)?;
        if cores > 0.0 {
            text::whole(cores * 100_000.0)
                .map(Self)
                .ok_or_else(|| format!("`{text}` is too large a number"))
        } else {
            Ok(Self(0))
        }
    }

    /// Microseconds of each 100 ms; 0 means no limit.
    #[must_use]
    pub fn microseconds(self) -> u64 {
        self.0
    }
}

/// Cores as a decimal number.
impl fmt::Display for Cores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:05}", self.0 / 100_000, self.0 % 100_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cores() {
        for (text, microseconds) in [
            ("1", 100_000),
            ("1.5", 150_000),
            (".5", 50_000),
            ("0.29", 28_999),
            ("1e-3", 100),
            ("0.000001", 0),
            ("0", 0),
            ("-2", 0),
            ("nan", 0),
            ("-inf", 0),
        ] {
            assert_eq!(Cores::parse(text), Ok(Cores(microseconds)), "{text}");
        }
        for text in ["", "two", "1,5", "1 ", "inf", "1e30", "1500m"] {
            assert!(Cores::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Cores::parse(&text);
        }

        // One microsecond may get lost: podman multiplies fractions and cuts off.
        #[test]
        fn printed_cores_come_back(microseconds in 0_u64..100_000_000) {
            let back = Cores::parse(&Cores(microseconds).to_string()).map(Cores::microseconds);
            prop_assert!(
                back == Ok(microseconds) || back == Ok(microseconds.saturating_sub(1)),
                "{back:?} for {microseconds}"
            );
        }
    }
}

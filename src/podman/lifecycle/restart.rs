//! Restart policies.

use std::fmt;

/// When podman itself starts a container again (`--restart`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// The empty text: as if the flag were not there.
    Unset,
    /// `no`.
    No,
    /// `never`: the same, but podman refuses it together with `--rm`.
    Never,
    /// After a failure; so often in a row, or always when `None`.
    OnFailure(Option<u64>),
    /// Whenever it ends.
    Always,
    /// Whenever it ends, but not after a reboot when it had been stopped by hand.
    UnlessStopped,
}

impl Restart {
    /// `no`, `never`, `on-failure`, `on-failure:COUNT`, `always` or `unless-stopped`; `never` in
    /// any case of letters.
    ///
    /// # Errors
    /// Any other word, a count on another policy, or a count that is not a decimal number.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#restart-policy>
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a restart policy: `no`, `on-failure`, `on-failure:COUNT`, `always` \
                 or `unless-stopped`"
            )
        };
        if let Some((policy, count)) = text.split_once(':') {
            let count = count.strip_prefix('+').unwrap_or(count);
            let count = crate::podman::text::decimal(count).map_err(|_| wrong())?;
            return match (policy, count) {
                ("on-failure", 0) => Ok(Self::OnFailure(None)),
                ("on-failure", count) => Ok(Self::OnFailure(Some(count))),
                _ => Err(wrong()),
            };
        }
        match text {
            "" => Ok(Self::Unset),
            "no" => Ok(Self::No),
            "on-failure" => Ok(Self::OnFailure(None)),
            "always" => Ok(Self::Always),
            "unless-stopped" => Ok(Self::UnlessStopped),
            never if never.to_lowercase() == "never" => Ok(Self::Never),
            _ => Err(wrong()),
        }
    }
}

/// The form that [`Restart::parse`] reads.
impl fmt::Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => Ok(()),
            Self::No => f.write_str("no"),
            Self::Never => f.write_str("never"),
            Self::OnFailure(None) => f.write_str("on-failure"),
            Self::OnFailure(Some(count)) => write!(f, "on-failure:{count}"),
            Self::Always => f.write_str("always"),
            Self::UnlessStopped => f.write_str("unless-stopped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn policies() {
        for (text, policy) in [
            ("", Restart::Unset),
            ("no", Restart::No),
            ("never", Restart::Never),
            ("Never", Restart::Never),
            ("on-failure", Restart::OnFailure(None)),
            ("on-failure:0", Restart::OnFailure(None)),
            ("on-failure:5", Restart::OnFailure(Some(5))),
            ("on-failure:05", Restart::OnFailure(Some(5))),
            ("always", Restart::Always),
            ("unless-stopped", Restart::UnlessStopped),
        ] {
            assert_eq!(Restart::parse(text), Ok(policy), "{text}");
        }
        for text in [
            "Always",
            "No",
            "yes",
            "always:3",
            "on-failure:",
            "on-failure:-1",
            "on-failure:1:2",
            "on-failure:x",
            "On-Failure:3",
            "never:1",
            " no",
        ] {
            assert!(Restart::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Restart::parse(&text);
        }

        #[test]
        fn printed_policies_come_back(text in "(no|never|on-failure|always|unless-stopped)?(:[0-9]{0,3})?") {
            if let Ok(policy) = Restart::parse(&text) {
                prop_assert_eq!(Restart::parse(&policy.to_string()), Ok(policy));
            }
        }
    }
}

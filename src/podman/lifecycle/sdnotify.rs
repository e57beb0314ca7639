//! Readiness as systemd hears it.

/// When the systemd unit counts as started (`--sdnotify`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SdNotify {
    /// When the program in the container says so on the socket that systemd gave; podman's default.
    Container,
    /// As soon as the container runs; NixOS' default.
    Conmon,
    /// When the health check has succeeded.
    Healthy,
    /// No readiness message.
    Ignore,
}

impl SdNotify {
    /// `container`, `conmon`, `healthy` or `ignore`; the empty text is `container`.
    ///
    /// # Errors
    /// Any other word.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore>
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "container" => Ok(Self::Container),
            "conmon" => Ok(Self::Conmon),
            "healthy" => Ok(Self::Healthy),
            "ignore" => Ok(Self::Ignore),
            _ => Err(format!(
                "`{text}` is not an sdnotify mode: `container`, `conmon`, `healthy` or `ignore`"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes() {
        for (text, mode) in [
            ("", SdNotify::Container),
            ("container", SdNotify::Container),
            ("conmon", SdNotify::Conmon),
            ("healthy", SdNotify::Healthy),
            ("ignore", SdNotify::Ignore),
        ] {
            assert_eq!(SdNotify::parse(text), Ok(mode), "{text}");
        }
        for text in ["Healthy", "none", "true"] {
            assert!(SdNotify::parse(text).is_err(), "{text}");
        }
    }
}

//! Options that take one word of a few.

/// Whether podman prepares the container for systemd: a writable `/run`, `/run/lock`, `/tmp` and
/// cgroup tree, and another stop signal.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Systemd {
    /// When the command is systemd: see [`is_systemd`].
    #[default]
    Auto,
    /// Never.
    Never,
    /// For any command.
    Always,
}

impl Systemd {
    /// Reads the value of `--systemd`, in any case.
    ///
    /// # Errors
    /// None of `true`, `false` and `always`; `1` and other numbers are not booleans here.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "" | "true" => Ok(Self::Auto),
            "false" => Ok(Self::Never),
            "always" => Ok(Self::Always),
            _ => Err(format!(
                "`{text}` is not a systemd mode: podman takes true, false or always"
            )),
        }
    }
}

/// Whether podman takes a command for systemd: by one of three paths, or by its last part. Of what `/bin/sh -c` runs, the
/// next word counts.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#systemd-true-false-always>
#[must_use]
pub fn is_systemd(command: &[&str]) -> bool {
    const PATHS: [&str; 3] = ["/sbin/init", "/usr/sbin/init", "/usr/local/sbin/init"];
    let (["/bin/sh", "-c", program, ..] | [program, ..]) = command else {
        return false;
    };
    let last = program.trim_end_matches('/').rsplit('/').next();
    PATHS.contains(program) || last == Some("systemd")
}

/// Whether the image may bring its own seccomp profile.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum SeccompPolicy {
    /// It may not.
    #[default]
    Default,
    /// Its label `io.containers.seccomp.profile` is the profile.
    Image,
}

impl SeccompPolicy {
    /// Reads the value of `--seccomp-policy`.
    ///
    /// # Errors
    /// Neither `default` nor `image`.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "default" => Ok(Self::Default),
            "image" => Ok(Self::Image),
            _ => Err(format!(
                "`{text}` is not a seccomp policy: podman takes default or image"
            )),
        }
    }
}

/// A file mode mask, of at most four octal digits; nothing is podman's default 0022.
///
/// # Errors
/// Other characters or more of them.
pub fn umask(text: &str) -> Result<u32, String> {
    if text.is_empty() {
        return Ok(0o022);
    }
    u32::from_str_radix(text, 8)
        .ok()
        .filter(|_| text.len() <= 4 && text.chars().all(|c| c.is_digit(8)))
        .ok_or_else(|| format!("`{text}` is not a umask: one to four octal digits, as in `0022`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systemd_by_its_name() {
        for command in [
            &["/sbin/init"][..],
            &["/usr/local/sbin/init", "--log-level=debug"],
            &["/usr/lib/systemd/systemd"],
            &["systemd"],
            &["/bin/sh", "-c", "/usr/sbin/init"],
        ] {
            assert!(is_systemd(command), "{command:?}");
        }
        for command in [
            &[][..],
            &["/init"],
            &["/bin/init"],
            &["init"],
            &["/bin/sh", "-c", "exec /sbin/init"],
            &["/bin/bash", "-c", "/sbin/init"],
            &["/bin/sh", "-c"],
        ] {
            assert!(!is_systemd(command), "{command:?}");
        }
    }

    #[test]
    fn systemd_modes() {
        for (text, value) in [
            ("", Systemd::Auto),
            ("True", Systemd::Auto),
            ("false", Systemd::Never),
            ("ALWAYS", Systemd::Always),
        ] {
            assert_eq!(Systemd::parse(text), Ok(value), "{text}");
        }
        for text in ["1", "yes", "alway"] {
            assert!(Systemd::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn seccomp_policies() {
        assert_eq!(SeccompPolicy::parse("image"), Ok(SeccompPolicy::Image));
        assert_eq!(SeccompPolicy::parse("default"), Ok(SeccompPolicy::Default));
        assert_eq!(SeccompPolicy::parse(""), Ok(SeccompPolicy::Default));
        assert!(SeccompPolicy::parse("Image").is_err());
    }

    #[test]
    fn umasks() {
        for (text, value) in [
            ("0022", 0o22),
            ("22", 0o22),
            ("0", 0),
            ("", 0o22),
            ("7777", 0o7777),
        ] {
            assert_eq!(umask(text), Ok(value), "{text}");
        }
        for text in ["8", "00022", "u=rwx", "+22", "-1"] {
            assert!(umask(text).is_err(), "{text}");
        }
    }
}

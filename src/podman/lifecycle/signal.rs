//! Signals.

use std::fmt;

/// A signal of Linux, 1 to 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal(u8);

/// Number and name without `SIG`, the usual name first where there are two.
const NAMES: &[(u8, &str)] = &[
    (1, "HUP"),
    (2, "INT"),
    (3, "QUIT"),
    (4, "ILL"),
    (5, "TRAP"),
    (6, "ABRT"),
    (6, "IOT"),
    (7, "BUS"),
    (8, "FPE"),
    (9, "KILL"),
    (10, "USR1"),
    (11, "SEGV"),
    (12, "USR2"),
    (13, "PIPE"),
    (14, "ALRM"),
    (15, "TERM"),
    (16, "STKFLT"),
    (17, "CHLD"),
    (17, "CLD"),
    (18, "CONT"),
    (19, "STOP"),
    (20, "TSTP"),
    (21, "TTIN"),
    (22, "TTOU"),
    (23, "URG"),
    (24, "XCPU"),
    (25, "XFSZ"),
    (26, "VTALRM"),
    (27, "PROF"),
    (28, "WINCH"),
    (29, "IO"),
    (29, "POLL"),
    (30, "PWR"),
    (31, "SYS"),
    (34, "RTMIN"),
    (64, "RTMAX"),
];

impl Signal {
    /// What a container gets without the option.
    pub const TERM: Self = Self(15);

    /// What cannot be caught.
    pub const KILL: Self = Self(9);

    /// A number of 1 to 64, or a name with or without `SIG`, in any case of letters; a dash
    /// before it is allowed. `RTMIN+1` to `RTMIN+15` and `RTMAX-1` to `RTMAX-14` are names too.
    ///
    /// # Errors
    /// No such signal.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal>
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a signal: a name like `SIGINT`, or 1 to 64");
        let bare = text.strip_prefix('-').unwrap_or(text);
        if let Ok(number) = bare.parse::<i64>() {
            return u8::try_from(number)
                .ok()
                .filter(|number| (1..=64).contains(number))
                .map(Self)
                .ok_or_else(wrong);
        }
        let upper = bare.to_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let named = NAMES.iter().find(|(_, known)| *known == name);
        named
            .map(|(number, _)| *number)
            .or_else(|| real_time(name))
            .map(Self)
            .ok_or_else(wrong)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

/// `RTMIN+3`, `RTMAX-3`: podman knows no others than these.
fn real_time(name: &str) -> Option<u8> {
    let (base, offset, highest, up) = if let Some(offset) = name.strip_prefix("RTMIN+") {
        (34, offset, 15, true)
    } else {
        (64, name.strip_prefix("RTMAX-")?, 14, false)
    };
    let number: u8 = offset.parse().ok()?;
    let canonical = (1..=highest).contains(&number) && number.to_string() == offset;
    let signal = if up {
        number.checked_add(base)
    } else {
        u8::checked_sub(base, number)
    };
    signal.filter(|_| canonical)
}

/// `SIGTERM`, `SIGRTMIN+3`; the number where a signal has no name.
impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = NAMES.iter().find(|(number, _)| *number == self.0);
        match (named, self.0) {
            (Some((_, name)), _) => write!(f, "SIG{name}"),
            (None, 35..=49) => write!(f, "SIGRTMIN+{}", self.0.saturating_sub(34)),
            (None, 50..=63) => write!(f, "SIGRTMAX-{}", 64_u8.saturating_sub(self.0)),
            (None, number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signals() {
        for (text, number, printed) in [
            ("SIGTERM", 15, "SIGTERM"),
            ("term", 15, "SIGTERM"),
            ("-TERM", 15, "SIGTERM"),
            ("-15", 15, "SIGTERM"),
            ("+2", 2, "SIGINT"),
            ("002", 2, "SIGINT"),
            ("sigquit", 3, "SIGQUIT"),
            ("CLD", 17, "SIGCHLD"),
            ("SIGIOT", 6, "SIGABRT"),
            ("POLL", 29, "SIGIO"),
            ("RTMIN", 34, "SIGRTMIN"),
            ("SIGRTMIN+3", 37, "SIGRTMIN+3"),
            ("rtmin+15", 49, "SIGRTMIN+15"),
            ("RTMAX-14", 50, "SIGRTMAX-14"),
            ("RTMAX-1", 63, "SIGRTMAX-1"),
            ("64", 64, "SIGRTMAX"),
            ("32", 32, "32"),
        ] {
            let signal = Signal::parse(text);
            assert_eq!(signal.as_ref().map(|signal| signal.0), Ok(number), "{text}");
            assert_eq!(
                signal.map(|signal| signal.to_string()).as_deref(),
                Ok(printed)
            );
        }
        for text in [
            "",
            "-",
            "0",
            "65",
            "--15",
            "-1x",
            "SIG",
            "SIGSIGTERM",
            "FOO",
            "RTMIN+0",
            "RTMIN+16",
            "RTMIN+03",
            "RTMAX-15",
            "RTMAX+1",
            " TERM",
            "99999999999999999999",
        ] {
            assert!(Signal::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Signal::parse(&text);
        }

        #[test]
        fn printed_signals_come_back(number in 1_u8..=64) {
            let signal = Signal::parse(&number.to_string());
            prop_assert_eq!(&signal, &Ok(Signal(number)));
            prop_assert_eq!(Signal::parse(&Signal(number).to_string()), signal);
        }
    }
}

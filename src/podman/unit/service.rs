//! What a service unit runs, and how.

use std::collections::BTreeMap;

use super::Span;

/// The `[Service]` section of a unit, and what NixOS puts into scripts. What NixOS writes into the
/// unit of every container (login, load, remove, stop) is left out of the commands.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Service {
    /// When it counts as started, and whether it is meant to end (`Type=`).
    pub kind: Option<Kind>,
    /// When systemd starts it again (`Restart=`); never by default. NixOS writes `always` for
    /// containers, newer versions `on-failure` where `autoStart` is off.
    pub restart: Option<Restart>,
    /// Pause before that (`RestartSec=`); 100 ms by default.
    pub restart_delay: Option<Span>,
    /// Time to start (`TimeoutStartSec=`); without limit in the units of containers.
    pub start_timeout: Option<Span>,
    /// Time to stop (`TimeoutStopSec=`) around `podman stop`, which has its own, shorter one
    /// (`--stop-timeout`). NixOS writes 120 seconds.
    pub stop_timeout: Option<Span>,
    /// Time after which it is ended in any case (`RuntimeMaxSec=`).
    pub runtime_max: Option<Span>,
    /// Whether it counts as active after it ended (`RemainAfterExit=`).
    pub remain_after_exit: bool,
    /// The environment of podman, not of the container: only proxy variables and `--env NAME` reach
    /// that.
    pub environment: BTreeMap<String, String>,
    /// Files with more of it (`EnvironmentFile=`).
    pub environment_files: Vec<String>,
    /// Exit codes and signals that count as success (`SuccessExitStatus=`).
    pub success_exit: Vec<String>,
    /// Exit codes and signals after which it is not started again (`RestartPreventExitStatus=`).
    pub restart_prevent: Vec<String>,
    /// What it runs besides the engine's `run`, where it starts a container.
    pub beside: Vec<String>,
    /// Exit codes and signals after which it is started again in any case (`RestartForceExitStatus=`).
    pub restart_force: Vec<String>,
    /// What decides whether it starts (`ExecCondition=`).
    pub condition: Vec<String>,
    /// What the operator runs before it (`preStart`, `ExecStartPre=`).
    pub before_start: Vec<String>,
    /// What it runs (`script`, `ExecStart=`); for a container NixOS' command line of podman.
    pub start: Vec<String>,
    /// What the operator runs once it is up (`postStart`, `ExecStartPost=`).
    pub after_start: Vec<String>,
    /// What the operator runs to stop it (`preStop`, `ExecStop=`).
    pub stop: Vec<String>,
    /// What the operator runs after it (`postStop`, `ExecStopPost=`).
    pub after_stop: Vec<String>,
}

/// Variables that podman hands on to the container unless told not to (`--http-proxy=false`).
const PROXIES: &[&str] = &[
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "FTP_PROXY",
    "NO_PROXY",
];

impl Service {
    /// The proxy variables that reach the container, by name.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy>
    pub fn proxies(&self) -> impl Iterator<Item = (&str, &str)> {
        let variables = self.environment.iter();
        variables
            .filter(|(name, _)| PROXIES.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Makes an enum of systemd's words, with `parse` and `Display`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, $($(#[$each:meta])* $variant:ident = $word:literal),* $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$each])* $variant),* }

        impl $name {
            /// Reads one of systemd's words.
            ///
            /// # Errors
            /// Any other word.
            pub fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(format!(concat!("`{}` is not a ", $what), text)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),* })
            }
        }
    };
}

words! {
    /// When a service counts as started.
    Kind, "type of a service",
    /// At once.
    Simple = "simple",
    /// When its program runs.
    Exec = "exec",
    /// When its program left a child behind.
    Forking = "forking",
    /// When its program ended: it is meant to end.
    Oneshot = "oneshot",
    /// When it has its name on the bus.
    Dbus = "dbus",
    /// When it says so. NixOS writes this for podman's containers.
    Notify = "notify",
    /// When it says so, and it says so after each reload.
    NotifyReload = "notify-reload",
    /// When nothing else is left to do.
    Idle = "idle",
}

words! {
    /// When systemd starts a service again.
    Restart, "restart policy of systemd",
    /// Never.
    No = "no",
    /// When it ended well.
    OnSuccess = "on-success",
    /// When it failed: by its exit code, a signal, or a timeout.
    OnFailure = "on-failure",
    /// When a signal or a timeout ended it.
    OnAbnormal = "on-abnormal",
    /// When it did not report in time.
    OnWatchdog = "on-watchdog",
    /// When a signal that it did not expect ended it.
    OnAbort = "on-abort",
    /// Whenever it ends without having been stopped.
    Always = "always",
}

impl Restart {
    /// Whether it starts a container again that systemd has stopped because its time was over.
    #[must_use]
    pub fn follows_a_timeout(self) -> bool {
        matches!(self, Self::Always | Self::OnFailure | Self::OnAbnormal)
    }

    /// Whether it ever starts a container again whose program ended: podman hands on exit codes, also of what a signal
    /// ended.
    #[must_use]
    pub fn follows_an_exit(self) -> bool {
        match self {
            Self::OnSuccess | Self::OnFailure | Self::Always => true,
            Self::No | Self::OnAbnormal | Self::OnWatchdog | Self::OnAbort => false,
        }
    }
}

/// A share of the machine, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u64);

impl Percent {
    /// A percentage with at most two decimals (`150%`, `12.5%`).
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a percentage, as `150%`");
        let number = text.strip_suffix('%').ok_or_else(wrong)?;
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
            return Err(wrong());
        }
        let hundredths = format!("{whole}{decimals:0<2}");
        hundredths.parse().map(Self).map_err(|_| wrong())
    }
}

/// An amount of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A number: of bytes for memory.
    Count(u64),
    /// A share of what the machine has.
    Share(Percent),
    /// All there is.
    Endless,
}

impl Amount {
    /// A number with an optional unit K, M, G, T, P or E (powers of 1024), a percentage, or
    /// `infinity`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not an amount: a number with K, M, G or T, a percentage, or `infinity`"
            )
        };
        if text == "infinity" {
            return Ok(Self::Endless);
        }
        if text.ends_with('%') {
            return Percent::parse(text).map(Self::Share);
        }
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let power = match text.get(number.len()..).unwrap_or_default() {
            "" | "B" => 0,
            "K" => 1,
            "M" => 2,
            "G" => 3,
            "T" => 4,
            "P" => 5,
            "E" => 6,
            _ => return Err(wrong()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(wrong());
        }
        let unit = 1024_u128.pow(power);
        let mut sum = whole
            .parse::<u64>()
            .ok()
            .and_then(|whole| u128::from(whole).checked_mul(unit))
            .ok_or_else(wrong)?;
        // More digits than these are below a byte, in any unit.
        let decimals = fraction.get(..18).unwrap_or(fraction);
        let scale = decimals.chars().fold(1, |scale: u128, _| scale * 10);
        let part = decimals.parse::<u128>().unwrap_or(0).saturating_mul(unit);
        sum = sum.saturating_add(part / scale);
        u64::try_from(sum).map(Self::Count).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_systemd() {
        assert_eq!(Kind::parse("oneshot"), Ok(Kind::Oneshot));
        assert_eq!(Restart::parse("on-failure"), Ok(Restart::OnFailure));
        assert_eq!(Restart::OnFailure.to_string(), "on-failure");
        assert!(Restart::parse("unless-stopped").is_err());
    }

    #[test]
    fn percentages() {
        for (text, hundredths) in [("150%", 15_000), ("12.5%", 1_250), ("0.05%", 5), ("0%", 0)] {
            assert_eq!(Percent::parse(text), Ok(Percent(hundredths)), "{text}");
        }
        for text in [
            "",
            "%",
            "50",
            "-5%",
            "1.234%",
            "1.%",
            ".5%",
            "99999999999999999999%",
        ] {
            assert!(Percent::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (text, amount) in [
            ("512M", Amount::Count(512 << 20)),
            ("2G", Amount::Count(2 << 30)),
            ("1.5G", Amount::Count(3 << 29)),
            ("100", Amount::Count(100)),
            ("50%", Amount::Share(Percent(5_000))),
            ("infinity", Amount::Endless),
        ] {
            assert_eq!(Amount::parse(text), Ok(amount), "{text}");
        }
        for text in ["", "M", "512mb", "5 G", "-1", "1e3", "16E"] {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), near in "[0-9.]{0,24}[KMGTPE%B]{0,2}") {
            for text in [text, near] {
                let _ = (Kind::parse(&text), Restart::parse(&text), Percent::parse(&text), Amount::parse(&text));
            }
        }
    }
}

//! Exit codes in lists of a unit, as `RestartPreventExitStatus=` has them.

use std::collections::BTreeSet;

use super::{Restart, Service};

/// Names that systemd knows for exit codes.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Process%20Exit%20Codes>
const NAMES: &[(&str, u8)] = &[
    ("CANTCREAT", 73),
    ("CONFIG", 78),
    ("DATAERR", 65),
    ("FAILURE", 1),
    ("INVALIDARGUMENT", 2),
    ("IOERR", 74),
    ("NOHOST", 68),
    ("NOINPUT", 66),
    ("NOPERM", 77),
    ("NOPERMISSION", 4),
    ("NOTCONFIGURED", 6),
    ("NOTIMPLEMENTED", 3),
    ("NOTINSTALLED", 5),
    ("NOTRUNNING", 7),
    ("NOUSER", 67),
    ("OSERR", 71),
    ("OSFILE", 72),
    ("PROTOCOL", 76),
    ("SOFTWARE", 70),
    ("SUCCESS", 0),
    ("TEMPFAIL", 75),
    ("UNAVAILABLE", 69),
    ("USAGE", 64),
];

impl Service {
    /// Exit codes of a container after which systemd does not start it again, besides those that [`Restart`] leaves out.
    ///
    /// systemd: `service_shall_restart` of version 257.
    pub fn ends_after(&self) -> BTreeSet<u8> {
        let mut ends = codes(&self.restart_prevent);
        if self.restart == Some(Restart::OnFailure) {
            let forced = codes(&self.restart_force);
            let successes = codes(&self.success_exit);
            ends.extend(successes.difference(&forced));
            // After 0 it stays ended anyway.
            ends.remove(&0);
        }
        ends
    }

    /// The settings that [`Self::ends_after`] comes from, in words.
    #[must_use]
    pub fn ending_lists(&self) -> &'static str {
        let prevents = !codes(&self.restart_prevent).is_empty();
        let succeeds = self.restart == Some(Restart::OnFailure) && !self.succeeds_with().is_empty();
        match (prevents, succeeds) {
            (true, true) => "`RestartPreventExitStatus=` and `SuccessExitStatus=`",
            (false, true) => "`SuccessExitStatus=`",
            (_, false) => "`RestartPreventExitStatus=`",
        }
    }

    /// Exit codes besides 0 that count as success.
    #[must_use]
    pub fn succeeds_with(&self) -> BTreeSet<u8> {
        let mut all = codes(&self.success_exit);
        all.remove(&0);
        all
    }

    /// Exit codes after which systemd starts a container again, although [`Restart`] leaves it ended.
    pub fn starts_after(&self) -> BTreeSet<u8> {
        let prevented = codes(&self.restart_prevent);
        let forced = codes(&self.restart_force);
        forced.difference(&prevented).copied().collect()
    }
}

/// The exit codes among the words of a list. Signals are left out: systemd sees the exit code of podman, which is
/// 128 and the number of the signal that ended the program.
fn codes(words: &[String]) -> BTreeSet<u8> {
    let named = |word: &String| {
        let name = NAMES.iter().find(|(name, _)| name == word);
        name.map(|(_, code)| *code).or_else(|| word.parse().ok())
    };
    words.iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        let words = ["3", "TEMPFAIL", "SIGKILL", "KILL", "256", "3", "143"].map(str::to_owned);
        assert_eq!(codes(&words), BTreeSet::from([3, 75, 143]));
        assert!(NAMES.is_sorted());
    }
}

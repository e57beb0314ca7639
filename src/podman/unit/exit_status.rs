//! Exit codes in lists of a unit, as `RestartPreventExitStatus=` has them.

use std::collections::BTreeSet;

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

/// The exit codes among the words of a list. Signals are left out: systemd sees the exit code of podman, which is
/// 128 and the number of the signal that ended the program.
pub fn codes(words: &[String]) -> BTreeSet<u8> {
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

//! What was installed when: the order in which `rollback` goes back.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::changes::{Action, Change};

/// How many installations are remembered.
const MOST: usize = 100;

/// One installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// Name of the host in the bundle.
    pub host: String,
    /// `install`, `rollback` or `uninstall`.
    pub by: String,
    /// Generation that was installed; 0 for none.
    pub generation: u64,
    /// Files that appeared, changed and went.
    pub files: Counts,
}

/// Files by what happened to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// That appeared.
    pub added: usize,
    /// That changed.
    pub updated: usize,
    /// That went.
    pub removed: usize,
}

impl Counts {
    /// Of these changes.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        let count = |of: &[Action]| {
            let all = changes.iter().filter(|change| change.write);
            all.filter(|change| of.contains(&change.action)).count()
        };
        Self {
            added: count(&[Action::Add]),
            updated: count(&[Action::Update]),
            removed: count(&[Action::Tombstone, Action::Remove, Action::Wait]),
        }
    }
}

/// Adds one; the oldest are forgotten.
pub fn add(history: &mut Vec<Installation>, one: Installation) {
    history.push(one);
    let excess = history.len().saturating_sub(MOST);
    history.drain(..excess);
}

/// The generations that were installed before the current one, the last one first, each once.
#[must_use]
pub fn before(history: &[Installation], current: u64) -> Vec<u64> {
    let mut out = Vec::new();
    for one in history.iter().rev() {
        let generation = one.generation;
        if generation != current && generation != 0 && !out.contains(&generation) {
            out.push(generation);
        }
    }
    out
}

/// Now, as RFC 3339 in UTC with seconds.
#[must_use]
pub fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH);
    date(seconds.map_or(0, |since| since.as_secs()))
}

/// Seconds of Unix as a date. The calendar repeats every 400 years of 146097 days; counted from March, a leap day is
/// the last one of its year.
fn date(seconds: u64) -> String {
    let (days, of_day) = (seconds / 86400 + 719_468, seconds % 86400);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3600, of_day % 3600 / 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::{Counts, Installation, before, date};

    #[test]
    fn dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_210_096, "2024-02-29T12:34:56Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(date(seconds), text);
        }
    }

    #[test]
    fn the_one_before_is_what_was_installed_before() {
        let one = |generation| Installation {
            at: String::new(),
            host: String::new(),
            by: String::new(),
            generation,
            files: Counts::default(),
        };
        for (order, current, wanted) in [
            (&[1, 2, 1][..], 1, &[2][..]),
            (&[1, 2, 3, 2], 2, &[3, 1]),
            (&[1, 2, 3], 3, &[2, 1]),
            (&[1, 2, 0], 0, &[2, 1]),
            (&[1], 1, &[]),
        ] {
            let history: Vec<Installation> = order.iter().copied().map(one).collect();
            assert_eq!(before(&history, current), wanted, "{order:?}");
        }
    }
}

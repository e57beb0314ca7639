//! Timers of systemd as schedules of a `CronJob`.

use std::collections::BTreeSet;

use crate::{
    grammar::{self, TimeZone},
    podman::unit::{Calendar, Part, Span, Timer},
};

/// When a `CronJob` runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Five fields.
    pub fields: grammar::Schedule,
    /// Time zone; the server's own when `None`, as with systemd.
    pub zone: Option<TimeZone>,
    /// Whether it is the timer's times exactly, not just as often.
    pub exact: bool,
    /// Whether a missed start is made up for.
    pub persistent: bool,
}

const MINUTES: (u16, u16) = (0, 59);
const HOURS: (u16, u16) = (0, 23);
const DAYS: (u16, u16) = (1, 31);
const MONTHS: (u16, u16) = (1, 12);

/// The schedule of all these timers together; `None` where five fields cannot say it.
pub fn schedule(timers: &[&Timer]) -> Option<Schedule> {
    let calendars: Vec<&Calendar> = timers.iter().flat_map(|timer| &timer.calendar).collect();
    let spans: Vec<&Span> = timers
        .iter()
        .flat_map(|timer| timer.every.iter().chain(&timer.pause))
        .collect();
    let delayed = timers.iter().any(|timer| {
        let delay = timer.randomized_delay.and_then(Span::duration);
        delay.is_none_or(|delay| !delay.is_zero()) && timer.randomized_delay.is_some()
    });
    let persistent = timers.iter().any(|timer| timer.persistent);
    match (calendars.split_first(), spans.as_slice()) {
        (Some((first, rest)), []) => {
            let mut all = fields(first)?;
            for other in rest {
                all = union(&all, &fields(other)?)?;
                (other.zone == first.zone).then_some(())?;
            }
            Some(Schedule {
                fields: grammar::Schedule::parse(&all.join(" ")).ok()?,
                zone: first.zone.clone(),
                exact: !delayed,
                persistent,
            })
        }
        (None, [span]) => Some(Schedule {
            fields: grammar::Schedule::parse(&every(span)?).ok()?,
            zone: None,
            exact: false,
            persistent: false,
        }),
        _ => None,
    }
}

/// Whether they start something again and again, and not only once after the boot.
pub fn repeats(timers: &[&Timer]) -> bool {
    timers.iter().any(|timer| {
        !(timer.calendar.is_empty() && timer.every.is_empty() && timer.pause.is_empty())
    })
}

/// Minute, hour, day, month, day of the week.
fn fields(calendar: &Calendar) -> Option<[String; 5]> {
    let Calendar {
        weekdays,
        years,
        months,
        days,
        from_end,
        hours,
        minutes,
        seconds,
        zone: _,
    } = calendar;
    let at_zero = |parts: &[Part]| {
        matches!(
            parts,
            [Part {
                first: 0,
                last: None,
                step: None
            }]
        )
    };
    // With both a day and a weekday, systemd wants both to fit, cron one of them.
    let contradicts = !days.is_empty() && !weekdays.is_empty();
    if !years.is_empty() || *from_end || !at_zero(seconds) || contradicts {
        return None;
    }
    Some([
        field(minutes, MINUTES),
        field(hours, HOURS),
        field(days, DAYS),
        field(months, MONTHS),
        weekday_field(weekdays),
    ])
}

fn field(parts: &[Part], (from, to): (u16, u16)) -> String {
    if parts.is_empty() {
        return "*".to_owned();
    }
    let part = |part: &Part| match (part.last, part.step) {
        (None, None) => part.first.to_string(),
        (Some(last), None) => format!("{}-{last}", part.first),
        (Some(last), Some(step)) => format!("{}-{last}/{step}", part.first),
        (None, Some(step)) if part.first == from => format!("*/{step}"),
        (None, Some(step)) => format!("{}-{to}/{step}", part.first),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(",")
}

/// cron counts from Sunday, which is 0.
fn weekday_field(weekdays: &BTreeSet<u8>) -> String {
    if weekdays.is_empty() {
        return "*".to_owned();
    }
    let days: BTreeSet<u8> = weekdays.iter().map(|day| day % 7).collect();
    let days: Vec<u8> = days.into_iter().collect();
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    let run = |(first, last): &(u8, u8)| match last.saturating_sub(*first) {
        0 => first.to_string(),
        1 => format!("{first},{last}"),
        _ => format!("{first}-{last}"),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(",")
}

/// Two schedules as one: they may differ in one field only.
fn union(one: &[String; 5], other: &[String; 5]) -> Option<[String; 5]> {
    let mut both = one.clone();
    let mut differ = 0;
    for (both, other) in both.iter_mut().zip(other) {
        if both != other {
            differ += 1;
            *both = if both == "*" || other == "*" {
                "*".to_owned()
            } else {
                format!("{both},{other}")
            };
        }
    }
    (differ <= 1).then_some(both)
}

/// As often, by the clock; only what divides an hour, a day or a week.
fn every(span: &Span) -> Option<String> {
    let seconds = span.duration()?.as_secs();
    let minutes = (seconds % 60 == 0).then_some(seconds / 60)?;
    let hours = minutes / 60;
    match minutes {
        0 => None,
        1 => Some("* * * * *".to_owned()),
        2..60 => (60 % minutes == 0).then(|| format!("*/{minutes} * * * *")),
        _ if minutes % 60 != 0 => None,
        60 => Some("0 * * * *".to_owned()),
        1440 => Some("0 0 * * *".to_owned()),
        10080 => Some("0 0 * * 0".to_owned()),
        _ => (hours < 24 && 24 % hours == 0).then(|| format!("0 */{hours} * * *")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn cron(texts: &[&str]) -> Option<String> {
        let calendar = texts.iter().filter_map(|text| Calendar::parse(text).ok());
        let timer = Timer {
            calendar: calendar.collect(),
            ..Timer::default()
        };
        assert_eq!(timer.calendar.len(), texts.len());
        schedule(&[&timer]).map(|schedule| schedule.fields.to_string())
    }

    #[test]
    fn calendars() {
        for (text, fields) in [
            ("daily", "0 0 * * *"),
            ("hourly", "0 * * * *"),
            ("minutely", "* * * * *"),
            ("weekly", "0 0 * * 1"),
            ("monthly", "0 0 1 * *"),
            ("quarterly", "0 0 1 1,4,7,10 *"),
            ("yearly", "0 0 1 1 *"),
            ("04:30", "30 4 * * *"),
            ("*:0/15", "*/15 * * * *"),
            ("*:5/15", "5-59/15 * * * *"),
            ("Mon..Fri 02:00", "0 2 * * 1-5"),
            ("Sat,Sun 02:00", "0 2 * * 0,6"),
            ("8..18/2:00", "0 8-18/2 * * *"),
            ("*-*-1,15 03:00", "0 3 1,15 * *"),
            ("*-12-24 18:00", "0 18 24 12 *"),
        ] {
            assert_eq!(cron(&[text]).as_deref(), Some(fields), "{text}");
        }
        for text in [
            "*:*:0/10",
            "2027-01-01",
            "*-*~1",
            "Mon *-*-1..7 03:00",
            "*:*:30",
        ] {
            assert_eq!(cron(&[text]), None, "{text}");
        }
        assert_eq!(cron(&["06:00", "18:00"]).as_deref(), Some("0 6,18 * * *"));
        assert_eq!(cron(&["06:00", "18:30"]), None);
        assert_eq!(cron(&["Mon 06:00", "06:00"]).as_deref(), Some("0 6 * * *"));
        assert_eq!(cron(&["06:00 UTC", "18:00"]), None);
    }

    #[test]
    fn intervals() {
        for (minutes, fields) in [
            (1, Some("* * * * *")),
            (15, Some("*/15 * * * *")),
            (60, Some("0 * * * *")),
            (360, Some("0 */6 * * *")),
            (1440, Some("0 0 * * *")),
            (7, None),
            (90, None),
            (300, None),
            (2880, None),
        ] {
            let timer = Timer {
                every: vec![Span::For(Duration::from_secs(minutes * 60))],
                ..Timer::default()
            };
            let schedule = schedule(&[&timer]);
            let schedule = schedule.map(|schedule| schedule.fields.to_string());
            assert_eq!(schedule.as_deref(), fields, "{minutes}");
        }
    }

    proptest! {
        #[test]
        fn schedules_are_schedules(text in "((Mon|Sat,Sun|Wed..Fri) )?([*0-9]{1,2}-[*0-9]{1,2} )?[0-9*./,]{1,5}:[0-9*./,]{1,5}") {
            if let Ok(calendar) = Calendar::parse(&text) {
                let all = fields(&calendar).map(|all| all.join(" "));
                prop_assert!(all.as_ref().is_none_or(|all| grammar::Schedule::is(all)), "{:?}", all);
            }
        }
    }
}

//! Calendar times, as systemd writes them.

use std::{collections::BTreeSet, fmt};

use crate::grammar::TimeZone;

mod part;

pub use part::Part;
use part::{Field, parts};

/// A calendar time (`OnCalendar=`): all instants that fit every part. An empty part fits always.
/// `parse` and `Display` are each other's inverse.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Calendar%20Events>
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week, 1 for Monday to 7 for Sunday.
    pub weekdays: BTreeSet<u8>,
    /// Years.
    pub years: Vec<Part>,
    /// Months, from 1.
    pub months: Vec<Part>,
    /// Days of the month, from 1.
    pub days: Vec<Part>,
    /// Whether the days count from the end of the month: 1 is its last day.
    pub from_end: bool,
    /// Hours, from 0 to 23.
    pub hours: Vec<Part>,
    /// Minutes.
    pub minutes: Vec<Part>,
    /// Seconds; fractions are cut off.
    pub seconds: Vec<Part>,
    /// Time zone (`UTC`, `Europe/Rome`); the host's where there is none.
    pub zone: Option<TimeZone>,
}

/// Words for whole times.
const SHORTHANDS: &[(&str, &str)] = &[
    ("minutely", "*-*-* *:*:00"),
    ("hourly", "*-*-* *:00:00"),
    ("daily", "*-*-* 00:00:00"),
    ("weekly", "Mon *-*-* 00:00:00"),
    ("monthly", "*-*-01 00:00:00"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("semiannually", "*-01,07-01 00:00:00"),
    ("semi-annually", "*-01,07-01 00:00:00"),
    ("biannually", "*-01,07-01 00:00:00"),
    ("bi-annually", "*-01,07-01 00:00:00"),
    ("yearly", "*-01-01 00:00:00"),
    ("annually", "*-01-01 00:00:00"),
    ("anually", "*-01-01 00:00:00"),
];

const WEEKDAYS: &[(&str, &str)] = &[
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

impl Calendar {
    /// Reads a calendar time: `[WEEKDAYS] [[YEAR-]MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE]`, each
    /// part `*`, a number, `1,3`, `1..5`, `0/15`; or a word as `daily`.
    ///
    /// # Errors
    /// Not such a time.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a calendar time, as `Mon..Fri 04:30` or `daily`");
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let zone = words.pop_if(|word| is_zone(word));
        let zone = zone.and_then(|zone| TimeZone::parse(zone).ok());
        if let [word] = words.as_slice() {
            let mut known = SHORTHANDS.iter();
            if let Some((_, long)) = known.find(|(short, _)| short.eq_ignore_ascii_case(word)) {
                let calendar = Self::parse(long)?;
                return Ok(Self { zone, ..calendar });
            }
        }
        let mut calendar = Self {
            zone,
            ..Self::default()
        };
        let mut words = words.into_iter().peekable();
        if words.peek().is_none() {
            return Err(wrong());
        }
        if let Some(word) = words.next_if(|word| word.starts_with(|c: char| c.is_alphabetic())) {
            let days = weekdays(word).ok_or_else(wrong)?;
            calendar.weekdays = Some(days).filter(|days| days.len() < 7).unwrap_or_default();
        }
        if let Some(word) = words.next_if(|word| !word.contains(':')) {
            calendar.date(word).ok_or_else(wrong)?;
        }
        let time = words.next().unwrap_or("00:00:00");
        calendar.time(time).ok_or_else(wrong)?;
        match words.next() {
            None => Ok(calendar),
            Some(_) => Err(wrong()),
        }
    }

    /// `YEAR-MONTH-DAY`, `MONTH-DAY`, or with `~` for `-` before a day that counts from the end.
    fn date(&mut self, text: &str) -> Option<()> {
        let (rest, day) = text.rsplit_once(['-', '~'])?;
        self.from_end = text.contains('~');
        let (year, month) = rest.split_once('-').unwrap_or(("*", rest));
        self.years = parts(year, 0, 2199, false)?;
        for part in &mut self.years {
            part.first = full_year(part.first);
            part.last = part.last.map(full_year);
        }
        self.months = parts(month, 1, 12, false)?;
        self.days = parts(day, 1, if self.from_end { 28 } else { 31 }, self.from_end)?;
        self.from_end &= !self.days.is_empty();
        Some(())
    }

    /// `HOUR:MINUTE` or `HOUR:MINUTE:SECOND`.
    fn time(&mut self, text: &str) -> Option<()> {
        let mut fields = text.split(':');
        self.hours = parts(fields.next()?, 0, 23, false)?;
        self.minutes = parts(fields.next()?, 0, 59, false)?;
        self.seconds = parts(
            &without_fractions(fields.next().unwrap_or("0")),
            0,
            59,
            false,
        )?;
        fields.next().is_none().then_some(())
    }
}

/// `UTC` or a name of the zone database; weekdays and words for whole times are none.
fn is_zone(word: &str) -> bool {
    let letters = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let weekdays = weekdays(word).is_some();
    let known = SHORTHANDS
        .iter()
        .any(|(short, _)| short.eq_ignore_ascii_case(word));
    letters && !weekdays && !known && TimeZone::is(word)
}

fn weekdays(text: &str) -> Option<BTreeSet<u8>> {
    let mut days = BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part
            .split_once("..")
            .or_else(|| part.split_once('-'))
            .unwrap_or((part, part));
        let (first, last) = (weekday(first)?, weekday(last)?);
        if first > last {
            return None;
        }
        days.extend(first..=last);
    }
    Some(days).filter(|days| !days.is_empty())
}

fn weekday(name: &str) -> Option<u8> {
    let known = |(short, long): &(&str, &str)| {
        short.eq_ignore_ascii_case(name) || long.eq_ignore_ascii_case(name)
    };
    let index = WEEKDAYS.iter().position(known)?;
    u8::try_from(index + 1).ok()
}

fn full_year(year: u16) -> u16 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        year => year,
    }
}

/// `5.5` is `5`, but `5..8` stays.
fn without_fractions(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '.' && chars.peek().is_some_and(char::is_ascii_digit) && !out.ends_with('.') {
            while chars.next_if(char::is_ascii_digit).is_some() {}
        } else {
            out.push(c);
        }
    }
    out
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = (1_u8..)
            .zip(WEEKDAYS)
            .filter(|(day, _)| self.weekdays.contains(day))
            .map(|(_, (short, _))| *short)
            .collect();
        if !names.is_empty() {
            write!(f, "{} ", names.join(","))?;
        }
        let dash = if self.from_end { '~' } else { '-' };
        write!(
            f,
            "{}-{}{dash}{} ",
            Field(&self.years),
            Field(&self.months),
            Field(&self.days)
        )?;
        let time = [&self.hours, &self.minutes, &self.seconds];
        write!(
            f,
            "{}:{}:{}",
            Field(time[0]),
            Field(time[1]),
            Field(time[2])
        )?;
        match &self.zone {
            Some(zone) => write!(f, " {zone}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // The examples of systemd.time(7) and others, as `systemd-analyze calendar` prints them, but
    // for ranges of weekdays.
    #[test]
    fn times() {
        for (text, normal) in [
            (
                "Sat,Thu,Mon..Wed,Sat..Sun",
                "Mon,Tue,Wed,Thu,Sat,Sun *-*-* 00:00:00",
            ),
            ("Mon,Sun 12-*-* 2,1:23", "Mon,Sun 2012-*-* 02,01:23:00"),
            ("Wed *-1", "Wed *-*-01 00:00:00"),
            ("Wed-Wed,Wed *-1", "Wed *-*-01 00:00:00"),
            ("Wed, 17:48", "Wed *-*-* 17:48:00"),
            (
                "Wed..Sat,Tue 12-10-15 1:2:3",
                "Tue,Wed,Thu,Fri,Sat 2012-10-15 01:02:03",
            ),
            ("*-*-7 0:0:0", "*-*-07 00:00:00"),
            ("10-15", "*-10-15 00:00:00"),
            ("monday *-12-* 17:00", "Mon *-12-* 17:00:00"),
            ("Mon,Fri *-*-3,1,2 *:30:45", "Mon,Fri *-*-03,01,02 *:30:45"),
            ("12,14,13,12:20,10,30", "*-*-* 12,14,13,12:20,10,30:00"),
            ("12..14:10,20,30", "*-*-* 12..14:10,20,30:00"),
            ("03-05 08:05:40", "*-03-05 08:05:40"),
            ("08:05:40", "*-*-* 08:05:40"),
            ("05:40", "*-*-* 05:40:00"),
            ("Sat,Sun 12-05 08:05:40", "Sat,Sun *-12-05 08:05:40"),
            ("2003-02..04-05", "2003-02..04-05 00:00:00"),
            ("2003-03-05 05:40 UTC", "2003-03-05 05:40:00 UTC"),
            ("05:40 Europe/Rome", "*-*-* 05:40:00 Europe/Rome"),
            ("*:0/15", "*-*-* *:00/15:00"),
            ("5..5:00", "*-*-* 05:00:00"),
            ("1..5/9:00", "*-*-* 01:00:00"),
            ("05:40 CET", "*-*-* 05:40:00 CET"),
            ("0/6:00", "*-*-* 00/6:00:00"),
            ("Sun *-*~07/1", "Sun *-*~07/1 00:00:00"),
            ("08:05:40.25", "*-*-* 08:05:40"),
            ("08:05:10..20", "*-*-* 08:05:10..20"),
            ("*-*-*", "*-*-* 00:00:00"),
            ("daily", "*-*-* 00:00:00"),
            ("Daily UTC", "*-*-* 00:00:00 UTC"),
            ("weekly", "Mon *-*-* 00:00:00"),
            ("quarterly", "*-01,04,07,10-01 00:00:00"),
        ] {
            let printed = Calendar::parse(text).map(|calendar| calendar.to_string());
            assert_eq!(printed.as_deref(), Ok(normal), "{text}");
        }
        for text in [
            "",
            " ",
            "UTC",
            "yesterday",
            "25:00",
            "12:60",
            "13-32",
            "1",
            "Mon 1:2:3:4",
            "*:0/0",
            "*:",
            ":5",
            "Mon Tue",
            "5..3:00",
            "*-13-01",
            "daily 05:00",
            "Mon..",
            "Sat..Mon",
            "*:*/10",
            "*:59/5",
            "*-*~30",
        ] {
            assert!(Calendar::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Calendar::parse(&text);
        }

        #[test]
        fn what_is_read_prints_and_reads_back(text in "((Mon|tue|Sat..Mon|Wed,Fri) )?([0-9*./,-]{0,4}-[0-9*./,]{1,5}[-~][0-9*]{1,2} )?[0-9*./,]{1,5}:[0-9*./]{1,5}( UTC| Europe/Rome)?") {
            if let Ok(calendar) = Calendar::parse(&text) {
                prop_assert_eq!(Calendar::parse(&calendar.to_string()), Ok(calendar));
            }
        }
    }
}

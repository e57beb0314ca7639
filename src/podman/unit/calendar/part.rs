//! Parts of calendar times.

use std::fmt;

/// Some of the values that a part of a calendar time may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The first.
    pub first: u16,
    /// The last; with a step the last that may be. Without one, only the first, or with a step
    /// all there are.
    pub last: Option<u16>,
    /// From one to the next; for [`Calendar::from_end`] without a last one, down to 1.
    pub step: Option<u16>,
}

/// The parts of a field; none for `*`. An open step goes up, or `down` to the least.
pub fn parts(text: &str, min: u16, max: u16, down: bool) -> Option<Vec<Part>> {
    if text == "*" {
        return Some(Vec::new());
    }
    text.split(',')
        .map(|part| Part::parse(part, min, max, down))
        .collect()
}

impl Part {
    fn parse(text: &str, min: u16, max: u16, down: bool) -> Option<Self> {
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse::<u16>().ok())?
        };
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(number(step).filter(|step| *step > 0)?)),
            None => (text, None),
        };
        let (first, last) = match range.split_once("..") {
            Some((first, last)) => (number(first)?, Some(number(last)?)),
            None => (number(range)?, None),
        };
        let fits = |value: u16| (min..=max).contains(&value);
        let room = match last {
            Some(last) => last.checked_sub(first)?,
            None if down => first.checked_sub(min)?,
            None => max.checked_sub(first)?,
        };
        if !fits(first) || !last.is_none_or(fits) {
            return None;
        }
        // A step that gets nowhere is an error, unless the last value is given as well.
        let (last, step) = match (last, step) {
            (None, Some(step)) if step > room => return None,
            (Some(_), Some(step)) if step > room => (None, None),
            (Some(last), Some(step)) => (Some(last - room.checked_rem(step)?), Some(step)),
            (last, step) => (last.filter(|last| *last > first), step),
        };
        Some(Self { first, last, step })
    }

    /// All values, up to the last that the part of the calendar has.
    pub fn values(self, max: u16) -> impl Iterator<Item = u16> {
        let end = match (self.last, self.step) {
            (Some(last), _) => last,
            (None, Some(_)) => max,
            (None, None) => self.first,
        };
        (self.first..=end).step_by(usize::from(self.step.unwrap_or(1)))
    }
}

/// Parts of a field, numbers with two digits.
pub struct Field<'a>(pub &'a [Part]);

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("*");
        }
        for (number, part) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str(",")?;
            }
            write!(f, "{:02}", part.first)?;
            if let Some(last) = part.last {
                write!(f, "..{last:02}")?;
            }
            if let Some(step) = part.step {
                write!(f, "/{step}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_parts() {
        let values = |text: &str| {
            let part = Part::parse(text, 0, 59, false);
            part.map(|part| part.values(59).collect::<Vec<_>>())
        };
        assert_eq!(values("5"), Some(vec![5]));
        assert_eq!(values("0/20"), Some(vec![0, 20, 40]));
        assert_eq!(values("10..30/10"), Some(vec![10, 20, 30]));
        assert_eq!(values("57..59"), Some(vec![57, 58, 59]));
    }
}

//! Timers.

use super::{Calendar, Span};

/// When a `.timer` starts another unit.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html>
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Full name of the unit that it starts (`Unit=`); that of the timer with `.service` by default.
    pub starts: String,
    /// Times of the calendar (`OnCalendar=`, NixOS' `startAt`); each of them counts.
    pub calendar: Vec<Calendar>,
    /// Times that do not follow the calendar but count from an event: `OnBootSec=`, `OnStartupSec=`,
    /// `OnActiveSec=`.
    pub once: Vec<Span>,
    /// Time since the unit started (`OnUnitActiveSec=`): it starts again and again.
    pub every: Vec<Span>,
    /// Time since the unit ended (`OnUnitInactiveSec=`): it starts again and again.
    pub pause: Vec<Span>,
    /// Whether a start that was missed is made up for (`Persistent=`).
    pub persistent: bool,
    /// Random delay of each start (`RandomizedDelaySec=`); none by default.
    pub randomized_delay: Option<Span>,
    /// How exact the start is (`AccuracySec=`); a minute by default.
    pub accuracy: Option<Span>,
}

impl Timer {
    /// Whether it has a time; systemd loads no timer without one.
    #[must_use]
    pub fn has_times(&self) -> bool {
        !(self.calendar.is_empty()
            && self.once.is_empty()
            && self.every.is_empty()
            && self.pause.is_empty())
    }
}

//! Settings of a timer that starts a container.

use super::{Becomes::NoField, Known, Table, converted, harmless, row};

pub const TABLE: Table = Table {
    attribute: "timerConfig",
    title: "`timerConfig`: systemd.timer(5)",
    page: "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html",
    docker: true,
    rows: ROWS,
};

#[rustfmt::skip]
const ROWS: &[Known] = &[
    converted("AccuracySec", "a CronJob starts within its minute"),
    harmless("DeferReactivation", "a run that is late starts with the next time"),
    harmless("FixedRandomDelay", "belongs to `RandomizedDelaySec=`"),
    converted("OnActiveSec", "a start after the boot"),
    converted("OnBootSec", "a start after the boot"),
    converted("OnCalendar", "the schedule of a CronJob"),
    row("OnClockChange", NoField, "it does not start when the clock is set").switch(),
    converted("OnStartupSec", "a start after the boot"),
    row("OnTimezoneChange", NoField, "it does not start when the time zone changes").switch(),
    converted("OnUnitActiveSec", "the schedule of a CronJob"),
    converted("OnUnitInactiveSec", "the schedule of a CronJob"),
    converted("Persistent", "whether a missed start is made up for"),
    converted("RandomizedDelaySec", "left out, and told"),
    row("RandomizedOffsetSec", NoField, "it starts at the times of the schedule").unless(&["0"]),
    harmless("RemainAfterElapse", "when systemd forgets the timer"),
    converted("Unit", "what the timer starts"),
    row("WakeSystem", NoField, "the node is not woken from sleep for it").switch().then("wake the node with a timer of the host before that time"),
];

//! Units as systemd reads them.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::{ledger::Ledger, read::Source};

/// A host with these units, and what is said of them.
fn host(units: &Value) -> (Host, Vec<String>) {
    let source = Source {
        name: "units.json".to_owned(),
        text: String::new(),
    };
    let mut host = Host::default();
    let mut fleet = Fleet::default();
    let units = serde_json::from_value(units.clone()).unwrap_or_default();
    let read = read(
        &At::root(&source),
        units,
        "a",
        &mut host,
        &mut fleet,
        &of_nixos,
    );
    assert_eq!(read, Ok(()));
    let mut ledger = Ledger::default();
    fleet.inventory(&mut ledger);
    let said = ledger.diagnostics().iter();
    let said = said.map(|diagnostic| diagnostic.say.message().to_owned());
    (host, said.collect())
}

#[test]
fn a_service() {
    let (host, said) = host(&json!({"podman-web": {
        "enable": true,
        "wantedBy": ["multi-user.target"],
        "requires": ["mnt-a.mount", "db"],
        "bindsTo": ["db.service"],
        "after": null,
        "unitConfig": {"RequiresMountsFor": "/srv/web \"/srv/my web\"", "StartLimitBurst": 3, "ConditionPathExists": "/x"},
        "startLimitIntervalSec": 30,
        "environment": {"http_proxy": "http://192.0.2.1:3128", "N": 1, "NO": null},
        "preStart": "docker rm -f web || true\n",
        "postStart": "touch /run/web",
        "script": "exec podman run web",
        "serviceConfig": {
            "Restart": "on-failure", "RestartSec": "1min 30s", "Type": "oneshot", "RemainAfterExit": true,
            "TimeoutStopSec": 120, "TimeoutStartSec": 0, "MemoryMax": "512M", "CPUQuota": "150%",
            "Environment": ["A=1 \"B=2 3\""], "User": "me", "ExecStartPre": ["-/bin/a", "", "/bin/b"],
        },
    }}));
    assert_eq!(said, Vec::<String>::new());
    let unit = host
        .units
        .as_ref()
        .and_then(|units| units.get("podman-web.service"));
    let Some(unit) = unit else {
        unreachable!("it was read")
    };
    assert_eq!(unit.wanted_by, ["multi-user.target"]);
    assert_eq!(unit.requires, ["mnt-a.mount", "db.service"]);
    assert_eq!(
        unit.required_mounts(),
        ["/mnt/a", "/srv/my web", "/srv/web"]
    );
    assert_eq!(unit.start_limit_burst, Some(3));
    assert_eq!(
        unit.start_limit_interval,
        Some(Span::For(Duration::from_secs(30)))
    );
    assert_eq!(unit.conditions, ["ConditionPathExists=/x"]);
    let service = &unit.service;
    assert_eq!(service.restart, Some(Restart::OnFailure));
    assert_eq!(
        service.restart_delay,
        Some(Span::For(Duration::from_secs(90)))
    );
    assert_eq!(service.kind, Some(Kind::Oneshot));
    assert!(service.remain_after_exit);
    assert_eq!(
        service.stop_timeout,
        Some(Span::For(Duration::from_mins(2)))
    );
    let variables: Vec<String> = service
        .environment
        .iter()
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    assert_eq!(
        variables,
        ["A=1", "B=2 3", "N=1", "http_proxy=http://192.0.2.1:3128"]
    );
    assert_eq!(service.proxies().count(), 1);
    assert_eq!(service.before_start, ["/bin/b"]);
    assert_eq!(service.after_start, ["touch /run/web"]);
    let setting = |name: &str| unit.settings.iter().find(|setting| setting.name == name);
    let user = setting("User").map(|setting| (setting.attribute, setting.values.as_slice()));
    assert_eq!(user, Some(("serviceConfig", &["me".to_owned()][..])));
    assert_eq!(setting("enable"), None);
}

#[test]
fn timers() {
    let (host, said) = host(&json!({
        "backup.timer": {"timerConfig": {"OnCalendar": ["daily", "Mon 04:00"], "Persistent": true, "Unit": "podman-backup.service"}},
        "podman-a.timer": {"timerConfig": {"OnUnitActiveSec": "1h", "OnBootSec": 300, "RandomizedDelaySec": "5min"}},
        "podman-b": {"startAt": "*:0/15"},
        "podman-c": {"startAt": []},
    }));
    assert_eq!(said, Vec::<String>::new());
    let of = |unit: &str| {
        host.timers(unit)
            .map(|(unit, timer)| (unit.name.clone(), timer.clone()))
            .collect::<Vec<_>>()
    };
    let calendar = |times: &[&str]| {
        times
            .iter()
            .flat_map(|time| Calendar::parse(time))
            .collect::<Vec<_>>()
    };
    let [(name, backup)] = &of("podman-backup.service")[..] else {
        unreachable!("one timer")
    };
    assert_eq!((name.as_str(), backup.persistent), ("backup.timer", true));
    assert_eq!(backup.calendar, calendar(&["daily", "Mon *-*-* 04:00"]));
    let [(_, a)] = &of("podman-a.service")[..] else {
        unreachable!("one timer")
    };
    assert_eq!(a.every, [Span::For(Duration::from_hours(1))]);
    assert_eq!(a.once, [Span::For(Duration::from_mins(5))]);
    assert_eq!(a.randomized_delay, Some(Span::For(Duration::from_mins(5))));
    let [(name, b)] = &of("podman-b.service")[..] else {
        unreachable!("one timer")
    };
    assert_eq!(
        (name.as_str(), &b.calendar),
        ("podman-b.timer", &calendar(&["*:0/15"]))
    );
    assert!(of("podman-c.service").is_empty());
}

#[test]
fn what_systemd_would_not_take_is_said() {
    let (host, said) = host(&json!({"a": {
        "serviceConfig": {"Restart": "unless-stopped", "RestartSec": "soon"}, "startAt": "sometimes",
    }}));
    assert_eq!(said.len(), 3, "{said:?}");
    let unit = host.units.as_ref().and_then(|units| units.get("a.service"));
    assert_eq!(unit.map(|unit| unit.service.restart), Some(None));
}

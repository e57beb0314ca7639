//! The values that podman takes and refuses, measured: `tests/data/podman-5.8.6.tsv` has a line
//! for each with a verdict, a flag and a value.
//!
//! Verdicts: `ok` podman creates the container; `no` it refuses; `dead` it creates the container,
//! which then does not start, so that we refuse; `machine` it refuses because something was not
//! there where it was measured (a file, another container), so that we take the value.

use k3s_migrate::{
    origin::{Given, OriginId},
    podman::{Container, text},
    read::flags::{TABLES, Takes},
};

/// Values that we treat otherwise on purpose, with the reason.
const ON_PURPOSE: &[(&str, &str, &str)] = &[
    (
        "--attach",
        "stdlog",
        "`podman run` refuses it, `podman create` was asked",
    ),
    (
        "--blkio-weight",
        "9",
        "the kernel refuses it when the container starts",
    ),
    (
        "--blkio-weight",
        "1001",
        "the kernel refuses it when the container starts",
    ),
    (
        "--cpus",
        "0x1p1",
        "nobody writes a hexadecimal fraction on purpose",
    ),
    (
        "--cpus",
        "1e30",
        "podman turns it into a number below zero, which it takes for no limit",
    ),
    (
        "--cpus",
        "inf",
        "podman turns it into a number below zero, which it takes for no limit",
    ),
    (
        "--health-cmd",
        "CMD",
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-cmd",
        "CMD ",
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-cmd",
        r#"["","x"]"#,
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-cmd",
        r#"["CMD",""]"#,
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-cmd",
        r#"["CMD",null]"#,
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-cmd",
        r#"["CMD"]"#,
        "podman creates the container and has no command for its check",
    ),
    ("--health-interval", "-5s", "systemd sets no timer to it"),
    (
        "--health-startup-cmd",
        "CMD",
        "podman creates the container and has no command for its check",
    ),
    (
        "--health-startup-interval",
        "-1s",
        "systemd sets no timer to it",
    ),
    (
        "--memory",
        "8192p",
        "podman turns it into a number below zero, which it takes for no limit",
    ),
    (
        "--memory",
        "99999999999999999999",
        "podman turns it into a number below zero, which it takes for no limit",
    ),
    (
        "--memory",
        "inf ",
        "podman turns it into a number below zero, which it takes for no limit",
    ),
    (
        "--memory-swappiness",
        "-2",
        "the kernel refuses it when the container starts",
    ),
    (
        "--memory-swappiness",
        "101",
        "the kernel refuses it when the container starts",
    ),
    (
        "--oom-score-adj",
        "-1001",
        "the kernel refuses it when the container starts",
    ),
    (
        "--oom-score-adj",
        "1001",
        "the kernel refuses it when the container starts",
    ),
    (
        "--env",
        "",
        "podman takes an empty variable only where it is the only one",
    ),
    (
        "--security-opt",
        "label=",
        "podman takes any label where there is no SELinux",
    ),
    (
        "--security-opt",
        "label=foo",
        "podman takes any label where there is no SELinux",
    ),
    (
        "--shm-size",
        "",
        "an empty size is podman's default; written out it is a slip",
    ),
    (
        "--volume",
        "vol:/x:upperdir=/u,workdir=/w,O",
        "podman takes these options in any order for a directory",
    ),
];

fn takes(flag: &str, value: &str) -> Result<(), String> {
    let row = TABLES
        .iter()
        .flat_map(|table| table.iter())
        .find(|row| row.name == flag)
        .ok_or_else(|| format!("`{flag}` has no row"))?;
    let values = match row.takes {
        Takes::Slice => text::csv(value)?,
        Takes::Switch | Takes::Value | Takes::Array => vec![value.to_owned()],
    };
    let mut container = Container::default();
    for value in &values {
        let given = Given {
            value: value.as_str(),
            origin: OriginId::new(0, 0),
        };
        (row.set)(&mut container, given)?;
    }
    Ok(())
}

#[test]
fn what_podman_takes_we_take() {
    let mut wrong = Vec::new();
    for line in include_str!("data/podman-5.8.6.tsv").lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(verdict), Some(flag), Some(value)) =
            (fields.next(), fields.next(), fields.next())
        else {
            unreachable!("no three fields: {line}");
        };
        if ON_PURPOSE.iter().any(|(f, v, _)| (*f, *v) == (flag, value)) {
            continue;
        }
        let ours = takes(flag, value);
        if ours.is_ok() != matches!(verdict, "ok" | "machine") {
            wrong.push(format!(
                "podman says {verdict} of {flag}={value}, we say {ours:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

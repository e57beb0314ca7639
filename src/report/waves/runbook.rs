//! The plan as a runbook in Markdown: each line of a wave is a command that can be typed, or a decision with its reason.

use std::fmt::Write as _;

use super::{ports, said, weight};
use crate::{
    columns::counted,
    rules::dialect::Dialect,
    waves::{BACKUP, Moves, Stay, Wave},
};

/// How the containers of a host are declared, which decides who is told that some of them move.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    /// How their options are spelled.
    pub dialect: &'a Dialect,
    /// The program that runs them: `podman`, `docker`.
    pub command: &'a str,
    /// The inputs, as they are given to the program.
    pub inputs: &'a str,
}

/// The runbook of one host.
#[must_use]
pub fn markdown(moves: &Moves, declared: &Declared<'_>) -> String {
    let Moves { host, total, .. } = moves;
    let containers: usize = moves.waves.iter().map(|wave| wave.containers.len()).sum();
    let mut out = format!(
        "# {host}: {} in {}\n\n\
         All Pods together: {}. A server of K3s takes about 1.6 GiB on top, and a node runs 110 Pods at most.\n\n\
         Everything that has moved is in K3s from its wave on; the rest stays with {}. Stopping after any wave is fine.\n",
        counted(containers, "container"),
        counted(moves.waves.len(), "wave"),
        weight(total),
        declared.command,
    );
    let mut so_far: Vec<&str> = Vec::new();
    for wave in &moves.waves {
        let before = so_far.clone();
        so_far.extend(wave.containers.iter().map(String::as_str));
        so_far.sort_unstable();
        out.push_str(&chapter(moves, wave, &before, &so_far, declared));
    }
    out
}

fn chapter(
    moves: &Moves,
    wave: &Wave,
    before: &[&str],
    so_far: &[&str],
    declared: &Declared<'_>,
) -> String {
    let mut out = format!(
        "\n## Wave {}: {}\n\n{}\n\nWhy now: {}.\n",
        wave.number,
        wave.class.title(),
        listed(&wave.containers),
        wave.class.reason(),
    );
    for together in &wave.together {
        let _ = writeln!(
            out,
            "\n{} move together: {}.",
            listed(&together.containers),
            together.because.join("; ")
        );
    }
    preparation(&mut out, wave);
    switch(&mut out, moves, wave, so_far, declared);
    checks(&mut out, wave);
    back(&mut out, moves, wave, before, declared);
    let _ = write!(
        out,
        "\n### Afterwards\n\n- [ ] Watch it for {} hours before the next wave: `k3s-migrate status`\n",
        moves.watch_hours
    );
    if wave.data.iter().any(|data| data.stay == Stay::Copied) {
        let _ = writeln!(
            out,
            "- [ ] Keep the data in its old place for {} days: it is the way back",
            moves.keep_days
        );
    }
    out
}

fn preparation(out: &mut String, wave: &Wave) {
    out.push_str("\n### Before\n\n");
    for blocked in &wave.blocked {
        for code in &blocked.codes {
            let _ = writeln!(
                out,
                "- [ ] `{}` cannot move yet: `k3s-migrate explain {code}`",
                blocked.container
            );
        }
    }
    for bridge in &wave.bridges {
        let _ = writeln!(out, "- [ ] {}", said(bridge));
    }
    for image in &wave.images {
        let _ = writeln!(out, "- [ ] `k3s crictl pull {image}`");
    }
    if !wave.databases.is_empty() {
        let _ = writeln!(out, "- [ ] `install -d -m 0700 {BACKUP}`");
    }
    for database in &wave.databases {
        for command in &database.save {
            let _ = writeln!(out, "- [ ] `{command}`");
        }
    }
    for data in wave.data.iter().filter(|data| data.stay == Stay::Copied) {
        let _ = writeln!(
            out,
            "- [ ] Decide how `{}` of `{}` gets into the claim `{}`: the Pod starts without it",
            data.at, data.container, data.place
        );
    }
    let _ = writeln!(out, "- [ ] The node has room: {}", weight(&wave.weight));
}

fn switch(out: &mut String, moves: &Moves, wave: &Wave, so_far: &[&str], declared: &Declared<'_>) {
    out.push_str("\n### Switch\n\n");
    let pause: Vec<String> = wave
        .stops
        .iter()
        .map(|stop| {
            let end = if stop.is_checked {
                "until its check succeeds"
            } else {
                "until its program answers"
            };
            format!(
                "`{}` at most {} s to end, then {end}",
                stop.container, stop.to_end_seconds
            )
        })
        .collect();
    let _ = writeln!(
        out,
        "What stands still, and for how long: {}.\n",
        pause.join("; ")
    );
    out.push_str(&fence(&to(&moves.host, &wave.containers, so_far, declared)));
    if !wave.ports.is_empty() {
        let _ = writeln!(
            out,
            "\nPorts of the host that change hands: {}.",
            ports(wave).join(", ")
        );
    }
}

fn checks(out: &mut String, wave: &Wave) {
    out.push_str("\n### Look\n\n");
    for workload in &wave.workloads {
        let mut parts = workload.splitn(3, '/');
        let (namespace, kind, name) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let command = match kind {
            "job" | "cronjob" => format!("k3s kubectl -n {namespace} get {kind} {name}"),
            _ => format!("k3s kubectl -n {namespace} rollout status {kind}/{name} --timeout=300s"),
        };
        let _ = writeln!(out, "- [ ] `{command}`");
    }
    for database in &wave.databases {
        for command in &database.check {
            let _ = writeln!(out, "- [ ] `{command}`");
        }
    }
}

fn back(out: &mut String, moves: &Moves, wave: &Wave, before: &[&str], declared: &Declared<'_>) {
    out.push_str("\n### Way back\n\n");
    out.push_str(&fence(&from(
        &moves.host,
        &wave.containers,
        before,
        declared,
    )));
    let restore: Vec<&String> = wave
        .databases
        .iter()
        .flat_map(|database| &database.restore)
        .collect();
    if !restore.is_empty() {
        out.push_str(
            "\nOnly if a database in the cluster is damaged, and before the way back:\n\n",
        );
        let lines: Vec<&str> = restore.into_iter().map(String::as_str).collect();
        out.push_str(&fence(&("sh", lines.join("\n"))));
    }
}

/// A block of code with its language.
fn fence((language, code): &(&str, String)) -> String {
    format!("```{language}\n{code}\n```\n")
}

/// What moves a wave.
fn to(
    host: &str,
    wave: &[String],
    so_far: &[&str],
    declared: &Declared<'_>,
) -> (&'static str, String) {
    match Style::of(declared) {
        Style::Nix => ("nix", nix(host, so_far)),
        Style::Compose => (
            "sh",
            format!(
                "{} compose stop {}\n{}",
                declared.command,
                wave.join(" "),
                install(declared, so_far)
            ),
        ),
        Style::Units => ("sh", install(declared, so_far)),
    }
}

/// What takes it back.
fn from(
    host: &str,
    wave: &[String],
    before: &[&str],
    declared: &Declared<'_>,
) -> (&'static str, String) {
    let installed = || {
        if before.is_empty() {
            "k3s-migrate uninstall".to_owned()
        } else {
            install(declared, before)
        }
    };
    match Style::of(declared) {
        Style::Nix => ("nix", nix(host, before)),
        Style::Compose => (
            "sh",
            format!(
                "{}\n{} compose start {}",
                installed(),
                declared.command,
                wave.join(" ")
            ),
        ),
        Style::Units => ("sh", installed()),
    }
}

fn nix(host: &str, containers: &[&str]) -> String {
    let names: Vec<String> = containers
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    let names = if names.is_empty() {
        String::new()
    } else {
        format!("{} ", names.join(" "))
    };
    format!("services.k3sMigrate.containers = [ {names}];  # then: just deploy {host}")
}

fn install(declared: &Declared<'_>, containers: &[&str]) -> String {
    format!(
        "k3s-migrate convert {} --only {} -o bundle --layout k3s\nk3s-migrate install bundle",
        declared.inputs,
        containers.join(","),
    )
}

/// Who starts and stops containers.
enum Style {
    /// The module.
    Nix,
    /// `docker compose`.
    Compose,
    /// Units of systemd that `install` holds.
    Units,
}

impl Style {
    fn of(declared: &Declared<'_>) -> Self {
        match declared.dialect {
            dialect if dialect.is_written() => Self::Nix,
            dialect if dialect.joint.starts_with(':') => Self::Compose,
            _ => Self::Units,
        }
    }
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

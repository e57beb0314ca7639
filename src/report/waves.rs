//! `plan`: the order of a migration, as text, as a runbook to follow, and as a graph.

use std::fmt::Write as _;

use crate::{
    columns::counted,
    waves::{Bridge, Direction, Moves, Stay, Wave, Weight},
};

pub mod graph;
pub mod runbook;

/// A short view: a block per wave.
#[must_use]
pub fn text(all: &[Moves]) -> String {
    let mut out = String::new();
    for moves in all {
        if !out.is_empty() {
            out.push('\n');
        }
        let containers: usize = moves.waves.iter().map(|wave| wave.containers.len()).sum();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}: {} in {}; {}",
            moves.host,
            counted(containers, "container"),
            counted(moves.waves.len(), "wave"),
            weight(&moves.total)
        );
        for wave in &moves.waves {
            out.push('\n');
            out.push_str(&block(wave));
        }
    }
    out
}

fn block(wave: &Wave) -> String {
    let mut out = format!(
        "wave {}: {}\n  {}\n",
        wave.number,
        wave.class.title(),
        wave.containers.join(", ")
    );
    let mut line = |what: &str, text: &str| {
        let _ = writeln!(out, "  {what}: {text}");
    };
    for together in &wave.together {
        line("together", &together.because.join("; "));
    }
    for blocked in &wave.blocked {
        let text = format!("{} ({})", blocked.container, blocked.codes.join(", "));
        line("cannot move yet", &text);
    }
    for bridge in &wave.bridges {
        line("bridge", &said(bridge));
    }
    for database in &wave.databases {
        line(
            "save",
            &format!("{} ({})", database.container, database.kind),
        );
    }
    for data in wave.data.iter().filter(|data| data.stay == Stay::Copied) {
        let text = format!(
            "{} of `{}` into the claim {}",
            data.at, data.container, data.place
        );
        line("copy", &text);
    }
    if !wave.ports.is_empty() {
        line("ports", &ports(wave).join(", "));
    }
    line("asks for", &weight(&wave.weight));
    out
}

/// What a bridge is there for, and how it is made.
#[must_use]
pub fn said(bridge: &Bridge) -> String {
    let Bridge {
        container,
        needs,
        name,
        until_wave,
        ..
    } = bridge;
    let side = match bridge.direction {
        Direction::IntoCluster => "calls a name that only the cluster knows then",
        Direction::OutOfCluster => "calls from its Pod a name that only the engine knows",
    };
    let called = if name == needs {
        String::new()
    } else {
        format!(" (`{needs}`)")
    };
    let port = match (bridge.host_port, bridge.port) {
        (Some(host), Some(port)) if host == port => format!("port {host} of the host"),
        (Some(host), Some(port)) => {
            format!("port {host} of the host, in the place of {port}")
        }
        (Some(host), None) => format!("port {host} of the host"),
        (None, Some(port)) => format!("port {port} of the host, after `{needs}` publishes it"),
        (None, None) => format!("a port of the host, after `{needs}` publishes it"),
    };
    format!(
        "`{container}` {side}: `{name}`{called}; until wave {until_wave} give it \
         `--add-host={name}:host-gateway` and {port}"
    )
}

/// The ports of a wave: `homepage 3003/tcp`.
#[must_use]
pub fn ports(wave: &Wave) -> Vec<String> {
    let ports = wave.ports.iter().map(|port| {
        let address = port.address.as_deref().map_or(String::new(), |address| {
            if address.contains(':') {
                format!("[{address}]:")
            } else {
                format!("{address}:")
            }
        });
        let last = if port.last == port.first {
            String::new()
        } else {
            format!("-{}", port.last)
        };
        format!(
            "{} {address}{}{last}/{}",
            port.container, port.first, port.protocol
        )
    });
    ports.collect()
}

/// `3 Pods, memory 512 MiB to 1024 MiB, CPU 0.5 to 2 cores, 1 container without a limit of memory`.
#[must_use]
pub fn weight(weight: &Weight) -> String {
    const MIB: u64 = 1 << 20;
    let mut parts = vec![counted(weight.pods, "Pod")];
    let (memory, most) = (weight.memory_requests_bytes, weight.memory_limits_bytes);
    if memory > 0 || most > 0 {
        parts.push(format!(
            "memory {} MiB requested, {} MiB at most",
            memory / MIB,
            most / MIB
        ));
    }
    let (cpu, most) = (weight.cpu_requests_millicores, weight.cpu_limits_millicores);
    if cpu > 0 || most > 0 {
        parts.push(format!("CPU {cpu}m requested, {most}m at most"));
    }
    let without = weight.without_memory_limit.len();
    if without > 0 {
        parts.push(format!(
            "{} without a limit of memory",
            counted(without, "container")
        ));
    }
    parts.join(", ")
}

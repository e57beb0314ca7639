//! What the engine still runs on this host: a container that runs next to its Pod writes the same files, so its workload is
//! not installed before it has ended.
//!
//! systemd is asked about the units. A container may also be left without its unit (started by hand, or kept when the unit
//! ended): every container of podman has a process `conmon --name NAME` for as long as it lives, of whatever user.

use std::{collections::BTreeMap, fmt, fs, path::Path, process::Command};

use super::{
    child::{self, DEADLINE, Failure},
    facts::is_here,
};
use crate::bundle::index::{Index, Unit};

/// What is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Still {
    /// The unit is in this state: `active`, `deactivating`.
    Unit(String),
    /// Its container runs outside the unit.
    Container(String),
    /// systemd did not say.
    Unknown(String),
}

impl fmt::Display for Still {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(state) => f.write_str(state),
            Self::Container(name) => write!(f, "its container `{name}` runs"),
            Self::Unknown(why) => f.write_str(why),
        }
    }
}

/// Units of this host whose containers are still there, by their full name. `proc` is where the kernel shows processes.
#[must_use]
pub fn running(index: &Index, host: &str, proc: &Path) -> BTreeMap<String, Still> {
    let here = |unit: &&Unit| is_here(&unit.host, index, host);
    let units: Vec<&Unit> = index.units.iter().filter(here).collect();
    if units.is_empty() {
        return BTreeMap::new();
    }
    let mut out = states(&units);
    let left = containers(proc);
    for unit in units {
        if left.contains(&unit.container) {
            let still = Still::Container(unit.container.clone());
            out.entry(unit.unit.clone()).or_insert(still);
        }
    }
    out
}

/// The states of units that are not at rest. Where there is no systemd there are none.
fn states(units: &[&Unit]) -> BTreeMap<String, Still> {
    let names = units.iter().map(|unit| unit.unit.as_str());
    let mut command = Command::new("systemctl");
    command.args(["is-active", "--"]).args(names.clone());
    let said = match child::ask(&mut command, DEADLINE) {
        Ok(answer) => String::from_utf8_lossy(&answer.stdout).into_owned(),
        Err(Failure::Missing) => return BTreeMap::new(),
        Err(failure) => {
            let unknown = Still::Unknown(format!("`systemctl` cannot be asked: {failure}"));
            return names
                .map(|name| (name.to_owned(), unknown.clone()))
                .collect();
        }
    };
    // One line per unit, in their order.
    let words = names.zip(said.lines());
    let busy = words.filter(|(_, word)| !matches!(*word, "inactive" | "failed" | "unknown"));
    busy.map(|(name, word)| (name.to_owned(), Still::Unit(word.to_owned())))
        .collect()
}

/// Names of the containers that podman's monitors watch.
fn containers(proc: &Path) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir(proc).into_iter().flatten().flatten() {
        let is_process = entry.file_name().to_string_lossy().parse::<u32>().is_ok();
        let comm = || fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
        if is_process && comm().trim_end() == "conmon" {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            out.extend(name(&String::from_utf8_lossy(&line)));
        }
    }
    out
}

/// The name in a monitor's command line, whose words end with NUL.
fn name(line: &str) -> Option<String> {
    let mut words = line.split('\0');
    words.find(|word| matches!(*word, "-n" | "--name"))?;
    words.next().map(str::to_owned)
}

/// Whether systemd still starts the host.
#[must_use]
pub fn host_starts() -> bool {
    let said = child::ask(Command::new("systemctl").arg("is-system-running"), DEADLINE);
    let word = said.map(|answer| answer.stdout).unwrap_or_default();
    matches!(word.trim_ascii(), b"initializing" | b"starting")
}

/// Starts units that may run again, as far as another unit wants them; what has its own start or none stays as it is.
pub fn start(units: &[String]) {
    for unit in units {
        let mut wanted = Command::new("systemctl");
        wanted.args([
            "show",
            "--property=WantedBy,RequiredBy",
            "--value",
            "--",
            unit,
        ]);
        let by = child::ask(&mut wanted, DEADLINE).map(|answer| answer.stdout);
        if by.is_ok_and(|by| !by.trim_ascii().is_empty()) {
            let mut start = Command::new("systemctl");
            // Whether it comes up is what systemd says of it.
            let _ = child::ask(start.args(["start", "--no-block", "--", unit]), DEADLINE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::fs;

    use super::containers;

    #[test]
    fn the_names_of_containers_that_are_watched() {
        let proc = tempfile::tempdir().unwrap();
        for (id, comm, line) in [
            ("1", "systemd", "/sbin/init\0-n\0x\0"),
            (
                "20",
                "conmon",
                "/usr/bin/conmon\0--api-version\x001\0-c\0abc\0-n\0web\0--exit-dir\0/run\0",
            ),
            ("21", "conmon", "conmon\0--name\0db\0"),
            ("22", "conmon", ""),
            ("self", "conmon", "conmon\0-n\0nobody\0"),
        ] {
            let folder = proc.path().join(id);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("comm"), format!("{comm}\n")).unwrap();
            fs::write(folder.join("cmdline"), line).unwrap();
        }
        let mut names = containers(proc.path());
        names.sort();
        assert_eq!(names, ["db", "web"]);
    }
}

//! What the host itself has to say: paths, ports and units of the workloads that come to it.

use std::{
    collections::BTreeSet,
    fs, io,
    os::unix::fs::FileTypeExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use super::{paths, preflight::say};
use crate::{
    bundle::index::{HostPath, HostPort, Index},
    ledger::Ledger,
    rules::install as rules,
};

pub(super) mod mounts;
mod ports;

/// Says what is wrong with the host. `before` is what is installed now: its ports are taken by
/// itself.
pub fn check(index: &Index, before: Option<&Index>, host: &str, ledger: &mut Ledger) {
    paths::elsewhere(index, host, ledger);
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mounts = mounts::parse(&mounts);
    let here = |of: &str| is_here(of, index, host);
    for path in index.host_paths.iter().filter(|path| here(&path.host)) {
        self::path(path, &mounts, ledger);
    }
    let had: BTreeSet<&HostPort> = before.iter().flat_map(|index| &index.host_ports).collect();
    let taken = ports::taken();
    for port in index.host_ports.iter().filter(|port| here(&port.host)) {
        if !had.contains(port) && taken.iter().any(|listener| listener.meets(port)) {
            let text = rules::port_taken(port.port, &port.protocol, &port.workload);
            say(ledger, &format!("workload {}", port.workload), text);
        }
    }
}

/// Says which units still run what is installed.
pub fn units(index: &Index, host: &str, ledger: &mut Ledger) {
    let units: Vec<&str> = index
        .units
        .iter()
        .filter(|unit| is_here(&unit.host, index, host))
        .map(|unit| unit.unit.as_str())
        .collect();
    if units.is_empty() {
        return;
    }
    // One line per unit, in their order; where there is no systemd there is nothing to say.
    let Ok(output) = Command::new("systemctl")
        .arg("is-active")
        .args(&units)
        .output()
    else {
        return;
    };
    let words = String::from_utf8_lossy(&output.stdout);
    for (unit, word) in units.iter().zip(words.lines()) {
        if matches!(word, "active" | "activating" | "reloading") {
            say(ledger, &format!("unit {unit}"), rules::unit_active(unit));
        }
    }
}

/// Whether a fact is about this host: the bundle may be of a whole fleet.
pub(super) fn is_here(of: &str, index: &Index, host: &str) -> bool {
    let hosts = index.units.iter().map(|unit| &unit.host);
    let hosts = hosts.chain(index.host_paths.iter().map(|path| &path.host));
    let hosts = hosts.chain(index.mount_points.iter().map(|point| &point.host));
    let hosts = hosts.chain(index.seccomp.iter().map(|profile| &profile.host));
    of == host
        || hosts
            .chain(index.host_ports.iter().map(|port| &port.host))
            .all(|h| h == of)
}

fn path(wanted: &HostPath, mounts: &[mounts::Mount], ledger: &mut Ledger) {
    let place = format!("workload {}", wanted.workload);
    let made = wanted.kind.ends_with("OrCreate");
    let found = match fs::metadata(&wanted.path) {
        Ok(found) => found,
        // `paths` has told of it.
        Err(_) if wanted.type_at.is_some() || wanted.made.is_some() => return,
        Err(error) if made && error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => {
            let (path, workload) = (&wanted.path, &wanted.workload);
            let text = match error.kind() {
                io::ErrorKind::NotFound => rules::path_missing(path, workload),
                kind => rules::path_unseen(path, workload, kind),
            };
            return say(ledger, &place, text);
        }
    };
    let kind = found.file_type();
    let right = match wanted.kind.trim_end_matches("OrCreate") {
        "Directory" => kind.is_dir(),
        "File" => kind.is_file(),
        "Socket" => kind.is_socket(),
        "CharDevice" => kind.is_char_device(),
        "BlockDevice" => kind.is_block_device(),
        _ => true,
    };
    if !right {
        let text = rules::path_kind(&wanted.path, &wanted.kind);
        say(ledger, &place, text);
    }
    let path = Path::new(&wanted.path);
    // A link may lead to another file system.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let Some(mount) = mounts::of(&real, mounts).filter(|mount| mount.is_remote())
        && let Some(database) = database(path)
    {
        let text = rules::path_remote(database.display(), &mount.kind);
        say(ledger, &place, text);
    }
}

/// A file that looks like a database of `SQLite`: the path itself, in the directory that it is, or in
/// one below that.
fn database(path: &Path) -> Option<PathBuf> {
    let entries = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).take(1000).collect();
        entries.sort();
        entries
    };
    let is = |path: &Path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        [".db", ".sqlite", ".sqlite3", ".db-wal", ".db3"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    if path.is_file() {
        return is(path).then(|| path.to_owned());
    }
    let top = entries(path);
    top.iter().find(|path| is(path)).cloned().or_else(|| {
        top.iter()
            .filter(|path| path.is_dir())
            .find_map(|path| entries(path).into_iter().find(|path| is(path)))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::{fs, os::unix::fs::symlink};

    use super::{Ledger, mounts};
    use crate::bundle::index::HostPath;

    #[test]
    fn a_database_on_another_machine_is_seen_behind_a_link_and_as_a_file() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("nas/app")).unwrap();
        fs::write(top.join("nas/app/app.db"), "").unwrap();
        symlink(top.join("nas/app"), top.join("link")).unwrap();
        let mounts = mounts::parse(&format!(
            "1 0 0:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:2 / {}/nas rw - nfs4 nas:/ rw\n",
            top.display()
        ));
        for (path, kind) in [
            ("nas/app", "Directory"),
            ("link", "Directory"),
            ("nas/app/app.db", "File"),
        ] {
            let wanted = HostPath {
                host: String::new(),
                path: top.join(path).to_string_lossy().into_owned(),
                kind: kind.to_owned(),
                workload: "podman/a".to_owned(),
                ..HostPath::default()
            };
            let mut ledger = Ledger::default();
            super::path(&wanted, &mounts, &mut ledger);
            let codes = ledger.diagnostics().iter().map(|d| d.say.rule.code);
            assert_eq!(codes.collect::<Vec<_>>(), ["K3M922"], "{path}");
        }
    }
}

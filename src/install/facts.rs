//! What the host itself has to say: paths, ports and units of the workloads that come to it.

use std::{collections::BTreeSet, path::Path};

use super::{
    look::{Answer, Looker, Question},
    paths,
    preflight::say,
    read::Trouble,
};
use crate::{
    bundle::index::{HostPath, HostPort, Index},
    ledger::Ledger,
    rules::install as rules,
};

pub(super) mod mounts;
mod ports;

/// Says what is wrong with the host. `before` is what is installed now: its ports are taken by
/// itself.
pub fn check(
    index: &Index,
    before: Option<&Index>,
    host: &str,
    look: &mut Looker,
    ledger: &mut Ledger,
) {
    paths::elsewhere(index, host, ledger);
    let here = |of: &str| is_here(of, index, host);
    for path in index.host_paths.iter().filter(|path| here(&path.host)) {
        self::path(path, look, ledger);
    }
    let had: BTreeSet<&HostPort> = before.iter().flat_map(|index| &index.host_ports).collect();
    let ports = index.host_ports.iter();
    let new = ports.filter(|port| here(&port.host) && !had.contains(port));
    let new: Vec<&HostPort> = new.collect();
    // The kernel walks all its tables for the answer: on some hosts that takes longer than everything else.
    let taken = if new.is_empty() {
        Vec::new()
    } else {
        ports::taken()
    };
    for port in new {
        if taken.iter().any(|listener| listener.meets(port)) {
            let text = rules::port_taken(port.port, &port.protocol, &port.workload);
            say(ledger, &format!("workload {}", port.workload), text);
        }
    }
}

/// Whether a fact is about this host: the bundle may be of a whole fleet.
pub(super) fn is_here(of: &str, index: &Index, host: &str) -> bool {
    of == host || hosts(index).iter().all(|other| *other == of)
}

/// The hosts that a bundle is for.
pub(super) fn hosts(index: &Index) -> BTreeSet<&str> {
    let hosts = index
        .hosts
        .iter()
        .chain(index.units.iter().map(|unit| &unit.host));
    let hosts = hosts.chain(index.host_paths.iter().map(|path| &path.host));
    let hosts = hosts.chain(index.mount_points.iter().map(|point| &point.host));
    let hosts = hosts.chain(index.seccomp.iter().map(|profile| &profile.host));
    let hosts = hosts.chain(index.host_ports.iter().map(|port| &port.host));
    hosts.map(String::as_str).collect()
}

fn path(wanted: &HostPath, look: &mut Looker, ledger: &mut Ledger) {
    let place = format!("workload {}", wanted.workload);
    let made = wanted.kind.ends_with("OrCreate");
    let path = Path::new(&wanted.path);
    let found = match look.ask(&Question::Path(path.to_owned())) {
        Ok(Answer::Path(found)) => found,
        Ok(_) => return,
        // `paths` has told of it.
        Err(_) if wanted.type_at.is_some() || wanted.made.is_some() => return,
        Err(Trouble::Missing) if made => return,
        Err(trouble) => {
            let (path, workload) = (&wanted.path, &wanted.workload);
            let text = match trouble {
                Trouble::Missing => rules::path_missing(path, workload),
                other => rules::path_unseen(path, workload, other),
            };
            return say(ledger, &place, text);
        }
    };
    let kind = wanted.kind.trim_end_matches("OrCreate");
    if !kind.is_empty() && found.kind.as_deref() != Some(kind) {
        let text = rules::path_kind(&wanted.path, &wanted.kind);
        say(ledger, &place, text);
    }
    // A link may lead to another file system.
    let Ok(Answer::Other(real)) = look.ask(&Question::Real(path.to_owned())) else {
        return;
    };
    let mount = mounts::of(real.as_deref().unwrap_or(path), look.mounts());
    if let Some(mount) = mount.filter(|mount| mount.is_remote()).cloned()
        && let Ok(Answer::Other(Some(database))) = look.ask(&Question::Database(path.to_owned()))
    {
        let text = rules::path_remote(database.display(), &mount.kind);
        say(ledger, &place, text);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::{fs, os::unix::fs::symlink};

    use super::{Ledger, Looker, mounts};
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
            super::path(&wanted, &mut Looker::with(mounts.clone()), &mut ledger);
            let codes = ledger.diagnostics().iter().map(|d| d.say.rule.code);
            assert_eq!(codes.collect::<Vec<_>>(), ["K3M922"], "{path}");
        }
    }
}

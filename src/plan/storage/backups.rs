//! Backups of the host that copy a folder from which the settings take the data away.

use super::{Cursor, rules, source::podmans};
use crate::{
    origin::OriginId,
    podman::{facts::Backup, storage::volume::Volume},
    settings::{Claim, Volume as Chosen},
};

/// Where K3s' own class keeps the volumes that it provides.
const LOCAL_PATH: &str = "/var/lib/rancher/k3s/storage";

/// Says which backups keep copying a folder that is no longer written to.
pub(super) fn say(at: &mut Cursor<'_>, origin: OriginId, volume: &Volume, choice: &Chosen) {
    let Some(old) = podmans(at, volume) else {
        return;
    };
    let host = at.host();
    let backups = host.map_or(&[][..], |host| &host.backups);
    let jobs = of(backups, &old);
    let new = match choice {
        Chosen::HostPath(path) => Some(path.as_str()),
        Chosen::Claim(claim) => is_local(at, claim).then_some(LOCAL_PATH),
    };
    if jobs.is_empty() || new.is_some_and(|new| !of(backups, new).is_empty()) {
        return;
    }
    let name = at.name();
    let jobs = jobs.join("` and `");
    let say = match choice {
        Chosen::HostPath(path) => rules::backup_misses_folder(name, jobs, old, path),
        Chosen::Claim(_) => rules::backup_misses_claim(name, jobs, old),
    };
    at.say_at(origin, say);
}

fn is_local(at: &Cursor<'_>, claim: &Claim) -> bool {
    let class = claim.class.as_ref().or(at.settings.storage.class.as_ref());
    claim.existing.is_none() && class.is_none_or(|class| class.as_str() == "local-path")
}

/// Jobs that copy a folder, something in it, or something that it is in.
fn of<'b>(backups: &'b [Backup], folder: &str) -> Vec<&'b str> {
    let copies = |backup: &&Backup| backup.paths.iter().any(|path| overlap(path, folder));
    let jobs = backups.iter().filter(copies);
    jobs.map(|backup| backup.job.as_str()).collect()
}

fn overlap(path: &str, folder: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    // Of a pattern, the folder above it.
    let plain = path.split(['*', '?', '[']).next().unwrap_or_default();
    let path = if plain == path {
        path
    } else {
        plain.rsplit_once('/').map_or("", |(above, _)| above)
    };
    let (path, folder) = (path.trim_end_matches('/'), folder.trim_end_matches('/'));
    let below = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below(path, folder) || below(folder, path)
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn paths_and_folders() {
        for (path, expected) in [
            ("/srv/db", true),
            ("/srv/db/", true),
            ("/srv", true),
            ("/", true),
            ("/srv/db/wal", true),
            ("/srv/*", true),
            ("/srv/d?/x", true),
            ("/srv/dbs", false),
            ("/srv/d", false),
            ("/home/*", false),
            ("srv/db", false),
            ("~/db", false),
        ] {
            assert_eq!(overlap(path, "/srv/db"), expected, "{path}");
        }
    }
}

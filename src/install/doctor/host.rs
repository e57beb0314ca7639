//! Disks, what has to outlast a reboot, and files that Secrets are made from.

use std::{collections::BTreeMap, fs, path::Path};

use super::{Finding, Patient, ask, by_user, cluster::data_dir};
use crate::{
    bundle::index::SecretSource,
    install::{
        facts::mounts::{self, Mount},
        look::{Answer, Looker, Question},
        read::Trouble,
    },
};

/// Below this share the kubelet of K3s removes images, then Pods (`nodefs.available<5%`).
/// K3s: `pkg/daemons/agent`, `--eviction-hard`
const EVICTS: u64 = 5;
/// What is worth a look before that.
const LITTLE: u64 = 15;

/// Whether there is room where K3s keeps images and its database.
pub fn disks(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "disk";
    let folder = existing(data_dir(patient));
    let said = ask("df", &["-P", "-k", &folder.display().to_string()]);
    let Some((size, free)) = said.as_deref().and_then(room) else {
        return vec![Finding::unknown(
            TOPIC,
            format!("`df` does not say how full {} is", folder.display()),
        )];
    };
    let share = free.saturating_mul(100).checked_div(size).unwrap_or(0);
    let text = format!(
        "{} of {} is free where K3s keeps images ({})",
        gib(free),
        gib(size),
        folder.display()
    );
    vec![if share <= EVICTS {
        Finding::fail(TOPIC, text)
            .then("free space: below 5% the kubelet removes images, then Pods")
    } else if share <= LITTLE {
        Finding::warn(TOPIC, text).then(
            "make room first: containerd keeps all images a second time, as much as `podman system df` says",
        )
    } else {
        Finding::ok(TOPIC, text)
    }]
}

/// KiB of a file system and free ones, as `df -P -k` prints them.
fn room(text: &str) -> Option<(u64, u64)> {
    let line = text.lines().nth(1)?;
    let numbers: Vec<u64> = line
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    match numbers.as_slice() {
        [size, _, free, ..] => Some((*size, *free)),
        _ => None,
    }
}

/// KiB for people, in MiB below one GiB.
pub fn gib(kib: u64) -> String {
    if kib < 1 << 20 {
        return format!("{} MiB", kib >> 10);
    }
    let tenths = kib.saturating_mul(10) >> 20;
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}

/// The nearest folder above a path that is there.
fn existing(path: &Path) -> &Path {
    let mut above = path.ancestors();
    above.find(|path| path.exists()).unwrap_or(Path::new("/"))
}

/// Whether state and data are on a disk.
pub fn lasting(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "reboot";
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mounts = mounts::parse(&text);
    if mounts.is_empty() {
        return vec![Finding::unknown(
            TOPIC,
            "the mounts of this host cannot be read",
        )];
    }
    let mut folders = vec![
        ("what is installed", patient.state.as_path()),
        ("cluster and images", data_dir(patient)),
        ("the cluster's configuration", Path::new("/etc/rancher")),
        ("what Pods keep on this node", Path::new("/var/lib/kubelet")),
    ];
    if let Some(guards) = &patient.guards {
        folders.push(("what keeps podman's units stopped", guards));
    }
    let lost = lost(&folders, &mounts);
    if lost.is_empty() {
        let folders: Vec<String> = folders
            .iter()
            .map(|(_, path)| path.display().to_string())
            .collect();
        return vec![Finding::ok(
            TOPIC,
            format!("{} outlast it", folders.join(", ")),
        )];
    }
    lost.into_iter()
        .map(|(what, path)| {
            Finding::fail(TOPIC, format!("{} is in memory: {what} would be lost", path.display()))
                .then(format!("keep it on a disk, as `environment.persistence.\"/persist\".directories = [ \"{}\" ]` (impermanence) does", path.display()))
        })
        .collect()
}

fn lost<'f>(folders: &[(&'f str, &'f Path)], mounts: &[Mount]) -> Vec<(&'f str, &'f Path)> {
    let in_memory = |path: &Path| {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        mounts::of(&real, mounts)
            .is_some_and(|mount| matches!(mount.kind.as_str(), "tmpfs" | "ramfs"))
    };
    folders
        .iter()
        .copied()
        .filter(|(_, path)| in_memory(path))
        .collect()
}

/// Whether every file that a Secret is made from is there. No content is read.
pub fn secrets(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "secrets";
    let Some(index) = patient.index() else {
        return Vec::new();
    };
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    for secret in &index.secrets {
        for source in &secret.sources {
            let path = match source {
                SecretSource::EnvFile { path, .. }
                | SecretSource::AuthFile { path }
                | SecretSource::File { path, .. } => path,
                SecretSource::Login { password_file, .. } => password_file,
                SecretSource::PodmanSecret { .. } => continue,
            };
            files.insert(path, &secret.name);
        }
    }
    if files.is_empty() {
        return vec![Finding::ok(TOPIC, "no Secret is made from a file")];
    }
    let mut out: Vec<Finding> = Vec::new();
    let mut look = Looker::new(patient.looker.clone());
    for (path, secret) in &files {
        let (state, what): (fn(_, String) -> _, _) = match look.ask(&Question::Path(path.into())) {
            Ok(Answer::Path(seen)) if seen.kind.as_deref() == Some("File") => {
                if fs::File::open(path).is_ok() {
                    continue;
                }
                (Finding::unknown, "cannot be read by this user".to_owned())
            }
            Ok(_) => (Finding::fail, "is not a file".to_owned()),
            Err(Trouble::Missing) => (Finding::fail, "does not exist".to_owned()),
            Err(trouble) => (Finding::unknown, format!("was not seen: {trouble}")),
        };
        let finding: Finding = state(
            TOPIC,
            format!("{path}, of which the Secret {secret} is made, {what}"),
        );
        out.push(finding.then(by_user(
            "write it, or run this on the server of K3s: Secrets are made there",
            "write it, or run this as root on the server of K3s: Secrets are made there",
        )));
    }
    if out.is_empty() {
        let files = files.len();
        out.push(Finding::ok(
            TOPIC,
            format!("the files of all Secrets are there ({files})"),
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{gib, lost, mounts, room};

    #[test]
    fn what_df_says() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 102400 51200 40960 56% /\n";
        assert_eq!(room(text), Some((102_400, 40_960)));
        assert_eq!(room("x"), None);
        assert_eq!(gib(3_355_443), "3.1 GiB");
        assert_eq!(gib(40_960), "40 MiB");
    }

    #[test]
    fn what_is_in_memory_is_lost() {
        let mounts = mounts::parse(
            "1 0 0:1 / / rw - tmpfs none rw\n2 1 0:2 / /nowhere/kept rw - ext4 /dev/sda1 rw\n",
        );
        let folders = [
            ("a", Path::new("/nowhere/kept/state")),
            ("b", Path::new("/nowhere/else")),
        ];
        assert_eq!(lost(&folders, &mounts), [("b", Path::new("/nowhere/else"))]);
    }
}

//! seccomp profiles, made on the host: podman's list, or a file that an option names, with what holds
//! for the capabilities of one container and the architecture of this machine.
//!
//! Kubernetes: <https://kubernetes.io/docs/tutorials/security/seccomp/>

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    Error,
    bundle::manifest_name,
    disk::{self, Disk},
    facts::is_here,
    look::{Answer, Looker, Question},
    read,
};
use crate::bundle::index::{Index, Seccomp};

mod list;

/// Where podman looks for its own list; without either it has one built in.
///
/// Podman: <https://github.com/containers/common/blob/main/docs/containers.conf.5.md>
const OWN_LISTS: [&str; 2] = [
    "/etc/containers/seccomp.json",
    "/usr/share/containers/seccomp.json",
];

/// Where profiles come from and go.
#[derive(Debug, Clone)]
pub struct Places {
    /// The kubelet's folder for profiles.
    pub root: PathBuf,
    /// podman's own list; where podman looks for it when absent.
    pub list: Option<PathBuf>,
}

/// What a run makes of the bundle's profiles.
#[derive(Debug, Default)]
pub struct Made {
    /// Those that are not there yet, with their content.
    pub files: Vec<(PathBuf, String)>,
    /// Those that could not be made.
    pub failures: Vec<Failure>,
}

/// A profile that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The list it should have been made from.
    pub list: String,
    /// What is wrong.
    pub what: String,
    /// Name of the manifest whose Pod needs it.
    pub file: String,
}

/// Makes the profiles of a host. Writes nothing.
#[must_use]
pub fn make(index: &Index, host: &str, places: &Places, look: &mut Looker) -> Made {
    let mut out = Made::default();
    let here = |profile: &&Seccomp| is_here(&profile.host, index, host);
    for profile in index.seccomp.iter().filter(here) {
        let list = match &profile.list {
            Some(file) => PathBuf::from(file),
            None => own_list(places),
        };
        let path = places.root.join(&profile.path);
        match content(&list, profile, look) {
            Ok(text) if read::own(&path).is_ok_and(|there| there == text.as_bytes()) => {}
            Ok(text) => out.files.push((path, text)),
            Err(what) => out.failures.push(Failure {
                list: list.display().to_string(),
                what,
                file: manifest_name(&profile.file).unwrap_or_default().to_owned(),
            }),
        }
    }
    out
}

fn own_list(places: &Places) -> PathBuf {
    let chosen = places.list.clone();
    let there = || OWN_LISTS.iter().find(|path| Path::new(path).exists());
    chosen.unwrap_or_else(|| PathBuf::from(there().unwrap_or(&OWN_LISTS[0])))
}

fn content(list: &Path, profile: &Seccomp, look: &mut Looker) -> Result<String, String> {
    if !below(&profile.path) {
        return Err(format!(
            "`{}` is outside the directory of seccomp profiles",
            profile.path
        ));
    }
    let bytes = match look.ask(&Question::Read(list.to_owned(), read::MOST)) {
        Ok(Answer::Bytes(bytes)) => bytes,
        Ok(_) => Vec::new(),
        Err(trouble) => return Err(trouble.to_string()),
    };
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let capabilities: BTreeSet<&str> = profile.capabilities.iter().map(String::as_str).collect();
    let container = list::Container {
        capabilities: &capabilities,
        arch: std::env::consts::ARCH,
    };
    list::profile(&text, container)
}

/// Whether a path of the bundle stays in our folder.
fn below(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("k3s-migrate")
        && parts.all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Writes those that are not there yet.
///
/// # Errors
/// Something cannot be written.
pub fn write(disk: &mut dyn Disk, made: &Made) -> Result<(), Error> {
    for (path, text) in &made.files {
        let folder = path.parent().unwrap_or(path);
        disk.make_directory(folder)
            .and_then(|()| disk::replace(disk, path, text.as_bytes()))
            .map_err(|error| Error::write(path, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_that_stay_in_our_folder() {
        for (path, good) in [
            ("k3s-migrate/podman/web/web.json", true),
            ("k3s-migrate/../x.json", false),
            ("/etc/x.json", false),
            ("k3s-migrate//x.json", false),
            ("other/x.json", false),
        ] {
            assert_eq!(super::below(path), good, "{path}");
        }
    }
}

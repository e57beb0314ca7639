//! `/proc/self/mountinfo`: on which file system a path lies.
//! <https://www.kernel.org/doc/html/latest/filesystems/proc.html#proc-pid-mountinfo-information-about-mounts>

use std::path::{Path, PathBuf};

/// A mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where.
    pub at: PathBuf,
    /// Type of the file system.
    pub kind: String,
}

impl Mount {
    /// Whether other machines write there, too.
    pub fn is_remote(&self) -> bool {
        let kind = self.kind.as_str();
        matches!(
            kind,
            "nfs" | "nfs4" | "cifs" | "smb3" | "9p" | "ceph" | "glusterfs"
        ) || kind == "fuse.sshfs"
    }
}

/// The mounts, in the order in which they were made.
pub fn parse(text: &str) -> Vec<Mount> {
    text.lines()
        .filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            let at = unescaped(left.split(' ').nth(4)?);
            let kind = right.split(' ').next()?.to_owned();
            Some(Mount {
                at: at.into(),
                kind,
            })
        })
        .collect()
}

/// The mount that holds a path: the longest; of equals the last, which hides the others.
pub fn of<'a>(path: &Path, mounts: &'a [Mount]) -> Option<&'a Mount> {
    let holding = mounts.iter().filter(|mount| path.starts_with(&mount.at));
    holding.max_by_key(|mount| mount.at.components().count())
}

/// Blanks and backslashes are octal.
fn unescaped(text: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (code, letter)| {
        text.replace(code, letter)
    })
}

#[cfg(test)]
mod tests {
    use super::{of, parse};

    #[test]
    fn the_longest_mount_holds_the_path() {
        let mounts = parse(
            "22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
             30 22 0:40 / /srv/media\\040old rw shared:2 - nfs4 nas:/media rw\n\
             31 22 0:41 / /srv rw - btrfs /dev/sdb rw\n",
        );
        for (path, kind, remote) in [
            ("/etc", "ext4", false),
            ("/srv/media", "btrfs", false),
            ("/srv/media old/x", "nfs4", true),
        ] {
            let mount = of(path.as_ref(), &mounts);
            assert_eq!(
                mount.map(|m| (m.kind.as_str(), m.is_remote())),
                Some((kind, remote)),
                "{path}"
            );
        }
    }
}

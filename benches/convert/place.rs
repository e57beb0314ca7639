//! Where the files are written, and what other programs this machine has.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A folder on a file system in memory, where there is one: on a disk, the disk decides.
pub fn folder() -> PathBuf {
    let all = [env::temp_dir(), PathBuf::from("/dev/shm")];
    let in_memory = all.iter().find(|folder| in_memory(folder));
    in_memory.unwrap_or(&all[0]).clone()
}

/// Whether the file system of a folder is a tmpfs: the longest mount point above it decides.
pub fn in_memory(folder: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let above = mounts.filter(|(point, _)| folder.starts_with(point));
    let nearest = above.max_by_key(|(point, _)| point.len());
    nearest.is_some_and(|(_, kind)| kind == "tmpfs")
}

/// Whether a program can be called.
pub fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.arg("--version").status().is_ok()
}

//! Where podman's units are kept from starting. What counts is a file in the state (`held/UNIT`, and
//! `held-containers/NAME` for a unit that has another name now). Units that the NixOS module makes look for both. For units of
//! generations without the module there is a drop-in that looks, too, in a directory of systemd's that belongs to no
//! generation.
//!
//! systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#System%20Unit%20Search%20Path>

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    child::{self, DEADLINE},
    disk::{self, Disk},
    state::Home,
};

/// Name of the drop-in.
const DROP_IN: &str = "50-k3s-migrate.conf";
/// What a file name may have; systemd's names have no more.
const LONGEST: usize = 255;

/// The file of a unit.
#[must_use]
pub fn hold(home: &Home, unit: &str) -> PathBuf {
    home.path.join("held").join(unit)
}

fn by_container(home: &Home) -> PathBuf {
    home.path.join("held-containers")
}

/// Whether a text can be the name of a file of ours.
#[must_use]
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('.')
        && !text.contains(['/', '\0'])
        && text.len() <= LONGEST
}

/// Makes the markers of containers exactly these.
///
/// # Errors
/// Those of the operating system.
pub fn containers(disk: &mut dyn Disk, home: &Home, names: &BTreeSet<String>) -> io::Result<()> {
    let folder = by_container(home);
    let there = names_in(&folder);
    if there.is_empty() && !names.is_empty() {
        disk.make_directory(&folder)?;
        disk.sync(&home.path)?;
    }
    for name in names.difference(&there) {
        disk::replace(disk, &folder.join(name), b"")?;
    }
    for name in there.difference(names) {
        disk.remove(&folder.join(name))?;
        disk.sync(&folder)?;
    }
    Ok(())
}

/// Makes the drop-ins exactly those of these units, and tells systemd.
///
/// # Errors
/// Those of the operating system: the directory may be read-only.
pub fn drop_ins(disk: &mut dyn Disk, home: &Home, units: &BTreeSet<String>) -> io::Result<()> {
    let Some(top) = &home.guards else {
        return Ok(());
    };
    let mut changed = false;
    let folders = names_in(top).into_iter();
    let there: BTreeSet<String> = folders
        .filter_map(|folder| folder.strip_suffix(".d").map(str::to_owned))
        .filter(|unit| file(top, unit).is_file())
        .collect();
    let units: BTreeSet<String> = units
        .iter()
        .filter(|unit| unit.len() + 2 <= LONGEST)
        .cloned()
        .collect();
    for unit in &units {
        let (path, text) = (file(top, unit), text(home, unit));
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        disk.make_mount_point(&top.join(format!("{unit}.d")), true)?;
        disk::replace(disk, &path, text.as_bytes())?;
        changed = true;
    }
    for unit in there.difference(&units) {
        disk.remove(&file(top, unit))?;
        changed = true;
    }
    if changed {
        // Where there is no systemd there is nobody to tell; at the next start it reads them anyway.
        let _ = child::ask(Command::new("systemctl").arg("daemon-reload"), DEADLINE);
    }
    Ok(())
}

fn file(top: &Path, unit: &str) -> PathBuf {
    top.join(format!("{unit}.d")).join(DROP_IN)
}

fn text(home: &Home, unit: &str) -> String {
    // A `%` begins a specifier of systemd's.
    let hold = hold(home, unit).display().to_string().replace('%', "%%");
    format!(
        "# Written by k3s-migrate: K3s may run the container of this unit (`k3s-migrate explain K3M945`).\n\
         [Unit]\nAssertPathExists=!{hold}\n"
    )
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| !name.starts_with('.')).collect()
}

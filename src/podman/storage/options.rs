//! Mount options: the words after the last colon of `--volume`, and the bare words of `--mount`
//! and `--tmpfs`.

use std::fmt;

/// How a volume or a tmpfs is mounted. `None` and `false` mean that nothing was written and
/// podman's default applies.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options>
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct MountOptions {
    /// `ro` is true, `rw` false. Default: writable.
    pub read_only: Option<bool>,
    /// `exec`, `noexec`. Default: exec.
    pub exec: Option<bool>,
    /// `suid`, `nosuid`. Default: suid for directories of the host, nosuid for volumes and tmpfs.
    pub suid: Option<bool>,
    /// `dev`, `nodev`. Default: dev for directories of the host, nodev for volumes and tmpfs.
    pub dev: Option<bool>,
    /// `copy`, `nocopy`: an empty volume is filled with what the image has at that place.
    /// Default: copy for volumes; directories of the host are never filled.
    pub copy: Option<bool>,
    /// `rbind` is true, `bind` false: mounts below the source come along. Default: rbind.
    pub recursive: Option<bool>,
    /// Whether mounts below a read-only one are read-only as well (`bind-recursive` of Docker's). Default: the engine's.
    pub recursive_read_only: Option<bool>,
    /// `[r]shared`, `[r]slave`, `[r]private`, `[r]unbindable`. Default: rprivate.
    pub propagation: Option<Propagation>,
    /// `z`, `Z`: `SELinux` labels are changed on the host.
    pub relabel: Option<Relabel>,
    /// `U`: everything in the source is given to the user of the container.
    pub chown: bool,
    /// `no-dereference`: a symbolic link as the source is mounted as such.
    pub no_dereference: bool,
    /// `nocreate`, of a named volume: podman 6 does not make it.
    pub no_create: bool,
    /// `idmap`, `idmap=uids=…;gids=…`: owners are mapped; the text after `=` or nothing.
    pub idmap: Option<String>,
    /// `O`: changes go to a layer above the source.
    pub overlay: Option<Overlay>,
}

/// Whether mounts made later are seen on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Propagation {
    /// In which direction.
    pub kind: PropagationKind,
    /// With the `r` before the word: below the mount, too.
    pub recursive: bool,
}

/// In which direction later mounts are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropagationKind {
    /// In none.
    Private,
    /// The host's in the container.
    Slave,
    /// Both.
    Shared,
    /// In none, and the mount cannot be bound again.
    Unbindable,
}

/// Which `SELinux` label the source gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relabel {
    /// `z`: one that all containers share.
    Shared,
    /// `Z`: the container's own.
    Private,
}

/// A layer above the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// `upperdir=` and `workdir=`: where the changes stay; without them they are thrown away when
    /// the container stops.
    pub kept_in: Option<(String, String)>,
}

impl Propagation {
    /// Reads `rshared` and the other propagations; `None` for any other word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (recursive, rest) = match word.strip_prefix('r') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let kind = match rest {
            "private" => PropagationKind::Private,
            "slave" => PropagationKind::Slave,
            "shared" => PropagationKind::Shared,
            "unbindable" => PropagationKind::Unbindable,
            _ => return None,
        };
        Some(Self { kind, recursive })
    }
}

impl fmt::Display for Propagation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.recursive { "r" } else { "" })?;
        f.write_str(match self.kind {
            PropagationKind::Private => "private",
            PropagationKind::Slave => "slave",
            PropagationKind::Shared => "shared",
            PropagationKind::Unbindable => "unbindable",
        })
    }
}

impl MountOptions {
    /// Sets the option of a bare word that `--volume`, `--mount` and `--tmpfs` spell alike;
    /// false when it is none of these words.
    ///
    /// # Errors
    /// The option was set before.
    pub fn set(&mut self, word: &str) -> Result<bool, String> {
        match word {
            "ro" | "rw" => once(&mut self.read_only, word == "ro", "`ro` and `rw`")?,
            "exec" | "noexec" => once(&mut self.exec, word == "exec", "`exec` and `noexec`")?,
            "suid" | "nosuid" => once(&mut self.suid, word == "suid", "`suid` and `nosuid`")?,
            "dev" | "nodev" => once(&mut self.dev, word == "dev", "`dev` and `nodev`")?,
            "copy" | "nocopy" => once(&mut self.copy, word == "copy", "`copy` and `nocopy`")?,
            "z" => once(&mut self.relabel, Relabel::Shared, "`z` and `Z`")?,
            "Z" => once(&mut self.relabel, Relabel::Private, "`z` and `Z`")?,
            "U" if self.chown => return Err(twice("U")),
            "U" => self.chown = true,
            "no-dereference" if self.no_dereference => return Err(twice(word)),
            "no-dereference" => self.no_dereference = true,
            "idmap" => once(&mut self.idmap, String::new(), "`idmap`")?,
            _ => {
                if let Some(map) = word.strip_prefix("idmap=") {
                    once(&mut self.idmap, map.to_owned(), "`idmap`")?;
                } else if let Some(propagation) = Propagation::parse(word) {
                    once(&mut self.propagation, propagation, PROPAGATIONS)?;
                } else {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Sets `nocreate`, which only volumes have.
    ///
    /// # Errors
    /// The option was set before.
    pub fn set_no_create(&mut self) -> Result<(), String> {
        if self.no_create {
            return Err(twice("nocreate"));
        }
        self.no_create = true;
        Ok(())
    }

    /// The words, in a fixed order, as `--volume` takes them.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut either = |value: Option<bool>, yes: &str, no: &str| {
            words.extend(value.map(|value| if value { yes } else { no }.to_owned()));
        };
        either(self.read_only, "ro", "rw");
        either(self.exec, "exec", "noexec");
        either(self.suid, "suid", "nosuid");
        either(self.dev, "dev", "nodev");
        either(self.copy, "copy", "nocopy");
        either(self.recursive, "rbind", "bind");
        either(self.chown.then_some(true), "U", "");
        either(self.no_dereference.then_some(true), "no-dereference", "");
        either(self.no_create.then_some(true), "nocreate", "");
        words.extend(self.propagation.map(|propagation| propagation.to_string()));
        words.extend(self.relabel.map(|relabel| match relabel {
            Relabel::Shared => "z".to_owned(),
            Relabel::Private => "Z".to_owned(),
        }));
        words.extend(self.idmap.as_ref().map(|map| match map.as_str() {
            "" => "idmap".to_owned(),
            map => format!("idmap={map}"),
        }));
        if let Some(overlay) = &self.overlay {
            words.push("O".to_owned());
            if let Some((upper, work)) = &overlay.kept_in {
                words.push(format!("upperdir={upper}"));
                words.push(format!("workdir={work}"));
            }
        }
        words
    }
}

/// The words of which only one can be given.
pub(in crate::podman::storage) const PROPAGATIONS: &str =
    "`[r]shared`, `[r]slave`, `[r]private` and `[r]unbindable`";

/// Sets a value that podman takes only once.
pub(in crate::podman::storage) fn once<T>(
    slot: &mut Option<T>,
    value: T,
    words: &str,
) -> Result<(), String> {
    if slot.is_some() {
        return Err(format!("{words}: one of them can be given, and only once"));
    }
    *slot = Some(value);
    Ok(())
}

/// A word came again.
pub(in crate::podman::storage) fn twice(word: &str) -> String {
    format!("`{word}` can be given only once")
}

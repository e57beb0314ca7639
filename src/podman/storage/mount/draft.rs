//! Types of mounts that share their options.

use super::{Glob, Mount};
use crate::podman::storage::{
    options::{PROPAGATIONS, Propagation, Relabel, once},
    path,
    tmpfs::{self, Tmpfs, TmpfsSize},
    volume::{Source, Volume},
};

/// Types that share their options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bind,
    Volume,
    Tmpfs,
    Ramfs,
    Glob,
}

/// What was read so far.
pub(super) struct Draft {
    kind: Kind,
    source: Option<String>,
    destination: Option<String>,
    subpath: Option<String>,
    driver_options: Vec<String>,
    chown: Option<bool>,
    tmpfs: Tmpfs,
}

impl Draft {
    pub(super) fn read(kind: Kind, words: &[String]) -> Result<Self, String> {
        let mut draft = Self {
            kind,
            source: None,
            destination: None,
            subpath: None,
            driver_options: Vec::new(),
            chown: None,
            tmpfs: Tmpfs::default(),
        };
        for word in words {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            draft.set(name, value)?;
        }
        Ok(draft)
    }

    /// Only for mounts of this kind.
    fn only(&self, kind: Kind, name: &str) -> Result<(), String> {
        if self.kind == kind {
            return Ok(());
        }
        Err(format!("`{name}` is not an option of this type of mount"))
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        let needed = || value.ok_or_else(|| format!("`{name}` needs a value"));
        let options = &mut self.tmpfs.options;
        match name {
            "consistency" => Ok(()),
            "src" | "source" => {
                if self.kind == Kind::Tmpfs {
                    return Err(format!("`{name}` is not an option of this type of mount"));
                }
                let source = needed()?;
                if source.is_empty() {
                    return Err("the source is empty".to_owned());
                }
                once(&mut self.source, source.to_owned(), "`source`")
            }
            "target" | "dst" | "dest" | "destination" => once(
                &mut self.destination,
                path::destination(needed()?)?,
                "`destination`",
            ),
            "readonly" | "ro" | "rw" => once(
                &mut options.read_only,
                read_only(name, value),
                "`ro` and `rw`",
            ),
            "relabel" => match value {
                Some("private") => once(&mut options.relabel, Relabel::Private, "`relabel`"),
                Some("shared") => once(&mut options.relabel, Relabel::Shared, "`relabel`"),
                _ => Err("`relabel` is either `private` or `shared`".to_owned()),
            },
            "U" | "chown" => once(&mut self.chown, chown(value)?, "`U` and `chown`"),
            "idmap" => once(
                &mut options.idmap,
                value.unwrap_or_default().to_owned(),
                "`idmap`",
            ),
            "bind-nonrecursive" => {
                self.only(Kind::Bind, name)?;
                once(
                    &mut self.tmpfs.options.recursive,
                    false,
                    "`bind-nonrecursive`",
                )
            }
            "bind-propagation" => {
                self.only(Kind::Bind, name)?;
                let propagation = Propagation::parse(needed()?)
                    .ok_or_else(|| format!("a propagation is one of {PROPAGATIONS}"))?;
                once(
                    &mut self.tmpfs.options.propagation,
                    propagation,
                    PROPAGATIONS,
                )
            }
            "subpath" | "volume-subpath" => {
                self.only(Kind::Volume, name)?;
                self.subpath = Some(needed()?.to_owned());
                Ok(())
            }
            "volume-opt" => {
                self.only(Kind::Volume, name)?;
                self.driver_options
                    .push(value.unwrap_or_default().to_owned());
                Ok(())
            }
            "volume-label" => {
                Err("`volume-label` is an option that podman knows and refuses".to_owned())
            }
            _ => self.set_word(name, value),
        }
    }

    /// Options of a tmpfs, and bare words; podman does not look at what follows `=` after these.
    fn set_word(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        let needed = || value.ok_or_else(|| format!("`{name}` needs a value"));
        match name {
            "tmpfs-mode" => {
                self.only(Kind::Tmpfs, name)?;
                once(
                    &mut self.tmpfs.mode,
                    tmpfs::mode(needed()?)?,
                    "`tmpfs-mode`",
                )
            }
            "tmpfs-size" => {
                self.only(Kind::Tmpfs, name)?;
                once(
                    &mut self.tmpfs.size,
                    TmpfsSize::parse(needed()?)?,
                    "`tmpfs-size`",
                )
            }
            "tmpcopyup" | "notmpcopyup" => {
                self.only(Kind::Tmpfs, name)?;
                self.tmpfs.set_own(name).map(|_| ())
            }
            "nocreate" => {
                self.only(Kind::Volume, name)?;
                self.tmpfs.options.set_no_create()
            }
            "noswap" if matches!(self.kind, Kind::Tmpfs | Kind::Ramfs) => {
                self.tmpfs.set_own(name).map(|_| ())
            }
            "z" | "Z" if self.kind == Kind::Tmpfs => {
                Err(format!("`{name}` is not an option of this type of mount"))
            }
            "dev" | "nodev" | "exec" | "noexec" | "suid" | "nosuid" | "no-dereference" | "z"
            | "Z" => self.tmpfs.options.set(name).map(|_| ()),
            _ => match Propagation::parse(name) {
                Some(propagation) => once(
                    &mut self.tmpfs.options.propagation,
                    propagation,
                    PROPAGATIONS,
                ),
                None => Err(format!("`{name}` is not an option of a mount")),
            },
        }
    }

    pub(super) fn finish(self) -> Result<Mount, String> {
        let Self {
            kind,
            source,
            destination,
            subpath,
            driver_options,
            chown,
            mut tmpfs,
        } = self;
        tmpfs.options.chown = chown.unwrap_or_default();
        if kind == Kind::Glob {
            let pattern = source.ok_or_else(|| "the pattern (`source`) is missing".to_owned())?;
            return Ok(Mount::Glob(Glob {
                pattern,
                destination,
                options: tmpfs.options,
            }));
        }
        let destination = destination
            .ok_or_else(|| "the path in the container (`destination`) is missing".to_owned())?;
        match kind {
            Kind::Tmpfs | Kind::Ramfs if tmpfs.options.relabel.is_some() && kind == Kind::Tmpfs => {
                Err("`relabel` is not an option of this type of mount".to_owned())
            }
            Kind::Tmpfs => Ok(Mount::Tmpfs(Tmpfs {
                destination,
                ..tmpfs
            })),
            Kind::Ramfs => Ok(Mount::Ramfs(Tmpfs {
                destination,
                ..tmpfs
            })),
            Kind::Bind | Kind::Volume | Kind::Glob => {
                let source = match (kind, source) {
                    (Kind::Volume, None) => Source::Anonymous,
                    (Kind::Volume, Some(name)) => Source::named(&name)?,
                    (_, source) => {
                        Source::Host(path::clean(source.as_deref().unwrap_or(&destination)))
                    }
                };
                Ok(Mount::Volume(Volume {
                    source,
                    destination,
                    written: None,
                    subpath,
                    driver_options,
                    options: tmpfs.options,
                }))
            }
        }
    }
}

/// What `ro`, `readonly` and `rw` say with their value.
fn read_only(name: &str, value: Option<&str>) -> bool {
    let value = value.map(str::to_ascii_lowercase);
    match value.as_deref() {
        None | Some("true") => name != "rw",
        Some("false") => name == "rw",
        // podman reads neither, and the default stays.
        Some(_) => false,
    }
}

/// What `U` and `chown` say.
fn chown(value: Option<&str>) -> Result<bool, String> {
    match value.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "true") => Ok(true),
        Some("false") => Ok(false),
        Some(other) => Err(format!("`{other}` is neither `true` nor `false`")),
    }
}

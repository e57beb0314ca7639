//! `--mount` as Docker reads it.
//!
//! Docker: <https://github.com/docker/cli/blob/v28.5.2/opts/mount.go#L22>

use crate::podman::{
    storage::{
        mount::{Image, Mount},
        options::{MountOptions, Propagation},
        path,
        tmpfs::{Tmpfs, TmpfsSize},
        volume::{Source, Volume},
    },
    text::{bytes, csv, switch},
};

/// A mount, and the driver of its volume, unless that is Docker's own.
#[derive(Debug)]
pub struct Read {
    /// What is mounted.
    pub mount: Mount,
    /// `volume-driver=`.
    pub driver: Option<String>,
}

/// What was read so far.
#[derive(Default)]
struct Draft {
    kind: Option<String>,
    source: Option<String>,
    destination: Option<String>,
    subpath: Option<String>,
    driver: Option<String>,
    driver_options: Vec<String>,
    size: Option<TmpfsSize>,
    mode: Option<u32>,
    options: MountOptions,
    /// The types whose options were given: `bind`, `volume`.
    of: Vec<&'static str>,
}

/// Reads `type=TYPE,key=value,…`.
///
/// # Errors
/// A key that Docker does not have, one of another type, a value that it does not take, no destination.
pub fn parse(text: &str) -> Result<Read, String> {
    let mut draft = Draft::default();
    for field in csv(text)? {
        let (key, value) = field
            .split_once('=')
            .map_or((field.as_str(), None), |(key, value)| (key, Some(value)));
        draft.set(&key.to_ascii_lowercase(), value)?;
    }
    draft.finish()
}

impl Draft {
    fn set(&mut self, key: &str, value: Option<&str>) -> Result<(), String> {
        let alone = matches!(
            key,
            "readonly" | "ro" | "volume-nocopy" | "bind-nonrecursive"
        );
        let value = match value {
            None if alone => "true",
            None => return Err(format!("`{key}` is not a pair of key and value")),
            Some(value) => value,
        };
        match key {
            "type" => self.kind = Some(value.to_ascii_lowercase()),
            "source" | "src" => self.source = Some(value.to_owned()),
            "target" | "dst" | "destination" => {
                self.destination = Some(path::destination(value)?);
            }
            "readonly" | "ro" => self.options.read_only = Some(switch(value)?),
            "consistency" => {}
            _ => self.set_of(key, value)?,
        }
        Ok(())
    }

    /// A key that belongs to one type.
    fn set_of(&mut self, key: &str, value: &str) -> Result<(), String> {
        let types = ["bind", "volume", "image", "tmpfs"];
        let (kind, name) = key.split_once('-').unwrap_or((key, ""));
        let unknown = || format!("`{key}` is not a key of Docker's mounts");
        let kind = types
            .into_iter()
            .find(|known| *known == kind)
            .ok_or_else(unknown)?;
        self.of.push(kind);
        let options = &mut self.options;
        match (kind, name) {
            ("bind", "propagation") => {
                let wrong = || format!("`{value}` is not a propagation");
                options.propagation = Some(Propagation::parse(value).ok_or_else(wrong)?);
            }
            ("bind", "nonrecursive") if switch(value)? => options.recursive = Some(false),
            ("bind", "recursive") => match value {
                "enabled" => {}
                "disabled" => options.recursive = Some(false),
                "writable" => options.recursive_read_only = Some(false),
                "readonly" => options.recursive_read_only = Some(true),
                _ => {
                    return Err(format!(
                        "`bind-recursive={value}` is none of `enabled`, `disabled`, `writable` and `readonly`"
                    ));
                }
            },
            ("volume" | "image", "subpath") => self.subpath = Some(value.to_owned()),
            ("volume", "nocopy") => options.copy = Some(!switch(value)?),
            ("bind", "nonrecursive") | ("volume", "label") => {}
            ("volume", "driver") => self.driver = Some(value.to_owned()),
            ("volume", "opt") => self.driver_options.push(value.to_owned()),
            ("tmpfs", "size") => self.size = Some(TmpfsSize::Bytes(bytes(value)?)),
            ("tmpfs", "mode") => {
                let mode = u32::from_str_radix(value, 8)
                    .ok()
                    .filter(|mode| *mode <= 0o7777);
                self.mode =
                    Some(mode.ok_or_else(|| format!("`{value}` is not a mode: octal digits"))?);
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    fn finish(self) -> Result<Read, String> {
        let kind = self.kind.as_deref().unwrap_or("volume");
        if let Some(other) = self.of.iter().find(|of| **of != kind) {
            return Err(format!(
                "`{other}-…` is a key of another type of mount than `{kind}`"
            ));
        }
        let destination = self
            .destination
            .ok_or("the path in the container (`target`) is missing")?;
        let missing = || "`source` is missing".to_owned();
        let source = self.source.filter(|source| !source.is_empty());
        let mount = match kind {
            "bind" => {
                let source = source.ok_or_else(missing)?;
                if !source.starts_with(['/', '.']) {
                    return Err(format!("`{source}` is not an absolute path"));
                }
                let fixed = self.options.recursive_read_only.is_some();
                if fixed && self.options.read_only != Some(true) {
                    return Err("`bind-recursive` needs `readonly` next to it".to_owned());
                }
                let source = Source::Host(path::clean(&source));
                Mount::Volume(Volume {
                    options: self.options,
                    ..Volume::new(source, destination)
                })
            }
            "volume" => {
                let source = match source {
                    Some(name) => Source::named(&name)?,
                    None if self.options.read_only == Some(true) => {
                        return Err("a volume without a name is not read-only".to_owned());
                    }
                    None => Source::Anonymous,
                };
                Mount::Volume(Volume {
                    subpath: self.subpath,
                    driver_options: self.driver_options,
                    options: self.options,
                    ..Volume::new(source, destination)
                })
            }
            "tmpfs" if source.is_some() => return Err("a tmpfs has no `source`".to_owned()),
            "tmpfs" => Mount::Tmpfs(Tmpfs {
                destination,
                size: self.size,
                mode: self.mode,
                options: self.options,
                ..Tmpfs::default()
            }),
            "image" => Mount::Image(Image {
                image: source.ok_or_else(missing)?,
                destination,
                // `moby v28.5.2 daemon/volumes.go`: `RW = false`.
                writable: false,
                subpath: self
                    .subpath
                    .map(|path| format!("/{}", path.trim_start_matches('/'))),
            }),
            _ => {
                return Err(
                    "Docker has no mounts of this type: `bind`, `image`, `tmpfs` and `volume`"
                        .to_owned(),
                );
            }
        };
        let driver = self
            .driver
            .filter(|driver| !driver.is_empty() && driver != "local");
        Ok(Read { mount, driver })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts() {
        for text in [
            "type=bind,source=/srv/a,destination=/a,readonly,bind-recursive=writable",
            "Type=BIND,src=./a,dst=/a,bind-propagation=rslave,consistency=cached",
            "source=data,target=/a,volume-nocopy,volume-driver=local,volume-opt=type=nfs,volume-label=a=b",
            "type=tmpfs,target=/a,tmpfs-size=1.5g,tmpfs-mode=1770",
            "type=image,source=busybox,target=/a,image-subpath=etc",
            "target=/a",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
        for text in [
            "type=bind,source=a,target=/a",
            "type=bind,source=/a,target=/a,bind-recursive=readonly",
            "type=bind,source=/a,target=/a,U=true",
            "type=bind,source=/a,target=/a,volume-nocopy",
            "type=tmpfs,source=/a,target=/a",
            "type=glob,source=/a,target=/a",
            "type=bind,source=/a",
            "source=data,target=/a,z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let driver = |text| parse(text).ok().and_then(|read| read.driver);
        assert_eq!(
            driver("source=a,target=/a,volume-driver=rclone").as_deref(),
            Some("rclone")
        );
    }
}

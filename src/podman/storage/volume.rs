//! A volume or a directory of the host, and where it is mounted.

use std::fmt;

use super::{
    options::{MountOptions, Overlay, once},
    path,
};

/// What `--volume` mounts, and `--mount` with `type=bind` or `type=volume`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// What is mounted.
    pub source: Source,
    /// Cleaned absolute path in the container.
    pub destination: String,
    /// The same as `--volume` has it; `None` for `--mount`. podman finds one that is given twice by this text.
    pub written: Option<String>,
    /// `subpath=` of `--mount`: the part of a volume that is mounted; `--volume` has no such option.
    pub subpath: Option<String>,
    /// `volume-opt=` of `--mount`: options for the driver of a volume that does not exist yet.
    pub driver_options: Vec<String>,
    /// How it is mounted.
    pub options: MountOptions,
}

/// What a volume mounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A file or directory of the host, cleaned. podman starts only when it exists. A relative
    /// one starts from the directory podman is started in.
    Host(String),
    /// A named volume; podman makes it when it does not exist.
    Named(String),
    /// A volume of this container only, removed with it.
    Anonymous,
}

impl Volume {
    /// A volume without options.
    #[must_use]
    pub fn new(source: Source, destination: String) -> Self {
        Self {
            source,
            destination,
            written: None,
            subpath: None,
            driver_options: Vec::new(),
            options: MountOptions::default(),
        }
    }

    /// Reads `[[SOURCE:]DESTINATION[:OPTIONS]]` as `--volume` takes it. A source that starts with
    /// `/` or `.` is a path of the host, any other one is the name of a volume.
    ///
    /// # Errors
    /// Too many colons, a destination that is not absolute, a name that podman refuses, an
    /// unknown or repeated option, options that exclude each other.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let (source, destination, words) = match parts.as_slice() {
            [destination] => (None, *destination, None),
            [source, destination] => (Some(*source), *destination, None),
            [source, destination, words] => (Some(*source), *destination, Some(*words)),
            _ => {
                return Err(format!(
                    "`{text}` is not a volume: it has more than two colons, podman takes source:destination:options"
                ));
            }
        };
        let source = source.map_or(Ok(Source::Anonymous), Source::parse)?;
        let mut volume = Self::new(source, path::destination(destination)?);
        volume.written = Some(destination.to_owned());
        if let Some(words) = words {
            volume.options = options(words, matches!(volume.source, Source::Host(_)))?;
        }
        Ok(volume)
    }
}

impl Source {
    /// Reads what stands before the first colon of `--volume`.
    ///
    /// # Errors
    /// Empty, or a volume name that podman refuses.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("the source before the `:` is missing".to_owned());
        }
        if text.starts_with(['/', '.']) {
            return Ok(Self::Host(path::clean(text)));
        }
        Self::named(text)
    }

    /// A volume by its name.
    ///
    /// # Errors
    /// A character that podman does not take in a name.
    pub fn named(text: &str) -> Result<Self, String> {
        let mut characters = text.chars();
        let sound = characters.next().is_some_and(|c| c.is_ascii_alphanumeric())
            && characters.all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        if sound {
            return Ok(Self::Named(text.to_owned()));
        }
        Err(format!(
            "`{text}` is not a name of a volume: letters, digits, `_`, `.` and `-`, the first a letter or digit; a path starts with `/`"
        ))
    }
}

/// The options of `--volume`, separated by commas.
fn options(words: &str, of_host: bool) -> Result<MountOptions, String> {
    let mut options = MountOptions::default();
    let (mut upper, mut work, mut overlay) = (None, None, false);
    let mut counted = 0;
    for word in words.split(',') {
        counted += 1;
        match word {
            // Options of Docker on a Mac; podman throws them away.
            "cached" | "delegated" => counted -= 1,
            "bind" | "rbind" => once(
                &mut options.recursive,
                word == "rbind",
                "`bind` and `rbind`",
            )?,
            "O" if overlay || options.relabel.is_some() => {
                return Err("`z`, `Z` and `O`: one of them can be given, and only once".to_owned());
            }
            "O" => overlay = true,
            "nocreate" => options.set_no_create()?,
            "z" | "Z" if overlay => {
                return Err("`z`, `Z` and `O`: one of them can be given, and only once".to_owned());
            }
            _ => match word.split_once('=') {
                Some(("upperdir", path)) => once(&mut upper, path.to_owned(), "`upperdir`")?,
                Some(("workdir", path)) => once(&mut work, path.to_owned(), "`workdir`")?,
                _ => {
                    if !options.set(word)? {
                        return Err(format!("`{word}` is not an option of a volume"));
                    }
                }
            },
        }
    }
    let kept_in = match (upper, work) {
        (Some(upper), Some(work)) => Some((upper, work)),
        (None, None) => None,
        _ => return Err("`upperdir` and `workdir` go together".to_owned()),
    };
    if !overlay {
        if kept_in.is_some() {
            return Err("`upperdir` and `workdir` need the option `O`".to_owned());
        }
        return Ok(options);
    }
    let allowed = 1 + if kept_in.is_some() {
        2
    } else {
        usize::from(options.chown)
    };
    if of_host && counted != allowed {
        return Err(
            "`O` goes with `U`, or with `upperdir` and `workdir`, and with nothing else".to_owned(),
        );
    }
    options.overlay = Some(Overlay { kept_in });
    Ok(options)
}

impl fmt::Display for Volume {
    /// As `--volume` takes it; `subpath` and driver options have no place there.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.source {
            Source::Host(source) if source.starts_with(['/', '.']) => write!(f, "{source}:")?,
            Source::Host(source) => write!(f, "./{source}:")?,
            Source::Named(source) => write!(f, "{source}:")?,
            Source::Anonymous => {}
        }
        f.write_str(self.written.as_ref().unwrap_or(&self.destination))?;
        let words = self.options.words();
        if words.is_empty() {
            return Ok(());
        }
        write!(f, ":{}", words.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::podman::storage::options::{Propagation, PropagationKind, Relabel};
    use proptest::prelude::*;

    fn host(path: &str) -> Source {
        Source::Host(path.to_owned())
    }

    fn named(name: &str) -> Source {
        Source::Named(name.to_owned())
    }

    #[test]
    fn sources_and_destinations() {
        for (text, source, destination) in [
            ("/data", Source::Anonymous, "/data"),
            ("/srv/a:/data", host("/srv/a"), "/data"),
            ("/srv/../srv/a/:/x/../data/", host("/srv/a"), "/data"),
            ("./a:/data", host("a"), "/data"),
            (".a:/data", host(".a"), "/data"),
            ("../a:/data", host("../a"), "/data"),
            ("vol:/data", named("vol"), "/data"),
            ("1v.o_l-:/data", named("1v.o_l-"), "/data"),
            ("/etc:/a b", host("/etc"), "/a b"),
        ] {
            let volume = Volume::new(source, destination.to_owned());
            let read = Volume::parse(text).map(|volume| Volume {
                written: None,
                ..volume
            });
            assert_eq!(read, Ok(volume), "{text}");
        }
    }

    #[test]
    fn every_option() {
        let read = |words: &str| Volume::parse(&format!("/s:/d:{words}")).map(|v| v.options);
        let set = |change: fn(&mut MountOptions)| {
            let mut options = MountOptions::default();
            change(&mut options);
            Ok(options)
        };
        assert_eq!(read("ro"), set(|o| o.read_only = Some(true)));
        assert_eq!(read("rw"), set(|o| o.read_only = Some(false)));
        assert_eq!(read("nocopy"), set(|o| o.copy = Some(false)));
        assert_eq!(read("bind"), set(|o| o.recursive = Some(false)));
        assert_eq!(read("no-dereference"), set(|o| o.no_dereference = true));
        assert_eq!(read("cached,delegated"), set(|_| {}));
        let map = "uids=0-1-10#1-2-3;gids=0-1-10";
        assert_eq!(
            read(&format!("idmap={map}")).map(|o| o.idmap),
            Ok(Some(map.to_owned()))
        );
        assert_eq!(
            read("noexec,nosuid,nodev"),
            set(|o| (o.exec, o.suid, o.dev) = (Some(false), Some(false), Some(false)))
        );
        assert_eq!(
            read("Z,U,ro"),
            set(|o| (o.relabel, o.chown, o.read_only) = (Some(Relabel::Private), true, Some(true)))
        );
        let slave = Propagation {
            kind: PropagationKind::Slave,
            recursive: true,
        };
        assert_eq!(read("rslave").map(|o| o.propagation), Ok(Some(slave)));
        let kept_in = Some(("/u".to_owned(), "/w".to_owned()));
        let layered = |kept_in| Ok(Some(Overlay { kept_in }));
        assert_eq!(read("O").map(|o| o.overlay), layered(None));
        assert_eq!(
            read("O,upperdir=/u,workdir=/w").map(|o| o.overlay),
            layered(kept_in)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Volume::parse(&text);
        }

        #[test]
        fn printed_ones_come_back(
            source in "(/?[a-z.]{1,4}){1,2}:|",
            destination in "(/[a-z.]{1,4}){1,2}",
            words in prop::sample::subsequence(
                vec!["ro", "noexec", "nosuid", "dev", "nocopy", "rbind", "U", "rslave", "z", "idmap", "O"],
                0..6,
            ),
        ) {
            let options = if words.is_empty() || source.is_empty() {
                String::new()
            } else {
                format!(":{}", words.join(","))
            };
            if let Ok(volume) = Volume::parse(&format!("{source}{destination}{options}")) {
                prop_assert_eq!(Volume::parse(&volume.to_string()), Ok(volume));
            }
        }
    }
}

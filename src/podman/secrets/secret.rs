//! How podman reads `--secret`.

use std::fmt;

/// One entry of podman's secret store, and where the container sees it.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Name in the store; podman looks it up when it makes the container.
    pub source: String,
    /// A file or a variable.
    pub target: Target,
}

/// Where a container sees a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// As a file (`type=mount`, the default).
    File {
        /// A full path, or a name below `/run/secrets`; `None` for the name of the secret.
        path: Option<String>,
        /// Owner, 0 by default.
        uid: u32,
        /// Group, 0 by default.
        gid: u32,
        /// Permissions, 0444 by default.
        mode: u32,
    },
    /// As an environment variable (`type=env`); `None` for the name of the secret.
    Variable(Option<String>),
}

/// Permissions that podman gives the file of a secret.
const MODE: u32 = 0o444;

impl Secret {
    /// Reads one value of `--secret`: `NAME[,OPTION=VALUE…]` or `source=NAME[,OPTION=VALUE…]`
    /// with `type`, `target`, `uid`, `gid` and `mode` (octal).
    ///
    /// # Errors
    /// When podman refuses an option, or there is no name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((first, rest)) = text.split_once(',') else {
            // Without options podman takes all of it as the name, a `=` included; no secret can
            // be named so.
            return named(text).map(|source| Self {
                source,
                target: Options::default().file(),
            });
        };
        let (mut source, mut options) = (String::new(), Options::default());
        let settings = if first.contains('=') {
            text
        } else {
            first.clone_into(&mut source);
            rest
        };
        for setting in settings.split(',') {
            let (key, value) = setting.split_once('=').ok_or_else(|| {
                format!("`{setting}` is not an option of a secret: podman takes `option=value`")
            })?;
            match key {
                "source" => value.clone_into(&mut source),
                _ => options.set(key, value)?,
            }
        }
        let source = named(&source)?;
        Ok(Self {
            source,
            target: options.target()?,
        })
    }
}

/// A name that podman's store can hold.
fn named(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > 253 || text.contains([',', '/', '=', '\0']) {
        Err(format!(
            "`{text}` is not a name of a secret: 1 to 253 characters, no `,`, `/` or `=`"
        ))
    } else {
        Ok(text.to_owned())
    }
}

/// What stands behind the name.
#[derive(Default)]
struct Options {
    kind: Option<Kind>,
    target: Option<String>,
    uid: Option<u32>,
    gid: Option<u32>,
    mode: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mount,
    Env,
}

impl Options {
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let id = || {
            decimal(value)
                .ok_or_else(|| format!("`{value}` is not a `{key}`: a number from 0 to 4294967295"))
        };
        match key {
            "type" if self.kind.is_some() => return Err("`type` is given twice".to_owned()),
            "type" => self.kind = Some(kind(value)?),
            "target" => self.target = Some(value.to_owned()).filter(|t| !t.is_empty()),
            "uid" | "UID" => self.uid = Some(id()?),
            "gid" | "GID" => self.gid = Some(id()?),
            "mode" => {
                self.mode = Some(octal(value).ok_or_else(|| {
                    format!("`{value}` is not a `mode`: an octal number such as `0400`")
                })?);
            }
            _ => {
                return Err(format!(
                    "`{key}` is not an option of a secret: `source`, `type`, `target`, `uid`, `gid` or `mode`"
                ));
            }
        }
        Ok(())
    }

    fn file(self) -> Target {
        Target::File {
            path: self.target,
            uid: self.uid.unwrap_or(0),
            gid: self.gid.unwrap_or(0),
            mode: self.mode.unwrap_or(MODE),
        }
    }

    fn target(self) -> Result<Target, String> {
        if self.kind != Some(Kind::Env) {
            return Ok(self.file());
        }
        if (self.uid, self.gid, self.mode) != (None, None, None) {
            return Err("`uid`, `gid` and `mode` go with `type=mount` only".to_owned());
        }
        Ok(Target::Variable(self.target))
    }
}

fn kind(text: &str) -> Result<Kind, String> {
    match text {
        "mount" => Ok(Kind::Mount),
        "env" => Ok(Kind::Env),
        _ => Err(format!(
            "`{text}` is not a type of secret: `mount` or `env`"
        )),
    }
}

/// Digits only: no sign, as Go's `ParseUint`.
fn decimal(text: &str) -> Option<u32> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())?
}

fn octal(text: &str) -> Option<u32> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| u32::from_str_radix(text, 8).ok())?
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        let path = match &self.target {
            Target::File {
                path,
                uid,
                gid,
                mode,
            } => {
                write!(f, ",type=mount,uid={uid},gid={gid},mode=0{mode:o}")?;
                path
            }
            Target::Variable(name) => {
                f.write_str(",type=env")?;
                name
            }
        };
        match path {
            Some(path) => write!(f, ",target={path}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MODE, Secret, Target};

    fn file(path: Option<&str>, uid: u32, gid: u32, mode: u32) -> Target {
        Target::File {
            path: path.map(str::to_owned),
            uid,
            gid,
            mode,
        }
    }

    #[test]
    fn secrets() {
        for (text, target) in [
            ("token", file(None, 0, 0, MODE)),
            ("token,type=mount", file(None, 0, 0, MODE)),
            ("source=token,type=mount", file(None, 0, 0, MODE)),
            ("other,source=token", file(None, 0, 0, MODE)),
            (
                "token,target=x,uid=1,gid=2,mode=0400",
                file(Some("x"), 1, 2, 0o400),
            ),
            ("token,UID=1,GID=2,mode=1777", file(None, 1, 2, 0o1777)),
            ("token,target=/etc/t", file(Some("/etc/t"), 0, 0, MODE)),
            ("token,target=", file(None, 0, 0, MODE)),
            ("token,type=env", Target::Variable(None)),
            (
                "token,type=env,target=T",
                Target::Variable(Some("T".to_owned())),
            ),
        ] {
            let wanted = Secret {
                source: "token".to_owned(),
                target,
            };
            assert_eq!(Secret::parse(text), Ok(wanted.clone()), "{text}");
            assert_eq!(Secret::parse(&wanted.to_string()), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn refused() {
        for bad in [
            "",
            "source=token",
            "token,",
            "token,x",
            "token,mode",
            "token,mode=9",
            "token,mode=0o4",
            "token,uid=-1",
            "token,uid=+1",
            "token,uid=4294967296",
            "token,uid=",
            "token,type=file",
            "token,type=env,type=env",
            "token,type=env,uid=0",
            "token,type=env,mode=0444",
            "token,size=1",
            "type=env,target=x",
            "a/b,type=env",
        ] {
            assert!(Secret::parse(bad).is_err(), "{bad}");
        }
    }
}

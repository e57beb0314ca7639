//! User namespaces.

use super::{idmap::IdMap, namespace::Namespace};
use crate::podman::text;

/// Where a container's user namespace comes from: the value of `--userns`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserNamespace {
    /// `auto`: its own, with a range of ids that podman picks.
    Auto {
        /// `size=`: how many ids.
        size: Option<u32>,
        /// `uidmapping=`, `gidmapping=`: fixed maps within.
        maps: Vec<IdMap>,
    },
    /// `keep-id`: the user who runs podman is the same one inside.
    KeepId {
        /// `uid=`: that user is this one inside.
        uid: Option<u32>,
        /// `gid=`: and in this group.
        gid: Option<u32>,
        /// `size=`: how many ids; only rootless podman takes it.
        size: Option<u32>,
    },
    /// `nomap`: the user who runs podman is not there inside; only rootless podman takes it.
    NoMap,
    /// The host's, a pod's, another container's or the one at a path.
    Namespace(Namespace),
}

impl UserNamespace {
    /// Reads `host`, `auto[:…]`, `keep-id[:…]`, `nomap`, `pod`, `container:NAME` or `ns:PATH`;
    /// nothing is `host`.
    ///
    /// # Errors
    /// Anything else, options that are none, or `private`, which podman only makes of `--uidmap`
    /// or similar options.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mode, options) = match text.split_once(':') {
            Some((mode, options)) => (mode, Some(options)),
            None => (text, None),
        };
        match (mode, options) {
            ("", None) => Ok(Self::Namespace(Namespace::Host)),
            ("auto", options) => auto(options),
            ("keep-id", options) => keep_id(options),
            ("nomap", None) => Ok(Self::NoMap),
            ("private", None) => Err(
                "`private` needs maps of ids, and podman takes `--uidmap` and `--gidmap` only without `--userns`"
                    .to_owned(),
            ),
            _ => Namespace::parse(text).map(Self::Namespace).map_err(|_| {
                format!("`{text}` is not a user namespace: podman takes host, auto, keep-id, nomap, pod, container:NAME or ns:PATH")
            }),
        }
    }
}

fn auto(options: Option<&str>) -> Result<UserNamespace, String> {
    let (mut size, mut maps) = (None, Vec::new());
    for (key, value) in pairs(options)? {
        match key {
            "size" => size = Some(id(value)?),
            "uidmapping" | "gidmapping" => {
                let mut map = IdMap::parse(value)?;
                map.about.users |= key == "uidmapping";
                map.about.groups |= key == "gidmapping";
                maps.push(map);
            }
            _ => {
                return Err(format!(
                    "`{key}` is not an option of `auto`: size, uidmapping and gidmapping"
                ));
            }
        }
    }
    Ok(UserNamespace::Auto { size, maps })
}

fn keep_id(options: Option<&str>) -> Result<UserNamespace, String> {
    let (mut uid, mut gid, mut size) = (None, None, None);
    for (key, value) in pairs(options)? {
        match key {
            "uid" => uid = Some(id(value)?),
            "gid" => gid = Some(id(value)?),
            "size" => size = Some(id(value)?),
            _ => {
                return Err(format!(
                    "`{key}` is not an option of `keep-id`: uid, gid and size"
                ));
            }
        }
    }
    Ok(UserNamespace::KeepId { uid, gid, size })
}

/// `key=value` pairs with commas between them.
fn pairs(options: Option<&str>) -> Result<Vec<(&str, &str)>, String> {
    options
        .iter()
        .flat_map(|options| options.split(','))
        .map(text::pair)
        .collect()
}

fn id(text: &str) -> Result<u32, String> {
    u32::try_from(text::decimal(text)?).map_err(|_| format!("`{text}` is too large an id"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn user_namespaces() {
        let keep = |uid, gid, size| UserNamespace::KeepId { uid, gid, size };
        for (text, value) in [
            ("", UserNamespace::Namespace(Namespace::Host)),
            ("host", UserNamespace::Namespace(Namespace::Host)),
            ("pod", UserNamespace::Namespace(Namespace::Pod)),
            ("nomap", UserNamespace::NoMap),
            (
                "auto",
                UserNamespace::Auto {
                    size: None,
                    maps: Vec::new(),
                },
            ),
            (
                "auto:size=1000",
                UserNamespace::Auto {
                    size: Some(1000),
                    maps: Vec::new(),
                },
            ),
            ("keep-id", keep(None, None, None)),
            (
                "keep-id:uid=1000,gid=100",
                keep(Some(1000), Some(100), None),
            ),
            ("keep-id:size=3", keep(None, None, Some(3))),
        ] {
            assert_eq!(UserNamespace::parse(text), Ok(value), "{text}");
        }
        let Ok(UserNamespace::Auto { maps, .. }) =
            UserNamespace::parse("auto:uidmapping=0:1000:1,gidmapping=0:@100")
        else {
            unreachable!("both maps are good");
        };
        let printed: Vec<String> = maps.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["u0:1000:1", "g0:@100:1"]);
        for text in [
            "auto:",
            "auto:size=x",
            "auto:foo=1",
            "auto:size",
            "keep-id:",
            "keep-id:uid=x",
            "keep-id:foo=1",
            "container:",
            "ns:",
            "private",
            "default",
            "no-map",
            "foo",
            "nomap:x",
        ] {
            assert!(UserNamespace::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = UserNamespace::parse(&text);
        }

        #[test]
        fn near_ones_are_read_or_refused(text in "(auto|keep-id|nomap|ns)(:[a-z=0-9,:@]{0,20})?") {
            let _ = UserNamespace::parse(&text);
        }
    }
}

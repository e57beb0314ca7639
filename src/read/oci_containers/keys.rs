//! The options of `virtualisation.oci-containers.containers.<name>`, one row each.

use crate::{
    podman::text::{any, switch},
    read::{draft::Setter, flags::positional},
};

/// One option of a container.
pub struct Key {
    /// Its path in the container's object: `["login", "registry"]`.
    pub path: &'static [&'static str],
    /// NixOS release that brought it; `20.09` stands for that or earlier.
    pub since: &'static str,
    /// What it holds and what takes it.
    pub shape: Shape,
    /// Two values that NixOS accepts and that mean different things, as JSON.
    pub samples: [&'static str; 2],
    /// NixOS' default, where it is neither null nor empty, as the flag takes it.
    pub default: Option<&'static str>,
}

impl Key {
    /// The same option with a default.
    const fn or(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }
}

/// What an option holds. Every option may be missing or null, which is podman's default.
pub enum Shape {
    /// A string.
    Text(Into),
    /// `true` or `false`.
    Switch(Into),
    /// A list of strings, each a value.
    List(Into),
    /// Names with strings, each a value `NAME=STRING`.
    Map(&'static str),
    /// Names with `true` for the first flag, `false` for the second, null for neither.
    Toggles(&'static str, &'static str),
    /// Words of flags of `podman run`.
    ExtraOptions,
    /// Words of flags of podman itself.
    GlobalOptions,
}

/// What takes a value.
pub enum Into {
    /// The flag that NixOS writes for it.
    Flag(&'static str),
    /// A field that is set by no flag.
    Field(Setter),
}

use Into::{Field, Flag};
use Shape::{ExtraOptions, GlobalOptions, List, Map, Switch, Text, Toggles};

const fn key(
    path: &'static [&'static str],
    since: &'static str,
    shape: Shape,
    samples: [&'static str; 2],
) -> Key {
    Key {
        path,
        since,
        shape,
        samples,
        default: None,
    }
}

/// In the order in which NixOS puts them on podman's command line, so that of two values for one
/// thing the later wins here as there; then those that are not on it.
///
/// NixOS: <https://github.com/NixOS/nixpkgs/blob/master/nixos/modules/virtualisation/oci-containers.nix>
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key(&["preRunExtraOptions"], "24.11", GlobalOptions, [r#"["--log-level=debug"]"#, r#"["--syslog"]"#]),
    key(&["log-driver"], "20.09", Text(Flag("--log-driver")), [r#""journald""#, r#""none""#]).or("journald"),
    key(&["entrypoint"], "20.09", Text(Flag("--entrypoint")), [r#""/bin/a""#, r#""/bin/b""#]),
    key(&["hostname"], "23.11", Text(Flag("--hostname")), [r#""a""#, r#""b""#]),
    key(&["podman", "sdnotify"], "25.05", Text(Flag("--sdnotify")), [r#""conmon""#, r#""healthy""#]).or("conmon"),
    key(&["environment"], "20.09", Map("--env"), [r#"{"A":"1"}"#, r#"{"A":"2"}"#]),
    key(&["environmentFiles"], "21.05", List(Flag("--env-file")), [r#"["/run/a.env"]"#, r#"["/run/b.env"]"#]),
    key(&["ports"], "20.09", List(Flag("--publish")), [r#"["8080:80"]"#, r#"["127.0.0.1:53:53/udp"]"#]),
    key(&["user"], "20.09", Text(Flag("--user")), [r#""1000:100""#, r#""0""#]),
    key(&["volumes"], "20.09", List(Flag("--volume")), [r#"["/srv/a:/a"]"#, r#"["data:/a:ro"]"#]),
    key(&["labels"], "23.11", Map("--label"), [r#"{"a":"1"}"#, r#"{"a":"2"}"#]),
    key(&["workdir"], "20.09", Text(Flag("--workdir")), [r#""/a""#, r#""/b""#]),
    key(&["privileged"], "25.05", Switch(Flag("--privileged")), ["false", "true"]).or("false"),
    key(&["autoRemoveOnStop"], "25.05", Switch(Flag("--rm")), ["true", "false"]).or("true"),
    key(&["capabilities"], "25.05", Toggles("--cap-add", "--cap-drop"), [r#"{"NET_ADMIN":true}"#, r#"{"CHOWN":false}"#]),
    key(&["devices"], "25.05", List(Flag("--device")), [r#"["/dev/dri:/dev/dri"]"#, r#"["/dev/net/tun"]"#]),
    key(&["networks"], "25.05", List(Flag("--network")), [r#"["host"]"#, r#"["lan"]"#]),
    key(&["pull"], "25.05", Text(Flag("--pull")), [r#""missing""#, r#""always""#]).or("missing"),
    key(&["extraOptions"], "20.09", ExtraOptions, [r#"["--memory=512m"]"#, r#"["--memory","1g"]"#]),
    key(&["image"], "20.09", Text(Field(positional::image)), [r#""docker.io/library/nginx:1""#, r#""docker.io/library/redis:7""#]),
    key(&["cmd"], "20.09", List(Field(positional::COMMAND)), [r#"["a"]"#, r#"["b","c"]"#]),
    key(&["imageFile"], "20.09", Text(Field(once!(image.file, any))), [r#""/nix/store/a.tar""#, r#""/nix/store/b.tar""#]),
    key(&["imageStream"], "24.11", Text(Field(once!(image.stream, any))), [r#""/nix/store/stream-a""#, r#""/nix/store/stream-b""#]),
    key(&["login", "registry"], "21.05", Text(Field(once!(secrets.login.registry, any))), [r#""ghcr.io""#, r#""quay.io""#]),
    key(&["login", "username"], "21.05", Text(Field(once!(secrets.login.username, any))), [r#""a""#, r#""b""#]),
    key(&["login", "passwordFile"], "21.05", Text(Field(once!(secrets.login.password_file, any))), [r#""/run/a""#, r#""/run/b""#]),
    key(&["dependsOn"], "20.09", List(Field(many!(lifecycle.depends_on, any))), [r#"["a"]"#, r#"["b"]"#]),
    key(&["autoStart"], "20.09", Switch(Field(once!(lifecycle.auto_start, switch))), ["true", "false"]).or("true"),
    key(&["serviceName"], "25.05", Text(Field(once!(lifecycle.service_name, any))), [r#""podman-a""#, r#""a""#]),
    key(&["podman", "user"], "25.05", Text(Field(once!(lifecycle.podman_user, any))), [r#""root""#, r#""a""#]).or("root"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::flags::{self, lexer::Name};

    #[test]
    fn every_row_names_a_flag_of_the_tables() {
        for key in KEYS {
            let into = match &key.shape {
                Text(into) | Switch(into) | List(into) => vec![into],
                Map(_) | Toggles(..) | ExtraOptions | GlobalOptions => vec![],
            };
            let named = into.into_iter().filter_map(|into| match into {
                Flag(name) => Some(*name),
                Field(_) => None,
            });
            let more = match key.shape {
                Map(name) => vec![name],
                Toggles(on, off) => vec![on, off],
                _ => vec![],
            };
            for name in named.chain(more) {
                assert!(flags::find(Name::Long(name)).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn paths_are_unique_and_samples_differ() {
        for (at, key) in KEYS.iter().enumerate() {
            assert!(KEYS.iter().skip(at + 1).all(|other| other.path != key.path));
            let [one, other] = key
                .samples
                .map(|sample| serde_json::from_str::<serde_json::Value>(sample).ok());
            assert!(
                one.is_some() && other.is_some() && one != other,
                "{:?}",
                key.path
            );
        }
    }
}

//! Flags of the section [`crate::podman::secrets`].

use super::{Disposition, Flag, Takes};
use crate::podman::secrets::{Creds, Secret};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--authfile",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "imagePullSecrets, a Secret made on the host",
        lost: "logins that a credential helper gives",
        samples: ["/run/containers/auth.json", "/etc/containers/auth.json"],
        reaches: None,
        set: |c, v| {
            c.secrets.authfile = Some(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--creds",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.8",
        disposition: Disposition::Danger,
        becomes: "-",
        lost: "the login: a password on the command line is one in the world-readable Nix store",
        samples: ["me:one", "me:two"],
        reaches: None,
        set: |c, v| {
            c.secrets.creds = Some(v.try_map(Creds::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--env-file",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "envFrom, a Secret made on the host",
        lost: "the file is read when the host changes, not at every start",
        samples: ["/dev/null", "/etc/hostname"],
        reaches: None,
        set: |c, v| {
            c.secrets.env_files.push(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--secret",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "Secret volume or env",
        lost: "owner and group of the file",
        samples: ["token", "token,type=env,target=TOKEN"],
        reaches: None,
        set: |c, v| {
            c.secrets.secrets.push(v.try_map(Secret::parse)?);
            Ok(())
        },
    },
];

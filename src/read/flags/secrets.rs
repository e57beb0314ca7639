//! Flags of the section [`crate::podman::secrets`].

use super::{
    Flag,
    Takes::{Array, Value},
    row,
};
use crate::podman::{
    secrets::{Creds, Secret},
    text::any,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--authfile", Value, "4.3", ["/run/containers/auth.json", "/etc/containers/auth.json"], once!(secrets.authfile, any))
        .approximate("imagePullSecrets, a Secret made on the host", "logins that a credential helper gives"),
    row("--creds", Value, "5.8", ["me:one", "me:two"], once!(secrets.creds, Creds::parse))
        .danger("the login: a password on the command line is one in the world-readable Nix store"),
    row("--env-file", Array, "4.3", ["/dev/null", "/etc/hostname"], many!(secrets.env_files, any))
        .approximate("envFrom, a Secret made on the host", "the file is read when the host changes, not at every start"),
    row("--secret", Array, "4.3", ["token", "token,type=env,target=TOKEN"], many!(secrets.secrets, Secret::parse))
        .approximate("Secret volume or env", "owner and group of the file"),
];

//! Flags of the section [`crate::podman::secrets`].

use super::{
    Flag,
    Takes::{Array, Value},
    row, same_if,
};
use crate::{
    ledger::Verdict::Refused,
    podman::{
        secrets::{EnvFile, Secret, creds},
        text::any,
    },
    rules::{secrets::password_in_the_open, workload::ANY_WAY},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--authfile", Value, "4.3", ["/run/containers/auth.json", "/etc/containers/auth.json"], once!(secrets.authfile, any))
        .approximate("imagePullSecrets, a Secret made on the host", "logins of a credential helper are missing"),
    row("--creds", Value, "5.8", ["me:one", "me:two"], fate!(creds, |name, given| same_if(!given, &ANY_WAY, Refused(password_in_the_open(name)))))
        .danger("the Pod has no login: a password on the command line is in the world-readable Nix store"),
    row("--env-file", Array, "4.3", ["/dev/null", "/etc/hostname"], many!(secrets.env_files, EnvFile::parse))
        .approximate("envFrom, a Secret made on the host", "changes of the file arrive with the next install, not with the next start"),
    row("--secret", Array, "4.3", ["token", "token,type=env,target=TOKEN"], many!(secrets.secrets, Secret::parse))
        .approximate("Secret volume or env", "owner and group of the file are those of the volume"),
];

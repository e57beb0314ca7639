//! Flags of the section [`crate::podman::process`].

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    row, same_if,
};
use crate::{
    ledger::Verdict::{Dropped, Refused},
    podman::{
        process::{Entrypoint, Env, Timezone, env_merge},
        text::{any, switch, unsigned},
    },
    rules::{process as rules, workload::ANY_WAY},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--entrypoint", Value, "4.3", ["/bin/sh", "[\"/bin/sh\",\"-c\"]"], once!(process.entrypoint, |text| Ok(Entrypoint::parse(text))))
        .exact("command", "-"),
    row("--env", Array, "4.3", ["A=1", "A=2"], many!(process.env, Env::parse)).short('e')
        .exact("env", "`KEY` and `PREFIX*` without a value are not set, because a Pod has no systemd unit"),
    row("--env-host", Switch, "4.3", ["true", "false"], fate!(switch, |name, on| same_if(!on, &ANY_WAY, Refused(rules::env_host(name)))))
        .danger("a Pod has no systemd unit, so none of its variables is set"),
    row("--env-merge", Array, "4.3", ["A=1${B}", "A=2${B}"], many!(process.env_merge, env_merge))
        .approximate("env", "a value that refers to variables of the image is not set"),
    leftover! { RuntimeOnly, Switch, "--help", "4.3", ["true", "false"], switch, "podman prints its help and runs no container", "remove it" },
    row("--http-proxy", Switch, "4.3", ["true", "false"], once!(process.http_proxy, switch))
        .approximate("env", "-"),
    row("--init", Switch, "4.3", ["true", "false"], once!(process.init, switch))
        .approximate("shareProcessNamespace", "the pause process of the Pod reaps zombie processes, and signals go directly to the program"),
    leftover! { RuntimeOnly, Value, "--init-path", "4.3", ["/usr/bin/catatonit", "/usr/bin/tini"], any, "the pause process of the Pod takes the place of this program", "" },
    row("--interactive", Switch, "4.3", ["true", "false"], once!(process.interactive, switch)).short('i')
        .exact("stdin", "-"),
    leftover! { NoField, Value, "--personality", "4.3", ["LINUX", "LINUX32"], any, "programs see the architecture of the kernel", "use an image of the architecture that the program expects" },
    leftover! { NoField, Slice, "--preserve-fd", "5.4", ["3", "4"], unsigned, "the open file, for instance a systemd socket, does not reach the container", "let the program open its socket itself, and publish the port" },
    leftover! { NoField, Value, "--preserve-fds", "4.3", ["1", "2"], unsigned, "the open files, for instance systemd sockets, do not reach the container", "let the program open its sockets itself, and publish the ports" },
    row("--tty", Switch, "4.3", ["true", "false"], once!(process.tty, switch)).short('t')
        .exact("tty, env TERM", "-"),
    row("--tz", Value, "4.3", ["Europe/Berlin", "UTC"], once!(process.timezone, Timezone::parse))
        .approximate("hostPath volume on /etc/localtime", "the zone file is the node's instead of a copy in the container"),
    row("--unsetenv", Array, "4.3", ["LANG", "PATH"], many!(process.unset_env, any))
        .unsupported("-", "the variable is empty instead of unset"),
    row("--unsetenv-all", Switch, "4.3", ["true", "false"], fate!(switch, |name, on| same_if(!on, &ANY_WAY, Dropped(rules::unset_env_all(name)))))
        .unsupported("-", "the variables of the image stay set"),
    row("--workdir", Value, "4.3", ["/srv", "/tmp"], once!(process.workdir, any)).short('w')
        .exact("workingDir", "containerd creates the directory if the image does not have it, where podman refuses to start"),
];

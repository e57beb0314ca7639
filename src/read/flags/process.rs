//! Flags of the section [`crate::podman::process`].

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    row,
};
use crate::podman::{
    process::{Entrypoint, Env, Timezone, env_merge},
    text::{any, switch, unsigned},
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--entrypoint", Value, "4.3", ["/bin/sh", "[\"/bin/sh\",\"-c\"]"], once!(process.entrypoint, |text| Ok(Entrypoint::parse(text))))
        .exact("command", "-"),
    row("--env", Array, "4.3", ["A=1", "A=2"], many!(process.env, Env::parse)).short('e')
        .exact("env", "`KEY` and `PREFIX*` without a value: the environment of the unit is not there"),
    row("--env-host", Switch, "4.3", ["true", "false"], once!(process.env_host, switch))
        .danger("the environment of the unit"),
    row("--env-merge", Array, "4.3", ["A=1${B}", "A=2${B}"], many!(process.env_merge, env_merge))
        .approximate("env", "what stands in the image's environment, which is not known here"),
    leftover! { RuntimeOnly, Switch, "--help", "4.3", ["true", "false"], switch, "podman prints its help and runs nothing", "remove it" },
    row("--http-proxy", Switch, "4.3", ["true", "false"], once!(process.http_proxy, switch))
        .approximate("env", "-"),
    row("--init", Switch, "4.3", ["true", "false"], once!(process.init, switch))
        .approximate("shareProcessNamespace", "the container's own init as process 1, which forwards signals"),
    leftover! { RuntimeOnly, Value, "--init-path", "4.3", ["/usr/bin/catatonit", "/usr/bin/tini"], any, "the program of `--init`: the node's pause process takes its place", "" },
    row("--interactive", Switch, "4.3", ["true", "false"], once!(process.interactive, switch)).short('i')
        .exact("stdin", "-"),
    leftover! { NoField, Value, "--personality", "4.3", ["LINUX", "LINUX32"], any, "the execution domain: programs see the kernel's own architecture", "use an image of the architecture that the program asks for" },
    leftover! { NoField, Slice, "--preserve-fd", "5.4", ["3", "4"], unsigned, "the open file, a socket of systemd for instance, does not reach the container", "let the program open its own socket, and publish the port" },
    leftover! { NoField, Value, "--preserve-fds", "4.3", ["1", "2"], unsigned, "the open files, sockets of systemd for instance, do not reach the container", "let the program open its own sockets, and publish the ports" },
    row("--tty", Switch, "4.3", ["true", "false"], once!(process.tty, switch)).short('t')
        .exact("tty, env TERM", "-"),
    row("--tz", Value, "4.3", ["Europe/Berlin", "UTC"], once!(process.timezone, Timezone::parse))
        .approximate("env TZ, hostPath volume on /etc/localtime", "a copy made at every start"),
    row("--unsetenv", Array, "4.3", ["LANG", "PATH"], many!(process.unset_env, any))
        .unsupported("-", "a variable of the image stays set; Kubernetes can only make it empty"),
    row("--unsetenv-all", Switch, "4.3", ["true", "false"], once!(process.unset_env_all, switch))
        .unsupported("-", "the variables of the image stay set"),
    row("--workdir", Value, "4.3", ["/srv", "/tmp"], once!(process.workdir, any)).short('w')
        .exact("workingDir", "the error when the image has no such directory: containerd makes it"),
];

//! Flags of the section [`crate::podman::process`].

use super::{Disposition, Flag, Takes};
use crate::podman::{
    process::{Entrypoint, Env, Timezone, check_env_merge},
    text::{any, switch, unsigned},
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--entrypoint",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "command",
        lost: "-",
        samples: ["/bin/sh", "[\"/bin/sh\",\"-c\"]"],
        reaches: None,
        set: |c, v| {
            c.process.entrypoint = Some(v.map(Entrypoint::parse));
            Ok(())
        },
    },
    Flag {
        name: "--env",
        short: Some('e'),
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "env",
        lost: "`KEY` and `PREFIX*` without a value: the environment of the unit is not there",
        samples: ["A=1", "A=2"],
        reaches: None,
        set: |c, v| {
            c.process.env.push(v.try_map(Env::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--env-host",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Danger,
        becomes: "-",
        lost: "the environment of the unit",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.env_host = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--env-merge",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "env",
        lost: "what stands in the image's environment, which is not known here",
        samples: ["A=1${B}", "A=2${B}"],
        reaches: None,
        set: |c, v| {
            check_env_merge(v.value)?;
            c.process.env_merge.push(v.map(str::to_owned));
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Switch, "--help", "4.3", ["true", "false"], switch, "podman prints its help and runs nothing", "remove it" },
    Flag {
        name: "--http-proxy",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "env",
        lost: "-",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.http_proxy = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--init",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "shareProcessNamespace",
        lost: "the container's own init as process 1, which forwards signals",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.init = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    leftover! { RuntimeOnly, Value, "--init-path", "4.3", ["/usr/bin/catatonit", "/usr/bin/tini"], any, "the program of `--init`: the node's pause process takes its place", "" },
    Flag {
        name: "--interactive",
        short: Some('i'),
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "stdin",
        lost: "-",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.interactive = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    leftover! { NoField, Value, "--personality", "4.3", ["LINUX", "LINUX32"], any, "the execution domain: programs see the kernel's own architecture", "use an image of the architecture that the program asks for" },
    leftover! { NoField, Slice, "--preserve-fd", "5.4", ["3", "4"], unsigned, "the open file, a socket of systemd for instance, does not reach the container", "let the program open its own socket, and publish the port" },
    leftover! { NoField, Value, "--preserve-fds", "4.3", ["1", "2"], unsigned, "the open files, sockets of systemd for instance, do not reach the container", "let the program open its own sockets, and publish the ports" },
    Flag {
        name: "--tty",
        short: Some('t'),
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "tty, env TERM",
        lost: "-",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.tty = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--tz",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Approximate,
        becomes: "env TZ, hostPath volume on /etc/localtime",
        lost: "a copy made at every start",
        samples: ["Europe/Berlin", "UTC"],
        reaches: None,
        set: |c, v| {
            c.process.timezone = Some(v.try_map(Timezone::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--unsetenv",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "a variable of the image stays set; Kubernetes can only make it empty",
        samples: ["LANG", "PATH"],
        reaches: None,
        set: |c, v| {
            c.process.unset_env.push(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--unsetenv-all",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Disposition::Unsupported,
        becomes: "-",
        lost: "the variables of the image stay set",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.process.unset_env_all = Some(v.try_map(switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--workdir",
        short: Some('w'),
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Disposition::Exact,
        becomes: "workingDir",
        lost: "the error when the image has no such directory: containerd makes it",
        samples: ["/srv", "/tmp"],
        reaches: None,
        set: |c, v| {
            c.process.workdir = Some(v.map(str::to_owned));
            Ok(())
        },
    },
];

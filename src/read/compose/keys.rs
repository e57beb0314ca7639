//! The keys of a service, one row each: `docs/compose.md` shows them.
//!
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md>

use crate::read::{draft::Setter, flags::positional};

use super::{
    parts::{
        self,
        Leftover::{self, Elsewhere, Missing, Widens},
    },
    service::Reader,
};

/// A key of a service.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds, and what takes it.
    pub shape: Shape,
    /// Two values that mean different things, as JSON.
    pub samples: [&'static str; 2],
}

/// What a key holds.
pub enum Shape {
    /// A text, a number or a switch, for a flag.
    Flag(&'static str),
    /// The same, for a field that no flag sets.
    Field(Setter),
    /// A list of texts, each for a flag; a text is a list of one.
    List(&'static str),
    /// A list or a mapping, each pair for a flag, with what stands between name and value.
    Pairs(&'static str, &'static str),
    /// A command: a text, or its words.
    Words(Setter),
    /// Something that a function reads, and what becomes of it.
    Own(
        fn(&mut Reader<'_, '_, '_>, &str, &serde_json::Value),
        &'static str,
    ),
    /// Something that a Pod has nothing for.
    Leftover(Leftover),
}

impl Shape {
    /// What the key holds, in words.
    #[must_use]
    pub fn wanted(&self) -> &'static str {
        match self {
            Self::Flag(_) | Self::Field(_) => "a text",
            Self::List(_) => "a list of texts",
            Self::Pairs(..) => "a mapping or a list of texts",
            Self::Words(_) => "a text or a list of texts",
            Self::Own(..) | Self::Leftover(_) => "another value",
        }
    }
}

use Shape::{Field, Flag, List, Own, Pairs, Words};

const fn key(name: &'static str, shape: Shape, samples: [&'static str; 2]) -> Key {
    Key {
        name,
        shape,
        samples,
    }
}

/// All keys, sorted, as the engine's flags are then given.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("annotations", Pairs("--annotation", "="), [r#"{"a.example/b": "1"}"#, r#"["a.example/b=2"]"#]),
    key("attach", Shape::Leftover(Elsewhere("the output is in the log of the Pod", "read the log with `kubectl logs -f`")), ["true", "false"]),
    key("blkio_config", Own(parts::limits::blkio, "as `--blkio-weight`, `--device-read-bps` and their like"), [r#"{"weight": 300}"#, r#"{"device_read_bps": [{"path": "/dev/sda", "rate": "12mb"}]}"#]),
    key("build", Own(parts::image::build, "refused without `image`: K3s does not build; with it, a note says what to push"), [r#""./a""#, r#"{"context": "./b"}"#]),
    key("cap_add", List("--cap-add"), [r#"["NET_ADMIN"]"#, r#"["SYS_TIME"]"#]),
    key("cap_drop", List("--cap-drop"), [r#"["CHOWN"]"#, r#"["KILL"]"#]),
    key("cgroup", Flag("--cgroupns"), [r#""host""#, r#""private""#]),
    key("cgroup_parent", Flag("--cgroup-parent"), [r#""/a.slice""#, r#""/b.slice""#]),
    key("command", Words(positional::COMMAND), [r#""serve --all""#, r#"["serve"]"#]),
    key("configs", Own(parts::files::configs, "as `--volume FILE:TARGET:ro` for what has `file`, as a ConfigMap for `content` and `environment`; others are refused"), [r#"["a"]"#, r#"[{"source": "a", "target": "/b"}]"#]),
    key("container_name", Flag("--name"), [r#""one""#, r#""two""#]),
    key("cpu_count", Flag("--cpu-count"), ["1", "2"]),
    key("cpu_percent", Flag("--cpu-percent"), ["10", "20"]),
    key("cpu_period", Flag("--cpu-period"), ["50000", "200000"]),
    key("cpu_quota", Flag("--cpu-quota"), ["50000", "200000"]),
    key("cpu_rt_period", Flag("--cpu-rt-period"), ["500000", "1000000"]),
    key("cpu_rt_runtime", Flag("--cpu-rt-runtime"), ["400000", "950000"]),
    key("cpu_shares", Flag("--cpu-shares"), ["512", "2048"]),
    key("cpus", Flag("--cpus"), ["0.5", "2"]),
    key("cpuset", Flag("--cpuset-cpus"), [r#""0-1""#, r#""2""#]),
    key("credential_spec", Shape::Leftover(Elsewhere("credentials of this kind are for Windows", "remove it")), [r#"{"file": "a.json"}"#, r#"{"file": "b.json"}"#]),
    key("depends_on", Own(parts::life::depends_on, "a Pod of the same group, an init container that waits (`waitFor`), or a note; what has to end becomes a Job"), [r#"["db"]"#, r#"{"db": {"condition": "service_completed_successfully"}}"#]),
    key("deploy", Own(parts::deploy::deploy, "`replicas`, `mode` and `placement` name the setting that does it; limits as `--cpus`, `--memory`, `--pids-limit`, `--memory-reservation` and `--gpus`; `restart_policy` as `--restart`; the rest is read by Swarm only"), [r#"{"replicas": 1}"#, r#"{"resources": {"limits": {"memory": "64m"}}}"#]),
    key("develop", Shape::Leftover(Elsewhere("it is for `docker compose watch`, which has no part in running the service", "")), [r#"{"watch": [{"path": ".", "action": "sync"}]}"#, r#"{"watch": [{"path": ".", "action": "rebuild"}]}"#]),
    key("device_cgroup_rules", List("--device-cgroup-rule"), [r#"["c 188:* rwm"]"#, r#"["c 189:* rwm"]"#]),
    key("devices", Own(parts::limits::devices, "as `--device`"), [r#"["/dev/fuse"]"#, r#"[{"source": "/dev/dri", "target": "/dev/dri"}]"#]),
    key("dns", List("--dns"), [r#""192.0.2.53""#, r#"["192.0.2.54"]"#]),
    key("dns_opt", List("--dns-option"), [r#"["timeout:3"]"#, r#"["rotate"]"#]),
    key("dns_search", List("--dns-search"), [r#""lan.example""#, r#"["example.org"]"#]),
    key("domainname", Flag("--domainname"), [r#""lan""#, r#""example.org""#]),
    key("entrypoint", Own(parts::image::entrypoint, "as `--entrypoint`, all words of it; empty takes the image's away"), [r#""/bin/sh -c""#, r#"["/bin/ls"]"#]),
    key("env_file", Own(parts::files::env_file, "as `--env-file`; `install` reads the file as Compose does: quotes, `export`, `${…}` of the file and of `.env`"), [r#""/srv/a.env""#, r#"[{"path": "/srv/b.env", "required": false}]"#]),
    key("environment", Pairs("--env", "="), [r#"{"A": "1"}"#, r#"["A=2"]"#]),
    key("expose", List("--expose"), [r#"["9100"]"#, r#"["9101-9102/udp"]"#]),
    key("external_links", List("--link"), [r#"["db"]"#, r#"["db:mysql"]"#]),
    key("extra_hosts", Pairs("--add-host", ":"), [r#"{"nas": "192.0.2.7"}"#, r#"["db=192.0.2.8"]"#]),
    key("gpus", Own(parts::limits::gpus, "as `--gpus`"), [r#""all""#, r#"[{"driver": "nvidia", "count": 1}]"#]),
    key("group_add", List("--group-add"), [r#"["100"]"#, r#"["200"]"#]),
    key("healthcheck", Own(parts::life::health, "as `--health-cmd` and its like, or `--no-healthcheck`"), [r#"{"test": "true"}"#, r#"{"disable": true}"#]),
    key("hostname", Flag("--hostname"), [r#""one""#, r#""two""#]),
    key("image", Field(positional::image), [r#""docker.io/library/nginx:1""#, r#""docker.io/library/redis:7""#]),
    key("init", Flag("--init"), ["true", "false"]),
    key("ipc", Own(parts::network::ipc, "as `--ipc`; `service:NAME` is the container of that service"), [r#""host""#, r#""private""#]),
    key("isolation", Flag("--isolation"), [r#""default""#, r#""""#]),
    key("label_file", List("--label-file"), [r#""/srv/a.labels""#, r#"["/srv/b.labels"]"#]),
    key("labels", Pairs("--label", "="), [r#"{"a.example": "1"}"#, r#"["a.example=2"]"#]),
    key("links", Own(parts::network::links, "as `--link`, to the container of the service"), [r#"["db"]"#, r#"["db:mysql"]"#]),
    key("logging", Own(parts::life::logging, "as `--log-driver` and `--log-opt`"), [r#"{"driver": "local"}"#, r#"{"driver": "none"}"#]),
    key("mac_address", Flag("--mac-address"), [r#""92:d0:c6:0a:29:33""#, r#""92:d0:c6:0a:29:34""#]),
    key("mem_limit", Flag("--memory"), [r#""512m""#, r#""2g""#]),
    key("mem_reservation", Flag("--memory-reservation"), [r#""256m""#, r#""1g""#]),
    key("mem_swappiness", Flag("--memory-swappiness"), ["10", "60"]),
    key("memswap_limit", Flag("--memory-swap"), [r#""1g""#, "-1"]),
    key("models", Shape::Leftover(Missing("no model runs for the service", "run the model as a service of its own, and name its address in `environment`")), [r#"["a"]"#, r#"{"a": {"endpoint_var": "A"}}"#]),
    key("network_mode", Own(parts::network::mode, "as `--network`; services of `service:NAME` become one Pod"), [r#""host""#, r#""none""#]),
    key("networks", Own(parts::network::networks, "as `--network NAME:alias=…,ip=…` for each"), [r#"["a"]"#, r#"{"a": {"aliases": ["x"]}}"#]),
    key("oom_kill_disable", Flag("--oom-kill-disable"), ["true", "false"]),
    key("oom_score_adj", Flag("--oom-score-adj"), ["-500", "500"]),
    key("pid", Own(parts::network::pid, "as `--pid`; `service:NAME` is the container of that service"), [r#""host""#, r#""private""#]),
    key("pids_limit", Flag("--pids-limit"), ["100", "4096"]),
    key("platform", Flag("--platform"), [r#""linux/amd64""#, r#""linux/arm64""#]),
    key("ports", Own(parts::network::ports, "as `--publish`"), [r#"["8080:80"]"#, r#"[{"target": 80, "published": "8081"}]"#]),
    key("post_start", Own(parts::hooks::post_start, "as `lifecycle.postStart`; with `user` or `privileged` dropped"), [r#"[{"command": "a"}]"#, r#"[{"command": "b"}]"#]),
    key("pre_start", Own(parts::hooks::pre_start, "as init containers"), [r#"[{"command": "a"}]"#, r#"[{"command": "b"}]"#]),
    key("pre_stop", Own(parts::hooks::pre_stop, "as `lifecycle.preStop`; with `user` or `privileged` dropped"), [r#"[{"command": "a"}]"#, r#"[{"command": "b"}]"#]),
    key("privileged", Flag("--privileged"), ["true", "false"]),
    key("profiles", Own(parts::life::profiles, "a service without an active profile is not converted, and a note says so"), [r#"["a"]"#, r#"["b"]"#]),
    key("provider", Shape::Leftover(Widens("the program that provides the service is not run", "run what it provides yourself, and remove the service")), [r#"{"type": "a"}"#, r#"{"type": "b"}"#]),
    key("pull_policy", Own(parts::image::pull, "as `--pull`; `daily`, `weekly` and `every_…` are told"), [r#""missing""#, r#""always""#]),
    key("pull_refresh_after", Shape::Leftover(Elsewhere("the image is pulled when a Pod starts, not after a time", "")), [r#""24h""#, r#""48h""#]),
    key("read_only", Flag("--read-only"), ["true", "false"]),
    key("restart", Flag("--restart"), [r#""no""#, r#""on-failure""#]),
    key("runtime", Flag("--runtime"), [r#""runc""#, r#""runsc""#]),
    key("scale", Own(parts::deploy::replicas, "the setting `replicas` does it"), ["1", "2"]),
    key("secrets", Own(parts::files::secrets, "as `--volume FILE:/run/secrets/NAME:ro` for what has `file`; other sources are refused"), [r#"["a"]"#, r#"[{"source": "a", "target": "b"}]"#]),
    key("security_opt", List("--security-opt"), [r#"["no-new-privileges:true"]"#, r#"["seccomp:unconfined"]"#]),
    key("shm_size", Flag("--shm-size"), [r#""128m""#, r#""256m""#]),
    key("stdin_open", Flag("--interactive"), ["true", "false"]),
    key("stop_grace_period", Own(parts::life::grace, "as `--stop-timeout`, in whole seconds"), [r#""30s""#, r#""1m30s""#]),
    key("stop_signal", Flag("--stop-signal"), [r#""SIGINT""#, r#""SIGQUIT""#]),
    key("storage_opt", Pairs("--storage-opt", "="), [r#"{"size": "10G"}"#, r#"{"size": "20G"}"#]),
    key("sysctls", Pairs("--sysctl", "="), [r#"{"net.core.somaxconn": 1024}"#, r#"["net.core.somaxconn=2048"]"#]),
    key("tmpfs", List("--tmpfs"), [r#""/run""#, r#"["/run:size=64m"]"#]),
    key("tty", Flag("--tty"), ["true", "false"]),
    key("ulimits", Own(parts::limits::ulimits, "as `--ulimit`"), [r#"{"nofile": 1024}"#, r#"{"nofile": {"soft": 1, "hard": 2}}"#]),
    key("use_api_socket", Flag("--use-api-socket"), ["true", "false"]),
    key("user", Flag("--user"), [r#""1000:1000""#, r#""2000""#]),
    key("userns_mode", Flag("--userns"), [r#""host""#, r#""""#]),
    key("uts", Flag("--uts"), [r#""host""#, r#""private""#]),
    key("volumes", Own(parts::volumes::volumes, "as `--volume`, or as `--mount` for what only that can say; names are those that Compose gives (`PROJECT_NAME`)"), [r#"["/srv/a:/data"]"#, r#"[{"type": "tmpfs", "target": "/data"}]"#]),
    key("volumes_from", Own(parts::volumes::from, "as `--volumes-from`, from the container of the service"), [r#"["web"]"#, r#"["web:ro"]"#]),
    key("working_dir", Flag("--workdir"), [r#""/srv""#, r#""/tmp""#]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::flags::{docker, find, lexer::Name};

    #[test]
    fn rows_are_sorted_and_name_flags_of_the_tables() {
        assert!(KEYS.is_sorted_by(|a, b| a.name < b.name));
        for key in KEYS {
            let [one, other] = key
                .samples
                .map(|text| serde_json::from_str::<serde_json::Value>(text).ok());
            assert!(
                one.is_some() && other.is_some() && one != other,
                "{}",
                key.name
            );
            if let Flag(flag) | List(flag) | Pairs(flag, _) = key.shape {
                let known = docker::find(Name::Long(flag)).or_else(|| find(Name::Long(flag)));
                assert!(known.is_some(), "{flag}");
            }
        }
    }
}

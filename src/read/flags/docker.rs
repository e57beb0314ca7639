//! The flags of `docker run`: which of podman's Docker has as well, and Docker's own.
//!
//! Docker: <https://github.com/docker/cli/blob/v28.5.2/cli/command/container/opts.go#L188>,
//! <https://github.com/docker/cli/blob/v28.5.2/cli/command/container/run.go#L64>

use super::{
    Flag,
    Takes::{Array, Switch, Value},
    global::{Global, quiet},
    lexer::Name,
    row, same_if,
};
use crate::{
    ledger::Verdict::{self, Dropped, Refused},
    origin::Given,
    podman::{
        Container,
        devices::Cdi,
        health::Interval,
        image::Pull,
        logging::Driver,
        network::Link,
        ports::Publish,
        process::Entrypoint,
        security::{user::GroupAdd, userns::UserNamespace},
        storage::volume::Volume,
        text::{any, duration, switch, unsigned},
    },
    rules::{process as rules, workload::ANY_WAY},
};

mod mount;
mod network;
mod values;

/// Spellings of podman's table that Docker has, too, and that mean the same there. Sorted.
#[rustfmt::skip]
pub const SHARED: &[&str] = &[
    "--add-host", "--annotation", "--attach", "--blkio-weight", "--blkio-weight-device", "--cap-add", "--cap-drop",
    "--cgroup-parent", "--cgroupns", "--cidfile", "--cpu-period", "--cpu-quota", "--cpu-rt-period", "--cpu-rt-runtime",
    "--cpu-shares", "--cpus", "--cpuset-cpus", "--cpuset-mems", "--detach", "--detach-keys", "--device",
    "--device-cgroup-rule", "--device-read-bps", "--device-read-iops", "--device-write-bps", "--device-write-iops",
    "--disable-content-trust", "--dns", "--dns-opt", "--dns-option", "--dns-search", "--env", "--env-file",
    "--expose",
    "--help", "--hostname", "--init", "--interactive", "--ip", "--ip6", "--ipc", "--kernel-memory",
    "--label", "--label-file", "--log-opt", "--mac-address", "--memory", "--memory-reservation", "--memory-swap",
    "--memory-swappiness", "--name", "--network-alias", "--no-healthcheck",
    "--oom-kill-disable", "--oom-score-adj", "--pid", "--pids-limit", "--platform", "--privileged",
    "--publish-all", "--quiet", "--read-only", "--restart", "--rm", "--shm-size", "--sig-proxy",
    "--stop-signal", "--stop-timeout", "--sysctl", "--tty", "--ulimit", "--user", "--uts",
    "--volumes-from", "--workdir",
];

/// The only namespace of users that Docker gives a single container.
fn userns(text: &str) -> Result<UserNamespace, String> {
    match text {
        "" | "host" => UserNamespace::parse(text),
        _ => Err(format!("`{text}` is not `host`, the only mode of Docker")),
    }
}

/// Docker's entry point is one word, also where it looks like a list.
fn entrypoint(text: &str) -> Entrypoint {
    match text {
        "" => Entrypoint::Nothing,
        word => Entrypoint::Words(vec![word.to_owned()]),
    }
}

fn group(text: &str) -> Result<GroupAdd, String> {
    match GroupAdd::parse(text)? {
        GroupAdd::KeepGroups => Err("`keep-groups` is podman's".to_owned()),
        group @ GroupAdd::Group(_) => Ok(group),
    }
}

fn volume(text: &str) -> Result<Volume, String> {
    let volume = Volume::parse(text)?;
    let options = &volume.options;
    let podmans = options.chown
        || options.no_dereference
        || options.no_create
        || options.idmap.is_some()
        || options.overlay.is_some()
        || [options.exec, options.suid, options.dev]
            .iter()
            .any(Option::is_some);
    if podmans {
        return Err("it has an option that only podman has".to_owned());
    }
    Ok(volume)
}

fn pull(text: &str) -> Result<Pull, String> {
    match Pull::parse(text)? {
        Pull::Newer => Err("`newer` is podman's: `always`, `missing` and `never`".to_owned()),
        pull => Ok(pull),
    }
}

/// Runtimes that confine a container as a Pod is confined.
const RUNTIMES: [&str; 4] = ["crun", "io.containerd.runc.v2", "runc", "youki"];

/// Flags that only Docker has, and those that mean something else there. Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { RuntimeOnly, Value, "--cpu-count", "28", ["1", "2"], unsigned, "Docker ignores it on Linux as well", "" },
    leftover! { RuntimeOnly, Value, "--cpu-percent", "28", ["10", "20"], unsigned, "Docker ignores it on Linux as well", "" },
    row("--domainname", Value, "28", ["example.org", "lan"], once!(identity.domainname, any))
        .approximate("hostnameOverride, with `--hostname`", "below Kubernetes 1.35 the Pod has the host name without a domain"),
    row("--entrypoint", Value, "28", ["/bin/sh", "/bin/ls"], once!(process.entrypoint, |text| Ok(entrypoint(text))))
        .exact("command", "-"),
    row("--gpus", Array, "28", ["all", "device=0"], gpus)
        .approximate("runtimeClassName + env NVIDIA_VISIBLE_DEVICES", "-"),
    row("--group-add", Array, "28", ["100", "200"], many!(security.group_add, group))
        .approximate("securityContext.supplementalGroups", "groups by name are missing; the groups apply to the whole Pod"),
    row("--health-cmd", Value, "28", ["true", "curl -f http://localhost:8080/"], once!(health.command, |line| Ok::<_, String>(values::check(line))))
        .approximate("readinessProbe.exec", "the state is that of the Pod: `kubectl get pods` shows it, and failures are events of the cluster"),
    row("--health-interval", Value, "28", ["10s", "1m30s"], interval)
        .exact("periodSeconds of the probe", "fractions of a second are rounded up"),
    row("--health-retries", Value, "28", ["2", "5"], retries)
        .exact("failureThreshold of the probe", "-"),
    leftover! { NoField, Value, "--health-start-interval", "28", ["1s", "5s"], duration, "the check has one interval, also while the container starts", "set `--health-interval`: it applies from the start" },
    row("--health-start-period", Value, "28", ["30s", "2m"], start_period)
        .approximate("-", "fractions of a second are rounded up; a container that is only marked unhealthy needs no start period"),
    row("--health-timeout", Value, "28", ["10s", "1m30s"], timeout)
        .exact("timeoutSeconds of the probes", "fractions of a second are rounded up"),
    leftover! { RuntimeOnly, Value, "--io-maxbandwidth", "28", ["1m", "2m"], any, "Docker ignores it on Linux as well", "" },
    leftover! { RuntimeOnly, Value, "--io-maxiops", "28", ["10", "20"], unsigned, "Docker ignores it on Linux as well", "" },
    leftover! { RuntimeOnly, Value, "--isolation", "28", ["default", ""], any, "Docker on Linux knows only `default`, which changes nothing", "" },
    row("--link", Array, "28", ["db", "db:mysql"], many!(network.links, Link::parse))
        .approximate("Services under both names", "the variables of the link are missing, and every container finds the names"),
    leftover! { NoField, Array, "--link-local-ip", "28", ["169.254.10.1", "169.254.10.2"], any, "the Pod does not have this address", "use the name of the container" },
    row("--log-driver", Value, "28", ["local", "none"], once!(logging.driver, |text| Ok::<_, String>(Driver::of_docker(text))))
        .approximate("-", "the kubelet writes the output to /var/log/pods, and no driver of Docker sends it anywhere"),
    row("--mount", Array, "28", ["type=bind,source=/srv/a,destination=/a", "type=tmpfs,destination=/a"], mounts)
        .approximate("volumes + volumeMounts", "Kubernetes has no owner and mode of a tmpfs"),
    row("--network", Array, "28", ["bridge", "host"], network::join).aliases(&["--net"])
        .reaches("containers of one network reach each other by name, and a shared network is one Pod").approximate("hostNetwork, dnsPolicy, a shared Pod, NetworkPolicy", "the Pod has one interface, no fixed address, and no isolation where no NetworkPolicy is written"),
    row("--publish", Array, "28", ["8080:80", "127.0.0.1:8081:81/udp"], many!(ports.publish, |text| Publish::parse(&values::publish(text)?))).short('p')
        .approximate("containers[].ports[] with hostPort and hostIP, Service ports[]", "random ports of the host and IPv6 addresses of the host are not published"),
    row("--pull", Value, "28", ["missing", "never"], once!(image.pull, pull))
        .exact("imagePullPolicy", "-"),
    row("--runtime", Value, "28", ["runc", "runsc"], runtime)
        .unsupported("-", "the container runs under the runtime of K3s"),
    row("--security-opt", Array, "28", ["no-new-privileges", "seccomp=unconfined"], security_opt)
        .approximate("securityContext", "SELinux labels have no effect on NixOS"),
    leftover! { NoField, Array, "--storage-opt", "28", ["size=10G", "size=20G"], any, "the container may fill the disk of the node", "`containers.NAME.resources.limits.ephemeral-storage` in the settings: the kubelet then evicts the Pod" },
    row("--tmpfs", Array, "28", ["/run", "/run:size=64m"], many!(storage.tmpfs, values::tmpfs))
        .approximate("emptyDir with medium: Memory", "Kubernetes has no owner and mode of a tmpfs"),
    leftover! { Widens, Switch, "--use-api-socket", "28", ["true", "false"], switch, "the program finds neither Docker's socket nor your logins", "set the program up for the Kubernetes API" },
    row("--userns", Value, "28", ["host", ""], once!(security.userns, userns))
        .exact("-", "-"),
    row("--volume", Array, "28", ["/srv/a:/data", "/srv/b:/data"], many!(storage.volumes, volume)).short('v')
        .approximate("volumes + volumeMounts", "-"),
    row("--volume-driver", Value, "28", ["local", "nfs"], fate!(any, |name, driver| volume_driver(name, &driver)))
        .unsupported("-", "named volumes of a plugin are not known to K3s"),
];

/// `--gpus`: each GPU is a device of its own.
#[allow(clippy::needless_pass_by_value, reason = "as every setter")]
fn gpus(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let gpus = values::gpus(v.value)?;
    let devices = gpus.names.iter().map(|name| {
        let value = Cdi::gpu(name)?;
        Ok(Given {
            value,
            origin: v.origin,
        })
    });
    let devices: Vec<Given<Cdi>> = devices.collect::<Result<_, String>>()?;
    c.devices.gpus.extend(devices);
    c.devices
        .gpu_capabilities
        .get_or_insert_default()
        .extend(gpus.capabilities);
    Ok(None)
}

/// Zero stands for what applies without the flag, as in Docker (`cli/command/container/opts.go`, `haveHealthSettings`).
fn unless_zero<T: PartialEq + Default>(
    slot: &mut Option<Given<T>>,
    given: Given<T>,
) -> Option<Verdict> {
    if given.value == T::default() {
        return Some(Verdict::Same(&ANY_WAY));
    }
    *slot = Some(given);
    None
}

fn interval(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    if duration(v.value)?.is_zero() {
        return Ok(Some(Verdict::Same(&ANY_WAY)));
    }
    c.health.interval = Some(v.try_map(Interval::parse)?);
    Ok(None)
}

fn timeout(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let given = v.try_map(duration)?;
    Ok(unless_zero(&mut c.health.timeout, given))
}

fn start_period(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let given = v.try_map(duration)?;
    Ok(unless_zero(&mut c.health.start_period, given))
}

fn retries(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let given = v.try_map(unsigned)?;
    Ok(unless_zero(&mut c.health.retries, given))
}

#[allow(clippy::needless_pass_by_value, reason = "as every setter")]
fn mounts(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let read = mount::parse(v.value)?;
    if let Some(driver) = read.driver {
        return Ok(Some(volume_driver(&c.attribute, &driver)));
    }
    c.storage.mounts.push(Given {
        value: read.mount,
        origin: v.origin,
    });
    Ok(None)
}

fn security_opt(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    if let Some(on) = values::writable_cgroups(v.value) {
        let lost = rules::no_field(
            &c.attribute,
            "--security-opt=writable-cgroups",
            "the program cannot write to its control groups",
            "keep it in Docker with `k3s.enable = false`, if it makes groups of its own",
        );
        return Ok(Some(same_if(!on?, &ANY_WAY, Dropped(lost))));
    }
    let option = v.try_map(values::security_option)?;
    c.security.options.push(option);
    Ok(None)
}

/// A runtime that confines more than runc is refused, as podman's is, unless the settings know a class for it.
#[expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the type of a setter"
)]
fn runtime(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let program = v.value.rsplit('/').next().unwrap_or_default();
    c.security.runtime = vec![Given {
        value: program.to_owned(),
        origin: v.origin,
    }];
    let name = &c.attribute;
    if RUNTIMES.contains(&program) {
        return Ok(Some(Dropped(rules::runtime_only(
            name,
            "--runtime",
            "",
            "",
        ))));
    }
    Ok(Some(Refused(rules::no_safe_loss(
        name,
        format_args!("--runtime={}", v.value),
        "the container would run under runc, without the isolation of that runtime",
        "set `runtimeClass` of the container, or `runtimeClasses` for all, to a RuntimeClass of the cluster, or keep it in Docker \
         with `k3s.enable = false`",
    ))))
}

fn volume_driver(name: &str, driver: &str) -> Verdict {
    let refused = Refused(rules::no_safe_loss(
        name,
        "--volume-driver",
        "the driver keeps named volumes of this container elsewhere, so the program would not find its data",
        "mount what the driver mounts on the host (`fileSystems`), and give the container that path",
    ));
    same_if(driver.is_empty() || driver == "local", &ANY_WAY, refused)
}

/// The row of `docker run` spelled like this.
pub fn find(name: Name<'_>) -> Option<&'static Flag> {
    match name {
        Name::Long(long) => {
            let mut own = FLAGS.iter();
            let own = own.find(|flag| flag.name == long || flag.aliases.contains(&long));
            own.or_else(|| super::find(name).filter(|_| SHARED.contains(&long)))
        }
        // Every letter of podman's is one of Docker's, for the same flag.
        Name::Short(_) => super::find(name).and_then(|flag| find(Name::Long(flag.name))),
    }
}

/// The row of `docker` itself spelled like this.
pub fn find_global(name: Name<'_>) -> Option<&'static Global> {
    GLOBALS.iter().find(|global| match name {
        Name::Long(long) => global.name == long,
        Name::Short(short) => global.short == Some(short),
    })
}

/// The flag of `docker run` most like this name, where one is like enough to be meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    let own = FLAGS.iter().map(|flag| flag.name);
    super::nearest_of(name, SHARED.iter().copied().chain(own))
}

/// Docker's own flags, which are before `run`. Sorted by name.
///
/// Docker: <https://docs.docker.com/reference/cli/docker/#options>
#[rustfmt::skip]
pub const GLOBALS: &[Global] = &[
    quiet("--config", Value, false),
    quiet("--context", Value, false).short('c').elsewhere(),
    quiet("--debug", Switch, false).short('D'),
    quiet("--host", Array, false).short('H').elsewhere(),
    quiet("--log-level", Value, false).short('l'),
    quiet("--tls", Switch, false),
    quiet("--tlscacert", Value, false),
    quiet("--tlscert", Value, false),
    quiet("--tlskey", Value, false),
    quiet("--tlsverify", Switch, false),
    quiet("--version", Switch, false).short('v'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        origin::{Given, OriginId},
        podman::Container,
    };

    #[test]
    fn rows_are_sorted_and_every_spelling_has_one() {
        assert!(SHARED.is_sorted());
        assert!(FLAGS.is_sorted_by(|a, b| a.name < b.name));
        assert!(GLOBALS.is_sorted_by(|a, b| a.name < b.name));
        for name in SHARED {
            assert!(find(Name::Long(name)).is_some(), "{name}");
            assert!(FLAGS.iter().all(|flag| flag.name != *name), "{name} twice");
        }
        assert!(find(Name::Long("--pod")).is_none());
    }

    #[test]
    fn both_samples_are_taken() {
        for flag in FLAGS {
            for value in flag.samples {
                let origin = OriginId::new(0, 0);
                let set = (flag.set)(&mut Container::default(), Given { value, origin });
                assert!(set.is_ok(), "{}={value}: {set:?}", flag.name);
            }
        }
    }
}

//! How Compose spells what the rules say in words of NixOS and of `podman run`.

use crate::rules::dialect::Dialect;

/// Compose.
pub static COMPOSE: Dialect = Dialect {
    flags: FLAGS,
    joint: ": ",
    otherwise: "",
    words: WORDS,
};

/// Sorted by flag.
const FLAGS: &[(&str, &str)] = &[
    ("--add-host", "extra_hosts"),
    ("--annotation", "annotations"),
    ("--attach", "attach"),
    ("--blkio-weight", "blkio_config.weight"),
    ("--blkio-weight-device", "blkio_config.weight_device"),
    ("--cap-add", "cap_add"),
    ("--cap-drop", "cap_drop"),
    ("--cgroup-parent", "cgroup_parent"),
    ("--cgroupns", "cgroup"),
    ("--cpu-count", "cpu_count"),
    ("--cpu-percent", "cpu_percent"),
    ("--cpu-period", "cpu_period"),
    ("--cpu-quota", "cpu_quota"),
    ("--cpu-rt-period", "cpu_rt_period"),
    ("--cpu-rt-runtime", "cpu_rt_runtime"),
    ("--cpu-shares", "cpu_shares"),
    ("--cpus", "cpus"),
    ("--cpuset-cpus", "cpuset"),
    ("--device", "devices"),
    ("--device-cgroup-rule", "device_cgroup_rules"),
    ("--device-read-bps", "blkio_config.device_read_bps"),
    ("--device-read-iops", "blkio_config.device_read_iops"),
    ("--device-write-bps", "blkio_config.device_write_bps"),
    ("--device-write-iops", "blkio_config.device_write_iops"),
    ("--dns", "dns"),
    ("--dns-option", "dns_opt"),
    ("--dns-search", "dns_search"),
    ("--domainname", "domainname"),
    ("--entrypoint", "entrypoint"),
    ("--env", "environment"),
    ("--env-file", "env_file"),
    ("--expose", "expose"),
    ("--gpus", "gpus"),
    ("--group-add", "group_add"),
    ("--health-cmd", "healthcheck.test"),
    ("--health-interval", "healthcheck.interval"),
    ("--health-retries", "healthcheck.retries"),
    ("--health-start-interval", "healthcheck.start_interval"),
    ("--health-start-period", "healthcheck.start_period"),
    ("--health-timeout", "healthcheck.timeout"),
    ("--hostname", "hostname"),
    ("--init", "init"),
    ("--interactive", "stdin_open"),
    ("--ip", "networks.NAME.ipv4_address"),
    ("--ip6", "networks.NAME.ipv6_address"),
    ("--ipc", "ipc"),
    ("--isolation", "isolation"),
    ("--label", "labels"),
    ("--label-file", "label_file"),
    ("--link", "links"),
    ("--link-local-ip", "networks.NAME.link_local_ips"),
    ("--log-driver", "logging.driver"),
    ("--log-opt", "logging.options"),
    ("--mac-address", "mac_address"),
    ("--memory", "mem_limit"),
    ("--memory-reservation", "mem_reservation"),
    ("--memory-swap", "memswap_limit"),
    ("--memory-swappiness", "mem_swappiness"),
    ("--mount", "volumes"),
    ("--name", "container_name"),
    ("--network", "network_mode"),
    ("--network-alias", "networks.NAME.aliases"),
    ("--no-healthcheck", "healthcheck.disable"),
    ("--oom-kill-disable", "oom_kill_disable"),
    ("--oom-score-adj", "oom_score_adj"),
    ("--pid", "pid"),
    ("--pids-limit", "pids_limit"),
    ("--platform", "platform"),
    ("--privileged", "privileged"),
    ("--publish", "ports"),
    ("--pull", "pull_policy"),
    ("--read-only", "read_only"),
    ("--restart", "restart"),
    ("--runtime", "runtime"),
    ("--secret", "secrets"),
    ("--security-opt", "security_opt"),
    ("--shm-size", "shm_size"),
    ("--stop-signal", "stop_signal"),
    ("--stop-timeout", "stop_grace_period"),
    ("--storage-opt", "storage_opt"),
    ("--sysctl", "sysctls"),
    ("--tmpfs", "tmpfs"),
    ("--tty", "tty"),
    ("--ulimit", "ulimits"),
    ("--use-api-socket", "use_api_socket"),
    ("--user", "user"),
    ("--userns", "userns_mode"),
    ("--uts", "uts"),
    ("--volume", "volumes"),
    ("--volumes-from", "volumes_from"),
    ("--workdir", "working_dir"),
];

const WORDS: &[(&str, &str)] = &[
    ("autoStart", "profiles"),
    ("cmd", "command"),
    ("dependsOn", "depends_on"),
    ("environmentFiles", "env_file"),
    ("extraOptions", "docker run"),
    (
        "virtualisation.oci-containers.containers.{name:#}.image",
        "services.{name:#}.image",
    ),
    ("workdir", "working_dir"),
    ("in the Nix store", "in the Compose file"),
    (" (agenix, sops-nix)", ""),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::compose::keys::KEYS;

    #[test]
    fn rows_are_sorted_and_name_keys() {
        assert!(FLAGS.is_sorted_by(|a, b| a.0 < b.0));
        for (flag, key) in FLAGS {
            let first = key.split('.').next().unwrap_or(key);
            assert!(
                first == "networks" || KEYS.iter().any(|key| key.name == first),
                "{flag}: {key}"
            );
        }
    }
}

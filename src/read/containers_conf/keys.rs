//! The keys of containers.conf, and how each meets what a container says itself.

/// How a value meets what the container itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meets {
    /// It stands before the container's own, which add to it or take its place one by one.
    First,
    /// It counts where the container has no such flag.
    Unless,
    /// It stands in front of the container's own, in one list with them.
    Joins,
    /// It counts where the container has no security option with this key.
    Option(&'static str),
    /// It is the list of capabilities of a container that names none.
    Capabilities,
    /// It is where the host's volumes are.
    Volumes,
    /// They are the addresses of published ports that name none, from podman 6 on.
    Addresses,
    /// It is the program that runs a container that names none.
    Runtime,
    /// All containers have other users than the host.
    Remap,
    /// Nothing of it reaches a container that a Pod does not have as well, or NixOS itself sets it.
    Nothing,
}

use Meets::{
    Addresses, Capabilities, First, Joins, Nothing, Option as Of, Runtime, Unless, Volumes,
};

/// A key: its table, its name, the flag that it stands for, and how it meets that.
pub type Row = (&'static str, &'static str, &'static str, Meets);

/// Sorted.
#[rustfmt::skip]
pub const KEYS: &[Row] = &[
    ("containers", "annotations", "--annotation", First),
    ("containers", "apparmor_profile", "--security-opt", Of("apparmor")),
    ("containers", "base_hosts_file", "--hosts-file", Unless),
    ("containers", "cgroupns", "--cgroupns", Unless),
    ("containers", "cgroups", "--cgroups", Nothing),
    ("containers", "default_capabilities", "", Capabilities),
    ("containers", "default_sysctls", "--sysctl", Joins),
    ("containers", "default_ulimits", "--ulimit", First),
    ("containers", "devices", "--device", First),
    ("containers", "dns_options", "--dns-option", Joins),
    ("containers", "dns_searches", "--dns-search", Joins),
    ("containers", "dns_servers", "--dns", Joins),
    ("containers", "env", "--env", First),
    ("containers", "env_host", "--env-host", Unless),
    ("containers", "http_proxy", "--http-proxy", Unless),
    ("containers", "init", "--init", Unless),
    ("containers", "init_path", "", Nothing),
    ("containers", "ipcns", "--ipc", Unless),
    ("containers", "label", "", Nothing),
    ("containers", "log_driver", "", Nothing),
    ("containers", "log_size_max", "", Nothing),
    ("containers", "log_tag", "", Nothing),
    ("containers", "mounts", "--mount", Joins),
    ("containers", "netns", "--network", Unless),
    ("containers", "no_hosts", "--no-hosts", Unless),
    ("containers", "oom_score_adj", "--oom-score-adj", Unless),
    ("containers", "pidns", "--pid", Unless),
    ("containers", "pids_limit", "--pids-limit", Unless),
    ("containers", "privileged", "--privileged", Unless),
    ("containers", "read_only", "--read-only", Unless),
    ("containers", "seccomp_profile", "--security-opt", Of("seccomp")),
    ("containers", "shm_size", "--shm-size", Unless),
    ("containers", "tz", "--tz", Unless),
    ("containers", "umask", "--umask", Unless),
    ("containers", "userns", "--userns", Unless),
    ("containers", "utsns", "--uts", Unless),
    ("containers", "volumes", "--volume", Joins),
    ("engine", "cgroup_manager", "", Nothing),
    ("engine", "events_logger", "", Nothing),
    ("engine", "helper_binaries_dir", "", Nothing),
    ("engine", "image_parallel_copies", "", Nothing),
    ("engine", "image_volume_mode", "--image-volume", Unless),
    ("engine", "init_path", "", Nothing),
    ("engine", "network_cmd_path", "", Nothing),
    ("engine", "pull_policy", "--pull", Unless),
    ("engine", "runtime", "--runtime", Runtime),
    ("engine", "runtime_supports_json", "", Nothing),
    ("engine", "runtimes", "", Nothing),
    ("engine", "stop_timeout", "--stop-timeout", Unless),
    ("engine", "volume_path", "", Volumes),
    ("network", "cni_plugin_dirs", "", Nothing),
    ("network", "default_host_ips", "", Addresses),
    ("network", "firewall_driver", "", Nothing),
    ("network", "netavark_plugin_dirs", "", Nothing),
    ("network", "network_backend", "", Nothing),
];

/// Keys that podman has and that are not read; a table without keys is about something else than containers. Sorted.
///
/// Podman: `podman v5.8.2 vendor/go.podman.io/common/pkg/config/config.go:59`
#[rustfmt::skip]
const OTHERS: &[(&str, &[&str])] = &[
    ("configmaps", &[]),
    ("containers", &["cgroup_conf", "container_name_as_hostname", "host_containers_internal_ip", "interface_name", "keyring", "label_users", "log_path", "prepare_volume_on_create", "userns_size"]),
    ("engine", &["active_service", "add_compression", "cdi_spec_dirs", "cgroup_check", "chown_copied_files", "compat_api_enforce_docker_hub", "compose_providers", "compose_warning_logs", "compression_format", "compression_level", "conmon_env_vars", "conmon_path", "conmonrs_path", "database_backend", "detach_keys", "enable_port_reservation", "env", "events_container_create_inspect_data", "events_logfile_max_size", "events_logfile_path", "exit_command_delay", "healthcheck_events", "hooks_dir", "image_build_format", "image_copy_tmp_dir", "image_default_format", "image_default_transport", "infra_command", "infra_image", "kube_generate_type", "lock_type", "multi_image_archive", "namespace", "network_cmd_options", "no_pivot_root", "num_locks", "platform_to_oci_runtime", "pod_exit_policy", "podmansh_timeout", "remote", "remote_identity", "remote_uri", "retry", "retry_delay", "runtime_path", "runtime_supports_kvm", "runtime_supports_nocgroup", "runtimes_flags", "service_destinations", "service_timeout", "ssh_config", "static_dir", "tmp_dir", "volume_plugin_timeout", "volume_plugins"]),
    ("farms", &[]),
    ("machine", &[]),
    ("network", &["default_network", "default_rootless_network_cmd", "default_subnet", "default_subnet_pools", "dns_bind_port", "network_config_dir", "pasta_options"]),
    ("podmansh", &[]),
    ("secrets", &[]),
];

/// Whether podman has a key. One that it does not have it ignores (`config.go:726`, at the level of debugging).
#[must_use]
pub fn is_podmans(table: &str, key: &str) -> bool {
    let own = KEYS.iter().any(|row| (row.0, row.1) == (table, key));
    own || OTHERS
        .iter()
        .any(|(theirs, keys)| *theirs == table && (keys.is_empty() || keys.contains(&key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::flags::{self, global, lexer::Name};

    #[test]
    fn rows_are_sorted_and_name_flags_of_podman() {
        assert!(KEYS.is_sorted());
        for (_, key, flag, meets) in KEYS {
            let name = Name::Long(flag);
            let known = flags::find(name).is_some() || global::find(name).is_some();
            assert!(
                known || matches!(meets, Nothing | Capabilities | Volumes | Addresses),
                "{key}: {flag}"
            );
        }
    }

    #[test]
    fn what_is_not_read_has_no_row() {
        assert!(OTHERS.is_sorted());
        for (table, keys) in OTHERS {
            assert!(keys.is_sorted(), "{table}");
            for key in *keys {
                assert!(
                    !KEYS.iter().any(|row| (row.0, row.1) == (*table, *key)),
                    "{key}"
                );
            }
        }
        assert!(is_podmans("engine", "hooks_dir") && is_podmans("farms", "list"));
        assert!(!is_podmans("containers", "dns_server") && !is_podmans("container", "dns_servers"));
    }
}

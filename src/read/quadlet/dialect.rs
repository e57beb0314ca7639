//! How quadlet files spell options.

use crate::rules::dialect::Dialect;

/// Keys of `[Container]` in the place of flags, `PodmanArgs=` before the others.
pub const DIALECT: Dialect = Dialect {
    flags: FLAGS,
    joint: "=",
    otherwise: "PodmanArgs=",
    words: WORDS,
};

/// Sorted by flag.
const FLAGS: &[(&str, &str)] = &[
    ("--add-host", "AddHost"),
    ("--annotation", "Annotation"),
    ("--cap-add", "AddCapability"),
    ("--cap-drop", "DropCapability"),
    ("--cgroups", "CgroupsMode"),
    ("--device", "AddDevice"),
    ("--dns", "DNS"),
    ("--dns-option", "DNSOption"),
    ("--dns-search", "DNSSearch"),
    ("--entrypoint", "Entrypoint"),
    ("--env", "Environment"),
    ("--env-file", "EnvironmentFile"),
    ("--env-host", "EnvironmentHost"),
    ("--expose", "ExposeHostPort"),
    ("--gidmap", "GIDMap"),
    ("--group-add", "GroupAdd"),
    ("--health-cmd", "HealthCmd"),
    ("--health-interval", "HealthInterval"),
    ("--health-log-destination", "HealthLogDestination"),
    ("--health-max-log-count", "HealthMaxLogCount"),
    ("--health-max-log-size", "HealthMaxLogSize"),
    ("--health-on-failure", "HealthOnFailure"),
    ("--health-retries", "HealthRetries"),
    ("--health-start-period", "HealthStartPeriod"),
    ("--health-startup-cmd", "HealthStartupCmd"),
    ("--health-startup-interval", "HealthStartupInterval"),
    ("--health-startup-retries", "HealthStartupRetries"),
    ("--health-startup-success", "HealthStartupSuccess"),
    ("--health-startup-timeout", "HealthStartupTimeout"),
    ("--health-timeout", "HealthTimeout"),
    ("--hostname", "HostName"),
    ("--http-proxy", "HttpProxy"),
    ("--init", "RunInit"),
    ("--ip", "IP"),
    ("--ip6", "IP6"),
    ("--label", "Label"),
    ("--log-driver", "LogDriver"),
    ("--log-opt", "LogOpt"),
    ("--memory", "Memory"),
    ("--mount", "Mount"),
    ("--name", "ContainerName"),
    ("--network", "Network"),
    ("--network-alias", "NetworkAlias"),
    ("--pids-limit", "PidsLimit"),
    ("--pod", "Pod"),
    ("--publish", "PublishPort"),
    ("--pull", "Pull"),
    ("--read-only", "ReadOnly"),
    ("--read-only-tmpfs", "ReadOnlyTmpfs"),
    ("--retry", "Retry"),
    ("--retry-delay", "RetryDelay"),
    ("--rootfs", "Rootfs"),
    ("--sdnotify", "Notify"),
    ("--secret", "Secret"),
    ("--shm-size", "ShmSize"),
    ("--stop-signal", "StopSignal"),
    ("--stop-timeout", "StopTimeout"),
    ("--subgidname", "SubGIDMap"),
    ("--subuidname", "SubUIDMap"),
    ("--sysctl", "Sysctl"),
    ("--tmpfs", "Tmpfs"),
    ("--tz", "Timezone"),
    ("--uidmap", "UIDMap"),
    ("--ulimit", "Ulimit"),
    ("--user", "User"),
    ("--userns", "UserNS"),
    ("--volume", "Volume"),
    ("--workdir", "WorkingDir"),
];

/// What else the rules call an option.
const WORDS: &[(&str, &str)] = &[
    (" (agenix, sops-nix)", ""),
    ("autoStart", "WantedBy"),
    ("cmd", "Exec"),
    ("dependsOn", "Requires"),
    ("entrypoint", "Entrypoint"),
    ("environment", "Environment"),
    ("environmentFiles", "EnvironmentFile"),
    ("extraOptions", "PodmanArgs"),
    ("hostname", "HostName"),
    ("image", "Image"),
    ("in the Nix store", "in the file of the unit"),
    ("labels", "Label"),
    ("networks", "Network"),
    ("ports", "PublishPort"),
    ("preRunExtraOptions", "GlobalArgs"),
    ("serviceName", "ServiceName"),
    ("user", "User"),
    ("volumes", "Volume"),
    ("workdir", "WorkingDir"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::quadlet::keys::{self, Shape};

    #[test]
    fn keys_are_those_of_the_table() {
        assert!(FLAGS.is_sorted() && WORDS.is_sorted());
        for (flag, key) in FLAGS {
            let row = keys::find("Container", key);
            assert_eq!(row.and_then(keys::Key::flag), Some(*flag), "{key}");
        }
        let rows = keys::TABLES.iter().take(1).flat_map(|table| table.keys);
        for row in rows {
            if let Shape::Once(flag) | Shape::Lines(flag) | Shape::Words(flag) = row.shape {
                let later = ["ImageVolume", "Umask"].contains(&row.name);
                assert!(later || DIALECT.key(flag) == Some(row.name), "{}", row.name);
            }
        }
    }
}

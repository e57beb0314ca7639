//! Node detail: processors, memory, disks, network of one node or several.

use super::panel::{Dashboard, Needs, Panel, SHARE, Variable};

/// A metric of node-exporter, of the chosen nodes.
macro_rules! of {
    ($metric:literal) => {
        concat!($metric, r#"{job="node-exporter",node=~"$node"}"#)
    };
    ($metric:literal, $more:literal) => {
        concat!(
            $metric,
            r#"{job="node-exporter",node=~"$node","#,
            $more,
            "}"
        )
    };
}

/// Its rate.
macro_rules! rate {
    ($($of:tt)*) => {
        concat!("rate(", of!($($of)*), "[$__rate_interval])")
    };
}

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-nodes",
    title: "Node detail",
    description: "What node-exporter measures of the chosen nodes.",
    needs: Needs::Nodes,
    variables: &[Variable::Of(
        "node",
        "Node",
        r#"label_values(node_uname_info{job="node-exporter"}, node)"#,
    )],
    panels: &[
        Panel::stat(
            "Up for",
            "s",
            &[(
                concat!("time() - ", of!("node_boot_time_seconds")),
                "{{node}}",
            )],
        )
        .sized(6, 4),
        Panel::stat(
            "Processors",
            "short",
            &[(
                concat!(
                    "count by (node) (",
                    of!("node_cpu_seconds_total", r#"mode="idle""#),
                    ")"
                ),
                "{{node}}",
            )],
        )
        .sized(6, 4),
        Panel::stat(
            "Memory",
            "bytes",
            &[(of!("node_memory_MemTotal_bytes"), "{{node}}")],
        )
        .sized(6, 4),
        Panel::names(
            "Kernel",
            &[(
                concat!("count by (node, release) (", of!("node_uname_info"), ")"),
                "{{node}}: {{release}}",
            )],
        )
        .sized(6, 4),
        Panel::areas(
            "Processors by mode",
            "percent",
            &[(
                concat!(
                    "100 * avg by (node, mode) (",
                    rate!("node_cpu_seconds_total", r#"mode!="idle""#),
                    ")"
                ),
                "{{node}} {{mode}}",
            )],
        )
        .note("iowait: a processor has nothing to do but wait for a disk."),
        Panel::lines(
            "Load",
            "short",
            &[
                (of!("node_load1"), "{{node}} 1 min"),
                (of!("node_load5"), "{{node}} 5 min"),
                (of!("node_load15"), "{{node}} 15 min"),
            ],
        )
        .note("Programs that run or wait for a disk; more than processors means that some wait."),
        Panel::lines(
            "Memory",
            "bytes",
            &[
                (
                    concat!(
                        of!("node_memory_MemTotal_bytes"),
                        " - ",
                        of!("node_memory_MemAvailable_bytes")
                    ),
                    "{{node}} used",
                ),
                (of!("node_memory_Cached_bytes"), "{{node}} cache"),
                (of!("node_memory_MemTotal_bytes"), "{{node}} total"),
            ],
        ),
        Panel::lines(
            "Swap",
            "bytes",
            &[
                (
                    concat!(
                        of!("node_memory_SwapTotal_bytes"),
                        " - ",
                        of!("node_memory_SwapFree_bytes")
                    ),
                    "{{node}} used",
                ),
                (of!("node_memory_SwapTotal_bytes"), "{{node}} total"),
            ],
        ),
        Panel::bars(
            "File systems",
            "percent",
            &[(
                concat!(
                    "100 * (1 - ",
                    of!(
                        "node_filesystem_avail_bytes",
                        r#"fstype!~"tmpfs|ramfs|squashfs|erofs|iso9660|overlay|nsfs|fuse.*""#
                    ),
                    " / ",
                    of!("node_filesystem_size_bytes"),
                    ")"
                ),
                "{{node}} {{mountpoint}}",
            )],
        )
        .steps(SHARE)
        .note("What is used of each."),
        Panel::bars(
            "Inodes",
            "percent",
            &[(
                concat!(
                    "100 * (1 - ",
                    of!(
                        "node_filesystem_files_free",
                        r#"fstype!~"tmpfs|ramfs|squashfs|erofs|iso9660|overlay|nsfs|fuse.*""#
                    ),
                    " / (",
                    of!("node_filesystem_files"),
                    " > 0))"
                ),
                "{{node}} {{mountpoint}}",
            )],
        )
        .steps(SHARE)
        .note("A file system without free inodes is full, whatever space is left."),
        Panel::lines(
            "Disks: bytes",
            "Bps",
            &[
                (
                    rate!("node_disk_read_bytes_total", r#"device!~"loop.*|ram.*""#),
                    "{{node}} {{device}} read",
                ),
                (
                    rate!("node_disk_written_bytes_total", r#"device!~"loop.*|ram.*""#),
                    "{{node}} {{device}} written",
                ),
            ],
        ),
        Panel::lines(
            "Disks: busy",
            "percent",
            &[(
                concat!(
                    "100 * ",
                    rate!(
                        "node_disk_io_time_seconds_total",
                        r#"device!~"loop.*|ram.*""#
                    )
                ),
                "{{node}} {{device}}",
            )],
        ),
        Panel::lines(
            "Network",
            "Bps",
            &[
                (
                    rate!(
                        "node_network_receive_bytes_total",
                        r#"device!~"lo|veth.*|cni.*|flannel.*|podman.*|docker.*|br-.*""#
                    ),
                    "{{node}} {{device}} in",
                ),
                (
                    rate!(
                        "node_network_transmit_bytes_total",
                        r#"device!~"lo|veth.*|cni.*|flannel.*|podman.*|docker.*|br-.*""#
                    ),
                    "{{node}} {{device}} out",
                ),
            ],
        ),
        Panel::lines(
            "Network: errors and drops",
            "pps",
            &[
                (
                    rate!("node_network_receive_errs_total", r#"device!~"lo|veth.*""#),
                    "{{node}} {{device}} errors in",
                ),
                (
                    rate!("node_network_transmit_errs_total", r#"device!~"lo|veth.*""#),
                    "{{node}} {{device}} errors out",
                ),
                (
                    rate!("node_network_receive_drop_total", r#"device!~"lo|veth.*""#),
                    "{{node}} {{device}} drops in",
                ),
            ],
        ),
        Panel::lines(
            "Temperature",
            "celsius",
            &[
                (
                    of!("node_hwmon_temp_celsius"),
                    "{{node}} {{chip}} {{sensor}}",
                ),
                (of!("node_thermal_zone_temp"), "{{node}} {{type}}"),
            ],
        ),
        Panel::lines(
            "Pressure",
            "percentunit",
            &[
                (
                    rate!("node_pressure_cpu_waiting_seconds_total"),
                    "{{node}} processor",
                ),
                (
                    rate!("node_pressure_memory_waiting_seconds_total"),
                    "{{node}} memory",
                ),
                (
                    rate!("node_pressure_io_waiting_seconds_total"),
                    "{{node}} disk",
                ),
            ],
        )
        .note("The share of time in which programs wait for it (PSI)."),
    ],
};

//! SMART: health, temperature and wear of disks.

use super::panel::{Dashboard, Needs, Panel, Variable};
use crate::rules::components::Component;

/// A metric of the SMART exporter, of the chosen nodes.
macro_rules! of {
    ($metric:literal) => {
        concat!($metric, r#"{job="smartctl-exporter",node=~"$node"}"#)
    };
    ($metric:literal, $more:literal) => {
        concat!(
            $metric,
            r#"{job="smartctl-exporter",node=~"$node","#,
            $more,
            "}"
        )
    };
}

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-smart",
    title: "SMART",
    description: "Health, temperature and wear of disks.",
    needs: Needs::Part(Component::SmartctlExporter),
    variables: &[Variable::Of(
        "node",
        "Node",
        r#"label_values(smartctl_device{job="smartctl-exporter"}, node)"#,
    )],
    panels: &[
        Panel::table(
            "Disks",
            &[
                ("node", "Node"),
                ("device", "Disk"),
                ("model_name", "Model"),
                ("Value #A", "Passes its check"),
                ("Value #B", "Hours on"),
            ],
            &[
                (
                    concat!(
                        "max by (node, device, model_name) (",
                        of!("smartctl_device_smart_status"),
                        " * on (node, device) group_left (model_name) ",
                        of!("smartctl_device"),
                        ")"
                    ),
                    "",
                ),
                (
                    concat!(
                        "max by (node, device, model_name) (",
                        of!("smartctl_device_power_on_seconds"),
                        " / 3600 * on (node, device) group_left (model_name) ",
                        of!("smartctl_device"),
                        ")"
                    ),
                    "",
                ),
            ],
        )
        .sized(24, 8),
        Panel::lines(
            "Temperature",
            "celsius",
            &[(
                of!("smartctl_device_temperature", r#"temperature_type="current""#),
                "{{node}} {{device}}",
            )],
        ),
        Panel::bars(
            "Wear",
            "percent",
            &[(of!("smartctl_device_percentage_used"), "{{node}} {{device}}")],
        )
        .steps(&[(80, "orange"), (100, "red")])
        .note("What an SSD says is used of its life; only NVMe disks tell."),
        Panel::lines(
            "Sectors that moved or wait",
            "short",
            &[(
                of!(
                    "smartctl_device_attribute",
                    r#"attribute_name=~"Reallocated_Sector_Ct|Current_Pending_Sector|Offline_Uncorrectable",attribute_value_type="raw""#
                ),
                "{{node}} {{device}} {{attribute_name}}",
            )],
        )
        .note("A number that grows: the disk is failing."),
        Panel::lines(
            "Errors",
            "short",
            &[
                (of!("smartctl_device_media_errors"), "{{node}} {{device}} media"),
                (of!("smartctl_device_num_err_log_entries"), "{{node}} {{device}} log"),
                (of!("smartctl_device_error_log_count"), "{{node}} {{device}} log"),
            ],
        ),
        Panel::lines(
            "Bytes written",
            "bytes",
            &[(of!("smartctl_device_bytes_written"), "{{node}} {{device}}")],
        ),
        Panel::lines(
            "Spare blocks",
            "percent",
            &[(of!("smartctl_device_available_spare"), "{{node}} {{device}}")],
        ),
    ],
};

//! Energy: what Tasmota plugs measure.
//!
//! The exporter names its metrics after what the plug shows. Since it counts energy as a counter, the unit stands before
//! `_total`; before, it stood at the end.
//! <https://github.com/astr0n8t/tasmota-power-exporter>

use super::panel::{Dashboard, Needs, Panel, Variable};

/// Energy over the whole range that a panel shows.
macro_rules! energy {
    () => {
        r#"sum by (device) (increase({__name__=~"tasmota_energy_(kWh_total|total_kWh)",device=~"$device"}[$__range]))"#
    };
}

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "k3s-energy",
    title: "Energy",
    description: "Power, energy and its price, as Tasmota plugs measure them.",
    needs: Needs::App("tasmota"),
    variables: &[
        Variable::Of("device", "Plug", "label_values(tasmota_power_W, device)"),
        Variable::Number("price", "Price of a kWh", "0.30"),
    ],
    panels: &[
        Panel::stat(
            "Power now",
            "watt",
            &[(r#"sum(tasmota_power_W{device=~"$device"})"#, "")],
        )
        .sized(6, 4),
        Panel::stat(
            "Average power",
            "watt",
            &[(
                r#"sum(avg_over_time(tasmota_power_W{device=~"$device"}[$__range]))"#,
                "",
            )],
        )
        .sized(6, 4),
        Panel::stat(
            "Energy today",
            "kwatth",
            &[(concat!("sum(", energy!(), ")"), "")],
        )
        .since("now/d")
        .sized(6, 4),
        Panel::stat(
            "Price today",
            "short",
            &[(concat!("sum(", energy!(), ") * $price"), "")],
        )
        .since("now/d")
        .sized(6, 4),
        Panel::stat(
            "Energy this month",
            "kwatth",
            &[(concat!("sum(", energy!(), ")"), "")],
        )
        .since("now/M")
        .sized(6, 4),
        Panel::stat(
            "Price this month",
            "short",
            &[(concat!("sum(", energy!(), ") * $price"), "")],
        )
        .since("now/M")
        .sized(6, 4),
        Panel::stat(
            "Energy of all time",
            "kwatth",
            &[(
                r#"sum({__name__=~"tasmota_energy_(kWh_total|total_kWh)",device=~"$device"})"#,
                "",
            )],
        )
        .note("Since each plug was last reset.")
        .sized(6, 4),
        Panel::stat(
            "Plugs that answer",
            "short",
            &[(r#"count(tasmota_power_W{device=~"$device"})"#, "")],
        )
        .sized(6, 4),
        Panel::areas(
            "Power",
            "watt",
            &[(r#"tasmota_power_W{device=~"$device"}"#, "{{device}}")],
        )
        .sized(24, 9),
        Panel::bars(
            "Energy today, by plug",
            "kwatth",
            &[(energy!(), "{{device}}")],
        )
        .since("now/d"),
        Panel::bars(
            "Energy this month, by plug",
            "kwatth",
            &[(energy!(), "{{device}}")],
        )
        .since("now/M"),
        Panel::lines(
            "Voltage",
            "volt",
            &[(r#"tasmota_voltage_V{device=~"$device"}"#, "{{device}}")],
        ),
        Panel::lines(
            "Current",
            "amp",
            &[(r#"tasmota_current_A{device=~"$device"}"#, "{{device}}")],
        ),
    ],
};

//! Settings of the unit's control group. podman puts a container into a scope next to it.

use super::{
    Becomes::{Guard, Limit},
    Known, Table, harmless, row,
};
use crate::podman::unit::{Amount, Percent};

pub const TABLE: Table = Table {
    attribute: "serviceConfig",
    title: "`serviceConfig`: systemd.resource-control(5)",
    page: "https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html",
    docker: false,
    rows: ROWS,
};

const ENDLESS: &[&str] = &["infinity"];
const COUNTS: &str = "what systemd counts";
const NOT_IN_IT: &str = "it limits the unit, in which a container is not";
const BOUND: &str = "it guards the unit's sockets; a container has others";
const DEVICES: &str = "it guards the unit's devices; a container has others";
const KILLS: &str = "what systemd-oomd does with the unit";

fn amount(text: &str) -> Result<(), String> {
    Amount::parse(text).map(drop)
}

fn percent(text: &str) -> Result<(), String> {
    Percent::parse(text).map(drop)
}

#[rustfmt::skip]
const ROWS: &[Known] = &[
    row("AllowedCPUs", Limit("--cpuset-cpus"), NOT_IN_IT),
    row("AllowedMemoryNodes", Limit("--cpuset-mems"), NOT_IN_IT),
    row("BPFProgram", Guard, BOUND),
    row("BindNetworkInterface", Guard, BOUND),
    harmless("BlockIOAccounting", COUNTS),
    row("BlockIODeviceWeight", Limit("--blkio-weight-device"), NOT_IN_IT),
    row("BlockIOReadBandwidth", Limit("--device-read-bps"), NOT_IN_IT),
    row("BlockIOWeight", Limit("--blkio-weight"), NOT_IN_IT),
    row("BlockIOWriteBandwidth", Limit("--device-write-bps"), NOT_IN_IT),
    harmless("CPUAccounting", COUNTS),
    row("CPUQuota", Limit("--cpus"), NOT_IN_IT).taking(percent),
    harmless("CPUQuotaPeriodSec", "belongs to `CPUQuota=`"),
    row("CPUShares", Limit("--cpu-shares"), NOT_IN_IT),
    row("CPUWeight", Limit("--cpu-shares"), NOT_IN_IT),
    harmless("CoredumpReceive", "who stores dumps"),
    harmless("DefaultMemory*", "limits of units below the unit, of which there are none"),
    harmless("DefaultStartupMemoryLow", "limits of units below the unit, of which there are none"),
    harmless("Delegate*", "who manages the unit's control group; NixOS sets it"),
    row("DeviceAllow", Guard, DEVICES),
    row("DevicePolicy", Guard, DEVICES).unless(&["auto"]),
    harmless("DisableControllers", COUNTS),
    harmless("IOAccounting", COUNTS),
    row("IODeviceLatencyTargetSec", Limit(""), NOT_IN_IT),
    row("IODeviceWeight", Limit("--blkio-weight-device"), NOT_IN_IT),
    row("IOReadBandwidthMax", Limit("--device-read-bps"), NOT_IN_IT),
    row("IOReadIOPSMax", Limit("--device-read-iops"), NOT_IN_IT),
    row("IOWeight", Limit("--blkio-weight"), NOT_IN_IT),
    row("IOWriteBandwidthMax", Limit("--device-write-bps"), NOT_IN_IT),
    row("IOWriteIOPSMax", Limit("--device-write-iops"), NOT_IN_IT),
    harmless("IPAccounting", COUNTS),
    row("IPAddressAllow", Guard, BOUND),
    row("IPAddressDeny", Guard, BOUND),
    row("IPEgressFilterPath", Guard, BOUND),
    row("IPIngressFilterPath", Guard, BOUND),
    harmless("ManagedOOM*", KILLS),
    harmless("MemoryAccounting", COUNTS),
    row("MemoryHigh", Limit("--memory"), NOT_IN_IT).taking(amount).unless(ENDLESS),
    row("MemoryLimit", Limit("--memory"), NOT_IN_IT).unless(ENDLESS),
    row("MemoryLow", Limit("--memory-reservation"), NOT_IN_IT).unless(&["0"]),
    row("MemoryMax", Limit("--memory"), NOT_IN_IT).taking(amount).unless(ENDLESS),
    row("MemoryMin", Limit("--memory-reservation"), NOT_IN_IT).unless(&["0"]),
    harmless("MemoryPressure*", "what the unit hears of scarce memory"),
    row("MemorySwapMax", Limit("--memory-swap"), NOT_IN_IT).unless(ENDLESS),
    row("MemoryZSwap*", Limit(""), NOT_IN_IT).unless(ENDLESS),
    row("NFTSet", Guard, BOUND),
    row("RestrictNetworkInterfaces", Guard, BOUND),
    harmless("Slice", "podman puts a container into `machine.slice` unless `--cgroup-parent` names another one, which has a row"),
    row("SocketBindAllow", Guard, BOUND),
    row("SocketBindDeny", Guard, BOUND),
    harmless("Startup*", "limits while the host starts"),
    harmless("TasksAccounting", COUNTS),
    row("TasksMax", Limit("--pids-limit"), NOT_IN_IT).taking(amount).unless(ENDLESS),
];

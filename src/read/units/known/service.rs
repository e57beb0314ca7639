//! Settings of services, and how they are stopped.

use super::{
    Becomes::{NoField, Note, Widens},
    Known, Table, converted, harmless, row, told,
};

pub const TABLE: Table = Table {
    attribute: "serviceConfig",
    title: "`serviceConfig`: systemd.service(5) and systemd.kill(5)",
    page: "https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html",
    docker: true,
    rows: ROWS,
};

const NONE: &[&str] = &["none"];
const NEVER: &[&str] = &["0", "infinity"];
const REBOOTS: &str = "the machine keeps running when the container fails or ends";
const WATCH: &str = "watch the Pod: alert on `kube_pod_container_status_restarts_total`";
const PAUSE: &str =
    "the kubelet restarts it at once, then after 10, 20, 40 s and so on, up to 5 minutes";
const STOPPED: &str = "the container is stopped by `podman stop`, not by this signal";

#[rustfmt::skip]
const ROWS: &[Known] = &[
    harmless("BusName", "a container has no name on the bus of the host"),
    told("ExecCondition", "the commands do not run, and that is told"),
    row("ExecReload", NoField, "`systemctl reload` has no unit to reload").then("run the command with `kubectl exec`"),
    converted("ExecStart", "NixOS' command line of podman"),
    told("ExecStartPost", "the commands do not run, and that is told"),
    told("ExecStartPre", "the commands do not run, and that is told"),
    told("ExecStop", "the commands do not run, and that is told"),
    told("ExecStopPost", "the commands do not run, and that is told"),
    harmless("ExitType", "when systemd takes the unit for ended"),
    row("FailureAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    harmless("FileDescriptorStoreMax", "podman stores no file descriptors"),
    harmless("FileDescriptorStorePreserve", "podman stores no file descriptors"),
    harmless("FinalKillSignal", STOPPED),
    harmless("GuessMainPID", "which process systemd watches"),
    harmless("KillMode", STOPPED),
    harmless("KillSignal", STOPPED),
    harmless("NonBlocking", "belongs to `Sockets=`"),
    harmless("NotifyAccess", "who may report the start; NixOS sets it"),
    harmless("OOMPolicy", "the kubelet restarts a container that the kernel kills"),
    row("OpenFile", Widens, "the program does not get the file that systemd opens").then("mount the file with `volumes`"),
    harmless("PIDFile", "which process systemd watches"),
    harmless("PermissionsStartOnly", "which of the unit's commands run as its user"),
    harmless("RebootArgument", "belongs to `FailureAction=`"),
    harmless("RefreshOnReload", "a container of podman is not reloaded"),
    harmless("ReloadSignal", "a container of podman is not reloaded"),
    converted("RemainAfterExit", "read for other units"),
    converted("Restart", "decides between Deployment and Job, and is told where a Pod differs"),
    told("RestartForceExitStatus", "told: a controller looks at other exit codes"),
    harmless("RestartKillSignal", STOPPED),
    row("RestartMaxDelaySec", Note, PAUSE).unless(NEVER),
    harmless("RestartMode", "what other units see of a restart"),
    told("RestartPreventExitStatus", "told: a controller looks at other exit codes"),
    row("RestartSec", Note, PAUSE),
    row("RestartSteps", Note, PAUSE).unless(NEVER),
    harmless("RootDirectoryStartOnly", "which of the unit's commands see `RootDirectory=`"),
    told("RuntimeMaxSec", "the limit is lost, and told"),
    harmless("RuntimeRandomizedExtraSec", "belongs to `RuntimeMaxSec=`"),
    harmless("SendSIGHUP", STOPPED),
    harmless("SendSIGKILL", STOPPED),
    row("Sockets", Widens, "the program gets no socket from systemd").then("let the program open its own port, and publish it with `ports`"),
    row("StartLimitAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    converted("StartLimitBurst", "an old place of it: see `unitConfig`"),
    converted("StartLimitInterval", "an old place of it: see `unitConfig`"),
    told("SuccessExitStatus", "told: a controller looks at other exit codes"),
    harmless("TimeoutAbortSec", "belongs to `WatchdogSec=`"),
    harmless("TimeoutSec", "as `TimeoutStartSec=` and `TimeoutStopSec=`"),
    harmless("TimeoutStartFailureMode", "belongs to `TimeoutStartSec=`"),
    harmless("TimeoutStartSec", "NixOS sets none; the kubelet has none either"),
    harmless("TimeoutStopFailureMode", "belongs to `TimeoutStopSec=`"),
    harmless("TimeoutStopSec", "longer than `podman stop` takes, whose time (`--stop-timeout`) the Pod has"),
    converted("Type", "`oneshot` is meant to end: a Job"),
    harmless("USBFunction*", "about USB gadgets of the host"),
    row("WatchdogSec", NoField, "the container is not restarted when it stops reporting to systemd").then("set `--health-cmd` and `--health-on-failure=kill`: they become a liveness probe").unless(NEVER),
    harmless("WatchdogSignal", "belongs to `WatchdogSec=`"),
];

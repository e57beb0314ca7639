//! Settings that every kind of unit has.

use super::{
    Becomes::{NoField, Note},
    Known, Table, converted, harmless, row, told,
};

pub const TABLE: Table = Table {
    attribute: "unitConfig",
    title: "`unitConfig`: systemd.unit(5)",
    page: "https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html",
    docker: true,
    rows: ROWS,
};

const NONE: &[&str] = &["none"];
const REBOOTS: &str = "the machine keeps running when the container fails or ends";
const WATCH: &str = "watch the Pod: alert on `kube_pod_container_status_restarts_total`";

#[rustfmt::skip]
const ROWS: &[Known] = &[
    told("After", "the order of starts is lost, and told"),
    harmless("AllowIsolate", "about `systemctl isolate`"),
    told("Assert*", "the condition is lost, and told"),
    told("Before", "the order of starts is lost, and told at the other container"),
    told("BindsTo", "as `Requires=`"),
    harmless("CollectMode", "when systemd forgets the unit"),
    told("Condition*", "the condition is lost, and told"),
    told("Conflicts", "told: both run at the same time"),
    harmless("DefaultDependencies", "order within boot and shutdown of the host"),
    harmless("Description", "text for people"),
    harmless("Documentation", "text for people"),
    row("FailureAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    harmless("FailureActionExitStatus", "belongs to `FailureAction=`"),
    harmless("IgnoreOnIsolate", "about `systemctl isolate`"),
    row("JobRunningTimeoutSec", Note, "the kubelet starts a Pod without a limit of time").unless(&["0", "infinity"]),
    row("JobTimeoutAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    harmless("JobTimeoutRebootArgument", "belongs to `JobTimeoutAction=`"),
    row("JobTimeoutSec", Note, "the kubelet starts a Pod without a limit of time").unless(&["0", "infinity"]),
    harmless("JoinsNamespaceOf", "belongs to `PrivateNetwork=`, `PrivateTmp=` and `PrivateIPC=`, which have rows"),
    told("OnFailure", "the other unit is not started, and told"),
    harmless("OnFailureJobMode", "belongs to `OnFailure=`"),
    told("OnSuccess", "the other unit is not started, and told"),
    harmless("OnSuccessJobMode", "belongs to `OnSuccess=`"),
    told("PartOf", "the Pod does not stop and restart with the other unit, and that is told"),
    harmless("PropagatesReloadTo", "a container of podman is not reloaded"),
    row("PropagatesStopTo", NoField, "those units keep running when the Pod stops").then("stop them with `systemctl stop` when you stop the Pod"),
    harmless("RebootArgument", "belongs to `FailureAction=`"),
    harmless("RefuseManualStart", "about `systemctl start`"),
    harmless("RefuseManualStop", "about `systemctl stop`"),
    harmless("ReloadPropagatedFrom", "a container of podman is not reloaded"),
    told("Requires", "the order of starts and the common stop are lost, and told"),
    told("RequiresMountsFor", "K3s has to wait for the mount, and that is told"),
    told("Requisite", "as `Requires=`"),
    harmless("SourcePath", "text for programs"),
    row("StartLimitAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    converted("StartLimitBurst", "tries of a Job; told where the container is kept running"),
    converted("StartLimitInterval", "the old name of `StartLimitIntervalSec=`"),
    converted("StartLimitIntervalSec", "told where the container is kept running"),
    row("StopPropagatedFrom", NoField, "the Pod keeps running when those units stop").then("scale its workload to 0 with `kubectl scale` when you stop them"),
    row("StopWhenUnneeded", NoField, "the Pod keeps running when no other unit needs it").switch().then("scale its workload to 0 with `kubectl scale` when it is not needed"),
    row("SuccessAction", NoField, REBOOTS).then(WATCH).unless(NONE),
    harmless("SuccessActionExitStatus", "belongs to `SuccessAction=`"),
    harmless("SurviveFinalKillSignal", "about the shutdown of the host"),
    converted("Upholds", "as `Wants=`"),
    converted("Wants", "units that start with the container"),
    harmless("WantsMountsFor", "as `After=` of the mount"),
    harmless("X-*", "systemd ignores it; NixOS reads it when it switches"),
    row("X-Restart-Triggers", NoField, "the Pod keeps running when NixOS changes what the unit watches, such as a file that the container mounts").then("run `kubectl rollout restart` for its workload after such a change"),
];

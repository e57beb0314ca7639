//! Flags of the section [`crate::podman::resources`].

use super::{
    Flag,
    Takes::{Switch, Value},
    row, same_if,
};
use crate::{
    ledger::Verdict::Dropped,
    podman::{
        resources::{
            Cores, Swap, blkio_weight, cgroups, device_bytes, device_operations, device_weight,
            memory, oom_score, pids, swappiness, ulimit,
        },
        text,
    },
    rules::process as rules,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { NoField, Value, "--blkio-weight", "4.3", ["100", "500"], blkio_weight, "containers that compete for a disk have equal weights", "" },
    leftover! { NoField, Array, "--blkio-weight-device", "4.3", ["/dev/sda:100", "/dev/sda:500"], device_weight, "containers that compete for that disk have equal weights", "" },
    leftover! { NoField, Slice, "--cgroup-conf", "4.3", ["memory.high=1073741824", "pids.max=100"], text::pair, "the setting does not apply: the kubelet writes the control groups", "use `--memory` or `--cpus` where they have the same effect" },
    leftover! { RuntimeOnly, Value, "--cgroup-parent", "4.3", ["/machine.slice", "/media.slice"], text::any, "limits of that slice do not apply: all Pods are below `kubepods.slice`", "set limits on the container: `--memory`, `--cpus`" },
    leftover! { RuntimeOnly, Value, "--cgroups", "4.3", ["enabled", "no-conmon"], cgroups, "the kubelet manages the control groups", "" },
    row("--cpu-period", Value, "4.3", ["50000", "200000"], once!(resources.cpu_period, text::unsigned))
        .approximate("resources.limits.cpu, with `--cpu-quota`", "the period is that of the node"),
    row("--cpu-quota", Value, "4.3", ["50000", "200000"], once!(resources.cpu_quota, text::integer))
        .exact("resources.limits.cpu", "-"),
    leftover! { RuntimeOnly, Value, "--cpu-rt-period", "4.3", ["500000", "1000000"], text::unsigned, "podman ignores it as well, unless the host uses cgroup v1", "" },
    leftover! { RuntimeOnly, Value, "--cpu-rt-runtime", "4.3", ["400000", "950000"], text::integer, "podman ignores it as well, unless the host uses cgroup v1", "" },
    row("--cpu-shares", Value, "4.3", ["512", "2048"], once!(resources.cpu_shares, text::unsigned)).short('c')
        .approximate("resources.requests.cpu", "the scheduler reserves the request; the proportion to other containers is approximate"),
    row("--cpus", Value, "4.3", ["0.5", "2"], once!(resources.cpus, Cores::parse))
        .exact("resources.limits.cpu", "-"),
    leftover! { NoField, Value, "--cpuset-cpus", "4.3", ["0-1", "2"], text::any, "the container may run on every CPU", "limit the CPU time with `--cpus`, or set `cpuManagerPolicy` in the kubelet's configuration" },
    leftover! { NoField, Value, "--cpuset-mems", "4.3", ["0", "1"], text::any, "the container may use memory of every NUMA node", "set `memoryManagerPolicy` in the kubelet's configuration" },
    leftover! { NoField, Array, "--device-read-bps", "4.3", ["/dev/sda:1mb", "/dev/sda:2mb"], device_bytes, "the container may read from that disk without a limit", "" },
    leftover! { NoField, Array, "--device-read-iops", "4.3", ["/dev/sda:1000", "/dev/sda:2000"], device_operations, "the container may read from that disk without a limit", "" },
    leftover! { NoField, Array, "--device-write-bps", "4.3", ["/dev/sda:1mb", "/dev/sda:2mb"], device_bytes, "the container may write to that disk without a limit", "" },
    leftover! { NoField, Array, "--device-write-iops", "4.3", ["/dev/sda:1000", "/dev/sda:2000"], device_operations, "the container may write to that disk without a limit", "" },
    leftover! { RuntimeOnly, Value, "--kernel-memory", "4.3", ["64m", "128m"], text::any, "podman ignores it as well", "" },
    row("--memory", Value, "4.3", ["512m", "2g"], once!(resources.memory, memory)).short('m')
        .exact("resources.limits.memory", "the container has no swap"),
    row("--memory-reservation", Value, "4.3", ["256m", "1g"], once!(resources.memory_reservation, memory))
        .approximate("resources.requests.memory", "the scheduler reserves this amount"),
    row("--memory-swap", Value, "4.3", ["1g", "-1"], once!(resources.memory_swap, Swap::parse))
        .approximate("-", "the container has no swap"),
    leftover! { NoField, Value, "--memory-swappiness", "4.3", ["10", "60"], swappiness, "the kernel swaps its memory as the node is configured", "set `boot.kernel.sysctl.\"vm.swappiness\"` on the host: it holds for the whole node" },
    row("--oom-kill-disable", Switch, "4.3", ["true", "false"], fate!(text::switch, |name, on| same_if(!on, &rules::NO_EFFECT, Dropped(rules::no_field(name, "--oom-kill-disable", "the kernel may kill the container when memory runs out", "set `--memory` to a limit that it does not reach")))))
        .unsupported("-", "the kernel may kill the container when memory runs out"),
    leftover! { NoField, Value, "--oom-score-adj", "4.3", ["-500", "500"], oom_score, "the kubelet decides by requests and limits which container is killed first when memory runs out", "set equal requests and limits for it: it is then killed last" },
    row("--pids-limit", Value, "4.3", ["100", "4096"], fate!(pids, |name, limit| same_if(limit <= 0, &rules::NO_LIMIT, Dropped(rules::pids(name, limit)))))
        .unsupported("-", "the container may start any number of processes; `podPidsLimit` of the kubelet holds for the whole node"),
    leftover! { NoField, Value, "--rdt-class", "5.4", ["gold", "silver"], text::any, "the container has no reserved share of the CPU cache", "" },
    leftover! { NoField, Slice, "--ulimit", "4.3", ["nofile=1024:2048", "nofile=4096"], ulimit, "the program has the limits of the k3s service instead", "set the limit on the k3s service, as `systemd.services.k3s.serviceConfig.LimitNOFILE = lib.mkForce \"65536\"`: it holds for every container of the host" },
];

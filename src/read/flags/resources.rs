//! Flags of the section [`crate::podman::resources`].

use std::ops::Not;

use super::{Flag, Takes::Value, row};
use crate::podman::{
    resources::{
        Cores, Swap, blkio_weight, cgroups, device_bytes, device_operations, device_weight, memory,
        oom_score, pids, swappiness, ulimit,
    },
    text,
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    leftover! { NoField, Value, "--blkio-weight", "4.3", ["100", "500"], blkio_weight, "its weight when containers compete for a disk", "" },
    leftover! { NoField, Array, "--blkio-weight-device", "4.3", ["/dev/sda:100", "/dev/sda:500"], device_weight, "its weight when containers compete for that disk", "" },
    leftover! { NoField, Slice, "--cgroup-conf", "4.3", ["memory.high=1073741824", "pids.max=100"], text::pair, "the setting of its control group; the kubelet writes those by itself", "use `--memory` or `--cpus` where they say the same" },
    leftover! { RuntimeOnly, Value, "--cgroup-parent", "4.3", ["/machine.slice", "/media.slice"], text::any, "limits of that slice; the kubelet puts all Pods below `kubepods.slice`", "give the container its own limits" },
    leftover! { RuntimeOnly, Value, "--cgroups", "4.3", ["enabled", "no-conmon"], cgroups, "nothing: the kubelet makes the control groups", "" },
    row("--cpu-period", Value, "4.3", ["50000", "200000"], once!(resources.cpu_period, text::unsigned))
        .approximate("resources.limits.cpu, with `--cpu-quota`", "the length of the period, which is one for the node"),
    row("--cpu-quota", Value, "4.3", ["50000", "200000"], once!(resources.cpu_quota, text::integer))
        .exact("resources.limits.cpu", "-"),
    leftover! { RuntimeOnly, Value, "--cpu-rt-period", "4.3", ["500000", "1000000"], text::unsigned, "nothing: podman ignores it too, unless the host has the old control groups", "" },
    leftover! { RuntimeOnly, Value, "--cpu-rt-runtime", "4.3", ["400000", "950000"], text::integer, "nothing: podman ignores it too, unless the host has the old control groups", "" },
    row("--cpu-shares", Value, "4.3", ["512", "2048"], once!(resources.cpu_shares, text::unsigned)).short('c')
        .approximate("resources.requests.cpu", "the weight against containers without one; the scheduler also reserves it"),
    row("--cpus", Value, "4.3", ["0.5", "2"], once!(resources.cpus, Cores::parse))
        .exact("resources.limits.cpu", "-"),
    leftover! { NoField, Value, "--cpuset-cpus", "4.3", ["0-1", "2"], text::any, "the choice of processors", "limit the amount with `--cpus`, or give the node a CPU manager policy" },
    leftover! { NoField, Value, "--cpuset-mems", "4.3", ["0", "1"], text::any, "the choice of memory nodes", "give the node a memory manager policy" },
    leftover! { NoField, Array, "--device-read-bps", "4.3", ["/dev/sda:1mb", "/dev/sda:2mb"], device_bytes, "the limit on reading from that disk", "" },
    leftover! { NoField, Array, "--device-read-iops", "4.3", ["/dev/sda:1000", "/dev/sda:2000"], device_operations, "the limit on reading from that disk", "" },
    leftover! { NoField, Array, "--device-write-bps", "4.3", ["/dev/sda:1mb", "/dev/sda:2mb"], device_bytes, "the limit on writing to that disk", "" },
    leftover! { NoField, Array, "--device-write-iops", "4.3", ["/dev/sda:1000", "/dev/sda:2000"], device_operations, "the limit on writing to that disk", "" },
    leftover! { RuntimeOnly, Value, "--kernel-memory", "4.3", ["64m", "128m"], text::any, "nothing: hidden, and podman ignores it too", "" },
    row("--memory", Value, "4.3", ["512m", "2g"], once!(resources.memory, memory)).short('m')
        .exact("resources.limits.memory", "swap of the same size"),
    row("--memory-reservation", Value, "4.3", ["256m", "1g"], once!(resources.memory_reservation, memory))
        .approximate("resources.requests.memory", "the kernel's pressure above it; the scheduler reserves it"),
    row("--memory-swap", Value, "4.3", ["1g", "-1"], once!(resources.memory_swap, Swap::parse))
        .approximate("-", "swap: the kubelet gives none"),
    leftover! { NoField, Value, "--memory-swappiness", "4.3", ["10", "60"], swappiness, "how readily its memory is swapped", "set `vm.swappiness` for the node" },
    leftover! { NoField, Switch, "--oom-kill-disable", "4.3", ["true", "false"], text::switch, unless Not::not, "that it is spared when memory runs out", "give it a memory limit that it does not reach" },
    leftover! { NoField, Value, "--oom-score-adj", "4.3", ["-500", "500"], oom_score, "its turn when memory runs out, which the kubelet sets by requests and limits", "give it equal requests and limits to be spared longest" },
    row("--pids-limit", Value, "4.3", ["100", "4096"], once!(resources.pids_limit, pids))
        .unsupported("-", "the limit on processes; the kubelet's podPidsLimit is one for the node"),
    leftover! { NoField, Value, "--rdt-class", "5.4", ["gold", "silver"], text::any, "its share of the processor's cache", "" },
    leftover! { NoField, Slice, "--ulimit", "4.3", ["nofile=1024:2048", "nofile=4096"], ulimit, "the limit; containers get those of the k3s service", "set `LimitNOFILE` and its like on the k3s service" },
];

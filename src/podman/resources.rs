//! CPU and memory, as podman names them.

use crate::origin::Given;

mod cores;
mod device;
mod limits;
mod ulimit;

pub use cores::Cores;
pub use device::{device_bytes, device_operations, device_weight};
pub use limits::{Swap, blkio_weight, cgroups, memory, oom_score, pids, swappiness};
pub use ulimit::ulimit;

/// CPU and memory. Absent means no limit, unless a field says otherwise.
#[derive(Debug, Default, Clone)]
pub struct Resources {
    /// Memory in bytes (`--memory`); 0 means no limit.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-m-number-unit>
    /// Kubernetes: <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory>
    pub memory: Option<Given<u64>>,
    /// Memory in bytes that the kernel presses the container back to when memory is short
    /// (`--memory-reservation`); 0 is none.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-reservation-number-unit>
    pub memory_reservation: Option<Given<u64>>,
    /// Memory and swap together (`--memory-swap`); twice the memory by default.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-swap-number-unit>
    pub memory_swap: Option<Given<Swap>>,
    /// CPU time in cores (`--cpus`); podman refuses it together with the two below.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpus-number>
    pub cpus: Option<Given<Cores>>,
    /// CPU time in microseconds of each period (`--cpu-quota`); podman ignores 0 and less.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-quota-limit>
    pub cpu_quota: Option<Given<i64>>,
    /// The period in microseconds (`--cpu-period`), 100000; podman ignores 0.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-period-limit>
    pub cpu_period: Option<Given<u64>>,
    /// Weight against the other containers when CPU time is short (`--cpu-shares`), 1024; podman
    /// ignores 0.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-shares-c-shares>
    pub cpu_shares: Option<Given<u64>>,
}

//! Ports of a node that K3s uses itself.
//!
//! K3s: <https://docs.k3s.io/installation/requirements#networking>

use std::ops::RangeInclusive;

use crate::plan::Protocol::{self, Tcp, Udp};

/// A range of ports that K3s uses.
pub struct Reserved {
    ports: RangeInclusive<u16>,
    protocol: Protocol,
    /// Whether every K3s does.
    pub always: bool,
    /// Who uses them, and when.
    pub what: &'static str,
}

/// All of them.
const RESERVED: &[Reserved] = &[
    always(6443..=6443, Tcp, "the API server listens there"),
    always(
        6444..=6444,
        Tcp,
        "K3s listens there for its own API clients",
    ),
    always(8472..=8472, Udp, "flannel listens there"),
    always(10248..=10250, Tcp, "the kubelet listens there"),
    always(
        10251..=10259,
        Tcp,
        "a controller of Kubernetes listens there",
    ),
    sometimes(
        2379..=2382,
        Tcp,
        "with `--cluster-init`, etcd listens there",
    ),
    sometimes(
        5001..=5001,
        Tcp,
        "with `--embedded-registry`, a registry listens there",
    ),
    sometimes(
        51820..=51821,
        Udp,
        "with `--flannel-backend=wireguard-native`, flannel listens there",
    ),
    sometimes(30000..=32767, Tcp, NODE_PORT),
    sometimes(30000..=32767, Udp, NODE_PORT),
];

const NODE_PORT: &str =
    "a Service of type NodePort or LoadBalancer may receive it as its node port";

const fn always(ports: RangeInclusive<u16>, protocol: Protocol, what: &'static str) -> Reserved {
    Reserved {
        ports,
        protocol,
        always: true,
        what,
    }
}

const fn sometimes(ports: RangeInclusive<u16>, protocol: Protocol, what: &'static str) -> Reserved {
    Reserved {
        ports,
        protocol,
        always: false,
        what,
    }
}

/// The first port of a range that K3s uses, and what for: what it always uses goes before the rest.
pub fn find(
    range: &RangeInclusive<u16>,
    protocols: &[Protocol],
) -> Option<(u16, &'static Reserved)> {
    RESERVED.iter().find_map(|row| {
        let first = *row.ports.start().max(range.start());
        let meets = row.ports.contains(&first) && range.contains(&first);
        (meets && protocols.contains(&row.protocol)).then_some((first, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        for (range, protocol, expected) in [
            (6443..=6443, Tcp, Some((6443, true))),
            (6443..=6443, Udp, None),
            (10000..=11000, Tcp, Some((10248, true))),
            (10252..=10252, Tcp, Some((10252, true))),
            (51820..=51820, Udp, Some((51820, false))),
            (32767..=40000, Tcp, Some((32767, false))),
            (8080..=8090, Tcp, None),
        ] {
            let found = find(&range, &[protocol]).map(|(port, row)| (port, row.always));
            assert_eq!(found, expected, "{range:?}");
        }
    }
}

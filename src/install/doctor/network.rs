//! Ranges of addresses that K3s takes, and the host's firewall.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr},
};

use serde_json::Value;

use super::{Finding, Patient, ask, by_user};

/// Ranges of K3s where nobody chose others.
/// K3s: <https://docs.k3s.io/cli/server#networking>
const RANGES: [(&str, &str); 2] = [
    ("cluster-cidr", "10.42.0.0/16"),
    ("service-cidr", "10.43.0.0/16"),
];

/// Interfaces of K3s itself.
const OWN: [&str; 4] = ["cni0", "flannel", "kube-ipvs0", "veth"];

/// Folders where podman keeps its networks (netavark).
const NETWORKS: [&str; 2] = ["/etc/containers/networks", "/run/containers/networks"];

/// A range of addresses of IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    base: u32,
    bits: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.trim().split_once('/')?;
        let address: Ipv4Addr = match address.parse().ok()? {
            IpAddr::V4(address) => address,
            IpAddr::V6(_) => return None,
        };
        let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
        let base = u32::from(address) & mask(bits);
        Some(Self { base, bits })
    }

    fn meets(self, other: Self) -> bool {
        let mask = mask(self.bits.min(other.bits));
        self.base & mask == other.base & mask
    }
}

fn mask(bits: u32) -> u32 {
    u32::MAX.checked_shl(32 - bits).unwrap_or(0)
}

/// Whether something else uses the addresses of Pods and Services.
pub fn ranges(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "ranges";
    let routes = fs::read_to_string("/proc/net/route").unwrap_or_default();
    let mut used: Vec<(String, Range)> = routed(&routes)
        .into_iter()
        .map(|(interface, range)| (format!("the interface {interface}"), range))
        .collect();
    for folder in NETWORKS {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            used.extend(network(&text));
        }
    }
    let mut out = Vec::new();
    for (option, usual) in RANGES {
        let chosen = patient.k3s.value(option).unwrap_or(usual);
        let meets = |text: &str| {
            let range = Range::parse(text)?;
            used.iter()
                .find(|(_, other)| range.meets(*other))
                .map(|(who, _)| who)
        };
        out.push(match chosen.split(',').find_map(meets) {
            Some(who) => Finding::fail(
                TOPIC,
                format!("{who} uses addresses of {chosen}, which K3s takes"),
            )
            .then(format!(
                "choose another range before the cluster has workloads: `--{option}`"
            )),
            None => Finding::ok(TOPIC, format!("{chosen} is free for K3s ({option})")),
        });
    }
    out
}

/// Interfaces and ranges of `/proc/net/route`, without the default route and K3s' own.
fn routed(text: &str) -> Vec<(String, Range)> {
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let interface = words.next()?.to_owned();
        let hex = |text: &str| u32::from_str_radix(text, 16).ok().map(u32::swap_bytes);
        let base = hex(words.next()?)?;
        let mask = hex(words.nth(5)?)?;
        let is_own = OWN.iter().any(|own| interface.starts_with(own));
        (mask != 0 && !is_own).then_some((
            interface,
            Range {
                base,
                bits: mask.count_ones(),
            },
        ))
    };
    text.lines().skip(1).filter_map(row).collect()
}

/// The ranges of a network of podman.
fn network(text: &str) -> Vec<(String, Range)> {
    let Ok(network) = serde_json::from_str::<Value>(text) else {
        return Vec::new();
    };
    let name = network
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let subnets = network.get("subnets").and_then(Value::as_array);
    let subnets = subnets.into_iter().flatten();
    let ranges = subnets.filter_map(|subnet| Range::parse(subnet.get("subnet")?.as_str()?));
    ranges
        .map(|range| (format!("podman's network {name}"), range))
        .collect()
}

/// Whether the host's firewall lets Pods talk.
pub fn firewall(_: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "firewall";
    const REMEDY: &str = "set `networking.firewall.trustedInterfaces = [ \"cni0\" \"flannel.1\" ]`";
    if ask("firewall-cmd", &["--state"]).is_some() {
        return vec![
            Finding::warn(TOPIC, "firewalld runs, and drops what Pods send to each other unless it is told")
                .then("run `firewall-cmd --permanent --zone=trusted --add-source=10.42.0.0/16 --add-source=10.43.0.0/16`, then `firewall-cmd --reload`"),
        ];
    }
    let rules = ask("iptables", &["-w", "-S", "nixos-fw"]);
    let tables = || ask("nft", &["list", "table", "inet", "nixos-fw"]);
    vec![match rules.or_else(tables) {
        Some(rules) if lets_pods_in(&rules) => {
            Finding::ok(TOPIC, "it trusts the interfaces of Pods")
        }
        Some(_) => Finding::fail(TOPIC, "it drops what Pods send to this host").then(REMEDY),
        None => Finding::unknown(
            TOPIC,
            by_user(
                "no firewall of NixOS was found",
                "no firewall of NixOS was found; as root more can be seen",
            ),
        )
        .then(REMEDY),
    }]
}

/// Whether rules of NixOS' firewall accept what comes from K3s' bridge.
fn lets_pods_in(rules: &str) -> bool {
    rules
        .lines()
        .any(|line| line.contains("cni0") && line.contains("accept"))
}

#[cfg(test)]
mod tests {
    use super::{Range, lets_pods_in, network, routed};

    #[test]
    fn ranges_meet() {
        for (one, other, meets) in [
            ("10.42.0.0/16", "10.42.7.0/24", true),
            ("10.42.0.0/16", "10.0.0.0/8", true),
            ("10.42.0.0/16", "10.43.0.0/16", false),
            ("10.42.0.0/16", "0.0.0.0/0", true),
            ("192.168.1.5/32", "192.168.1.5/32", true),
        ] {
            let (one, other) = (Range::parse(one), Range::parse(other));
            assert_eq!(
                one.zip(other).map(|(one, other)| one.meets(other)),
                Some(meets)
            );
        }
        assert_eq!(Range::parse("fd00::/64"), None);
        assert_eq!(Range::parse("10.0.0.0/33"), None);
    }

    #[test]
    fn routes_and_networks() {
        let text = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\n\
            eth0 00000000 0101A8C0 0003 0 0 0 00000000 0\n\
            wg0 00002A0A 00000000 0001 0 0 0 0000FFFF 0\n\
            cni0 00002A0A 00000000 0001 0 0 0 00FFFFFF 0\n";
        let found = routed(text);
        assert_eq!(
            found,
            [(
                "wg0".to_owned(),
                Range {
                    base: 0x0a2a_0000,
                    bits: 16
                }
            )]
        );
        let text = r#"{"name": "media", "subnets": [{"subnet": "10.89.0.0/24"}, {"subnet": "fd00::/64"}]}"#;
        let found = network(text);
        assert_eq!(
            found.first().map(|(who, _)| who.as_str()),
            Some("podman's network media")
        );
        assert_eq!(found.len(), 1);
        assert_eq!(network("x"), []);
    }

    #[test]
    fn rules_of_nixos() {
        assert!(lets_pods_in("-A nixos-fw -i cni0 -j nixos-fw-accept\n"));
        assert!(lets_pods_in("iifname { \"lo\", \"cni0\" } accept\n"));
        assert!(!lets_pods_in("-A nixos-fw -i lo -j nixos-fw-accept\n"));
    }
}

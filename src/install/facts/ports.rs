//! `/proc/net`: which ports of the host are taken.
//! <https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html>

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use crate::bundle::index::HostPort;

/// A port that a program has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    protocol: &'static str,
    ip: IpAddr,
    port: u64,
}

impl Taken {
    /// Whether a port of a Pod would take it over.
    pub fn meets(&self, wanted: &HostPort) -> bool {
        let ip: Option<IpAddr> = wanted.ip.parse().ok();
        let overlap =
            ip.is_none_or(|ip| ip.is_unspecified() || self.ip.is_unspecified() || ip == self.ip);
        self.protocol == wanted.protocol && self.port == wanted.port && overlap
    }
}

/// All ports that are listened on.
pub fn taken() -> Vec<Taken> {
    const FILES: [(&str, &str); 4] = [
        ("tcp", "TCP"),
        ("tcp6", "TCP"),
        ("udp", "UDP"),
        ("udp6", "UDP"),
    ];
    FILES
        .iter()
        .flat_map(|(file, protocol)| {
            let text = fs::read_to_string(format!("/proc/net/{file}")).unwrap_or_default();
            parse(&text, protocol)
        })
        .collect()
}

fn parse(text: &str, protocol: &'static str) -> Vec<Taken> {
    // TCP listens in state 0A; a UDP socket without a peer is in state 07.
    let state = if protocol == "TCP" { "0A" } else { "07" };
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            let (local, _, is) = (words.next()?, words.next()?, words.next()?);
            let (ip, port) = local.split_once(':')?;
            let port = u64::from_str_radix(port, 16).ok()?;
            (is == state).then_some(Taken {
                protocol,
                ip: address(ip)?,
                port,
            })
        })
        .collect()
}

/// Words of 32 bits, each in the byte order of the host.
fn address(hex: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        u32::from_str_radix(hex.get(at..at + 8)?, 16)
            .ok()
            .map(u32::to_ne_bytes)
    };
    if hex.len() == 8 {
        return Some(Ipv4Addr::from(word(0)?).into());
    }
    let mut bytes = [0; 16];
    for (chunk, at) in bytes.chunks_exact_mut(4).zip([0, 8, 16, 24]) {
        chunk.copy_from_slice(&word(at)?);
    }
    let ip = Ipv6Addr::from(bytes);
    Some(ip.to_ipv4_mapped().map_or(ip.into(), IpAddr::from))
}

#[cfg(test)]
mod tests {
    use super::{Taken, parse};
    use crate::bundle::index::HostPort;

    #[test]
    fn listeners() {
        let text = "  sl  local_address rem_address   st\n   \
            0: 0100007F:0035 00000000:0000 0A 0:0\n   \
            1: 00000000:1F90 00000000:0000 0A 0:0\n   \
            2: 0100007F:0050 0100007F:1234 01 0:0\n";
        let taken = parse(text, "TCP");
        assert_eq!(taken.len(), 2);
        for (ip, port, protocol, meets) in [
            ("0.0.0.0", 53, "TCP", true),
            ("127.0.0.1", 53, "TCP", true),
            ("192.168.1.2", 53, "TCP", false),
            ("192.168.1.2", 8080, "TCP", true),
            ("0.0.0.0", 53, "UDP", false),
            ("0.0.0.0", 80, "TCP", false),
        ] {
            let wanted = HostPort {
                host: String::new(),
                port,
                protocol: protocol.to_owned(),
                ip: ip.to_owned(),
                workload: String::new(),
            };
            assert_eq!(
                taken.iter().any(|t: &Taken| t.meets(&wanted)),
                meets,
                "{ip}:{port}/{protocol}"
            );
        }
    }

    #[test]
    fn addresses_of_both_families() {
        for (hex, ip) in [
            ("0100007F", "127.0.0.1"),
            ("00000000000000000000000001000000", "::1"),
            ("0000000000000000FFFF00000100007F", "127.0.0.1"),
        ] {
            assert_eq!(super::address(hex), ip.parse().ok(), "{hex}");
        }
        assert_eq!(super::address("xyz"), None);
    }
}

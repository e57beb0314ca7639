//! Flags of the section [`crate::podman::network`].

use super::{
    Disposition::{Approximate, Exact, RuntimeOnly, Unsupported},
    Flag, Takes,
};
use crate::{
    origin::Given,
    podman::{
        Container,
        network::{
            self, DnsServer, HostEntry, HostsFile, Join, Mac, Pod, ResolverOption, SearchDomain,
        },
        text,
    },
};

/// Sorted by name.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: "--add-host",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Approximate,
        becomes: "hostAliases[]",
        lost: "the address behind host-gateway, entries of the host's own /etc/hosts",
        samples: ["db.lan:192.0.2.7", "nas.lan;nas:2001:db8::7"],
        reaches: None,
        set: |c, v| {
            c.network.add_host.push(v.try_map(HostEntry::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--dns",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Approximate,
        becomes: "dnsConfig.nameservers[], dnsPolicy",
        lost: "the order: cluster DNS is asked first where names of other containers are needed",
        samples: ["192.0.2.53", "192.0.2.54"],
        reaches: None,
        set: dns,
    },
    Flag {
        name: "--dns-option",
        short: None,
        aliases: &["--dns-opt"],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Exact,
        becomes: "dnsConfig.options[]",
        lost: "-",
        samples: ["timeout:3", "rotate"],
        reaches: None,
        set: |c, v| {
            c.network.dns_options.push(v.map(ResolverOption::parse));
            Ok(())
        },
    },
    Flag {
        name: "--dns-search",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Approximate,
        becomes: "dnsConfig.searches[]",
        lost: "the order: the cluster's own domains come first",
        samples: ["lan.example", "example.org"],
        reaches: None,
        set: dns_search,
    },
    Flag {
        name: "--hosts-file",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "5.4",
        disposition: Unsupported,
        becomes: "-",
        lost: "the entries of that file: the kubelet writes /etc/hosts",
        samples: ["none", "/etc/hosts.containers"],
        reaches: None,
        set: |c, v| {
            c.network.hosts_file = Some(v.try_map(HostsFile::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--ip",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "the fixed address",
        samples: ["10.88.0.10", "10.88.0.11"],
        reaches: None,
        set: |c, v| {
            c.network.ip = Some(v.try_map(|v| unless_empty(v, network::address))?);
            Ok(())
        },
    },
    Flag {
        name: "--ip6",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "the fixed address",
        samples: ["2001:db8::10", "2001:db8::11"],
        reaches: None,
        set: |c, v| {
            c.network.ip6 = Some(v.try_map(|v| unless_empty(v, network::address))?);
            Ok(())
        },
    },
    // podman's manual lists it as not implemented, and its parser does not know it.
    Flag {
        name: "--link-local-ip",
        short: None,
        aliases: &[],
        takes: Takes::Array,
        since: "5.8",
        disposition: RuntimeOnly,
        becomes: "-",
        lost: "nothing: podman refuses it, too",
        samples: ["169.254.1.1", "169.254.1.2"],
        reaches: None,
        set: |_, _| {
            Err("podman documents `--link-local-ip` and refuses it: not implemented".to_owned())
        },
    },
    Flag {
        name: "--mac-address",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "the fixed hardware address",
        samples: ["92:d0:c6:0a:29:33", "92:d0:c6:0a:29:34"],
        reaches: None,
        set: |c, v| {
            c.network.mac = Some(v.try_map(|v| unless_empty(v, Mac::parse))?);
            Ok(())
        },
    },
    Flag {
        name: "--network",
        short: None,
        aliases: &["--net"],
        takes: Takes::Array,
        since: "4.3",
        disposition: Approximate,
        becomes: "hostNetwork, dnsPolicy, a shared Pod, NetworkPolicy",
        lost: "fixed addresses, further interfaces, isolation where no NetworkPolicy is written",
        samples: ["bridge", "host"],
        reaches: Some(
            "containers of one network reach each other by name, and a shared network is one Pod",
        ),
        set: join,
    },
    Flag {
        name: "--network-alias",
        short: None,
        aliases: &[],
        takes: Takes::Slice,
        since: "4.3",
        disposition: Exact,
        becomes: "a Service of that name",
        lost: "that the name is known in the container's networks only",
        samples: ["db", "sql"],
        reaches: Some("an alias is a Service of its own"),
        set: |c, v| {
            c.network.aliases.push(v.map(str::to_owned));
            Ok(())
        },
    },
    Flag {
        name: "--no-hosts",
        short: None,
        aliases: &[],
        takes: Takes::Switch,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "the image's /etc/hosts: the kubelet writes its own",
        samples: ["true", "false"],
        reaches: None,
        set: |c, v| {
            c.network.no_hosts = Some(v.try_map(text::switch)?);
            Ok(())
        },
    },
    Flag {
        name: "--pod",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Exact,
        becomes: "a shared Pod",
        lost: "restart and stop of one member alone",
        samples: ["new:web", "new:api"],
        reaches: Some("all members of a pod are one Pod"),
        set: |c, v| {
            c.network.pod = Some(v.try_map(Pod::parse)?);
            Ok(())
        },
    },
    Flag {
        name: "--pod-id-file",
        short: None,
        aliases: &[],
        takes: Takes::Value,
        since: "4.3",
        disposition: Unsupported,
        becomes: "-",
        lost: "the pod: its id is known only on the running host",
        samples: ["/run/web.pod-id", "/run/api.pod-id"],
        reaches: None,
        set: |c, v| {
            c.network.pod_id_file = Some(v.map(str::to_owned));
            Ok(())
        },
    },
];

/// The first `--network` decides the mode, and only networks may follow.
fn join(c: &mut Container, v: Given<&str>) -> Result<(), String> {
    let join = match c.network.join.first() {
        None => v.try_map(Join::parse)?,
        Some(first) if first.value.takes_more() => v.try_map(Join::parse_further)?,
        Some(first) => {
            return Err(format!(
                "`{}` comes after `{}`, and podman takes several networks only where the first is one too",
                v.value, first.value
            ));
        }
    };
    c.network.join.push(join);
    Ok(())
}

fn dns(c: &mut Container, v: Given<&str>) -> Result<(), String> {
    let server = v.try_map(DnsServer::parse)?;
    let clash = |other: &Given<DnsServer>| {
        server.value == DnsServer::None || other.value == DnsServer::None
    };
    if c.network.dns.iter().any(clash) {
        return Err("`none` stands alone: podman takes no other `--dns` beside it".to_owned());
    }
    c.network.dns.push(server);
    Ok(())
}

fn dns_search(c: &mut Container, v: Given<&str>) -> Result<(), String> {
    let domain = v.try_map(SearchDomain::parse)?;
    let clash = |other: &Given<SearchDomain>| {
        domain.value == SearchDomain::Clear || other.value == SearchDomain::Clear
    };
    if c.network.dns_search.iter().any(clash) {
        return Err("`.` stands alone: podman takes no other `--dns-search` beside it".to_owned());
    }
    c.network.dns_search.push(domain);
    Ok(())
}

/// An empty value takes an earlier one back.
fn unless_empty<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    Some(text)
        .filter(|text| !text.is_empty())
        .map(parse)
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::OriginId;

    /// Gives the values one after another; the first error, if any.
    fn give(name: &str, values: &[&str]) -> Result<Container, String> {
        let mut container = Container::default();
        let flag = FLAGS.iter().find(|flag| flag.name == name);
        for (index, value) in values.iter().enumerate() {
            let given = Given {
                value: *value,
                origin: OriginId::new(index),
            };
            (flag.ok_or("no such flag")?.set)(&mut container, given)?;
        }
        Ok(container)
    }

    #[test]
    fn networks_follow_networks_only() {
        for values in [
            &["a", "b:alias=x"][..],
            &["bridge", "b"],
            &["a,b", "c"],
            &["host"],
        ] {
            assert!(give("--network", values).is_ok(), "{values:?}");
        }
        for values in [
            &["host", "a"][..],
            &["a", "host"],
            &["", "a"],
            &["a", "b,c"],
        ] {
            assert!(give("--network", values).is_err(), "{values:?}");
        }
    }

    #[test]
    fn some_values_stand_alone() {
        for values in [
            &["none", "192.0.2.1"][..],
            &["192.0.2.1", "none"],
            &["none", "none"],
        ] {
            assert!(give("--dns", values).is_err(), "{values:?}");
        }
        for values in [&[".", "lan"][..], &["lan", "."]] {
            assert!(give("--dns-search", values).is_err(), "{values:?}");
        }
    }

    #[test]
    fn an_empty_address_takes_it_back() {
        let container = give("--ip", &["10.88.0.10", ""]).unwrap_or_default();
        assert_eq!(container.network.ip.map(|ip| ip.value), Some(None));
    }
}

//! Flags of the section [`crate::podman::network`].

use super::{
    Flag,
    Takes::{Array, Slice, Switch, Value},
    row,
};
use crate::{
    ledger::Verdict,
    origin::Given,
    podman::{
        Container,
        network::{
            self, DnsServer, HostEntry, HostsFile, Join, Mac, Pod, ResolverOption, SearchDomain,
        },
        text::{self, any, or_none},
    },
};

/// Sorted by name.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    row("--add-host", Slice, "4.3", ["db.lan:192.0.2.7", "nas.lan;nas:2001:db8::7"], many!(network.add_host, HostEntry::parse))
        .approximate("hostAliases[]", "host-gateway is the address of the node, and entries of the host's own /etc/hosts are missing"),
    row("--dns", Slice, "4.3", ["192.0.2.53", "192.0.2.54"], dns)
        .approximate("dnsConfig.nameservers[], dnsPolicy", "the DNS server of the cluster comes first where names of other containers are needed"),
    row("--dns-option", Slice, "4.3", ["timeout:3", "rotate"], many!(network.dns_options, |text| Ok(ResolverOption::parse(text)))).aliases(&["--dns-opt"])
        .exact("dnsConfig.options[]", "-"),
    row("--dns-search", Slice, "4.3", ["lan.example", "example.org"], dns_search)
        .approximate("dnsConfig.searches[]", "the search domains of the cluster come first"),
    row("--hosts-file", Value, "5.4", ["none", "/etc/hosts.containers"], once!(network.hosts_file, HostsFile::parse))
        .unsupported("-", "the kubelet writes /etc/hosts, without the entries of that file"),
    row("--ip", Value, "4.3", ["10.88.0.10", "10.88.0.11"], once!(network.ip, |v| or_none(v, network::address)))
        .unsupported("-", "the Pod has another address, which changes with every start"),
    row("--ip6", Value, "4.3", ["2001:db8::10", "2001:db8::11"], once!(network.ip6, |v| or_none(v, network::address)))
        .unsupported("-", "the Pod has another address, which changes with every start"),
    // podman's manual lists it as not implemented, and its parser does not know it.
    row("--link-local-ip", Array, "5.8", ["169.254.1.1", "169.254.1.2"], |_, _| Err("podman documents `--link-local-ip` and refuses it: not implemented".to_owned()))
        .runtime_only("podman refuses it as well"),
    row("--mac-address", Value, "4.3", ["92:d0:c6:0a:29:33", "92:d0:c6:0a:29:34"], once!(network.mac, |v| or_none(v, Mac::parse)))
        .unsupported("-", "the Pod has another MAC address, which changes with every start"),
    row("--network", Array, "4.3", ["bridge", "host"], join).aliases(&["--net"])
        .reaches("containers of one network reach each other by name, and a shared network is one Pod").approximate("hostNetwork, dnsPolicy, a shared Pod, NetworkPolicy", "the Pod has one interface, no fixed address, and no isolation where no NetworkPolicy is written"),
    row("--network-alias", Slice, "4.3", ["db", "sql"], many!(network.aliases, any))
        .reaches("an alias is a Service of its own").exact("a Service of that name", "the name resolves in the whole namespace, not only in the container's networks"),
    row("--no-hosts", Switch, "4.3", ["true", "false"], once!(network.no_hosts, text::switch))
        .unsupported("-", "the kubelet writes /etc/hosts, so the image's own file is hidden"),
    row("--pod", Value, "4.3", ["new:web", "new:api"], once!(network.pod, Pod::parse))
        .reaches("all members of a pod are one Pod").exact("a shared Pod", "one member of a Pod cannot be stopped or restarted without the others"),
    row("--pod-id-file", Value, "4.3", ["/run/web.pod-id", "/run/api.pod-id"], once!(network.pod_id_file, any))
        .unsupported("-", "the container has a Pod without the other containers: the pod's id is known on the running host only"),
];

/// The first `--network` decides the mode, and only networks may follow.
fn join(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
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
    Ok(None)
}

fn dns(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let server = v.try_map(DnsServer::parse)?;
    let clash = |other: &Given<DnsServer>| {
        server.value == DnsServer::None || other.value == DnsServer::None
    };
    if c.network.dns.iter().any(clash) {
        return Err("podman accepts no other `--dns` next to `none`".to_owned());
    }
    c.network.dns.push(server);
    Ok(None)
}

fn dns_search(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let domain = v.try_map(SearchDomain::parse)?;
    let clash = |other: &Given<SearchDomain>| {
        domain.value == SearchDomain::Clear || other.value == SearchDomain::Clear
    };
    if c.network.dns_search.iter().any(clash) {
        return Err("podman accepts no other `--dns-search` next to `.`".to_owned());
    }
    c.network.dns_search.push(domain);
    Ok(None)
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
                origin: OriginId::new(0, index),
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

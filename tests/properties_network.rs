//! Networks and ports: no text makes a parser panic, and what it prints it reads back.

use k3s_migrate::podman::{
    network::{
        DnsServer, Endpoint, HostEntry, HostsFile, Join, Mac, Pod, ResolverOption, SearchDomain,
    },
    ports::{Expose, PortRange, Publish},
};
use proptest::prelude::*;

/// Text that looks like networks and ports now and then.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-0-9a-f:./\\[\\],;=+ ]{0,24}",
        "(bridge|media|container|pasta|ns|new)?:?((ip|ip6|mac|alias|interface_name|mode)=[0-9a-f:.]{0,12},?){0,3}",
        "(\\[?[0-9a-f:.]{2,9}\\]?:)?([0-9]{0,5}(-[0-9]{1,5})?:)?[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|SCTP|,)*)?",
    ]
}

proptest! {
    #[test]
    fn nothing_panics(text in text()) {
        let _ = Join::parse(&text);
        let _ = Join::parse_further(&text);
        let _ = Endpoint::parse(&text);
        let _ = Mac::parse(&text);
        let _ = HostEntry::parse(&text);
        let _ = HostsFile::parse(&text);
        let _ = DnsServer::parse(&text);
        let _ = SearchDomain::parse(&text);
        let _ = ResolverOption::parse(&text);
        let _ = Pod::parse(&text);
        let _ = PortRange::parse(&text);
    }

    #[test]
    fn printed_ports_read_back(text in text()) {
        if let Ok(port) = Publish::parse(&text) {
            prop_assert_eq!(Publish::parse(&port.to_string()), Ok(port));
        }
        if let Ok(port) = Expose::parse(&text) {
            prop_assert_eq!(Expose::parse(&port.to_string()), Ok(port));
        }
    }

    #[test]
    fn printed_networks_read_back(text in text()) {
        if let Ok(join) = Join::parse(&text) {
            prop_assert_eq!(Join::parse(&join.to_string()), Ok(join));
        }
        if let Ok(entry) = HostEntry::parse(&text) {
            prop_assert_eq!(HostEntry::parse(&entry.to_string()), Ok(entry));
        }
        if let Ok(mac) = Mac::parse(&text) {
            prop_assert_eq!(Mac::parse(&mac.to_string()), Ok(mac));
        }
    }

    #[test]
    fn a_range_has_as_many_ports_as_it_says(first in 1u16.., more in 1u16..) {
        let last = first.saturating_add(more);
        prop_assume!(last > first);
        let range = PortRange::parse(&format!("{first}-{last}")).map_err(TestCaseError::fail)?;
        prop_assert_eq!(range.ports().count(), usize::from(range.span()) + 1);
        prop_assert_eq!((range.first(), range.last()), (first, last));
    }
}

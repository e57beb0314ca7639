//! Networks, names and addresses as podman takes and refuses them.

use super::*;

#[test]
fn modes() {
    for (text, printed) in [
        ("", "private"),
        ("default", "private"),
        ("private", "private"),
        ("bridge", "bridge"),
        ("bridge:", "bridge"),
        (
            "bridge:ip=10.88.0.10,mac=44:33:22:11:00:99",
            "bridge:ip=10.88.0.10,mac=44:33:22:11:00:99",
        ),
        ("none", "none"),
        ("host", "host"),
        ("pod", "pod"),
        ("container:gluetun", "container:gluetun"),
        ("ns:/run/netns/vpn", "ns:/run/netns/vpn"),
        (
            "slirp4netns:allow_host_loopback=true",
            "slirp4netns:allow_host_loopback=true",
        ),
        ("pasta:--mtu,1500", "pasta:--mtu,1500"),
        ("media", "media"),
        ("media,proxy", "media,proxy"),
        ("media:", "media"),
        (
            "media:alias=db,alias=sql,ip6=fd00::5",
            "media:ip=fd00::5,alias=db,alias=sql",
        ),
        (
            "media:interface_name=eth1,host_interface_name=veth-a",
            "media:interface_name=eth1,host_interface_name=veth-a",
        ),
        ("host1", "host1"),
    ] {
        assert_eq!(
            Join::parse(text).map(|join| join.to_string()),
            Ok(printed.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn no_modes() {
    for (text, message) in [
        (
            "container:",
            "`container:` names no container: `container:NAME`",
        ),
        ("ns:", "`ns:` names no namespace: `ns:PATH`"),
        ("bridge:ip=x", "`x` is not an IP address"),
        ("bridge:alias=", "`alias=` names nothing"),
        ("media:interface_name", "`interface_name=` names nothing"),
        (
            ":ip=10.0.0.1",
            "`` is not a network: letters, digits, `_`, `.` and `-`, the first a letter or digit",
        ),
        (
            "a,",
            "`` is not a network: letters, digits, `_`, `.` and `-`, the first a letter or digit",
        ),
    ] {
        assert_eq!(Join::parse(text), Err(message.to_owned()), "{text}");
    }
}

#[test]
fn only_networks_follow() {
    assert_eq!(
        Join::parse_further("media:alias=db").map(|join| join.to_string()),
        Ok("media:alias=db".to_owned())
    );
    for text in ["host", "bridge", "container:x", "none", "pasta", "", "a,b"] {
        assert!(Join::parse_further(text).is_err(), "{text}");
    }
}

#[test]
fn pods() {
    assert_eq!(Pod::parse("web"), Ok(Pod::Existing("web".to_owned())));
    assert_eq!(Pod::parse("new:web"), Ok(Pod::New("web".to_owned())));
    assert!(Pod::parse("new:").is_err());
    assert_eq!(Pod::parse(""), Ok(Pod::None));
}

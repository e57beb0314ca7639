//! Published and exposed ports as podman takes and refuses them.

use super::*;

#[test]
fn published_ports() {
    for (text, printed) in [
        ("80", "80"),
        ("8080:80", "8080:80"),
        (":80", "80"),
        ("+80", "80"),
        ("010:80", "10:80"),
        ("127.0.0.1:8080:80", "127.0.0.1:8080:80"),
        ("127.0.0.1::80", "127.0.0.1::80"),
        ("0.0.0.0:80:80", "0.0.0.0:80:80"),
        ("[::1]:8080:80", "[::1]:8080:80"),
        ("[::]::80", "[::]::80"),
        ("[127.0.0.1]:1:2", "127.0.0.1:1:2"),
        ("[::ffff:10.0.0.1]:1:2", "10.0.0.1:1:2"),
        ("53:53/udp", "53:53/udp"),
        ("53:53/UDP", "53:53/udp"),
        ("53:53/udp,tcp", "53:53/tcp,udp"),
        ("80/,sctp", "80/tcp,sctp"),
        ("9000-9010:9000-9010/udp", "9000-9010:9000-9010/udp"),
        ("1-65535:1-65535", "1-65535:1-65535"),
        ("80-81", "80-81"),
    ] {
        assert_eq!(
            Publish::parse(text).map(|port| port.to_string()),
            Ok(printed.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn no_published_ports() {
    for (text, message) in [
        ("", "`` is not a port: a number between 1 and 65535"),
        ("0:80", "`0` is not a port: a number between 1 and 65535"),
        (
            "80:65536",
            "`65536` is not a port: a number between 1 and 65535",
        ),
        (
            "1_0:80",
            "`1_0` is not a port: a number between 1 and 65535",
        ),
        (
            "8080-8080:80",
            "`8080-8080` is not a port range: its end must be higher than its start",
        ),
        (
            "2-1:2-1",
            "`2-1` is not a port range: its end must be higher than its start",
        ),
        ("1-2-3", "`2-3` is not a port: a number between 1 and 65535"),
        ("-1:80", "`` is not a port: a number between 1 and 65535"),
        ("80-:80", "`` is not a port: a number between 1 and 65535"),
        ("80:", "`` is not a port: a number between 1 and 65535"),
        (
            "9000-9002:80",
            "`9000-9002` and `80` are ranges of different lengths: podman takes as many host ports as container ports",
        ),
        ("localhost:80:80", "`localhost` is not an IP address"),
        ("010.0.0.1:80:80", "`010.0.0.1` is not an IP address"),
        ("::80", "`` is not an IP address"),
        (
            "[fe80::1%eth0]:80:80",
            "`fe80::1%eth0` is not an IP address",
        ),
        (
            "1.2.3.4:80",
            "`1.2.3.4` is not a port: a number between 1 and 65535",
        ),
        (
            "80:80:80:80",
            "`80:80:80:80` publishes no port: `[[address:][hostPort]:]containerPort[/protocol]`",
        ),
        (
            "[::1]80:80",
            "`[::1]80:80` publishes no port: `[address]:hostPort:containerPort`",
        ),
        (
            "[::1]:80",
            "`[::1]:80` publishes no port: `[[address:][hostPort]:]containerPort[/protocol]`",
        ),
        ("80/foo", "`foo` is not a protocol: tcp, udp or sctp"),
        (
            "80/tcp/udp",
            "`tcp/udp` is not a protocol: tcp, udp or sctp",
        ),
        (
            "80/",
            "`80/` ends with a slash: name a protocol after it or leave it out",
        ),
    ] {
        assert_eq!(Publish::parse(text), Err(message.to_owned()), "{text}");
    }
}

#[test]
fn exposed_ports() {
    for (text, printed) in [
        ("80", "80"),
        ("80/", "80"),
        ("80-90/udp", "80-90/udp"),
        ("80/tcp,udp", "80/tcp,udp"),
    ] {
        assert_eq!(
            Expose::parse(text).map(|port| port.to_string()),
            Ok(printed.to_owned()),
            "{text}"
        );
    }
    for text in ["", "http", "0", "80:80", "80/foo", "90-80", "80/tcp/udp"] {
        assert!(Expose::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_range_lists_its_ports() {
    let ports = |text: &str| PortRange::parse(text).map(|range| range.ports().collect::<Vec<_>>());
    assert_eq!(ports("80"), Ok(vec![80]));
    assert_eq!(ports("65534-65535"), Ok(vec![65534, 65535]));
}

//! Flags of dockerd as keys of daemon.json.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::read::{
    flags::{
        Takes,
        lexer::{Lexeme, Lexer, Name},
    },
    shell,
};

/// The option of NixOS that has them.
pub const OPTION: &str = "virtualisation.docker.extraOptions";

/// Where the rows of their values say that they were written.
pub const AT: &str = "/dockerd";

/// What the key has where the flag has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Has {
    /// `true` or `false`.
    Switch,
    /// The text.
    Text,
    /// Each text in a list.
    List,
    /// The parts before and behind `=`.
    Pairs,
    /// Limits: `nofile=1024:2048`.
    Limits,
    /// Options of networks by driver: `bridge=KEY=VALUE`.
    Networks,
    /// Pools: `base=10.10.0.0/16,size=24`.
    Pools,
}

use Has::{Limits, List, Networks, Pairs, Pools, Switch, Text};

/// A flag without its dashes, its letter, and the key that it stands for where that has another name.
type Row = (&'static str, Option<char>, Option<&'static str>, Has);

/// Sorted by name.
///
/// Docker: `moby v28.5.2 daemon/command/config.go`, `config_unix.go` and `options.go`
#[rustfmt::skip]
const FLAGS: &[Row] = &[
    ("add-runtime", None, Some("runtimes"), List),
    ("allow-direct-routing", None, None, Switch),
    ("authorization-plugin", None, Some("authorization-plugins"), List),
    ("bip", None, None, Text),
    ("bip6", None, None, Text),
    ("bridge", Some('b'), None, Text),
    ("bridge-accept-fwmark", None, None, Text),
    ("cdi-spec-dir", None, Some("cdi-spec-dirs"), List),
    ("cgroup-parent", None, None, Text),
    ("config-file", None, Some(""), Text),
    ("containerd", None, None, Text),
    ("containerd-namespace", None, None, Text),
    ("containerd-plugins-namespace", None, Some("containerd-plugin-namespace"), Text),
    ("cpu-rt-period", None, None, Text),
    ("cpu-rt-runtime", None, None, Text),
    ("cri-containerd", None, None, Switch),
    ("data-root", None, None, Text),
    ("debug", Some('D'), None, Switch),
    ("default-address-pool", None, Some("default-address-pools"), Pools),
    ("default-cgroupns-mode", None, None, Text),
    ("default-gateway", None, None, Text),
    ("default-gateway-v6", None, None, Text),
    ("default-ipc-mode", None, None, Text),
    ("default-network-opt", None, Some("default-network-opts"), Networks),
    ("default-runtime", None, None, Text),
    ("default-shm-size", None, None, Text),
    ("default-stop-timeout", None, None, Text),
    ("default-ulimit", None, Some("default-ulimits"), Limits),
    ("dns", None, None, List),
    ("dns-opt", None, Some("dns-opts"), List),
    ("dns-search", None, None, List),
    ("exec-opt", None, Some("exec-opts"), List),
    ("exec-root", None, None, Text),
    ("experimental", None, None, Switch),
    ("feature", None, Some("features"), Pairs),
    ("firewall-backend", None, None, Text),
    ("fixed-cidr", None, None, Text),
    ("fixed-cidr-v6", None, None, Text),
    ("group", Some('G'), None, Text),
    ("host", Some('H'), Some("hosts"), List),
    ("host-gateway-ip", None, Some("host-gateway-ips"), List),
    ("http-proxy", None, Some("proxies"), Pairs),
    ("https-proxy", None, Some("proxies"), Pairs),
    ("icc", None, None, Switch),
    ("init", None, None, Switch),
    ("init-path", None, None, Text),
    ("insecure-registry", None, Some("insecure-registries"), List),
    ("ip", None, None, Text),
    ("ip-forward", None, None, Switch),
    ("ip-forward-no-drop", None, None, Switch),
    ("ip-masq", None, None, Switch),
    ("ip6tables", None, None, Switch),
    ("iptables", None, None, Switch),
    ("ipv6", None, None, Switch),
    ("label", None, Some("labels"), List),
    ("live-restore", None, None, Switch),
    ("log-driver", None, None, Text),
    ("log-format", None, None, Text),
    ("log-level", Some('l'), None, Text),
    ("log-opt", None, Some("log-opts"), Pairs),
    ("max-concurrent-downloads", None, None, Text),
    ("max-concurrent-uploads", None, None, Text),
    ("max-download-attempts", None, None, Text),
    ("metrics-addr", None, None, Text),
    ("mtu", None, None, Text),
    ("network-control-plane-mtu", None, None, Text),
    ("network-diagnostic-port", None, None, Text),
    ("no-new-privileges", None, None, Switch),
    ("no-proxy", None, Some("proxies"), Pairs),
    ("node-generic-resource", None, Some("node-generic-resources"), List),
    ("nri-opts", None, None, Pairs),
    ("pidfile", Some('p'), None, Text),
    ("raw-logs", None, None, Switch),
    ("registry-mirror", None, Some("registry-mirrors"), List),
    ("rootless", None, None, Switch),
    ("seccomp-profile", None, None, Text),
    ("selinux-enabled", None, None, Switch),
    ("shutdown-timeout", None, None, Text),
    ("storage-driver", Some('s'), None, Text),
    ("storage-opt", None, Some("storage-opts"), List),
    ("swarm-default-advertise-addr", None, None, Text),
    ("tls", None, None, Switch),
    ("tlscacert", None, None, Text),
    ("tlscert", None, None, Text),
    ("tlskey", None, None, Text),
    ("tlsverify", None, None, Switch),
    ("userland-proxy", None, None, Switch),
    ("userland-proxy-path", None, None, Text),
    ("userns-remap", None, None, Text),
    ("validate", None, Some(""), Switch),
];

fn find(name: Name<'_>) -> Option<(&'static Row, Takes)> {
    let row = FLAGS.iter().find(|(long, short, ..)| match name {
        Name::Long(name) => name.strip_prefix("--") == Some(long),
        Name::Short(letter) => *short == Some(letter),
    })?;
    let takes = if row.3 == Switch {
        Takes::Switch
    } else {
        Takes::Array
    };
    Some((row, takes))
}

/// Values by key, each with its flag as it is spelled.
pub type Values = BTreeMap<&'static str, (String, Value)>;

/// Takes a command line apart. What is not a flag of dockerd, or has a value that it does not take, is returned as it is written.
pub fn read(line: &str) -> (Values, Vec<String>) {
    let (mut values, mut unread) = (Values::new(), Vec::new());
    let Some(words) = shell::words(line) else {
        return (values, vec![line.to_owned()]);
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for lexeme in Lexer::new(&words, find) {
        match lexeme {
            Lexeme::Flag { flag, value, .. } => {
                let (long, _, key, has) = *flag;
                let key = key.unwrap_or(long);
                if key.is_empty() {
                    continue;
                }
                let (_, known) = values
                    .entry(key)
                    .or_insert_with(|| (format!("--{long}"), Value::Null));
                if put(known, has, &value).is_none() {
                    unread.push(format!("--{long}={value}"));
                }
            }
            Lexeme::NoValue { flag, .. } => unread.push(format!("--{}", flag.0)),
            Lexeme::Unknown { name, .. } => unread.push(name),
            Lexeme::End { .. } => {}
            Lexeme::Word { word } => unread.extend(words.get(word).map(ToString::to_string)),
        }
    }
    (values, unread)
}

/// Adds a text to the value of its key; `None` where the flag does not take it.
fn put(known: &mut Value, has: Has, text: &str) -> Option<()> {
    let pair = || text.split_once('=');
    match has {
        Switch => *known = crate::podman::text::switch(text).ok()?.into(),
        Text => *known = text.into(),
        List => list(known).push(text.into()),
        Pairs => {
            let (name, value) = pair().unwrap_or((text, ""));
            object(known).insert(name.to_owned(), value.into());
        }
        Limits => {
            let (name, range) = pair()?;
            let (soft, hard) = range.split_once(':').unwrap_or((range, range));
            let soft: i64 = soft.parse().ok()?;
            let hard: i64 = hard.parse().ok()?;
            let limit = json!({ "Name": name, "Hard": hard, "Soft": soft });
            object(known).insert(name.to_owned(), limit);
        }
        Networks => {
            let (driver, option) = pair()?;
            let (option, value) = option.split_once('=')?;
            let options = object(known)
                .entry(driver)
                .or_insert_with(|| Value::Object(Map::new()));
            object(options).insert(option.to_owned(), value.into());
        }
        Pools => {
            let mut pool = Map::new();
            for (key, value) in text.split(',').filter_map(|part| part.split_once('=')) {
                let value = match key.trim() {
                    "size" => value.trim().parse::<u32>().ok()?.into(),
                    _ => value.trim().into(),
                };
                pool.insert(key.trim().to_owned(), value);
            }
            list(known).push(Value::Object(pool));
        }
    }
    Some(())
}

fn list(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut().expect("it was made a list")
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("it was made an object")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::docker_daemon::KEYS;

    #[test]
    fn rows_are_sorted_and_lead_to_keys() {
        assert!(FLAGS.is_sorted_by_key(|(long, ..)| *long));
        for (long, _, key, _) in FLAGS {
            let key = key.unwrap_or(long);
            let known = KEYS.iter().any(|(known, _)| *known == key);
            assert!(known || key.is_empty(), "{long}: {key}");
        }
    }

    #[test]
    fn a_command_line() {
        let line = "--icc=false -l debug --default-ulimit nofile=1:2 --default-ulimit=nproc=5 --dns 192.0.2.1 --dns=192.0.2.2 \
                    --default-address-pool base=10.9.0.0/16,size=24 --default-network-opt bridge=a.b=c --nope --bip";
        let (values, unread) = read(line);
        let value = |key: &str| values.get(key).map(|(_, value)| value.to_string());
        for (key, expected) in [
            ("icc", "false"),
            ("log-level", "\"debug\""),
            ("dns", r#"["192.0.2.1","192.0.2.2"]"#),
            (
                "default-ulimits",
                r#"{"nofile":{"Hard":2,"Name":"nofile","Soft":1},"nproc":{"Hard":5,"Name":"nproc","Soft":5}}"#,
            ),
            (
                "default-address-pools",
                r#"[{"base":"10.9.0.0/16","size":24}]"#,
            ),
            ("default-network-opts", r#"{"bridge":{"a.b":"c"}}"#),
        ] {
            assert_eq!(value(key).as_deref(), Some(expected), "{key}");
        }
        assert_eq!(unread, ["--nope", "--bip"]);
    }
}

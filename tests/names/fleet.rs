//! Random fleets of one host, whose texts have every name in every place.

use std::collections::{BTreeMap, BTreeSet};

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile,
    read::{Options, Source},
    settings::Settings,
};
use proptest::prelude::*;
use serde_json::{Value, json};

pub const NAMES: [&str; 6] = ["web", "db_1", "2fa", "Cache", "a.b", "app-x"];
/// Host names, aliases and a pod that no container has as its own name, and two that are such names.
pub const MORE: [&str; 8] = [
    "host_h",
    "h.example.org",
    "3h",
    "alias",
    "al_ias",
    "al.ias",
    "web",
    "db_1",
];
pub const POD: &str = "my_pod";
/// What the networks of the fidelity case begin with.
pub const PREFIX: &str = "names-of-a-fleet-";
/// A port, so that a text can be nothing but a host and a port.
pub const PORT: &str = ":80";

/// Where a container gets its network from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Net {
    Default,
    Networks(Vec<&'static str>),
    /// `alias=` on the first of two networks.
    Aliased(&'static str),
    Follows(&'static str),
    Pod,
    Host,
}

#[derive(Debug, Clone)]
pub struct Drawn {
    pub net: Net,
    pub hostname: Option<&'static str>,
    pub aliases: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Fleet {
    pub containers: BTreeMap<&'static str, Drawn>,
    pub default_has_names: bool,
    pub pod: &'static str,
    pub accept: bool,
    pub kubernetes: &'static str,
}

pub fn drawn() -> impl Strategy<Value = Drawn> {
    let name = || prop::sample::select(MORE.to_vec());
    let net = prop_oneof![
        2 => Just(Net::Default),
        3 => Just(Net::Networks(vec!["back"])),
        1 => Just(Net::Networks(vec!["front"])),
        2 => Just(Net::Networks(vec!["back", "front"])),
        2 => name().prop_map(Net::Aliased),
        1 => prop::sample::select(NAMES.to_vec()).prop_map(Net::Follows),
        2 => Just(Net::Pod),
        1 => Just(Net::Host),
    ];
    let aliases = prop::collection::vec(name(), 0..2);
    (net, prop::option::of(name()), aliases).prop_map(|(net, hostname, aliases)| Drawn {
        net,
        hostname,
        aliases,
    })
}

pub fn fleet() -> impl Strategy<Value = Fleet> {
    let names = prop::sample::select(NAMES.to_vec());
    let containers = prop::collection::btree_map(names, drawn(), 1..5);
    let kubernetes = prop::sample::select(vec!["1.34", "1.36"]);
    (containers, any::<bool>(), any::<bool>(), kubernetes).prop_map(
        |(mut containers, default_has_names, accept, kubernetes)| {
            let names: Vec<&str> = containers.keys().copied().collect();
            let mut pod_is_made = false;
            for (name, drawn) in &mut containers {
                // Whom it follows has to be there, before it, and to follow nobody.
                if matches!(drawn.net, Net::Follows(owner) if owner >= *name || !names.contains(&owner)) {
                    drawn.net = Net::Default;
                }
                let bridged = matches!(drawn.net, Net::Default | Net::Networks(_) | Net::Aliased(_));
                if !bridged {
                    drawn.aliases.clear();
                }
                let member = drawn.net == Net::Pod && std::mem::replace(&mut pod_is_made, true);
                if member || matches!(drawn.net, Net::Follows(_)) {
                    drawn.hostname = None;
                }
            }
            let leads: BTreeMap<&str, Net> = containers.iter().map(|(name, of)| (*name, of.net.clone())).collect();
            for drawn in containers.values_mut() {
                if matches!(drawn.net, Net::Follows(owner) if matches!(leads[owner], Net::Follows(_) | Net::Pod | Net::Host)) {
                    drawn.net = Net::Default;
                }
            }
            Fleet { containers, pod: POD, default_has_names, accept, kubernetes }
        },
    )
}

impl Fleet {
    /// Every name that somebody could look up.
    pub fn names(&self) -> Vec<&'static str> {
        let names = self
            .containers
            .keys()
            .copied()
            .chain(MORE)
            .chain([self.pod]);
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub fn input(&self) -> Value {
        let mut made = false;
        let names = self.names();
        let containers: serde_json::Map<String, Value> = self
            .containers
            .iter()
            .map(|(name, drawn)| {
                let mut flags: Vec<String> = drawn
                    .aliases
                    .iter()
                    .map(|alias| format!("--network-alias={alias}"))
                    .collect();
                match &drawn.net {
                    Net::Default => {}
                    Net::Networks(networks) => {
                        flags.extend(
                            networks
                                .iter()
                                .map(|network| format!("--network={network}")),
                        );
                    }
                    Net::Aliased(alias) => {
                        flags.push(format!("--network=back:alias={alias}"));
                        flags.push("--network=front".to_owned());
                    }
                    Net::Follows(owner) => flags.push(format!("--network=container:{owner}")),
                    Net::Pod if made => flags.push(format!("--pod={}", self.pod)),
                    Net::Pod => {
                        made = true;
                        flags.push(format!("--pod=new:{}", self.pod));
                        flags.push("--network=back".to_owned());
                    }
                    Net::Host => flags.push("--network=host".to_owned()),
                }
                let urls: Vec<String> = names
                    .iter()
                    .map(|name| format!("http://{name}{PORT}"))
                    .collect();
                flags.push(format!("--health-cmd=check {}", urls.join(" ")));
                let variables: serde_json::Map<String, Value> = names
                    .iter()
                    .enumerate()
                    .flat_map(|(place, name)| {
                        let host = (format!("HOST_{place}"), json!(name));
                        let url = (
                            format!("URL_{place}"),
                            json!(format!("http://user@{name}{PORT}")),
                        );
                        let full = format!("http://{}.DNS.podman{PORT}", name.to_uppercase());
                        [
                            host,
                            url,
                            (format!("NOTE_{place}"), json!(name)),
                            (format!("FULL_{place}"), json!(full)),
                        ]
                    })
                    .collect();
                let words: Vec<&str> = names
                    .iter()
                    .flat_map(|name| ["--peer-host", name])
                    .collect();
                let mut container = json!({
                    "image": "docker.io/library/busybox:1.37",
                    "extraOptions": flags, "environment": variables, "cmd": words,
                });
                if let Some(hostname) = drawn.hostname {
                    container["hostname"] = json!(hostname);
                }
                ((*name).to_owned(), container)
            })
            .collect();
        let default = json!({ "disableDns": !self.default_has_names, "subnets": ["10.88.0.0/16"] });
        let networks = json!({ "podman": default, "back": {}, "front": {} });
        json!({"version": 1, "hosts": {"one": {"networks": networks, "units": {}, "containers": containers}}})
    }

    pub fn compiled(&self) -> Compiled {
        let accept = if self.accept { vec!["K3M340"] } else { vec![] };
        let settings = json!({"accept": accept, "kubernetes": self.kubernetes}).to_string();
        let settings = Settings::parse("settings.json", &settings).unwrap();
        let source = Source {
            name: "fleet.json".to_owned(),
            text: self.input().to_string(),
        };
        compile(
            &[source],
            &Options::default(),
            &settings,
            &Deny::default(),
            Layout::K3s,
        )
        .unwrap()
    }
}

/// The fleet of the case that asks podman itself.
pub fn fleet_of_case(case: &Value) -> Fleet {
    let text = |value: &Value| -> &'static str {
        let text = value.as_str().unwrap().trim_start_matches(PREFIX);
        Box::leak(text.to_owned().into_boxed_str())
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let containers = case["containers"].as_object().unwrap().iter();
    let containers = containers.map(|(name, given)| {
        let networks: Vec<&str> = list(&given["networks"]).iter().map(text).collect();
        let mut drawn = Drawn {
            net: Net::Networks(networks),
            hostname: given["hostname"]
                .is_string()
                .then(|| text(&given["hostname"])),
            aliases: Vec::new(),
        };
        for flag in list(&given["extraOptions"]) {
            let (flag, value) = text(&flag).split_once('=').unwrap();
            match (flag, value.split_once(':')) {
                ("--network-alias", _) => drawn.aliases.push(value),
                ("--network", Some(("container", owner))) => drawn.net = Net::Follows(owner),
                ("--network", Some((_, alias))) => {
                    drawn.net = Net::Aliased(alias.split_once('=').unwrap().1);
                }
                ("--network", None) => assert!(matches!(drawn.net, Net::Aliased(_))),
                ("--pod", _) => drawn.net = Net::Pod,
                _ => unreachable!("the case has no other flags"),
            }
        }
        (text(&json!(name)), drawn)
    });
    Fleet {
        containers: containers.collect(),
        default_has_names: false,
        pod: "nf-pod",
        accept: false,
        kubernetes: "1.34",
    }
}

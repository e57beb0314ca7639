//! Networks, ports and shared namespaces.

use serde_json::Value;

use crate::{
    origin::Paths,
    read::{
        compose::service::{Reader, elements, paths_of, text},
        leaves::child,
    },
    rules::{compose as rules, process},
};

/// `network_mode`: `service:NAME` is the network of that service's container.
pub fn mode(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let shared = shared(reader, &text(value));
    reader.flag("--network", &shared, paths_of(at, value));
}

/// `pid`.
pub fn pid(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let shared = shared(reader, &text(value));
    reader.flag("--pid", &shared, paths_of(at, value));
}

/// `ipc`.
pub fn ipc(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let shared = shared(reader, &text(value));
    reader.flag("--ipc", &shared, paths_of(at, value));
}

/// A namespace, with the container of a service for the service.
fn shared(reader: &Reader<'_, '_, '_>, text: &str) -> String {
    match text.strip_prefix("service:") {
        Some(service) => format!("container:{}", reader.project.container(service)),
        None => text.to_owned(),
    }
}

/// `links`: services, which are called like their containers.
pub fn links(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        let link = text(value);
        let (service, alias) = link.split_once(':').unwrap_or((&link, &link));
        let link = format!("{}:{alias}", reader.project.container(service));
        reader.flag("--link", &link, [at].into());
    }
}

/// `networks`: a list, or a mapping with what the service is there.
pub fn networks(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let mut all: Vec<(String, String, Value)> = Vec::new();
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                all.push((child(at, key), key.clone(), value.clone()));
            }
        }
        value => {
            for (at, value) in elements(at, value) {
                all.push((at, text(value), Value::Null));
            }
        }
    }
    let is_list = value.is_array();
    for (at, key, value) in all {
        let mut paths: Paths = if is_list {
            [at.clone()].into()
        } else {
            Paths::new()
        };
        let mut options: Vec<String> = Vec::new();
        options.extend(reader.alias().map(|alias| format!("alias={alias}")));
        for (option, value) in value.as_object().into_iter().flatten() {
            let at = child(&at, option);
            let name = match option.as_str() {
                "aliases" => "alias",
                "ipv4_address" => "ip",
                "ipv6_address" => "ip6",
                "mac_address" => "mac",
                "interface_name" => "interface_name",
                "priority" | "gw_priority" => {
                    let effect = "the Pod has one interface, for all networks";
                    let say = process::runtime_only(reader.name(), option, effect, "");
                    reader.dropped(&at, value, say);
                    continue;
                }
                "link_local_ips" => {
                    for (at, value) in elements(&at, value) {
                        reader.flag("--link-local-ip", &text(value), [at].into());
                    }
                    continue;
                }
                "driver_opts" => {
                    let effect = "the options of the driver do not apply: the network is that of the cluster";
                    let say = process::no_field(reader.name(), option, effect, "");
                    reader.dropped(&at, value, say);
                    continue;
                }
                other => {
                    reader.unknown(&at, other, value);
                    continue;
                }
            };
            for (at, value) in elements(&at, value) {
                options.push(format!("{name}={}", text(value)));
                paths.push(at);
            }
        }
        let network = reader.project.real_name("networks", &key);
        let text = match options.as_slice() {
            [] => network,
            options => format!("{network}:{}", options.join(",")),
        };
        reader.podmans("--network", &text, paths);
    }
}

/// `ports`: as `--publish`, or in the long form.
pub fn ports(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        let Value::Object(port) = value else {
            reader.flag("--publish", &text(value), [at].into());
            continue;
        };
        let said = |key: &str| port.get(key).map(text).filter(|text| !text.is_empty());
        let Some(target) = said("target") else {
            reader.wrong(&at, value, "a port with a `target`");
            continue;
        };
        let mut publish = String::new();
        match said("host_ip") {
            Some(host) if host.contains(':') && !host.starts_with('[') => {
                publish.extend(["[", &host, "]:"]);
            }
            Some(host) => publish.extend([&host, ":"]),
            None => {}
        }
        match said("published") {
            Some(published) => publish.extend([&published, ":"]),
            None if !publish.is_empty() => publish.push(':'),
            None => {}
        }
        publish.push_str(&target);
        if let Some(protocol) = said("protocol") {
            publish.extend(["/", &protocol]);
        }
        let mut paths = Paths::new();
        for (key, inner) in port {
            let at = child(&at, key);
            match key.as_str() {
                "target" | "published" | "protocol" | "host_ip" => paths.push(at),
                "mode" | "name" | "app_protocol" => reader.same(&at, inner, &rules::PORT_WORDS),
                other => reader.unknown(&at, other, inner),
            }
        }
        reader.flag("--publish", &publish, paths);
    }
}

//! Keys whose values have a shape of their own.

use serde_json::{Value, json};

use super::{
    Inspected, Item, What,
    rows::{is_podmans, text},
};
use crate::read::leaves::child;

type Out = Vec<Item>;

fn push(out: &mut Out, pointer: String, what: What, value: impl Into<String>) {
    out.push(Item {
        pointer,
        value: value.into(),
        what,
    });
}

fn flag(out: &mut Out, pointer: &str, flag: &'static str, value: impl Into<String>) {
    push(out, pointer.to_owned(), What::Flag(flag), value);
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        Value::String(word) => vec![word.clone()],
        _ => Vec::new(),
    }
}

/// The image, by the name that podman completed.
pub fn image(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let full = inspected.state.image_name.as_str();
    let name = if full.is_empty() {
        text(value)
    } else {
        full.to_owned()
    };
    push(out, at.to_owned(), What::Image, name);
}

/// The host name: of an engine that nobody told one, it is the start of the id.
pub fn hostname(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let name = text(value);
    let of_network = |mode: &str| mode == "host" || mode.starts_with("container:");
    let mode = inspected.state.host_config.network_mode.as_str();
    if !inspected.state.id.starts_with(&name) && !of_network(mode) {
        flag(out, at, "--hostname", name);
    }
}

/// The user, unless it is the image's.
pub fn user(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let user = text(value);
    if inspected
        .image
        .as_ref()
        .is_none_or(|image| image.user != user)
    {
        flag(out, at, "--user", user);
    }
}

/// The working directory, unless it is the image's, or the root.
pub fn folder(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let folder = text(value);
    let of_image = inspected.image.as_ref().map_or("/", |image| image.folder);
    if folder != of_image && folder != "/" {
        flag(out, at, "--workdir", folder);
    }
}

/// The signal that ends it, unless it is the image's.
pub fn signal(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let signal = text(value);
    let of_image = inspected.image.as_ref().map_or("", |image| image.signal);
    let usual = ["SIGTERM", "15", "TERM"];
    if signal != of_image && !(of_image.is_empty() && usual.contains(&signal.as_str())) {
        flag(out, at, "--stop-signal", signal);
    }
}

/// Words of the entry point, unless they are the image's.
pub fn entrypoint(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let words = list(value);
    if inspected
        .image
        .as_ref()
        .is_none_or(|image| image.entrypoint != words)
    {
        push(
            out,
            at.to_owned(),
            What::Podmans("--entrypoint"),
            json!(words).to_string(),
        );
    }
}

/// Words of the command, unless they and the entry point are the image's.
pub fn command(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let words = list(value);
    let entrypoint = inspected.object.pointer("/Config/Entrypoint").map(list);
    let entrypoint = entrypoint.unwrap_or_default();
    let is_images = |image: &crate::read::images::OfImage<'_>| {
        image.command == words && image.entrypoint == entrypoint
    };
    if inspected.image.as_ref().is_some_and(is_images) {
        return;
    }
    for (number, word) in words.into_iter().enumerate() {
        push(out, child(at, &number.to_string()), What::Word, word);
    }
}

/// Variables, without those of the image and those that podman sets itself.
pub fn variables(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    const PODMANS: [&str; 5] = [
        "container=",
        "HOME=",
        "HOSTNAME=",
        "TERM=xterm",
        "PATH=/usr/local/sbin:",
    ];
    let of_image = |variable: &String| {
        let mut known = inspected.image.iter().flat_map(|image| image.env);
        known.any(|known| known == variable)
    };
    for (number, variable) in list(value).into_iter().enumerate() {
        let own = is_podmans(inspected) && PODMANS.iter().any(|own| variable.starts_with(own));
        if !own && !of_image(&variable) {
            flag(out, &child(at, &number.to_string()), "--env", variable);
        }
    }
}

/// Labels, without those of the image; what Compose notes in them is no option.
pub fn labels(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let value = text(value);
        let of_image = inspected
            .image
            .as_ref()
            .and_then(|image| image.labels?.get(key));
        if of_image == Some(&value) {
            continue;
        }
        let pointer = child(at, key);
        let notes = [
            "com.docker.compose.",
            "desktop.docker.io/",
            "io.podman.compose.",
        ];
        if notes.iter().any(|start| key.starts_with(start)) {
            push(out, pointer, What::Note, value);
        } else {
            flag(out, &pointer, "--label", format!("{key}={value}"));
        }
    }
}

/// Ports that it exposes, besides those of the image and those that it publishes.
pub fn exposed(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let published = inspected.object.pointer("/HostConfig/PortBindings");
    for port in value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(port, _)| port)
    {
        let of_image = inspected
            .image
            .as_ref()
            .is_some_and(|image| image.ports.is_some_and(|ports| ports.contains_key(port)));
        if !of_image && published.is_none_or(|published| published.get(port).is_none()) {
            flag(out, &child(at, port), "--expose", port.as_str());
        }
    }
}

/// Ports that it publishes.
pub fn ports(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (port, bindings) in value.as_object().into_iter().flatten() {
        for (number, binding) in bindings.as_array().into_iter().flatten().enumerate() {
            let of = |key: &str| binding.get(key).map(text).unwrap_or_default();
            let (ip, host) = (of("HostIp"), of("HostPort"));
            let host = if host == "0" { String::new() } else { host };
            let ip = if ip.contains(':') {
                format!("[{ip}]")
            } else {
                ip
            };
            let value = match (ip.as_str(), host.as_str()) {
                ("" | "0.0.0.0", "") => port.clone(),
                ("" | "0.0.0.0", host) => format!("{host}:{port}"),
                (ip, host) => format!("{ip}:{host}:{port}"),
            };
            let pointer = child(&child(at, port), &number.to_string());
            flag(out, &pointer, "--publish", value);
        }
    }
}

/// The health check, unless it is the image's.
pub fn health(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let test = value.get("Test").map(list).unwrap_or_default();
    if test.is_empty()
        || inspected
            .image
            .as_ref()
            .is_some_and(|image| image.test == Some(&test))
    {
        return;
    }
    if test.first().is_some_and(|word| word == "NONE") {
        return flag(out, &child(at, "Test"), "--no-healthcheck", "true");
    }
    let words = json!(test).to_string();
    push(out, child(at, "Test"), What::Podmans("--health-cmd"), words);
    for (key, option) in [
        ("Interval", "--health-interval"),
        ("Timeout", "--health-timeout"),
        ("StartPeriod", "--health-start-period"),
    ] {
        let time = value.get(key).and_then(Value::as_i64).unwrap_or_default();
        if time > 0 {
            flag(out, &child(at, key), option, format!("{time}ns"));
        }
    }
    let retries = value
        .get("Retries")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    if retries > 0 {
        flag(
            out,
            &child(at, "Retries"),
            "--health-retries",
            retries.to_string(),
        );
    }
}

/// When the engine starts it again.
pub fn restart(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let name = value.get("Name").map(text).unwrap_or_default();
    if matches!(name.as_str(), "" | "no") {
        return;
    }
    let count = value
        .get("MaximumRetryCount")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    let value = if name == "on-failure" && count > 0 {
        format!("{name}:{count}")
    } else {
        name
    };
    flag(out, at, "--restart", value);
}

/// Processors in billionths.
pub fn cpus(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let nano = value.as_u64().unwrap_or_default();
    let whole = nano / 1_000_000_000;
    let rest = format!("{:09}", nano % 1_000_000_000);
    let rest = rest.trim_end_matches('0');
    let cpus = if rest.is_empty() {
        whole.to_string()
    } else {
        format!("{whole}.{rest}")
    };
    flag(out, at, "--cpus", cpus);
}

/// Memory with swap: twice the memory is the engine's own.
pub fn swap(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let memory = inspected.state.host_config.memory;
    let swap = value.as_i64().unwrap_or_default();
    if swap != memory.saturating_mul(2) && memory != 0 {
        flag(out, at, "--memory-swap", swap.to_string());
    }
}

/// A namespace, with the container that it is of by its name.
pub fn namespace(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let mode = text(value);
    if mode != "private" {
        flag(out, at, "--pid", named(inspected, &mode));
    }
}

/// `container:ID` with the name in the place of the id.
fn named(inspected: &Inspected<'_>, mode: &str) -> String {
    match mode.strip_prefix("container:") {
        Some(id) => {
            let name = inspected.names.get(id).map_or(id, String::as_str);
            format!("container:{name}")
        }
        None => mode.to_owned(),
    }
}

/// Devices of the host.
pub fn devices(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (number, device) in value.as_array().into_iter().flatten().enumerate() {
        let of = |key: &str| device.get(key).map(text).unwrap_or_default();
        let rights = of("CgroupPermissions");
        let mut value = format!("{}:{}", of("PathOnHost"), of("PathInContainer"));
        if !matches!(rights.as_str(), "" | "rwm") {
            value.push(':');
            value.push_str(&rights);
        }
        flag(out, &child(at, &number.to_string()), "--device", value);
    }
}

/// Limits of processes; podman writes those that it has by default as well.
pub fn ulimits(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (number, limit) in value.as_array().into_iter().flatten().enumerate() {
        let of = |key: &str| limit.get(key).map(text).unwrap_or_default();
        let name = of("Name").trim_start_matches("RLIMIT_").to_lowercase();
        if is_podmans(inspected) && matches!(name.as_str(), "nofile" | "nproc") {
            continue;
        }
        let value = format!("{name}={}:{}", of("Soft"), of("Hard"));
        flag(out, &child(at, &number.to_string()), "--ulimit", value);
    }
}

/// Security options; what follows from another option is not one.
pub fn security(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    let privileged = inspected.object.pointer("/HostConfig/Privileged") == Some(&Value::Bool(true));
    for (number, option) in list(value).into_iter().enumerate() {
        if privileged && option.starts_with("label") {
            continue;
        }
        flag(
            out,
            &child(at, &number.to_string()),
            "--security-opt",
            option,
        );
    }
}

/// Links: `/other:/this/alias`.
pub fn links(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (number, link) in list(value).into_iter().enumerate() {
        let (other, alias) = link.split_once(':').unwrap_or((&link, ""));
        let alias = alias.rsplit('/').next().unwrap_or_default();
        let value = format!("{}:{alias}", other.trim_start_matches('/'));
        flag(out, &child(at, &number.to_string()), "--link", value);
    }
}

/// Containers whose volumes it has, by their names.
pub fn volumes_from(inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    for (number, from) in list(value).into_iter().enumerate() {
        let (id, mode) = from.split_once(':').unwrap_or((&from, ""));
        let name = inspected.names.get(id).map_or(id, String::as_str);
        let name = name.trim_start_matches('/');
        let value = if mode.is_empty() {
            name.to_owned()
        } else {
            format!("{name}:{mode}")
        };
        flag(
            out,
            &child(at, &number.to_string()),
            "--volumes-from",
            value,
        );
    }
}

/// A key that is told, and not read.
pub fn unread(_inspected: &Inspected<'_>, at: &str, value: &Value, out: &mut Out) {
    push(out, at.to_owned(), What::Unread, value.to_string());
}

/// What it mounts, as it is mounted now. A volume without a name has one of its own, and keeps its data.
pub fn volumes(inspected: &Inspected<'_>, out: &mut Out) {
    let mounts = inspected.object.get("Mounts").and_then(Value::as_array);
    for (number, mount) in mounts.into_iter().flatten().enumerate() {
        let of = |key: &str| mount.get(key).map(text).unwrap_or_default();
        let (kind, target) = (of("Type"), of("Destination"));
        let pointer = child("/Mounts", &number.to_string());
        let source = match kind.as_str() {
            "bind" => of("Source"),
            "volume" => of("Name"),
            "tmpfs" => continue, // `HostConfig.Tmpfs` has it
            _ => {
                push(out, pointer, What::Unread, mount.to_string());
                continue;
            }
        };
        let mut value = format!("{source}:{target}");
        if mount.get("RW") == Some(&Value::Bool(false)) {
            value.push_str(":ro");
        }
        push(out, pointer, What::Podmans("--volume"), value);
    }
}

/// Its networks, with the names that it has there.
pub fn networks(inspected: &Inspected<'_>, out: &mut Out) {
    const AT: &str = "/HostConfig/NetworkMode";
    if let Some(pod) = inspected.pod {
        return push(out, "/Pod".to_owned(), What::Flag("--pod"), pod);
    }
    let mode = inspected.state.host_config.network_mode.as_str();
    if matches!(mode, "host" | "none") || mode.starts_with("container:") {
        let value = named(inspected, mode);
        return push(out, AT.to_owned(), What::Podmans("--network"), value);
    }
    let networks = inspected.state.network_settings.networks.iter().flatten();
    for (name, settings) in networks {
        if matches!(name.as_str(), "bridge" | "podman" | "default") {
            continue;
        }
        let own = |alias: &String| {
            *alias != inspected.state.called() && !inspected.state.id.starts_with(alias.as_str())
        };
        let aliases = settings.get("Aliases").map(list).unwrap_or_default();
        let mut words: Vec<String> = aliases
            .into_iter()
            .filter(own)
            .map(|alias| format!("alias={alias}"))
            .collect();
        words.sort();
        words.dedup();
        let address = settings
            .pointer("/IPAMConfig/IPv4Address")
            .map(text)
            .unwrap_or_default();
        if !address.is_empty() {
            words.push(format!("ip={address}"));
        }
        let value = if words.is_empty() {
            name.clone()
        } else {
            format!("{name}:{}", words.join(","))
        };
        push(
            out,
            child("/NetworkSettings/Networks", name),
            What::Podmans("--network"),
            value,
        );
    }
}

//! `ConfigMap` and Secret.

use serde_json::{Map, Value};

use super::fields::decoded_length;
use super::names;
use super::report::Report;
use super::value::{Fields, text};

const SIZE_LIMIT: usize = 1_048_576;

/// Keys and size of a `ConfigMap`.
pub(super) fn config_map(report: &mut Report, object: &Value) {
    let mut size = 0;
    for (key, value) in object.entries("data") {
        entry(report, "AV083", key, value);
        size += text(value).len();
        if object
            .at("binaryData")
            .as_object()
            .is_some_and(|binary| binary.contains_key(key))
        {
            report.value("AV083", value, "must not stand in `binaryData` as well");
        }
    }
    for (key, value) in object.entries("binaryData") {
        entry(report, "AV083", key, value);
        size += length(value);
    }
    if size > SIZE_LIMIT {
        report.value(
            "AV084",
            object,
            format!("must hold at most {SIZE_LIMIT} bytes, not {size}"),
        );
    }
}

/// Keys, size and type of a Secret. `stringData` overrides `data`.
pub(super) fn secret(report: &mut Report, object: &Value) {
    let strings = object.at("stringData").as_object();
    let mut size = 0;
    for (key, value) in object.entries("stringData") {
        entry(report, "AV085", key, value);
        size += text(value).len();
    }
    for (key, value) in object.entries("data") {
        if !strings.is_some_and(|strings| strings.contains_key(key)) {
            entry(report, "AV085", key, value);
            size += length(value);
        }
    }
    if size > SIZE_LIMIT {
        report.value(
            "AV085",
            object,
            format!("must hold at most {SIZE_LIMIT} bytes, not {size}"),
        );
    }
    kind(report, object);
}

fn entry(report: &mut Report, rule: &'static str, key: &str, value: &Value) {
    if !names::is_config_key(key) {
        report.value(rule, value, format!("key `{key}` {}", names::CONFIG_KEY));
    }
}

fn kind(report: &mut Report, secret: &Value) {
    let has = |key: &str| {
        ["data", "stringData"].iter().any(|map| {
            secret
                .at(map)
                .as_object()
                .is_some_and(|map| map.contains_key(key))
        })
    };
    let good = match secret.text("type") {
        "kubernetes.io/dockerconfigjson" => is_json_map(secret, ".dockerconfigjson"),
        "kubernetes.io/dockercfg" => is_json_map(secret, ".dockercfg"),
        "kubernetes.io/tls" => has("tls.crt") && has("tls.key"),
        "kubernetes.io/basic-auth" => has("username") || has("password"),
        "kubernetes.io/ssh-auth" => {
            let string = secret
                .at("stringData")
                .as_object()
                .and_then(|map| map.get("ssh-privatekey"));
            string.map_or_else(
                || length(secret.at("data").at("ssh-privatekey")),
                |string| text(string).len(),
            ) > 0
        }
        "kubernetes.io/service-account-token" => !secret
            .at("metadata")
            .at("annotations")
            .text("kubernetes.io/service-account.name")
            .is_empty(),
        _ => true,
    };
    if !good {
        report.field(
            "AV086",
            secret,
            "type",
            "needs entries that are missing or unreadable",
        );
    }
}

fn is_json_map(secret: &Value, key: &str) -> bool {
    let string = secret
        .at("stringData")
        .as_object()
        .and_then(|map| map.get(key))
        .map(text);
    let decoded = match string {
        Some(string) => string.as_bytes().to_vec(),
        None => match secret.at("data").as_object().and_then(|map| map.get(key)) {
            Some(value) => decode(text(value)),
            None => return false,
        },
    };
    serde_json::from_slice::<Option<Map<String, Value>>>(&decoded).is_ok()
}

fn length(value: &Value) -> usize {
    match value {
        Value::Array(bytes) => bytes.len(),
        value => decoded_length(text(value)).unwrap_or(0),
    }
}

/// The bytes of base64 text whose form `fields` has checked.
fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut bits = 0u32;
    let mut count = 0;
    for b in text.bytes() {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from((bits >> count) & 0xff));
        }
    }
    bytes
}

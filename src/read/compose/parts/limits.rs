//! Devices and limits.

use serde_json::Value;

use crate::{
    origin::Paths,
    read::{
        compose::service::{Reader, elements, paths_of, text},
        leaves::child,
    },
};

/// `devices`: as `--device`, or in the long form.
pub fn devices(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        let part = |key: &str| value.get(key).map(text).filter(|text| !text.is_empty());
        let device = match value {
            Value::Object(_) => {
                let mut device = part("source").unwrap_or_default();
                let (target, permissions) = (part("target"), part("permissions"));
                if let Some(target) =
                    target.or_else(|| permissions.as_ref().map(|_| device.clone()))
                {
                    device.extend([":", &target]);
                }
                device.extend(permissions.map(|permissions| format!(":{permissions}")));
                device
            }
            value => text(value),
        };
        reader.flag("--device", &device, paths_of(&at, value));
    }
}

/// `gpus`: `all`, or a list of what is wanted.
pub fn gpus(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    for (at, value) in elements(at, value) {
        reader.flag("--gpus", &gpu(value), paths_of(&at, value));
    }
}

/// A request for GPUs as `--gpus` takes it.
pub fn gpu(value: &Value) -> String {
    let count = value
        .get("count")
        .map(text)
        .filter(|text| !text.is_empty() && text != "-1");
    let ids = value.get("device_ids").map(|ids| {
        let ids = elements("", ids).into_iter().map(|(_, id)| text(id));
        ids.collect::<Vec<_>>()
    });
    match (value, count, ids) {
        (Value::Object(_), _, Some(ids)) if !ids.is_empty() => ids.join(","),
        (Value::Object(_), Some(count), _) => count,
        (Value::Object(_), None, _) => "all".to_owned(),
        (value, ..) => text(value),
    }
}

/// `ulimits`: one number, or two.
pub fn ulimits(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(limits) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (name, value) in limits {
        let at = child(at, name);
        let limit = match value {
            Value::Object(_) => {
                let part = |key: &str| value.get(key).map(text).unwrap_or_default();
                format!("{name}={}:{}", part("soft"), part("hard"))
            }
            value => format!("{name}={}", text(value)),
        };
        reader.flag("--ulimit", &limit, paths_of(&at, value));
    }
}

/// `blkio_config`.
pub fn blkio(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Value::Object(options) = value else {
        return reader.wrong(at, value, "a mapping");
    };
    for (option, inner) in options {
        let at = child(at, option);
        let flag = match option.as_str() {
            "weight" => {
                reader.flag("--blkio-weight", &text(inner), [at].into());
                continue;
            }
            "weight_device" => "--blkio-weight-device",
            "device_read_bps" => "--device-read-bps",
            "device_read_iops" => "--device-read-iops",
            "device_write_bps" => "--device-write-bps",
            "device_write_iops" => "--device-write-iops",
            other => {
                reader.unknown(&at, other, inner);
                continue;
            }
        };
        for (at, value) in elements(&at, inner) {
            let part = |key: &str| value.get(key).map(text).unwrap_or_default();
            let rate = value
                .get("rate")
                .or_else(|| value.get("weight"))
                .map(text)
                .unwrap_or_default();
            let paths: Paths = paths_of(&at, value);
            reader.flag(flag, &format!("{}:{rate}", part("path")), paths);
        }
    }
}

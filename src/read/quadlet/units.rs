//! The systemd units that podman's generator makes of quadlet files, as far as they say how a container runs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    container::Part,
    files::{File, Files, KINDS, extension, is_true},
    words::{Style, split},
    world::{self, World},
};
use crate::podman::unit::Unit;

/// Keys of `[Unit]` in which the generator replaces the names of quadlet files by those of their services.
pub const DEPENDENCIES: [&str; 15] = [
    "After",
    "Before",
    "BindsTo",
    "Conflicts",
    "OnFailure",
    "OnSuccess",
    "PartOf",
    "PropagatesReloadTo",
    "PropagatesStopTo",
    "ReloadPropagatedFrom",
    "Requires",
    "Requisite",
    "StopPropagatedFrom",
    "Upholds",
    "Wants",
];

/// The units of a list with those of quadlet files as their services.
///
/// # Errors
/// The first file that is not there.
pub fn dependencies(value: &str, world: &World) -> Result<Vec<String>, String> {
    let words = split(value, Style::List).unwrap_or_default().words;
    let service = |word: String| {
        if !KINDS.contains(&extension(&word)) {
            return Ok(word);
        }
        match world.find(&word) {
            Some(named) => Ok(format!("{}.service", named.service)),
            None => Err(word),
        }
    };
    words.into_iter().map(service).collect()
}

/// The services of all units, as NixOS would hold them.
pub fn of(files: &Files, world: &World) -> BTreeMap<String, Value> {
    let units = files.units.values().filter(|file| !file.is_template());
    let named = units.filter_map(|file| {
        let named = world.find(&file.name)?;
        Some((
            format!("{}.service", named.service),
            service(file, files, world),
        ))
    });
    named.collect()
}

fn service(file: &File, files: &Files, world: &World) -> Value {
    let service = world::service(file);
    let mut sections: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut install: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for placed in &file.lines {
        let line = &placed.line;
        let value = service
            .specifiers(&line.value)
            .unwrap_or_else(|_| line.value.clone());
        let (section, key) = (line.section.as_str(), line.key.as_str());
        match (section, key) {
            ("Install", "WantedBy" | "RequiredBy" | "UpheldBy") => {
                let listed = install.entry(key).or_default();
                match value.as_str() {
                    "" => listed.clear(),
                    value => listed.extend(split(value, Style::List).unwrap_or_default().words),
                }
            }
            ("Unit" | "Service", _) => {
                let is_list = section == "Unit" && DEPENDENCIES.contains(&key);
                let value = match dependencies(&value, world) {
                    Ok(words) if is_list => words.join(" "),
                    _ => value,
                };
                push(sections.entry(section).or_default(), key, value);
            }
            _ => {}
        }
    }
    let unit = sections.entry("Unit").or_default();
    for needed in needs(file, world) {
        push(unit, "Requires", needed.clone());
        push(unit, "After", needed);
    }
    if file.kind() == "pod" {
        for member in members(file, files, world) {
            push(unit, "Wants", member.clone());
            push(unit, "Before", member);
        }
    }
    let mut take = |section| Value::Object(sections.remove(section).unwrap_or_default());
    let (unit, own) = (take("Unit"), take("Service"));
    let mut listed = |key| install.remove(key).unwrap_or_default();
    json!({
        "unitConfig": unit,
        "serviceConfig": own,
        "wantedBy": listed("WantedBy"),
        "requiredBy": listed("RequiredBy"),
        "upheldBy": listed("UpheldBy"),
    })
}

fn push(section: &mut Map<String, Value>, key: &str, value: String) {
    let values = section
        .entry(key)
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(values) = values {
        values.push(value.into());
    }
}

/// Services that the generator makes a container need: those of its pod, and of the container whose network it has.
fn needs(file: &File, world: &World) -> Vec<String> {
    if file.kind() != "container" {
        return Vec::new();
    }
    let networks = file.values("Container", "Network").into_iter();
    let named = file.last("Container", "Pod").into_iter().chain(networks);
    let needed = named.filter(|name| matches!(extension(name), "pod" | "container"));
    let services = needed.filter_map(|name| world.find(name));
    services
        .map(|named| format!("{}.service", named.service))
        .collect()
}

/// Services of the containers that start with a pod.
fn members(pod: &File, files: &Files, world: &World) -> Vec<String> {
    let containers = files
        .units
        .values()
        .filter(|file| file.kind() == "container" && !file.is_template());
    let members = containers.filter(|file| {
        let starts = file.last("Container", "StartWithPod").is_none_or(is_true);
        starts && file.last("Container", "Pod") == Some(pod.name.as_str())
    });
    let services = members.filter_map(|file| world.find(&file.name));
    services
        .map(|named| format!("{}.service", named.service))
        .collect()
}

/// Tells the settings of a container's unit where they are written.
pub fn locate(unit: &mut Unit, part: &Part) {
    for setting in &mut unit.settings {
        let (section, key) = match setting.attribute {
            "unitConfig" => ("Unit", setting.name.as_str()),
            "serviceConfig" => ("Service", setting.name.as_str()),
            "environment" => ("Service", "Environment"),
            _ => continue,
        };
        let lines = part.leaves.iter();
        let own = lines.filter(|leaf| leaf.section() == section && leaf.key() == key);
        setting.pointers = own.map(|leaf| leaf.pointer.clone()).collect();
    }
    // What the generator adds is nothing that was written.
    let is_written = |setting: &crate::podman::unit::Setting| !setting.pointers.is_empty();
    unit.settings.retain(is_written);
}

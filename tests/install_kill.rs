//! `kill -9` at any time: the binary installs one bundle after the other and is killed on its way.
//! After each kill every file of ours is one that some bundle has, whole; nobody else's file has
//! changed; and running again makes everything right. `KILLS=500` kills as often
//! (`tests/install/kill`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use common::install::{Files, Host, plain};
use k3s_migrate::{
    bundle::head,
    install::{bundle::checksum, objects::list},
};
use serde_json::{Value, json};

/// 20 workloads in three versions; the second bundle lacks some, the third has others, and one
/// object moves.
fn bundles() -> Vec<Files> {
    let of = |numbers: std::ops::Range<u32>, image: &str| {
        let names: Vec<String> = numbers.map(|n| format!("w{n:02}")).collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), image)).collect();
        plain(&pairs)
    };
    let mut moved = of(5..25, "image:3");
    let names: Vec<String> = moved.keys().cloned().collect();
    let (from, to) = (names.get(1).unwrap(), names.last().unwrap());
    let service = moved.get_mut(from).unwrap().pop().unwrap();
    moved.get_mut(to).unwrap().push(service);
    vec![of(0..20, "image:1"), of(0..10, "image:2"), moved]
}

fn install(host: &Host) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command.arg("install").arg(host.bundle());
    command
        .arg("--target")
        .arg(host.target())
        .arg("--state")
        .arg(host.state());
    command
        .arg("--k3s-config")
        .arg(host.top.path().join("none"));
    command
        .env("PATH", "")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Content of our files by name; staged ones do not count, K3s does not see them.
fn ours(host: &Host) -> BTreeMap<String, String> {
    let entries = fs::read_dir(host.folder()).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            )
        })
        .filter(|(name, _)| name.starts_with("k3s-migrate-"))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn killed_at_any_time() {
    let kills: u32 = std::env::var("KILLS")
        .ok()
        .map_or(60, |number| number.parse().unwrap());
    let host = Host::on_disk();
    let foreign = host.target().join("mine.yaml");
    fs::write(
        &foreign,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n",
    )
    .unwrap();
    let foreign_time = fs::metadata(&foreign).unwrap().modified().unwrap();
    let bundles = bundles();
    // What a file may be, blank lines at its end aside: of any bundle, a tombstone, or one that
    // holds on to an object that moves.
    let mut allowed: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (name, items) in bundles.iter().flatten() {
        let texts = allowed.entry(name).or_default();
        texts.insert(list(items, &[]).trim_end().to_owned());
    }

    let (mut longest, mut killed, mut faster, mut turn) = (Duration::from_millis(1), 0, 0, 0_u64);
    let mut states: BTreeSet<String> = BTreeSet::new();
    let mut violations: Vec<String> = Vec::new();
    let mut held = 0;
    while killed < kills {
        let bundle = bundles.get(usize::try_from(turn % 3).unwrap()).unwrap();
        host.write_bundle(bundle, json!({}));
        turn += 1;
        if turn % 7 == 1 {
            // Whole, to learn how long it takes, and whether it repairs.
            let start = Instant::now();
            let output = install(&host).output().unwrap();
            longest = longest.max(start.elapsed());
            let err = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() {
                violations.push(format!("it does not repair: {err}"));
            }
            let now = ours(&host);
            for (name, items) in bundle {
                let text = now.get(name).map(|text| text.trim_end());
                // A file that waits holds more than the bundle says.
                let waits = err.contains(&format!("`{name}` keeps "));
                if text != Some(list(items, &[]).trim_end()) && !waits {
                    violations.push(format!("{name} is not as it shall be"));
                }
            }
            if fs::read_dir(host.folder())
                .unwrap()
                .flatten()
                .any(|e| e.file_name().to_string_lossy().ends_with(".tmp"))
            {
                violations.push("a staged file is left".to_owned());
            }
            continue;
        }
        // Spread evenly over the run, in an order that jumps.
        let part = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let delay = longest.mul_f64(f64::from(u32::try_from(part).unwrap()) / f64::from(1 << 24));
        let mut child = install(&host).spawn().unwrap();
        thread::sleep(delay);
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        if ended.code().is_some() {
            faster += 1;
            continue;
        }
        killed += 1;
        let now = ours(&host);
        for (name, text) in &now {
            let parsed: Result<Value, _> = serde_json::from_str(text);
            match (parsed, allowed.get(name)) {
                (Err(_), _) => violations.push(format!("{name} is cut")),
                (_, Some(texts)) if texts.contains(text.trim_end()) => {}
                (Ok(list), Some(_)) if head::tombstone_number(&list).is_some() => {}
                // Deployments of one version beside a Service of another file.
                (Ok(list), Some(_))
                    if list["items"]
                        .as_array()
                        .is_some_and(|items| !items.is_empty()) =>
                {
                    held += 1;
                }
                _ => violations.push(format!("{name} is neither old nor new")),
            }
        }
        if fs::metadata(&foreign).unwrap().modified().unwrap() != foreign_time {
            violations.push("a foreign file was touched".to_owned());
        }
        let all = fs::read_dir(host.folder())
            .into_iter()
            .flatten()
            .flatten()
            .count();
        states.insert(checksum(format!("{now:?}{all}").as_bytes()));
    }
    println!(
        "kills: {killed}, states seen: {}, violations: {} (runs that were faster than the kill: {faster}; files seen holding an object that moves: {held}; a whole run: {longest:?})",
        states.len(),
        violations.len()
    );
    assert!(violations.is_empty(), "{violations:#?}");
}

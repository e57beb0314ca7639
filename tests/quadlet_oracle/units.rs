//! The units that both read.

use std::{collections::BTreeMap, path::Path};

use k3s_migrate::read::{
    flags::{self, lexer::Name},
    quadlet::keys::{Key, TABLES},
};

use super::{
    Set,
    common::{self, files_below},
    random::Random,
};

/// Units that keys of a sample name.
const NEIGHBOURS: [(&str, &str); 6] = [
    ("shop.pod", "[Pod]\nPodName=shop\n"),
    ("crm.pod", "[Pod]\n"),
    ("lan.network", "[Network]\n"),
    ("data.volume", "[Volume]\nVolumeName=files\n"),
    ("own.image", "[Image]\nImage=quay.io/own/image:1\n"),
    (
        "db.container",
        "[Container]\nImage=docker.io/library/postgres:17\nContainerName=db\n",
    ),
];

/// Folders of quadlet files among the cases.
pub fn cases() -> Vec<Set> {
    let mut out = Vec::new();
    for case in common::cases().iter().filter(|case| !case.is_of_nixos()) {
        for folder in &case.folders {
            let files = units(&case.dir.join(folder));
            if !files.is_empty() {
                let name = format!("case {}", case.name);
                out.push(Set { name, files });
            }
        }
    }
    out
}

/// Files that the generator reads. One with several units is split by another command of podman, and one of users is read
/// by another generator.
fn units(folder: &Path) -> BTreeMap<String, String> {
    let files = files_below(folder);
    if files
        .keys()
        .any(|path| path.ends_with(".quadlets") || path.contains("systemd"))
    {
        return BTreeMap::new();
    }
    files
}

/// Both samples of each key of `[Container]`.
pub fn samples() -> Vec<Set> {
    let mut out = Vec::new();
    for key in TABLES[0]
        .keys
        .iter()
        .filter(|key| !LATER.contains(&key.name))
    {
        for (number, value) in values(key).into_iter().enumerate() {
            let mut text = format!("[Container]\n{}={value}\n", key.name);
            if key.name != "Image" && key.name != "Rootfs" {
                text.push_str("Image=docker.io/library/busybox:1\n");
            }
            text.push_str(match key.name {
                "Group" => "User=1000\n",
                "RemapUid" | "RemapGid" | "RemapUidSize" => "RemapUsers=auto\n",
                _ => "",
            });
            out.push(set(format!("sample {number} of {}", key.name), text));
        }
    }
    out
}

/// Keys of versions after the generator's.
const LATER: [&str; 2] = ["ImageVolume", "Umask"];

fn values(key: &Key) -> Vec<String> {
    if let [one, other] = key.samples {
        return vec![(*one).to_owned(), (*other).to_owned()];
    }
    let flag = key.flag().unwrap();
    let of_flag = flags::find(Name::Long(flag)).map(|flag| flag.samples);
    let samples = of_flag.unwrap_or(["/etc/a.conf", "/etc/b.conf"]);
    samples.map(str::to_owned).into()
}

fn set(name: String, text: String) -> Set {
    let neighbours = NEIGHBOURS
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let mut files: BTreeMap<String, String> = neighbours.collect();
    files.insert("web.container".to_owned(), text);
    Set { name, files }
}

/// Pieces of values that are read in ways of their own.
const PIECES: &[&str] = &[
    "a",
    "b=c",
    "A=\"x y\"",
    "'q w'",
    "\"",
    "'",
    "\\x41",
    "\\n",
    "\\",
    "\\q",
    "%%",
    "%N",
    "%p",
    "$$",
    "=",
    ":",
    ",",
    ";",
    "#",
    "\u{e9}",
    "data.volume:/d",
    "./rel:/r",
    "/srv/a:/a:ro",
    "lan.network",
    "lan.network:ip=10.0.0.2",
    "db.container",
    "own.image",
    "shop.pod",
    "true",
    "yes",
    "off",
    "80",
    "8080:80/udp",
    "-/dev/null",
    "\t",
    "  ",
    "\"\"",
    "type=bind,src=./x,dst=/y",
    "type=volume,source=data.volume,destination=/v",
];

/// Units with keys and values drawn at random.
pub fn random(seed: u64, count: u64) -> Vec<Set> {
    let mut out = Vec::new();
    for number in 0..count {
        let mut random = Random::of(seed, number);
        let mut text = "[Container]\nImage=docker.io/library/busybox:1\n".to_owned();
        for _ in 0..=random.below(8) {
            let keys: Vec<&Key> = TABLES[0]
                .keys
                .iter()
                .filter(|key| !LATER.contains(&key.name))
                .collect();
            let key = keys[random.below(keys.len())];
            let mut value = String::new();
            // What is no flag is the image: a word of theirs ends the flags. An empty driver takes the next
            // flag, and the generator looks whether this machine has a device.
            let only_samples = [
                "PodmanArgs",
                "GlobalArgs",
                "ServiceName",
                "LogDriver",
                "AddDevice",
            ]
            .contains(&key.name);
            if only_samples || random.below(3) == 0 {
                let samples = values(key);
                value.push_str(&samples[random.below(2)]);
            } else {
                for piece in 0..random.below(4) {
                    if piece > 0 && random.below(2) == 0 {
                        value.push(' ');
                    }
                    value.push_str(PIECES[random.below(PIECES.len())]);
                }
            }
            let line = match if only_samples { 11 } else { random.below(12) } {
                0 => format!("{} = {value}  \n", key.name),
                1 => format!("{}={value}\\\n  # a comment\n  more\n", key.name),
                2 => format!("; no\n{}={value}\n\n[Container]\n", key.name),
                _ => format!("{}={value}\n", key.name),
            };
            text.push_str(&line);
        }
        out.push(set(format!("random {number}"), text));
    }
    out
}

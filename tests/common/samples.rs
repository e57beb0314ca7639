//! A small input for each sample of each row of the tables: a flag of `podman run`, a key of oci-containers, a key of a
//! quadlet file, a key of a Compose service. The law of perturbation and `docs/coverage.md` convert them.

#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile,
    read::{
        Options, Source,
        compose::keys as compose,
        flags::{self, Flag, lexer::Name},
        quadlet::keys::{Key, Table},
    },
    settings::Settings,
};
use serde_json::{Value, json};

/// An input with one option, or without it.
pub struct Sample {
    sources: Vec<Source>,
    options: Options,
    /// The container that has it.
    pub container: &'static str,
    /// JSON Pointer of the option in the container's input.
    pub path: String,
}

/// Options that have an effect only next to others.
const CONTEXT: &[(&str, &[&str])] = &[
    ("--cpu-period", &["--cpu-quota=20000"]),
    ("--health-interval", &["--health-cmd=true"]),
    ("--health-on-failure", &["--health-cmd=true"]),
    ("--health-retries", &["--health-cmd=true"]),
    (
        "--health-start-period",
        &["--health-cmd=true", "--health-on-failure=kill"],
    ),
    (
        "--health-startup-interval",
        &["--health-cmd=true", "--health-startup-cmd=true"],
    ),
    (
        "--health-startup-retries",
        &["--health-cmd=true", "--health-startup-cmd=true"],
    ),
    (
        "--health-startup-success",
        &["--health-cmd=true", "--health-startup-cmd=true"],
    ),
    (
        "--health-startup-timeout",
        &["--health-cmd=true", "--health-startup-cmd=true"],
    ),
    ("--health-startup-cmd", &["--health-cmd=true"]),
    ("--health-timeout", &["--health-cmd=true"]),
    ("--memory-swap", &["--memory=100m"]),
    ("--read-only-tmpfs", &["--read-only=true"]),
];

/// Keys of quadlet files that have an effect only next to others.
const NEXT_TO_KEYS: &[(&str, &str)] = &[
    ("Group", "User=1000\n"),
    ("RemapGid", "RemapUsers=keep-id\n"),
    ("RemapUid", "RemapUsers=keep-id\n"),
    ("RemapUidSize", "RemapUsers=auto\n"),
];

/// The same of Compose.
const NEXT_TO_COMPOSE: &[(&str, &str)] = &[
    ("cpu_period", r#"{"cpu_quota": 20000}"#),
    ("memswap_limit", r#"{"mem_limit": "100m"}"#),
];

/// Files of quadlet that samples name.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("shop.pod", "[Pod]\nPodName=shop\n"),
    ("crm.pod", "[Pod]\n"),
    ("lan.network", "[Network]\n"),
    ("data.volume", "[Volume]\nVolumeName=files\n"),
    ("own.image", "[Image]\nImage=quay.io/own/image:1\n"),
];

fn context(flag: &str) -> &'static [&'static str] {
    let found = CONTEXT.iter().find(|(name, _)| *name == flag);
    found.map_or(&[], |(_, words)| words)
}

fn source(name: &str, text: String) -> Source {
    Source {
        name: name.to_owned(),
        text,
    }
}

impl Sample {
    /// A container of NixOS with these options, of which the one at the path is looked at.
    pub fn nixos(container: &Value, path: &str) -> Self {
        let mut object = json!({"image": "docker.io/library/alpine:3"});
        for (key, value) in container.as_object().unwrap() {
            object[key] = value.clone();
        }
        Self {
            sources: vec![source("test", json!({"probe": object}).to_string())],
            options: Options {
                from: Some("oci-containers".to_owned()),
                ..Options::default()
            },
            container: "probe",
            path: path.to_owned(),
        }
    }

    /// A flag of `podman run`.
    pub fn flag(flag: &Flag, value: Option<&str>) -> Self {
        let mut words: Vec<String> = context(flag.name)
            .iter()
            .map(|word| (*word).to_owned())
            .collect();
        let path = format!("/extraOptions/{}", words.len());
        words.extend(value.map(|value| format!("{}={value}", flag.name)));
        Self::nixos(&json!({"extraOptions": words}), &path)
    }

    /// A key of a quadlet file: of the container itself, or of a unit that it uses.
    pub fn quadlet(table: &Table, key: &Key, value: Option<&str>) -> Self {
        let section = table.section;
        let mut probe = "[Container]\n".to_owned();
        if !(section == "Container" && ["Image", "Rootfs"].contains(&key.name)) {
            probe += match section {
                "Image" => "Image=one.image\n",
                "Build" => "Image=one.build\n",
                _ => "Image=docker.io/library/alpine:3\n",
            };
        }
        probe += match section {
            "Pod" => "Pod=one.pod\n",
            "Network" => "Network=one.network\n",
            "Volume" => "Volume=one.volume:/one\n",
            "Artifact" => "Mount=type=artifact,source=one.artifact,target=/one\n",
            _ => "",
        };
        let mut unit = match section {
            "Image" if key.name != "Image" => "[Image]\nImage=quay.io/own/image:1\n",
            "Build" if key.name != "ImageTag" => "[Build]\nImageTag=localhost/own:1\n",
            "Artifact" if key.name != "Artifact" => "[Artifact]\nArtifact=quay.io/a/b:1\n",
            "Kube" if key.name != "Yaml" => "[Kube]\nYaml=/srv/one.yaml\n",
            _ => "",
        }
        .to_owned();
        if unit.is_empty() && !["Container", "Quadlet"].contains(&section) {
            unit = format!("[{section}]\n");
        }
        let target = if section == "Container" {
            &mut probe
        } else {
            &mut unit
        };
        let next_to = NEXT_TO_KEYS.iter().filter(|(name, _)| *name == key.name);
        target.extend(next_to.map(|(_, line)| *line));
        if section == "Container" {
            let words = context(key.flag().unwrap_or_default()).iter();
            target.extend(words.map(|word| format!("PodmanArgs={word}\n")));
        }
        if section == "Quadlet" {
            probe += "[Quadlet]\n";
            probe.extend(value.map(|value| format!("{}={value}\n", key.name)));
        } else {
            target.extend(value.map(|value| format!("{}={value}\n", key.name)));
        }
        let mut sources = vec![source("probe.container", probe)];
        let own = format!("one.{}", section.to_lowercase());
        let path = match section {
            "Container" | "Quadlet" => format!("/{section}/{}", key.name),
            _ => {
                sources.push(source(&own, unit));
                format!("/{own}/{section}/{}", key.name)
            }
        };
        let neighbours = NEIGHBOURS.iter();
        sources.extend(neighbours.map(|(name, text)| source(name, (*text).to_owned())));
        Self {
            sources,
            options: Options::default(),
            container: "probe",
            path,
        }
    }

    /// A key of a Compose service.
    pub fn compose(key: &compose::Key, value: Option<&str>) -> Self {
        let mut service = json!({"image": "docker.io/library/alpine:3.22"});
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (_, more) in NEXT_TO_COMPOSE.iter().filter(|(name, _)| *name == key.name) {
            for (name, value) in parse(more).as_object().unwrap() {
                service[name] = value.clone();
            }
        }
        if let Some(value) = value {
            service[key.name] = parse(value);
        }
        let other = json!({"image": "docker.io/library/alpine:3.22"});
        let project = json!({
            "name": "p", "services": {"probe": service, "db": other, "web": other},
            "networks": {"a": {}}, "configs": {"a": {"file": "/srv/a"}}, "secrets": {"a": {"file": "/srv/a"}},
        });
        Self {
            sources: vec![source("compose.yaml", project.to_string())],
            options: Options {
                profiles: vec!["*".to_owned()],
                ..Options::default()
            },
            container: "probe",
            path: format!("/services/probe/{}", key.name),
        }
    }

    /// What becomes of it, with these settings.
    pub fn compile(&self, settings: &Value) -> Compiled {
        let settings = Settings::parse("settings.json", &settings.to_string()).unwrap();
        compile(
            &self.sources,
            &self.options,
            &settings,
            &Deny::default(),
            Layout::K3s,
        )
        .unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }
}

/// The flag that a key of a Compose service stands for: "as `--network NAME:alias=…`".
pub fn flag_of_compose(key: &compose::Key) -> Option<&'static str> {
    match &key.shape {
        compose::Shape::Flag(flag)
        | compose::Shape::List(flag)
        | compose::Shape::Pairs(flag, _) => Some(flag),
        compose::Shape::Own(_, becomes) => {
            let quoted = becomes.split('`').nth(1);
            quoted.and_then(|text| text.split(' ').next())
        }
        compose::Shape::Field(_) | compose::Shape::Words(_) | compose::Shape::Leftover(_) => None,
    }
}

/// Both samples of a key of quadlet files: its own, or those of its flag.
pub fn of_key(key: &Key) -> [String; 2] {
    if let [one, other] = key.samples {
        return [*one, *other].map(str::to_owned);
    }
    let flag = key.flag().and_then(|flag| flags::find(Name::Long(flag)));
    let samples = flag.map_or(["/etc/a.conf", "/etc/b.conf"], |flag| flag.samples);
    samples.map(str::to_owned)
}

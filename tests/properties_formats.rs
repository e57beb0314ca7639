//! Readers of other formats than NixOS' with anything at all: pieces of their own syntax in any order, and real inputs with a
//! piece changed. Nothing panics, what is read has a row for each leaf, and no row is unsettled. `PROPTEST_CASES` asks for more.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{collections::BTreeSet, fs, path::Path};

use k3s_migrate::{
    ledger::Ledger,
    podman::image::{Reference, Repository},
    read::{self, Options, Source, leaves::leaves},
};
use proptest::{prelude::*, sample::Index};

/// `PROPTEST_CASES`, but so many at least.
fn cases(least: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.max(least),
        ..config
    }
}

/// What is read of these texts is accounted for.
fn judge(format: &str, sources: &[(&str, &str)]) {
    let sources: Vec<Source> = sources
        .iter()
        .map(|(name, text)| Source {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
        })
        .collect();
    let options = Options {
        from: Some(format.to_owned()),
        ..Options::default()
    };
    let Ok(fleet) = read::open(&sources, &options) else {
        return;
    };
    let wanted: BTreeSet<(usize, String)> = fleet
        .containers()
        .enumerate()
        .flat_map(|(index, listed)| {
            let all = leaves("", listed.tree).map(move |(at, _)| (index, at));
            all.collect::<Vec<_>>()
        })
        .collect();
    let mut ledger = Ledger::default();
    let _ = fleet.inventory(&mut ledger);
    let found: BTreeSet<(usize, String)> = ledger
        .entries()
        .flat_map(|entry| {
            let container = entry.origin.container;
            entry
                .origin
                .paths
                .iter()
                .map(move |at| (container, at.clone()))
        })
        .collect();
    let missing: Vec<_> = wanted.difference(&found).collect();
    assert!(missing.is_empty(), "{format}: no row for {missing:?}");
}

/// Pieces in any order.
fn pieces(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(all), 0..24).prop_map(|pieces| pieces.concat())
}

/// A text with some of it taken away, or another piece in its place.
fn changed(text: &str, changes: &[(Index, Index, Index)], all: &[&str]) -> String {
    let mut text = text.to_owned();
    for (at, length, piece) in changes {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if places.is_empty() {
            break;
        }
        let from = at.index(places.len());
        let to = (from + length.index(12)).min(places.len() - 1);
        text.replace_range(places[from]..places[to], all[piece.index(all.len())]);
    }
    text
}

fn case(path: &str) -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    fs::read_to_string(top.join(path)).unwrap()
}

const COMPOSE: &[&str] = &[
    "services:\n",
    "  web:\n",
    "    image: a\n",
    "    ports:\n",
    "      - \"8080:80\"\n",
    "      - {target: 80}\n",
    "    environment:\n",
    "      A: 1\n",
    "      - B=$A\n",
    "    extends: web\n",
    "    <<: *a\n",
    "x-a: &a\n",
    "    deploy: {replicas: 2}\n",
    "    volumes: [data:/a, /b, ./c:/d:ro]\n",
    "volumes: {data: {}}\n",
    "    command: a 'b c'\n",
    "    depends_on: [db]\n",
    "  db: {image: b}\n",
    "    healthcheck: {test: [CMD, a], interval: 1s}\n",
    "    networks: {a: {aliases: [x]}}\n",
    "networks: {a: }\n",
    "${A:-b}",
    "!reset\n",
    "[",
    "}",
    "'",
    "    env_file: [a, {path: b, format: raw}]\n",
    "\n",
    " ",
    "? ",
    "- ",
    "\t",
    "#",
    "---\n",
    "    network_mode: service:db\n",
];

const QUADLET: &[&str] = &[
    "[Container]\n",
    "[Pod]\n",
    "[Unit]\n",
    "[Service]\n",
    "[Install]\n",
    "[X-a]\n",
    "Image=a\n",
    "Image=b.image\n",
    "Exec=a 'b c' \\x41\n",
    "Environment=A=1 \"B=x y\"\n",
    "Environment=\n",
    "PublishPort=8080:80\n",
    "Volume=data.volume:/d\n",
    "Network=lan.network:ip=1.2.3.4\n",
    "Pod=shop.pod\n",
    "PodmanArgs=--memory 1g -p 80\n",
    "GlobalArgs=--log-level=debug\n",
    "RemapUsers=auto\n",
    "RemapUid=1000\n",
    "User=1\n",
    "Group=2\n",
    "AddDevice=-/dev/null\n",
    "Secret=a,type=env\n",
    "HealthCmd=true\n",
    "Wants=b.service\n",
    "Restart=always\n",
    "%n",
    "%%",
    "$$",
    "${A}",
    "\\\n",
    "  ",
    "#\n",
    ";\n",
    "=",
    "\"",
    "'",
    "\n",
    "Nope=1\n",
    "ServiceName=a\n",
    "Type=oneshot\n",
    "\u{e9}",
];

const JSON: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "true",
    "0",
    "-1",
    "\"\"",
    "\"--memory\"",
    "\"-v\", \"/a:/b\"",
    "\"run\"",
    "\"podman\"",
    "\"$\"",
    ",",
    ":",
    "[",
    "]",
    "{",
    "}",
    "\"Name\": \"a\"",
    "\"Config\": {}",
    "\"CreateCommand\": [\"podman\", \"create\", \"a\"]",
    "\"State\": {\"Status\": \"exited\"}",
    "1e400",
    "\u{e9}",
];

const REFERENCE: &[&str] = &[
    "docker.io/",
    "library/",
    "nginx",
    ":1",
    ":latest",
    "@sha256:",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "localhost:5000/",
    "docker://",
    "oci:",
    "dir:/a",
    "docker-archive:",
    "/",
    ":",
    "@",
    "A",
    "_",
    "__",
    "-",
    ".",
    "[::1]",
    " ",
    "\u{e9}",
    "a",
    "sha256:",
];

/// What random texts found.
#[test]
fn found_before() {
    for text in [
        "RemapUid=1\nRemapUid=2\n",
        "RemapUsers=auto\nRemapGid=1\nUserNS=host\n",
        "RemapUsers=nope\nRemapUid=1\n",
    ] {
        judge(
            "quadlet",
            &[("web.container", &format!("[Container]\nImage=a\n{text}"))],
        );
    }
    for keys in [
        "environment: [{A: b}]",
        "labels: [[a, b]]",
        "command: [{a: b}]",
        "extra_hosts: {a: [{b: c}]}",
    ] {
        judge(
            "compose",
            &[(
                "compose.yaml",
                &format!("services: {{web: {{image: a, {keys}}}}}"),
            )],
        );
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn any_pieces_of_compose(text in pieces(COMPOSE)) {
        judge("compose", &[("compose.yaml", &text)]);
    }

    #[test]
    fn a_compose_file_with_changes(
        changes in prop::collection::vec(any::<(Index, Index, Index)>(), 1..5),
    ) {
        static TEXT: std::sync::LazyLock<String> =
            std::sync::LazyLock::new(|| case("compose-keys-in-all-forms/compose.yaml"));
        // A mapping in the place of a text, deep in a key, is read as an empty text and has no row of its own.
        let source = Source {
            name: "compose.yaml".to_owned(),
            text: changed(&TEXT, &changes, COMPOSE),
        };
        if let Ok(fleet) = read::open(&[source], &Options::default()) {
            let _ = fleet.inventory(&mut Ledger::default());
        }
    }

    #[test]
    fn any_pieces_of_quadlet(one in pieces(QUADLET), other in pieces(QUADLET)) {
        judge("quadlet", &[("web.container", &one), ("shop.pod", &other), ("lan.network", "[Network]\n")]);
        judge("quadlet", &[("web.container", &format!("[Container]\nImage=a\n{one}"))]);
    }

    #[test]
    fn an_inspected_container_with_changes(
        changes in prop::collection::vec(any::<(Index, Index, Index)>(), 1..5),
    ) {
        static TEXT: std::sync::LazyLock<String> =
            std::sync::LazyLock::new(|| case("inspected-containers/containers.json"));
        judge("inspect", &[("containers.json", &changed(&TEXT, &changes, JSON))]);
    }

    /// A command of any words, among state that is as podman prints it.
    #[test]
    fn an_inspected_command(words in prop::collection::vec("(--[a-z-]{1,12}(=[ -~]{0,8})?|-[a-zA-Z]{1,3}|[ -~]{0,12})", 0..12)) {
        let mut command = vec!["podman".to_owned(), "run".to_owned()];
        command.extend(words);
        let container = serde_json::json!([{
            "Id": "a", "Name": "a", "Image": "b", "ImageName": "b", "State": {"Status": "running"},
            "Config": {"CreateCommand": command, "Env": ["A=1"]}, "HostConfig": {},
        }]);
        judge("inspect", &[("containers.json", &container.to_string())]);
    }

    /// What a reference is printed as is the same reference.
    #[test]
    fn references_are_what_they_are_printed_as(text in prop_oneof![pieces(REFERENCE), any::<String>()]) {
        if let Ok(reference) = Reference::parse(&text) {
            let printed = reference.to_string();
            prop_assert_eq!(Reference::parse(&printed).map(|again| again.to_string()), Ok(printed));
        }
        if let Ok(name) = Repository::parse(&text) {
            let full = name.qualified();
            let printed = full.to_string();
            prop_assert_eq!(Repository::parse(&printed).map(Repository::qualified), Ok(full));
        }
    }
}

//! `docs/coverage.md`: what becomes of each row of the tables, measured by converting both of its samples, next to what
//! other programs were measured to make of it (`docs/data/peers.tsv`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, thread,
};

use k3s_migrate::{
    grammar::{Release, release::NEWER},
    kube::below,
    ledger::Fate,
    read::{compose::keys::KEYS, quadlet::keys::TABLES},
    report::docs,
};
use serde_json::json;

use super::{
    common::samples::{Sample, flag_of_compose, of_key},
    top,
};

/// What became of a row: the fate of each sample on the oldest Kubernetes, and from which one on more of it is kept.
struct Ours {
    fates: [Fate; 2],
    more: Option<Release>,
}

/// Other programs, by input and name.
type Peers = BTreeMap<(String, String), [String; 3]>;

/// A section of the page: title, text, and the columns of peers that have an input form for it.
const SECTIONS: [(&str, &str, &str, &[usize]); 3] = [
    (
        "flag",
        "Flags of `podman run`",
        "kompose and podlet read the Compose key that stands for the flag; *no form*: there is none, or the flag is only for `run`.",
        &[0, 1, 2],
    ),
    (
        "quadlet",
        "Keys of quadlet files",
        "kompose and podlet do not read quadlet files. `podman kube generate` is given the container that podman made of the \
         unit, so what it does with the flag is what it does with the key.",
        &[2],
    ),
    (
        "compose",
        "Keys of a Compose service",
        "`podman kube generate` does not read Compose files.",
        &[0, 1],
    ),
];

const NAMES: [&str; 3] = ["kompose 1.38.0", "podlet 0.3.2", "kube generate 5.4.2"];

/// The page.
pub fn page() -> String {
    let peers = peers();
    let mut out = "# What becomes of each option, here and elsewhere\n\n\
         Measured: `UPDATE=1 cargo test --test docs` converts both samples of each row of [flags.md](flags.md), \
         [quadlet.md](quadlet.md) and [compose.md](compose.md) and writes what became of them. *kept*: the same effect. *more from \
         1.35*: with some values kept, from that Kubernetes on. *changed*: another effect, which a message says. *told*: no effect, which a message \
         or the ledger says with its code. *refused*: the container is not written until you accept it. Two words: the samples \
         differ.\n\n\
         Other programs were measured in November 2026; their figures are in [data/peers.tsv](data/peers.tsv). *converted*: it is in the \
         output. *silent*: it is not, and no message says so. *told*: a message says so. *stops*: nothing is written of the whole \
         file. *in part*, *wrong*: it is in the output, and means something else.\n"
        .to_owned();
    let mut body = String::new();
    let mut sums = String::from(
        "\n| input | rows | kept | more from a newer Kubernetes | changed | told | refused | lost in silence |\n|---|---|---|---|---|---|---|---|\n",
    );
    let all: Vec<Vec<Row>> = thread::scope(|scope| {
        let made = SECTIONS.map(|(input, ..)| scope.spawn(move || rows(input)));
        made.into_iter().map(|made| made.join().unwrap()).collect()
    });
    for ((_, title, text, columns), rows) in SECTIONS.into_iter().zip(&all) {
        let count = |wanted: &str| {
            let is = |ours: &&Ours| words(ours).iter().any(|word| word.starts_with(wanted));
            rows.iter().map(|(.., ours)| ours).filter(is).count()
        };
        let words_of = ["kept", "more from", "changed", "told", "refused"];
        let [kept, from, changed, told, refused] = words_of.map(count);
        let _ = writeln!(
            sums,
            "| {title} | {} | {kept} | {from} | {changed} | {told} | {refused} | 0 |",
            rows.len()
        );
        section(&mut body, title, text, columns, rows, &peers);
    }
    out.push_str("\nA row whose samples differ counts in each of its columns. That nothing is lost in silence is a test: each row has its entry in the ledger, and all but *kept* a code.\n");
    out.push_str(&sums);
    out.push('\n');
    out.push_str(&silent(&peers));
    out.push_str(&body);
    out
}

/// A row: what it is called, the name under which peers have it, and what became of it.
type Row = (String, String, Ours);

fn rows(input: &str) -> Vec<Row> {
    let own = |name: &str| (name.to_owned(), format!("{input}\t{name}"));
    match input {
        "flag" => docs::flag_rows()
            .into_iter()
            .map(|flag| {
                let fates = flag
                    .samples
                    .map(|value| fate(&Sample::flag(flag, Some(value))));
                let (name, peer) = own(flag.name);
                (name, peer, Ours::new(fates, Some(flag.name)))
            })
            .collect(),
        "compose" => KEYS
            .iter()
            .map(|key| {
                let fates = key
                    .samples
                    .map(|value| fate(&Sample::compose(key, Some(value))));
                let (name, peer) = own(key.name);
                (name, peer, Ours::new(fates, flag_of_compose(key)))
            })
            .collect(),
        _ => {
            let keys = TABLES.into_iter().flat_map(|table| {
                let mut keys: Vec<_> = table.keys.iter().collect();
                keys.sort_by_key(|key| key.name);
                keys.into_iter().map(move |key| (table, key))
            });
            keys.map(|(table, key)| {
                let fates =
                    of_key(key).map(|value| fate(&Sample::quadlet(table, key, Some(&value))));
                let container = table.section == "Container";
                let peer = key.flag().filter(|_| container).unwrap_or("-");
                let name = format!("{}.{}", table.section, key.name);
                let flag = key.flag().filter(|_| container);
                (name, format!("flag\t{peer}"), Ours::new(fates, flag))
            })
            .collect()
        }
    }
}

impl Ours {
    fn new(fates: [Fate; 2], flag: Option<&str>) -> Self {
        let rows = NEWER.iter();
        let more = rows.filter(|row| row.serves.iter().any(|(of, _)| Some(*of) == flag));
        Self {
            fates,
            more: more.filter_map(|row| row.from).min(),
        }
    }
}

/// The worst fate of a sample.
fn fate(sample: &Sample) -> Fate {
    let compiled = sample.compile(&json!({}));
    let mut worst = None;
    for entry in compiled.ledger.entries() {
        let container = compiled.inventory.containers.get(entry.origin.container);
        let own = container.is_some_and(|container| container.attribute == sample.container);
        let paths = &entry.origin.paths;
        if own && paths.iter().any(|path| below(path, &sample.path)) {
            let settled = entry.settled.as_ref();
            let settled = settled.unwrap_or_else(|| panic!("{}: unsettled", sample.path));
            let has_code = settled.rule.is_some() || entry.told.is_some();
            assert!(
                settled.fate == Fate::Kept || has_code,
                "{}: in silence",
                sample.path
            );
            worst = worst.max(Some(settled.fate));
        }
    }
    // A unit without a container is refused as a whole, by its name.
    let said = || {
        let unit = sample.path.trim_start_matches('/').split('/').next();
        let mut said = compiled.ledger.diagnostics().iter();
        said.any(|said| said.say.message().contains(unit.unwrap_or_default()))
    };
    worst.unwrap_or_else(|| {
        assert!(said(), "{}: in silence", sample.path);
        Fate::Refused
    })
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Changed => "changed",
        Fate::Dropped => "told",
        Fate::Refused => "refused",
    }
}

fn words(ours: &Ours) -> Vec<String> {
    let mut fates = ours.fates.to_vec();
    fates.sort();
    fates.dedup();
    let words = fates.into_iter().map(|fate| word(fate).to_owned());
    words
        .chain(ours.more.map(|release| format!("more from {release}")))
        .collect()
}

fn section(
    out: &mut String,
    title: &str,
    text: &str,
    columns: &[usize],
    rows: &[Row],
    peers: &Peers,
) {
    let _ = write!(out, "\n## {title}\n\n{text}\n\n| | k3s-migrate |");
    for column in columns {
        let _ = write!(out, " {} |", NAMES[*column]);
    }
    let _ = writeln!(out, "\n|---|---|{}", "---|".repeat(columns.len()));
    for (name, peer, ours) in rows {
        let _ = write!(out, "| `{name}` | {} |", words(ours).join(" · "));
        let (input, key) = peer.split_once('\t').unwrap();
        let found = peers.get(&(input.to_owned(), key.to_owned()));
        for column in columns {
            let missing = if key == "-" { "-" } else { "not measured" };
            let word = found.map_or(missing, |found| found[*column].as_str());
            let _ = write!(out, " {word} |");
        }
        out.push('\n');
    }
}

/// How much others lose in silence.
fn silent(peers: &Peers) -> String {
    let count = |input: &str, column: usize| {
        let of = peers.iter().filter(|((of, _), _)| of == input);
        of.filter(|(_, words)| words[column] == "silent").count()
    };
    format!(
        "Lost in silence by others: kompose {} flags and {} Compose keys, podlet {} flag (it stops at the first of most others), \
         kube generate {} flags.\n",
        count("flag", 0),
        count("compose", 0),
        count("flag", 1),
        count("flag", 2),
    )
}

fn peers() -> Peers {
    let text = fs::read_to_string(top().join("docs/data/peers.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &str| {
        let [input, name, kompose, podlet, generate]: [String; 5] = line
            .split('\t')
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        ((input, name), [kompose, podlet, generate])
    };
    lines.map(row).collect()
}

/// Every row of the measured table is a flag or a key that we know.
pub fn every_measured_row_is_known() {
    let flags = docs::flag_rows()
        .into_iter()
        .map(|flag| ("flag", flag.name));
    let known: BTreeSet<_> = flags
        .chain(KEYS.iter().map(|key| ("compose", key.name)))
        .collect();
    for (input, name) in peers().keys() {
        assert!(
            known.contains(&(input.as_str(), name.as_str())),
            "{input} {name}"
        );
    }
}

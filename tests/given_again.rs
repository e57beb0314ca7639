//! An option that podman takes once, given more than once.

#![allow(clippy::panic, reason = "tests may panic")]

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile,
    ledger::{Entry, Ledger},
    podman::Container,
    read::{
        Options, Source,
        draft::{Draft, Written},
        flags::{Flag, TABLES, find, lexer::Name},
    },
    rules::{Severity, reading::OVERRIDDEN},
    settings::Settings,
};
use serde_json::json;

/// Converts a container with these typed options, as JSON, and these words of `extraOptions`.
fn convert(typed: &str, words: &[&str]) -> Option<Compiled> {
    let mut container: serde_json::Map<_, _> = serde_json::from_str(typed).ok()?;
    container.insert("image".to_owned(), json!("docker.io/library/nginx:1"));
    container.insert("extraOptions".to_owned(), json!(words));
    let source = Source {
        name: "input.json".to_owned(),
        text: json!({ "web": container }).to_string(),
    };
    let (options, deny) = (Options::default(), Deny::default());
    let layout = Layout::Yaml;
    compile(&[source], &options, &Settings::default(), &deny, layout).ok()
}

/// Where the options were written that a later one overrides, and where it says the later one is.
fn overridden(compiled: &Compiled) -> Vec<(String, String)> {
    let entries = compiled.ledger.entries();
    entries
        .filter_map(|entry| {
            let settled = entry.settled.as_ref()?;
            let rule = settled.rule?;
            let later = settled.reason()?.split_once("again at `")?.1;
            let later = later.split_once("`, and")?.0.replace("` and `", " and ");
            (rule.code == OVERRIDDEN.code).then(|| (entry.origin.paths.join(" and "), later))
        })
        .collect()
}

#[test]
fn the_later_one_counts() {
    for (typed, words, settled) in [
        // A value, a switch, a flag with two spellings, a flag with a short name.
        (
            "{}",
            &["--memory=1g", "--memory=2g"][..],
            &[("/extraOptions/0", "/extraOptions/1")][..],
        ),
        (
            "{}",
            &["--tty", "--tty=false"],
            &[("/extraOptions/0", "/extraOptions/1")],
        ),
        (
            "{}",
            &["--arch=amd64", "--override-arch=arm64"],
            &[("/extraOptions/0", "/extraOptions/1")],
        ),
        (
            "{}",
            &["--memory=1g", "-m2g"],
            &[("/extraOptions/0", "/extraOptions/1")],
        ),
        // Two list elements are one option.
        (
            "{}",
            &["--memory", "1g", "-m", "2g"],
            &[(
                "/extraOptions/0 and /extraOptions/1",
                "/extraOptions/2 and /extraOptions/3",
            )],
        ),
        // Of three, both earlier ones name the last.
        (
            "{}",
            &["-m1g", "-m2g", "-m3g"],
            &[
                ("/extraOptions/0", "/extraOptions/2"),
                ("/extraOptions/1", "/extraOptions/2"),
            ],
        ),
        // A typed key stands before `extraOptions`.
        (
            r#"{"hostname":"a"}"#,
            &["--hostname=b"],
            &[("/hostname", "/extraOptions/0")],
        ),
        // Without a field in Kubernetes it is the same.
        (
            "{}",
            &["--oom-score-adj=1", "--oom-score-adj=2"],
            &[("/extraOptions/0", "/extraOptions/1")],
        ),
        (
            "{}",
            &["--stop-signal=INT", "--stop-signal="],
            &[("/extraOptions/0", "/extraOptions/1")],
        ),
        // A value that podman refuses takes no place.
        ("{}", &["--memory=1g", "--memory=much"], &[]),
        // What adds to a list takes no place either.
        (
            "{}",
            &[
                "--device=/dev/fuse",
                "--device=/dev/kvm",
                "--cap-add=CHOWN",
                "--cap-add=KILL",
            ],
            &[],
        ),
    ] {
        let found = convert(typed, words).map(|compiled| overridden(&compiled));
        let wanted = settled
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        assert_eq!(found, Some(wanted.collect()), "{typed} {words:?}");
    }
}

#[test]
fn the_earlier_one_is_told_unless_nixos_wrote_it() {
    for (typed, words, notes) in [
        ("{}", ["--pull=missing", "--pull=never"], 1),
        // NixOS' own default.
        (
            r#"{"pull":"missing"}"#,
            ["--pull=never", "--pull=always"],
            1,
        ),
        (r#"{"pull":"never"}"#, ["--pull=never", "--pull=always"], 2),
    ] {
        let said = convert(typed, &words).map(|compiled| {
            let said = compiled.ledger.diagnostics().iter();
            said.filter(|said| {
                said.say.rule.code == OVERRIDDEN.code && said.severity == Severity::Note
            })
            .count()
        });
        assert_eq!(said, Some(notes), "{typed} {words:?}");
    }
}

/// A container as text after one flag with these values, and whether all were taken.
fn read(flag: &Flag, values: &[&str]) -> (String, bool) {
    let mut ledger = Ledger::default();
    let mut draft = Draft::new(Container::default(), 0, &mut ledger);
    for value in values {
        draft.flag(flag, Written::new(Some(flag.name), value, Vec::new()));
    }
    let text = format!("{:?}", draft.container);
    let refused = |entry: &Entry| entry.settled.is_some();
    (without_numbers(&text), !ledger.entries().any(refused))
}

/// Without which origin it is.
fn without_numbers(text: &str) -> String {
    let mut parts = text.split("OriginId(");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

#[test]
fn every_row_keeps_as_many_values_as_it_says() {
    for flag in TABLES.iter().copied().flatten() {
        let [one, other] = flag.samples;
        let (last, _) = read(flag, &[other]);
        let (both, taken) = read(flag, &[one, other]);
        // What the row settles by itself leaves nothing in the container.
        if taken && last != format!("{:?}", Container::default()) {
            assert_eq!(both == last, flag.takes.is_once(), "{}", flag.name);
        }
    }
}

#[test]
fn an_empty_value_takes_the_earlier_one_back() {
    for (flag, value) in [("--stop-signal", "INT"), ("--ip", "10.88.0.2")] {
        let Some(flag) = find(Name::Long(flag)) else {
            panic!("{flag} is no flag");
        };
        assert_eq!(read(flag, &[value, ""]), read(flag, &[""]));
        assert_eq!(read(flag, &["", value]), read(flag, &[value]));
    }
}

//! What is said of inputs, settings and arguments that cannot be used: the place, what is wrong,
//! what would be right.

use super::Place;

/// Exit code 2, nothing on standard output, and this on standard error.
#[track_caller]
fn fails(place: &Place, args: &[&str], message: &str) {
    let run = place.run(args);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
    assert!(
        run.stderr.contains(message),
        "{args:?}\n{}\nis not\n{message}",
        run.stderr
    );
}

#[test]
fn inputs() {
    let place = Place::new();
    place.write(
        "broken.json",
        "{\n  \"web\": {\n    \"image\": \"a\",\n  }\n}\n",
    );
    place.write("empty.json", "");
    place.write("list.json", "[]");
    place.write("future.json", r#"{"version": 2, "hosts": {}}"#);
    place.write(
        "shape.json",
        r#"{"version": 1, "hosts": {"a": {"containers": []}}}"#,
    );
    std::fs::write(place.path("latin.json"), b"{\"a\": \"\xe9\"}").unwrap();
    for (file, message) in [
        ("broken.json", "error: broken.json:4:3: trailing comma"),
        (
            "empty.json",
            "error: empty.json is empty; did the command that wrote it fail?",
        ),
        (
            "list.json",
            "error: list.json: this is a list, and an input is an object: containers by their names; name the format with `--from ",
        ),
        (
            "future.json",
            "at `/version`: this program reads version 1, not 2",
        ),
        (
            "shape.json",
            "error: shape.json: at `/hosts/a/containers`: ",
        ),
        ("latin.json", "error: cannot read `latin.json`: "),
        ("absent.json", "error: cannot read `absent.json`: "),
        (".", "error: .: no format is recognised in this folder"),
    ] {
        fails(&place, &["check", file], message);
        fails(&place, &["convert", file, "-o", "out"], message);
        assert!(!place.path("out").exists());
    }
    fails(
        &place,
        &["check", "good.json", "--from", "xml"],
        "error: unknown format `xml`; the formats are compose, envelope, inspect, oci-containers, quadlet",
    );
    fails(
        &place,
        &["check", "good.json", "good.json"],
        "the host `good` is in good.json already",
    );
    fails(
        &place,
        &["check", "good.json", "--units", "absent.json"],
        "cannot read `absent.json`",
    );
}

#[test]
fn options_that_no_input_uses() {
    let place = Place::new();
    place.write("envelope.json", r#"{"version": 1, "hosts": {}}"#);
    place.write("units.json", r#"{"podman-web": {}}"#);
    for (option, value) in [
        ("--engine", "docker"),
        ("--host", "storage"),
        ("--units", "units.json"),
    ] {
        let args = ["check", "envelope.json", option, value];
        fails(
            &place,
            &args,
            &format!("error: `{option}` is for inputs of the format "),
        );
        let args = ["check", "envelope.json", "good.json", option, value];
        assert_eq!(place.run(&args).code, 0, "{option}");
    }
}

#[test]
fn units_of_another_host() {
    let place = Place::new();
    place.write("foreign.json", r#"{"podman-other": {}}"#);
    place.write("none.json", "{}");
    for (file, message) in [
        (
            "foreign.json",
            "error: foreign.json has no unit of a container of the input",
        ),
        (
            "none.json",
            "error: none.json has no unit of a container of the input",
        ),
        (
            "good.json",
            "good.json: at `/web`: this is a container, not a systemd unit",
        ),
    ] {
        let args = ["convert", "good.json", "--units", file, "-o", "out"];
        fails(&place, &args, message);
        assert!(!place.path("out").exists());
    }
}

#[test]
fn settings_that_are_not_json() {
    let place = Place::new();
    for (text, message) in [
        ("{", "error: settings.json:1:1: unterminated object"),
        ("", "error: settings.json:1:1: the file is empty"),
        (
            "// all\n{\n  \"accept\": [] \"namespace\": \"a\"\n}",
            "error: settings.json:3:15: ",
        ),
        ("/* to the end", "error: settings.json:1:1: "),
    ] {
        place.write("settings.json", text);
        fails(
            &place,
            &["check", "good.json", "--settings", "settings.json"],
            message,
        );
    }
    fails(
        &place,
        &["check", "good.json", "--settings", "none.json"],
        "error: cannot read `none.json`",
    );
}

/// A bad value of the settings and one of the input are told in one run, each at its place.
#[test]
fn settings_that_cannot_be_used() {
    let place = Place::new();
    place.write(
        "input.json",
        r#"{"web": {"image": "i", "extraOptions": ["--arch=x y"]}, "db": {"image": "i"}}"#,
    );
    place.write(
        "settings.json",
        "{\"hosts\": {\n  \"localhost\": {\"address\": \"x y\"}}}",
    );
    let run = place.run(&["check", "input.json", "--settings", "settings.json"]);
    assert_eq!(run.code, 1);
    for part in [
        "--> settings.json:2:28 (setting hosts.localhost.address)",
        "2 |   \"localhost\": {\"address\": \"x y\"}}}",
        "  |                            ^^^^^",
        "--> container web on localhost, option extraOptions[0]",
        "2 containers: 0 can be converted, 2 refused",
    ] {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
    let settings = |pointer: &str, text: &str| {
        place.write("settings.json", text);
        let args = [
            "input.json",
            "--settings",
            "settings.json",
            "--message-format",
            "json",
        ];
        let run = place.run(&[&["check"], &args[..]].concat());
        let mut lines = run.stderr.lines();
        let line = lines.find(|line| line.contains("K3M803"));
        let line: serde_json::Value = serde_json::from_str(line.unwrap()).unwrap();
        assert_eq!(
            (run.code, line["setting"].as_str()),
            (1, Some(pointer)),
            "{text}"
        );
        assert_eq!(line["place"]["file"], "settings.json");
        line["message"].as_str().unwrap().to_owned()
    };
    for (pointer, text, message) in [
        (
            "/namspace",
            r#"{"namspace": "a"}"#,
            "`namspace` is not a key of the settings",
        ),
        (
            "/containers/web/exposre",
            r#"{"containers": {"web": {"exposre": "none"}}}"#,
            "is not a key of the settings",
        ),
        (
            "/exposure",
            r#"{"exposure": "all"}"#,
            "has to be one of `hostPort`, ",
        ),
        (
            "/accept/0",
            r#"{"accept": ["K3M3O2"]}"#,
            "no rule has this code; did you mean `K3M302`?",
        ),
        (
            "/accept/0",
            r#"{"accept": ["evil"]}"#,
            "a code is one of those that `k3s-migrate explain` lists",
        ),
        (
            "/containers/web/exposre",
            "// why\n{\"containers\": {\"web\": {\"exposre\": \"none\",},},}",
            "is not a key of the settings",
        ),
        (
            "",
            "[]",
            "the settings are a list, and have to be an object",
        ),
    ] {
        let said = settings(pointer, text);
        assert!(said.contains(message), "{text}\n{said}");
    }
}

/// `--keep-going` writes what the bad key does not decide, and nothing where it may decide everything.
#[test]
fn settings_that_cannot_be_used_stop_what_they_decide() {
    let place = Place::new();
    place.write(
        "input.json",
        r#"{"web": {"image": "i"}, "db": {"image": "i"}}"#,
    );
    for (settings, written) in [
        (
            r#"{"containers": {"web": {"replicas": -1}}}"#,
            &["db.yaml"][..],
        ),
        (
            r#"{"containers": {"localhost/db": {"replicas": -1}}}"#,
            &["web.yaml"],
        ),
        (
            r#"{"hosts": {"other": {"address": "-"}}}"#,
            &["db.yaml", "web.yaml"],
        ),
        (r#"{"namspace": "a"}"#, &[]),
    ] {
        place.write("settings.json", settings);
        let args = [
            "convert",
            "input.json",
            "--settings",
            "settings.json",
            "-o",
            "out",
            "--keep-going",
            "--force",
        ];
        assert_eq!(place.run(&args).code, 1, "{settings}");
        let folder = place.path("out/podman");
        let found = if folder.exists() {
            place.list("out/podman")
        } else {
            Vec::new()
        };
        let found: Vec<&str> = found
            .iter()
            .map(String::as_str)
            .filter(|name| !name.starts_with('_'))
            .collect();
        assert_eq!(found, written, "{settings}");
    }
}

#[test]
fn accepted_losses_are_notes() {
    let place = Place::new();
    for text in [
        r#"{"accept": ["k3m622"]}"#,
        r#"{"containers": {"web": {"accept": ["K3M622"]}}}"#,
        r#"{"containers": {"good/web": {"accept": ["K3M622"]}}}"#,
    ] {
        place.write("settings.json", text);
        let args = ["check", "good.json", "--settings", "settings.json"];
        let run = place.run(&args);
        assert!(
            run.stderr
                .contains("accepted: K3M622 (`--notes` shows all)")
                && !run.stderr.contains("[K3M622]"),
            "{text}\n{}",
            run.stderr
        );
        let run = place.run(&[&args[..], &["--notes"]].concat());
        assert!(
            run.stderr.contains("note[K3M622]"),
            "{text}\n{}",
            run.stderr
        );
    }
}

/// A code that is accepted and not told is worth removing, and says so.
#[test]
fn accepted_codes_that_are_not_told() {
    let place = Place::new();
    for (text, said) in [
        (
            r#"{"accept": ["K3M622", "K3M302"]}"#,
            Some("the settings accept `K3M302`, which is not told of this input"),
        ),
        (
            r#"{"containers": {"web": {"accept": ["K3M622", "K3M302"]}}}"#,
            Some("the settings accept `K3M302` for `web`, of which it is not told"),
        ),
        (r#"{"accept": ["K3M622", "K3M920"]}"#, None),
    ] {
        place.write("settings.json", text);
        let run = place.run(&["check", "good.json", "--settings", "settings.json"]);
        assert_eq!(
            run.stderr.contains("K3M131"),
            said.is_some(),
            "{text}\n{}",
            run.stderr
        );
        assert!(
            run.stderr.contains(said.unwrap_or_default()),
            "{text}\n{}",
            run.stderr
        );
    }
}

/// What was misspelt is answered with what was meant.
#[test]
fn what_was_meant() {
    let place = Place::new();
    place.write(
        "pair.json",
        r#"{"plex": {"image": "i:1", "ports": ["1:1"]}, "radarr": {"image": "i:1"}}"#,
    );
    for (args, message) in [
        (
            &["check", "good.json", "--deny", "K3M999"][..],
            "error: unknown code `K3M999`; did you mean `K3M",
        ),
        (
            &["check", "good.json", "--deny", "K3M62"],
            "error: unknown code `K3M62`; did you mean `K3M62",
        ),
        (
            &["check", "good.json", "--deny", "warning"],
            "did you mean `warnings`?",
        ),
        (
            &["explain", "K3M44O"],
            "did you mean `K3M440`? `k3s-migrate explain` lists all codes",
        ),
        (
            &["explain", "plexx", "-f", "pair.json"],
            "did you mean `plex`?",
        ),
        (
            &["explain", "plex.prots", "-f", "pair.json"],
            "did you mean `plex.ports`?",
        ),
        (
            &["explain", "plx.ports", "-f", "pair.json"],
            "did you mean `plex.ports`?",
        ),
        (
            &["ledger", "pair.json", "--container", "rardarr"],
            "did you mean `radarr`?",
        ),
        (&["chek", "pair.json"], "'check'"),
        (&["check", "pair.json", "--seting", "x"], "'--settings'"),
    ] {
        fails(&place, args, message);
    }
}

#[test]
fn codes() {
    let place = Place::new();
    let run = place.run(&["check", "good.json", "--deny", "k3m622", "--deny", "K3M110"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[K3M622]"), "{}", run.stderr);
}

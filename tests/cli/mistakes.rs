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
            "error: empty.json is empty; did `nix eval` fail?",
        ),
        (
            "list.json",
            "error: list.json: the format is not recognised; name the format with `--from ",
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
        (".", "error: cannot read `.`: "),
    ] {
        fails(&place, &["check", file], message);
        fails(&place, &["convert", file, "-o", "out"], message);
        assert!(!place.path("out").exists());
    }
    fails(
        &place,
        &["check", "good.json", "--from", "xml"],
        "error: unknown format `xml`; the formats are envelope, oci-containers",
    );
    fails(
        &place,
        &["check", "good.json", "good.json"],
        "the host `localhost` is in good.json already",
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
    place.write("units.json", "{}");
    for (option, value) in [("--host", "storage"), ("--units", "units.json")] {
        let args = ["check", "envelope.json", option, value];
        fails(
            &place,
            &args,
            &format!("error: `{option}` is for a bare oci-containers file"),
        );
        let args = ["check", "envelope.json", "good.json", option, value];
        assert_eq!(place.run(&args).code, 0, "{option}");
    }
}

#[test]
fn settings() {
    let place = Place::new();
    for (text, message) in [
        ("{", "`settings.json`: "),
        (
            r#"{"namspace": "a"}"#,
            "namspace: unknown field `namspace`, expected ",
        ),
        (
            r#"{"containers": {"web": {"exposre": "none"}}}"#,
            "containers.web.exposre: unknown field `exposre`",
        ),
        (
            r#"{"containers": {"web": {"exposure": "all"}}}"#,
            "containers.web.exposure: unknown variant `all`",
        ),
        (r#"{"accept": ["K3M999"]}"#, "accept: unknown code `K3M999`"),
        (
            r#"{"containers": {"web": {"accept": ["K3M1"]}}}"#,
            "containers.web.accept: unknown code `K3M1`",
        ),
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

#[test]
fn accepted_losses_are_notes() {
    let place = Place::new();
    for text in [
        r#"{"accept": ["k3m622"]}"#,
        r#"{"containers": {"web": {"accept": ["K3M622"]}}}"#,
        r#"{"containers": {"localhost/web": {"accept": ["K3M622"]}}}"#,
    ] {
        place.write("settings.json", text);
        let run = place.run(&["check", "good.json", "--settings", "settings.json"]);
        assert!(
            run.stderr.contains("note[K3M622]"),
            "{text}\n{}",
            run.stderr
        );
    }
}

#[test]
fn codes() {
    let place = Place::new();
    fails(
        &place,
        &["check", "good.json", "--deny", "K3M999"],
        "error: unknown code `K3M999`; use `warnings`, or a code such as K3M302",
    );
    let run = place.run(&["check", "good.json", "--deny", "k3m622", "--deny", "K3M110"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[K3M622]"), "{}", run.stderr);
    fails(
        &place,
        &["explain", "K3M999"],
        "error: `K3M999` is not a code, and not a container",
    );
}

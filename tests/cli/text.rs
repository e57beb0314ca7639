//! What a person reads: diagnostics, explanations, colours, pipes.

use std::{io::Read as _, process::Stdio};

use super::{Place, Run};

#[test]
fn the_last_line_is_the_summary() {
    let place = Place::new();
    let fates =
        "1 refused; 3 options: 2 kept, 0 changed, 0 dropped, 1 refused; 0 warnings, 1 error";
    let none = format!("summary: 2 containers: 1 can be converted, {fates}; nothing written");
    let some = format!("summary: 2 containers: 1 converted, {fates}; written to ");
    for (args, last) in [
        (&["check", "bad.json"][..], none.clone()),
        (&["ledger", "bad.json"], none.clone()),
        (&["convert", "bad.json", "-o", "out"], none),
        (
            &["convert", "bad.json", "-o", "./out", "--keep-going"],
            format!("{some}./out"),
        ),
        (
            &["convert", "bad.json", "-o", "-", "--keep-going"],
            format!("{some}standard output"),
        ),
    ] {
        let run = place.run(args);
        assert_eq!(run.stderr.lines().last().unwrap(), last, "{args:?}");
    }
}

#[test]
fn quiet_says_errors_only() {
    let place = Place::new();
    let run = place.run(&["check", "good.json", "-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let run = place.run(&["check", "bad.json", "-q"]);
    assert!(run.stderr.starts_with("error[K3M110]: "), "{}", run.stderr);
    assert!(
        !run.stderr.contains("note[") && !run.stderr.contains("summary"),
        "{}",
        run.stderr
    );
}

#[test]
fn secrets_are_printed_nowhere() {
    let place = Place::new();
    assert_eq!(
        place
            .run(&["convert", "good.json", "-o", "out", "--layout", "k3s"])
            .code,
        0
    );
    assert!(
        place
            .read("out/manifests/k3s-migrate-podman-web.json")
            .contains("hunter2")
    );
    for args in [
        &["check", "good.json"][..],
        &["check", "good.json", "--message-format", "json"],
        &["ledger", "good.json"],
        &["ledger", "good.json", "--message-format", "json"],
        &["explain", "web", "-f", "good.json"],
        &["convert", "good.json", "-o", "again"],
    ] {
        let Run { stdout, stderr, .. } = place.run(args);
        assert!(
            !stdout.contains("hunter2") && !stderr.contains("hunter2"),
            "{args:?}"
        );
    }
    assert!(!place.read("out/ledger.jsonl").contains("hunter2"));
    assert!(!place.read("out/bundle.json").contains("hunter2"));
}

#[test]
fn a_rule_is_explained() {
    let place = Place::new();
    let run = place.run(&["explain", "k3m110"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout
            .starts_with("K3M110 (error): podman does not have this flag\n\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_option_is_explained_however_it_is_written() {
    let place = Place::new();
    let first = place.run(&["explain", "web.ports[0]", "-f", "good.json"]);
    assert_eq!(first.code, 0);
    assert!(
        first
            .stdout
            .starts_with("/ports/0 = \"8080:80\" (podman: --publish)\n  kept"),
        "{}",
        first.stdout
    );
    assert!(
        first
            .stdout
            .contains("→ apps/v1/Deployment/podman/web /spec/template/spec/containers/0/ports/0")
    );
    for other in ["web.ports.0", "web./ports/0", "web.ports"] {
        assert_eq!(
            place.run(&["explain", other, "-f", "good.json"]).stdout,
            first.stdout,
            "{other}"
        );
    }
    let ulimit = place
        .run(&["explain", "web.extraOptions", "-f", "good.json"])
        .stdout;
    assert!(ulimit.contains("dropped by K3M622"), "{ulimit}");
    let all = place.run(&["explain", "web", "-f", "good.json"]).stdout;
    assert!(all.contains("written without being asked:\n"), "{all}");
    assert!(
        all.contains("podman stops the old container before it starts the new one"),
        "{all}"
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let place = Place::new();
    let coloured = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = place.command(args);
        command.envs(variable);
        let output = command.output().unwrap();
        output.stderr.contains(&0x1b)
    };
    let check = ["check", "good.json"];
    assert!(!coloured(&check, None), "this is no terminal");
    assert!(coloured(&["check", "good.json", "--color", "always"], None));
    assert!(coloured(&check, Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured(&check, Some(("NO_COLOR", "1"))));
    assert!(!coloured(
        &["check", "good.json", "--color", "never"],
        Some(("CLICOLOR_FORCE", "1"))
    ));
}

/// A reader that has seen enough is no error, and changes no exit code.
#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new();
    let many: Vec<String> = (0..400)
        .map(|n| format!(r#""app-{n}": {{"image": "docker.io/library/nginx:1", "extraOptions": ["--ulimit=nofile=9"]}}"#))
        .collect();
    place.write("many.json", &format!("{{{}}}", many.join(",")));
    for (args, code) in [
        (&["convert", "many.json", "-o", "-"][..], 0),
        (&["ledger", "many.json"], 0),
        (&["check", "many.json", "--deny", "warnings"], 1),
        (&["check", "many.json", "--message-format", "json"], 0),
    ] {
        let mut child = place
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut some = [0; 16];
        if args[0] == "check" {
            let mut pipe = child.stderr.take().unwrap();
            pipe.read_exact(&mut some).unwrap();
        } else {
            let mut pipe = child.stdout.take().unwrap();
            pipe.read_exact(&mut some).unwrap();
            drop(child.stderr.take());
        }
        assert_eq!(child.wait().unwrap().code(), Some(code), "{args:?}");
    }
}

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
    let stopped = format!("{none}: `--keep-going` writes what has no error");
    for (args, last) in [
        (&["check", "bad.json"][..], none.clone()),
        (&["ledger", "bad.json"], none.clone()),
        (&["convert", "bad.json", "-o", "out"], stopped),
        (
            &["convert", "bad.json", "-o", "./out", "--keep-going"],
            format!(
                "{some}./out; next: stop what moves (`systemctl stop podman-web.service`), then `kubectl apply -k ./out`; \
                 a boot or a switch starts these units again, unless you disable them, or convert with `--layout k3s`: \
                 `k3s-migrate install` holds them"
            ),
        ),
        (
            &[
                "convert",
                "bad.json",
                "-o",
                "a b",
                "--keep-going",
                "--layout",
                "k3s",
            ],
            format!("{some}a b; next: `sudo k3s-migrate install 'a b' --dry-run`"),
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

/// By default warnings and errors are whole, and one line tells of the notes that most hosts have; JSON has them all.
#[test]
fn levels() {
    let place = Place::new();
    let blocks = |args: &[&str]| {
        let run = place.run(&[&["check", "bad.json", "--deny", "K3M110"], args].concat());
        let mut codes: Vec<String> = (run.stderr.lines())
            .filter_map(|line| Some(line.split_once("]: ")?.0.to_owned()))
            .filter(|start| start.contains("[K3M"))
            .collect();
        codes.sort();
        (codes, run.stderr)
    };
    let (brief, text) = blocks(&[]);
    assert!(brief.contains(&"error[K3M110".to_owned()), "{brief:?}");
    assert!(!brief.contains(&"note[K3M690".to_owned()), "{brief:?}");
    let line = "note: not shown, as most hosts have them: K3M";
    assert!(
        text.starts_with(line) && text.contains("(`--notes` shows all)\n\n"),
        "{text}"
    );
    let (all, text) = blocks(&["--notes"]);
    assert!(
        all.contains(&"note[K3M690".to_owned()) && !text.contains(line),
        "{all:?}"
    );
    assert_eq!(blocks(&["--level", "note"]).0, all);
    let (errors, text) = blocks(&["--level", "error"]);
    assert_eq!(errors, ["error[K3M110"]);
    assert!(text.contains("summary: "), "{text}");
    assert_eq!(blocks(&["--level", "warning"]).0, ["error[K3M110"]);
    let json = |args: &[&str]| {
        let run = place.run(&[&["check", "bad.json", "--message-format", "json"], args].concat());
        run.stderr.matches("\"diagnostic\"").count()
    };
    assert_eq!(json(&[]), json(&["--notes"]));
    assert!(json(&[]) >= all.len());
    assert_eq!(json(&["--level", "error"]), 1);
}

/// One block for one rule with one effect and remedy, also where these name the container.
#[test]
fn what_is_said_of_several_containers_is_one_block() {
    let place = Place::new();
    let container =
        r#"{"image": "docker.io/library/nginx:1", "extraOptions": ["--ulimit=nofile=9"]}"#;
    place.write("three.json", &format!(r#"{{"a": {container}, "b_c": {container}, "d": {{"image": "i:1", "ports": ["80:80"], "extraOptions": ["--ulimit=nofile=12"]}}}}"#));
    let text = place
        .run(&["check", "three.json", "--level", "warning"])
        .stderr;
    assert_eq!(text.matches("[K3M622]").count(), 1, "{text}");
    for part in [
        "warning[K3M622]: `a` sets ",
        "--> container a on three, option extraOptions[0]: \"--ulimit nofile=9\"\n",
        " = also: b_c, d\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_row_per_container() {
    let place = Place::new();
    place.write("mixed.json", r#"{"api": {"image": "docker.io/library/nginx:1", "extraOptions": ["--no-such-flag"]},
        "db": {"image": "docker.io/library/postgres:17", "user": "1:1", "volumes": ["/srv/db:/var/lib/postgresql", "cache:/cache"]},
        "web": {"image": "docker.io/library/nginx:1", "ports": ["127.0.0.1:8080:80", "53:53/udp"], "extraOptions": ["--ulimit=nofile=9"]}}"#);
    let run = place.run(&["check", "mixed.json", "--summary"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stdout,
        "CONTAINER  VERDICT  CODES   PORTS                        VOLUMES\n\
         api        refused  K3M110  -                            -\n\
         db         ok       -       -                            /srv/db:/var/lib/postgresql,cache:/cache\n\
         web        differs  K3M622  127.0.0.1:8080:80,53:53/udp  -\n"
    );
    assert!(
        run.stderr.starts_with("summary: 3 containers: "),
        "{}",
        run.stderr
    );
    let run = place.run(&[
        "check",
        "mixed.json",
        "--summary",
        "--message-format",
        "json",
    ]);
    let rows: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2]["warnings"], serde_json::json!(["K3M622"]));
    assert_eq!(rows[1]["volumes"][1], "cache:/cache");
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

/// Without a word all codes are listed, with the beginning of one its range, with words what they are in.
#[test]
fn codes_are_listed_and_searched() {
    let place = Place::new();
    let lines = |args: &[&str]| -> Vec<String> {
        let run = place.run(&[&["explain"], args].concat());
        assert_eq!(run.code, 0, "{args:?}\n{}", run.stderr);
        run.stdout.lines().map(str::to_owned).collect()
    };
    let all = lines(&[]);
    assert!(
        all.len() > 200 && all.iter().all(|line| line.starts_with("K3M")),
        "{}",
        all.len()
    );
    let storage = lines(&["K3M4"]);
    assert!(storage.len() > 20 && storage.iter().all(|line| line.starts_with("K3M4")));
    let wanted: Vec<&String> = all.iter().filter(|line| line.starts_with("K3M4")).collect();
    assert_eq!(storage.iter().collect::<Vec<_>>(), wanted);
    let words = lines(&["docker", "hub"]);
    assert!(
        words.iter().any(|line| line.starts_with("K3M230")) && words.len() < 20,
        "{words:?}"
    );
    let json = lines(&["K3M622", "--message-format", "json"]);
    let rule: serde_json::Value = serde_json::from_str(&json[0]).unwrap();
    assert_eq!(
        (json.len(), &rule["type"], &rule["code"]),
        (1, &"rule".into(), &"K3M622".into())
    );
    let json = lines(&["web.ports", "-f", "good.json", "--message-format", "json"]);
    let row: serde_json::Value = serde_json::from_str(&json[0]).unwrap();
    assert_eq!((json.len(), &row["paths"][0]), (1, &"/ports/0".into()));
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

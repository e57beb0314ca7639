//! What a run says comes next, what it leaves to do by hand, and what it does not replace without being told.

use super::{GOOD, Place};

/// Three services: one is refused, one is in another profile.
const PROJECT: &str = "name: home\nservices:\n  web:\n    image: docker.io/library/nginx:1\n    restart: always\n  \
    bad:\n    image: docker.io/library/nginx:1\n    cgroup: 5\n  db:\n    image: docker.io/library/postgres:17\n    restart: always\n  \
    other:\n    image: docker.io/library/nginx:1\n    profiles: [test]\n";

/// The last line of what is said.
fn last(place: &Place, args: &[&str]) -> String {
    let run = place.run(args);
    assert!(run.code < 2, "{args:?}\n{}", run.stderr);
    run.stderr.lines().last().unwrap_or_default().to_owned()
}

/// Only what is converted is stopped, from whichever folder the command is run.
#[test]
fn of_a_project_what_moves_is_stopped_by_name() {
    let place = Place::new();
    place.write("home/compose.yaml", PROJECT);
    let line = last(&place, &["convert", "home", "-o", "out", "--keep-going"]);
    assert!(line.contains("1 refused"), "{line}");
    let next = "; next: stop what moves (`docker compose -p home stop db web`), then `kubectl apply -k out`";
    assert!(line.ends_with(next), "{line}");
}

/// What a person started has no unit.
#[test]
fn what_was_run_by_hand_is_stopped_by_its_engine() {
    let place = Place::new();
    let one = |name: &str, label: &str| {
        format!(
            r#"{{"Id": "{name}1", "HostConfig": {{}}, "Name": "{name}", "Config": {{"CreateCommand": ["podman", "run", "--name", "{name}", "docker.io/library/nginx:1"],
                "Labels": {{{label}}}}}, "State": {{"Status": "running", "Running": true}}}}"#
        )
    };
    let unit = one("db", r#""PODMAN_SYSTEMD_UNIT": "podman-db.service""#);
    place.write("i.json", &format!("[{}, {unit}]", one("web", "")));
    let args = ["convert", "i.json", "-o", "out"];
    let run = place.run(&args);
    assert!(
        run.stderr
            .contains("`web` stays stopped once it exits (`--restart=no`)"),
        "{}",
        run.stderr
    );
    let line = last(&place, &args);
    assert!(
        line.contains(
            "stop what moves (`podman stop web`, `systemctl stop podman-db.service`), then"
        ),
        "{line}"
    );
}

const SECRETS: &str = r#"{"web": {"image": "docker.io/library/nginx:1", "environmentFiles": ["/run/web env"]},
    "db": {"image": "docker.io/library/nginx:1", "extraOptions": ["--secret=pass"]}}"#;

/// Manifests alone have no Secrets, and no profiles of a node.
#[test]
fn what_only_install_makes_is_told_where_nobody_installs() {
    let place = Place::new();
    place.write("h.json", SECRETS);
    let run = place.run(&["convert", "h.json", "-o", "out"]);
    for part in [
        "warning[K3M815]: `h` has containers whose Secrets are not in the manifests",
        "`kubectl create secret generic web.web-env --namespace podman --from-env-file='/run/web env'`",
        "podman secret inspect --showsecret",
    ] {
        let text = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(part), "{part}\n{}", run.stderr);
    }
    place.write("s.json", r#"{"podmanSeccomp": true}"#);
    let settings = ["--settings", "s.json"];
    let yaml = place.run(&[&["convert", "h.json", "-o", "out"], &settings[..]].concat());
    assert!(
        yaml.stderr
            .contains("warning[K3M816]: `h` has 2 workloads with a seccomp profile"),
        "{}",
        yaml.stderr
    );
    let args = ["convert", "h.json", "-o", "b", "--layout", "k3s"];
    let bundle = place.run(&[&args, &settings[..]].concat());
    for code in ["K3M815", "K3M816"] {
        assert!(!bundle.stderr.contains(code), "{}", bundle.stderr);
    }
}

/// A slip is not a reason to throw away what is there.
#[test]
fn another_layout_no_container_and_another_host_need_force() {
    let place = Place::new();
    place.write("none.json", "{}");
    place.write("nas.json", GOOD);
    let k3s = ["--layout", "k3s"];
    for (first, then, why) in [
        (
            &k3s[..],
            &["good.json"][..],
            "has files of `--layout k3s`, and this run writes `--layout yaml`",
        ),
        (
            &[],
            &["good.json", "--layout", "k3s"],
            "has files of `--layout yaml`, and this run writes `--layout k3s`",
        ),
        (
            &[],
            &["none.json", "--from", "oci-containers"],
            "has 2 files of workloads, and this run has no workload",
        ),
        (
            &k3s,
            &["nas.json", "--layout", "k3s"],
            "has a bundle for `good`, and this run is for `nas`",
        ),
    ] {
        let place = &place;
        let _ = std::fs::remove_dir_all(place.path("out"));
        let first = [&["convert", "good.json", "-o", "out"], first].concat();
        assert_eq!(place.run(&first).code, 0);
        let before = place.list("out");
        let then = [&["convert", "-o", "out"], then].concat();
        let run = place.run(&then);
        assert_eq!(run.code, 2, "{why}\n{}", run.stderr);
        let text = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(why) && text.ends_with("with `--force`"),
            "{text}"
        );
        assert_eq!(place.list("out"), before);
        let run = place.run(&[&then[..], &["--force"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let removed = run.stderr.contains("of the run before removed");
        assert_eq!(removed, !why.contains("a bundle for"), "{}", run.stderr);
        assert_eq!(place.run(&then).code, 0, "ours again: {why}");
    }
}

/// Nothing found is said, and so is what NixOS has added.
#[test]
fn the_summary_counts_what_it_names() {
    let place = Place::new();
    place.write("none.json", r#"{"version": 1, "hosts": {}}"#);
    let line = last(&place, &["check", "none.json"]);
    assert!(
        line.ends_with("the input has no container: is it the right file, and the right `--from`?"),
        "{line}"
    );
    place.write(
        "nixos.json",
        r#"{"web": {"image": "docker.io/library/nginx:1", "serviceName": "podman-web"}}"#,
    );
    let line = last(&place, &["check", "nixos.json"]);
    assert!(
        line.contains("(1 from NixOS' defaults), 0 refused"),
        "{line}"
    );
}

/// Every message that names a container is in its row, also one of its host; and lists end.
#[test]
fn rows_have_the_codes_that_name_their_container() {
    let place = Place::new();
    let volumes: Vec<String> = (0..9).map(|n| format!("\"/srv/{n}:/d/{n}\"")).collect();
    place.write(
        "h.json",
        &format!(
            r#"{{"ha": {{"image": "docker.io/library/nginx:1", "extraOptions": ["--device=/dev/ttyUSB0"], "volumes": [{}]}},
                "web": {{"image": "docker.io/library/nginx:1"}}}}"#,
            volumes.join(", ")
        ),
    );
    let row = |args: &[&str], name: &str| {
        let run = place.run(&[&["check", "h.json", "--summary"], args].concat());
        let mut rows = run.stdout.lines().map(str::to_owned);
        rows.find(|row| row.starts_with(name)).unwrap()
    };
    let ha = row(&[], "ha ");
    assert!(
        ha.contains("differs") && ha.contains("K3M446") && ha.ends_with(" and 6 more"),
        "{ha}"
    );
    assert!(!row(&[], "web ").contains("K3M446"));
    let ha = row(&["--deny", "warnings"], "ha ");
    assert!(ha.contains("refused") && ha.contains("K3M446"), "{ha}");
}

/// As a person and as a message spells an option of a service.
#[test]
fn options_of_services_are_found_by_either_name() {
    let place = Place::new();
    place.write(
        "c/compose.yaml",
        "services:\n  web:\n    image: docker.io/library/nginx:1\n    ports: [\"8080:80\"]\n    environment:\n      A: b\n",
    );
    for query in [
        "web.ports",
        "web.ports[0]",
        "services.web.ports[0]",
        "web.services.web.ports[0]",
    ] {
        for input in ["c/compose.yaml", "c"] {
            let run = place.run(&["explain", query, "-f", input]);
            assert_eq!(run.code, 0, "{query} {input}\n{}", run.stderr);
            assert!(
                run.stdout.contains("8080:80") && !run.stdout.contains("\"b\""),
                "{query}\n{}",
                run.stdout
            );
        }
    }
    let run = place.run(&["explain", "web.nope", "-f", "c"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
}

/// The engine by the word that people use.
#[test]
fn podman_is_the_podman_that_is_taken_anyway() {
    let place = Place::new();
    let run = |args: &[&str]| {
        place
            .run(&[&["ledger", "good.json", "--notes"], args].concat())
            .stderr
    };
    assert_eq!(run(&["--engine", "podman"]), run(&[]));
    assert_eq!(
        place
            .run(&["check", "good.json", "--engine", "podman"])
            .code,
        0
    );
}

/// What is underlined is what the message is about, not the key that is first in the alphabet.
#[test]
fn the_source_of_a_mount_and_the_port_of_the_host_are_underlined() {
    let place = Place::new();
    place.write(
        "c/compose.yaml",
        "services:\n  web:\n    image: docker.io/library/nginx:1\n    restart: always\n    volumes:\n      - type: bind\n        \
         bind:\n          create_host_path: true\n        source: /var/run/docker.sock\n        target: /var/run/docker.sock\n    \
         ports:\n      - mode: host\n        protocol: tcp\n        published: \"65536\"\n        target: 80\n",
    );
    let run = place.run(&["check", "c", "--notes"]);
    for part in ["source: /var/run/docker.sock", "published: \"65536\""] {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
    for part in [
        "| ^^^^ create_host_path",
        "create_host_path: true\n",
        "protocol: tcp\n",
    ] {
        assert!(!run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
}

/// Of one container only its rows are told; what is said of others is for `check`.
#[test]
fn the_ledger_of_one_container_has_no_messages_of_others() {
    let place = Place::new();
    let run = place.run(&["ledger", "bad.json", "--container", "web"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.starts_with("summary: ") && run.stdout.starts_with("web on bad"),
        "{}",
        run.stderr
    );
    assert!(place.run(&["ledger", "bad.json"]).stderr.contains("K3M110"));
}

/// `check` speaks of the layout that is meant.
#[test]
fn check_says_what_the_layout_lacks() {
    let place = Place::new();
    place.write("h.json", SECRETS);
    let check = |args: &[&str]| place.run(&[&["check", "h.json"], args].concat()).stderr;
    assert!(check(&["--layout", "yaml"]).contains("K3M815"));
    assert_eq!(check(&["--layout", "k3s"]), check(&[]));
    assert!(!check(&[]).contains("K3M815"));
}

/// The next step can be copied, and the index stands for its bundle.
#[test]
fn commands_that_are_named_can_be_run() {
    let place = Place::new();
    let run = place.run(&["init", "good.json", "-o", "my settings.json"]);
    let next = "next: read it, then `k3s-migrate check good.json --settings 'my settings.json'`\n";
    assert!(run.stderr.ends_with(next), "{}", run.stderr);
    let run = place.run(&["check", "good.json", "--settings", "my settings.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place.run(&["convert", "good.json", "-o", "b", "--layout", "k3s"]);
    let of = |input: &str| place.run(&["explain", "web.ports", "-f", input]).stdout;
    assert!(of("b").contains("8080:80"));
    assert_eq!(of("b/bundle.json"), of("b"));
}

/// What a container is called in Kubernetes is told, and what most hosts have is not in the way of it.
#[test]
fn a_new_name_is_told_with_what_to_do() {
    let place = Place::new();
    place.write(
        "h.json",
        r#"{"my_web": {"image": "docker.io/library/nginx:1"}}"#,
    );
    let run = place.run(&["check", "h.json"]);
    assert!(
        run.stderr.contains("note[K3M201]") && run.stderr.contains("write `my-web` where"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("`--engine docker`"), "{}", run.stderr);
}

//! `diff`: both layouts, files, standard input.

use serde_json::{Value, json};

use super::{GOOD, Place};

/// `one` and `two` differ in the image, a secret and a port.
fn two(place: &Place, layout: &str) {
    let changed = GOOD
        .replace("nginx:1.27", "nginx:1.28")
        .replace("hunter2", "hunter3")
        .replace("8080:80", "8081:80");
    place.write("changed.json", &changed);
    for (input, output) in [("good.json", "one"), ("changed.json", "two")] {
        let args = [
            "convert", input, "-o", output, "--layout", layout, "--force", "--host", "good",
        ];
        let run = place.run(&args);
        assert_eq!(run.code, 0);
    }
}

#[test]
fn both_layouts_are_read() {
    let place = Place::new();
    let mut texts = Vec::new();
    for layout in ["yaml", "k3s"] {
        two(&place, layout);
        let run = place.run(&["diff", "one", "two"]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""));
        assert!(
            run.stdout.contains("~ apps/v1/Deployment/podman/web\n"),
            "{}",
            run.stdout
        );
        assert!(
            run.stdout.contains(
                "    spec.template.spec.containers[web].image\n      \
                 - \"docker.io/library/nginx:1.27\"\n      + \"docker.io/library/nginx:1.28\"\n"
            ),
            "{}",
            run.stdout
        );
        assert!(!run.stdout.contains("hunter"), "{}", run.stdout);
        assert!(
            run.stdout
                .contains("env[DB_PASSWORD].value\n      - \"***\"\n      + \"***\"\n")
        );
        assert!(
            run.stdout
                .ends_with("objects: 0 added, 0 removed, 1 changed, 3 the same\n"),
            "{}",
            run.stdout
        );
        texts.push(run.stdout);
    }
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn one_layout_beside_the_other() {
    let place = Place::new();
    place.run(&["convert", "good.json", "-o", "one", "--layout", "yaml"]);
    place.run(&["convert", "good.json", "-o", "two", "--layout", "k3s"]);
    let run = place.run(&["diff", "one", "two"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert_eq!(
        run.stdout,
        "objects: 0 added, 0 removed, 0 changed, 4 the same\n"
    );
    let stream = place.run(&["convert", "good.json", "-o", "-"]).stdout;
    let run = place.run_with(&["diff", "one", "-"], &stream);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn objects_that_come_and_go() {
    let place = Place::new();
    place.write("renamed.json", &GOOD.replace("\"web\"", "\"site\""));
    place.run(&["convert", "good.json", "-o", "one"]);
    place.run(&["convert", "renamed.json", "-o", "two"]);
    let run = place.run(&["diff", "one", "two", "--message-format", "json"]);
    assert_eq!(run.code, 1);
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let changes: Vec<(&str, &str)> = lines
        .iter()
        .filter(|line| line["type"] == "difference")
        .map(|line| {
            (
                line["change"].as_str().unwrap(),
                line["object"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            ("added", "apps/v1/Deployment/podman/site"),
            ("removed", "apps/v1/Deployment/podman/web"),
            ("added", "networking.k8s.io/v1/NetworkPolicy/podman/site"),
            ("removed", "networking.k8s.io/v1/NetworkPolicy/podman/web"),
            ("added", "v1/Service/podman/site"),
            ("removed", "v1/Service/podman/web"),
        ]
    );
    assert_eq!(
        lines.last().unwrap(),
        &json!({"v": 1, "type": "difference-summary", "added": 3, "removed": 3, "changed": 0, "same": 1})
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let place = Place::new();
    place.write(
        "one/a.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n",
    );
    place.write("two/a.yaml", "name: a\n");
    place.write("three/a.json", "{");
    for (new, message) in [
        (
            "two",
            "error: two/a.yaml: this is not a Kubernetes object: it has no `apiVersion`\n",
        ),
        (
            "three",
            "error: three/a.json: EOF while parsing an object at line 1 column 1\n",
        ),
        ("four", "error: cannot read `four`: "),
    ] {
        let run = place.run(&["diff", "one", new]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.starts_with(message), "{}", run.stderr);
    }
}

#[test]
fn differences_have_colours_where_they_are_wanted() {
    let place = Place::new();
    for (name, text) in [("one", "a"), ("two", "b")] {
        let text =
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: {text}\n");
        place.write(&format!("{name}/a.yaml"), &text);
    }
    let run = place.run(&["diff", "one", "two"]);
    assert!(
        run.code == 1 && !run.stdout.contains('\u{1b}'),
        "{}",
        run.stdout
    );
    let coloured = place
        .run(&["diff", "one", "two", "--color", "always"])
        .stdout;
    for line in ["\u{1b}[31m      - \"a\"", "\u{1b}[32m      + \"b\""] {
        assert!(coloured.contains(line), "{coloured:?}");
    }
}

//! `init`: what it prints can be used as it is, and each proposal that is chosen.

use serde_json::Value;

use super::Place;

/// Takes the comment off every proposal; reasons stay comments, and the operator writes what only the operator knows.
fn chosen(text: &str) -> String {
    let line = |line: &str| {
        let start = line.len() - line.trim_start().len();
        match line.trim_start().strip_prefix("// \"") {
            Some(rest) if rest.ends_with(',') => format!("{}\"{rest}\n", &line[..start]),
            _ => format!("{line}\n"),
        }
    };
    let text: String = text.lines().map(line).collect();
    text.replace("CHOOSE: the address of this host", "192.0.2.5")
}

const INPUT: &str = r#"{
    "ai": {"image": "docker.io/library/nginx:1", "extraOptions": ["--ulimit=nofile=9", "--add-host=h:host-gateway"]},
    "b.c": {"image": "docker.io/library/nginx:1", "extraOptions": ["--ulimit=nofile=9", "--privileged", "--device=/dev/dri"]},
    "worse": {"image": "docker.io/library/nginx:1", "user": "1000", "extraOptions": ["--cap-add=NET_ADMIN", "--no-such-flag"]}
}"#;

#[test]
fn what_it_prints_can_be_used() {
    let place = Place::new();
    place.write("storage.json", INPUT);
    let check = |settings: &str| {
        place.write("settings.json", settings);
        let run = place.run(&[
            "check",
            "storage.json",
            "--settings",
            "settings.json",
            "--message-format",
            "json",
        ]);
        let lines: Vec<Value> = run
            .stderr
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines
    };
    let run = place.run(&["init", "storage.json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let before = check("{}");
    assert_eq!(check(&run.stdout), before, "as it is, nothing is chosen");
    // A proposal that nobody looked at is a mistake with its place, not somebody else's address.
    let blind = chosen(&run.stdout).replace("192.0.2.5", "CHOOSE: the address of this host");
    let blind = check(&blind);
    let bad = blind.iter().find(|line| line["code"] == "K3M803").unwrap();
    assert_eq!(bad["setting"], "/hosts/storage/address", "{bad}");
    let after = check(&chosen(&run.stdout));
    let severity = |lines: &[Value], severity: &str| -> Vec<String> {
        let of = lines.iter().filter(|line| line["severity"] == severity);
        of.map(|line| format!("{} {}", line["code"], line["container"]))
            .collect()
    };
    assert_eq!(severity(&after, "error"), [""; 0], "{}", run.stdout);
    assert!(severity(&after, "warning").is_empty(), "{after:?}");
    assert!(severity(&before, "error").len() > 1, "{before:?}");
    for part in [
        "  \"hosts\": {\n    \"storage\": {\n      // error K3M312: `ai` maps `h` to its host",
        "      // \"address\": \"CHOOSE: the address of this host\",\n",
        "do: remove it, or look the flag up in podman-run(1)\n",
        "    \"b.c\": {\n",
        "        // \"K3M622\",\n",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let place = Place::new();
    let args = ["init", "good.json", "-o", "settings.json"];
    let run = place.run(&args);
    assert_eq!(run.code, 0);
    assert!(
        run.stderr.starts_with("written to settings.json; next: "),
        "{}",
        run.stderr
    );
    place.write("settings.json", "mine");
    let run = place.run(&args);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .starts_with("error: `settings.json` exists already; name another file"),
        "{}",
        run.stderr
    );
    assert_eq!(place.read("settings.json"), "mine");
}

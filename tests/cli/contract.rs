//! What other programs read: messages, rows of the ledger, schemas, `bundle.json`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{BAD, Place};

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

const DIAGNOSTIC: [&str; 12] = [
    "v",
    "type",
    "code",
    "severity",
    "host",
    "container",
    "path",
    "setting",
    "message",
    "effect",
    "do",
    "place",
];
const SUMMARY: [&str; 14] = [
    "v",
    "type",
    "hosts",
    "containers",
    "converted",
    "refused",
    "workloads",
    "objects",
    "written",
    "to",
    "options",
    "diagnostics",
    "memory",
    "monitoring",
];

#[test]
fn messages_are_one_object_a_line() {
    let place = Place::new();
    let envelope = json!({"version": 1, "hosts": {"storage": {
        "containers": serde_json::from_str::<Value>(BAD).unwrap(), "units": {},
        "positions": {"api": {"extraOptions": [{"file": "hosts/a.nix", "line": 3, "column": 5}]}},
    }}});
    place.write("envelope.json", &envelope.to_string());
    let run = place.run(&["check", "envelope.json", "--message-format", "json"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let lines = lines(&run.stderr);
    let (summary, diagnostics) = lines.split_last().unwrap();
    for line in diagnostics {
        assert_eq!(keys(line), BTreeSet::from(DIAGNOSTIC));
        assert_eq!(
            (&line["v"], &line["type"]),
            (&json!(2), &json!("diagnostic"))
        );
        assert!(["error", "warning", "note"].contains(&line["severity"].as_str().unwrap()));
        assert!(line["message"].is_string() && line["effect"].is_string() && line["do"].is_array());
        assert!(line["setting"].is_null());
    }
    let error = diagnostics
        .iter()
        .find(|line| line["code"] == "K3M110")
        .unwrap();
    assert_eq!(error["severity"], "error");
    assert_eq!(error["host"], "storage");
    assert_eq!(error["container"], "api");
    assert_eq!(error["path"], "/extraOptions/0");
    assert_eq!(
        error["place"],
        json!({"file": "hosts/a.nix", "line": 3, "column": 5, "length": null})
    );
    assert_eq!(keys(summary), BTreeSet::from(SUMMARY));
    assert_eq!(
        (&summary["v"], &summary["type"]),
        (&json!(2), &json!("summary"))
    );
    assert_eq!(
        (&summary["written"], &summary["to"], &summary["monitoring"]),
        (&json!(false), &Value::Null, &Value::Null)
    );
    assert_eq!(
        summary["memory"],
        json!({"requested_mib": 0, "limit_mib": 0, "without_request": 1, "without_limit": 1})
    );
    assert_eq!(
        keys(&summary["options"]),
        BTreeSet::from(["read", "kept", "changed", "dropped", "refused", "unsettled"])
    );
    assert_eq!(
        keys(&summary["diagnostics"]),
        BTreeSet::from(["error", "warning", "note"])
    );
    assert_eq!(summary["containers"], 2);
    assert_eq!(
        (&summary["converted"], &summary["refused"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(summary["options"]["read"], 3);
    assert_eq!(summary["options"]["unsettled"], 0);
}

#[test]
fn the_summary_says_what_was_written_and_where() {
    let place = Place::new();
    for (output, written, to) in [
        (&["-o", "out"][..], false, Value::Null),
        (&["-o", "out", "--keep-going"], true, json!("out")),
        (&["-o", "-", "--keep-going"], true, Value::Null),
    ] {
        let args = ["convert", "bad.json", "--message-format", "json"];
        let run = place.run(&[&args, output].concat());
        let summary = lines(&run.stderr).pop().unwrap();
        assert_eq!(
            (&summary["written"], &summary["to"]),
            (&json!(written), &to),
            "{output:?}"
        );
    }
}

/// The order of the keys is that of the contract, for people who read the lines.
#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let place = Place::new();
    let run = place.run(&["check", "bad.json", "--message-format", "json"]);
    for line in run.stderr.lines() {
        let wanted: &[&str] = if line.contains("\"type\":\"summary\"") {
            &SUMMARY
        } else {
            &DIAGNOSTIC
        };
        let places: Vec<usize> = wanted
            .iter()
            .map(|key| line.find(&format!("\"{key}\":")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{line}");
    }
}

#[test]
fn only_the_reason_is_said_where_nothing_can_be_done() {
    let place = Place::new();
    for args in [
        &["check", "absent.json"][..],
        &["check", "good.json", "--deny", "K3M000"],
    ] {
        let args = [args, &["--message-format", "json"]].concat();
        let run = place.run(&args);
        assert_eq!(run.code, 2);
        let lines = lines(&run.stderr);
        assert_eq!(lines.len(), 1);
        assert_eq!(keys(&lines[0]), BTreeSet::from(["v", "type", "message"]));
        assert_eq!(
            (&lines[0]["v"], &lines[0]["type"]),
            (&json!(2), &json!("fatal"))
        );
    }
}

#[test]
fn rows_of_the_ledger() {
    let place = Place::new();
    let run = place.run(&["ledger", "good.json", "--message-format", "json", "-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let rows = lines(&run.stdout);
    assert_eq!(rows.len(), 5);
    for row in &rows {
        assert_eq!(row["v"], 2);
        assert_eq!(
            keys(row),
            BTreeSet::from([
                "v",
                "host",
                "container",
                "paths",
                "flag",
                "value",
                "fate",
                "code",
                "targets",
                "reason"
            ])
        );
    }
    let by_path = |path: &str| {
        rows.iter()
            .find(|row| row["paths"] == json!([path]))
            .unwrap()
    };
    let port = by_path("/ports/0");
    assert_eq!(
        (&port["flag"], &port["fate"]),
        (&json!("--publish"), &json!("kept"))
    );
    let target = &port["targets"][0];
    assert!(
        target["object"]
            .as_str()
            .unwrap()
            .starts_with("apps/v1/Deployment/podman/web")
    );
    assert!(target["pointer"].as_str().unwrap().starts_with("/spec/"));
    assert!(
        by_path("/environment/DB_PASSWORD")["value"]
            .as_str()
            .unwrap()
            .ends_with("***")
    );
    let ulimit = by_path("/extraOptions/0");
    assert_eq!(
        (&ulimit["fate"], &ulimit["code"]),
        (&json!("dropped"), &json!("K3M622"))
    );
    assert_eq!(ulimit["targets"], json!([]));
}

#[test]
fn one_container_of_the_ledger() {
    let place = Place::new();
    let run = place.run(&[
        "ledger",
        "bad.json",
        "--container",
        "web",
        "--message-format",
        "json",
    ]);
    let rows = lines(&run.stdout);
    assert!(!rows.is_empty() && rows.iter().all(|row| row["container"] == "web"));
    let text = place
        .run(&["ledger", "bad.json", "--container", "web"])
        .stdout;
    assert!(
        text.starts_with("web on bad\n") && !text.contains("api on"),
        "{text}"
    );
    let run = place.run(&["ledger", "bad.json", "--container", "wbe"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: the input has no container `wbe`; did you mean `web`? `k3s-migrate check --summary` lists all\n"
    );
}

#[test]
fn every_schema_is_json_and_says_what_it_is() {
    let place = Place::new();
    for format in [
        "envelope",
        "settings",
        "message",
        "ledger",
        "bundle",
        "bundle-ledger",
        "diff",
        "inventory",
        "summary",
        "rule",
        "doctor",
    ] {
        let run = place.run(&["schema", format]);
        assert_eq!(run.code, 0, "{format}");
        let schema: Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(
            schema["$schema"]
                .as_str()
                .unwrap()
                .contains("json-schema.org"),
            "{format}"
        );
        assert!(schema["title"].is_string(), "{format}");
    }
    let run = place.run(&["schema", "settings"]);
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["namespace"]["description"].is_string());
}

#[test]
fn the_index_of_a_bundle() {
    let place = Place::new();
    let run = place.run(&[
        "convert",
        "bad.json",
        "-o",
        "out",
        "--layout",
        "k3s",
        "--keep-going",
    ]);
    assert_eq!(run.code, 1);
    let index: Value = serde_json::from_str(&place.read("out/bundle.json")).unwrap();
    assert_eq!(
        keys(&index),
        BTreeSet::from([
            "version",
            "kubernetes",
            "files",
            "hosts",
            "secrets",
            "hostPaths",
            "hostPorts",
            "units",
            "refused"
        ])
    );
    assert_eq!(index["kubernetes"], "1.34");
    let files = index["files"].as_array().unwrap();
    assert!(!files.is_empty());
    for file in files {
        let path = file["path"].as_str().unwrap();
        let name = path.strip_prefix("manifests/k3s-migrate-").unwrap();
        assert_eq!(
            name.matches('.').count(),
            1,
            "k3s names an AddOn up to the first period"
        );
        let list: Value = serde_json::from_str(&place.read(&format!("out/{path}"))).unwrap();
        assert_eq!(list["kind"], "List");
        assert_eq!(
            list["items"].as_array().unwrap().len(),
            file["objects"].as_array().unwrap().len()
        );
    }
    let refused = index["refused"].as_array().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["container"], "api");
    assert_eq!(refused[0]["codes"], json!(["K3M110"]));
    assert!(
        !place
            .path("out")
            .join(refused[0]["file"].as_str().unwrap())
            .exists()
    );
}

/// A line per container has the same rows, and one per written object what no option decided.
#[test]
fn the_ledger_of_a_bundle() {
    let place = Place::new();
    let args = ["convert", "bad.json", "-o", "out", "--layout", "k3s"];
    assert_eq!(place.run(&[&args[..], &["--keep-going"]].concat()).code, 1);
    let text = place.read("out/ledger.jsonl");
    let (containers, objects): (Vec<Value>, Vec<Value>) = lines(&text)
        .into_iter()
        .partition(|line| line.get("container").is_some());
    let mut rows = Vec::new();
    for line in &containers {
        assert_eq!(
            keys(line),
            BTreeSet::from(["v", "host", "container", "objects", "rows"])
        );
        for row in line["rows"].as_array().unwrap() {
            assert_eq!(
                keys(row),
                BTreeSet::from([
                    "paths", "flag", "value", "fate", "code", "targets", "reason"
                ])
            );
            let mut row = row.clone();
            for key in ["v", "host", "container"] {
                row[key] = line[key].clone();
            }
            for target in row["targets"].as_array_mut().unwrap() {
                let index = usize::try_from(target[0].as_u64().unwrap()).unwrap();
                *target = json!({"object": line["objects"][index], "pointer": target[1]});
            }
            rows.push(row);
        }
    }
    let args = ["ledger", "bad.json", "--message-format", "json"];
    assert_eq!(rows, lines(&place.run(&args).stdout));

    let index: Value = serde_json::from_str(&place.read("out/bundle.json")).unwrap();
    assert_eq!(index["version"], 2);
    let files = index["files"].as_array().unwrap().iter();
    let written = files.flat_map(|file| file["objects"].as_array().unwrap());
    let told: Vec<&Value> = objects.iter().map(|line| &line["object"]).collect();
    assert_eq!(told, written.collect::<Vec<_>>());
    for line in &objects {
        assert_eq!(keys(line), BTreeSet::from(["v", "object", "defaults"]));
        assert_eq!(line["v"], 2);
        for place in line["defaults"].as_array().unwrap() {
            assert_eq!(
                keys(place),
                BTreeSet::from(["pointer", "why", "of", "reason"])
            );
            assert!(place["reason"].is_string());
        }
    }
}

/// The key of the settings that decided a place stands at it.
#[test]
fn what_the_settings_decided_names_its_key() {
    let place = Place::new();
    place.write("settings.json", r#"{"namespace": "home"}"#);
    let args = ["convert", "good.json", "-o", "out", "--layout", "k3s"];
    let settings = ["--settings", "settings.json"];
    assert_eq!(place.run(&[&args[..], &settings].concat()).code, 0);
    let text = place.read("out/ledger.jsonl");
    let namespace = r#"{"pointer":"/metadata/namespace","why":"setting","of":"/namespace","reason":"chosen in the settings"}"#;
    assert!(text.contains(namespace), "{text}");
}

//! What a settings file may hold, and what is said of the rest.

use proptest::prelude::*;
use serde_json::json;

use super::Settings;

/// JSON Pointer, line, column, length, and the message of each problem.
fn problems(text: &str) -> Vec<(String, usize, usize, usize, String)> {
    let settings = Settings::parse("s.json", text).expect("it is JSON");
    let problems = settings.file.problems.iter();
    let row = problems.map(|problem| {
        let place = problem.place.clone().expect("it stands in the file");
        let length = place.length.expect("it is measured");
        let message = problem.say.message().to_owned();
        (
            problem.pointer.clone(),
            place.line,
            place.column,
            length,
            message,
        )
    });
    row.collect()
}

#[test]
fn each_problem_has_its_place() {
    for (text, pointer, at, says) in [
        (
            "[]",
            "",
            (1, 1, 2),
            "the settings are a list, and have to be an object",
        ),
        ("\n \"evil\"", "", (2, 2, 6), "the settings are `\"evil\"`"),
        (
            "{\"namspace\": 1}",
            "/namspace",
            (1, 2, 10),
            "`namspace` is not a key",
        ),
        (
            "{\"namespace\": \"A\"}",
            "/namespace",
            (1, 15, 3),
            "`namespace` of the settings is `\"A\"`: a DNS label ",
        ),
        (
            "{\"namespace\": null}",
            "/namespace",
            (1, 15, 4),
            "is `null`, and has to be a string",
        ),
        (
            "{\"hosts\":\n{\"ä/b\": {\"address\": \"x y\"}}}",
            "/hosts/ä~1b/address",
            (2, 21, 5),
            "an IP address is ",
        ),
        (
            "{\"hosts\": {\"a\": [\n]}}",
            "/hosts/a",
            (1, 12, 3),
            "is a list, and has to be an object",
        ),
        (
            "{\"exposure\": \"all\"}",
            "/exposure",
            (1, 14, 5),
            "has to be one of `hostPort`, ",
        ),
        (
            "{\"exposure\": 1}",
            "/exposure",
            (1, 14, 1),
            "has to be one of `hostPort`, ",
        ),
        (
            "{\"networkPolicies\": 1}",
            "/networkPolicies",
            (1, 21, 1),
            "has to be `true` or `false`",
        ),
        (
            "{\"accept\": [\"K3M302\", \"K3M999\"]}",
            "/accept/1",
            (1, 23, 8),
            "no rule has this code",
        ),
        (
            "{\"accept\": {}}",
            "/accept",
            (1, 12, 2),
            "has to be a list",
        ),
        (
            "{\"namespace\": \"a\", \"namespace\": \"b\"}",
            "/namespace",
            (1, 20, 11),
            "is given twice",
        ),
    ] {
        let found = problems(text);
        let [(found_at, line, column, length, message)] = found.as_slice() else {
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            return;
        };
        assert_eq!(
            (found_at.as_str(), (*line, *column, *length)),
            (pointer, at),
            "{text}"
        );
        assert!(message.contains(says), "{text}: {message}");
    }
}

#[test]
fn the_kubernetes_is_one_of_those_that_manifests_are_for() {
    let rule = "the Kubernetes that the manifests are for is one of `1.34`, ";
    for (value, says) in [
        ("\"1.33\"", rule),
        ("\"1.40\"", rule),
        ("\"v1.35\"", rule),
        ("1.34", "is `1.34`, and has to be a string"),
    ] {
        let found = problems(&format!("{{\"kubernetes\": {value}}}"));
        let [(pointer, line, column, length, message)] = found.as_slice() else {
            assert_eq!(found.len(), 1, "{value}: {found:?}");
            return;
        };
        assert_eq!(
            (pointer.as_str(), *line, *column, *length),
            ("/kubernetes", 1, 16, value.len())
        );
        assert!(message.contains(says), "{value}: {message}");
    }
    assert!(problems("{\"kubernetes\": \"1.37\"}").is_empty());
}

/// What is chosen for a container, the key that is told, and what is said of it.
#[rustfmt::skip]
const BAD: &[(&str, &str, &str)] = &[
    (r#"{"replicas": -1}"#, "replicas", "a number of Pods is an integer from 0 to "),
    (r#"{"replicas": 1.5}"#, "replicas", "has to be an integer"),
    (r#"{"ingress": {"path": 5}}"#, "ingress/path", "has to be a string"),
    (r#"{"ingress": {"host": "10.0.0.1"}}"#, "ingress/host", "the host of a route "),
    (r#"{"ingress": {"host": "a", "path": "a"}}"#, "ingress/path", "the path of a route "),
    (r#"{"ingress": {"host": "a", "class": "A"}}"#, "ingress/class", "a DNS subdomain "),
    (r#"{"ingress": {"host": "a", "tlsSecret": "A"}}"#, "ingress/tlsSecret", "a DNS subdomain "),
    (r#"{"ingress": {"host": "a", "port": 0}}"#, "ingress/port", "a port is an integer from 1 to 65535"),
    (r#"{"schedule": "60 * * * *"}"#, "schedule", "a schedule has five columns "),
    (r#"{"timeZone": "Local"}"#, "timeZone", "a time zone "),
    (r#"{"priorityClass": "Very High"}"#, "priorityClass", "a DNS subdomain "),
    (r#"{"runtimeClass": "gVisor"}"#, "runtimeClass", "a DNS subdomain "),
    (r#"{"namespace": "a.b"}"#, "namespace", "a DNS label "),
    (r#"{"autoscaling": {"min": 0, "max": 1, "cpuPercent": 1}}"#, "autoscaling/min", "from 1 to "),
    (r#"{"autoscaling": {"min": 2, "max": 1, "cpuPercent": 1}}"#, "autoscaling/max", "at least as many "),
    (r#"{"volumes": {"a": 5}}"#, "volumes/a", "has to be an object"),
    (r#"{"volumes": {"a": {}}}"#, "volumes/a", "has to have one of `hostPath`, `claim`"),
    (r#"{"volumes": {"a": {"hostPath": "../a"}}}"#, "volumes/a/hostPath", "a path of the host "),
    (r#"{"volumes": {"a": {"claim": {"size": "0"}}}}"#, "volumes/a/claim/size", "above 0"),
    (r#"{"volumes": {"a": {"claim": {"size": "1Gi", "existing": "A"}}}}"#, "volumes/a/claim/existing", "a DNS "),
    (r#"{"volumes": {"a": {"claim": {"size": "1Gi", "class": "A"}}}}"#, "volumes/a/claim/class", "a DNS "),
    (r#"{"devices": {"/dev/a": "a"}}"#, "devices/~1dev~1a", "the resource of a device plugin "),
    (r#"{"deviceMode": "host"}"#, "deviceMode", "has to be one of `plugin`, `privileged`, `none`"),
    (r#"{"resources": {"limits": {"gpu": "1"}}}"#, "resources/limits/gpu", "has a name that cannot be used"),
    (r#"{"resources": {"limits": {"memory": "2g"}}}"#, "resources/limits/memory", "a quantity "),
    (r#"{"resources": {"requests": {"a.b/c": "500m"}}}"#, "resources/requests/a.b~1c", "is an integer"),
    (r#"{"kind": "Pod"}"#, "kind", "has to be one of `Deployment`, "),
    (r#"{"accept": ["K3M1"]}"#, "accept/0", "no rule has this code"),
];

#[test]
fn of_one_container_each_key_is_told() {
    for (chosen, pointer, says) in BAD {
        let found = problems(&format!("{{\"containers\": {{\"web\": {chosen}}}}}"));
        let told: Vec<&str> = found.iter().map(|problem| problem.0.as_str()).collect();
        assert_eq!(told, [format!("/containers/web/{pointer}")], "{chosen}");
        assert!(
            found.iter().all(|problem| problem.4.contains(says)),
            "{found:?}"
        );
    }
}

#[test]
fn of_the_device_plugin_each_key_is_told() {
    for (chosen, key, says) in [
        (r#"{"image": "a b"}"#, "image", "the name of an image "),
        (
            r#"{"domain": "kubernetes.io"}"#,
            "domain",
            "the domain of a device plugin ",
        ),
        (
            r#"{"domain": "abcdefghijklmnopqrstuvwxyz01"}"#,
            "domain",
            "at most 27 characters",
        ),
        (r#"{"namespace": "A"}"#, "namespace", "a DNS label "),
        (r#"{"count": 1}"#, "count", "is not a key of the settings"),
    ] {
        let found = problems(&format!("{{\"devices\": {{\"plugin\": {chosen}}}}}"));
        let [(pointer, .., message)] = found.as_slice() else {
            assert_eq!(found.len(), 1, "{chosen}: {found:?}");
            return;
        };
        assert_eq!(*pointer, format!("/devices/plugin/{key}"), "{chosen}");
        assert!(message.contains(says), "{chosen}: {message}");
    }
}

#[test]
fn all_of_a_file_are_told_in_its_order() {
    let text = "{\n\"accept\": [\"K3M1\", \"K3M302\", 5],\n\"namespace\": \"A\",\n\"containers\": {\"web\": {\"replicas\": -1, \
                \"ingress\": {\"host\": \"*\"}}}}";
    let found = problems(text);
    let told: Vec<(&str, usize)> = found
        .iter()
        .map(|problem| (problem.0.as_str(), problem.1))
        .collect();
    assert_eq!(
        told,
        [
            ("/accept/0", 2),
            ("/accept/2", 2),
            ("/namespace", 3),
            ("/containers/web/replicas", 4),
            ("/containers/web/ingress/host", 4),
        ]
    );
    let settings = Settings::parse("s.json", text).expect("it is JSON");
    let kept: Vec<&str> = settings.accept.iter().map(super::Code::as_str).collect();
    assert_eq!(kept, ["K3M302"]);
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    for (text, says) in [
        ("", "1:1: the file is empty"),
        ("{", "1:1: unterminated object"),
        ("{} {}", "1:4: text cannot contain more than one JSON value"),
    ] {
        let error = Settings::parse("s.json", text)
            .map(|_| ())
            .map_err(|error| error.to_string());
        assert_eq!(error, Err(says.to_owned()), "{text}");
    }
}

#[test]
fn comments_and_last_commas_are_fine() {
    let text = "\u{feff}// why\n{ /* here */ \"accept\": [\"K3M302\",], // and so on\n}\n";
    let settings = Settings::parse("s.json", text).expect("it is JSON with comments");
    assert!(settings.file.problems.is_empty() && settings.accept.len() == 1);
}

#[test]
fn editors_may_name_the_schema() {
    assert!(problems(r#"{"$schema": "./settings.schema.json"}"#).is_empty());
}

#[test]
fn keys_decide_containers() {
    for (pointer, decides) in [
        ("/namespace", true),
        ("", true),
        ("/containers/web/replicas", true),
        ("/containers/nas~1web/replicas", true),
        ("/containers/db", false),
        ("/containers", true),
        ("/hosts/nas/address", true),
        ("/hosts/other", false),
    ] {
        assert_eq!(
            Settings::decides(pointer, "nas", "web"),
            decides,
            "{pointer}"
        );
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|bool| json!(bool)),
        any::<i32>().prop_map(|number| json!(number)),
        "[a-zA-Z0-9/. -]{0,8}".prop_map(|text| json!(text)),
    ];
    let names = [
        "",
        "$schema",
        "accept",
        "autoscaling",
        "claim",
        "class",
        "containers",
        "deviceMode",
        "devices",
        "domain",
        "exposure",
        "host",
        "hostPath",
        "hosts",
        "image",
        "ingress",
        "kind",
        "limits",
        "max",
        "mode",
        "namespace",
        "plugin",
        "replicas",
        "resources",
        "size",
        "storage",
        "volumes",
        "web",
        "a/b",
        "ä~",
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|list| json!(list)),
            prop::collection::btree_map(name, inner, 0..5).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Settings::parse("s.json", &text);
    }

    /// Each problem points into the file, no two at one place, and what is left is good: read again, it has none.
    #[test]
    fn any_json_is_told_whole(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("it has string keys");
        let settings = Settings::parse("s.json", &text).expect("it is JSON");
        for problem in &settings.file.problems {
            prop_assert!(value.pointer(&problem.pointer).is_some(), "{}: {}", problem.pointer, text);
            let place = problem.place.as_ref().expect("it stands in the file");
            let line = text.lines().nth(place.line - 1).expect("the line is there");
            prop_assert_eq!(place.text.as_deref(), Some(line));
            let end = place.column - 1 + place.length.expect("it is measured");
            prop_assert!(end <= line.chars().count() && place.length > Some(0), "{:?}", place);
        }
        let left = serde_json::to_string(&settings).expect("it has string keys");
        let again = Settings::parse("s.json", &left).expect("it is JSON");
        let rules = |settings: &Settings| {
            let problems = settings.file.problems.iter();
            problems.filter(|problem| !problem.say.message().contains("at least as many")).count()
        };
        prop_assert_eq!(rules(&again), 0, "{}\n{:?}", left, again.file.problems);
    }
}

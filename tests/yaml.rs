//! What the YAML writer wrote comes back unchanged from an independent reader.
//!
//! `K3S_MIGRATE_YAML_DUMP=DIR cargo test --test yaml` also writes pairs of YAML and JSON files to DIR,
//! which `tests/oracles/yaml_readers.py DIR` reads with other readers, among them the API server's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use k3s_migrate::kube::write::{Style, plain};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

fn document(value: &Value) -> String {
    plain(value, Style::Yaml)
}

/// Pieces that mean something to a reader; strings are made of them.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "\u{0}", "\u{7}", "\u{7f}", "\u{85}", "\u{a0}",
    "\u{200b}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{1f600}", "é", "-", "---", "...", "?",
    ":", ": ", ",", "[", "]", "{", "}", "#", " #", "&", "*", "!", "!!str ", "|", "|+", ">", "'", "\"",
    "\\", "\\n", "%", "@", "`", "<<", "=", "~", "y", "no", "true", "null", ".nan", ".", "_", "0", "1",
    "0x", "0o", "e3", "+", "/", "a", "key: value", "- item",
];

/// Strings that some reader or writer is known to get wrong, by the reason.
fn hostile() -> Vec<String> {
    let groups: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("yaml/hostile.json")).expect("the list is JSON");
    groups.into_values().flatten().collect()
}

fn options(yaml_1_1: bool) -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: None,
        strict_indentation: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        legacy_octal_numbers: yaml_1_1,
        strict_booleans: !yaml_1_1,
        reject_unsupported_tags: true,
        non_finite_float_policy: NonFiniteFloatPolicy::Reject,
    }
}

/// Writes a value and reads it twice: with the booleans and octal numbers of YAML 1.1, and without.
fn check(value: &Value) -> Result<(), String> {
    let yaml = document(value);
    for yaml_1_1 in [true, false] {
        let read: Value = serde_saphyr::from_str_with_options(&yaml, options(yaml_1_1))
            .map_err(|error| format!("YAML 1.1 {yaml_1_1}: {error}\n{yaml}"))?;
        if read != *value {
            return Err(format!(
                "YAML 1.1 {yaml_1_1}: read {read}, written {value}\n{yaml}"
            ));
        }
    }
    check_lines(&yaml)
}

/// What line-based readers and people rely on.
fn check_lines(yaml: &str) -> Result<(), String> {
    if !yaml.ends_with('\n') {
        return Err(format!("no newline at the end: {yaml:?}"));
    }
    for line in yaml.split_terminator('\n') {
        if line.starts_with("---") || line.starts_with("...") {
            return Err(format!("{line:?} separates documents"));
        }
        if line.starts_with('\t') || line.ends_with([' ', '\t']) || line.contains(must_be_escaped) {
            return Err(format!("{line:?} is not what it looks like"));
        }
    }
    Ok(())
}

/// Readers differ in these characters, or nobody can see them.
fn must_be_escaped(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}' | '\u{fffe}'..)
}

/// Writes the string alone and in every place a string can have.
fn check_string(text: &str) -> Result<(), String> {
    let yaml = document(&json!(text));
    // libyaml and the API server refuse a block that starts with a tab; our reader is more lenient.
    if text.starts_with([' ', '\t', '\n']) && !yaml.starts_with('"') {
        return Err(format!(
            "{text:?} starts with white space and is not quoted"
        ));
    }
    check(&json!(text)).and_then(|()| check(&places(text)))
}

/// The string in every place a string can have.
fn places(text: &str) -> Value {
    json!({
        "nested": {"value": text, "list": [text, [text, [text]], {"value": text, text: text}]},
        "value": text,
        text: {text: [text]},
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..9).prop_map(|pieces| pieces.concat()),
        2 => prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        1 => prop::sample::select(hostile()),
        1 => "[-+]?[0-9][0-9_.,:eExXoObB+-]{0,6}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// At least 20,000 cases unless `PROPTEST_CASES` says otherwise. A string that fails belongs into
/// `yaml/hostile.json`, so nothing is recorded beside it.
fn cases() -> ProptestConfig {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match env::var_os("PROPTEST_CASES") {
        Some(_) => config,
        None => ProptestConfig {
            cases: 20_000,
            ..config
        },
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_value_comes_back(value in value()) {
        check(&value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_string_comes_back(text in text()) {
        check_string(&text).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn hostile_strings_come_back_from_every_place() {
    let list = hostile();
    let failures: Vec<_> = list
        .iter()
        .filter_map(|text| check_string(text).err())
        .collect();
    assert!(
        failures.is_empty(),
        "{} strings: {}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn hostile_strings_are_never_left_to_a_schema() {
    for text in hostile() {
        let options = serde_saphyr::options! { no_schema: true };
        let yaml = document(&json!([text]));
        let read: Result<Vec<String>, _> = serde_saphyr::from_str_with_options(&yaml, options);
        assert_eq!(read.as_deref().ok(), Some(&[text][..]), "{yaml}");
    }
}

#[test]
fn the_list_of_hostile_strings_is_long_and_unique() {
    let list = hostile();
    assert!(list.len() >= 283, "{}", list.len());
    assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len());
}

#[test]
fn as_deep_as_json_goes() {
    let text = format!("{}1{}", "[{\"a\":".repeat(63), "}]".repeat(63));
    let value: Value = serde_json::from_str(&text).expect("126 levels are fewer than 128");
    let yaml = document(&value);
    // The reader, not the writer, needs more than a test's two megabytes for this.
    let read = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || check(&value));
    let read = read
        .expect("a thread starts")
        .join()
        .expect("nothing panics");
    assert_eq!(read, Ok(()), "{yaml}");
}

#[test]
fn dump_for_other_readers() {
    let Some(directory) = env::var_os("K3S_MIGRATE_YAML_DUMP") else {
        return;
    };
    let directory = Path::new(&directory);
    fs::create_dir_all(directory).expect("the directory can be made");
    let write = |name: &str, object: &Value| {
        let pair = [("yaml", document(object)), ("json", object.to_string())];
        for (extension, text) in pair {
            let path = directory.join(name).with_extension(extension);
            fs::write(path, text).expect("the directory can be written");
        }
    };

    for (number, text) in hostile().iter().enumerate() {
        write(
            &format!("hostile-{number:04}"),
            &config_map(text, &json!({"value": text, text: "name"})),
        );
    }
    let mut runner = TestRunner::deterministic();
    for number in 0..2_000 {
        let text = text().new_tree(&mut runner).expect("no filters").current();
        let mut data = value().new_tree(&mut runner).expect("no filters").current();
        portable(&mut data);
        write(
            &format!("random-{number:04}"),
            &config_map(&text, &json!({"value": data, "places": places(&text)})),
        );
    }
}

/// An object that kubectl reads: the string as an annotation, anything as data.
fn config_map(text: &str, data: &Value) -> Value {
    let metadata = json!({"name": "yaml", "annotations": {"value": text}});
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})
}

/// Replaces numbers that readers understand differently and that no manifest has: YAML 1.1 wants a point
/// before an exponent, kubectl holds what exceeds 64 bits with sign as a float.
fn portable(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let exact = number.is_i64() || number.is_f64() && !number.to_string().contains('e');
            if !exact {
                *value = Value::Null;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(portable),
        Value::Object(map) => map.values_mut().for_each(portable),
        _ => {}
    }
}

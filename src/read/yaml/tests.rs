//! Anchors, merges, places, and documents that are meant to hurt.

use super::*;

fn read(text: &str) -> Result<Value, String> {
    let source = Source {
        name: "a".to_owned(),
        text: text.to_owned(),
    };
    let documents = parse(&source, 0, &mut Budget::default()).map_err(|error| error.to_string())?;
    Ok(documents.first().map_or(Value::Null, Node::to_json))
}

#[test]
fn anchors_and_merges() {
    let text = "
x: &x {a: 1, b: [2, &y two]}
y: *y
z:
  <<: [*x, {a: 3, c: 4}]
  b: own
w: {<<: *x}
";
    let wanted = serde_json::json!({
        "x": {"a": 1, "b": [2, "two"]}, "y": "two", "z": {"b": "own", "a": 1, "c": 4},
        "w": {"a": 1, "b": [2, "two"]},
    });
    assert_eq!(read(text), Ok(wanted));
}

#[test]
fn places_and_marks() {
    let source = Source {
        name: "a".to_owned(),
        text: "a: !reset null\nb:\n  - \"ü\"\n  - !override [x]\n".to_owned(),
    };
    let documents = parse(&source, 3, &mut Budget::default()).unwrap_or_default();
    let Some([a, b]) = documents.first().map(Node::entries) else {
        panic!("two keys");
    };
    assert_eq!(a.value.mark, Mark::Reset);
    let spot = |line, column, length| Spot {
        file: 3,
        line,
        column,
        length,
    };
    assert_eq!(b.spot, spot(2, 1, 1));
    assert_eq!(b.value.elements()[0].spot, spot(3, 5, 3));
    assert_eq!(b.value.elements()[1].mark, Mark::Override);
}

#[test]
fn what_is_too_much() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let long = format!(
        "a: &a {}\nb: [{}]",
        "x".repeat(1 << 20),
        vec!["*a"; 70].join(", ")
    );
    for (text, part) in [
        (laughs, "larger than"),
        (long, "larger than"),
        (
            format!("a: {}", "x".repeat(10 << 20)),
            "a text is longer than 1 MiB",
        ),
        ("[".repeat(20_000), "limit exceeded"),
        ("- ".repeat(20_000), "deep"),
        ("{a: ".repeat(20_000), "limit exceeded"),
        ("a: &a [*a]".to_owned(), "alias"),
        ("a: 1\na: 2".to_owned(), "a:2:1: the key `a` appears twice"),
        ("{[a]: 1}".to_owned(), "a key is a list"),
        ("<<: 1".to_owned(), "merges mappings only"),
        ("a: [".to_owned(), "a:"),
    ] {
        let error = read(&text).expect_err(&text[..text.len().min(40)]);
        assert!(error.contains(part), "{error}");
    }
}

proptest::proptest! {
    #![proptest_config(crate::property::cases(2_000))]

    /// Nothing panics, and what JSON is stays what it is.
    #[test]
    fn any_text(text in "[\\[\\]{}:,&*<!\"'#| \\-a-c0-2\n]{0,60}") {
        let _ = read(&text);
    }

    #[test]
    fn json_is_yaml(words in proptest::collection::vec("[ -~äß\n]{0,12}", 0..5)) {
        let value = serde_json::json!({"list": words, "map": {"k": [1, true, null, 0.5]}});
        proptest::prop_assert_eq!(read(&value.to_string()), Ok(value.clone()));
        proptest::prop_assert_eq!(read(&format!("{value:#}")), Ok(value));
    }
}

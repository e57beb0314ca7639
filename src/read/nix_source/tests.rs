//! Styles of definition, each with the words that must be found.

#![allow(clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The place of the definition that `»` marks, in the text without the mark.
fn marked(text: &str) -> (String, Place) {
    let at = text.find('»').expect("a mark");
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let place = Place {
        file: "a.nix".to_owned(),
        line: text[..at].matches('\n').count() + 1,
        column: at - line_start + 1,
        length: None,
        text: None,
    };
    (text.replace('»', ""), place)
}

/// The words at the places that are found, by pointer.
fn words(text: &str, pointer: &str, container: &Value) -> Vec<(String, String)> {
    let (text, place) = marked(text);
    let mut files = NixFiles::default();
    files.add("a.nix", text.clone());
    let found = files.exact(container, &[(pointer.to_owned(), place)]);
    let lines: Vec<&str> = text.lines().collect();
    found
        .into_iter()
        .filter_map(|(pointer, place)| {
            let line = lines[place.line - 1];
            assert_eq!(place.text.as_deref().unwrap_or(line), line);
            let words = line.chars().skip(place.column - 1).take(place.length?);
            Some((pointer, words.collect()))
        })
        .collect()
}

#[track_caller]
fn finds(text: &str, pointer: &str, container: &Value, at: &str, want: &str) {
    let found = words(text, pointer, container);
    let mut here = found.iter().filter(|(pointer, _)| pointer == at);
    let last = here.next_back();
    assert_eq!(
        last.map(|(_, words)| words.as_str()),
        Some(want),
        "{found:?}"
    );
}

#[test]
fn an_element_of_a_list() {
    let container = json!({"extraOptions": ["--a", "--nope", "--b"]});
    for text in [
        r#"{ containers.web = { »extraOptions = [ "--a" "--nope" "--b" ]; }; }"#,
        r#"{ containers.web.image = ""; »containers.web.extraOptions = [ "--a" "--nope" "--b" ]; }"#,
        r#"{ »extraOptions = extra ++ [ "--a" ] ++ [ "--nope" ]; }"#,
        r#"{ »extraOptions = lib.mkIf cfg.on [ "--a" "--nope" ]; }"#,
        r#"{ »extraOptions = lib.mkMerge [ [ "--a" ] (lib.mkIf x [ "--nope" ]) ]; }"#,
        r#"{ »extraOptions = lib.optionals gpu [ "--device" ] ++ lib.optional x "--nope"; }"#,
        r#"{ »extraOptions = lib.mkForce (lib.mkBefore [ "--nope" ]); }"#,
        r#"{ »extraOptions = if x then [ "--a" ] else [ "--nope" ]; }"#,
        r#"{ »extraOptions = with lib; let y = 1; in [ "--nope" ]; }"#,
        r#"let extra = [ "--nope" ]; in { »extraOptions = extra ++ [ "--a" ]; }"#,
        r#"let o = "--nope"; all = more; more = [ o ]; in x: { »extraOptions = all; }"#,
        r#"{ »extraOptions = mkOverride 50 [ "--nope" ]; }"#,
        r#"rec { »"extraOptions" = [ /* why */ "--nope" ]; }"#,
        "{ »extraOptions =\n  [\n    # one\n    \"--nope\"\n  ]; }",
    ] {
        finds(
            text,
            "/extraOptions",
            &container,
            "/extraOptions/1",
            "\"--nope\"",
        );
    }
}

#[test]
fn equal_elements_in_their_order() {
    let container = json!({"cmd": ["-v", "-v"]});
    let found = words(r#"{ »cmd = [ "-v" "-v" ]; }"#, "/cmd", &container);
    let (text, place) = marked(r#"{ »cmd = [ "-v" "-v" ]; }"#);
    let mut files = NixFiles::default();
    files.add("a.nix", text);
    let columns: Vec<usize> = files
        .exact(&container, &[("/cmd".to_owned(), place)])
        .iter()
        .map(|(_, place)| place.column)
        .collect();
    assert_eq!(columns, [3, 11, 16], "{found:?}");
}

#[test]
fn strings_in_their_forms() {
    for (written, value) in [
        (r#""a\"b\n""#, "a\"b\n"),
        (r"''it's ''${x}''", "it's ${x}"),
        (r#""$${x}""#, "$${x}"),
        (r#""${dir}/data:/data""#, "/srv/data:/data"),
        (r#""${a}:${b}""#, "80:8080"),
        (r"''${dir}/x''", "/srv/x"),
    ] {
        let text = format!("{{ »volumes = [ \"other\" {written} ]; }}");
        let container = json!({"volumes": ["other", value]});
        finds(&text, "/volumes", &container, "/volumes/1", written);
    }
}

#[test]
fn what_is_not_certain_is_not_said() {
    let container = json!({"volumes": ["/a/x"]});
    // Two strings could be it; one could be anything.
    for text in [
        r#"{ »volumes = [ "${a}/x" "${b}/x" ]; }"#,
        r#"{ »volumes = [ "${a}" ]; }"#,
        "{ »volumes = variable; }",
        "{ inherit »volumes; }",
        "let volumes = volumes; a = b; b = a ++ a ++ b ++ a ++ b; in { »volumes = volumes ++ a; }",
        "let x = [ \"/a/x\" ]; in { x, ... }: { »volumes = x; }",
        "{ inherit (other) »volumes; }",
        r#"{ »volumes = map (x: x + "/x") [ "/a" ]; }"#,
    ] {
        let found = words(text, "/volumes", &container);
        let [(pointer, words)] = found.as_slice() else {
            panic!("{text}: {found:?}");
        };
        assert_eq!((pointer.as_str(), words.as_str()), ("/volumes", "volumes"));
    }
}

#[test]
fn values_and_attributes() {
    let container = json!({
        "image": "web:1", "environment": {"TZ": "UTC", "A": "b"}, "privileged": true,
    });
    for (text, pointer, at, want) in [
        (r#"{ »image = "web:1"; }"#, "/image", "/image", "\"web:1\""),
        (
            r#"{ »image = "web:${tag}"; }"#,
            "/image",
            "/image",
            "\"web:${tag}\"",
        ),
        (
            r#"{ »image = lib.mkDefault "web:1"; }"#,
            "/image",
            "/image",
            "\"web:1\"",
        ),
        ("{ »image = image; }", "/image", "/image", "image"),
        (
            "{ »privileged = true; }",
            "/privileged",
            "/privileged",
            "privileged",
        ),
        (
            r#"{ »environment = { TZ = "UTC"; }; }"#,
            "/environment",
            "/environment/TZ",
            "\"UTC\"",
        ),
        (
            r#"{ »environment.TZ = "UTC"; }"#,
            "/environment",
            "/environment/TZ",
            "\"UTC\"",
        ),
        (
            r#"{ »environment.TZ = "UTC"; }"#,
            "/environment/TZ",
            "/environment/TZ",
            "\"UTC\"",
        ),
        (
            r#"{ »environment = base // { TZ = "UTC"; }; }"#,
            "/environment",
            "/environment/TZ",
            "\"UTC\"",
        ),
        (
            r"{ »environment = { inherit A; TZ = zone; }; }",
            "/environment",
            "/environment/TZ",
            "TZ",
        ),
    ] {
        finds(text, pointer, &container, at, want);
    }
}

#[test]
fn a_file_that_has_changed() {
    let container = json!({"ports": ["80:80"]});
    let mut files = NixFiles::default();
    files.add("a.nix", "{\n  other = [ \"80:80\" ];\n}\n".to_owned());
    for (line, column) in [(2, 3), (1, 1), (9, 1), (2, 99), (0, 0)] {
        let place = Place {
            file: "a.nix".to_owned(),
            line,
            column,
            length: None,
            text: None,
        };
        let given = [("/ports".to_owned(), place)];
        assert_eq!(files.exact(&container, &given), given, "{line}:{column}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn any_text_has_places(
        start in "[ \\n]{0,3}(\\{ |rec \\{|\\()?",
        middle in "(ports|a\\.ports|\"ports\"|inherit ports|inherit \\(x\\) ports)",
        end in "( = |=)?(\\[|\\(|lib\\.mkIf x |''|\"|\\$\\{|let|in|\\+\\+|//|80:80|ü|[ \\n;\\]\\)\"'}])*",
        line in 0_usize..5, column in 0_usize..40,
    ) {
        let text = format!("{start}{middle}{end}");
        let mut files = NixFiles::default();
        files.add("a.nix", text);
        let place = Place { file: "a.nix".to_owned(), line, column, length: None, text: None };
        let found = files.exact(&json!({"ports": ["80:80", "x"]}), &[("/ports".to_owned(), place)]);
        prop_assert!(!found.is_empty());
    }
}

//! `report`: the page stands alone, every link in it leads somewhere, and nothing of an input can run in it. What a browser
//! makes of it: tests/page/run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

/// The page of an input.
fn page(input: &str, arguments: &[&str]) -> String {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("host.json"), input).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(place.path())
        .args(["report", "host.json", "-o", "report.html"])
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{errors}");
    fs::read_to_string(place.path().join("report.html")).unwrap()
}

/// The values of an attribute.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

fn example() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/storage.json");
    fs::read_to_string(path).unwrap()
}

#[test]
fn links_lead_somewhere() {
    let page = page(&example(), &[]);
    let ids = attributes(&page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id twice");
    let links = attributes(&page, "href");
    assert!(links.len() > 30, "{}", links.len());
    for link in links {
        let anchor = link
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{link} leads away"));
        assert!(unique.contains(anchor), "{link}");
    }
    assert_eq!(page.matches("class=\"service\"").count(), 15);
    assert!(attributes(&page, "src").is_empty());
}

#[test]
fn nothing_of_an_input_runs() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    let input = serde_json::json!({
        "web": {
            "image": "docker.io/library/nginx:1.27",
            "environment": { "TITLE": evil },
            "labels": { "note": evil },
            "cmd": [evil],
            "volumes": [format!("/srv/{evil}:/data")],
            "extraOptions": [format!("--network={evil}"), format!("--nope={evil}")],
        },
        evil: { "image": evil },
    });
    let page = page(&input.to_string(), &[]);
    assert_eq!(page.matches("<script").count(), 1, "a script of the input");
    assert_eq!(page.matches("<img").count(), 0);
    assert!(page.contains("&lt;script&gt;"));
    let policy = attributes(&page, "content");
    let policy = policy
        .iter()
        .find(|text| text.contains("default-src"))
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn secrets_are_not_shown() {
    let input = r#"{"db": {"image": "docker.io/library/postgres:17",
        "environment": {"POSTGRES_PASSWORD": "correct-horse", "URL": "postgres://u:correct-horse@db/x"},
        "extraOptions": ["--env=API_TOKEN=correct-horse"]}}"#;
    assert!(!page(input, &[]).contains("correct-horse"));
}

#[test]
fn a_file_that_cannot_be_written() {
    let out = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "report",
            "examples/storage.json",
            "-o",
            "no/such/folder/report.html",
        ])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(told.contains("no/such/folder/report.html"), "{told}");
}

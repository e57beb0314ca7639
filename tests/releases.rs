//! `grammar::release::NEWER` has every field that a newer Kubernetes brought to what we write: the published schemas of the
//! oldest and the newest release are compared, as k8s-openapi has them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use k3s_migrate::grammar::{
    Release,
    release::{NEWER, Newer},
};

/// Type (`core::v1::PodSpec`): its fields, and the types that they have.
type Schema = BTreeMap<String, Type>;

/// Fields and types.
type Type = (BTreeSet<String>, BTreeSet<String>);

/// The sources of k8s-openapi, one folder a release.
fn sources() -> PathBuf {
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let top = env!("CARGO_MANIFEST_DIR");
        let output = command.args(words).current_dir(top).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "cargo {words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    };
    // For this machine only: what others need was never downloaded.
    let version = run(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let words = [
        "metadata",
        "--offline",
        "--locked",
        "--format-version=1",
        "--filter-platform",
    ];
    let metadata = run(&[&words[..], &[host.unwrap()]].concat());
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|each| each["name"] == "k8s-openapi");
    let manifest = package.unwrap()["manifest_path"].as_str().unwrap();
    Path::new(manifest).with_file_name("src")
}

fn schema(release: Release) -> Schema {
    let folder = format!("v{}", release.as_str().replace('.', "_"));
    let top = sources().join(folder);
    let mut schema = Schema::new();
    for entry in walkdir::WalkDir::new(&top) {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            let module = path.parent().unwrap().strip_prefix(&top).unwrap();
            let module: Vec<_> = module.iter().map(|part| part.to_str().unwrap()).collect();
            schema.extend(type_of(
                &module.join("::"),
                &fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    assert!(schema.len() > 500, "{}: {}", top.display(), schema.len());
    schema
}

/// The type of a file: fields in the names of JSON, and the types that it mentions.
fn type_of(module: &str, text: &str) -> Option<(String, Type)> {
    let (_, rest) = text.split_once("\npub struct ")?;
    let (name, rest) = rest.split_once(" {\n")?;
    let (body, _) = rest.split_once("\n}")?;
    let fields = text
        .split("serialize_field(&mut state, \"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
    let types = body.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != ':' && c != '_');
        rest.split_at(end.unwrap_or(rest.len())).0.to_owned()
    });
    let name = format!("{module}::{name}");
    Some((name, (fields.collect(), types.collect())))
}

/// The types that `src/kube` builds, and all that can be in them; but for what only a server writes.
fn ours(schema: &Schema) -> BTreeSet<String> {
    let mut imports = String::new();
    for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kube")) {
        let path = entry.unwrap().into_path();
        if path.is_file() {
            let code = fs::read_to_string(path).unwrap();
            let found = code.split("use k8s_openapi::").skip(1);
            imports.extend(found.filter_map(|rest| rest.split(';').next()));
        }
    }
    let words: BTreeSet<&str> = imports.split(|c: char| !c.is_alphanumeric()).collect();
    let mut open: Vec<&str> = schema
        .keys()
        .filter(|name| {
            let mut parts = name.rsplitn(3, "::");
            let (own, version) = (parts.next().unwrap(), parts.next().unwrap());
            let group = parts.next().and_then(|rest| rest.rsplit("::").next());
            let import = format!("{}::{version}::", group.unwrap_or_default());
            words.contains(own) && imports.contains(&import)
        })
        .map(String::as_str)
        .collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if name.ends_with("Status") || !found.insert(name.to_owned()) {
            continue;
        }
        if let Some((_, types)) = schema.get(name) {
            open.extend(types.iter().map(String::as_str));
        }
    }
    found
}

/// Fields that came after the older schema, and that the table lacks: `PodSpec.x`.
fn lacking(older: &Schema, newer: &Schema, table: &[Newer]) -> Vec<String> {
    let known: BTreeSet<&str> = table.iter().flat_map(|row| row.fields).copied().collect();
    let mut lacking = Vec::new();
    for name in ours(newer) {
        let (Some((now, _)), Some((before, _))) = (newer.get(&name), older.get(&name)) else {
            continue; // a new type is below a new field
        };
        for field in now.difference(before) {
            let field = format!("{}.{field}", name.rsplit("::").next().unwrap());
            if !known.contains(field.as_str()) {
                lacking.push(field);
            }
        }
    }
    lacking
}

#[test]
fn every_field_that_came_later_is_in_the_table() {
    let [oldest, .., newest] = Release::ALL.map(schema);
    let lacks = lacking(&oldest, &newest, NEWER);
    assert_eq!(lacks, [""; 0], "rows that `grammar::release::NEWER` lacks");

    // It is seen: a row that is taken out, and a field that is planted.
    for row in NEWER {
        let rest: Vec<Newer> = NEWER
            .iter()
            .filter(|other| *other != row)
            .copied()
            .collect();
        let came: Vec<&str> = row
            .fields
            .iter()
            .copied()
            .filter(|field| !is_in(&oldest, field))
            .collect();
        assert_eq!(lacking(&oldest, &newest, &rest), came, "{row:?}");
    }
    let mut planted = newest.clone();
    let pod = planted.get_mut("api::core::v1::PodSpec").unwrap();
    pod.0.insert("planted".to_owned());
    assert_eq!(lacking(&oldest, &planted, NEWER), ["PodSpec.planted"]);
}

/// Whether a schema has the field.
fn is_in(schema: &Schema, field: &str) -> bool {
    let (name, field) = field.split_once('.').unwrap();
    let end = format!("::{name}");
    schema
        .iter()
        .any(|(known, (fields, _))| known.ends_with(&end) && fields.contains(field))
}

/// No row names a field that does not exist, or a release that does not know it yet.
#[test]
fn every_row_is_true_of_its_release() {
    let schemas: Vec<(Release, Schema)> = Release::ALL
        .into_iter()
        .map(|release| (release, schema(release)))
        .collect();
    for row in NEWER {
        for field in row.fields {
            let first = schemas.iter().find(|(_, schema)| is_in(schema, field));
            let (first, _) = first.unwrap_or_else(|| panic!("no release has {field}"));
            assert!(
                row.from.is_none_or(|from| *first <= from),
                "{field}: {first}"
            );
        }
    }
}

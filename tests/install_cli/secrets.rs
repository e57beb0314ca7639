//! Secrets, made on the host.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

use super::is_tombstone;
use super::{Said, a_and_b, install, program, put, text, traces};
use crate::common::install::{Files, Host, file_of, plain};
use serde_json::Value;
use serde_json::json;

const SECRET: &str = "correct-horse-battery";

pub fn secret_file(host: &Host, content: &str) -> String {
    let path = host.top.path().join("secret.env");
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn with_secret(host: &Host, sources: &Value, kind: &str, files: &Files) {
    let secret = json!({
        "namespace": "podman", "name": "a.secret", "type": kind, "sources": sources,
        "annotate": [{
            "file": format!("manifests/{}", file_of("a")),
            "pointer": "/items/0/spec/template/metadata/annotations/k3s-migrate~1secret-a.secret",
        }],
    });
    host.write_bundle(files, json!({"secrets": [secret]}));
}

/// A bundle whose workload `a` uses a Secret.
pub fn put_secret(host: &Host, sources: Value, kind: &str) -> Said {
    with_secret(host, &sources, kind, &a_and_b());
    install(host, &[])
}

const SECRET_FILE: &str = "k3s-migrate-05-secret-podman-a-secret.json";

/// Keys and contents of the Secret that was installed.
fn data(host: &Host) -> BTreeMap<String, String> {
    use base64::Engine as _;
    let list: Value = serde_json::from_str(&text(host.file(SECRET_FILE))).unwrap();
    let data = list["items"][0]["data"].as_object().unwrap();
    let plain = |value: &Value| {
        base64::engine::general_purpose::STANDARD
            .decode(value.as_str().unwrap())
            .unwrap()
    };
    data.iter()
        .map(|(key, value)| (key.clone(), String::from_utf8(plain(value)).unwrap()))
        .collect()
}

fn annotation(host: &Host) -> String {
    let list: Value = serde_json::from_str(&text(host.file(&file_of("a")))).unwrap();
    let at = "/items/0/spec/template/metadata/annotations/k3s-migrate~1secret-a.secret";
    list.pointer(at).unwrap().as_str().unwrap().to_owned()
}

/// Neither the content nor its base64 is anywhere but in the Secret's own file.
#[track_caller]
fn nowhere_else(host: &Host, said: &Said, content: &str) {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(content);
    let mut places = vec![("output".to_owned(), format!("{}{}", said.out, said.err))];
    for folder in [host.target(), host.state(), host.bundle()] {
        places.extend(files_below_lossy(&folder));
    }
    for (place, text) in places {
        if !place.ends_with(SECRET_FILE) {
            assert!(
                !text.contains(content) && !text.contains(&encoded),
                "the secret is in {place}"
            );
        }
    }
}

fn files_below_lossy(folder: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = fs::read(entry.path()).unwrap();
                out.push((
                    entry.path().display().to_string(),
                    String::from_utf8_lossy(&bytes).into_owned(),
                ));
            }
        }
    }
    out
}

#[test]
fn env_files_become_secrets_by_podmans_rules() {
    let host = Host::new();
    let env = secret_file(
        &host,
        &format!("# no\nTOKEN={SECRET}\nQUOTED=\"x\"  \n  B=$A # kept\n"),
    );
    let source = json!([{"kind": "envFile", "path": env}]);
    let said = put_secret(&host, source.clone(), "Opaque")
        .ok()
        .says("K3M911");
    nowhere_else(&host, &said, SECRET);
    let wanted = [("B", "$A # kept"), ("QUOTED", "\"x\"  "), ("TOKEN", SECRET)];
    assert_eq!(
        data(&host),
        wanted.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    );
    let before = annotation(&host);

    // The same content writes nothing; another one rolls the Pod, and tells nothing.
    let traces_before = traces(&host);
    put_secret(&host, source.clone(), "Opaque")
        .ok()
        .says("nothing to do; 4 files up to date");
    assert_eq!(traces(&host), traces_before);
    secret_file(&host, "TOKEN=another-horse-battery\n");
    let said = put_secret(&host, source.clone(), "Opaque")
        .ok()
        .says("updated 2")
        .says("generation 1");
    nowhere_else(&host, &said, "another-horse-battery");
    assert_ne!(annotation(&host), before);
    assert!(
        annotation(&host).bytes().all(|b| b.is_ascii_hexdigit()) && annotation(&host).len() == 64
    );

    // Another machine has another key.
    let other = Host::new();
    with_secret(&other, &source, "Opaque", &a_and_b());
    install(&other, &[]).ok();
    assert_ne!(annotation(&other), annotation(&host));

    // Encrypted, nothing is said; the Secret goes with its workload.
    fs::write(
        host.top.path().join("config.yaml"),
        "secrets-encryption: true\n",
    )
    .unwrap();
    secret_file(&host, "TOKEN=3\n");
    put_secret(&host, source, "Opaque")
        .ok()
        .never_says("K3M911");
    put(&host, &plain(&[("b", "image:1")])).ok();
    assert!(is_tombstone(host.file(SECRET_FILE)));
}

#[test]
fn logins_and_podmans_own_secrets() {
    let host = Host::new();
    let file = secret_file(&host, &format!("{SECRET}\n"));
    let login =
        json!([{"kind": "login", "registry": "ghcr.io", "username": "me", "passwordFile": file}]);
    let login = login_as_written(login);
    let said = put_secret(&host, login, "kubernetes.io/dockerconfigjson").ok();
    let config: Value = serde_json::from_str(&data(&host)[".dockerconfigjson"]).unwrap();
    assert_eq!(config["auths"]["ghcr.io"]["password"], SECRET);
    assert_eq!(
        config["auths"]["ghcr.io"]["auth"],
        "bWU6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5"
    );
    nowhere_else(&host, &said, SECRET);

    fs::write(
        &file,
        format!("{{\"auths\":{{\"quay.io\":{{\"auth\":\"{SECRET}\"}}}},\"credHelpers\":{{}}}}"),
    )
    .unwrap();
    let said = put_secret(
        &host,
        json!([{"kind": "authFile", "path": file}]),
        "kubernetes.io/dockerconfigjson",
    )
    .ok();
    assert_eq!(
        data(&host)[".dockerconfigjson"],
        format!("{{\"auths\":{{\"quay.io\":{{\"auth\":\"{SECRET}\"}}}}}}")
    );
    nowhere_else(&host, &said, SECRET);

    program(
        &host,
        "podman",
        &format!(
            "[ \"$*\" = 'secret inspect --showsecret --format {{{{.SecretData}}}} -- db' ] && printf '{SECRET}\\n\\n'"
        ),
    );
    let podman = json!([{"kind": "podmanSecret", "name": "db", "key": "db"}]);
    let said = put_secret(&host, podman, "Opaque").ok();
    assert_eq!(data(&host)["db"], format!("{SECRET}\n"));
    nowhere_else(&host, &said, SECRET);
}

fn login_as_written(mut sources: Value) -> Value {
    let source = k3s_migrate::plan::SecretSource::Login {
        registry: sources[0]["registry"].as_str().unwrap().to_owned(),
        username: sources[0]["username"].as_str().unwrap().to_owned(),
        password_file: sources[0]["passwordFile"].as_str().unwrap().to_owned(),
    };
    sources[0] = serde_json::to_value(source).unwrap();
    sources
}

/// podman starts with each of them.
#[test]
fn odd_lines_of_env_files_are_left_out_and_told() {
    let host = Host::new();
    let file = host.top.path().join("odd.env");
    let source = json!([{"kind": "envFile", "path": file.to_str().unwrap()}]);
    let odd = b"\xef\xbb\xbfA=1\nB =2\nexport C=3\nHOME\nD=\xe9\nE=x\0y\nF=4\n";
    fs::write(&file, odd).unwrap();
    let said = put_secret(&host, source, "Opaque").ok().says("K3M918");
    for (line, what) in [
        (1, "byte order mark"),
        (2, "blank"),
        (3, "export"),
        (4, "no value"),
    ] {
        assert_eq!(said.err.matches("[K3M918]").count(), 1, "{}", said.err);
        let mut found = said.err.lines();
        let here = format!("line {line} of");
        assert!(
            found.any(|said| said.contains(&here) && said.contains(what)),
            "{here}: {what}"
        );
    }
    let wanted = [("D", "\u{fffd}"), ("E", "x"), ("F", "4")];
    assert_eq!(
        data(&host),
        wanted.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    );
}

#[test]
fn a_secret_that_cannot_be_made_keeps_its_workload_as_it_is() {
    let host = Host::new();
    let good = secret_file(&host, "A=1\n");
    put_secret(&host, json!([{"kind": "envFile", "path": good}]), "Opaque").ok();
    let (before, secret) = (text(host.file(&file_of("a"))), text(host.file(SECRET_FILE)));
    let line = "x".repeat(65_000);
    let lines: Vec<String> = (0..17).map(|number| format!("A{number}={line}")).collect();
    let big = lines.join("\n");
    let long = format!("B=1\nA={}\n", "x".repeat(65_536));
    let bad: [(&[u8], &str); 3] = [
        (b"A=1\n=1\n", "line 2"),
        (long.as_bytes(), "line 2: it is longer than 64 KiB"),
        (big.as_bytes(), "a Secret at most 1048576"),
    ];
    let files = plain(&[("a", "image:2"), ("b", "image:2")]);
    for (content, what) in bad {
        fs::write(&good, content).unwrap();
        with_secret(
            &host,
            &json!([{"kind": "envFile", "path": good}]),
            "Opaque",
            &files,
        );
        install(&host, &[]).fails("K3M910").says(what).says(&good);
        assert_eq!(text(host.file(&file_of("a"))), before, "{what}");
        assert_eq!(text(host.file(SECRET_FILE)), secret, "{what}");
        assert!(
            text(host.file(&file_of("b"))).contains("image:2"),
            "the rest is installed"
        );
    }
    for (sources, what) in [
        (
            json!([{"kind": "envFile", "path": "/nowhere"}]),
            "the file does not exist",
        ),
        (
            json!([{"kind": "authFile", "path": "/nowhere"}]),
            "the file does not exist",
        ),
        (
            json!([{"kind": "podmanSecret", "name": "db", "key": "db"}]),
            "podman",
        ),
        (
            json!([{"kind": "podmanSecret", "name": "db", "key": "no/key"}]),
            "podman",
        ),
    ] {
        with_secret(&host, &sources, "Opaque", &files);
        install(&host, &[]).fails("K3M910").says(what);
        install(&host, &["--dry-run"]).fails("K3M910");
        assert_eq!(text(host.file(SECRET_FILE)), secret, "{what}");
    }
    // Right again, and all is as it shall be.
    fs::write(&good, "A=2\n").unwrap();
    with_secret(
        &host,
        &json!([{"kind": "envFile", "path": good}]),
        "Opaque",
        &files,
    );
    install(&host, &[]).ok();
    assert!(text(host.file(&file_of("a"))).contains("image:2"));
}

#[test]
fn a_new_workload_without_its_secret_does_not_appear() {
    let host = Host::new();
    put_secret(
        &host,
        json!([{"kind": "envFile", "path": "/nowhere"}]),
        "Opaque",
    )
    .fails("K3M910");
    assert!(!host.file(&file_of("a")).exists() && !host.file(SECRET_FILE).exists());
    assert!(host.file(&file_of("b")).exists());
}

#[test]
fn what_is_refused_goes_on_running_with_its_secret() {
    let host = Host::new();
    let env = secret_file(&host, "A=1\n");
    put_secret(&host, json!([{"kind": "envFile", "path": env}]), "Opaque").ok();
    let before = (text(host.file(&file_of("a"))), text(host.file(SECRET_FILE)));
    let refused = |file: &str| json!({"refused": [{"host": "here", "container": "a", "file": format!("manifests/{file}"), "codes": ["K3M501"]}]});
    host.write_bundle(&plain(&[("b", "image:1")]), refused(&file_of("a")));
    install(&host, &[]).ok().says("K3M912").says("keep");
    assert_eq!(
        (text(host.file(&file_of("a"))), text(host.file(SECRET_FILE))),
        before
    );
    install(&host, &["--deny", "warnings"]).fails("K3M912");

    // Its Pod would be another one by now: the generation's ledger says where it was.
    let row = json!({"v": 2, "host": "here", "container": "a", "objects": ["apps/v1/Deployment/podman/a"], "rows": []});
    put_secret(&host, json!([{"kind": "envFile", "path": env}]), "Opaque").ok();
    with_secret(
        &host,
        &json!([{"kind": "envFile", "path": env}]),
        "Opaque",
        &a_and_b(),
    );
    fs::write(host.bundle().join("ledger.jsonl"), format!("{row}\n")).unwrap();
    install(&host, &[]).ok();
    host.write_bundle(&plain(&[("b", "image:1")]), refused(&file_of("vpn")));
    install(&host, &[]).ok();
    assert_eq!(
        (text(host.file(&file_of("a"))), text(host.file(SECRET_FILE))),
        before
    );
}

#[test]
fn a_key_that_was_lost_is_told_with_what_follows() {
    let host = Host::new();
    let env = secret_file(&host, "A=1\n");
    let sources = json!([{"kind": "envFile", "path": env}]);
    put_secret(&host, sources.clone(), "Opaque")
        .ok()
        .never_says("K3M934");
    fs::remove_file(host.state().join("key")).unwrap();
    put_secret(&host, sources, "Opaque").ok().says("K3M934");
}

#[test]
fn a_secret_that_others_could_read_is_written_again() {
    let host = Host::new();
    let env = secret_file(&host, "A=1\n");
    let sources = json!([{"kind": "envFile", "path": env}]);
    put_secret(&host, sources.clone(), "Opaque").ok();
    let path = host.file(SECRET_FILE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    put_secret(&host, sources, "Opaque").ok();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
}

/// Compose takes quotes away, and fills variables in: those of the file, and those of the project's `.env`.
#[test]
fn a_file_that_compose_reads_is_read_as_it_does() {
    let host = Host::new();
    let project = host.top.path().join(".env");
    fs::write(&project, format!("TOKEN=\"{SECRET}\"\nHOST=db\n")).unwrap();
    let file = secret_file(
        &host,
        "# of the service\nexport A='it is' # quoted\nB=\"x\\ty\"\nC=${HOST}:5432/$A\nD=$NOWHERE\nE\nF=${TOKEN}\n",
    );
    let source = json!([{"kind": "envFile", "path": file, "dotenv": [project.to_str().unwrap()]}]);
    let said = put_secret(&host, source, "Opaque").ok().says("K3M918");
    for line in ["line 5 of", "line 6 of"] {
        assert!(said.err.contains(line), "{}", said.err);
    }
    let wanted = [
        ("A", "it is"),
        ("B", "x\ty"),
        ("C", "db:5432/it is"),
        ("F", SECRET),
    ];
    assert_eq!(
        data(&host),
        wanted.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    );
    nowhere_else(&host, &said, SECRET);

    let wrong = secret_file(&host, &format!("A=1\nB=\"{SECRET} ${{\"\n"));
    let source = json!([{"kind": "envFile", "path": wrong, "dotenv": []}]);
    let said = put_secret(&host, source, "Opaque");
    assert!(
        said.err.contains("line 2: Docker Compose refuses it"),
        "{}",
        said.err
    );
    assert!(!said.err.contains(SECRET), "{}", said.err);
}

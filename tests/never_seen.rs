//! Secrets that stand in plain text in a configuration are printed nowhere: not in messages, text or JSON, not in the
//! ledger, `explain` or `diff`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{fs, path::Path, process::Command};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Texts with a secret that is known by its shape, `@` for where it stands.
const SHAPES: &[&str] = &[
    "postgres://app:@@@db:5432/app",
    "redis://:@@@cache",
    "amqp://me:@@@mq/%2f?heartbeat=1",
    "app --password @@ --verbose",
    "app --token=@@",
    "app --client-secret @@",
    "redis-cli -a @@ ping",
    "/usr/local/bin/mysqladmin ping -uroot -p@@",
    "mongosh -u root -p @@ --eval 1",
    "curl -fsS -u me:@@ http://localhost/health",
    "curl -H 'Authorization: Bearer @@' http://localhost",
    "wget --header 'X-Api-Key: @@' http://localhost",
    "PGPASSWORD=@@ psql -c 'select 1'",
    "env REDISCLI_AUTH=@@ redis-cli ping",
    "http://localhost/health?token=@@&x=1",
    "https://hooks.slack.com/services/@@",
    "https://discord.com/api/webhooks/1/@@",
    "telegram://@@@telegram?chats=1",
    "admin:$2y$05$@@@@@@@@",
    "admin:$$apr1$$@@@@@@@@",
    "ghp_@@@@@@@@@@",
    "xoxb-@@@@@@",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.@@",
    "username=me,password=@@,uid=1000",
    "app:@@@tcp(db:3306)/app",
    "https://@@@github.com/a/b",
    "{\"password\": \"@@\"}",
    "password: @@",
    "secret = \"@@\"",
    "<password>@@</password>",
    "Host(`a`) && Header(`X-Token`, `@@`)",
    "-----BEGIN PRIVATE KEY-----\n@@\n-----END PRIVATE KEY-----",
];

/// Names whose value is secret, whatever it looks like.
const NAMES: &[&str] = &[
    "DB_PASSWORD",
    "PGPASSWORD",
    "APP_JWT",
    "WIFI_PSK",
    "NEO4J_AUTH",
    "SENTRY_DSN",
    "MYSQL_PWD",
    "TS_AUTHKEY",
    "ADMIN_PW",
    "SMTP_PASS",
    "apiKey",
    "DISCORD_WEBHOOK_URL",
    "GITHUB_PAT",
    "SESSION_COOKIE",
    "DBPASS",
    "SECRET_KEY_BASE2",
];

/// A container with a text in one of the places that take one.
type Site = (&'static str, fn(&str) -> Value);

const SITES: &[Site] = &[
    ("variable", |text| json!({"environment": {"ANY": text}})),
    ("command", |text| json!({"cmd": ["run", text]})),
    (
        "words",
        |text| json!({"cmd": text.split(' ').collect::<Vec<_>>()}),
    ),
    ("shell", |text| json!({"cmd": ["sh", "-c", text]})),
    ("entry", |text| json!({"entrypoint": text})),
    ("label", |text| json!({"labels": {"any": text}})),
    (
        "annotation",
        |text| json!({"extraOptions": [format!("--annotation=any={text}")]}),
    ),
    (
        "health",
        |text| json!({"extraOptions": [format!("--health-cmd={text}")]}),
    ),
    (
        "env",
        |text| json!({"extraOptions": ["--env", format!("ANY={text}")]}),
    ),
    (
        "merge",
        |text| json!({"extraOptions": [format!("--env-merge=ANY={text}")]}),
    ),
    (
        "log",
        |text| json!({"extraOptions": [format!("--log-opt=tag={text}")]}),
    ),
    (
        "mount",
        |text| json!({"extraOptions": [format!("--mount=type=volume,src=v,dst=/v,volume-opt=o={text}")]}),
    ),
    (
        "unknown flag",
        |text| json!({"extraOptions": [format!("--nosuch={text}")]}),
    ),
    (
        "unknown words",
        |text| json!({"extraOptions": ["--nosuch", text]}),
    ),
    ("stray", |text| json!({"extraOptions": [text]})),
    (
        "global",
        |text| json!({"preRunExtraOptions": [format!("--url={text}")]}),
    ),
    ("unknown key", |text| json!({"nosuch": text})),
    ("wrong type", |text| json!({"ports": {"any": text}})),
    ("host name", |text| json!({"hostname": text})),
    (
        "volume",
        |text| json!({"volumes": [format!("{text}:/data")]}),
    ),
    ("port", |text| json!({"ports": [text]})),
    ("user", |text| json!({"user": text})),
    ("folder", |text| json!({"workdir": text})),
    ("image", |text| json!({"image": text})),
    ("device", |text| json!({"devices": [text]})),
    (
        "search",
        |text| json!({"extraOptions": [format!("--dns-search={text}")]}),
    ),
    (
        "host",
        |text| json!({"extraOptions": [format!("--add-host={text}:10.0.0.1")]}),
    ),
    (
        "sysctl",
        |text| json!({"extraOptions": [format!("--sysctl=net.any={text}")]}),
    ),
];

/// A container with a value under a name.
type Named = (&'static str, fn(&str, &str) -> Value);

const NAMED: &[Named] = &[
    (
        "variable",
        |name, text| json!({"environment": {name: text}}),
    ),
    ("label", |name, text| json!({"labels": {name: text}})),
    (
        "env",
        |name, text| json!({"extraOptions": [format!("--env={name}={text}")]}),
    ),
    (
        "env words",
        |name, text| json!({"extraOptions": ["-e", format!("{name}={text}")]}),
    ),
    (
        "annotation",
        |name, text| json!({"extraOptions": [format!("--annotation={name}={text}")]}),
    ),
    (
        "merge",
        |name, text| json!({"extraOptions": [format!("--env-merge={name}={text}")]}),
    ),
    (
        "twice",
        |name, text| json!({"environment": {name: text}, "extraOptions": [format!("--env={name}={text}")]}),
    ),
];

/// All of them, each in a container of its own.
fn fleet(secret: &str) -> (Vec<String>, Value) {
    let mut what = Vec::new();
    let mut containers = Map::new();
    let mut add = |name: String, mut container: Value| {
        if container.get("image").is_none() {
            container["image"] = json!("docker.io/library/nginx:1");
        }
        containers.insert(format!("c{}", what.len()), container);
        what.push(name);
    };
    for shape in SHAPES {
        // Two for the place, one for an `@` of the text itself.
        let text = shape.replace("@@", "\u{1}").replace('\u{1}', secret);
        // Neither a file nor a rule is handed over word by word.
        let sites = SITES
            .iter()
            .filter(|(site, _)| *site != "words" || !text.contains(['\n', '`']));
        for (site, make) in sites {
            add(format!("{site}: {shape}"), make(&text));
        }
    }
    for name in NAMES {
        for (site, make) in NAMED {
            add(format!("{site}: {name}"), make(name, secret));
        }
    }
    let webhook = ["--creds", "--decryption-key"].map(|flag| format!("{flag}=me:{secret}"));
    add("registry".to_owned(), json!({ "extraOptions": webhook }));
    (what, Value::Object(containers))
}

fn run(folder: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"))
        .current_dir(folder)
        .args(words)
        .output()
        .unwrap();
    assert_ne!(output.status.code(), None, "{words:?}");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// Every line that shows one of the secrets, with what printed it.
fn shown(secrets: [&str; 2]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, secret) in ["old", "new"].into_iter().zip(secrets) {
        let text = serde_json::to_string_pretty(&fleet(secret).1).unwrap();
        fs::write(folder.path().join(format!("{name}.json")), text).unwrap();
    }
    let run = |words: &[&str]| (words.join(" "), run(folder.path(), words));
    let mut printed = vec![
        run(&["convert", "old.json", "-o", "old", "--keep-going"]),
        run(&[
            "convert",
            "new.json",
            "-o",
            "new",
            "--keep-going",
            "--message-format",
            "json",
        ]),
        run(&["check", "new.json"]),
        run(&["diff", "old", "new"]),
        run(&["diff", "old", "new", "--message-format", "json"]),
    ];
    for name in ["ledger.jsonl", "ledger.txt"] {
        let path = folder.path().join("new").join(name);
        printed.extend(
            fs::read_to_string(path)
                .ok()
                .map(|text| (name.to_owned(), text)),
        );
    }
    for container in ["c0", "c1", "c2", "c7"] {
        printed.push(run(&["explain", container, "new.json"]));
    }
    let lines = printed
        .iter()
        .flat_map(|(by, text)| text.lines().map(move |line| (by, line)));
    lines
        .filter(|(_, line)| secrets.iter().any(|secret| line.contains(secret)))
        .map(|(by, line)| format!("{by}: {line}"))
        .collect()
}

#[test]
fn nothing_shows_a_secret() {
    let found = shown(["hunter2Oldxyz", "hunter2Newxyz"]);
    let first: Vec<_> = found.iter().take(40).collect();
    assert!(
        found.is_empty(),
        "{} lines, such as {first:#?}",
        found.len()
    );
    assert!(fleet("x").0.len() > 125);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn nor_any_other(old in "[A-Za-z0-9]{12,24}", new in "[A-Za-z0-9]{12,24}") {
        let found = shown([&old, &new]);
        prop_assert!(found.is_empty(), "{:#?}", found);
    }
}

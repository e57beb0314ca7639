//! What a `prometheus.yml` becomes, and what of it is refused.

use proptest::prelude::*;

use super::*;

fn reads(text: &str, backend: Backend) -> Result<Imported, String> {
    read(
        text,
        backend,
        &Whys::default(),
        &Listed::of(
            "targets/plugs.json",
            r#"[{"targets": ["db:1", "gone:2"], "labels": {"room": "attic"}}, {"targets": ["node-exporter:9100"]}]"#,
            Whys::default(),
        )
        .into_iter()
        .collect::<Vec<_>>(),
        &mut |host, port| match (host, port) {
            ("db", Some(port)) => {
                Resolved::Moved(format!("db.podman.svc:{port}"), "a container".to_owned())
            }
            ("node-exporter", _) => Resolved::Ours("the stack measures nodes".to_owned()),
            ("gone", _) => Resolved::Gone("no container has this name".to_owned()),
            _ => Resolved::Same("it is outside".to_owned()),
        },
    )
}

const FILE: &str = "
global: {scrape_interval: 15s}
rule_files: [a.yml]
scrape_configs:
  - job_name: db
    scrape_protocols: [OpenMetricsText1.0.0]
    basic_auth: {username: u, password_file: /run/secrets/db}
    static_configs:
      - targets: ['db:9187', 'router:9100']
        labels: {room: cellar}
  - job_name: nodes
    static_configs: [{targets: ['node-exporter:9100']}]
  - job_name: probe
    metrics_path: /probe
    static_configs: [{targets: ['https://example.org/x']}]
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {target_label: __address__, replacement: 'db:9115'}
";

#[test]
fn a_file_goes_on() {
    let read = reads(FILE, Backend::VictoriaMetrics).expect("it is read");
    assert_eq!(read.faults, []);
    let names: Vec<&str> = read.jobs.iter().map(|job| job.name.as_str()).collect();
    assert_eq!(names, ["db", "probe"]);
    let left: Vec<&str> = read.left.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(left, ["global", "rule_files"]);
    assert_eq!(
        read.files,
        [("run-secrets-db".to_owned(), "/run/secrets/db".to_owned())]
    );
    let text = |job: &Job| match &job.targets {
        Targets::Imported(job) => job.document(),
        _ => String::new(),
    };
    let all: String = read.jobs.iter().map(text).collect();
    for part in [
        "db.podman.svc:9187",
        "room: cellar",
        "router:9100",
        "/etc/scrape-files/run-secrets-db",
        "db.podman.svc:9115",
        "https://example.org/x",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    assert!(!all.contains("scrape_protocols"));
    // Nothing is passed over in silence.
    assert_eq!(
        read.account
            .iter()
            .map(|(_, lines)| lines.len())
            .sum::<usize>(),
        4 + 1 + 2
    );
}

#[test]
fn what_cannot_go_on_is_a_fault() {
    for (job, expected) in [
        ("static_configs: [{targets: ['gone:1']}]", "gone:1"),
        (
            "docker_sd_configs: [{host: 'unix:///x'}]",
            "docker_sd_configs",
        ),
        ("file_sd_configs: [{files: [a.json]}]", "a.json"),
        ("file_sd_configs: [{files: [/etc/x/p*.json]}]", "gone:2"),
        ("kubernetes_sd_configs: [{role: pod}]", "role: pod"),
        ("consul_sd_configs: [{server: 'gone:8500'}]", "gone:8500"),
        ("static_configs: [{targets: [1]}]", "1"),
        ("bearer_token: abc", "bearer_token"),
        ("basic_auth: {password: abc}", "password"),
    ] {
        let text = format!("scrape_configs: [{{job_name: a, {job}}}]");
        let read = reads(&text, Backend::Prometheus).expect("it is read");
        let found = match read.faults.as_slice() {
            [Fault::Target(_, target, _)] => Some(target.as_str()),
            [Fault::Secret(_, key)] => Some(key.as_str()),
            _ => None,
        };
        assert_eq!(found, Some(expected), "{job}: {:?}", read.faults);
    }
    for text in [
        "- a",
        "1",
        "scrape_configs: 1",
        "{a: 1}",
        "scrape_configs: [{}]",
        "a: [",
        "",
    ] {
        assert!(reads(text, Backend::Prometheus).is_err(), "{text}");
    }
}

#[test]
fn files_are_meant_by_their_name() {
    for (path, pattern, expected) in [
        ("targets/a.json", "/etc/prometheus/a.json", true),
        ("a.json", "/etc/*.json", true),
        ("/nix/store/0c0w-a.json", "targets/a.json", true),
        ("/nix/store/0c0w-src/a-b.json", "b.json", false),
        ("a.json", "a*a.json", false),
        ("a.json", "b.json", false),
        ("a.json", "", false),
    ] {
        let text = "[{targets: ['a:1']}]";
        let file = Listed::of(path, text, Whys::default()).expect("it is a list of targets");
        assert_eq!(file.is_meant_by(pattern), expected, "{path} {pattern}");
    }
    for text in ["[]", "[{job_name: a}]", "a: 1", "[1]", "["] {
        assert_eq!(Listed::of("a", text, Whys::default()), None, "{text}");
    }
}

#[test]
fn addresses() {
    for (text, expected) in [
        ("a:1", ("a", Some(1))),
        ("a", ("a", None)),
        ("[::1]:9100", ("[::1]", Some(9100))),
        ("::1", ("::1", None)),
        ("a:x", ("a:x", None)),
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}|[-a-z_:\\[\\]{}, \n']{0,60}") {
        let _ = reads(&text, Backend::VictoriaMetrics);
    }
}

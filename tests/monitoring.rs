//! Writes what the programs of the monitoring stack read, for combinations of what can be chosen: every pair of choices is in
//! one of them. `tests/monitoring/run` has the programs themselves judge the files.
//!
//! | variable | |
//! |---|---|
//! | `K3S_MIGRATE_MONITORING` | the folder; without it the texts are only made |

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use k3s_migrate::{
    grammar::Label,
    monitoring::{
        App, Backend, Email, Imported, Kept, Probe, Profile, Receiver, Secret, Severity, Slack,
        Stack, TextFile, Thresholds, Url, Way, Webhook, alertmanager, alerts, dashboards, scrape,
    },
    origin::Whys,
    rules::components::Component,
};

/// What a choice does.
type Act = fn(&mut Stack);
/// One thing that can be chosen, and what each choice does.
type Choice = &'static [Act];

/// All of them; the first of each is the usual one.
const CHOICES: &[Choice] = &[
    &[prometheus, victoriametrics],
    &[|_| (), |stack| stack.profile = Profile::Standard],
    &[
        |_| (),
        |stack| add(stack, &[Component::SmartctlExporter]),
        |stack| add(stack, &[Component::BlackboxExporter]),
        |stack| {
            add(
                stack,
                &[Component::SmartctlExporter, Component::BlackboxExporter],
            );
        },
    ],
    &[
        |_| (),
        |stack| stack.interval = 60,
        |stack| stack.interval = 15,
    ],
    &[
        |_| (),
        |stack| stack.namespace = Label::parse("watch").unwrap(),
    ],
    &[|_| (), plugs],
    &[|_| (), one_directory, many_directories],
    &[|_| (), |stack| stack.etcd = true],
    &[|_| (), thresholds],
    &[
        |_| (),
        |stack| stack.alerts.disable = ["NodeCPUHigh".to_owned(), "Watchdog".to_owned()].into(),
    ],
    &[|_| (), own_rules],
    &[|_| (), own_dashboard],
    &[
        |_| (),
        |stack| stack.notify.deadman = Some(Url::Plain("http://dead.example/man".to_owned())),
        |stack| stack.notify.deadman = Some(Url::File(secret("deadman-url"))),
    ],
    &[|_| (), webhook, hidden_webhook, slack, email, everybody],
];

fn prometheus(stack: &mut Stack) {
    stack.backend = Backend::Prometheus;
    stack.parts.remove(&Component::VictoriaMetrics);
    stack.parts.remove(&Component::Vmalert);
    stack.parts.insert(Component::Prometheus);
}

fn victoriametrics(stack: &mut Stack) {
    stack.backend = Backend::VictoriaMetrics;
}

fn add(stack: &mut Stack, parts: &[Component]) {
    stack.parts.extend(parts);
}

fn plugs(stack: &mut Stack) {
    stack.apps.push(App {
        job: "plugs".to_owned(),
        kind: "tasmota",
        namespace: None,
        service: "plugs".to_owned(),
        from: Whys::default(),
    });
}

fn directory(path: &str, node: Option<&str>) -> Kept {
    Kept {
        path: path.to_owned(),
        node: node.map(str::to_owned),
        workloads: BTreeSet::from(["podman/web".to_owned()]),
    }
}

fn one_directory(stack: &mut Stack) {
    stack.kept = vec![directory("/srv/photos", Some("nas"))];
}

fn many_directories(stack: &mut Stack) {
    stack.kept = [
        ("/", None),
        ("/mnt/it's \"mine\"", None),
        ("/srv/{{ $value }}", Some("a")),
        ("/var/lib/rancher/k3s/storage", None),
        ("/back\\slash", Some("b")),
    ]
    .map(|(path, node)| directory(path, node))
    .into();
}

fn thresholds(stack: &mut Stack) {
    stack.alerts.thresholds = Thresholds {
        memory_available_percent: 0,
        cpu_busy_percent: 100,
        disk_free_percent: 25,
        volume_free_percent: 30,
        scrape_success_percent: 100,
        certificate_days: 1,
        cron_job_hours: 1,
        disk_celsius: 255,
    };
}

fn imported(path: &str, text: &str) -> Imported {
    Imported {
        path: path.to_owned(),
        text: text.to_owned(),
        from: Whys::default(),
    }
}

fn own_rules(stack: &mut Stack) {
    let text = "groups:\n- name: own\n  rules:\n  - alert: Own\n    expr: up == 0\n    annotations: {summary: own}\n  - record: own:up\n    expr: sum(up)\n";
    assert_eq!(alerts::extra::faults(text, stack.backend), []);
    stack.alerts.extra.push(imported("own.yml", text));
}

fn own_dashboard(stack: &mut Stack) {
    let text = r#"{"title":"Own","schemaVersion":36,"panels":[{"type":"stat","gridPos":{"x":0,"y":0,"w":4,"h":4},"datasource":"Old","targets":[{"refId":"A","expr":"up"}]}]}"#;
    stack.dashboards.push(imported("own.json", text));
}

fn secret(key: &str) -> Secret {
    Secret {
        key: key.to_owned(),
    }
}

fn told(stack: &mut Stack, name: &str, way: Way, severities: &[Severity]) {
    stack.notify.receivers.push(Receiver {
        name: name.to_owned(),
        way,
        severities: severities.iter().copied().collect(),
    });
}

fn webhook(stack: &mut Stack) {
    let url = Url::Plain("http://127.0.0.1:9099/hub".to_owned());
    told(stack, "webhook-0", Way::Webhook(Webhook { url }), &[]);
}

fn hidden_webhook(stack: &mut Stack) {
    let url = Url::File(secret("webhook-0-url"));
    told(
        stack,
        "webhook-0",
        Way::Webhook(Webhook { url }),
        &[Severity::Critical, Severity::Info],
    );
}

fn slack(stack: &mut Stack) {
    let way = Slack {
        url: secret("slack-url"),
        channel: Some("#home".to_owned()),
    };
    told(stack, "slack", Way::Slack(way), &[Severity::Warning]);
}

fn email(stack: &mut Stack) {
    let way = Email {
        to: "one@example.org, two@example.org".to_owned(),
        sender: "Home <home@example.org>".to_owned(),
        smarthost: "mail.example.org:587".to_owned(),
        user: Some("home".to_owned()),
        password: Some(secret("email-password")),
    };
    told(stack, "email", Way::Email(way), &[Severity::Critical]);
}

fn everybody(stack: &mut Stack) {
    for each in [webhook, slack, email] {
        each(stack);
    }
}

/// Combinations in which every two choices meet: each as numbers of choices.
fn pairs() -> Vec<Vec<usize>> {
    let mut open = BTreeSet::new();
    for (first, of) in CHOICES.iter().enumerate() {
        for (second, with) in CHOICES.iter().enumerate().skip(first + 1) {
            for one in 0..of.len() {
                open.extend((0..with.len()).map(|other| (first, one, second, other)));
            }
        }
    }
    let mut out = Vec::new();
    // The first pair that is open begins a combination; each further choice closes as many as it can.
    while let Some((first, one, second, other)) = open.first().copied() {
        let mut chosen = BTreeMap::from([(first, one), (second, other)]);
        for (next, choices) in CHOICES.iter().enumerate() {
            if chosen.contains_key(&next) {
                continue;
            }
            let closes = |choice: &usize| {
                let meets = |(at, of): (&usize, &usize)| {
                    open.contains(&(*at, *of, next, *choice))
                        || open.contains(&(next, *choice, *at, *of))
                };
                chosen.iter().filter(|pair| meets(*pair)).count()
            };
            let best = (0..choices.len()).rev().max_by_key(closes).unwrap_or(0);
            chosen.insert(next, best);
        }
        for (first, one) in &chosen {
            for (second, other) in chosen.range(first + 1..) {
                open.remove(&(*first, *one, *second, *other));
            }
        }
        out.push(chosen.into_values().collect());
    }
    out
}

fn stack(chosen: &[usize]) -> Stack {
    let mut stack = Stack::default();
    for (choice, of) in CHOICES.iter().zip(chosen) {
        choice[*of](&mut stack);
    }
    stack
}

/// With everything that there is, for the cases of `rules.toml` and for panels.
fn full(backend: fn(&mut Stack)) -> Stack {
    let mut stack = Stack::default();
    add(
        &mut stack,
        &[Component::SmartctlExporter, Component::BlackboxExporter],
    );
    for each in [backend, plugs, one_directory, everybody] {
        each(&mut stack);
    }
    stack.notify.deadman = Some(Url::Plain("http://127.0.0.1:9099/deadman".to_owned()));
    stack.probes.push(Probe {
        module: "http",
        target: "http://hub.podman.svc:9099/".to_owned(),
        app: "hub".to_owned(),
        namespace: Label::parse("podman").unwrap(),
        from: Whys::default(),
    });
    stack
}

fn write(folder: &Path, files: &[TextFile]) {
    fs::create_dir_all(folder).unwrap();
    for file in files {
        fs::write(folder.join(&file.name), &file.text).unwrap();
    }
}

fn texts(stack: &Stack, out: Option<&Path>) {
    let rules = alerts::files(stack);
    let boards = dashboards::files(stack);
    let alertmanager = alertmanager::config(stack);
    let scraped = scrape::config(stack, &scrape::jobs(stack));
    assert!(
        boards
            .iter()
            .all(|file| file.text.len() < dashboards::LARGEST)
    );
    let Some(out) = out else {
        return;
    };
    write(&out.join("rules"), &rules);
    write(&out.join("dashboards"), &boards);
    write(out, &[alertmanager, scraped]);
}

#[test]
fn every_pair_of_choices_is_written() {
    let folder = env::var_os("K3S_MIGRATE_MONITORING").map(PathBuf::from);
    let all = pairs();
    let longest = CHOICES.iter().map(|choice| choice.len()).max().unwrap();
    assert!(all.len() >= longest * 4 && all.len() < 60, "{}", all.len());
    for (index, chosen) in all.iter().enumerate() {
        let out = folder
            .as_ref()
            .map(|folder| folder.join(format!("pair-{index:02}")));
        texts(&stack(chosen), out.as_deref());
    }
    let all: [(&str, Act); 2] = [
        ("prometheus", prometheus),
        ("victoriametrics", victoriametrics),
    ];
    for (name, backend) in all {
        let out = folder.as_ref().map(|folder| folder.join(name));
        texts(&full(backend), out.as_deref());
    }
}

/// What the guide says of alerts and dashboards is what there is.
#[test]
fn all_alerts_and_dashboards_are_documented() {
    let page =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/monitoring.md")).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .collect();
    let alerts_of = alerts::all_names();
    for name in &alerts_of {
        let of = format!("{name}` | ");
        assert_eq!(
            rows.iter().filter(|row| row.starts_with(&of)).count(),
            1,
            "{name}"
        );
    }
    let severities = ["critical", "warning", "none"];
    let documented = rows.iter().filter_map(|row| row.split_once("` | "));
    for (name, _) in documented.filter(|(_, rest)| severities.iter().any(|of| rest.starts_with(of)))
    {
        assert!(alerts_of.contains(&name), "{name}");
    }
    let mut stack = full(prometheus);
    stack.dashboards.clear();
    for file in dashboards::files(&stack) {
        let board: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        let title = board["title"].as_str().unwrap();
        assert!(page.contains(&format!("| {title} | ")), "{title}");
    }
}

//! How long a whole conversion takes, beside the floor: parsing the same JSON and writing the same
//! files. `cargo bench` prints a table; times are the best of several runs, memory is the peak of a
//! process of its own.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench may panic"
)]

use std::{
    env, fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use k3s_migrate::{
    Deny,
    bundle::{self, Bundle, Layout},
    compile,
    read::{Options, Source},
    settings::Settings,
};
use serde_json::{Value, json};

const SIZES: [usize; 4] = [1, 50, 1_000, 10_000];

fn main() {
    // A child of ours measures one size, so that its peak memory is its own.
    if let Ok(task) = env::var("K3S_MIGRATE_BENCH") {
        let (what, size) = task.split_once(' ').unwrap();
        measure(what, size.parse().unwrap());
        return;
    }
    println!("| containers | layout | ms | µs per container | peak MiB | floor ms | ratio |");
    println!("|---|---|---|---|---|---|---|");
    for size in SIZES {
        for layout in ["k3s", "yaml"] {
            let (pipeline, memory) = child(&format!("{layout} {size}"));
            let (floor, _) = child(&format!("{layout}-floor {size}"));
            let each = pipeline * 1_000.0 / f64::from(u32::try_from(size).unwrap());
            println!(
                "| {size} | {layout} | {pipeline:.2} | {each:.1} | {memory:.1} | {floor:.2} | {:.2} |",
                pipeline / floor
            );
        }
    }
}

/// Milliseconds and peak memory in MiB.
fn child(task: &str) -> (f64, f64) {
    let output = Command::new(env::current_exe().unwrap())
        .env("K3S_MIGRATE_BENCH", task)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

fn measure(what: &str, size: usize) {
    let text = fleet(size).to_string();
    let directory = tempfile::tempdir().unwrap();
    let layout = if what.starts_with("k3s") {
        Layout::K3s
    } else {
        Layout::Yaml
    };
    let runs = (20_000 / size).clamp(3, 200);
    let mut best = Duration::MAX;
    // Only the floor may hold a finished bundle: the peak of the others is a conversion's own.
    let bundle = what.ends_with("floor").then(|| convert(&text, layout));
    for run in 0..runs {
        let target = directory.path().join(run.to_string());
        let start = Instant::now();
        match &bundle {
            None => write(&target, &convert(&text, layout)),
            Some(bundle) => {
                let parsed: Value = serde_json::from_str(&text).unwrap();
                write(&target, bundle);
                drop(parsed);
            }
        }
        best = best.min(start.elapsed());
        fs::remove_dir_all(&target).unwrap();
    }
    println!("{} {}", best.as_secs_f64() * 1_000.0, peak());
}

fn convert(text: &str, layout: Layout) -> Bundle {
    let source = Source {
        name: "fleet".to_owned(),
        text: text.to_owned(),
    };
    let compiled = compile(
        &[source],
        &Options::default(),
        &Settings::default(),
        &Deny::default(),
        layout,
    )
    .unwrap();
    bundle::files(&compiled)
}

fn write(target: &Path, bundle: &Bundle) {
    for (path, text) in &bundle.files {
        let path = target.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Peak resident memory of this process in MiB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// A bare oci-containers input with containers as people write them: media, databases, a
/// reverse proxy, something with a health check; every tenth with flags in `extraOptions`.
fn fleet(size: usize) -> Value {
    let containers = (0..size).map(|n| (format!("app-{n}"), container(n)));
    Value::Object(containers.collect())
}

fn container(n: usize) -> Value {
    let port = 1_024 + n % 60_000;
    let mut object = json!({
        "autoStart": true,
        "cmd": [],
        "dependsOn": [],
        "entrypoint": null,
        "environment": { "PGID": "1000", "PUID": "1000", "TZ": "Europe/Berlin", "URL": format!("https://app-{n}.example.org") },
        "environmentFiles": [],
        "extraOptions": [],
        "hostname": null,
        "image": format!("ghcr.io/example/app-{n}:1.{n}"),
        "labels": {},
        "log-driver": "journald",
        "ports": [format!("127.0.0.1:{port}:8080")],
        "serviceName": format!("podman-app-{n}"),
        "user": null,
        "volumes": [format!("/srv/app-{n}:/config"), "/mnt/media:/media:ro", format!("app-{n}-data:/data")],
        "workdir": null,
    });
    if n.is_multiple_of(10) {
        object["extraOptions"] = json!([
            "--memory=512m",
            "--health-cmd=curl -f http://localhost:8080",
            "--cap-drop=ALL",
            "--network=apps"
        ]);
    }
    if n % 10 == 3 {
        object["environmentFiles"] = json!([format!("/run/secrets/app-{n}.env")]);
    }
    object
}

//! A conversion without the program around it: what `compile` and the writing of its files take in
//! a process that has done it before.

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
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use super::{ROUNDS, inputs, median, place};

const SIZES: [usize; 4] = [1, 50, 1_000, 10_000];
const TASK: &str = "K3S_MIGRATE_BENCH";

/// One round of one task.
struct Round {
    wall: f64,
    processor: f64,
    memory: f64,
}

/// Prints the table.
pub fn table() {
    println!("\n## The conversion, in a process of its own that is warm\n");
    println!(
        "| containers | layout | ms | CPU ms | µs per container | peak MiB | floor ms | floor CPU ms | ratio | CPU ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for layout in ["yaml", "k3s"] {
        let mut each = Vec::new();
        for size in SIZES {
            let mut rounds = Vec::new();
            let mut floors = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push(child(&format!("{layout} {size}")));
                floors.push(child(&format!("{layout}-floor {size}")));
            }
            let pairs = || rounds.iter().zip(&floors);
            let wall = median(rounds.iter().map(|round| round.wall));
            let per = wall * 1_000.0 / f64::from(u32::try_from(size).unwrap());
            println!(
                "| {size} | {layout} | {wall:.2} | {:.2} | {per:.1} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} |",
                median(rounds.iter().map(|round| round.processor)),
                median(rounds.iter().map(|round| round.memory)),
                median(floors.iter().map(|floor| floor.wall)),
                median(floors.iter().map(|floor| floor.processor)),
                median(pairs().map(|(round, floor)| round.wall / floor.wall)),
                median(pairs().map(|(round, floor)| round.processor / floor.processor)),
            );
            each.push(per);
        }
        let growth = each[3] / each[2];
        println!("| 10,000 / 1,000 | {layout} | | | {growth:.2} | | | | | |");
    }
}

/// The task of a child, where this process is one.
pub fn task() -> Option<String> {
    env::var(TASK).ok()
}

fn child(task: &str) -> Round {
    let output = Command::new(env::current_exe().unwrap())
        .env(TASK, task)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = text.split(' ').map(|word| word.parse().unwrap()).collect();
    Round {
        wall: numbers[0],
        processor: numbers[1],
        memory: numbers[2],
    }
}

/// A child measures one size, so that its peak memory is its own.
pub fn measure(task: &str) {
    let (what, size) = task.split_once(' ').unwrap();
    let size: usize = size.parse().unwrap();
    let text = inputs::fleet(size).to_string();
    let layout = if what.starts_with("k3s") {
        Layout::K3s
    } else {
        Layout::Yaml
    };
    // Only the floor may hold a finished bundle: the peak of the others is a conversion's own.
    let bundle = what.ends_with("floor").then(|| convert(&text, layout));
    let folder = tempfile::tempdir_in(place::folder()).unwrap();
    let runs = (2_000 / size).clamp(1, 200);
    let (mut wall, mut processor) = (0.0, 0.0);
    // The first run is not counted: its pages are new.
    for run in 0..=runs {
        let target = folder.path().join(run.to_string());
        let start = (Instant::now(), on_processor());
        match &bundle {
            None => write(&target, &convert(&text, layout)),
            Some(bundle) => {
                let parsed: Value = serde_json::from_str(&text).unwrap();
                write(&target, bundle);
                drop(parsed);
            }
        }
        if run > 0 {
            wall += start.0.elapsed().as_secs_f64();
            processor += on_processor() - start.1;
        }
        fs::remove_dir_all(&target).unwrap();
    }
    let each = |sum: f64| sum * 1_000.0 / f64::from(u32::try_from(runs).unwrap());
    print!("{} {} {}", each(wall), each(processor), peak());
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

/// Seconds on a processor, of all threads of this process.
fn on_processor() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap().as_secs_f64()
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

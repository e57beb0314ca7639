//! Installations on a real control plane, applied by a model of K3s' deploy controller
//! (`tests/oracles/README.md`): what becomes of the objects of the cluster, step by step. Started by
//! `tests/cluster/run`, which builds what is needed; without that it says that it was skipped.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic, and this one prints its own lines"
)]

mod common;

#[path = "cluster/scenarios.rs"]
mod scenarios;
#[path = "cluster/site.rs"]
mod site;
#[path = "cluster/subset.rs"]
mod subset;
#[path = "cluster/world.rs"]
mod world;

use std::{
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    time::Instant,
};

use world::World;

fn main() -> ExitCode {
    let filters: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let all = scenarios::ALL.iter();
    let chosen: Vec<_> = all
        .filter(|(name, _)| filters.is_empty() || filters.iter().any(|f| name.contains(f.as_str())))
        .collect();
    let Some(programs) = std::env::var_os("K3S_MIGRATE_CLUSTER") else {
        println!(
            "skipped: tests/cluster/run builds the control plane and sets K3S_MIGRATE_CLUSTER"
        );
        println!("0 passed, 0 failed, {} skipped", chosen.len());
        return ExitCode::SUCCESS;
    };
    let start = Instant::now();
    let mut world = World::start(programs.as_ref());
    println!("the control plane is ready after {:.1?}", start.elapsed());
    let (mut passed, mut failed) = (0, Vec::new());
    panic::set_hook(Box::new(|_| {}));
    for (name, scenario) in &chosen {
        let start = Instant::now();
        let run = panic::catch_unwind(AssertUnwindSafe(|| world.scenario(name, *scenario)));
        let took = start.elapsed();
        match run {
            Ok(()) => {
                passed += 1;
                println!("ok      {name} ({took:.1?})");
            }
            Err(why) => {
                failed.push(*name);
                println!("FAILED  {name} ({took:.1?})\n{}", indented(&said(&*why)));
            }
        }
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("{passed} passed, {} failed", failed.len());
    ExitCode::from(u8::from(!failed.is_empty() || passed == 0))
}

fn said(why: &(dyn std::any::Any + Send)) -> String {
    let text = why.downcast_ref::<String>().cloned();
    text.or_else(|| why.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "it panicked".to_owned())
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .take(40)
        .map(|line| format!("        {line}"))
        .collect();
    lines.join("\n")
}

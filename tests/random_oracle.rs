//! Random combinations of options and settings, judged by the API server's own code. Whatever is
//! written must be accepted; whatever is refused must be refused at an option, a container or a key
//! of the settings. Started by `.ci/oracles`, which builds the judge; without it this says that it
//! was skipped.
//!
//! | variable | default | |
//! |---|---|---|
//! | `K3S_MIGRATE_VALIDATE` | | the judge, `tests/oracles/cmd/validate`, of the oldest Kubernetes |
//! | `K3S_MIGRATE_VALIDATE_NEWEST` | | that of the newest, which has to take everything |
//! | `SEED` | 1 | another sequence of inputs |
//! | `CONTAINERS` | 20000 | how many containers there are in all inputs |
//! | `INPUT` | | only the input with this number |
//! | `K3S_MIGRATE_BREAK` | | spoils the objects on purpose: the judge must see it |

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic, and this one prints its own lines"
)]

#[path = "random_oracle/case.rs"]
mod case;
#[path = "random_oracle/draw.rs"]
mod draw;
#[path = "random_oracle/gates.rs"]
mod gates;
#[path = "random_oracle/odd.rs"]
mod odd;
#[path = "random_oracle/random.rs"]
mod random;
#[path = "random_oracle/server.rs"]
mod server;
#[path = "random_oracle/settings.rs"]
mod settings;
#[path = "random_oracle/shrink.rs"]
mod shrink;

use std::{cmp::Reverse, collections::BTreeMap, env, process::ExitCode, time::Instant};

use k3s_migrate::grammar::Release;

use case::{BREAKS, Break, Fault, Outcome, convert, counted, faults};
use draw::{Draw, Input};
use server::Servers;

/// Inputs that are converted before the server is asked.
const BATCH: usize = 200;

/// What failed in one way: how often, and the first time.
struct Failure {
    times: usize,
    index: u64,
    input: Input,
    fault: Fault,
}

fn main() -> ExitCode {
    let programs = ["K3S_MIGRATE_VALIDATE", "K3S_MIGRATE_VALIDATE_NEWEST"].map(env::var_os);
    let [Some(oldest), Some(newest)] = &programs else {
        println!("skipped: .ci/oracles builds the judges and sets K3S_MIGRATE_VALIDATE");
        return ExitCode::SUCCESS;
    };
    let seed = number("SEED").unwrap_or(1);
    let wanted = usize::try_from(number("CONTAINERS").unwrap_or(20_000)).unwrap();
    let only = number("INPUT");
    let spoil = env::var("K3S_MIGRATE_BREAK").ok().map(|name| {
        let row = BREAKS.into_iter().find(|(known, _)| *known == name);
        row.unwrap_or_else(|| panic!("no such fault: {name}"))
    });
    let start = Instant::now();
    let draw = Draw::new();
    let mut servers = Servers::start(oldest, newest);
    let mut failures = BTreeMap::new();
    let mut refusals = Vec::new();
    let (mut index, mut containers, mut objects, mut failed) = (only.unwrap_or(0), 0, 0, 0);
    while containers < wanted && only.is_none_or(|only| index == only) {
        let batch: Vec<(u64, Input, Outcome)> = (index..)
            .take(if only.is_some() { 1 } else { BATCH })
            .map(|index| {
                let input = draw.input(seed, index);
                let outcome = convert(&input, spoil);
                (index, input, outcome)
            })
            .collect();
        let documents: Vec<(Release, String)> = batch
            .iter()
            .flat_map(|(_, _, outcome)| outcome.asked())
            .collect();
        let mut verdicts = servers.judge(&documents).into_iter();
        for (at, input, outcome) in batch {
            let verdicts: Vec<_> = verdicts.by_ref().take(outcome.documents.len()).collect();
            containers += input.containers;
            objects += outcome.documents.len();
            refusals.extend(outcome.refusals);
            let all = outcome
                .faults
                .into_iter()
                .chain(faults(&outcome.documents, &verdicts));
            let all: BTreeMap<String, Fault> =
                all.map(|fault| (fault.kind.clone(), fault)).collect();
            failed += usize::from(!all.is_empty());
            for (kind, fault) in all {
                let first = || Failure {
                    times: 0,
                    index: at,
                    input: input.clone(),
                    fault,
                };
                failures.entry(kind).or_insert_with(first).times += 1;
            }
            index = at + 1;
        }
    }
    let inputs = index - only.unwrap_or(0);
    println!(
        "{inputs} inputs with {containers} containers, {objects} files, seed {seed}, {:.0?}",
        start.elapsed()
    );
    let codes = counted(refusals);
    let codes: Vec<String> = codes
        .iter()
        .map(|(code, times)| format!("{code} {times}"))
        .collect();
    println!("refused with {}", codes.join(", "));
    // The most frequent first.
    let mut failures: Vec<(&String, &Failure)> = failures.iter().collect();
    failures.sort_by_key(|(_, failure)| Reverse(failure.times));
    for (kind, failure) in failures {
        tell(kind, failure, seed, spoil, &mut servers);
    }
    let gates = gates::faults(oldest, newest);
    for fault in &gates {
        println!("the table of what came later: {fault}");
    }
    println!(
        "{} passed, {} failed",
        inputs - failed as u64,
        failed + gates.len()
    );
    let failed = failed + gates.len();
    ExitCode::from(u8::from(failed > 0 || objects == 0))
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number"))
    })
}

/// Prints one way to fail, with the smallest input for it.
fn tell(kind: &str, failure: &Failure, seed: u64, spoil: Option<Break>, servers: &mut Servers) {
    let mut last = failure.fault.clone();
    let smallest = shrink::smallest(&failure.input, |input| {
        let outcome = convert(input, spoil);
        let verdicts = servers.judge(&outcome.asked());
        let mut all = outcome
            .faults
            .into_iter()
            .chain(faults(&outcome.documents, &verdicts));
        let same = all.find(|fault| fault.kind == kind);
        let still = same.is_some();
        last = same.unwrap_or_else(|| last.clone());
        still
    });
    println!(
        "\n{kind}\n    {} inputs, the first with SEED={seed} INPUT={}",
        failure.times, failure.index
    );
    println!("    {}", last.text);
    println!(
        "    input:    {}\n    settings: {}",
        smallest.document, smallest.settings
    );
}

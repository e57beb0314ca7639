//! `install` against a model of K3s' deploy controller: random bundles, stops at every change of
//! the file system, other people's files. At every instant each of our files is the old or the new
//! one, nobody else's file is touched, no object is lost that every bundle holds; running again
//! repairs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may panic"
)]

mod common;

#[path = "install_model/controller.rs"]
mod controller;
#[path = "install_model/disk.rs"]
mod failing;
#[path = "install_model/steps.rs"]
mod steps;
#[path = "install_model/world.rs"]
mod world;

use std::{env, process::Command};

use k3s_migrate::install::What;
use proptest::prelude::*;
use steps::{Shape, Step, shape, step};
use world::World;

fn number_of_cases(default: u32) -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES")
        .ok()
        .and_then(|number| number.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(default),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    }
}

/// A PATH without programs.
const NOWHERE: &str = "/nowhere";

/// Whether this process finds no program of this machine; else the test has run in one that finds none. Otherwise every
/// installation asks the systemd and the cluster of whoever runs the tests, which takes its time, and tells systemd to
/// read its units again. The PATH is a process's own.
fn alone(test: &str) -> bool {
    if env::var_os("PATH").is_some_and(|path| path == NOWHERE) {
        return true;
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]);
    let output = command.env("PATH", NOWHERE).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    assert!(said.contains("1 passed"), "{said}");
    println!("{said}");
    false
}

#[test]
fn any_sequence_ends_well() {
    if !alone("any_sequence_ends_well") {
        return;
    }
    let steps = prop::collection::vec(step(false), 1..10);
    proptest!(number_of_cases(300), |(steps in steps, last in shape(false))| {
        let mut world = World::new();
        for step in &steps {
            world.step(step);
        }
        world.settle(&last);
    });
}

#[test]
fn what_is_refused_goes_on_running() {
    if !alone("what_is_refused_goes_on_running") {
        return;
    }
    let steps = prop::collection::vec(step(true), 1..8);
    proptest!(number_of_cases(300), |(steps in steps, last in shape(true))| {
        let mut world = World::new();
        for step in &steps {
            if let Step::Confirm { shape } | Step::Install { shape, .. } = step
                && let Some(refused) = shape.refused
            {
                let name = Shape::file(refused);
                let before = world.ours().get(&name).cloned();
                world.write(shape);
                let _ = world.run(What::Bundle(world.host.bundle()), None, 0, false);
                prop_assert_eq!(before, world.ours().get(&name).cloned(), "the file of a refused workload changed");
            } else if !matches!(step, Step::Confirm { .. }) {
                world.step(step);
            }
        }
        world.write(&last);
        let _ = world.run(What::Bundle(world.host.bundle()), None, 0, false);
    });
}

/// Every move between two bundles, stopped before every change, with a look before and after; then
/// carried on, or taken back.
#[test]
fn every_stop_of_every_move() {
    if !alone("every_stop_of_every_move") {
        return;
    }
    let at = |file| Shape {
        seats: [Some((file, 0)), Some((1, 0)), Some((file, 0)), None],
        claims: [true, false],
        refused: None,
    };
    let mut stops = 0;
    let moves = (0..3).flat_map(|from| (0..3).map(move |to| (from, to)));
    let ends = moves.flat_map(|(from, to)| [(from, to, to), (from, to, from)]);
    for (from, to, end) in ends {
        for stop in 1.. {
            let mut world = World::new();
            world.settle(&at(from));
            world.write(&at(to));
            let done = world.run(
                What::Bundle(world.host.bundle()),
                Some(stop),
                u64::MAX,
                false,
            );
            world.look();
            world.settle(&at(end));
            stops += 1;
            if done.is_ok() {
                break;
            }
        }
    }
    println!("stops: {stops}");
}

/// An add-on could not be deleted, so that its checksum stayed; what came and went after it had the same one, and counted
/// as deleted while K3s was still making it. Six things have to happen in this order.
#[test]
fn what_k3s_is_still_making_is_not_taken_for_deleted() {
    if !alone("what_k3s_is_still_making_is_not_taken_for_deleted") {
        return;
    }
    let with = |there: bool| Shape {
        seats: [Some((0, 0)), None, there.then_some((1, 0)), None],
        claims: [false, false],
        refused: None,
    };
    let mut world = World::new();
    world.settle(&with(true));
    // 1. It leaves, and its add-on cannot be deleted.
    world.failing = u64::MAX;
    world.write(&with(false));
    let bundle = || What::Bundle(world.host.bundle());
    let _ = world.run(bundle(), None, 0, true);
    // 2. It comes back; 3. K3s reads the file, and has made nothing of it yet.
    world.write(&with(true));
    let bundle = || What::Bundle(world.host.bundle());
    world.run(bundle(), None, 0, false).unwrap();
    let file = Shape::file(1);
    while !world.controller.borrow().applies(&file) {
        world.controller.borrow_mut().step();
    }
    // 4. It leaves again; 5. somebody asks whether it is gone, while K3s is busy.
    world.failing = 0;
    world.write(&with(false));
    let still = std::mem::take(&mut world.controller.borrow_mut().pace);
    world.controller.borrow_mut().asleep = true;
    let bundle = || What::Bundle(world.host.bundle());
    let _ = world.run(bundle(), None, 0, true);
    // 6. K3s makes what it has read.
    world.controller.borrow_mut().asleep = false;
    world.controller.borrow_mut().pace = still;
    for _ in 0..20 {
        world.controller.borrow_mut().step();
        world.nothing_lost();
    }
    world.settle(&with(false));
}

/// A workload leaves a file that stays. K3s notes the file as applied once it has deleted the workload, whose Pod then has
/// its grace period: podman must not start the container before that is over.
#[test]
fn what_leaves_a_file_that_stays_is_held_until_it_has_ended() {
    if !alone("what_leaves_a_file_that_stays_is_held_until_it_has_ended") {
        return;
    }
    let seats = |seats| Shape {
        seats,
        claims: [false, false],
        refused: None,
    };
    let mut world = World::new();
    world.settle(&seats([Some((0, 0)), Some((0, 0)), None, None]));
    // Asked after every step: also between the last deletion and the end of what was deleted.
    world.controller.borrow_mut().pace = 1;
    world.settle(&seats([None, Some((0, 0)), None, None]));
    // As it was found: K3s is in the middle of a walk when the second bundle comes.
    let mut world = World::new();
    world.step(&Step::Install {
        shape: seats([Some((0, 0)), Some((2, 0)), None, None]),
        stop: None,
        looks: 8_518_924_774_278_830_967,
    });
    world.settle(&seats([None, Some((0, 1)), Some((0, 0)), Some((0, 0))]));
}

/// A file stays as it is because it holds what a workload needs that waits for podman: what runs in it is held, too. Found by
/// chance, one sequence in ten thousand.
#[test]
fn what_a_kept_file_runs_is_held() {
    if !alone("what_a_kept_file_runs_is_held") {
        return;
    }
    let seats = |seats| Shape {
        seats,
        claims: [false, false],
        refused: None,
    };
    let mut world = World::new();
    world.settle(&seats([None, None, Some((0, 0)), Some((0, 0))]));
    world.podman("o0", true);
    world.write(&seats([Some((2, 0)), None, None, Some((2, 0))]));
    let bundle = || What::Bundle(world.host.bundle());
    world.run(bundle(), None, 0, false).unwrap();
}

/// A container leaves a Pod whose Deployment stays: K3s notes the file as applied when it has changed the Deployment, and the
/// old Pod has its grace period after that.
#[test]
fn what_leaves_a_pod_that_stays_is_held_until_the_old_pod_has_ended() {
    if !alone("what_leaves_a_pod_that_stays_is_held_until_the_old_pod_has_ended") {
        return;
    }
    let version = |version| Shape {
        seats: [Some((0, version)), None, None, None],
        claims: [false, false],
        refused: None,
    };
    let mut world = World::new();
    world.settle(&version(1));
    world.controller.borrow_mut().pace = 1;
    world.settle(&version(0));
}

/// A move there and back before K3s has looked: an object whose file K3s has applied may belong to
/// another one, and applying it once more takes it over. Found by chance.
#[test]
fn what_was_taken_away_is_taken_back_in_one_run() {
    if !alone("what_was_taken_away_is_taken_back_in_one_run") {
        return;
    }
    let seats = |seats| Shape {
        seats,
        claims: [false, false],
        refused: None,
    };
    let install = |shape| Step::Install {
        shape,
        stop: None,
        looks: 0,
    };
    let mut world = World::new();
    for step in [
        install(seats([None, None, None, Some((1, 0))])),
        install(seats([None, None, Some((1, 0)), Some((2, 0))])),
        Step::Rollback,
        install(seats([None, None, Some((0, 0)), None])),
        Step::Rollback,
    ] {
        world.step(&step);
    }
    world.settle(&seats([Some((0, 0)), None, Some((1, 0)), Some((2, 0))]));
}

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

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use common::install::Host;
use controller::{Asked, Controller};
use failing::Watched;
use k3s_migrate::install::{
    self, Outcome, What,
    confirm::Watch,
    disk,
    objects::{add_on, id},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use steps::{Shape, Step, shape, step, unit};

/// A host with its controller, and what has to hold.
struct World {
    host: Host,
    controller: RefCell<Controller>,
    /// Objects that every bundle had since all was well.
    always: BTreeSet<String>,
    ever: BTreeSet<String>,
    foreign: BTreeMap<PathBuf, (Vec<u8>, SystemTime)>,
}

impl World {
    fn new() -> Self {
        let host = Host::new();
        let controller = Controller {
            target: host.target(),
            ..Controller::default()
        };
        Self {
            host,
            controller: RefCell::new(controller),
            always: BTreeSet::new(),
            ever: BTreeSet::new(),
            foreign: BTreeMap::new(),
        }
    }

    fn ours(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.host.folder())
            .into_iter()
            .flatten()
            .flatten();
        entries
            .map(|entry| {
                (
                    entry.file_name().to_string_lossy().into_owned(),
                    entry.path(),
                )
            })
            .filter(|(name, _)| {
                name.starts_with("k3s-migrate-podman-")
                    || name.starts_with("k3s-migrate-0")
                    || name.starts_with("k3s-migrate-1")
            })
            .map(|(name, path)| (name, fs::read(path).unwrap()))
            .collect()
    }

    fn write(&mut self, shape: &Shape) {
        let refused = shape.refused.map(|file| {
            json!({"host": "here", "container": "x", "file": format!("manifests/{}", Shape::file(file)), "codes": ["K3M1"]})
        });
        let refused: Vec<Value> = refused.into_iter().collect();
        self.host.write_bundle(
            &shape.files(),
            json!({"refused": refused, "units": shape.units()}),
        );
        self.always = self.always.intersection(&shape.ids()).cloned().collect();
        self.ever.extend(shape.ids());
    }

    /// Nothing that every bundle has may be deleted, and podman starts nothing that K3s runs.
    fn nothing_lost(&self) {
        let deleted = &self.controller.borrow().deleted;
        let lost: Vec<&String> = deleted
            .iter()
            .filter(|id| self.always.contains(*id))
            .collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        let held = self.held();
        let live = self.controller.borrow();
        let twice: Vec<String> = live.live.keys().filter_map(|id| unit(id)).collect();
        let twice: Vec<&String> = twice.iter().filter(|unit| !held.contains(*unit)).collect();
        assert!(twice.is_empty(), "podman may start them, too: {twice:?}");
    }

    /// Units that podman must not start.
    fn held(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.host.state().join("held"));
        let names = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    fn look(&self) {
        self.controller.borrow_mut().look();
        self.nothing_lost();
    }

    fn run(
        &self,
        what: What,
        stop: Option<u32>,
        looks: u64,
        confirm: bool,
    ) -> Result<Outcome, install::Error> {
        let before = self.ours();
        let mut seen: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
        let mut between = |call: u32| {
            for (name, bytes) in self.ours() {
                assert!(
                    serde_json::from_slice::<Value>(&bytes).is_ok(),
                    "{name} is cut"
                );
                if before.get(&name) != Some(&bytes) {
                    seen.entry(name).or_default().insert(bytes);
                }
            }
            if looks >> (call % 64) & 1 == 1 {
                self.look();
            }
        };
        let mut disk = Watched {
            disk: disk::Host,
            stop,
            calls: 0,
            between: &mut between,
        };
        let mut api = Asked(&self.controller);
        let mut watch = Watch {
            api: &mut api,
            // Every question is a look of the controller; a slow disk takes its time, too.
            timeout: Duration::from_secs(10),
            every: Duration::ZERO,
            unless_confirmed: false,
            progress: &mut |_| {},
        };
        let watch = confirm.then_some(&mut watch);
        let outcome = install::run(&self.host.request(what), &mut disk, watch, &mut |_| {});
        if !confirm {
            let most = seen.values().map(BTreeSet::len).max().unwrap_or(0);
            assert!(most <= 1, "a file was neither the old nor the new one");
        }
        for (path, (bytes, time)) in &self.foreign {
            assert_eq!(&fs::read(path).unwrap(), bytes, "a foreign file changed");
            assert_eq!(&fs::metadata(path).unwrap().modified().unwrap(), time);
        }
        self.nothing_lost();
        outcome
    }

    /// Installs, waits, and looks whether everything is as it shall be.
    fn settle(&mut self, shape: &Shape) {
        self.write(shape);
        let kept = shape.refused.map(Shape::file);
        let before = self.ours();
        let outcome = self
            .run(What::Bundle(self.host.bundle()), None, 0, true)
            .unwrap();
        assert!(!outcome.has_errors(), "{:#?}", outcome.ledger.diagnostics());
        for _ in 0..3 {
            self.look();
        }
        let controller = self.controller.borrow();
        let ours = self.ours();
        if let Some(kept) = &kept {
            assert_eq!(
                before.get(kept),
                ours.get(kept),
                "a refused workload's file changed"
            );
        }
        let mut wanted = shape.ids();
        for (name, items) in shape.files() {
            for (id, value) in items.iter().filter_map(|item| Some((id(item)?, item))) {
                let live = controller
                    .live
                    .get(&id)
                    .unwrap_or_else(|| panic!("{id} is not there"));
                if kept.is_none() {
                    assert_eq!(live.owner, add_on(&name), "{id} belongs to another file");
                    assert_eq!(&live.value, value, "{id} is another version");
                }
            }
        }
        if kept.is_none() {
            let lasting = controller.live.iter().filter(|(_, object)| object.lasting);
            wanted.extend(lasting.map(|(id, _)| id.clone()));
            let live: BTreeSet<String> = controller.live.keys().cloned().collect();
            assert_eq!(live, wanted, "exactly what is wanted lives");
            let names: BTreeSet<String> = ours.into_keys().collect();
            let mut files: BTreeSet<String> = shape.files().into_keys().collect();
            // Nobody deletes data by leaving it out.
            files.extend(
                names
                    .iter()
                    .find(|name| name.contains("-10-storage"))
                    .cloned(),
            );
            assert_eq!(names, files, "exactly the bundle's files lie there");
            let units: BTreeSet<String> = shape.ids().iter().filter_map(|id| unit(id)).collect();
            assert_eq!(
                self.held(),
                units,
                "podman may start what left, and nothing else"
            );
            drop(controller);
            self.always = shape.ids();
            self.controller.borrow_mut().deleted.clear();
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Install { shape, stop, looks } => {
                self.write(shape);
                let done = self.run(What::Bundle(self.host.bundle()), *stop, *looks, false);
                if let Ok(outcome) = done {
                    assert!(!outcome.has_errors(), "{:#?}", outcome.ledger.diagnostics());
                }
            }
            Step::Confirm { shape } => self.settle(shape),
            Step::Rollback => {
                // What that generation had is not known here.
                self.always.clear();
                let _ = self.run(What::Generation(None), None, u64::MAX, false);
            }
            Step::Look => self.look(),
            Step::Restart => {
                self.controller.borrow_mut().restart();
                self.nothing_lost();
            }
            Step::Foreign(byte) => {
                let path = self.host.file(&format!("mine-{}.json", byte % 3));
                fs::create_dir_all(self.host.folder()).unwrap();
                fs::write(
                    &path,
                    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{byte}]}}"),
                )
                .unwrap();
                let time = fs::metadata(&path).unwrap().modified().unwrap();
                self.foreign
                    .insert(path.clone(), (fs::read(&path).unwrap(), time));
            }
        }
    }
}

fn number_of_cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|number| number.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(default),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(number_of_cases(300))]

    #[test]
    fn any_sequence_ends_well(steps in prop::collection::vec(step(false), 1..10), last in shape(false)) {
        let mut world = World::new();
        for step in &steps {
            world.step(step);
        }
        world.settle(&last);
    }

    #[test]
    fn what_is_refused_goes_on_running(steps in prop::collection::vec(step(true), 1..8), last in shape(true)) {
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
    }
}

/// Every move between two bundles, stopped before every change, with a look before and after; then
/// carried on, or taken back.
#[test]
fn every_stop_of_every_move() {
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

/// A move there and back before K3s has looked: an object whose file K3s has applied may belong to
/// another one, and applying it once more takes it over. Found by chance.
#[test]
fn what_was_taken_away_is_taken_back_in_one_run() {
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

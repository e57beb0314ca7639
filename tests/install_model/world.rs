//! A host with its controller and its podman, and what has to hold of them at every moment.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use k3s_migrate::install::{
    self, Outcome, What,
    confirm::Watch,
    disk,
    objects::{add_on, id},
};
use serde_json::{Value, json};

use super::{
    common::install::Host,
    controller::{Asked, Controller, Object},
    failing::Watched,
    steps::{Shape, Step, units},
};

/// A host with its controller, and what has to hold.
pub struct World {
    pub host: Host,
    pub controller: RefCell<Controller>,
    /// Objects that every bundle had since all was well.
    pub always: BTreeSet<String>,
    pub ever: BTreeSet<String>,
    /// Deletions of add-ons that fail.
    pub failing: u64,
    /// The file in which each object was last wanted.
    pub homes: BTreeMap<String, String>,
    /// Units that podman runs.
    pub podman: BTreeSet<String>,
    pub foreign: BTreeMap<PathBuf, (Vec<u8>, SystemTime)>,
}

impl World {
    pub fn new() -> Self {
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
            failing: 0,
            homes: BTreeMap::new(),
            podman: BTreeSet::new(),
            foreign: BTreeMap::new(),
        }
    }

    pub fn ours(&self) -> BTreeMap<String, Vec<u8>> {
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

    pub fn write(&mut self, shape: &Shape) {
        let refused = shape.refused.map(|file| {
            json!({"host": "here", "container": "x", "file": format!("manifests/{}", Shape::file(file)), "codes": ["K3M1"]})
        });
        let refused: Vec<Value> = refused.into_iter().collect();
        self.host.write_bundle(
            &shape.files(),
            json!({"refused": refused, "units": shape.units()}),
        );
        self.always = self.always.intersection(&shape.ids()).cloned().collect();
        // K3s may read a file just before it gains an object, and the one that loses it just after.
        for (id, file) in shape.homes() {
            let before = self.homes.insert(id.clone(), file.clone());
            if before.is_some_and(|before| file < before) {
                self.always.remove(&id);
            }
        }
        self.ever.extend(shape.ids());
    }

    /// Nothing that every bundle has may be deleted, and podman starts nothing that K3s runs.
    pub fn nothing_lost(&self) {
        let deleted = &self.controller.borrow().deleted;
        let lost: Vec<&String> = deleted
            .iter()
            .filter(|id| self.always.contains(*id))
            .collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        let held = self.held();
        let live = self.controller.borrow();
        let twice: Vec<String> = live.live.values().flat_map(Object::units).collect();
        let twice: Vec<&String> = twice.iter().filter(|unit| !held.contains(*unit)).collect();
        assert!(twice.is_empty(), "podman may start them, too: {twice:?}");
        let mut runs = live.live.values().flat_map(Object::units);
        let both = runs.find(|unit| self.podman.contains(unit));
        assert!(both.is_none(), "two writers: {both:?}");
        drop(live);
        self.owned();
    }

    /// Every object that lives belongs to a file that is there, or that the state still knows.
    pub fn owned(&self) {
        let state = self.host.home().load().unwrap();
        let mut names: BTreeSet<String> = state.files.into_keys().collect();
        let entries = fs::read_dir(self.host.folder()).into_iter().flatten();
        names.extend(
            entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned()),
        );
        let owners: BTreeSet<&str> = names.iter().map(|name| add_on(name)).collect();
        let controller = self.controller.borrow();
        let objects = controller.live.iter().filter(|(_, object)| !object.lasting);
        let nobodys: Vec<&String> = objects
            .filter(|(_, object)| !owners.contains(object.owner.as_str()))
            .map(|(id, _)| id)
            .collect();
        assert!(nobodys.is_empty(), "owned by nobody: {nobodys:?}");
    }

    /// podman starts a unit that is not held, or it ends. Its monitor is a process, as `install` sees it.
    pub fn podman(&mut self, name: &str, starts: bool) {
        let unit = format!("podman-{name}.service");
        let process = self
            .host
            .top
            .path()
            .join("proc")
            .join(name.replace(['o', 'x'], "1"));
        if starts && !self.held().contains(&unit) {
            fs::create_dir_all(&process).unwrap();
            fs::write(process.join("comm"), "conmon\n").unwrap();
            fs::write(process.join("cmdline"), format!("conmon\0-n\0{name}\0")).unwrap();
            self.podman.insert(unit);
        } else if !starts {
            let _ = fs::remove_dir_all(&process);
            self.podman.remove(&unit);
        }
    }

    /// Units that podman must not start.
    pub fn held(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.host.state().join("held"));
        let names = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    pub fn look(&self) {
        self.controller.borrow_mut().look();
        self.nothing_lost();
    }

    pub fn run(
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
            // Some steps of K3s between two changes; all of them where every bit is set.
            if looks == u64::MAX {
                self.look();
            } else {
                for _ in 0..(looks >> (2 * (call % 32)) & 3) * 2 {
                    self.controller.borrow_mut().step();
                    self.nothing_lost();
                }
            }
        };
        let mut disk = Watched {
            disk: disk::Host,
            stop,
            calls: 0,
            between: &mut between,
        };
        let mut api = Asked::new(&self.controller, self.failing);
        let mut watch = Watch {
            api: &mut api,
            // Every question is a look of the controller; a slow disk takes its time, too.
            timeout: if self.failing == 0
                && self.controller.borrow().away == 0
                && !self.controller.borrow().asleep
            {
                Duration::from_mins(2)
            } else {
                Duration::from_millis(20)
            },
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
    pub fn settle(&mut self, shape: &Shape) {
        // What podman runs has ended, as the module sees to.
        for name in ["o0", "o2", "o0x", "o2x"] {
            self.podman(name, false);
        }
        self.write(shape);
        let kept = shape.refused.map(Shape::file);
        let before = self.ours();
        // An installation that cannot end well, as K3s does not answer; then one that can.
        if self.failing != 0 || self.controller.borrow().away != 0 {
            let _ = self.run(What::Bundle(self.host.bundle()), None, 0, true);
            self.failing = 0;
            self.controller.borrow_mut().away = 0;
        }
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
            let units: BTreeSet<String> =
                shape.files().values().flatten().flat_map(units).collect();
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

    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Install { shape, stop, looks } => {
                self.write(shape);
                let done = self.run(What::Bundle(self.host.bundle()), *stop, *looks, false);
                if let Ok(outcome) = done
                    && self.podman.is_empty()
                {
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
            Step::Some(steps) => {
                for _ in 0..*steps {
                    self.controller.borrow_mut().step();
                    self.nothing_lost();
                }
            }
            Step::Away(away) => self.controller.borrow_mut().away = *away,
            Step::Pace(pace) => self.controller.borrow_mut().pace = *pace,
            Step::Failing(failing) => self.failing = *failing,
            Step::Podman(index, starts) => {
                let name = ["o0", "o2", "o0x", "o2x"][usize::from(index % 4)];
                self.podman(name, *starts);
                self.nothing_lost();
            }
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

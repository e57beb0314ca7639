//! A model of K3s' deploy controller. It works in steps, as K3s does: it lists the directory, then reads, applies and
//! prunes file by file, an object a step, and notes the checksum last. Between two steps anything may happen, and at
//! some steps the API server is away: the walk ends there, and begins again.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use k3s_migrate::install::api::{Api, Live};
use k3s_migrate::install::bundle::checksum;
use k3s_migrate::install::objects::{add_on, items, parts};
use serde_json::{Value, json};

use super::steps::{has_pods, units};

/// K3s' deploy controller, as far as it decides what lives.
#[derive(Default)]
pub struct Controller {
    pub target: PathBuf,
    /// Checksum of each add-on.
    pub add_ons: BTreeMap<String, String>,
    pub times: BTreeMap<PathBuf, SystemTime>,
    pub live: BTreeMap<String, Object>,
    /// Objects deleted so far, in order.
    pub deleted: Vec<String>,
    /// What is left of the walk.
    pub walk: VecDeque<PathBuf>,
    /// The file at hand.
    pub work: Option<Work>,
    /// Steps taken so far.
    pub steps: u32,
    /// At steps with a bit of this, in turn, the API server is away.
    pub away: u64,
    /// How many steps it takes between two questions; 0 for a whole walk.
    pub pace: u32,
    /// It takes none: it is busy, or the machine is.
    pub asleep: bool,
}

#[derive(Debug, Clone)]
pub struct Object {
    pub owner: String,
    pub lasting: bool,
    /// Deleted, and using its grace period: still there in this walk, gone after it.
    ending: bool,
    pub value: Value,
    /// What it was before, whose Pod uses its grace period: still there in this walk, gone after it.
    before: Option<Value>,
}

impl Object {
    /// The units of all containers that may run.
    pub fn units(&self) -> Vec<String> {
        let all = [Some(&self.value), self.before.as_ref()];
        all.into_iter().flatten().flat_map(units).collect()
    }
}

/// A file that is being applied, as it was when it was read.
pub struct Work {
    path: PathBuf,
    time: SystemTime,
    name: String,
    sum: String,
    items: BTreeMap<String, Value>,
    todo: VecDeque<String>,
}

impl Controller {
    /// A walk from its beginning to its end, after the one under way.
    pub fn look(&mut self) {
        let away = std::mem::take(&mut self.away);
        while self.step() {}
        while self.step() {}
        self.away = away;
    }

    /// Some steps.
    pub fn some(&mut self, steps: u32) {
        for _ in 0..steps {
            self.step();
        }
    }

    /// What K3s does when it starts.
    pub fn restart(&mut self) {
        self.work = None;
        self.walk.clear();
        self.times.clear();
        self.add_ons.values_mut().for_each(String::clear);
        self.look();
    }

    /// One step; whether the walk goes on.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        if self.away >> (self.steps % 64) & 1 == 1 {
            self.work = None;
            self.walk.clear();
            return false;
        }
        if let Some(work) = self.work.take() {
            self.work = self.apply(work);
        } else if let Some(path) = self.walk.pop_front() {
            self.work = self.read(path);
        } else {
            self.live.retain(|_, object| !object.ending);
            self.live
                .values_mut()
                .for_each(|object| object.before = None);
            self.walk = self.list();
            return !self.walk.is_empty();
        }
        self.work.is_some() || !self.walk.is_empty()
    }

    fn list(&self) -> VecDeque<PathBuf> {
        let mut paths = Vec::new();
        for folder in [self.target.clone(), self.target.join("k3s-migrate")] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let read = entry.path().extension().is_some_and(|end| end == "json");
                if read && !name.starts_with('.') {
                    paths.push(entry.path());
                }
            }
        }
        paths.sort();
        paths.into()
    }

    fn read(&mut self, path: PathBuf) -> Option<Work> {
        let time = fs::symlink_metadata(&path).ok()?.modified().unwrap();
        if self.times.get(&path) == Some(&time) {
            return None;
        }
        let bytes = fs::read(&path).unwrap();
        let name = add_on(&path.to_string_lossy()).to_owned();
        let sum = checksum(&bytes);
        if self.add_ons.get(&name) == Some(&sum) {
            self.times.insert(path, time);
            return None;
        }
        // An empty file is no error: it holds nothing.
        let list: Value = match serde_json::from_slice(&bytes) {
            Err(_) if !bytes.is_empty() => return None,
            list => list.unwrap_or_default(),
        };
        let items = items(&list);
        let todo = items.keys().cloned().collect();
        Some(Work {
            path,
            time,
            name,
            sum,
            items,
            todo,
        })
    }

    /// The next object that appears or changes; then the next that goes; then the checksum.
    fn apply(&mut self, mut work: Work) -> Option<Work> {
        if let Some(id) = work.todo.pop_front() {
            let value = work.items[&id].clone();
            let lasting = value
                .pointer("/metadata/labels/objectset.rio.cattle.io~1prune")
                .is_some();
            let object = self.live.entry(id).or_insert_with(|| Object {
                owner: String::new(),
                lasting,
                ending: false,
                value: Value::Null,
                before: None,
            });
            object.owner.clone_from(&work.name);
            let before = std::mem::replace(&mut object.value, value);
            if before != object.value && object.before.is_none() {
                object.before = Some(before);
            }
            return Some(work);
        }
        let gone = self.live.iter_mut().find(|(id, object)| {
            object.owner == work.name
                && !work.items.contains_key(*id)
                && !object.lasting
                && !object.ending
        });
        if let Some((id, object)) = gone {
            object.ending = true;
            self.deleted.push(id.clone());
            return Some(work);
        }
        self.add_ons.insert(work.name, work.sum);
        self.times.insert(work.path, work.time);
        None
    }

    /// Whether a file is being applied whose name this is.
    pub fn applies(&self, name: &str) -> bool {
        let at_hand = self.work.as_ref();
        at_hand.is_some_and(|work| work.path.ends_with(Path::new(name)))
    }
}

/// The controller, asked as `--confirm` asks; it goes on between two questions.
pub struct Asked<'a> {
    pub controller: &'a RefCell<Controller>,
    /// Deletions of add-ons that fail, by a bit for each.
    pub failing: u64,
    pub deletions: u32,
}

impl<'a> Asked<'a> {
    pub fn new(controller: &'a RefCell<Controller>, failing: u64) -> Self {
        Self {
            controller,
            failing,
            deletions: 0,
        }
    }
}

impl Api for Asked<'_> {
    fn add_ons(&mut self) -> Result<BTreeMap<String, String>, String> {
        let mut controller = self.controller.borrow_mut();
        match controller.pace {
            _ if controller.asleep => {}
            0 => controller.look(),
            steps => controller.some(steps),
        }
        Ok(controller.add_ons.clone())
    }

    fn live(&mut self, _: &BTreeSet<String>) -> Result<Vec<Live>, String> {
        let controller = self.controller.borrow();
        let there = controller.live.iter();
        let there = there.filter(|(id, object)| !object.ending || !has_pods(id));
        let live = there.map(|(id, object)| Live {
            id: id.clone(),
            owner: Some(object.owner.clone()),
            lasting: object.lasting,
        });
        Ok(live.collect())
    }

    fn events(&mut self) -> Result<BTreeMap<String, (String, String)>, String> {
        Ok(BTreeMap::new())
    }

    fn delete_add_on(&mut self, name: &str) -> Result<(), String> {
        self.deletions += 1;
        if self.failing >> (self.deletions % 64) & 1 == 1 {
            return Err("the API server is away".to_owned());
        }
        self.controller.borrow_mut().add_ons.remove(name);
        Ok(())
    }

    /// Pods: K3s deletes a Deployment in the background, so that it is gone at once, and its Pod after its grace period.
    fn objects(&mut self, _: &BTreeSet<String>) -> Result<Vec<Value>, String> {
        let controller = self.controller.borrow();
        let deployments = controller.live.iter().filter(|(id, _)| has_pods(id));
        let pods = deployments.flat_map(|(id, object)| {
            let templates = [Some(&object.value), object.before.as_ref()];
            templates.into_iter().flatten().filter_map(|value| {
                let [_, _, namespace, name] = parts(id)?;
                let spec = value.pointer("/spec/template/spec")?;
                let metadata =
                    json!({"namespace": namespace, "labels": {"app.kubernetes.io/name": name}});
                Some(json!({"metadata": metadata, "spec": spec}))
            })
        });
        Ok(pods.collect())
    }

    fn raw(&mut self, _: &str) -> Result<Value, String> {
        Err("nothing is behind it".to_owned())
    }
}

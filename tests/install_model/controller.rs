//! A model of K3s' deploy controller.

use std::{
    cell::RefCell, collections::BTreeMap, collections::BTreeSet, fs, path::Path, path::PathBuf,
    time::SystemTime,
};

use k3s_migrate::install::api::{Api, Live};
use k3s_migrate::install::bundle::checksum;
use k3s_migrate::install::objects::{add_on, items};
use serde_json::Value;

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
}

#[derive(Debug, Clone)]
pub struct Object {
    pub owner: String,
    pub lasting: bool,
    /// Deleted, and using its grace period: still there in this look, gone after it.
    ending: bool,
    pub value: Value,
}

impl Controller {
    /// One look at the directory.
    pub fn look(&mut self) {
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
        for path in paths {
            let time = fs::symlink_metadata(&path).unwrap().modified().unwrap();
            if self.times.get(&path) != Some(&time) && self.apply(&path) {
                self.times.insert(path, time);
            }
        }
        self.live.retain(|_, object| !object.ending);
    }

    /// What K3s does when it starts.
    pub fn restart(&mut self) {
        self.times.clear();
        self.add_ons.values_mut().for_each(String::clear);
        self.look();
    }

    fn apply(&mut self, path: &Path) -> bool {
        let bytes = fs::read(path).unwrap();
        let name = add_on(&path.to_string_lossy()).to_owned();
        let sum = checksum(&bytes);
        if self.add_ons.get(&name) == Some(&sum) {
            return true;
        }
        // An empty file is no error: it holds nothing.
        let list: Value = match serde_json::from_slice(&bytes) {
            Err(_) if !bytes.is_empty() => return false,
            list => list.unwrap_or_default(),
        };
        let items = items(&list);
        for (id, value) in &items {
            let lasting = value
                .pointer("/metadata/labels/objectset.rio.cattle.io~1prune")
                .is_some();
            let object = self.live.entry(id.clone()).or_insert_with(|| Object {
                owner: String::new(),
                lasting,
                ending: false,
                value: Value::Null,
            });
            object.owner.clone_from(&name);
            object.value = value.clone();
        }
        for (id, object) in &mut self.live {
            if object.owner == name && !items.contains_key(id) && !object.lasting && !object.ending
            {
                object.ending = true;
                self.deleted.push(id.clone());
            }
        }
        self.add_ons.insert(name, sum);
        true
    }
}

/// The controller, asked as `--confirm` asks; every question is a look.
pub struct Asked<'a>(pub &'a RefCell<Controller>);

impl Api for Asked<'_> {
    fn add_ons(&mut self) -> Result<BTreeMap<String, String>, String> {
        self.0.borrow_mut().look();
        Ok(self.0.borrow().add_ons.clone())
    }

    fn live(&mut self, _: &BTreeSet<String>) -> Result<Vec<Live>, String> {
        let controller = self.0.borrow();
        let live = controller.live.iter().map(|(id, object)| Live {
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
        self.0.borrow_mut().add_ons.remove(name);
        Ok(())
    }

    fn objects(&mut self, _: &BTreeSet<String>) -> Result<Vec<Value>, String> {
        Ok(Vec::new())
    }

    fn raw(&mut self, _: &str) -> Result<Value, String> {
        Err("nothing is behind it".to_owned())
    }
}

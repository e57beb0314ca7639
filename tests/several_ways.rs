//! One container, written in each format, gives the same objects.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod common;

use std::{collections::BTreeMap, fs, path::Path};

use k3s_migrate::{
    Deny,
    bundle::Layout,
    compile_fleet,
    podman::engine::Engine,
    read::{Document, Entry, Error, Files, Input, Options, Source, open_with},
    settings::Settings,
};

/// The inputs of the case, each the whole container in a format of its own.
const WAYS: [&str; 4] = ["input.json", "units", "inspect.json", "compose.yaml"];

struct Below<'t>(&'t Path);

impl Files for Below<'_> {
    fn text(&self, path: &str) -> Result<Option<String>, Error> {
        Ok(fs::read_to_string(self.0.join(path)).ok())
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<Entry>>, Error> {
        let Ok(entries) = fs::read_dir(self.0.join(folder)) else {
            return Ok(None);
        };
        let entries = entries.map(|entry| entry.unwrap()).map(|entry| Entry {
            name: entry.file_name().into_string().unwrap(),
            is_folder: entry.path().is_dir(),
        });
        Ok(Some(entries.collect()))
    }

    fn absolute(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// The objects of one of them, by kind and name.
fn objects(way: &str) -> BTreeMap<String, String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/one-container-several-ways");
    let input = if top.join(way).is_dir() {
        Input::Folder(way.to_owned())
    } else {
        let text = fs::read_to_string(top.join(way)).unwrap();
        let name = way.to_owned();
        Input::File(Document::new(Source { name, text }))
    };
    // The engine is that of the container, not the one that runs most files of Compose.
    let options = Options {
        engine: (way == "compose.yaml").then_some(Engine::Podman5),
        ..Options::default()
    };
    let fleet = open_with(vec![input], &options, &Below(&top)).unwrap();
    let (settings, deny) = (Settings::default(), Deny::default());
    let compiled = compile_fleet(fleet, &settings, &deny, Layout::K3s);
    assert_eq!(compiled.ledger.unsettled().count(), 0, "{way}");
    let objects = compiled.objects.iter();
    // Kubernetes' own default, which is written where `restart: always` decided it, and not where a unit did.
    let text = |text: &str| text.replace("\"restartPolicy\":\"Always\",", "");
    objects
        .map(|object| (object.id.to_string(), text(&object.text)))
        .collect()
}

#[test]
fn all_ways_give_the_same_objects() {
    let [first, others @ ..] = WAYS;
    let wanted = objects(first);
    assert!(wanted.len() > 2, "{wanted:?}");
    for way in others {
        let found = objects(way);
        let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&wanted), "{way}");
        for (name, text) in &wanted {
            assert_eq!(found.get(name), Some(text), "{way}: {name}");
        }
    }
}

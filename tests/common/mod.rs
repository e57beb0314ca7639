//! What several test programs share: a case folder, and how it is compiled.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test program uses its part; tests may panic"
)]

pub mod golden;
pub mod install;
pub mod usual;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile_fleet,
    podman::engine::Engine,
    read::{Options, Source, nix_source::NixFiles},
    report::{self, Written},
    rules::Severity,
    settings::Settings,
};
use libtest_mimic::{Completion, Trial};

/// A folder of `tests/cases`.
pub struct Case {
    pub name: String,
    pub dir: PathBuf,
    pub keep_going: bool,
    pub deny: Deny,
    pub settings: Settings,
    pub sources: Vec<Source>,
    pub options: Options,
}

/// All cases, by name.
pub fn cases() -> Vec<Case> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut dirs: Vec<PathBuf> = fs::read_dir(top)
        .map(|entries| entries.map(|e| e.unwrap().path()).collect())
        .unwrap_or_default();
    dirs.retain(|dir| dir.is_dir());
    dirs.sort();
    dirs.into_iter().map(Case::load).collect()
}

/// Why there are no real hosts; `None` where there are.
pub fn no_real_hosts() -> Option<&'static str> {
    let set = std::env::var_os("K3S_MIGRATE_FIXTURES").is_some();
    (!set).then_some("K3S_MIGRATE_FIXTURES is not set")
}

/// A test over real hosts, which cargo lists as ignored where there are none.
pub fn on_real_hosts(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::ignorable_test(format!("{name} (real hosts)"), || {
        if let Some(why) = no_real_hosts() {
            return Ok(Completion::ignored_with(why));
        }
        test();
        Ok(Completion::Completed)
    })
}

/// The hosts of `$K3S_MIGRATE_FIXTURES`, each without and with units; empty where it is not set.
pub fn fixtures() -> Vec<Case> {
    let Some(top) = std::env::var_os("K3S_MIGRATE_FIXTURES").map(PathBuf::from) else {
        return Vec::new();
    };
    let folder = top.join("oci-containers");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "json"));
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let host = file.file_stem().unwrap().to_string_lossy().into_owned();
        let units = folder.join("units").join(file.file_name().unwrap());
        for units in [None, Some(units)] {
            let suffix = if units.is_some() { "-with-units" } else { "" };
            out.push(Case {
                name: format!("{host}{suffix}"),
                dir: PathBuf::new(),
                keep_going: true,
                deny: Deny::default(),
                settings: Settings::default(),
                sources: vec![source(&file)],
                options: Options {
                    from: None,
                    host: Some(host.clone()),
                    engine: None,
                    units: units.as_deref().map(source),
                },
            });
        }
    }
    out
}

fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Source {
        name,
        text: fs::read_to_string(path).unwrap(),
    }
}

impl Case {
    fn load(dir: PathBuf) -> Self {
        let optional = |name: &str| Some(dir.join(name)).filter(|path| path.is_file());
        let settings = optional("settings.json").map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            Settings::parse("settings.json", &text)
                .unwrap_or_else(|e| panic!("{}: {e:?}", path.display()))
        });
        let args = optional("args")
            .map(|path| fs::read_to_string(path).unwrap())
            .unwrap_or_default();
        let mut deny = Deny::default();
        let mut words = args.split_whitespace();
        let mut keep_going = false;
        let mut engine = None;
        while let Some(word) = words.next() {
            match word {
                "--keep-going" => keep_going = true,
                "--engine" => engine = Some(Engine::parse(words.next().unwrap()).unwrap()),
                "--deny" => match words.next().unwrap() {
                    "warnings" => deny.warnings = true,
                    code => {
                        deny.codes.insert(code.to_owned());
                    }
                },
                other => panic!("{}: args: {other}", dir.display()),
            }
        }
        Self {
            name: dir.file_name().unwrap().to_string_lossy().into_owned(),
            keep_going,
            deny,
            settings: settings.unwrap_or_default(),
            sources: vec![source(&dir.join("input.json"))],
            options: Options {
                from: None,
                host: None,
                engine,
                units: optional("units.json").map(|path| source(&path)),
            },
            dir,
        }
    }

    pub fn compile(&self) -> Compiled {
        self.compile_for(Layout::K3s)
    }

    pub fn compile_for(&self, layout: Layout) -> Compiled {
        let mut fleet = k3s_migrate::read::open(&self.sources, &self.options)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let mut files = NixFiles::default();
        for name in fleet.nix_files() {
            if let Ok(text) = fs::read_to_string(self.dir.join(name)) {
                files.add(name, text);
            }
        }
        fleet.locate(&files);
        compile_fleet(fleet, &self.settings, &self.deny, layout)
    }

    /// Whether anything is written of it.
    pub fn writes(&self, compiled: &Compiled) -> bool {
        let said = compiled.ledger.diagnostics();
        self.keep_going || said.iter().all(|d| d.severity != Severity::Error)
    }

    /// Everything that is printed, without colours.
    pub fn printed(&self, compiled: &Compiled) -> String {
        let written = if self.writes(compiled) {
            Written::Directory("manifests")
        } else {
            Written::Nothing
        };
        let (inventory, ledger) = (&compiled.inventory, &compiled.ledger);
        let text = report::render::text(inventory, ledger, Severity::Note);
        let text = anstream::adapter::strip_str(&text).to_string();
        let mut out = String::new();
        for line in text
            .lines()
            .chain([&*report::summary_text(compiled, written)])
        {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// All files below a directory, by relative path.
pub fn files_below(top: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut open = vec![top.to_owned()];
    while let Some(dir) = open.pop() {
        let Ok(entries) = fs::read_dir(&dir) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(top)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                out.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    out
}

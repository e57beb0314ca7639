//! What several test programs share: a case folder, and how it is compiled.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test program uses its part; tests may panic"
)]

pub mod golden;
pub mod install;
pub mod samples;
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
    read::{
        Document, Entry, Error, Files, Fleet, Input, Options, Source, input::join,
        nix_source::NixFiles,
    },
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
    /// Inputs that are files.
    pub sources: Vec<Source>,
    /// Inputs that are folders, below the case's own.
    pub folders: Vec<String>,
    pub options: Options,
}

/// Where the files of a case are said to be, so that absolute paths are the same everywhere.
const TOP: &str = "/srv/case";

/// The files of a case's folder.
struct Below<'c>(&'c Path);

impl Below<'_> {
    fn path(&self, path: &str) -> PathBuf {
        let path = path.strip_prefix(TOP).unwrap_or(path);
        self.0.join(path.trim_start_matches('/'))
    }
}

impl Files for Below<'_> {
    fn text(&self, path: &str) -> Result<Option<String>, Error> {
        Ok(fs::read_to_string(self.path(path)).ok())
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<Entry>>, Error> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else {
            return Ok(None);
        };
        let mut out: Vec<Entry> = entries
            .map(|entry| entry.unwrap())
            .map(|entry| Entry {
                name: entry.file_name().into_string().unwrap(),
                is_folder: entry.path().is_dir(),
            })
            .collect();
        out.sort();
        Ok(Some(out))
    }

    fn absolute(&self, path: &str) -> String {
        join(TOP, path)
    }
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
                folders: Vec::new(),
                options: Options {
                    host: Some(host.clone()),
                    units: units.as_deref().map(source),
                    ..Options::default()
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
            let mut settings = Settings::parse("settings.json", &text)
                .unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
            let files = settings.monitoring.files();
            let files = files.filter_map(|name| {
                let text = fs::read_to_string(dir.join(name)).ok()?;
                Some((name.to_owned(), text))
            });
            settings.texts = files.collect();
            settings
        });
        let args = optional("args")
            .map(|path| fs::read_to_string(path).unwrap())
            .unwrap_or_default();
        let mut deny = Deny::default();
        let mut words = args.split_whitespace();
        let mut keep_going = false;
        let mut options = Options {
            units: optional("units.json").map(|path| source(&path)),
            ..Options::default()
        };
        let mut inputs = Vec::new();
        while let Some(word) = words.next() {
            match word {
                "--keep-going" => keep_going = true,
                "--engine" => options.engine = Engine::parse(words.next().unwrap()),
                "--deny" => match words.next().unwrap() {
                    "warnings" => deny.warnings = true,
                    code => {
                        deny.codes.insert(code.to_owned());
                    }
                },
                "--profile" => options.profiles.push(words.next().unwrap().to_owned()),
                "--env-file" => options.env_files.push(words.next().unwrap().to_owned()),
                "--images" => {
                    let file = dir.join(words.next().unwrap());
                    options.images.push(source(&file));
                }
                "--project-name" => options.project = words.next().map(str::to_owned),
                other if other.starts_with("--") => panic!("{}: args: {other}", dir.display()),
                input => inputs.push(input),
            }
        }
        if inputs.is_empty() {
            inputs.push("input.json");
        }
        let (folders, files): (Vec<&str>, Vec<&str>) = inputs
            .into_iter()
            .partition(|input| dir.join(input).is_dir());
        Self {
            name: dir.file_name().unwrap().to_string_lossy().into_owned(),
            keep_going,
            deny,
            settings: settings.unwrap_or_default(),
            sources: files
                .into_iter()
                .map(|file| source(&dir.join(file)))
                .collect(),
            folders: folders.into_iter().map(str::to_owned).collect(),
            options,
            dir,
        }
    }

    pub fn compile(&self) -> Compiled {
        self.compile_for(Layout::K3s)
    }

    /// Whether its inputs are JSON of NixOS: an envelope, or oci-containers.
    pub fn is_of_nixos(&self) -> bool {
        let json = |source: &Source| source.name == "input.json" || self.dir.as_os_str().is_empty();
        self.folders.is_empty() && self.sources.iter().all(json)
    }

    /// Its inputs, taken apart.
    pub fn open(&self) -> Fleet {
        let files = self
            .sources
            .iter()
            .cloned()
            .map(Document::new)
            .map(Input::File);
        let folders = self.folders.iter().cloned().map(Input::Folder);
        let inputs = files.chain(folders).collect();
        k3s_migrate::read::open_with(inputs, &self.options, &Below(&self.dir))
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    pub fn compile_for(&self, layout: Layout) -> Compiled {
        let mut fleet = self.open();
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
            Written::Directory {
                path: "manifests",
                removed: 0,
            }
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

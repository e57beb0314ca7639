//! Files into memory: inputs, units, settings.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::Error;
use crate::{
    bundle::ledger::Ledger,
    read::{self, Document, Input, Source, nix_source::NixFiles},
    report::{diff::Objects, manifests},
    settings::Settings,
};

/// What is to be read: files, `-` for standard input, and folders, whose files their reader asks for.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let one = |path: &PathBuf| {
        if path.is_dir() {
            return Ok(Input::Folder(path.display().to_string()));
        }
        Ok(Input::File(Document::new(source(path)?)))
    };
    paths.iter().map(one).collect()
}

/// All of these files; `-` is standard input.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Error> {
    paths.iter().map(|path| source(path)).collect()
}

/// One input.
pub fn source(path: &Path) -> Result<Source, Error> {
    let failed = |error| Error::Read {
        path: path.to_owned(),
        error,
    };
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(failed)?;
        text
    } else {
        std::fs::read_to_string(path).map_err(failed)?
    };
    Ok(Source {
        name: path.display().to_string(),
        text,
    })
}

/// Nix files below a directory, as far as they can be read: without one its positions stay as they
/// are.
pub fn nix_files<'a>(top: &Path, names: impl IntoIterator<Item = &'a str>) -> NixFiles {
    let mut out = NixFiles::default();
    for name in names {
        if let Ok(text) = std::fs::read_to_string(top.join(name)) {
            out.add(name, text);
        }
    }
    out
}

/// The objects of a file, or of all files below a directory, by path; `-` is standard input.
pub fn objects(path: &Path) -> Result<Objects, Error> {
    let mut files = Vec::new();
    if path.is_dir() {
        below(path, &mut files).map_err(|error| Error::Read {
            path: path.to_owned(),
            error,
        })?;
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    Ok(manifests::objects(&sources(&files)?)?)
}

fn below(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, files)?;
        } else if manifests::holds_objects(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// The settings file, or the defaults.
pub fn settings(path: Option<&Path>) -> Result<Settings, Error> {
    let Some(path) = path else {
        return Ok(Settings::default());
    };
    if path.is_dir() {
        let path = path.to_owned();
        return Err(Error::FolderAsSettings { path });
    }
    let text = std::fs::read_to_string(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })?;
    if read::has_containers(&text) {
        let path = path.to_owned();
        return Err(Error::InputAsSettings { path });
    }
    let parsed = Settings::parse(&path.display().to_string(), &text);
    let mut settings = parsed.map_err(|error| Error::Settings {
        path: path.to_owned(),
        error,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    settings.texts = texts(&settings, folder)?;
    Ok(settings)
}

/// The files that the settings name; a relative path is one from the folder of the settings.
fn texts(settings: &Settings, folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut out = BTreeMap::new();
    for name in settings.monitoring.files() {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|error| Error::Read { path, error })?;
        out.insert(name.to_owned(), text);
    }
    Ok(out)
}

/// Whether a path is a folder that `convert` wrote, of either layout.
pub fn is_ours(path: &Path) -> bool {
    let has = |name: &str| path.join(name).exists();
    has("bundle.json") || has("ledger.jsonl") || crate::install::bundle::is_plain(path)
}

/// The folder of a bundle whose index is named, else the path as it is.
pub fn bundle_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|_| path.ends_with("bundle.json"));
    let folder = folder.map(|folder| Path::new(".").join(folder));
    folder
        .filter(|folder| is_ours(folder))
        .unwrap_or_else(|| path.to_owned())
}

/// The ledger of a bundle.
pub fn ledger(bundle: &Path) -> Result<Ledger, Error> {
    if crate::install::bundle::is_plain(bundle) {
        let path = bundle.to_owned();
        return Err(Error::PlainFolder { path });
    }
    let path = bundle.join("ledger.jsonl");
    let text = std::fs::read_to_string(&path).map_err(|error| Error::Read {
        path: path.clone(),
        error,
    })?;
    Ledger::read(&text).map_err(|(line, message)| Error::Field {
        path,
        place: format!("line {line}"),
        message,
    })
}

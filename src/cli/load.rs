//! Files into memory: inputs, units, settings.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::Error;
use crate::{read::Source, settings::Settings};

/// All inputs; `-` is standard input.
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

/// The settings file, or the defaults.
pub fn settings(path: Option<&Path>) -> Result<Settings, Error> {
    let Some(path) = path else {
        return Ok(Settings::default());
    };
    let text = std::fs::read_to_string(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })?;
    Settings::parse(&text).map_err(|(place, message)| Error::Settings {
        path: path.to_owned(),
        place,
        message,
    })
}

/// A message as one line.
pub fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("messages have string keys")
}

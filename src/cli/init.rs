//! `init`: settings from what is said of an input.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{Error, Global, Input, compile, output};
use crate::{bundle::Layout, report};

/// Writes them, never over a file that is there.
pub fn init(global: &Global, input: &Input, to: Option<&Path>) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
    let text = report::init::settings(&compiled);
    let Some(path) = to.filter(|path| path.as_os_str() != "-") else {
        output::print(&text)?;
        return Ok(0);
    };
    let failed = |error| Error::Write {
        path: path.to_owned(),
        error,
    };
    let mut file = fs::File::create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists {
            path: path.to_owned(),
        },
        _ => failed(error),
    })?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    let path = path.to_string_lossy();
    let path = shlex::try_quote(&path).unwrap_or((&*path).into());
    let units = input.reading.units.iter();
    let units = units.flat_map(|units| [Path::new("--units"), units]);
    let words = input.inputs.iter().map(PathBuf::as_path).chain(units);
    let words: Vec<String> = words.map(|word| word.display().to_string()).collect();
    let words = shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default();
    output::tell_last(
        global,
        &format!(
            "written to {path}; next: read it, then `k3s-migrate check {words} --settings {path}`\n"
        ),
    )?;
    Ok(0)
}

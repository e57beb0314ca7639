//! Files that readers ask for, within limits: an input that includes the whole disk ends as an error.

use std::{
    cell::Cell,
    env,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::read::{Entry, Error, Files, input};

/// How many files all inputs may lead to.
const MOST_FILES: usize = 4096;

/// Bytes of one file.
const MOST_BYTES: u64 = 32 << 20;

/// Bytes of all files.
const MOST_IN_ALL: u64 = 256 << 20;

/// The disk of this machine.
#[derive(Debug, Default)]
pub struct Disk {
    files: Cell<usize>,
    bytes: Cell<u64>,
}

impl Disk {
    fn count(&self, path: &str, bytes: u64) -> Result<(), Error> {
        self.files.set(self.files.get().saturating_add(1));
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        let what = if bytes > MOST_BYTES {
            format!("the file is larger than {} MiB", MOST_BYTES >> 20)
        } else if self.files.get() > MOST_FILES {
            format!("the inputs lead to more than {MOST_FILES} files")
        } else if self.bytes.get() > MOST_IN_ALL {
            format!("the inputs lead to more than {} MiB", MOST_IN_ALL >> 20)
        } else {
            return Ok(());
        };
        Err(failed(path, &what))
    }
}

impl Files for Disk {
    fn text(&self, path: &str) -> Result<Option<String>, Error> {
        // A pipe or a device may have no end.
        match std::fs::metadata(path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(failed(path, &error)),
        }
        let file = File::open(path).map_err(|error| failed(path, &error))?;
        let mut bytes = Vec::new();
        let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| failed(path, &error))?;
        self.count(path, bytes.len() as u64)?;
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| failed(path, "the file is not UTF-8 text"))
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<Entry>>, Error> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(failed(folder, &error)),
        };
        let mut out = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| failed(folder, &error))?.path();
            // Other names cannot be written into a file that is text.
            if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
                out.push(Entry {
                    name: name.to_owned(),
                    is_folder: path.is_dir(),
                });
            }
        }
        self.count(folder, 0)?;
        out.sort();
        Ok(Some(out))
    }

    fn absolute(&self, path: &str) -> String {
        let here = env::current_dir().unwrap_or_default();
        let path = here.join(Path::new(path));
        input::clean(&path.to_string_lossy())
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn failed(path: &str, what: &(impl ToString + ?Sized)) -> Error {
    Error::File {
        name: path.to_owned(),
        what: what.to_string(),
    }
}

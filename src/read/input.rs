//! What a reader is given: a file, or a folder; and how it asks for more files.

use std::cell::OnceCell;

use serde_json::Value;

use super::{Error, Source, json};

/// What one argument of the command line names.
#[derive(Debug)]
pub enum Input {
    /// A file, or standard input.
    File(Document),
    /// A folder, by its path: a reader looks into it with [`Files`].
    Folder(String),
}

impl Input {
    /// Its path, `-` for standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File(document) => &document.source.name,
            Self::Folder(name) => name,
        }
    }

    /// The file.
    ///
    /// # Errors
    /// It is a folder.
    pub fn document(self) -> Result<Document, Error> {
        match self {
            Self::File(document) => Ok(document),
            Self::Folder(name) => Err(Error::File {
                name,
                what: "this is a folder, and the format is a single file".to_owned(),
            }),
        }
    }
}

/// A text that several formats may look at; as JSON it is parsed once.
#[derive(Debug)]
pub struct Document {
    /// Its name and text.
    pub source: Source,
    json: OnceCell<Result<Value, Error>>,
}

impl Document {
    /// A text at which no format has looked yet.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            json: OnceCell::new(),
        }
    }

    /// The text as JSON; `None` where it is none.
    pub fn json(&self) -> Option<&Value> {
        self.parsed().as_ref().ok()
    }

    /// Why it is no JSON.
    pub fn error(&self) -> Option<&Error> {
        self.parsed().as_ref().err()
    }

    fn parsed(&self) -> &Result<Value, Error> {
        self.json.get_or_init(|| json::parse(&self.source))
    }

    /// Name and text, and the text as JSON.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn into_json(self) -> Result<(Source, Value), Error> {
        let parsed = self.json.into_inner();
        let value = parsed.unwrap_or_else(|| json::parse(&self.source))?;
        Ok((self.source, value))
    }

    /// Whether the path of the file ends like this: `.container`.
    #[must_use]
    pub fn ends_with(&self, ending: &str) -> bool {
        self.source.name.ends_with(ending)
    }
}

/// Files that an input leads to: includes, drop-ins, what a folder holds. `read` knows no disk; `cli` answers, within its
/// limits. Paths are as an operator would write them: relative ones are relative to the working directory.
pub trait Files {
    /// The text of a file; `None` where there is none of this path.
    ///
    /// # Errors
    /// It is there, and cannot be read or is too large, or too many were read already.
    fn text(&self, path: &str) -> Result<Option<String>, Error>;

    /// What is in a folder, sorted by name; `None` where there is no folder of this path.
    ///
    /// # Errors
    /// It is there, and cannot be listed.
    fn list(&self, folder: &str) -> Result<Option<Vec<Entry>>, Error>;

    /// A relative path behind the working directory, `.` and `..` taken away as far as that goes without a disk; an
    /// absolute one without a working directory stays as it is.
    fn absolute(&self, path: &str) -> String;
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name in the folder.
    pub name: String,
    /// Whether it is a folder, also behind a link.
    pub is_folder: bool,
}

/// No files at all: the inputs are everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn text(&self, _path: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn list(&self, _folder: &str) -> Result<Option<Vec<Entry>>, Error> {
        Ok(None)
    }

    fn absolute(&self, path: &str) -> String {
        clean(path)
    }
}

/// A path without `.`, `..` and double slashes, as far as that can be said without a disk.
#[must_use]
pub fn clean(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if is_absolute => {}
                _ => parts.push(part),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// A path as a file in `folder` means it.
#[must_use]
pub fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') || folder.is_empty() || folder == "." {
        return clean(path);
    }
    clean(&format!("{folder}/{path}"))
}

/// The folder of a file: `.` for one without a path.
#[must_use]
pub fn folder(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (path, cleaned) in [
            ("/a/./b//../c", "/a/c"),
            ("../a/..", ".."),
            ("a/../..", ".."),
            ("/..", "/"),
            ("./", "."),
        ] {
            assert_eq!(clean(path), cleaned, "{path}");
        }
        assert_eq!(join("/srv/x", "../y"), "/srv/y");
        assert_eq!(join(".", "y"), "y");
        assert_eq!(join("/srv", "/y"), "/y");
        assert_eq!(folder("/compose.yaml"), "/");
        assert_eq!(folder("a/compose.yaml"), "a");
        assert_eq!(folder("compose.yaml"), ".");
    }
}

//! Written objects read back, for `diff`: JSON or YAML, one or several documents a file, Lists
//! taken apart.

use serde_json::Value;

use super::diff::Objects;
use crate::read::Source;

/// Files besides the objects: lists of files, and the bundle's index.
const NO_OBJECTS: [&str; 3] = ["bundle.json", "kustomization.yaml", "kustomization.yml"];

/// Why a file cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is neither JSON nor YAML.
    #[error("{name}: {what}")]
    Syntax {
        /// The file.
        name: String,
        /// What is wrong, with the place.
        what: String,
    },
    /// It is something else.
    #[error("{name}: this is not a Kubernetes object: it has no `{field}`")]
    NoObject {
        /// The file.
        name: String,
        /// What every object has.
        field: &'static str,
    },
    /// One object stands in it twice, or in two files.
    #[error("{name}: the object `{object}` appears twice")]
    Twice {
        /// The file with the second one.
        name: String,
        /// `apiVersion/Kind/namespace/name`.
        object: String,
    },
}

/// Whether a file of a directory holds objects, by its name.
#[must_use]
pub fn holds_objects(path: &std::path::Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(ending, Some("json" | "yaml" | "yml"))
        && name.is_some_and(|name| !NO_OBJECTS.contains(&name) && !name.starts_with('.'))
}

/// All objects of some files.
///
/// # Errors
/// A file cannot be parsed, holds something else, or an object is there twice.
pub fn objects(files: &[Source]) -> Result<Objects, Error> {
    let mut out = Objects::new();
    for file in files {
        for document in documents(file)? {
            take(file, document, &mut out)?;
        }
    }
    Ok(out)
}

fn documents(file: &Source) -> Result<Vec<Value>, Error> {
    let failed = |what: String| Error::Syntax {
        name: file.name.clone(),
        what,
    };
    if file.text.trim_start().starts_with('{') {
        let documents = serde_json::Deserializer::from_str(&file.text).into_iter();
        return documents
            .collect::<Result<_, _>>()
            .map_err(|error| failed(error.to_string()));
    }
    let options = serde_saphyr::options! { budget: None };
    let documents: Vec<Value> = serde_saphyr::from_multiple_with_options(&file.text, options)
        .map_err(|error| failed(error.to_string()))?;
    Ok(documents)
}

fn take(file: &Source, document: Value, out: &mut Objects) -> Result<(), Error> {
    let field = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
    let wanted = |pointer: &str, field_name: &'static str| {
        field(pointer).ok_or_else(|| Error::NoObject {
            name: file.name.clone(),
            field: field_name,
        })
    };
    if document.is_null() {
        return Ok(());
    }
    let version = wanted("/apiVersion", "apiVersion")?;
    let kind = wanted("/kind", "kind")?;
    if let ("List", Some(Value::Array(items))) = (kind, document.get("items")) {
        return items
            .iter()
            .try_for_each(|item| take(file, item.clone(), out));
    }
    let name = wanted("/metadata/name", "metadata.name")?;
    let namespace = field("/metadata/namespace").unwrap_or("-");
    let object = format!("{version}/{kind}/{namespace}/{name}");
    if out.contains_key(&object) {
        return Err(Error::Twice {
            name: file.name.clone(),
            object,
        });
    }
    out.insert(object, document);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Vec<String>, Error> {
        let source = Source {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        objects(&[source]).map(|objects| objects.into_keys().collect())
    }

    #[test]
    fn lists_and_documents() {
        let list = r#"{"apiVersion":"v1","kind":"List","items":[
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}},
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"b","namespace":"a"}}]}"#;
        let both = ["apps/v1/Deployment/a/b", "v1/Namespace/-/a"];
        assert_eq!(read("x.json", list), Ok(both.map(str::to_owned).to_vec()));
        let yaml = "# a\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n\
                    apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: b\n  namespace: a\n";
        assert_eq!(read("x.yaml", yaml), Ok(both.map(str::to_owned).to_vec()));
        assert_eq!(read("x.yaml", "# nothing\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_object_is_said() {
        for (text, message) in [
            (
                "{\"a\": 1}",
                "x: this is not a Kubernetes object: it has no `apiVersion`",
            ),
            (
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}",
                "x: this is not a Kubernetes object: it has no `metadata.name`",
            ),
            (
                "{\"a\": ",
                "x: EOF while parsing a value at line 1 column 6",
            ),
        ] {
            assert_eq!(
                read("x", text).map_err(|error| error.to_string()),
                Err(message.to_owned())
            );
        }
        let twice = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n";
        assert_eq!(
            read("x", &format!("{twice}{twice}")).map_err(|error| error.to_string()),
            Err("x: the object `v1/Namespace/-/a` appears twice".to_owned())
        );
        assert!(read("x", "a: [").is_err());
    }
}

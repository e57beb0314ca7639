//! What `podman image inspect` and `docker image inspect` print: what only an image knows, given to the containers of every
//! format that run it.
//!
//! Podman: <https://docs.podman.io/en/stable/markdown/podman-image-inspect.1.html>

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::Value;

use super::{
    Error, Source,
    draft::Draft,
    json::{self, At},
};
use crate::{
    ledger::Subject,
    podman::{
        Container,
        image::{Known, Repository},
        lifecycle::Signal,
    },
    rules::{Say, images as rules},
};

mod give;

/// Where the rows of what an image adds say that it is written.
pub const AT: &str = "/image";

/// All images that are known, in the order in which they were given.
#[derive(Debug, Default, Clone)]
pub struct Images(Arc<Vec<Image>>);

/// An image, and the file that has it.
#[derive(Debug)]
struct Image {
    known: Arc<Known>,
    config: Config,
    check: Option<Check>,
    file: String,
}

/// What is inspected of an image, as far as it says something of containers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    id: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    repo_digests: Option<Vec<String>>,
    #[serde(default)]
    config: Option<Config>,
    /// podman has it here, Docker in `Config`.
    #[serde(default)]
    healthcheck: Option<Check>,
}

/// Of an image, what its containers are told.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    user: String,
    exposed_ports: Option<BTreeMap<String, Value>>,
    env: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    working_dir: String,
    volumes: Option<BTreeMap<String, Value>>,
    stop_signal: String,
    labels: Option<BTreeMap<String, String>>,
    healthcheck: Option<Check>,
}

/// A health check; times are nanoseconds, and 0 is the engine's default.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Check {
    test: Option<Vec<String>>,
    interval: i64,
    timeout: i64,
    start_period: i64,
    retries: i64,
}

/// What an image says of its containers, where a container is compared with it.
#[derive(Debug, Clone)]
pub struct OfImage<'i> {
    /// `USER`.
    pub user: &'i str,
    /// `WORKDIR`.
    pub folder: &'i str,
    /// `STOPSIGNAL`, as it is written.
    pub signal: &'i str,
    /// `ENTRYPOINT`.
    pub entrypoint: &'i [String],
    /// `CMD`.
    pub command: &'i [String],
    /// `ENV`.
    pub env: &'i [String],
    /// `LABEL`.
    pub labels: Option<&'i BTreeMap<String, String>>,
    /// `EXPOSE`.
    pub ports: Option<&'i BTreeMap<String, Value>>,
    /// The words of `HEALTHCHECK`.
    pub test: Option<&'i Vec<String>>,
}

/// Whether an object is what an engine prints of an image.
#[must_use]
pub fn is_image(object: &Value) -> bool {
    ["Id", "RepoTags", "RootFS"]
        .iter()
        .all(|key| object.get(key).is_some())
}

impl Images {
    /// Reads files of `--images`: arrays of images, several of them one after another.
    ///
    /// # Errors
    /// A file is not JSON, or has something else than images.
    pub fn read(sources: &[Source]) -> Result<Self, Error> {
        let mut images = Vec::new();
        for source in sources {
            let mut number = 0_usize;
            for document in json::documents(source)? {
                let root = At::root(source);
                let objects = match document {
                    Value::Array(objects) => objects,
                    object @ Value::Object(_) => vec![object],
                    _ => return Err(root.wrong(&EXPECTED)),
                };
                for object in objects {
                    images.push(Image::read(&root.child(&number.to_string()), object)?);
                    number = number.saturating_add(1);
                }
            }
        }
        Ok(Self(images.into()))
    }

    /// Adds an image that stands next to containers.
    ///
    /// # Errors
    /// It is not of the shape of an image.
    pub fn add(&mut self, at: &At<'_>, object: Value) -> Result<(), Error> {
        let image = Image::read(at, object)?;
        let mut all: Vec<Image> = Arc::try_unwrap(std::mem::take(&mut self.0)).unwrap_or_default();
        all.push(image);
        self.0 = all.into();
        Ok(())
    }

    /// Both.
    pub fn extend(&mut self, others: Self) {
        let mut all: Vec<Image> = Arc::try_unwrap(std::mem::take(&mut self.0)).unwrap_or_default();
        all.extend(Arc::try_unwrap(others.0).unwrap_or_default());
        self.0 = all.into();
    }

    /// The image of a container, by its id or by the name that the container has of it.
    #[must_use]
    pub fn find(&self, id: &str, written: &str) -> Option<OfImage<'_>> {
        let id = id.trim_start_matches("sha256:");
        let by_id = self.0.iter().find(|image| image.known.id == id);
        let image = by_id.or_else(|| self.0.iter().find(|image| image.known.is(written)))?;
        let config = &image.config;
        Some(OfImage {
            user: &config.user,
            folder: &config.working_dir,
            signal: &config.stop_signal,
            entrypoint: config.entrypoint.as_deref().unwrap_or_default(),
            command: config.cmd.as_deref().unwrap_or_default(),
            env: config.env.as_deref().unwrap_or_default(),
            labels: config.labels.as_ref(),
            ports: config.exposed_ports.as_ref(),
            test: image.check.as_ref().and_then(|check| check.test.as_ref()),
        })
    }

    /// Gives a draft what its image says and its own options leave open.
    pub fn give(&self, draft: &mut Draft<'_>) {
        let Some(written) = reference(&draft.container) else {
            return;
        };
        let mut all = self.0.iter().filter(|image| image.known.is(written));
        let Some(image) = all.next() else {
            return;
        };
        let written = written.to_owned();
        if all.any(|other| other.known.id != image.known.id) {
            let say = rules::several_images(&draft.container.attribute, written);
            draft.ledger.say(Subject::Container(draft.index, None), say);
        }
        draft.container.image.known = Some(Arc::clone(&image.known));
        give::all(image, draft);
    }

    /// What is to be said when all containers are read: files that no container has a use for, and containers whose image
    /// no file has.
    pub fn say(&self, containers: &[Container]) -> Vec<(Subject, Say)> {
        let mut out = Vec::new();
        if self.0.is_empty() {
            return out;
        }
        let known = containers.iter().filter_map(|c| c.image.known.as_ref());
        let known: BTreeSet<&str> = known.map(|known| known.id.as_str()).collect();
        let mut files: BTreeMap<&str, bool> = BTreeMap::new();
        for image in self.0.iter() {
            *files.entry(&image.file).or_default() |= known.contains(image.known.id.as_str());
        }
        for (file, _) in files.into_iter().filter(|(_, used)| !used) {
            out.push((Subject::Fleet, rules::unused_images(file)));
        }
        for (index, container) in containers.iter().enumerate() {
            if let (None, Some(written)) = (&container.image.known, reference(container)) {
                let say = rules::unknown_image(&container.attribute, written);
                out.push((Subject::Container(index, None), say));
            }
        }
        out
    }
}

const EXPECTED: &str = "an array of images is expected here, as `podman image inspect` prints it";

/// The image that a container runs, where it is one.
fn reference(container: &Container) -> Option<&str> {
    let rootfs = container.image.rootfs.as_ref();
    let image = container.image.reference.as_ref()?;
    (!rootfs.is_some_and(|rootfs| rootfs.value)).then_some(image.value.as_str())
}

impl Image {
    fn read(at: &At<'_>, object: Value) -> Result<Self, Error> {
        if object.get("HostConfig").is_some() {
            return Err(at.wrong(&"this is a container; give the file as an input, and write images with `podman image inspect`"));
        }
        if !is_image(&object) {
            return Err(at.wrong(&EXPECTED));
        }
        let inspected: Inspected = json::typed(at, object)?;
        let config = inspected.config.unwrap_or_default();
        let names = [inspected.repo_tags, inspected.repo_digests];
        let names = names.into_iter().flatten().flatten();
        let signal = match config.stop_signal.as_str() {
            "" => Signal::TERM,
            text => Signal::parse(text)
                .map_err(|error| at.child("Config").child("StopSignal").wrong(&error))?,
        };
        let variables = config.env.iter().flatten();
        let known = Known {
            id: inspected.id.trim_start_matches("sha256:").to_owned(),
            names: names
                .filter_map(|name| Repository::parse(&name).ok())
                .collect(),
            user: config.user.clone(),
            stop_signal: signal,
            volumes: config
                .volumes
                .iter()
                .flatten()
                .map(|(path, _)| path.clone())
                .collect(),
            env: variables
                .filter_map(|variable| variable.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        };
        Ok(Self {
            known: Arc::new(known),
            check: inspected.healthcheck.or_else(|| config.healthcheck.clone()),
            config,
            file: at.source.name.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<usize, String> {
        let source = Source {
            name: "images.json".to_owned(),
            text: text.to_owned(),
        };
        let images = Images::read(&[source]).map_err(|error| error.to_string())?;
        Ok(images.0.len())
    }

    #[test]
    fn files_and_their_mistakes() {
        const ONE: &str = r#"{"Id":"sha256:ab","RepoTags":null,"RootFS":{}}"#;
        assert_eq!(read(&format!("[{ONE},{ONE}]\n[{ONE}] []")), Ok(3));
        assert_eq!(read(ONE), Ok(1));
        for (text, message) in [
            (
                "",
                "images.json is empty; did the command that wrote it fail?",
            ),
            ("[]\n[", "images.json:2:1: EOF while parsing a list"),
            ("[] x", "images.json:1:4: expected value"),
            (
                "[1]",
                "images.json: at `/0`: an array of images is expected here, as `podman image inspect` prints it",
            ),
            (
                "3",
                "images.json: an array of images is expected here, as `podman image inspect` prints it",
            ),
            (
                r#"[{"Id":"1","Config":{},"HostConfig":{}}]"#,
                "images.json: at `/0`: this is a container; give the file as an input, and write images with `podman image inspect`",
            ),
            (
                r#"[{"Id":"1","RepoTags":[],"RootFS":{},"Config":{"User":1}}]"#,
                "images.json: at `/0/Config/User`: invalid type: integer `1`, expected a string",
            ),
            (
                r#"[{"Id":"1","RepoTags":[],"RootFS":{},"Config":{"StopSignal":"SIGX"}}]"#,
                "images.json: at `/0/Config/StopSignal`: ",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }
}

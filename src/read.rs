//! Readers: one per input format, all ending in the same [`crate::podman::Inventory`].

use crate::{
    ledger::Ledger,
    podman::{Inventory, engine::Engine},
};

#[macro_use]
pub mod draft;
pub mod command_line;
pub mod compose;
pub mod containers_conf;
pub mod docker_daemon;
pub mod envelope;
mod error;
pub mod flags;
pub mod fleet;
mod foreign;
pub mod images;
pub mod input;
pub mod inspect;
pub mod json;
pub mod leaves;
pub mod nix_source;
pub mod oci_containers;
pub mod quadlet;
pub mod shell;
pub mod units;
pub mod yaml;

pub use error::Error;
pub use fleet::Fleet;
pub use foreign::has_containers;
pub use input::{Document, Entry, Files, Input, NoFiles};

/// A text that was given, and its name for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path of the file, `-` for standard input.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// What the command line says about the inputs.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// `--from`: the format's name; recognised by the content when absent.
    pub from: Option<String>,
    /// `--host`: name of the host where the input does not say; `localhost` when absent.
    pub host: Option<String>,
    /// `--engine`: the engine of that host; podman 5 when absent, or Docker where the input shows it.
    pub engine: Option<Engine>,
    /// `--units`: the evaluated systemd units of that host.
    pub units: Option<Source>,
    /// `--images`: what `podman image inspect` prints, for inputs of every format.
    pub images: Vec<Source>,
    /// `--env-file`: files of variables of Compose, in the place of `.env`.
    pub env_files: Vec<String>,
    /// `--profile`: profiles of Compose that are active; `*` is every one.
    pub profiles: Vec<String>,
    /// `--project-name`: the name of the Compose project, whatever its files and its folder say.
    pub project: Option<String>,
}

/// The host's name where nobody gave one.
const LOCALHOST: &str = "localhost";

impl Options {
    /// Name of the host where the input does not say.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host.as_deref().unwrap_or(LOCALHOST)
    }

    /// The same, where the input is a file that may be called like its host.
    #[must_use]
    pub fn host_of<'a>(&'a self, file: Option<&'a str>) -> &'a str {
        self.host.as_deref().or(file).unwrap_or(LOCALHOST)
    }

    /// Options of the command line that were given, of those that only some formats take.
    fn given(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("--engine", self.engine.is_some()),
            ("--host", self.host.is_some()),
            ("--units", self.units.is_some()),
            ("--env-file", !self.env_files.is_empty()),
            ("--profile", !self.profiles.is_empty()),
            ("--project-name", self.project.is_some()),
        ];
        let given = all.into_iter().filter(|(_, given)| *given);
        given.map(|(option, _)| option)
    }
}

/// An input format.
pub struct Format {
    /// Its name for `--from`.
    pub name: &'static str,
    /// What it is, for help texts.
    pub title: &'static str,
    /// Whether an input looks like it, by its name or its text. At most one format may say so.
    pub sniff: fn(&Input, &dyn Files) -> bool,
    /// Options of the command line that it takes, of those that not every format takes.
    pub options: &'static [&'static str],
    /// Takes all inputs of the format apart into hosts, in the order in which they were given.
    pub parse: Parse,
}

/// Takes inputs apart; what they lead to is asked of the files.
pub type Parse = fn(Vec<Input>, &Options, &dyn Files, &mut Fleet) -> Result<(), Error>;

/// All formats, sorted by name.
pub const FORMATS: &[Format] = &[
    Format {
        name: "compose",
        title: "a Compose project: its files or its folder, or what `docker compose config` prints",
        sniff: compose::sniff,
        options: &[
            "--engine",
            "--env-file",
            "--host",
            "--profile",
            "--project-name",
        ],
        parse: compose::parse,
    },
    Format {
        name: "envelope",
        title: "hosts with their containers, units, positions and facts, as the NixOS module exports them",
        sniff: envelope::sniff,
        options: &[],
        parse: envelope::parse,
    },
    inspect::FORMAT,
    Format {
        name: "oci-containers",
        title: "`config.virtualisation.oci-containers.containers` of one host, as `nix eval --json` prints it",
        sniff: oci_containers::sniff,
        options: &["--engine", "--host", "--units"],
        parse: oci_containers::parse,
    },
    quadlet::FORMAT,
];

/// Takes inputs apart into hosts and containers, which are then read by [`Fleet::inventory`].
///
/// # Errors
/// As [`open_with`].
pub fn open(sources: &[Source], options: &Options) -> Result<Fleet, Error> {
    let documents = sources.iter().cloned().map(Document::new);
    open_with(documents.map(Input::File).collect(), options, &NoFiles)
}

/// The same, where inputs may be folders and may lead to more files.
///
/// # Errors
/// An input cannot be parsed, or is of no known format; or an option was given that none of the formats takes.
pub fn open_with(inputs: Vec<Input>, options: &Options, files: &dyn Files) -> Result<Fleet, Error> {
    let mut fleet = Fleet::default();
    fleet.images = images::Images::read(&options.images)?;
    let mut by_format: Vec<(&Format, Vec<Input>)> = Vec::new();
    for input in inputs {
        let format = recognise(&input, options, files)?;
        match by_format
            .iter_mut()
            .find(|(known, _)| known.name == format.name)
        {
            Some((_, inputs)) => inputs.push(input),
            None => by_format.push((format, vec![input])),
        }
    }
    let is_taken = |option: &str| {
        let mut formats = by_format.iter().map(|(format, _)| format);
        formats.any(|format| format.options.contains(&option))
    };
    let unused = options.given().find(|option| !is_taken(option));
    for (format, inputs) in by_format {
        (format.parse)(inputs, options, files, &mut fleet)?;
    }
    match unused {
        Some(option) => Err(Error::Unused { option }),
        None => Ok(fleet),
    }
}

/// Reads inputs, which together are one fleet.
///
/// # Errors
/// As [`open`]; whatever is wrong with a container is a diagnostic, not an error.
pub fn read(
    sources: &[Source],
    options: &Options,
    ledger: &mut Ledger,
) -> Result<Inventory, Error> {
    Ok(open(sources, options)?.inventory(ledger))
}

fn recognise(
    input: &Input,
    options: &Options,
    files: &dyn Files,
) -> Result<&'static Format, Error> {
    if let Some(name) = &options.from {
        let format = FORMATS.iter().find(|format| format.name == name);
        return format.ok_or_else(|| Error::UnknownFormat { name: name.clone() });
    }
    let all = FORMATS.iter();
    let fitting: Vec<&Format> = all.filter(|f| (f.sniff)(input, files)).collect();
    let what = match fitting.as_slice() {
        [format] => return Ok(format),
        [] => not_recognised(input, files)?,
        several => {
            let names: Vec<&str> = several.iter().map(|format| format.name).collect();
            format!("this may be {}", names.join(" or "))
        }
    };
    Err(Error::Format {
        name: input.name().to_owned(),
        what,
    })
}

/// What an input is that no format knows.
///
/// # Errors
/// It is not JSON, which was most likely meant.
fn not_recognised(input: &Input, files: &dyn Files) -> Result<String, Error> {
    let document = match input {
        Input::File(document) => document,
        Input::Folder(name) => return Ok(foreign::folder(name, files)?.to_owned()),
    };
    match (document.json(), document.error()) {
        (_, Some(error)) => Err(error.clone()),
        (value, None) => Ok(value
            .map_or("the format is not recognised", foreign::document)
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(texts: &[(&str, &str)], options: &Options) -> Result<Vec<String>, String> {
        let sources: Vec<Source> = texts
            .iter()
            .map(|(name, text)| Source {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        let fleet = open(&sources, options).map_err(|error| error.to_string())?;
        let containers = fleet.containers();
        Ok(containers
            .map(|listed| format!("{}/{}", listed.host, listed.attribute))
            .collect())
    }

    const ENVELOPE: &str =
        r#"{"version":1,"hosts":{"b":{"containers":{"x":{"image":"i"}}},"a":{"containers":{}}}}"#;

    #[test]
    fn formats_are_recognised_and_inputs_are_one_fleet() {
        let bare = r#"{"web":{"image":"i"},"db":{"image":"i"}}"#;
        let options = Options {
            host: Some("c".to_owned()),
            ..Options::default()
        };
        let found = opened(&[("1", bare), ("2", ENVELOPE)], &options);
        let names = ["b/x", "c/db", "c/web"].map(str::to_owned);
        assert_eq!(found.as_deref(), Ok(&names[..]));
        assert_eq!(opened(&[("1", "{}")], &Options::default()), Ok(vec![]));
    }

    /// A folder, and a host that two inputs know.
    #[test]
    fn more_than_one_file() {
        let folder = || vec![Input::Folder("f".to_owned())];
        let opened = |from: Option<&str>| {
            let options = Options {
                from: from.map(str::to_owned),
                ..Options::default()
            };
            let fleet = open_with(folder(), &options, &NoFiles);
            fleet.map(drop).map_err(|error| error.to_string())
        };
        let folder = "f: this is a folder, and the format is a single file";
        assert_eq!(opened(Some("oci-containers")), Err(folder.to_owned()));
        assert!(opened(None).is_err());
        let part = |names: &[&str], open: bool| fleet::Unread {
            source: names.join("+"),
            open,
            host: crate::podman::Host::default(),
            containers: oci_containers::raw(
                (names.iter())
                    .map(|name| ((*name).to_owned(), serde_json::Value::Null))
                    .collect(),
                std::collections::BTreeMap::new(),
            ),
            conf: containers_conf::Conf::default(),
        };
        let mut fleet = Fleet::default();
        let mut add = |names: &[&str], open: bool| {
            let added = fleet.add("h".to_owned(), part(names, open));
            added.map_err(|error| error.to_string())
        };
        assert_eq!(add(&["b"], true), Ok(()));
        assert_eq!(add(&["a", "c"], true), Ok(()));
        let twice = "c+d: the container `c` is in b already; convert them one by one with `--host`";
        assert_eq!(add(&["c", "d"], true), Err(twice.to_owned()));
        assert!(
            add(&["e"], false).is_err_and(|error| error.contains("the host `h` is in b already"))
        );
        let names: Vec<&str> = fleet.containers().map(|listed| listed.attribute).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn units_of_another_host() {
        let containers = r#"{"web":{"image":"i"},"db":{"image":"i","serviceName":"db"}}"#;
        let with = |units: &str| {
            let units = Source {
                name: "u".to_owned(),
                text: units.to_owned(),
            };
            let options = Options {
                units: Some(units),
                ..Options::default()
            };
            opened(&[("a", containers)], &options).map(drop)
        };
        let foreign = Err(
            "u has no unit of a container of the input, such as `db.service`; write \
             `config.systemd.services` of the same host into it"
                .to_owned(),
        );
        for units in ["{}", r#"{"podman-other":{}}"#] {
            assert_eq!(with(units), foreign, "{units}");
        }
        let container = "u: at `/db`: this is a container, not a systemd unit";
        assert_eq!(with(containers), Err(container.to_owned()));
        for units in [
            r#"{"db":{}}"#,
            r#"{"podman-web":{}}"#,
            r#"{"docker-web.service":{}}"#,
        ] {
            assert_eq!(with(units), Ok(()), "{units}");
        }
    }

    #[test]
    fn what_cannot_be_read() {
        for (texts, from, message) in [
            (
                &[("a", "[]")][..],
                None,
                "a: this is a list, and an input is an object: containers by their names; name the format with `--from compose|envelope|inspect|oci-containers|quadlet`",
            ),
            (
                &[("a", "[]")],
                Some("oci-containers"),
                "a: an object is expected here",
            ),
            (
                &[("a", "{}")],
                Some("docker"),
                "unknown format `docker`; the formats are compose, envelope, inspect, oci-containers, quadlet",
            ),
            (
                &[(
                    "a",
                    r#"{"version":"3","x":{"web":{"image":"i"}},"name":"x"}"#,
                )],
                None,
                "a: the format is not recognised; name the format with `--from compose|envelope|inspect|oci-containers|quadlet`",
            ),
            (
                &[("a", r#"{"version":2,"hosts":{}}"#)],
                None,
                "a: at `/version`: this program reads version 1, not 2",
            ),
            (
                &[("a", r#"{"version":1,"hosts":{"b":{"containers":[]}}}"#)],
                None,
                "a: at `/hosts/b/containers`: invalid type: sequence, expected a map",
            ),
            (
                &[(
                    "a",
                    r#"{"version":1,"hosts":{"b":{"containers":{},"backend":"lxc"}}}"#,
                )],
                None,
                "a: at `/hosts/b/backend`: unknown variant `lxc`, expected `podman` or `docker`",
            ),
            (
                &[(
                    "a",
                    r#"{"version":1,"hosts":{"b":{"containers":{},"units":{"x":{"after":3}}}}}"#,
                )],
                None,
                "a: at `/hosts/b/units/x/after`: a list of strings is expected here",
            ),
            (
                &[("a", "services:\n")],
                None,
                "a:1:1: expected value; an input is JSON, a Compose file (`.yaml`), or the folder of a project",
            ),
            (
                &[("a", ENVELOPE), ("b", ENVELOPE)],
                None,
                "b: the host `a` is in a already; put several hosts into one envelope, or convert them one by one with `--host`",
            ),
        ] {
            let options = Options {
                from: from.map(str::to_owned),
                ..Options::default()
            };
            assert_eq!(opened(texts, &options), Err(message.to_owned()));
        }
    }
}

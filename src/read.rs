//! Readers: one per input format, all ending in the same [`crate::podman::Inventory`].

use serde_json::Value;

use crate::{
    ledger::Ledger,
    podman::{Inventory, engine::Engine},
};

pub mod command_line;
pub mod containers_conf;
#[macro_use]
pub mod draft;
pub mod envelope;
pub mod flags;
pub mod fleet;
pub mod json;
pub mod leaves;
pub mod nix_source;
pub mod oci_containers;
pub mod shell;
pub mod units;

pub use fleet::Fleet;

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
}

/// An input format.
pub struct Format {
    /// Its name for `--from`.
    pub name: &'static str,
    /// What it is, for help texts.
    pub title: &'static str,
    /// Whether a document looks like it. At most one format may say so.
    pub sniff: fn(&Value) -> bool,
    /// Whether it names its hosts and holds their units.
    pub says_host: bool,
    /// Takes the document apart into hosts.
    pub parse: fn(&Source, Value, &Options, &mut Fleet) -> Result<(), Error>,
}

/// All formats, sorted by name.
pub const FORMATS: &[Format] = &[
    Format {
        name: "envelope",
        title: "hosts with their containers, units, positions and facts, as the NixOS module exports them",
        sniff: envelope::sniff,
        says_host: true,
        parse: envelope::parse,
    },
    Format {
        name: "oci-containers",
        title: "`config.virtualisation.oci-containers.containers` of one host, as `nix eval --json` prints it",
        sniff: oci_containers::sniff,
        says_host: false,
        parse: oci_containers::parse,
    },
];

/// Nothing can be done with the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is empty.
    #[error("{name} is empty; did `nix eval` fail?")]
    Empty {
        /// The input.
        name: String,
    },
    /// It is no JSON.
    #[error("{name}:{line}:{column}: {what}")]
    Syntax {
        /// The input.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// It is JSON of another shape.
    #[error("{name}: {}{what}", at(pointer))]
    Shape {
        /// The input.
        name: String,
        /// JSON Pointer to the place.
        pointer: String,
        /// What is wrong there.
        what: String,
    },
    /// No format, or more than one, looks like it.
    #[error("{name}: {what}; name the format with `--from {}`", format_names("|"))]
    Format {
        /// The input.
        name: String,
        /// What was found.
        what: String,
    },
    /// `--from` names no format.
    #[error("unknown format `{name}`; the formats are {}", format_names(", "))]
    UnknownFormat {
        /// What was named.
        name: String,
    },
    /// An option of the command line that no input has a use for.
    #[error(
        "`{option}` is for a bare oci-containers file; an envelope names its hosts, and has their engines and units"
    )]
    Unused {
        /// The option.
        option: &'static str,
    },
    /// The units are those of another host.
    #[error(
        "{name} has no unit of a container of the input, such as `{wanted}`; write `config.systemd.services` of the same host into it"
    )]
    ForeignUnits {
        /// The file of the units.
        name: String,
        /// The unit of the first container.
        wanted: String,
    },
    /// Two inputs describe one host.
    #[error(
        "{second}: the host `{host}` is in {first} already; {}",
        SAME_HOST_HELP
    )]
    SameHost {
        /// The host.
        host: String,
        /// The input that had it first.
        first: String,
        /// The input that has it again.
        second: String,
    },
}

const SAME_HOST_HELP: &str =
    "put several hosts into one envelope, or convert them one by one with `--host`";

fn at(pointer: &str) -> String {
    match pointer {
        "" => String::new(),
        pointer => format!("at `{pointer}`: "),
    }
}

fn format_names(between: &str) -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    names.join(between)
}

/// Takes inputs apart into hosts and containers, which are then read by [`Fleet::inventory`].
///
/// # Errors
/// An input cannot be parsed, or is of no known format.
pub fn open(sources: &[Source], options: &Options) -> Result<Fleet, Error> {
    let mut fleet = Fleet::default();
    let mut bare = false;
    for source in sources {
        let value = json::parse(source)?;
        let format = recognise(source, &value, options)?;
        bare |= !format.says_host;
        (format.parse)(source, value, options, &mut fleet)?;
    }
    let unused = [
        ("--engine", options.engine.is_some()),
        ("--host", options.host.is_some()),
        ("--units", options.units.is_some()),
    ];
    match unused.into_iter().find(|(_, given)| *given && !bare) {
        Some((option, _)) => Err(Error::Unused { option }),
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

fn recognise(source: &Source, value: &Value, options: &Options) -> Result<&'static Format, Error> {
    if let Some(name) = &options.from {
        let format = FORMATS.iter().find(|format| format.name == name);
        return format.ok_or_else(|| Error::UnknownFormat { name: name.clone() });
    }
    let fitting: Vec<&Format> = FORMATS.iter().filter(|f| (f.sniff)(value)).collect();
    let what = match fitting.as_slice() {
        [format] => return Ok(format),
        [] => "the format is not recognised".to_owned(),
        several => {
            let names: Vec<&str> = several.iter().map(|format| format.name).collect();
            format!("this may be {}", names.join(" or "))
        }
    };
    Err(Error::Format {
        name: source.name.clone(),
        what,
    })
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
                "a: the format is not recognised; name the format with `--from envelope|oci-containers`",
            ),
            (
                &[("a", "[]")],
                Some("oci-containers"),
                "a: an object is expected here",
            ),
            (
                &[("a", "{}")],
                Some("compose"),
                "unknown format `compose`; the formats are envelope, oci-containers",
            ),
            (
                &[("a", r#"{"services":{"web":{"image":"i"}},"name":"x"}"#)],
                None,
                "a: the format is not recognised; name the format with `--from envelope|oci-containers`",
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

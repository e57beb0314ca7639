//! Why nothing can be done with an input.

use super::FORMATS;

/// Nothing can be done with the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is empty.
    #[error("{name} is empty; did the command that wrote it fail?")]
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
    /// A file or folder that cannot be used.
    #[error("{name}: {what}")]
    File {
        /// Its path.
        name: String,
        /// Why.
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
        "`{option}` is for inputs of the format {}{}", formats_with(option).join(" or "), instead_of(option)
    )]
    Unused {
        /// The option.
        option: &'static str,
    },
    /// Two inputs of one host have a container of one name.
    #[error(
        "{second}: the container `{container}` is in {first} already; convert them one by one with `--host`"
    )]
    SameContainer {
        /// The container.
        container: String,
        /// The input that had it first.
        first: String,
        /// The input that has it again.
        second: String,
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

/// The formats that take an option of the command line, in words.
fn formats_with(option: &str) -> Vec<&'static str> {
    let formats = FORMATS
        .iter()
        .filter(|format| format.options.contains(&option));
    formats.map(|format| format.name).collect()
}

/// What an envelope has in the place of an option.
fn instead_of(option: &str) -> &'static str {
    match option {
        "--engine" | "--host" | "--units" => {
            "; an envelope names its hosts, and has their engines and units"
        }
        _ => "",
    }
}

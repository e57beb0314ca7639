//! The command line: definitions, one function per subcommand, and the only place that prints.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::{
    Compiled, Deny,
    bundle::{self, Layout},
    install::What,
    read,
    report::{self, stored::StoredRow},
    rules::{self, Severity},
    settings::Settings,
};

mod directory;
mod error;
mod install;
mod load;
mod output;
mod schema;
mod survey;

use error::Error;
use output::{print, tell};

/// Turns the containers podman runs on a NixOS host into Kubernetes manifests, and accounts for every option.
#[derive(Debug, Parser)]
#[command(name = "k3s-migrate", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const AFTER_HELP: &str = "\
Exit codes: 0 all written, no errors · 1 at least one error, nothing written unless --keep-going; \
for diff: something differs · 2 nothing could be done (usage, unreadable input, I/O).";

/// Options of every subcommand.
#[derive(Debug, Args)]
struct Global {
    /// What you chose: namespace, exposure, storage, accepted losses (see `schema settings`)
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Form of diagnostics, and of tables: text, or one JSON object a line
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    message_format: MessageFormat,
    /// Raise to an error: `warnings`, or a code (repeatable)
    #[arg(long, global = true, value_name = "CODE")]
    deny: Vec<String>,
    /// Colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Errors only
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compile and write manifests
    Convert {
        #[command(flatten)]
        input: Input,
        /// Directory to write, replaced whole; `-` for one YAML stream on standard output
        #[arg(short, long, value_name = "DIR|-")]
        output: PathBuf,
        /// How the files are laid out
        #[arg(long, default_value = "yaml")]
        layout: Layout,
        /// Write every workload that has no error
        #[arg(long)]
        keep_going: bool,
    },
    /// Compile and write nothing
    Check {
        #[command(flatten)]
        input: Input,
    },
    /// Print what became of every option
    Ledger {
        #[command(flatten)]
        input: Input,
        /// Only this container
        #[arg(long, value_name = "NAME")]
        container: Option<String>,
    },
    /// Explain a code, or what became of a container's options
    Explain {
        /// A code (`K3M302`), a container, or `CONTAINER.OPTION`
        what: String,
        #[command(flatten)]
        input: ExplainInput,
    },
    /// Compare two sets of manifests, object by object; exit code 1 where they differ
    Diff {
        /// What was: a directory that `convert` wrote, or any JSON or YAML; `-` for standard input
        old: PathBuf,
        /// What is
        new: PathBuf,
    },
    /// Find containers in Nix files without evaluating them
    Inventory {
        /// A tree of Nix files
        dir: PathBuf,
        /// How they are shown
        #[arg(long, default_value = "table")]
        format: survey::Format,
    },
    /// Put a bundle (`convert --layout k3s`) into the manifests directory of K3s
    Install {
        /// Directory of the bundle
        bundle: PathBuf,
        #[command(flatten)]
        how: install::How,
    },
    /// Let K3s delete everything of ours, but for Namespaces, claims and volumes
    Uninstall {
        #[command(flatten)]
        how: install::How,
    },
    /// Install an earlier generation
    Rollback {
        /// Its number; default: the one before the current one
        number: Option<u64>,
        #[command(flatten)]
        how: install::How,
    },
    /// List the generations that are kept
    Generations {
        #[command(flatten)]
        places: install::Places,
    },
    /// Show what became of every file, in the directory and in the cluster
    Status {
        #[command(flatten)]
        places: install::Places,
    },
    /// Print the JSON Schema of a format
    Schema {
        /// Which format
        format: schema::Format,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write man pages
    Man {
        /// Directory to write into
        dir: PathBuf,
    },
}

/// What is read.
#[derive(Debug, Args)]
struct Input {
    /// Evaluated definitions as JSON; `-` for standard input. Several are one fleet
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// What `explain` reads.
#[derive(Debug, Args)]
struct ExplainInput {
    /// Evaluated definitions as JSON, or a bundle, for a container; `-` for standard input
    #[arg(short = 'f', long = "file", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// How it is read.
#[derive(Debug, Args)]
struct Reading {
    /// Format of the input, where it is not recognised
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Name of the host, for a bare oci-containers file; `localhost` where it is not given
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Where the Nix files lie that an envelope's positions name; the current directory by default
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Evaluated systemd units of the host as JSON, for a bare oci-containers file
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
}

/// The definition of the command line, for who wants to read it: completions, man pages, the test of the docs.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.global.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    match run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::fatal(&cli.global, &error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<u8, Error> {
    let global = &cli.global;
    match &cli.command {
        Command::Convert {
            input,
            output,
            layout,
            keep_going,
        } => convert(global, input, output, *layout, *keep_going),
        Command::Check { input } => {
            let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
            tell(global, &compiled)?;
            Ok(code(&compiled))
        }
        Command::Ledger { input, container } => ledger(global, input, container.as_deref()),
        Command::Explain { what, input } => explain(global, what, input),
        Command::Diff { old, new } => diff(global, old, new),
        Command::Inventory { dir, format } => survey::inventory(dir, *format),
        Command::Install { bundle, how } => {
            install::install(global, What::Bundle(bundle.clone()), how)
        }
        Command::Uninstall { how } => install::install(global, What::Nothing, how),
        Command::Rollback { number, how } => {
            install::install(global, What::Generation(*number), how)
        }
        Command::Generations { places } => install::list_generations(global, places),
        Command::Status { places } => install::show_status(global, places),
        Command::Schema { format } => {
            print(&schema::text(*format))?;
            Ok(0)
        }
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut command(), "k3s-migrate", &mut out);
            print(&String::from_utf8_lossy(&out))?;
            Ok(0)
        }
        Command::Man { dir } => {
            std::fs::create_dir_all(dir).map_err(|error| Error::Write {
                path: dir.clone(),
                error,
            })?;
            clap_mangen::generate_to(command(), dir).map_err(|error| Error::Write {
                path: dir.clone(),
                error,
            })?;
            Ok(0)
        }
    }
}

fn convert(
    global: &Global,
    input: &Input,
    output: &Path,
    layout: Layout,
    keep_going: bool,
) -> Result<u8, Error> {
    let to_stdout = output.as_os_str() == "-";
    if !to_stdout {
        directory::writable(output)?;
    }
    // A stream is YAML, whatever the layout of a directory would be.
    let layout = if to_stdout { Layout::Yaml } else { layout };
    let compiled = compile(global, &input.inputs, &input.reading, layout)?;
    let code = code(&compiled);
    if code == 0 || keep_going {
        if to_stdout {
            print(&bundle::plain::stream(&compiled))?;
        } else {
            directory::replace(output, &bundle::files(&compiled))?;
        }
    }
    tell(global, &compiled)?;
    Ok(code)
}

fn ledger(global: &Global, input: &Input, container: Option<&str>) -> Result<u8, Error> {
    let compiled = compile(global, &input.inputs, &input.reading, Layout::K3s)?;
    if let Some(name) = container
        && !compiled
            .inventory
            .containers
            .iter()
            .any(|container| container.attribute == name)
    {
        return Err(Error::NoSuchContainer {
            name: name.to_owned(),
        });
    }
    match global.message_format {
        MessageFormat::Text => print(&report::table::ledger(&compiled, container))?,
        MessageFormat::Json => print(&report::ledger_lines(&compiled, container))?,
    }
    tell(global, &compiled)?;
    Ok(code(&compiled))
}

fn explain(global: &Global, what: &str, input: &ExplainInput) -> Result<u8, Error> {
    if let Some(rule) = rules::rule(what) {
        print(&report::explain::rule(rule))?;
        return Ok(0);
    }
    if input.inputs.is_empty() {
        return Err(Error::NothingToExplain {
            what: what.to_owned(),
        });
    }
    let text = match input.inputs.as_slice() {
        [bundle] if bundle.is_dir() => {
            let stored = load::ledger(bundle)?;
            let rows: Vec<report::Row> = stored.iter().map(StoredRow::row).collect();
            report::explain::stored(&rows, what)
        }
        inputs => {
            let compiled = compile(global, inputs, &input.reading, Layout::K3s)?;
            report::explain::options(&compiled, what)
        }
    };
    let text = text.ok_or_else(|| Error::NothingToExplain {
        what: what.to_owned(),
    })?;
    print(&text)?;
    Ok(0)
}

/// 0 for the same objects, 1 for others, as `diff` of files has it.
fn diff(global: &Global, old: &Path, new: &Path) -> Result<u8, Error> {
    let (old, new) = (load::objects(old)?, load::objects(new)?);
    let differences = report::diff::differences(&old, &new);
    let count = report::diff::count(&differences, &new);
    match global.message_format {
        MessageFormat::Text => print(&report::diff::text(&differences, count))?,
        MessageFormat::Json => {
            let mut lines: String = differences.iter().map(output::json).collect();
            lines.push_str(&output::json(&count));
            print(&lines)?;
        }
    }
    Ok(u8::from(!differences.is_empty()))
}

fn compile(
    global: &Global,
    inputs: &[PathBuf],
    reading: &Reading,
    layout: Layout,
) -> Result<Compiled, Error> {
    let settings: Settings = load::settings(global.settings.as_deref())?;
    let deny = deny(&global.deny)?;
    let sources = load::sources(inputs)?;
    let options = read::Options {
        from: reading.from.clone(),
        host: reading.host.clone(),
        units: reading.units.as_deref().map(load::source).transpose()?,
    };
    let mut fleet = read::open(&sources, &options)?;
    let top = reading.source.as_deref().unwrap_or(Path::new("."));
    let files = load::nix_files(top, fleet.nix_files());
    fleet.locate(&files);
    Ok(crate::compile_fleet(fleet, &settings, &deny, layout))
}

fn deny(words: &[String]) -> Result<Deny, Error> {
    let mut deny = Deny::default();
    for word in words {
        match rules::rule(word) {
            _ if word == "warnings" => deny.warnings = true,
            Some(rule) => {
                deny.codes.insert(rule.code.to_owned());
            }
            None => return Err(Error::NoSuchCode { code: word.clone() }),
        }
    }
    Ok(deny)
}

/// 0 without errors, 1 with.
fn code(compiled: &Compiled) -> u8 {
    u8::from(
        compiled
            .ledger
            .diagnostics()
            .iter()
            .any(|d| d.severity == Severity::Error),
    )
}

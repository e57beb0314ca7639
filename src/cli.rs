//! The command line: definitions, one function per subcommand, and the only place that prints.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{
    Args, CommandFactory as _, Parser, Subcommand, ValueEnum, builder::PossibleValuesParser,
};

use crate::{
    Compiled, Deny,
    bundle::{self, Layout},
    install::What,
    ledger::Subject,
    podman::engine::Engine,
    read,
    report::{self, Written},
    rules::{self, Severity},
    settings::Settings,
};

mod directory;
mod disk;
mod error;
mod install;
mod load;
mod output;
mod schema;
mod survey;

use disk::Disk;
use error::Error;
use output::{print, tell};

/// Convert the podman containers of a NixOS host into Kubernetes manifests for K3s, and account for every option.
#[derive(Debug, Parser)]
#[command(name = "k3s-migrate", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const AFTER_HELP: &str = "\
Exit codes:
  0  success
  1  at least one error: `convert` writes nothing without --keep-going, and `install` leaves the files
     of that workload as they are; `diff`: the sets differ; `status`: something is not applied or not ready
  2  nothing could be done: usage, unreadable input, I/O";

/// Options of every subcommand.
#[derive(Debug, Args)]
struct Global {
    /// Settings as JSON: namespace, exposure, storage, accepted codes (see `k3s-migrate schema settings`)
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Format of diagnostics and tables: text, or one JSON object per line
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    message_format: MessageFormat,
    /// Treat as an error: `warnings`, or a code such as K3M302 (repeatable)
    #[arg(long, global = true, value_name = "CODE")]
    deny: Vec<String>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Print errors only
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
    /// Convert containers and write the manifests
    Convert {
        #[command(flatten)]
        input: Input,
        /// Directory to write, replaced as a whole; `-` for one YAML stream on standard output
        #[arg(short, long, value_name = "DIR|-")]
        output: PathBuf,
        /// Layout of the files
        #[arg(long, default_value = "yaml")]
        layout: Layout,
        /// Write the workloads that have no error even if others have one
        #[arg(long)]
        keep_going: bool,
    },
    /// Convert containers without writing manifests
    Check {
        #[command(flatten)]
        input: Input,
    },
    /// Show what became of every option
    Ledger {
        #[command(flatten)]
        input: Input,
        /// Only the options of this container
        #[arg(long, value_name = "NAME")]
        container: Option<String>,
    },
    /// Explain a code, or what became of the options of a container
    Explain {
        /// A code (`K3M302`), a container, or `CONTAINER.OPTION`
        what: String,
        #[command(flatten)]
        input: ExplainInput,
    },
    /// Compare two sets of manifests, object by object; exit code 1 if they differ
    Diff {
        /// The old set: a directory that `convert` wrote, or any JSON or YAML file; `-` for standard input
        old: PathBuf,
        /// The new set
        new: PathBuf,
    },
    /// List the containers in Nix files, without evaluating them
    Inventory {
        /// A Nix file, or a directory of Nix files
        dir: PathBuf,
        /// Format of the output
        #[arg(long, default_value = "table")]
        format: survey::Format,
    },
    /// Install a bundle (`convert --layout k3s`) into the manifests directory of K3s
    Install {
        /// Directory of the bundle
        bundle: PathBuf,
        #[command(flatten)]
        how: install::How,
    },
    /// Remove all installed workloads; Namespaces, claims and volumes are kept
    Uninstall {
        #[command(flatten)]
        how: install::How,
    },
    /// Install an earlier generation again
    Rollback {
        /// Number of the generation (default: the one before the current one)
        number: Option<u64>,
        #[command(flatten)]
        how: install::How,
    },
    /// List the generations that can be installed again; `*` marks the current one
    Generations {
        #[command(flatten)]
        places: install::Places,
    },
    /// Show the state of every file, in the directory and in the cluster
    Status {
        #[command(flatten)]
        places: install::Places,
    },
    /// Print the JSON Schema of a format
    Schema {
        /// The format
        format: schema::Format,
    },
    /// Print completions of commands and options for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write man pages
    Man {
        /// Directory to write to
        dir: PathBuf,
    },
}

/// What is read.
#[derive(Debug, Args)]
struct Input {
    /// Evaluated definitions as JSON, `-` for standard input; several files are one fleet
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// What `explain` reads.
#[derive(Debug, Args)]
struct ExplainInput {
    /// Evaluated definitions as JSON, or a bundle; `-` for standard input
    #[arg(short = 'f', long = "file", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// How it is read.
#[derive(Debug, Args)]
struct Reading {
    /// Format of the input, if it is not recognised
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Name of the host, where the input does not say (default: localhost)
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Engine of the host, where the input does not say (default: podman-5, or docker where the file shows it)
    #[arg(long, value_name = "ENGINE", value_parser = PossibleValuesParser::new(Engine::ALL.map(|engine| engine.row().name)))]
    engine: Option<String>,
    /// Directory of the Nix files that positions of an envelope name (default: the current directory)
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
            tell(global, &compiled, Written::Nothing)?;
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
    let path = output.to_string_lossy();
    let written = if code != 0 && !keep_going {
        Written::Nothing
    } else if to_stdout {
        print(&bundle::plain::stream(&compiled))?;
        Written::Output
    } else {
        directory::replace(output, &bundle::files(&compiled))?;
        Written::Directory(&path)
    };
    tell(global, &compiled, written)?;
    // The process ends here: to take everything apart first would be a twentieth of its time.
    std::mem::forget(compiled);
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
    tell(global, &compiled, Written::Nothing)?;
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
            report::explain::stored(&stored.rows(), |container| stored.unasked(container), what)
        }
        inputs => {
            let compiled = compile(global, inputs, &input.reading, Layout::K3s)?;
            // What cannot be used of the settings explains nothing: it is reported instead.
            let said = compiled.ledger.diagnostics().iter();
            let mut bad = said.filter(|said| matches!(said.subject, Subject::Setting(_)));
            if bad.any(|said| said.severity == Severity::Error) {
                tell(global, &compiled, Written::Nothing)?;
                return Ok(1);
            }
            let text = report::explain::options(&compiled, what);
            let stack = compiled.plan.monitoring.as_ref();
            let stack = stack.filter(|_| what == "monitoring");
            text.or_else(|| stack.map(|stack| stack.budget.text()))
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
    let inputs = load::inputs(inputs)?;
    let options = read::Options {
        from: reading.from.clone(),
        host: reading.host.clone(),
        engine: reading.engine.as_deref().and_then(Engine::parse),
        units: reading.units.as_deref().map(load::source).transpose()?,
    };
    let mut fleet = read::open_with(inputs, &options, &Disk::default())?;
    let top = reading.source.as_deref().unwrap_or(Path::new("."));
    let files = load::nix_files(top, fleet.nix_files());
    fleet.locate(&files);
    drop(files);
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

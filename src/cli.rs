//! The command line: definitions, one function per subcommand, and the only place that prints.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser},
};
use clap_complete::env::CompleteEnv;

use crate::{
    Deny,
    bundle::Layout,
    install::{What, look},
    podman::engine::Engine,
    report, rules,
    words::nearest,
};

mod complete;
mod convert;
mod directory;
mod disk;
mod doctor;
mod error;
mod examples;
mod explain;
mod init;
mod install;
mod load;
mod output;
mod plan;
mod reading;
mod schema;
mod survey;
mod wrap;

use error::Error;
use output::print;
use reading::{Input, Reading, compile};

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
     of that workload as they are; `diff`: the sets differ; `doctor`: something is to be repaired;
     `status`: something is not installed, not applied or not ready
  2  nothing could be done: usage, unreadable input, I/O; `install` has written nothing; `status`: the
     cluster could not be asked";

/// Options of every subcommand.
#[derive(Debug, Args)]
struct Global {
    /// Settings: namespace, exposure, storage, accepted codes, as JSON with comments (`k3s-migrate init` makes them)
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Format of diagnostics and tables: text, or one JSON object per line
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    message_format: MessageFormat,
    /// Treat as an error: `warnings`, or a code such as K3M302 (repeatable)
    #[arg(long, global = true, value_name = "CODE", add = complete::codes())]
    deny: Vec<String>,
    /// Least severity of the messages (default: all, with the notes that most hosts have in one line)
    #[arg(long, global = true, value_name = "SEVERITY")]
    level: Option<Level>,
    /// Print every note in full: `--level note`
    #[arg(long, global = true, conflicts_with = "level")]
    notes: bool,
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

/// A severity as a word of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Error,
    Warning,
    Note,
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
        /// Directory to write; files of others in it are left alone. `-` for one YAML stream on standard output
        #[arg(short, long, value_name = "DIR|-")]
        output: PathBuf,
        /// Layout of the files
        #[arg(long, default_value = "yaml")]
        layout: Layout,
        /// Write the workloads that have no error even if others have one
        #[arg(long)]
        keep_going: bool,
        /// Overwrite files in the directory that were edited, or that k3s-migrate did not write
        #[arg(long)]
        force: bool,
    },
    /// Convert containers without writing manifests; messages are on standard error
    Check {
        #[command(flatten)]
        input: Input,
        /// Print a table with a row per container in the place of the messages
        #[arg(long)]
        summary: bool,
        /// Layout that is meant: `yaml` also says what `install` would do, and `kubectl apply` does not
        #[arg(long, default_value = "k3s")]
        layout: Layout,
    },
    /// Show what became of every option
    Ledger {
        #[command(flatten)]
        input: Input,
        /// Only the options of this container
        #[arg(long, value_name = "NAME", add = complete::containers())]
        container: Option<String>,
    },
    /// Explain a code or an option, or list the codes
    Explain {
        #[command(flatten)]
        question: explain::Question,
    },
    /// Print settings to start from, made from what `check` says of this input
    Init {
        #[command(flatten)]
        input: Input,
        /// File to write (default: standard output); one that is there is left alone
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show in which order containers move, what each step needs, and the way back
    Plan {
        #[command(flatten)]
        input: Input,
        /// Format of the output
        #[arg(long, default_value = "text")]
        format: plan::Format,
    },
    /// Write one HTML page with every service, message and wave; it needs no network
    Report {
        #[command(flatten)]
        input: Input,
        /// File to write; `-` for standard output
        #[arg(short, long, value_name = "FILE|-")]
        output: PathBuf,
    },
    /// Compare two sets of manifests, object by object; exit code 1 if they differ
    Diff {
        /// The old set: a directory that `convert` wrote, or any JSON or YAML file; `-` for standard input
        old: PathBuf,
        /// The new set
        new: PathBuf,
    },
    /// List the containers in Nix, Compose and quadlet files, without evaluating them
    Inventory {
        /// A Nix file, or a directory
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
        #[command(flatten)]
        asking: install::Asking,
    },
    /// Look at this host: what K3s, or a bundle, would lack on it
    Doctor {
        #[command(flatten)]
        question: doctor::Question,
    },
    /// Look at paths for another run of this program: it asks, a line of JSON each
    #[command(hide = true)]
    Look,
    /// Print the JSON Schema of a format
    Schema {
        /// The format
        format: schema::Format,
    },
    /// Print completions for a shell: commands, options, codes, and containers of the input
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

/// The definition of the command line, for who wants to read it: completions, man pages, the test of the docs.
#[must_use]
pub fn command() -> clap::Command {
    examples::add(Cli::command())
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let asked = CompleteEnv::with_factory(command).var(complete::VARIABLE);
    match asked.try_complete(std::env::args_os(), std::env::current_dir().ok().as_deref()) {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(_) => return ExitCode::from(2),
    }
    let parsed = command().try_get_matches();
    let parsed = parsed.and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Standard error may be closed; then there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
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
    if let Some(error) = meaningless(cli) {
        return Err(error);
    }
    match &cli.command {
        Command::Convert {
            input,
            output,
            layout,
            keep_going,
            force,
        } => {
            let how = convert::Writing {
                output,
                layout: *layout,
                keep_going: *keep_going,
                force: *force,
            };
            convert::convert(global, input, &how)
        }
        Command::Check {
            input,
            summary,
            layout,
        } => convert::check(global, input, *summary, *layout),
        Command::Ledger { input, container } => {
            convert::ledger(global, input, container.as_deref())
        }
        Command::Explain { question } => explain::explain(global, question),
        Command::Init { input, output } => init::init(global, input, output.as_deref()),
        Command::Plan { input, format } => plan::plan(global, input, *format),
        Command::Report { input, output } => plan::report(global, input, output),
        Command::Diff { old, new } => diff(global, old, new),
        Command::Inventory { dir, format } => survey::inventory(global, dir, *format),
        Command::Install { bundle, how } => {
            install::install(global, What::Bundle(bundle.clone()), how)
        }
        Command::Uninstall { how } if how.profiles => Err(Error::Meaningless {
            option: "--profiles",
            command: "uninstall",
        }),
        Command::Uninstall { how } => install::install(global, What::Nothing, how),
        Command::Rollback { number, how } => {
            install::install(global, What::Generation(*number), how)
        }
        Command::Generations { places } => install::list_generations(global, places),
        Command::Status { places, asking } => install::show_status(global, places, asking),
        Command::Doctor { question } => doctor::doctor(global, question),
        Command::Look => {
            look::serve().map_err(Error::Output)?;
            Ok(0)
        }
        Command::Schema { format } => {
            print(&schema::text(*format))?;
            Ok(0)
        }
        Command::Completions { shell } => {
            print(&complete::script(*shell)?)?;
            Ok(0)
        }
        Command::Man { dir } if dir.is_file() => Err(Error::NotFolder { path: dir.clone() }),
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

/// 0 for the same objects, 1 for others, as `diff` of files has it.
fn diff(global: &Global, old: &Path, new: &Path) -> Result<u8, Error> {
    let (old, new) = (load::objects(old)?, load::objects(new)?);
    let differences = report::diff::differences(&old, &new);
    let count = report::diff::count(&differences, &new);
    match global.message_format {
        MessageFormat::Text => output::print_coloured(&report::diff::text(&differences, count))?,
        MessageFormat::Json => {
            let mut lines: String = differences.iter().map(output::json).collect();
            lines.push_str(&output::json(&count));
            print(&lines)?;
        }
    }
    Ok(u8::from(!differences.is_empty()))
}

/// The engines, `podman` as a word for the default.
fn engines() -> PossibleValuesParser {
    let usual = Engine::default().row().name;
    PossibleValuesParser::new(Engine::ALL.map(|engine| {
        let value = PossibleValue::new(engine.row().name);
        if engine.row().name == usual {
            value.alias(PODMAN)
        } else {
            value
        }
    }))
}

/// What people call the default.
const PODMAN: &str = "podman";

/// A global option that was given, and that a command has no use for.
fn meaningless(cli: &Cli) -> Option<Error> {
    let global = &cli.global;
    let (command, reads) = match &cli.command {
        Command::Doctor { .. } => ("doctor", false),
        Command::Diff { .. } => ("diff", false),
        Command::Inventory { .. } => ("inventory", false),
        Command::Generations { .. } => ("generations", false),
        Command::Status { .. } => ("status", false),
        Command::Schema { .. } => ("schema", false),
        Command::Completions { .. } => ("completions", false),
        Command::Man { .. } => ("man", false),
        Command::Explain { question } => ("explain", question.reads()),
        Command::Init { .. } => ("init", true),
        _ => return None,
    };
    let json = global.message_format == MessageFormat::Json && command == "init";
    let given = [
        ("--settings", global.settings.is_some() && !reads),
        ("--deny", !global.deny.is_empty() && !reads),
        ("--message-format json", json),
    ];
    let (option, _) = given.into_iter().find(|(_, given)| *given)?;
    Some(Error::Meaningless { option, command })
}

fn deny(words: &[String]) -> Result<Deny, Error> {
    let mut deny = Deny::default();
    for word in words {
        match rules::rule(word) {
            _ if word == "warnings" => deny.warnings = true,
            Some(rule) if rule.phrases.is_empty() => {
                return Err(Error::OnlyInLedger { code: rule.code });
            }
            Some(rule) => {
                deny.codes.insert(rule.code.to_owned());
            }
            None => {
                return Err(Error::NoSuchCode {
                    meant: match nearest(word, ["warnings"]) {
                        Some(warnings) => Some(warnings.to_owned()),
                        None => rules::meant(word).map(|rule| rule.code.to_owned()),
                    },
                    code: word.clone(),
                });
            }
        }
    }
    Ok(deny)
}

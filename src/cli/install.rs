//! `install`, `uninstall`, `rollback`, `generations`, `status`: the host's manifests directory.

use std::{
    collections::BTreeSet,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;

use super::{
    Error, Global, MessageFormat, deny, load,
    output::{json, print, tell_last},
};
use crate::{
    install::{
        self, Request, What,
        api::{Api, Kubectl},
        changes::Prune,
        confirm::{Missing, Watch},
        disk, generations,
        goal::Wishes,
        seccomp,
        snapshot::Snapshot,
        state::Home,
        status,
    },
    ledger::Policy,
    settings::Settings,
};

mod report;

use report::counted;

/// Where everything lies.
#[derive(Debug, Args)]
pub struct Places {
    /// Manifests directory of K3s; files are written to its folder `k3s-migrate`
    #[arg(long, value_name = "DIR", default_value = TARGET)]
    pub target: PathBuf,
    /// Directory of the state: what is installed, and its generations
    #[arg(long, value_name = "DIR", default_value = OWN_STATE)]
    pub state: PathBuf,
    /// Directory of systemd for drop-ins that keep podman's units from starting while K3s may run their containers (default:
    /// /etc/systemd/system.control, if --state has its default, too)
    #[arg(long, value_name = "DIR")]
    guards: Option<PathBuf>,
}

/// The manifests directory of K3s.
const TARGET: &str = "/var/lib/rancher/k3s/server/manifests";
/// The configuration of K3s.
const K3S_CONFIG: &str = "/etc/rancher/k3s/config.yaml";
/// The kubelet's directory of profiles.
pub const SECCOMP: &str = "/var/lib/kubelet/seccomp";
/// Where the state is.
const OWN_STATE: &str = "/var/lib/k3s-migrate";
/// The directory of systemd's that belongs to no generation of NixOS.
const GUARDS: &str = "/etc/systemd/system.control";

/// Which cluster is asked.
#[derive(Debug, Args)]
pub struct Asking {
    /// File that says which cluster is asked (default: that of K3s on this host, /etc/rancher/k3s/k3s.yaml, then
    /// $KUBECONFIG)
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
}

/// Whether K3s is waited for.
#[derive(Debug, Args)]
pub struct Waiting {
    /// Wait until K3s has applied the change, then clean up tombstones
    #[arg(long)]
    confirm: bool,
    /// Longest time to wait
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 180,
        requires = "confirm"
    )]
    timeout: u64,
    /// Do not wait while the host starts: what podman starts comes first
    #[arg(long, requires = "confirm")]
    unless_starting: bool,
    /// Do not wait if K3s was already seen to have applied everything
    #[arg(long, requires = "confirm")]
    unless_confirmed: bool,
}

/// How it is installed.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub struct How {
    #[command(flatten)]
    places: Places,
    /// Print what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// With --dry-run: print what would change in each object
    #[arg(long, requires = "dry_run")]
    diff: bool,
    /// Make the manifests directory if it does not exist: K3s has not run here yet
    #[arg(long)]
    create: bool,
    /// Take over all files that k3s-migrate wrote, after the state was lost
    #[arg(long)]
    adopt_all: bool,
    /// Overwrite this file even if it was edited by hand or written by another program (repeatable)
    #[arg(long, value_name = "FILE")]
    adopt: Vec<PathBuf>,
    /// What to do with objects whose container was removed
    #[arg(long, value_name = "HOW", default_value = "tombstone")]
    prune: Prune,
    #[command(flatten)]
    waiting: Waiting,
    #[command(flatten)]
    asking: Asking,
    /// Start podman's units that were held and may run again, as far as other units want them
    #[arg(long)]
    start_released: bool,
    /// Number of generations to keep, 1 or more
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least_one)]
    generations: usize,
    /// Name of this host in a bundle of several hosts (default: the kernel's host name)
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Configuration file of K3s, read to see what it disables
    #[arg(long, value_name = "FILE", default_value = K3S_CONFIG)]
    k3s_config: PathBuf,
    /// Only hold the podman units that installed manifests name, and install nothing
    #[arg(long, conflicts_with_all = ["confirm", "adopt"])]
    only_holds: bool,
    /// Only write the seccomp profiles and hold the units of this host: for a host where K3s is an agent
    #[arg(long, conflicts_with_all = ["confirm", "adopt"])]
    pub profiles: bool,
    /// The kubelet's directory of seccomp profiles
    #[arg(long, value_name = "DIR", default_value = SECCOMP)]
    seccomp_root: PathBuf,
    /// podman's list of system calls (default: where podman looks for it)
    #[arg(long, value_name = "FILE")]
    seccomp_list: Option<PathBuf>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err(
            "1 or more generations have to be kept: `rollback` needs the installed one".to_owned(),
        ),
        Ok(number) => Ok(number),
    }
}

/// Installs a bundle, a generation, or nothing.
pub fn install(global: &Global, what: What, how: &How) -> Result<u8, Error> {
    let request = request(global, what, how)?;
    let mut disk = disk::of_this_machine();
    let mut waits = |holder: Option<u32>| {
        let who = holder.map_or_else(|| "another run".to_owned(), |pid| format!("process {pid}"));
        let lock = request.home.path.join("lock");
        // Standard error may be closed; then there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "waiting for {who}, which holds `{}`",
            lock.display()
        );
    };
    let later = how.waiting.unless_starting && install::running::host_starts();
    let mut kubectl = if how.waiting.confirm && !how.dry_run && !later {
        Kubectl::find(how.asking.kubeconfig.as_deref())
    } else {
        None
    };
    let mut progress = Progress::default();
    let mut show = |missing: &[Missing]| progress.show(missing);
    let mut watch = kubectl.as_mut().map(|api| Watch {
        api,
        timeout: Duration::from_secs(how.waiting.timeout),
        every: Duration::from_secs(1),
        unless_confirmed: how.waiting.unless_confirmed,
        progress: &mut show,
    });
    let asked = watch.is_some();
    let outcome = install::run(&request, disk.as_mut(), watch.as_mut(), &mut waits);
    progress.end();
    let mut outcome = outcome?;
    if later && !request.home.load()?.confirmed() {
        request.home.mark_waiting(disk.as_mut(), true)?;
    } else if how.waiting.confirm && !how.dry_run && !asked && !later {
        install::unasked(&mut outcome);
    }
    if how.start_released {
        install::running::start(&outcome.released);
    }
    let cluster = kubectl.filter(Kubectl::was_asked);
    let cluster = cluster.as_ref().map(Kubectl::cluster);
    report::report(global, how.dry_run, &outcome, cluster)?;
    for name in &request.wishes.adopted {
        if !outcome.stopped && !outcome.changes.iter().any(|change| change.file == *name) {
            let text = format!(
                "`--adopt {name}` had no effect: no file of this run has this name (`k3s-migrate status` lists them)\n"
            );
            tell_last(global, &text)?;
        }
    }
    Ok(outcome.code())
}

fn request(global: &Global, what: What, how: &How) -> Result<Request, Error> {
    let settings = load::settings(global.settings.as_deref())?;
    if !settings.file.problems.is_empty() {
        let problems = settings.file.problems;
        return Err(Error::BadSettings { problems });
    }
    let deny = deny(&global.deny)?;
    let name = |path: &PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        name.to_string_lossy().into_owned()
    };
    Ok(Request {
        what,
        target: how.places.target.clone(),
        home: home(&how.places),
        wishes: Wishes {
            adopted: how.adopt.iter().map(name).collect::<BTreeSet<_>>(),
            prune: how.prune,
        },
        generations: how.generations,
        dry_run: how.dry_run,
        diff: how.diff,
        create: how.create,
        adopt_all: how.adopt_all,
        looker: std::env::current_exe().ok(),
        proc: PathBuf::from("/proc"),
        kubeconfig: how.asking.kubeconfig.clone(),
        only_holds: how.only_holds,
        only_profiles: how.profiles,
        host: how.host.clone().unwrap_or_else(this_host),
        places: given(global, how),
        for_host: option("--host", how.host.as_deref()),
        k3s_config: how.k3s_config.clone(),
        seccomp: seccomp::Places {
            root: how.seccomp_root.clone(),
            list: how.seccomp_list.clone(),
        },
        policy: Policy {
            accept: Settings::codes(&settings.accept),
            deny: deny.codes,
            deny_warnings: deny.warnings,
            ..Policy::default()
        },
    })
}

/// The options that say where, as far as they are not what they would be without: a command that goes on needs them, too.
fn given(global: &Global, how: &How) -> String {
    let (places, other) = (&how.places, |path: &PathBuf, usual: &str| {
        (path.as_path() != Path::new(usual)).then(|| path.display().to_string())
    });
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    [
        ("--target", other(&places.target, TARGET)),
        ("--state", other(&places.state, OWN_STATE)),
        ("--guards", path(&places.guards)),
        ("--k3s-config", other(&how.k3s_config, K3S_CONFIG)),
        ("--seccomp-root", other(&how.seccomp_root, SECCOMP)),
        ("--seccomp-list", path(&how.seccomp_list)),
        ("--kubeconfig", path(&how.asking.kubeconfig)),
        ("--settings", path(&global.settings)),
    ]
    .iter()
    .map(|(name, value)| option(name, value.as_deref()))
    .collect()
}

/// ` --name value`, as a shell takes it; an option that was not given is nothing.
fn option(name: &str, value: Option<&str>) -> String {
    let value = value.and_then(|value| shlex::try_quote(value).ok());
    value.map_or_else(String::new, |value| format!(" {name} {value}"))
}

/// The kernel's name of this host.
pub fn this_host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}

/// State and guards of this host.
pub fn home(places: &Places) -> Home {
    let own = || (places.state == Path::new(OWN_STATE)).then(|| PathBuf::from(GUARDS));
    Home {
        path: places.state.clone(),
        guards: places.guards.clone().or_else(own),
    }
}

/// Prints the generations that are kept, the current one with a star.
pub fn list_generations(global: &Global, places: &Places) -> Result<u8, Error> {
    let home = home(places);
    let state = home.load()?;
    let mut table = Vec::new();
    for generation in generations::all(&home)? {
        let files = std::fs::read_dir(generation.path.join("manifests"));
        let files = files.map_or(0, Iterator::count);
        let (number, is) = (generation.number, generation.number == state.generation);
        let of = state.history.iter().filter(|one| one.generation == number);
        let installations: Vec<_> = of.collect();
        match global.message_format {
            MessageFormat::Text => {
                let last = installations.last();
                let star = if is { "*" } else { "" };
                table.push([
                    number.to_string(),
                    star.to_owned(),
                    counted(files, "file"),
                    last.map_or_else(|| "-".to_owned(), |one| one.at.clone()),
                    last.map_or_else(|| "-".to_owned(), |one| one.host.clone()),
                    last.map_or_else(|| "-".to_owned(), |one| report::change(one)),
                ]);
            }
            MessageFormat::Json => {
                let line = serde_json::json!({"v": 2, "type": "generation", "number": number, "files": files, "current": is, "path": generation.path, "installations": installations});
                print(&format!("{line}\n"))?;
            }
        }
    }
    print(&status::aligned(&table))?;
    if generations::all(&home)?.is_empty() {
        tell_last(global, "nothing is installed\n")?;
    }
    Ok(0)
}

/// Prints what became of every file; 1 where something is not as it shall be.
pub fn show_status(global: &Global, places: &Places, asking: &Asking) -> Result<u8, Error> {
    let home = home(places);
    let state = home.load()?;
    let there = Snapshot::take(&places.target)?;
    let mut kubectl = Kubectl::find(asking.kubeconfig.as_deref());
    let cluster = kubectl.as_ref().map(Kubectl::cluster);
    let api = kubectl.as_mut().map(|kubectl| kubectl as &mut dyn Api);
    let (mut rows, unasked) = status::rows(&state, &there, api);
    if let Some(index) = install::current(&home, &state) {
        rows.extend(status::left_out(&index, &state));
    }
    match global.message_format {
        MessageFormat::Text => print(&status::table(&rows))?,
        MessageFormat::Json => {
            for row in &rows {
                print(&json(row))?;
            }
        }
    }
    let cluster = cluster.unwrap_or_else(|| "the cluster".to_owned());
    let asked = match &unasked {
        Some(why) => format!("{cluster} was not asked: {why}"),
        None => format!("asked: {cluster}"),
    };
    if !global.quiet {
        let held = install::holds::held(&home)?;
        if !held.is_empty() {
            let text = format!(
                "held, so that podman does not start them: {}\n",
                held.join(", ")
            );
            tell_last(global, &text)?;
        }
        writeln!(io::stderr(), "{asked}").map_err(Error::Output)?;
    }
    if unasked.is_some() {
        return Ok(2);
    }
    let well = |row: &status::Row| {
        row.applied != Some(false)
            && row.ready != Some(false)
            && !matches!(row.state, "edited" | "left out" | "missing" | "unknown")
    };
    Ok(u8::from(!rows.iter().all(well)))
}

/// One line on a terminal that says what is still missing.
#[derive(Debug, Default)]
struct Progress {
    shown: bool,
}

impl Progress {
    fn show(&mut self, missing: &[Missing]) {
        let mut out = io::stderr();
        if let Some(first) = missing.first().filter(|_| out.is_terminal()) {
            let first = first.file().unwrap_or("the API server");
            let _ = write!(out, "\r\x1b[Kwaiting for K3s: {first}");
            if let more @ 1.. = missing.len() - 1 {
                let _ = write!(out, " and {more} more");
            }
            let _ = out.flush();
            self.shown = true;
        }
    }

    fn end(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

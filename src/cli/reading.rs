//! What every command that converts reads: inputs, and how they are read.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Error, Global, complete, deny, disk::Disk, engines, load};
use crate::{Compiled, bundle::Layout, podman::engine::Engine, read, settings::Settings};

/// What is read.
#[derive(Debug, Args)]
pub struct Input {
    /// Evaluated definitions as JSON, `-` for standard input, a Compose file or the folder of a Compose project; all together
    /// are one fleet, and several Compose files are one project
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How it is read.
#[derive(Debug, Args)]
pub struct Reading {
    /// Format of the input, if it is not recognised
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Name of the host, where the input does not say (default: that of the file, `storage` of storage.json, or localhost)
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// Engine of the host, where the input does not say (default: podman-5, or docker where the file shows it)
    #[arg(long, value_name = "ENGINE", value_parser = engines())]
    pub engine: Option<String>,
    /// Directory of the Nix files that positions of an envelope name (default: the current directory)
    #[arg(long, value_name = "DIR")]
    pub source: Option<PathBuf>,
    /// Evaluated systemd units of the host as JSON, for a bare oci-containers file
    #[arg(long, value_name = "FILE")]
    pub units: Option<PathBuf>,
    /// Only these containers; the others stay with their engine (repeatable, or with commas)
    #[arg(long, value_name = "NAME", value_delimiter = ',', add = complete::containers())]
    pub only: Vec<String>,
    /// What only images know, as `podman image inspect` prints it: user, volumes, ports, health check (repeatable)
    #[arg(long, value_name = "FILE")]
    pub images: Vec<PathBuf>,
    /// Variables of a Compose project, in the place of its `.env` (repeatable)
    #[arg(long, value_name = "FILE")]
    pub env_file: Vec<String>,
    /// Profile of a Compose project that is active; `*` for all (repeatable)
    #[arg(long, value_name = "NAME")]
    pub profile: Vec<String>,
    /// Name of a Compose project (default: its `name`, or that of its folder)
    #[arg(long, value_name = "NAME")]
    pub project_name: Option<String>,
}

/// Reads and plans, for a layout.
pub fn compile(
    global: &Global,
    inputs: &[PathBuf],
    reading: &Reading,
    layout: Layout,
) -> Result<Compiled, Error> {
    if let Some(path) = reading.source.as_ref().filter(|path| !path.is_dir()) {
        let path = path.clone();
        return Err(Error::NoSource { path });
    }
    let settings: Settings = load::settings(global.settings.as_deref())?;
    let deny = deny(&global.deny)?;
    let inputs = load::inputs(inputs)?;
    let options = read::Options {
        from: reading.from.clone(),
        host: reading.host.clone(),
        engine: (reading.engine.as_deref()).map(|word| Engine::parse(word).unwrap_or_default()),
        units: reading.units.as_deref().map(load::source).transpose()?,
        images: load::sources(&reading.images)?,
        env_files: reading.env_file.clone(),
        profiles: reading.profile.clone(),
        project: reading.project_name.clone(),
    };
    let mut fleet = read::open_with(inputs, &options, &Disk::default())?;
    fleet
        .keep(&reading.only)
        .map_err(|(name, meant)| Error::NoSuchContainer { name, meant })?;
    let top = reading.source.as_deref().unwrap_or(Path::new("."));
    let files = load::nix_files(top, fleet.nix_files());
    fleet.locate(&files);
    drop(files);
    Ok(crate::compile_fleet(fleet, &settings, &deny, layout))
}

//! `doctor`: what this host has and lacks.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    Error, Global, MessageFormat,
    install::{Places, SECCOMP, home, this_host},
    output::{json, print, print_coloured, say},
};
use crate::{
    columns::{aligned, counted},
    install::{
        bundle::Bundle,
        doctor::{Finding, Patient, State, examine, judge},
        generations,
        k3s_config::K3s,
        seccomp,
    },
    podman::Inventory,
    rules::Severity,
};

/// Who is looked at.
#[derive(Debug, Args)]
pub struct Question {
    /// Directory of the bundle that is to be installed (default: the installed one, if there is one)
    bundle: Option<PathBuf>,
    #[command(flatten)]
    places: Places,
    /// Name of this host in a bundle of several hosts (default: the kernel's host name)
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Configuration file of K3s
    #[arg(
        long,
        value_name = "FILE",
        default_value = "/etc/rancher/k3s/config.yaml"
    )]
    k3s_config: PathBuf,
}

/// Prints the findings; 1 where something does not work.
pub fn doctor(global: &Global, question: &Question) -> Result<u8, Error> {
    let mut k3s = K3s::read(&question.k3s_config);
    k3s.ask_systemd();
    let bundle = match &question.bundle {
        Some(path) => Some(Bundle::read(path)?),
        None => installed(question)?,
    };
    let mut patient = Patient {
        host: question.host.clone().unwrap_or_else(this_host),
        target: question.places.target.clone(),
        state: question.places.state.clone(),
        guards: home(&question.places).guards,
        k3s,
        looker: std::env::current_exe().ok(),
        bundle,
    };
    let findings = examine(&patient);
    match global.message_format {
        MessageFormat::Json => print(&findings.iter().map(json).collect::<String>())?,
        MessageFormat::Text => print_coloured(&table(&findings))?,
    }
    // What is installed has its ports itself.
    let installed = patient.bundle.as_ref().map(|bundle| bundle.index.clone());
    let before = installed.as_ref().filter(|_| question.bundle.is_none());
    let named = question.bundle.as_deref().unwrap_or(Path::new(""));
    let places = seccomp::Places {
        root: PathBuf::from(SECCOMP),
        list: None,
    };
    let ledger = judge(&mut patient, before, &named.display().to_string(), &places);
    let said = ledger.diagnostics();
    let told = |severity| said.iter().filter(|said| said.severity == severity).count();
    let count = |state| {
        findings
            .iter()
            .filter(|finding| finding.state == state)
            .count()
    };
    let failed = count(State::Fail) + told(Severity::Error);
    let text = format!(
        "summary: {} looked at: {failed} to repair, {} worth a look, {} unknown, {} in order; nothing was changed\n",
        counted(findings.len() + said.len(), "thing"),
        count(State::Warn) + told(Severity::Warning),
        count(State::Unknown),
        count(State::Ok) + told(Severity::Note),
    );
    say(global, &Inventory::default(), &ledger, || {
        match global.message_format {
            MessageFormat::Text => text,
            MessageFormat::Json => String::new(),
        }
    })?;
    Ok(u8::from(failed > 0))
}

/// The bundle that is installed now.
fn installed(question: &Question) -> Result<Option<Bundle>, Error> {
    let home = home(&question.places);
    let current = home.load()?.generation;
    let all = generations::all(&home)?;
    let found = all.iter().find(|generation| generation.number == current);
    Ok(found.map(|found| Bundle::read(&found.path)).transpose()?)
}

/// State, topic and finding, with what to do below.
fn table(findings: &[Finding]) -> String {
    let rows: Vec<[String; 3]> = findings
        .iter()
        .flat_map(|finding| {
            let first = [finding.state.word(), finding.topic, &finding.message].map(str::to_owned);
            let remedy = (!finding.remedy.is_empty()).then(|| {
                [
                    String::new(),
                    String::new(),
                    format!("→ {}", finding.remedy),
                ]
            });
            std::iter::once(first).chain(remedy)
        })
        .collect();
    aligned(&rows)
}

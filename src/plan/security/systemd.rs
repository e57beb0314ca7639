//! systemd as the first process, which podman prepares a container for.

use super::{ANY_WAY, Cursor};
use crate::{
    origin::{Given, OriginId},
    podman::{
        process::{Entrypoint, Process},
        security::switches::{Systemd, is_systemd},
    },
    rules::kernel as rules,
};

/// `--systemd`, and what podman does without it.
pub(super) fn systemd(at: &mut Cursor<'_>, mode: Option<&Given<Systemd>>) {
    let value = mode.map(|given| given.value).unwrap_or_default();
    if let Some(given) = mode {
        match given.value {
            Systemd::Never => at.ledger.already_so(given.origin, &ANY_WAY),
            Systemd::Auto => at.ledger.already_so(given.origin, &rules::SYSTEMD_AUTO),
            Systemd::Always => at.ledger.refused(given.origin, rules::systemd(at.name())),
        }
    }
    if value != Systemd::Auto || !at.engine().prepares_systemd.is {
        return;
    }
    if let Some(origin) = found(&at.container().process) {
        let say = rules::systemd_found(at.name());
        at.ledger.changed_if_accepted(origin, say);
    }
}

/// The option that names a program which podman takes for systemd. Without one, the image's entry point is not known: most
/// images of systemd have none.
fn found(process: &Process) -> Option<OriginId> {
    // Then podman's init is the first process.
    if process.init.as_ref().is_some_and(|init| init.value) {
        return None;
    }
    let entrypoint = process.entrypoint.as_ref();
    let front = entrypoint.map_or(&[][..], |given| match &given.value {
        Entrypoint::Words(words) => words,
        Entrypoint::Image | Entrypoint::Nothing | Entrypoint::NothingBeforeCmd => &[],
    });
    let words = front.iter().map(String::as_str);
    let command = &process.command;
    let all: Vec<&str> = words
        .chain(command.iter().map(|word| word.value.as_str()))
        .collect();
    let first = entrypoint.filter(|_| !front.is_empty());
    let origin = first.map(|given| given.origin);
    let origin = origin.or(command.first().map(|word| word.origin))?;
    is_systemd(&all).then_some(origin)
}

//! What is said of an installation, besides what the checks before it find.

use std::collections::BTreeMap;

use super::{
    Outcome, Request, What,
    changes::{Action, Change},
    k3s_config, paths,
    preflight::say,
    running::Still,
    seccomp, secrets,
    state::{Home, State},
    uninstall,
};
use crate::{bundle::index::Index, ledger::Ledger, rules::install as rules};

/// Says that nobody was asked whether K3s has applied the files.
pub fn unasked(outcome: &mut Outcome) {
    let text = rules::no_api(&outcome.command);
    say(&mut outcome.ledger, "K3s", text);
}

/// Says which units keep their workloads from being installed.
pub fn running(still: &BTreeMap<String, Still>, ledger: &mut Ledger) {
    for (unit, still) in still {
        let text = match still {
            Still::Unit(state) => rules::unit_active(unit, state),
            Still::Container(name) => rules::container_left(name, unit),
            Still::Unknown(why) => rules::unit_unknown(unit, why),
        };
        say(ledger, &format!("unit {unit}"), text);
    }
}

/// Says that the key of the checksums was lost, where Secrets were installed before.
pub(super) fn new_key(
    home: &Home,
    state: &State,
    rendered: &secrets::Rendered,
    ledger: &mut Ledger,
) {
    let new = rendered.key.as_ref().is_some_and(secrets::Key::is_new);
    if new && has_secrets(state) {
        let key = home.path.join("key").display().to_string();
        say(ledger, &key, rules::key_lost(&key));
    }
}

/// Whether Secrets were installed before.
fn has_secrets(state: &State) -> bool {
    state
        .files
        .iter()
        .any(|(name, held)| name.starts_with(SECRETS) && !held.tombstone)
}

/// What the files of Secrets are called.
const SECRETS: &str = "k3s-migrate-05-secret-";

pub(super) fn refused(index: &Index, ledger: &mut Ledger) {
    for refused in &index.refused {
        let place = format!("container {} on {}", refused.container, refused.host);
        let text = rules::refused_stays(&refused.container, refused.codes.join(", "));
        say(ledger, &place, text);
    }
}

/// Says what keeps workloads from being installed.
pub(super) fn missing(
    rendered: &secrets::Rendered,
    profiles: &seccomp::Made,
    unmounted: &[paths::Failure],
    ledger: &mut Ledger,
) {
    missing_secrets(rendered, ledger);
    missing_profiles(&profiles.failures, ledger);
    paths::tell(unmounted, ledger);
}

fn missing_secrets(rendered: &secrets::Rendered, ledger: &mut Ledger) {
    for failure in &rendered.failures {
        let text = rules::secret_missing(&failure.secret, &failure.source, &failure.what);
        say(ledger, &failure.source, text);
    }
    for secrets::LeftOut { file, line, what } in &rendered.left_out {
        say(ledger, file, rules::line_left_out(file, line, what));
    }
}

pub(super) fn missing_profiles(failures: &[seccomp::Failure], ledger: &mut Ledger) {
    for failure in failures {
        let text = rules::profile_missing(&failure.file, &failure.list, &failure.what);
        say(ledger, &failure.list, text);
    }
}

fn writes_secrets(changes: &[Change]) -> bool {
    let secret = |change: &Change| change.file.starts_with(SECRETS);
    let comes = |change: &Change| matches!(change.action, Action::Add | Action::Update);
    changes.iter().any(|change| secret(change) && comes(change))
}

pub(super) fn in_clear(k3s: &k3s_config::K3s, changes: &[Change], ledger: &mut Ledger) {
    if k3s.encrypts() || !writes_secrets(changes) {
        return;
    }
    say(ledger, &k3s.place, rules::secrets_in_clear());
}

/// What a later run has to finish, and what nobody finishes.
pub(super) fn what_waits(
    request: &Request,
    state: &State,
    changes: &[Change],
    outcome: &mut Outcome,
) {
    let (command, ledger) = (&outcome.command, &mut outcome.ledger);
    for change in changes.iter().filter(|change| !change.waiting.is_empty()) {
        let text = rules::waits(&change.file, change.waiting.join(", "), command);
        say(ledger, &change.file, text);
    }
    let tombstones = state.files.iter().filter(|(_, held)| held.tombstone);
    for (name, _) in tombstones {
        say(ledger, name, rules::tombstone(name, command));
    }
    if matches!(request.what, What::Nothing) {
        uninstall::report(&uninstall::remaining(state), ledger);
    } else {
        uninstall::report(&state.remaining, ledger);
    }
}

//! Whole command lines of podman, as the units of containers hold them.

use crate::{
    ledger::Ledger,
    podman::{Container, engine::Engine},
    redact::mask_words,
    rules::inspect,
};

use super::{
    draft::{Draft, Written},
    flags::{
        parse::{Words, until_image, until_subcommand},
        positional,
    },
};

/// Words that are no `podman run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a command line of `podman run` or `docker run`")]
pub struct NoRun;

/// Reads `[exec] podman [GLOBAL-FLAGS] run [FLAGS] IMAGE [COMMAND…]` into a draft. Pointers are the
/// numbers of the words: `/0` for the first.
///
/// # Errors
/// It is something else. What is wrong with its flags is said in the ledger.
pub fn command_line(words: &[&str], draft: &mut Draft<'_>) -> Result<(), NoRun> {
    line(words, "", draft).map(drop)
}

/// The same of a command that made a container: words below a pointer, of which each has a row, and `create` for `run`.
///
/// # Errors
/// It is something else.
pub fn created(words: &[&str], pointer: &str, draft: &mut Draft<'_>) -> Result<(), NoRun> {
    for word in line(words, pointer, draft)? {
        let shown = words.get(word).copied().unwrap_or_default();
        let id = draft.origin(None, shown, [format!("{pointer}/{word}")].into());
        draft.ledger.already_so(id, &inspect::CALL);
    }
    Ok(())
}

/// Reads a line, and returns the numbers of the words that are no options: the engine, and what it shall do.
fn line(words: &[&str], pointer: &str, draft: &mut Draft<'_>) -> Result<Vec<usize>, NoRun> {
    let engine = match words {
        ["exec", engine, ..] | [engine, ..] => *engine,
        [] => return Err(NoRun),
    };
    if !matches!(engine.rsplit('/').next(), Some("podman" | "docker")) {
        return Err(NoRun);
    }
    let mut next = usize::from(words.first() == Some(&"exec")).saturating_add(1);
    let rest = |from: usize| words.get(from..).unwrap_or_default();
    let mut others: Vec<usize> = (0..next).collect();
    if !makes(words, next, draft.engine) {
        return Err(NoRun);
    }
    next = next.saturating_add(until_subcommand(
        draft,
        &Words::new(rest(next).to_vec(), pointer, next),
    ));
    let verb = if rest(next).first() == Some(&"container") {
        2
    } else {
        1
    };
    others.extend(next..next.saturating_add(verb));
    next = next.saturating_add(verb);
    next = next.saturating_add(until_image(
        draft,
        &Words::new(rest(next).to_vec(), pointer, next),
    ));
    let shown = mask_words(rest(next).iter().copied());
    for (number, (word, shown)) in rest(next).iter().zip(shown).enumerate() {
        let path = format!("{pointer}/{}", next.saturating_add(number));
        let set = match number {
            0 => positional::image,
            _ => positional::COMMAND,
        };
        let shown = shown.into_owned();
        draft.set(
            None,
            set,
            Written {
                shown,
                ..Written::new(None, word, [path])
            },
        );
    }
    Ok(others)
}

/// Whether the words behind the engine make a container. Nothing is read of any other command.
fn makes(words: &[&str], from: usize, engine: Engine) -> bool {
    let words = words.get(from..).unwrap_or_default();
    let mut ledger = Ledger::default();
    let mut draft = Draft::new(Container::default(), 0, &mut ledger);
    draft.engine = engine;
    let verb = until_subcommand(&mut draft, &Words::new(words.to_vec(), "", 0));
    let verb = words.get(verb..).unwrap_or_default();
    matches!(
        verb,
        ["run" | "create", ..] | ["container", "run" | "create", ..]
    )
}

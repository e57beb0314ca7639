//! Whole command lines of podman, as the units of containers hold them.

use crate::redact::mask_words;

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
    let engine = match words {
        ["exec", engine, ..] | [engine, ..] => *engine,
        [] => return Err(NoRun),
    };
    if !matches!(engine.rsplit('/').next(), Some("podman" | "docker")) {
        return Err(NoRun);
    }
    let mut next = usize::from(words.first() == Some(&"exec")).saturating_add(1);
    let rest = |from: usize| words.get(from..).unwrap_or_default();
    next = next.saturating_add(until_subcommand(
        draft,
        &Words::new(rest(next).to_vec(), "", next),
    ));
    next = next.saturating_add(match rest(next) {
        ["run", ..] => 1,
        ["container", "run", ..] => 2,
        _ => return Err(NoRun),
    });
    next = next.saturating_add(until_image(
        draft,
        &Words::new(rest(next).to_vec(), "", next),
    ));
    let shown = mask_words(rest(next).iter().copied());
    for (number, (word, shown)) in rest(next).iter().zip(shown).enumerate() {
        let path = format!("/{}", next.saturating_add(number));
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
    Ok(())
}

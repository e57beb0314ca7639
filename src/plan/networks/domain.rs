//! podman's domain in texts: names below it resolve in podman only.

use super::Cursor;
use crate::{
    facts::{
        mentions::{self, DOMAIN},
        texts::{self, Place},
    },
    rules::exposure as rules,
};

/// Says which texts have the domain without a name of a container: those are followed, or told, as names.
pub fn say(at: &mut Cursor<'_>) {
    if !at.engine().is_podman() {
        return;
    }
    for text in texts::of(at.inventory, at.container()) {
        let host = &at.container().host;
        let is_known = |word: &str| {
            let name = mentions::below_domain(word.trim_end_matches('.'));
            name.is_some_and(|name| !at.facts.peers.called(host, name).is_empty())
        };
        let counts = |word: &str| {
            let whole = word.trim_matches('.');
            let domain = mentions::below_domain(whole).is_some();
            (domain && !mentions::glued(word).into_iter().any(is_known))
                || whole.eq_ignore_ascii_case(DOMAIN)
        };
        let mut words = mentions::all_words(text.text);
        if text.place != Place::Label && words.any(|(_, word)| counts(word)) {
            let say = rules::podmans_domain(at.name(), &at.workload().namespace);
            at.say_at(text.origin, say);
        }
    }
}

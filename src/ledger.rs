//! What became of every option: kept, changed, dropped or refused, with the rule that says why.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    origin::{Origin, OriginId, SettingId},
    redact::HIDDEN,
    rules::{Rule, Say, Severity, reading},
};

pub mod diagnostic;
pub mod policy;
mod secrets;
mod speech;
mod stopped;

pub use diagnostic::{Diagnostic, Setting, Subject};
pub use policy::Policy;
use secrets::Secrets;
pub use speech::Speech;

/// What became of an option, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Same effect.
    Kept,
    /// Another effect.
    Changed,
    /// No effect.
    Dropped,
    /// Stops the workload.
    Refused,
}

impl Fate {
    /// `kept`, `changed`, `dropped`, `refused`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Refused => "refused",
        }
    }
}

/// Containers that an error stops, by their indexes, each with the codes of its errors.
pub type Stopped = BTreeMap<usize, BTreeSet<&'static str>>;

/// A fate that follows from the value of an option alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A Pod is like that anyway: see [`Ledger::already_so`].
    Same(&'static Rule),
    /// No effect.
    Dropped(Say),
    /// Stops the workload, unless the operator accepted the loss.
    Refused(Say),
}

/// A fate with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What became of the option.
    pub fate: Fate,
    /// Why; always there unless kept.
    pub rule: Option<&'static Rule>,
    /// One sentence for this place.
    reason: Option<Sentence>,
}

/// Why an option became what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sentence {
    /// The message that tells it.
    Said(Arc<Say>),
    /// The title of its rule, where nothing is told.
    Title(Box<str>),
}

impl Settlement {
    /// One sentence for this place.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_ref().map(|reason| match reason {
            Sentence::Said(say) => say.message(),
            Sentence::Title(title) => title,
        })
    }
}

/// Every option that was read, and what became of it; where it went stand the marks of the objects.
#[derive(Debug, Default, Clone)]
pub struct Ledger {
    /// In parts, each of which was read by itself.
    parts: Vec<Vec<Entry>>,
    diagnostics: Vec<Diagnostic>,
    policy: Arc<Policy>,
    speech: Arc<Speech>,
    /// The same option given earlier, the nearest first: told when the one that counts is settled.
    earlier: BTreeMap<OriginId, Vec<OriginId>>,
    /// Fates that are known and not told yet.
    verdicts: BTreeMap<OriginId, Verdict>,
    settings: Vec<String>,
    /// By option: secrets that its value holds, which no message about it shows.
    secrets: Secrets,
    /// Containers that a later check stops, or an error that is told of their host.
    foreseen: Stopped,
}

/// One line of the ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it was written.
    pub origin: Origin,
    /// What became of it; `None` is a bug.
    pub settled: Option<Settlement>,
    /// The worst that was said of it, of equals the first: why one looks at it although it is kept.
    pub told: Option<Arc<Say>>,
}

impl Ledger {
    /// An empty ledger under the operator's policy.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy: policy.into(),
            ..Self::default()
        }
    }

    /// The same ledger, in the words of these engines.
    #[must_use]
    pub fn speaking(self, speech: Speech) -> Self {
        Self {
            speech: speech.into(),
            ..self
        }
    }

    /// Ledgers under the same policy, one for each that reads at the same time, to be joined in their order: as many as
    /// `wanted` if there is room, else fewer.
    #[must_use]
    pub fn split(&self, wanted: usize) -> Vec<Self> {
        let first = self.parts.len();
        let room = OriginId::PARTS.saturating_sub(first);
        (first..first + wanted.min(room).max(1))
            .map(|number| Self {
                parts: (0..=number).map(|_| Vec::new()).collect(),
                policy: Arc::clone(&self.policy),
                speech: Arc::clone(&self.speech),
                ..Self::default()
            })
            .collect()
    }

    /// Takes over what was read by itself; ids stay what they are.
    pub fn join(&mut self, part: Self) {
        let known = self.parts.len();
        self.parts.extend(part.parts.into_iter().skip(known));
        self.diagnostics.extend(part.diagnostics);
        self.earlier.extend(part.earlier);
        self.verdicts.extend(part.verdicts);
        self.secrets.join(part.secrets);
    }

    /// Texts that no message about this option may show.
    pub fn hide(&mut self, id: OriginId, secrets: Vec<String>) {
        self.secrets.hide(id, secrets);
    }

    /// Registers a key of the settings that decides something, by its JSON Pointer.
    pub fn setting(&mut self, pointer: impl Into<String>) -> SettingId {
        let pointer = pointer.into();
        let known = self.settings.iter().position(|known| *known == pointer);
        SettingId::new(known.unwrap_or_else(|| {
            self.settings.push(pointer);
            self.settings.len() - 1
        }))
    }

    /// JSON Pointer of a key into the settings file.
    #[must_use]
    pub fn setting_at(&self, id: SettingId) -> &str {
        self.settings.get(id.index()).map_or("", String::as_str)
    }

    /// Registers something that was read.
    pub fn origin(&mut self, origin: Origin) -> OriginId {
        let new = Entry {
            origin,
            settled: None,
            told: None,
        };
        match self.parts.last_mut() {
            Some(part) => part.push(new),
            None => self.parts.push(vec![new]),
        }
        let in_last = self.parts.last().map_or(0, Vec::len);
        OriginId::new(self.parts.len() - 1, in_last - 1)
    }

    /// Where an id was written.
    ///
    /// # Panics
    /// Never for an id of this ledger.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by `origin` of this ledger only"
    )]
    pub fn entry(&self, id: OriginId) -> &Entry {
        &self.parts[id.part()][id.index()]
    }

    fn entry_mut(&mut self, id: OriginId) -> Option<&mut Entry> {
        self.parts.get_mut(id.part())?.get_mut(id.index())
    }

    /// Position of an id among all lines.
    #[must_use]
    pub fn position(&self, id: OriginId) -> usize {
        let before = self.parts.iter().take(id.part());
        before.map(Vec::len).sum::<usize>() + id.index()
    }

    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// All lines, in the order they were read.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.parts.iter().flatten()
    }

    /// All messages, in the order they were made.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Same effect in Kubernetes; `kube/` names the targets.
    pub fn kept(&mut self, id: OriginId) {
        self.settle(id, Fate::Kept, None, None);
    }

    /// podman's option is the only behaviour that Kubernetes has: kept without a target.
    pub fn already_so(&mut self, id: OriginId, rule: &'static Rule) {
        let title = self.title(id, rule);
        self.settle(id, Fate::Kept, Some(rule), Some(title));
    }

    /// Another effect.
    pub fn changed(&mut self, id: OriginId, say: Say) {
        self.settle_and_say(id, Fate::Changed, say);
    }

    /// Another effect of several options that one message tells, at the first of them.
    pub fn changed_together(&mut self, ids: &[OriginId], say: Say) {
        let Some((first, others)) = ids.split_first() else {
            return;
        };
        let of_others = others.iter().flat_map(|id| self.secrets.of(*id));
        let secrets: Vec<String> = of_others.cloned().collect();
        let subject = Subject::Option(*first);
        let say = self.prepared(&subject, say.without(&secrets));
        for id in ids {
            let reason = Sentence::Said(Arc::clone(&say));
            self.settle(*id, Fate::Changed, Some(say.rule), Some(reason));
        }
        self.tell(subject, say);
    }

    /// No effect.
    pub fn dropped(&mut self, id: OriginId, say: Say) {
        self.settle_and_say(id, Fate::Dropped, say);
    }

    /// Stops the workload, unless the operator accepted the loss: then it is changed where the rest of the option is
    /// written, else dropped.
    pub fn refused_part(&mut self, id: OriginId, say: Say, rest: bool) {
        if rest && self.accepted(id, say.rule) {
            self.changed(id, say);
        } else {
            self.refused(id, say);
        }
    }

    /// No effect, and no message about it (NixOS wrote it, not the operator).
    pub fn dropped_silently(&mut self, id: OriginId, rule: &'static Rule) {
        let title = self.title(id, rule);
        self.settle(id, Fate::Dropped, Some(rule), Some(title));
    }

    /// An option that podman takes once was given again, and the later one counts: the earlier one is
    /// overridden, and told of together with the later one, whenever that is settled.
    pub fn given_again(&mut self, id: OriginId, by: OriginId) {
        let mut all = vec![id];
        all.extend(self.earlier.remove(&id).unwrap_or_default());
        self.earlier.insert(by, all);
        self.verdicts.remove(&id);
    }

    /// What becomes of an option, known since it was read. It is told by [`Self::settle_known`], unless the option is given
    /// again until then. Of an option with several values the first decides.
    pub fn known(&mut self, id: OriginId, verdict: Verdict) {
        self.verdicts.entry(id).or_insert(verdict);
    }

    /// Settles what was known while reading, in the order it was read.
    pub fn settle_known(&mut self) {
        for (id, verdict) in std::mem::take(&mut self.verdicts) {
            // A value of a list may have been refused.
            if self.entry(id).settled.is_some() {
                continue;
            }
            match verdict {
                Verdict::Same(rule) => self.already_so(id, rule),
                Verdict::Dropped(say) => self.dropped(id, say),
                Verdict::Refused(say) => self.refused(id, say),
            }
        }
    }

    /// A later option overrides it, in podman too. Of NixOS' own default nothing is said.
    pub fn overridden(&mut self, id: OriginId, by: OriginId) {
        let later = self.entry(by).origin.paths.join("` and `");
        let what = self.entry(id).origin.flag.unwrap_or("the option");
        let say = reading::overridden(what, later);
        if self.entry(id).origin.default {
            let reason = Sentence::Said(say.without(self.secrets.of(id)).into());
            self.settle(id, Fate::Dropped, Some(&reading::OVERRIDDEN), Some(reason));
        } else {
            self.dropped(id, say);
        }
    }

    /// Stops the workload, unless the operator accepted the loss: then it is dropped.
    pub fn refused(&mut self, id: OriginId, say: Say) {
        let fate = if self.accepted(id, say.rule) {
            Fate::Dropped
        } else {
            Fate::Refused
        };
        self.settle_and_say(id, fate, say);
    }

    /// Whether the settings accept this rule for the container of this option.
    #[must_use]
    pub fn accepted(&self, id: OriginId, rule: &'static Rule) -> bool {
        self.policy
            .accepts(self.entry(id).origin.container, rule.code)
    }

    /// Stops the workload, whatever the operator accepts: the option cannot be left out, and its workload cannot run.
    pub fn impossible(&mut self, id: OriginId, say: Say) {
        let origin = &self.entry(id).origin;
        let subject = Subject::Container(origin.container, origin.main_path().cloned());
        let say = self.prepared(&subject, say.without(self.secrets.of(id)));
        let reason = Sentence::Said(Arc::clone(&say));
        self.settle(id, Fate::Refused, Some(say.rule), Some(reason));
        self.tell(subject, say);
    }

    /// Another effect if the operator accepted it, else it stops the workload; whether it was accepted.
    pub fn changed_if_accepted(&mut self, id: OriginId, say: Say) -> bool {
        let accepted = self.accepted(id, say.rule);
        if accepted {
            self.changed(id, say);
        } else {
            self.refused(id, say);
        }
        accepted
    }

    /// A message that decides no fate. An error that no option carries cannot be accepted: two
    /// objects of one name stay two objects of one name.
    pub fn say(&mut self, subject: Subject, say: Say) {
        let say = self.prepared(&subject, say);
        self.tell(subject, say);
    }

    /// A fate, and the message that says why.
    fn settle_and_say(&mut self, id: OriginId, fate: Fate, say: Say) {
        let subject = Subject::Option(id);
        let say = self.prepared(&subject, say);
        let reason = Sentence::Said(Arc::clone(&say));
        self.settle(id, fate, Some(say.rule), Some(reason));
        self.tell(subject, say);
    }

    /// What is said of a subject, as it may be read: in the words of its engine, without secrets, and without advice
    /// that was followed.
    fn prepared(&self, subject: &Subject, say: Say) -> Arc<Say> {
        let option = |id| self.entry(id).origin.container;
        let mut say = self.speech.spoken(subject, option, say);
        if let Subject::Option(id) = subject
            && let secrets @ [_, ..] = self.secrets.of(*id)
        {
            say = say.without(secrets);
        }
        if self.severity(subject, say.rule) < say.rule.severity {
            say = say.accepted();
        }
        say.into()
    }

    /// The container that a subject is about.
    fn container(&self, subject: &Subject) -> Option<usize> {
        match subject {
            Subject::Option(id) => Some(self.entry(*id).origin.container),
            Subject::Container(index, _) => Some(*index),
            Subject::Host(_) | Subject::Place(_) | Subject::Setting(_) | Subject::Fleet => None,
        }
    }

    fn severity(&self, subject: &Subject, rule: &'static Rule) -> Severity {
        let of_an_option = matches!(subject, Subject::Option(_));
        if rule.severity == Severity::Error && !of_an_option {
            return Severity::Error;
        }
        self.policy.severity(self.container(subject), rule)
    }

    fn tell(&mut self, subject: Subject, say: Arc<Say>) {
        let severity = self.severity(&subject, say.rule);
        let container = self.container(&subject);
        if let Subject::Option(id) = &subject
            && let Some(entry) = self.entry_mut(*id)
            && (entry.told.as_ref()).is_none_or(|told| told.rule.severity < say.rule.severity)
        {
            entry.told = Some(Arc::clone(&say));
        }
        let accepted = severity == Severity::Note && self.policy.accepts_of(container, say.rule);
        self.diagnostics.push(Diagnostic {
            severity,
            accepted,
            subject,
            say,
        });
    }

    /// The title of a rule, in the words of an option's engine.
    fn title(&self, id: OriginId, rule: &'static Rule) -> Sentence {
        let container = self.entry(id).origin.container;
        let title = self.speech.title(container, rule);
        let hide = |title: String, secret: &String| title.replace(secret, HIDDEN);
        let title = self.secrets.of(id).iter().fold(title, hide);
        Sentence::Title(title.into())
    }

    /// Options that no pass settled: always empty, or a bug.
    pub fn unsettled(&self) -> impl Iterator<Item = &Entry> {
        self.entries().filter(|entry| entry.settled.is_none())
    }

    /// The worst fate wins; of equals the first.
    fn settle(
        &mut self,
        id: OriginId,
        fate: Fate,
        rule: Option<&'static Rule>,
        reason: Option<Sentence>,
    ) {
        for earlier in self.earlier.remove(&id).unwrap_or_default() {
            self.overridden(earlier, id);
        }
        let Some(entry) = self.entry_mut(id) else {
            return;
        };
        if entry.settled.as_ref().is_none_or(|old| old.fate < fate) {
            entry.settled = Some(Settlement { fate, rule, reason });
        }
    }
}

#[cfg(test)]
mod tests;

//! What became of every option: kept, changed, dropped or refused, with the rule that says why.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    origin::{Origin, OriginId, SettingId},
    rules::{Rule, Say, Severity, reading},
};

pub mod diagnostic;
pub mod policy;

pub use diagnostic::{Diagnostic, Setting, Subject};
pub use policy::Policy;

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
    pub reason: Option<String>,
}

/// Every option that was read, and what became of it; where it went stand the marks of the objects.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    diagnostics: Vec<Diagnostic>,
    policy: Policy,
    /// Fates that are known and not told yet.
    verdicts: BTreeMap<OriginId, Verdict>,
    settings: Vec<String>,
}

/// One line of the ledger.
#[derive(Debug)]
pub struct Entry {
    /// Where it was written.
    pub origin: Origin,
    /// What became of it; `None` is a bug.
    pub settled: Option<Settlement>,
    /// The same option given earlier, the nearest first: told when this one is settled.
    earlier: Vec<OriginId>,
}

impl Ledger {
    /// An empty ledger under the operator's policy.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::default()
        }
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
        let id = OriginId::new(self.entries.len());
        self.entries.push(Entry {
            origin,
            settled: None,
            earlier: Vec::new(),
        });
        id
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
        &self.entries[id.index()]
    }

    /// All lines, in the order they were read.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
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
        self.settle(id, Fate::Kept, Some(rule), Some(rule.title.to_owned()));
    }

    /// Another effect.
    pub fn changed(&mut self, id: OriginId, say: Say) {
        self.settle(id, Fate::Changed, Some(say.rule), Some(say.message.clone()));
        self.say(Subject::Option(id), say);
    }

    /// Another effect of several options that one message tells, at the first of them.
    pub fn changed_together(&mut self, ids: &[OriginId], say: Say) {
        let Some(first) = ids.first() else { return };
        for id in ids {
            self.settle(
                *id,
                Fate::Changed,
                Some(say.rule),
                Some(say.message.clone()),
            );
        }
        self.say(Subject::Option(*first), say);
    }

    /// No effect.
    pub fn dropped(&mut self, id: OriginId, say: Say) {
        self.settle(id, Fate::Dropped, Some(say.rule), Some(say.message.clone()));
        self.say(Subject::Option(id), say);
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
        self.settle(id, Fate::Dropped, Some(rule), Some(rule.title.to_owned()));
    }

    /// An option that podman takes once was given again, and the later one counts: the earlier one is
    /// overridden, and told of together with the later one, whenever that is settled.
    pub fn given_again(&mut self, id: OriginId, by: OriginId) {
        let before = self.entries.get_mut(id.index());
        let before = before.map(|entry| std::mem::take(&mut entry.earlier));
        if let Some(later) = self.entries.get_mut(by.index()) {
            later.earlier = vec![id];
            later.earlier.extend(before.unwrap_or_default());
        }
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
            self.settle(
                id,
                Fate::Dropped,
                Some(&reading::OVERRIDDEN),
                Some(say.message),
            );
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
        self.settle(id, fate, Some(say.rule), Some(say.message.clone()));
        self.say(Subject::Option(id), say);
    }

    /// Whether the settings accept this rule for the container of this option.
    #[must_use]
    pub fn accepted(&self, id: OriginId, rule: &'static Rule) -> bool {
        self.policy
            .accepts(self.entry(id).origin.container, rule.code)
    }

    /// Stops the workload, whatever the operator accepts: the option cannot be left out, and its workload cannot run.
    pub fn impossible(&mut self, id: OriginId, say: Say) {
        self.settle(id, Fate::Refused, Some(say.rule), Some(say.message.clone()));
        let origin = &self.entry(id).origin;
        let subject = Subject::Container(origin.container, origin.paths.first().cloned());
        self.say(subject, say);
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
    pub fn say(&mut self, subject: Subject, mut say: Say) {
        let container = match &subject {
            Subject::Option(id) => Some(self.entry(*id).origin.container),
            Subject::Container(index, _) => Some(*index),
            Subject::Host(_) | Subject::Place(_) | Subject::Setting(_) | Subject::Fleet => None,
        };
        let of_an_option = matches!(subject, Subject::Option(_));
        let severity = if say.rule.severity == Severity::Error && !of_an_option {
            Severity::Error
        } else {
            self.policy.severity(container, say.rule)
        };
        // Accepted already: advice to accept it has no use.
        if severity < say.rule.severity {
            say.remedies.retain(|remedy| !remedy.contains("accept = ["));
        }
        self.diagnostics.push(Diagnostic {
            severity,
            subject,
            say,
        });
    }

    /// Containers that an error stops.
    #[must_use]
    pub fn refused_containers(&self) -> Stopped {
        let mut out = Stopped::new();
        for said in &self.diagnostics {
            if said.severity != Severity::Error {
                continue;
            }
            let one;
            let containers = match &said.subject {
                Subject::Option(id) => {
                    one = [self.entry(*id).origin.container];
                    &one[..]
                }
                Subject::Container(index, _) => {
                    one = [*index];
                    &one[..]
                }
                Subject::Setting(setting) => &setting.containers,
                Subject::Host(_) | Subject::Place(_) | Subject::Fleet => &[],
            };
            for container in containers {
                out.entry(*container)
                    .or_default()
                    .insert(said.say.rule.code);
            }
        }
        out
    }

    /// Options that no pass settled: always empty, or a bug.
    pub fn unsettled(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.settled.is_none())
    }

    /// The worst fate wins; of equals the first.
    fn settle(
        &mut self,
        id: OriginId,
        fate: Fate,
        rule: Option<&'static Rule>,
        reason: Option<String>,
    ) {
        let Some(entry) = self.entries.get_mut(id.index()) else {
            return;
        };
        for earlier in std::mem::take(&mut entry.earlier) {
            self.overridden(earlier, id);
        }
        let Some(entry) = self.entries.get_mut(id.index()) else {
            return;
        };
        if entry.settled.as_ref().is_none_or(|old| old.fate < fate) {
            entry.settled = Some(Settlement { fate, rule, reason });
        }
    }
}

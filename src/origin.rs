//! Where a value came from: [`Given`] in podman's words, [`Traced`] in Kubernetes' words.

pub mod place;
pub mod redact;

/// Index of an [`Origin`] in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(u32);

impl OriginId {
    /// The id of the `index`-th origin.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Position in the ledger's list of origins.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One thing the operator gave: a flag with its value, a list element, a key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Index of the container in [`crate::podman::Inventory::containers`].
    pub container: usize,
    /// JSON Pointers into the container's own input object; two where flag and value are two
    /// list elements.
    pub paths: Vec<String>,
    /// The podman flag it is, or stands for (`--publish` for an element of `ports`).
    pub flag: Option<&'static str>,
    /// What was written, as text; `"***"` where the name says that it is a secret.
    pub value: String,
    /// Whether it is what NixOS has where nobody wrote anything: nobody need hear of it where it
    /// has no effect.
    pub default: bool,
}

/// A value the operator wrote, and where. Absent means podman's default applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub origin: OriginId,
}

impl<T> Given<T> {
    /// The same origin with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Given<U> {
        Given {
            value: f(self.value),
            origin: self.origin,
        }
    }

    /// The same origin with a value that may not be valid.
    ///
    /// # Errors
    /// Whatever `f` says.
    pub fn try_map<U, E>(self, f: impl FnOnce(T) -> Result<U, E>) -> Result<Given<U>, E> {
        Ok(Given {
            value: f(self.value)?,
            origin: self.origin,
        })
    }

    /// Borrowed value, same origin.
    pub fn as_ref(&self) -> Given<&T> {
        Given {
            value: &self.value,
            origin: self.origin,
        }
    }
}

impl<T: Clone> Given<T> {
    /// The value on its way into the plan.
    pub fn traced(&self) -> Traced<T> {
        Traced {
            value: self.value.clone(),
            from: vec![self.origin],
        }
    }
}

/// An option that may be given again: the last one wins, the owner settles the earlier ones as
/// overridden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last<T>(Vec<Given<T>>);

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Last<T> {
    /// One more; it wins from now on.
    pub fn push(&mut self, given: Given<T>) {
        self.0.push(given);
    }

    /// The one that counts.
    #[must_use]
    pub fn get(&self) -> Option<&Given<T>> {
        self.0.last()
    }

    /// Those that a later one overrides.
    pub fn overridden(&self) -> impl Iterator<Item = &Given<T>> {
        self.0.iter().rev().skip(1)
    }
}

/// A value of the plan with everything that decided it. Without origins it is a default, and
/// `kube/defaults.rs` has a row with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traced<T> {
    /// The value.
    pub value: T,
    /// What decided it; `kube/` turns these into targets.
    pub from: Vec<OriginId>,
}

impl<T> Traced<T> {
    /// A value nobody asked for: a default.
    pub fn default_of(value: T) -> Self {
        Self {
            value,
            from: Vec::new(),
        }
    }

    /// A value that one origin decided.
    pub fn new(value: T, origin: OriginId) -> Self {
        Self {
            value,
            from: vec![origin],
        }
    }

    /// The same origins with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Traced<U> {
        Traced {
            value: f(self.value),
            from: self.from,
        }
    }

    /// One more origin had a say.
    #[must_use]
    pub fn and(mut self, origin: OriginId) -> Self {
        self.from.push(origin);
        self
    }
}

/// `/ports/1` as Nix writes it: `ports[1]`; `/environment/TZ`: `environment.TZ`.
pub fn option_path(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty() && !out.is_empty() {
            out.extend(["[", &part, "]"]);
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(&part);
        }
    }
    out
}

//! Where a value came from: [`Given`] in podman's words, [`Traced`] in Kubernetes' words with every [`Why`].

use smallvec::SmallVec;

use crate::rules::{components::Component, reasons::Reason};

pub mod place;

/// Place of an [`Origin`] in the ledger: its part, and its index in that. In the order in which the options were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(u32);

/// Bits of the index in a part: each has room for 268 million options.
const INDEX: u32 = 28;

impl OriginId {
    /// How many parts a ledger may have.
    pub const PARTS: usize = 1 << (u32::BITS - INDEX);

    /// The id of the `index`-th origin of a part.
    #[must_use]
    pub fn new(part: usize, index: usize) -> Self {
        Self(u32::try_from(part << INDEX | index).unwrap_or(u32::MAX))
    }

    /// The part of the ledger.
    #[must_use]
    pub fn part(self) -> usize {
        (self.0 >> INDEX) as usize
    }

    /// Position in that part.
    #[must_use]
    pub fn index(self) -> usize {
        (self.0 & ((1 << INDEX) - 1)) as usize
    }
}

/// JSON Pointers into the container's own input object; two where flag and value are two list elements.
pub type Paths = SmallVec<[String; 1]>;

/// One thing the operator gave: a flag with its value, a list element, a key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Index of the container in [`crate::podman::Inventory::containers`].
    pub container: usize,
    /// Where it stands.
    pub paths: Paths,
    /// The podman flag it is, or stands for (`--publish` for an element of `ports`).
    pub flag: Option<&'static str>,
    /// What was written, as text; `"***"` where the name says that it is a secret.
    pub value: String,
    /// Whether it is what NixOS has where the operator wrote nothing: no message about it where it
    /// has no effect.
    pub default: bool,
}

impl Origin {
    /// The path that a message points at: of the keys of one mount or port the one that says which it is, else the first.
    #[must_use]
    pub fn main_path(&self) -> Option<&String> {
        const SAY: [&str; 2] = ["/source", "/published"];
        let ends = |key: &&str| self.paths.iter().find(|path| path.ends_with(*key));
        let said = SAY.iter().find_map(ends);
        said.filter(|_| self.paths.len() > 1)
            .or_else(|| self.paths.first())
    }
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
    /// Those of `f`.
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
        Traced::new(self.value.clone(), self.origin)
    }
}

/// Index of a key of the settings file in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingId(u32);

impl SettingId {
    /// The id of the `index`-th key that decided something.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Position in the ledger's list of keys.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why a value of the plan is what it is. Nothing is written without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// An option of a container.
    Option(OriginId),
    /// A key of the settings.
    Setting(SettingId),
    /// No option and no setting decided it: the reason why it is there.
    Default(Reason),
    /// It is a part of a program that podman did not run.
    Component(Component),
}

impl From<OriginId> for Why {
    fn from(id: OriginId) -> Self {
        Self::Option(id)
    }
}

impl From<SettingId> for Why {
    fn from(id: SettingId) -> Self {
        Self::Setting(id)
    }
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        Self::Default(reason)
    }
}

/// Everything that decided a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whys(SmallVec<[Why; 2]>);

impl Whys {
    /// One more had a say.
    pub fn push(&mut self, why: impl Into<Why>) {
        self.0.push(why.into());
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Why> {
        self.0.iter().copied()
    }

    /// The options among them.
    pub fn options(&self) -> impl Iterator<Item = OriginId> {
        self.iter().filter_map(|why| match why {
            Why::Option(id) => Some(id),
            Why::Setting(_) | Why::Default(_) | Why::Component(_) => None,
        })
    }

    /// Whether this one had a say already.
    #[must_use]
    pub fn contains(&self, why: impl Into<Why>) -> bool {
        self.0.contains(&why.into())
    }

    /// Whether nothing decided it yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<W: Into<Why>> From<W> for Whys {
    fn from(why: W) -> Self {
        Self(SmallVec::from_elem(why.into(), 1))
    }
}

impl From<Vec<OriginId>> for Whys {
    fn from(options: Vec<OriginId>) -> Self {
        options.into_iter().collect()
    }
}

impl From<&[OriginId]> for Whys {
    fn from(options: &[OriginId]) -> Self {
        options.iter().copied().collect()
    }
}

impl<W: Into<Why>> FromIterator<W> for Whys {
    fn from_iter<I: IntoIterator<Item = W>>(all: I) -> Self {
        Self(all.into_iter().map(Into::into).collect())
    }
}

impl<W: Into<Why>> Extend<W> for Whys {
    fn extend<I: IntoIterator<Item = W>>(&mut self, all: I) {
        self.0.extend(all.into_iter().map(Into::into));
    }
}

impl IntoIterator for Whys {
    type Item = Why;
    type IntoIter = smallvec::IntoIter<[Why; 2]>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Component> for Why {
    fn from(component: Component) -> Self {
        Self::Component(component)
    }
}

impl From<&Why> for Why {
    fn from(why: &Why) -> Self {
        *why
    }
}

impl From<&OriginId> for Why {
    fn from(id: &OriginId) -> Self {
        Self::Option(*id)
    }
}

/// A value of the plan with everything that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traced<T> {
    /// The value.
    pub value: T,
    /// What decided it; `kube/` marks the field with it.
    pub from: Whys,
}

impl<T> Traced<T> {
    /// A value that one option, key of the settings or reason decided.
    pub fn new(value: T, why: impl Into<Why>) -> Self {
        Self {
            value,
            from: why.into().into(),
        }
    }

    /// The same origins with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Traced<U> {
        Traced {
            value: f(self.value),
            from: self.from,
        }
    }

    /// One more had a say.
    #[must_use]
    pub fn and(mut self, why: impl Into<Why>) -> Self {
        self.from.push(why);
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

/// A key as a part of a JSON Pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 2);
    push_escaped(&mut out, key);
    out
}

/// The same, behind what is there.
pub fn push_escaped(out: &mut String, key: &str) {
    let mut rest = key;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'~' | b'/')) {
        let (before, behind) = rest.split_at(at);
        let escaped = if behind.starts_with('~') { "~0" } else { "~1" };
        out.extend([before, escaped]);
        rest = behind.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

//! YAML as a tree with the place of everything in it. Anchors, aliases and `<<` are resolved here, scalars are of the types
//! that go-yaml gives them, which Compose reads with. Depth, size and what aliases multiply are limited.

use std::{collections::HashMap, sync::Arc};

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Value};

use super::{Error, Source};
use scalar::typed;

mod scalar;

/// How deep lists and mappings may be in one another.
const DEPTH: usize = 64;

/// Nodes of all documents, those of aliases counted wherever they are.
const NODES: usize = 1_000_000;

/// Bytes of all scalars, counted in the same way.
const BYTES: usize = 64 << 20;

/// Bytes of one scalar: no option is nearly as long.
const LONGEST: usize = 1 << 20;

/// A position in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spot {
    /// Number of the file among those that were loaded.
    pub file: usize,
    /// Line, from 1; 0 where nothing was written.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Characters on that line; 0 for the rest of it.
    pub length: usize,
}

/// A node and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its place.
    pub spot: Spot,
    /// Its tag, as far as Compose gives it a meaning.
    pub mark: Mark,
}

/// Tags of Compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// None.
    #[default]
    None,
    /// `!reset`: what earlier files say is taken away.
    Reset,
    /// `!override`: it replaces what earlier files say.
    Override,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as Go prints it.
    Number(Arc<str>),
    /// A text.
    Text(Arc<str>),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order in which it is written.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Arc<str>,
    /// Where it is written.
    pub spot: Spot,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node that nobody wrote.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            spot: Spot::default(),
            mark: Mark::None,
        }
    }

    /// A text that nobody wrote.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::new(Kind::Text(text.into()))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entries = self.entries().iter();
        let mut found = entries.filter(|entry| &*entry.key == key);
        found.next().map(|entry| &entry.value)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Kind::Map(entries) = &mut self.kind else {
            return None;
        };
        let mut found = entries.iter_mut().filter(|entry| &*entry.key == key);
        found.next().map(|entry| &mut entry.value)
    }

    /// Its entries, where it is a mapping.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Its elements, where it is a list.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// A scalar as a text; `None` for lists, mappings and null.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Number(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    fn weight(&self) -> Weight {
        let parts = self.elements().iter();
        let parts = parts.chain(self.entries().iter().map(|entry| &entry.value));
        let own = (1, self.as_text().map_or(0, str::len));
        parts
            .map(Self::weight)
            .fold(own, |(nodes, bytes), (more, longer)| {
                (nodes.saturating_add(more), bytes.saturating_add(longer))
            })
    }

    /// The same without places.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(on) => Value::Bool(*on),
            Kind::Number(text) => {
                let number = text.parse::<serde_json::Number>();
                number.map_or_else(|_| Value::from(&**text), Value::Number)
            }
            Kind::Text(text) => Value::from(&**text),
            Kind::List(elements) => elements.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => {
                let entries = entries.iter();
                let pairs = entries.map(|entry| (entry.key.to_string(), entry.value.to_json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}

/// What may still be read.
#[derive(Debug)]
pub struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            nodes: NODES,
            bytes: BYTES,
        }
    }
}

/// Nodes and bytes of a tree.
type Weight = (usize, usize);

impl Budget {
    /// Counts a copy of a tree.
    ///
    /// # Errors
    /// It is too much.
    pub fn spend_on(&mut self, node: &Node) -> Result<(), String> {
        self.spend(node.weight())
    }

    fn spend(&mut self, (nodes, bytes): Weight) -> Result<(), String> {
        match (self.nodes.checked_sub(nodes), self.bytes.checked_sub(bytes)) {
            (Some(nodes), Some(bytes)) => {
                (self.nodes, self.bytes) = (nodes, bytes);
                Ok(())
            }
            _ => Err(format!(
                "the documents are larger than {NODES} nodes or {} MiB, aliases counted wherever they are used",
                BYTES >> 20
            )),
        }
    }
}

/// The documents of a file.
///
/// # Errors
/// It is no YAML; a mapping has a key twice, or a key that is no scalar; or a limit is passed.
pub fn parse(source: &Source, file: usize, budget: &mut Budget) -> Result<Vec<Node>, Error> {
    let mut composer = Composer {
        file,
        budget,
        open: Vec::new(),
        anchors: HashMap::new(),
        documents: Vec::new(),
    };
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let failed = |line, column, what: String| Error::Syntax {
        name: source.name.clone(),
        line,
        column,
        what,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker();
            failed(at.line(), at.col().saturating_add(1), error.info().clone())
        })?;
        let spot = composer.spot(&span);
        let taken = composer.take(event, spot);
        taken.map_err(|what| failed(spot.line, spot.column, what))?;
    }
    Ok(composer.documents)
}

struct Composer<'b> {
    file: usize,
    budget: &'b mut Budget,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, Weight)>,
    documents: Vec<Node>,
}

/// A list or mapping that is not complete.
struct Open {
    node: Node,
    anchor: usize,
    weight: Weight,
    /// The key whose value comes next, and whether it is a merge.
    key: Option<(Arc<str>, Spot, bool)>,
    /// Mappings of `<<`, which come after all own keys.
    merged: Vec<Node>,
}

impl Composer<'_> {
    fn spot(&self, span: &Span) -> Spot {
        let (start, end) = (span.start, span.end);
        Spot {
            file: self.file,
            line: start.line(),
            column: start.col().saturating_add(1),
            length: if start.line() == end.line() {
                end.col().saturating_sub(start.col())
            } else {
                0
            },
        }
    }

    fn take(&mut self, event: Event<'_>, spot: Spot) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if text.len() > LONGEST {
                    return Err(format!("a text is longer than {} MiB", LONGEST >> 20));
                }
                let plain = style == ScalarStyle::Plain;
                let node = Node {
                    kind: typed(&text, plain, tag.as_deref().and_then(core)),
                    spot,
                    mark: mark(tag.as_deref()),
                };
                let weight = (1, text.len());
                self.budget.spend(weight)?;
                self.complete(node, anchor, weight, plain && text == "<<")
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(Kind::List(Vec::new()), spot, anchor, tag.as_deref())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.start(Kind::Map(Vec::new()), spot, anchor, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(mut open) = self.open.pop() else {
                    return Ok(());
                };
                let merged = std::mem::take(&mut open.merged);
                if let Kind::Map(entries) = &mut open.node.kind {
                    for mapping in merged {
                        let Kind::Map(more) = mapping.kind else {
                            continue;
                        };
                        for entry in more {
                            if !entries.iter().any(|known| known.key == entry.key) {
                                entries.push(entry);
                            }
                        }
                    }
                }
                self.complete(open.node, open.anchor, open.weight, false)
            }
            Event::Alias(id) => {
                let Some((node, weight)) = self.anchors.get(&id).cloned() else {
                    return Err("an alias is within what it names".to_owned());
                };
                self.budget.spend(weight)?;
                self.complete(node, 0, weight, false)
            }
            _ => Ok(()),
        }
    }

    fn start(
        &mut self,
        kind: Kind,
        spot: Spot,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        if self.open.len() >= DEPTH {
            return Err(format!("lists and mappings are more than {DEPTH} deep"));
        }
        self.budget.spend((1, 0))?;
        self.open.push(Open {
            node: Node {
                kind,
                spot,
                mark: mark(tag),
            },
            anchor,
            weight: (1, 0),
            key: None,
            merged: Vec::new(),
        });
        Ok(())
    }

    fn complete(
        &mut self,
        node: Node,
        anchor: usize,
        weight: Weight,
        is_merge: bool,
    ) -> Result<(), String> {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), weight));
        }
        let Some(parent) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        parent.weight.0 = parent.weight.0.saturating_add(weight.0);
        parent.weight.1 = parent.weight.1.saturating_add(weight.1);
        let entries = match &mut parent.node.kind {
            Kind::List(elements) => {
                elements.push(node);
                return Ok(());
            }
            Kind::Map(entries) => entries,
            _ => return Ok(()),
        };
        match parent.key.take() {
            None => {
                let key: Arc<str> = match (&node.kind, node.as_text()) {
                    (Kind::Null, _) => "null".into(),
                    (_, Some(text)) => text.into(),
                    (_, None) => return Err("a key is a list or a mapping".to_owned()),
                };
                if !is_merge && entries.iter().any(|known| known.key == key) {
                    return Err(format!("the key `{key}` appears twice"));
                }
                parent.key = Some((key, node.spot, is_merge));
            }
            Some((_, _, true)) => match node.kind {
                Kind::Map(_) => parent.merged.push(node),
                Kind::List(elements)
                    if (elements.iter()).all(|node| matches!(node.kind, Kind::Map(_))) =>
                {
                    parent.merged.extend(elements);
                }
                Kind::Null => {}
                _ => return Err("`<<` merges mappings only".to_owned()),
            },
            Some((key, spot, false)) => entries.push(Entry {
                key,
                spot,
                value: node,
            }),
        }
        Ok(())
    }
}

fn mark(tag: Option<&Tag>) -> Mark {
    match tag.map(Tag::suffix) {
        Some("reset") => Mark::Reset,
        Some("override") => Mark::Override,
        _ => Mark::None,
    }
}

/// The name of a tag of YAML itself: `str` for `!!str`.
fn core(tag: &Tag) -> Option<&str> {
    tag.core_suffix()
}

#[cfg(test)]
#[allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_push_string,
    reason = "tests may panic, and need not be fast"
)]
mod tests;

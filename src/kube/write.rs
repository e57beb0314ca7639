//! The writer: one walk over a k8s-openapi value makes its bytes, YAML or JSON, and holds every leaf to its reason.
//!
//! k8s-openapi serialises the fields of a struct sorted by name, and only those that are there; its maps are sorted, too.
//! So JSON is written as it comes, and in YAML the entries of a mapping are put into the order that people expect.

use serde::{
    Serialize, Serializer,
    ser::{self, Impossible},
};

use self::{order::Order, trail::Trail};
use super::marks::Marks;

mod order;
mod scalar;
mod trail;

/// How objects are written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// YAML for people; readers of YAML 1.1 and of 1.2 understand it alike. Ends with a newline, and no line starts with
    /// `---` or `...`, so documents can be joined with a `---` line.
    Yaml,
    /// JSON on one line, `apiVersion` and `kind` before the other keys, which are sorted, without a newline.
    #[default]
    Json,
}

/// A value that was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    /// The bytes.
    pub text: String,
    /// JSON Pointers of leaves that no mark answers for, and of marks that stand at no place: faults of the program.
    pub faults: Vec<String>,
}

/// Writes a value whose leaves are all marked; the marks are in the order of the walk.
#[must_use]
pub fn write(value: &impl Serialize, style: Style, marks: &Marks) -> Written {
    walk(value, style, Trail::of(marks))
}

/// Writes a value that needs no reasons, because it is not an object of a cluster.
#[must_use]
pub fn plain(value: &impl Serialize, style: Style) -> String {
    walk(value, style, Trail::default()).text
}

fn walk(value: &impl Serialize, style: Style, trail: Trail) -> Written {
    let mut walk = Walk {
        style,
        out: String::with_capacity(2048),
        scratch: String::new(),
        entries: Vec::new(),
        trail,
        parent: None,
    };
    let root = Node {
        walk: &mut walk,
        site: Site::Document,
        under: Some(""),
        indent: 0,
    };
    value
        .serialize(root)
        .expect("Kubernetes' types are strings, numbers, lists and maps with string keys");
    Written {
        text: walk.out,
        faults: walk.trail.faults(),
    }
}

/// The state of a walk.
struct Walk<'m> {
    style: Style,
    out: String,
    /// Where a mapping is put together again whose entries change places.
    scratch: String,
    /// Entries of all open mappings: place in the order of keys, start in `out`.
    entries: Vec<(usize, usize)>,
    trail: Trail<'m>,
    /// The key of a map that was written last, where it has an order.
    parent: Option<&'static str>,
}

impl Walk<'_> {
    fn spaces(&mut self, count: usize) {
        scalar::spaces(&mut self.out, count);
    }

    /// A key of a map, which may be any text.
    fn key(&mut self, name: &str, order: Order, indent: usize) {
        self.trail.enter_key(name);
        if self.style == Style::Json {
            scalar::json(&mut self.out, name);
            self.out.push(':');
        } else {
            self.entries.push((order.place(name), self.out.len()));
            scalar::key(&mut self.out, name, indent);
        }
    }

    /// A field of a struct: a word of Kubernetes that needs no quotes.
    fn field(&mut self, name: &'static str, order: Order) {
        self.trail.enter_field(name);
        if self.style == Style::Json {
            self.out.extend(["\"", name, "\":"]);
        } else {
            self.entries.push((order.place(name), self.out.len()));
            self.out.push_str(name);
        }
    }

    /// Puts the entries from `first` on into their order; each starts behind `indent` blanks but for the first.
    fn arrange(&mut self, first: usize, indent: usize) {
        let entries = self.entries.get(first..).unwrap_or_default();
        if let Some((_, start)) = entries.first()
            && !entries.is_sorted_by_key(|(place, _)| *place)
        {
            let ends = entries.iter().skip(1).map(|(_, next)| next - indent);
            let ends = ends.chain([self.out.len()]);
            let mut pieces: Vec<_> = entries.iter().zip(ends).collect();
            pieces.sort_by_key(|((place, _), _)| *place);
            self.scratch.clear();
            for (at, ((_, start), end)) in pieces.into_iter().enumerate() {
                if at > 0 {
                    scalar::spaces(&mut self.scratch, indent);
                }
                self.scratch
                    .push_str(self.out.get(*start..end).unwrap_or_default());
            }
            self.out.truncate(*start);
            self.out.push_str(&self.scratch);
        }
        self.entries.truncate(first);
    }
}

/// Where the cursor stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Site {
    /// At the start.
    Document,
    /// Behind the `- ` of a list.
    Item,
    /// Behind a key.
    Entry,
    /// At a key of a mapping with this order.
    Key(Order),
}

/// A place that a value is written to.
struct Node<'w, 'm> {
    walk: &'w mut Walk<'m>,
    site: Site,
    /// The key that the mapping, or the list it is an item of, stands under; `None` for one without an order.
    under: Option<&'static str>,
    /// Column of the mapping or item that it is in.
    indent: usize,
}

impl<'w, 'm> Node<'w, 'm> {
    /// A scalar or an empty collection: `write` says it in the style.
    fn leaf(self, write: impl FnOnce(&mut String, Style, usize)) {
        let walk = self.walk;
        walk.trail.leaf();
        let block = match self.site {
            Site::Entry => self.indent + 2,
            // The text of a block is indented even if it is the whole document: a line may be `---`.
            _ => self.indent.max(2),
        };
        if walk.style == Style::Yaml && self.site == Site::Entry {
            walk.out.push_str(": ");
        }
        write(&mut walk.out, walk.style, block);
        if walk.style == Style::Yaml {
            walk.out.push('\n');
        }
    }

    fn plain_leaf(self, text: &str) {
        self.leaf(|out, _, _| out.push_str(text));
    }

    fn number(self, value: impl itoa::Integer) {
        self.plain_leaf(itoa::Buffer::new().format(value));
    }

    fn collection(self, kind: Kind) -> Collection<'w, 'm> {
        let first = self.walk.entries.len();
        Collection {
            node: self,
            kind,
            order: None,
            first,
            count: 0,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Mapping,
}

/// A list or a mapping that is being written.
struct Collection<'w, 'm> {
    node: Node<'w, 'm>,
    kind: Kind,
    order: Option<Order>,
    /// Its first entry in [`Walk::entries`].
    first: usize,
    count: usize,
}

impl Collection<'_, '_> {
    /// What stands before an element: the opening, or what parts it from the one before.
    fn next(&mut self) {
        let is_first = self.count == 0;
        self.count += 1;
        let walk = &mut *self.node.walk;
        match (walk.style, self.kind) {
            (Style::Json, Kind::List) => walk.out.push(if is_first { '[' } else { ',' }),
            (Style::Json, Kind::Mapping) => walk.out.push(if is_first { '{' } else { ',' }),
            (Style::Yaml, kind) => {
                if is_first && self.node.site == Site::Entry {
                    walk.out.push_str(":\n");
                    // People write lists at the column of their key, and mappings two behind it.
                    self.node.indent += if kind == Kind::Mapping { 2 } else { 0 };
                }
                if !is_first || self.node.site == Site::Entry {
                    walk.spaces(self.node.indent);
                }
                if kind == Kind::List {
                    walk.out.push_str("- ");
                }
            }
        }
    }

    /// The order of its keys; the cursor stands at the next one.
    fn begin_key(&mut self) -> Order {
        self.next();
        let under = self.node.under;
        *self.order.get_or_insert_with(|| Order::under(under))
    }

    fn value<T: Serialize + ?Sized>(&mut self, under: Option<&'static str>, value: &T) -> Done {
        value.serialize(Node {
            walk: &mut *self.node.walk,
            site: Site::Entry,
            under,
            indent: self.node.indent,
        })?;
        self.node.walk.trail.leave();
        Ok(())
    }

    fn close(self) {
        if self.count == 0 {
            let empty = if self.kind == Kind::List { "[]" } else { "{}" };
            self.node.plain_leaf(empty);
            return;
        }
        let walk = &mut *self.node.walk;
        match (walk.style, self.kind) {
            (Style::Json, Kind::List) => walk.out.push(']'),
            (Style::Json, Kind::Mapping) => walk.out.push('}'),
            (Style::Yaml, Kind::List) => {}
            (Style::Yaml, Kind::Mapping) => walk.arrange(self.first, self.node.indent),
        }
    }
}

/// What a step of the walk gives: nothing, or that a value has no form in JSON.
type Done = Result<(), Unwritable>;

/// A value that no Kubernetes object has, such as a map whose keys are not strings.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unwritable(String);

impl ser::Error for Unwritable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Methods of one shape.
macro_rules! forms {
    ($($method:ident: $value:ty),* ; $($refused:ident ($($argument:ty),*) -> $result:ty),* $(,)?) => {
        $(fn $method(self, value: $value) -> Done {
            self.number(value);
            Ok(())
        })*
        $(fn $refused(self, $(_: $argument),*) -> Result<$result, Unwritable> {
            Err(ser::Error::custom(stringify!($refused)))
        })*
    };
}

impl<'w, 'm> Serializer for Node<'w, 'm> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Collection<'w, 'm>;
    type SerializeTuple = Collection<'w, 'm>;
    type SerializeMap = Collection<'w, 'm>;
    type SerializeStruct = Collection<'w, 'm>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    forms! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64;
        serialize_f32(f32) -> (),
        serialize_bytes(&[u8]) -> (),
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant,
    }

    fn serialize_bool(self, value: bool) -> Done {
        self.plain_leaf(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Done {
        self.plain_leaf(&serde_json::Value::from(value).to_string());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Done {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Done {
        if let Site::Key(order) = self.site {
            self.walk.key(value, order, self.indent);
            self.walk.parent = order::listed(value);
            return Ok(());
        }
        self.leaf(|out, style, block| match style {
            Style::Json => scalar::json(out, value),
            Style::Yaml => scalar::yaml(out, value, block),
        });
        Ok(())
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.plain_leaf("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Done {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Done {
        Err(ser::Error::custom("a variant with a value"))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Self::SerializeSeq, Unwritable> {
        Ok(self.collection(Kind::List))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Ok(self.collection(Kind::List))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, Unwritable> {
        Ok(self.collection(Kind::Mapping))
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStruct, Unwritable> {
        Ok(self.collection(Kind::Mapping))
    }
}

impl ser::SerializeSeq for Collection<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.next();
        let walk = &mut *self.node.walk;
        walk.trail.enter_item(self.count - 1);
        value.serialize(Node {
            walk,
            site: Site::Item,
            under: self.node.under,
            indent: self.node.indent + 2,
        })?;
        self.node.walk.trail.leave();
        Ok(())
    }

    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Collection<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Collection<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        let order = self.begin_key();
        self.node.walk.field(key, order);
        self.value(Some(key), value)
    }

    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Collection<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let site = Site::Key(self.begin_key());
        key.serialize(Node {
            walk: &mut *self.node.walk,
            site,
            under: None,
            indent: self.node.indent,
        })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.value(self.node.walk.parent, value)
    }

    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

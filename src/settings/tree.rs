//! The tree of a settings file as serde reads it. What was told already is passed over, and an error knows the value that
//! it is about, so that reading again after each of them finds them all.

use std::{collections::BTreeSet, fmt};

use jsonc_parser::{ast::Value, common::Ranged as _};
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error, Expected, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected,
        Visitor, value::MapAccessDeserializer,
    },
    forward_to_deserialize_any,
};

/// A value, without the entries and elements that begin at these bytes of the file.
#[derive(Clone, Copy)]
pub struct Tree<'a> {
    /// The value.
    pub value: &'a Value<'a>,
    /// First bytes of what is passed over.
    pub told: &'a BTreeSet<usize>,
}

/// What is wrong, and with which entry or element: its first byte; `None` is the whole file.
#[derive(Debug)]
pub struct Wrong {
    /// Where the entry or element begins.
    pub at: Option<usize>,
    /// Whether it is its name.
    pub in_name: bool,
    /// What is wrong with it.
    pub what: What,
}

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// It breaks a rule.
    Rule(String),
    /// It is of another type than this one.
    Type(String),
    /// It is none of these words.
    Word(&'static [&'static str]),
    /// Its name is none of these.
    Unknown(&'static [&'static str]),
    /// It lacks this key.
    Lacks(&'static str),
    /// It has none of these keys, or several.
    One(&'static [&'static str]),
}

impl Wrong {
    fn new(what: What) -> Self {
        Self {
            at: None,
            in_name: false,
            what,
        }
    }

    /// The innermost entry is the one that is meant.
    fn within(mut self, start: usize) -> Self {
        self.at.get_or_insert(start);
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: fmt::Display>(rule: T) -> Self {
        Self::new(What::Rule(rule.to_string()))
    }

    fn invalid_type(_: Unexpected, wanted: &dyn Expected) -> Self {
        Self::new(What::Type(match wanted.to_string().as_str() {
            "a boolean" => "`true` or `false`".to_owned(),
            "a map" | "newtype variant" => "an object".to_owned(),
            "a sequence" => "a list".to_owned(),
            other => other.to_owned(),
        }))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Word(known))
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Unknown(known))
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(What::Lacks(key))
    }
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::NullKeyword(_) => visitor.visit_unit(),
            Value::BooleanLit(bool) => visitor.visit_bool(bool.value),
            Value::StringLit(text) => visitor.visit_str(&text.value),
            Value::NumberLit(number) => match (number.value.parse(), number.value.parse()) {
                (Ok(number), _) => visitor.visit_i64(number),
                (_, Ok(number)) => visitor.visit_f64(number),
                (_, Err(_)) => visitor.visit_str(number.value),
            },
            Value::Array(_) => visitor.visit_seq(Entries::of(self)),
            Value::Object(_) => visitor.visit_map(Entries::of(self)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::NullKeyword(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// serde would take the fields of a list, too, in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Object(_) => visitor.visit_map(Entries::of(self)),
            _ => Err(Error::invalid_type(Unexpected::Seq, &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let entries = Entries::of(self);
        match self.value {
            Value::StringLit(text) => visitor.visit_enum(text.value.as_ref().into_deserializer()),
            Value::Object(_) if entries.rest.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(entries))
            }
            Value::Object(_) => Err(Wrong::new(What::One(variants))),
            _ if (&visitor as &dyn Expected).to_string().starts_with("enum") => {
                Err(Wrong::new(What::Word(variants)))
            }
            _ => Err(Error::invalid_type(Unexpected::Unit, &visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// What is left of an object or a list.
struct Entries<'a> {
    /// First byte, name (empty in a list) and value, the next one last.
    rest: Vec<(usize, &'a str, Tree<'a>)>,
}

impl<'a> Entries<'a> {
    fn of(tree: Tree<'a>) -> Self {
        let told = tree.told;
        let below = |value| Tree { value, told };
        let mut rest: Vec<_> = match tree.value {
            Value::Object(object) => {
                let entries = object.properties.iter();
                entries
                    .map(|entry| (entry.start(), entry.name.as_str(), below(&entry.value)))
                    .collect()
            }
            Value::Array(list) => list
                .elements
                .iter()
                .map(|value| (value.start(), "", below(value)))
                .collect(),
            _ => Vec::new(),
        };
        rest.retain(|(start, ..)| !told.contains(start));
        rest.reverse();
        Self { rest }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        let Some((start, name, _)) = self.rest.last() else {
            return Ok(None);
        };
        let key = seed.deserialize((*name).into_deserializer());
        key.map(Some).map_err(|wrong: Wrong| Wrong {
            in_name: true,
            ..wrong.within(*start)
        })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (start, _, value) = self.rest.pop().ok_or_else(|| Wrong::custom("it ends"))?;
        seed.deserialize(value).map_err(|wrong| wrong.within(start))
    }
}

impl<'de> SeqAccess<'de> for Entries<'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        let Some((start, _, value)) = self.rest.pop() else {
            return Ok(None);
        };
        seed.deserialize(value)
            .map(Some)
            .map_err(|wrong| wrong.within(start))
    }
}

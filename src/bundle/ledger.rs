//! `ledger.jsonl`: what became of every option, a line per container, and what no option decided, a line per object. It
//! is written with the bundle and read back in every version, so that `explain` and `install` answer where the input is
//! not.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::version;
use crate::{
    Compiled,
    report::{
        self, Row,
        unasked::{Kind, Unasked},
    },
};

mod version_1;

/// A line of `ledger.jsonl`.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Line<'a> {
    /// A container and its options.
    Container(Container<'a>),
    /// An object and what no option decided in it.
    Object(Object<'a>),
}

/// A container and its options.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Container<'a> {
    /// Format version, 2.
    pub v: u32,
    /// Host.
    pub host: Cow<'a, str>,
    /// Name of the container's attribute.
    pub container: Cow<'a, str>,
    /// The objects of its workload, and others that its options reach, as `apiVersion/Kind/namespace/name`.
    pub objects: Vec<Cow<'a, str>>,
    /// What became of its options, in the order in which they were read.
    pub rows: Vec<OptionRow<'a>>,
}

/// What became of an option.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OptionRow<'a> {
    /// JSON Pointers into the container's input object.
    pub paths: Cow<'a, [String]>,
    /// The podman flag it is, or stands for.
    pub flag: Option<Cow<'a, str>>,
    /// What was written; `"***"` for secrets.
    pub value: Cow<'a, str>,
    /// `kept`, `changed`, `dropped`, `refused`.
    pub fate: Cow<'a, str>,
    /// The rule, for all but plainly kept options.
    pub code: Option<Cow<'a, str>>,
    /// Where it went: index into the container's objects, and JSON Pointer into that object.
    pub targets: Vec<(usize, Cow<'a, str>)>,
    /// One sentence for this place.
    pub reason: Option<Cow<'a, str>>,
}

/// An object and what no option decided in it.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Object<'a> {
    /// Format version, 2.
    pub v: u32,
    /// `apiVersion/Kind/namespace/name`, `-` for no namespace.
    pub object: Cow<'a, str>,
    /// Its places, in the order in which they are written.
    pub defaults: Vec<Default<'a>>,
}

/// A place of an object that no option decided.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Default<'a> {
    /// JSON Pointer into the object.
    pub pointer: Cow<'a, str>,
    /// What decided it.
    pub why: Kind,
    /// For a setting its JSON Pointer into the settings file; for a default the text that the reason comes from, null
    /// where it is a decision of this program; for a component its name.
    pub of: Option<Cow<'a, str>>,
    /// Why, in one sentence.
    pub reason: Cow<'a, str>,
}

/// The lines of what is written: containers in the order of the inventory, then objects in the order of the files.
///
/// # Panics
/// Never: a line has string keys only.
#[must_use]
pub fn text(compiled: &Compiled) -> String {
    let mut out = Vec::new();
    let mut write = |line: Line| {
        serde_json::to_writer(&mut out, &line).expect("a line has string keys");
        out.push(b'\n');
    };
    let by_id = report::unasked::ById::of(compiled);
    let mut rest = report::rows(compiled, None).into_iter().peekable();
    for (index, container) in compiled.inventory.containers.iter().enumerate() {
        let name = (&*container.host, &*container.attribute);
        let mut rows = Vec::new();
        while let Some(row) = rest.next_if(|row| (row.host, row.container) == name) {
            rows.push(row);
        }
        let objects: Vec<&str> = by_id
            .with_part(index, &rows)
            .into_iter()
            .map(|object| &*object.id)
            .collect();
        write(Line::Container(Container {
            v: version::WRITTEN,
            host: name.0.into(),
            container: name.1.into(),
            rows: rows
                .into_iter()
                .map(|row| OptionRow::new(row, &objects))
                .collect(),
            objects: objects.into_iter().map(Cow::from).collect(),
        }));
    }
    for object in compiled.written() {
        let defaults: Vec<Default> = report::unasked::of(&compiled.ledger, object)
            .map(Default::from)
            .collect();
        if !defaults.is_empty() {
            write(Line::Object(Object {
                v: version::WRITTEN,
                object: (&*object.id).into(),
                defaults,
            }));
        }
    }
    String::from_utf8(out).expect("JSON is UTF-8")
}

impl<'a> OptionRow<'a> {
    fn new(row: Row<'a>, objects: &[&str]) -> Self {
        let targets = row.targets.into_iter().filter_map(|target| {
            let index = objects.iter().position(|id| *id == target.object)?;
            Some((index, target.pointer))
        });
        Self {
            paths: row.paths.into(),
            flag: row.flag.map(Cow::from),
            value: row.value.into(),
            fate: row.fate.into(),
            code: row.code.map(Cow::from),
            targets: targets.collect(),
            reason: row.reason.map(Cow::from),
        }
    }
}

impl Container<'_> {
    /// The same rows as those of a conversion.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| Row {
            v: report::ROW_VERSION,
            host: &self.host,
            container: &self.container,
            paths: &row.paths,
            flag: row.flag.as_deref(),
            value: &row.value,
            fate: &row.fate,
            code: row.code.as_deref(),
            targets: row
                .targets
                .iter()
                .filter_map(|(index, pointer)| {
                    let object = self.objects.get(*index)?;
                    let pointer = Cow::from(&**pointer);
                    Some(report::RowTarget { object, pointer })
                })
                .collect(),
            reason: row.reason.as_deref(),
        })
    }
}

impl<'a> From<Unasked<'a>> for Default<'a> {
    fn from(unasked: Unasked<'a>) -> Self {
        Self {
            pointer: unasked.pointer,
            why: unasked.why,
            of: unasked.of.map(Cow::from),
            reason: unasked.reason.into(),
        }
    }
}

impl Default<'_> {
    fn unasked(&self) -> Unasked<'_> {
        Unasked {
            pointer: Cow::from(&*self.pointer),
            why: self.why,
            of: self.of.as_deref(),
            reason: &self.reason,
        }
    }
}

/// What a `ledger.jsonl` says.
#[derive(Debug)]
pub struct Ledger {
    containers: Vec<Container<'static>>,
    objects: BTreeMap<String, Vec<Default<'static>>>,
}

impl Ledger {
    /// Reads a `ledger.jsonl` of any version that is known.
    ///
    /// # Errors
    /// The number of the line, from 1, and what is wrong with it.
    pub fn read(text: &str) -> Result<Self, (usize, String)> {
        let mut out = Self {
            containers: Vec::new(),
            objects: BTreeMap::new(),
        };
        for (index, line) in lines(text).enumerate() {
            match line.map_err(|error| (index + 1, error))? {
                Line::Container(line) => out.containers.push(line),
                Line::Object(line) => {
                    out.objects.insert(line.object.into_owned(), line.defaults);
                }
            }
        }
        Ok(out)
    }

    /// What became of every option.
    #[must_use]
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.containers.iter().flat_map(Container::rows).collect()
    }

    /// What no option decided in the objects of a container; nothing in bundles of version 1.
    #[must_use]
    pub fn unasked(&self, container: &str) -> report::explain::Objects<'_> {
        let lines = self.containers.iter();
        let ids = lines
            .filter(|line| line.container == container)
            .flat_map(|line| &line.objects);
        ids.filter_map(|id| {
            let (id, defaults) = self.objects.get_key_value(id.as_ref())?;
            let defaults = defaults.iter().map(Default::unasked).collect();
            Some((id.as_str(), defaults))
        })
        .collect()
    }
}

/// What every line of every version has.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The lines of a `ledger.jsonl`, each for itself; of version 1 an option is a line.
pub fn lines(text: &str) -> impl Iterator<Item = Result<Line<'static>, String>> {
    text.lines().map(line)
}

fn line(text: &str) -> Result<Line<'static>, String> {
    let wrong = |error: serde_json::Error| error.to_string();
    let Version { v } = serde_json::from_str(text).map_err(wrong)?;
    version::check(v).map_err(|unknown| unknown.to_string())?;
    if v == 1 {
        let row: version_1::Row = serde_json::from_str(text).map_err(wrong)?;
        return Ok(Line::Container(row.line()));
    }
    serde_json::from_str(text).map_err(wrong)
}

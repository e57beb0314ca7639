//! Endless random mutants of good objects, the same for the same seed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Maps whose keys are the operator's.
const FREE_KEYS: [&str; 12] = [
    "annotations",
    "binaryData",
    "capacity",
    "data",
    "labels",
    "limits",
    "matchLabels",
    "nodeSelector",
    "parameters",
    "requests",
    "selector",
    "stringData",
];

const HOSTILE_KEYS: [&str; 19] = [
    "",
    "a",
    "A/b",
    "a/b",
    "a/b/c",
    "/a",
    "a/",
    "-a",
    "a_b",
    "..",
    "..a",
    ".a",
    "a b",
    "ä",
    "cpu",
    "memory",
    "nvidia.com/gpu",
    "hugepages-2Mi",
    "kubernetes.io/x",
];

/// The generator.
pub struct Mutants<'b> {
    bases: Vec<&'b Value>,
    /// Which of them have a Pod.
    pods: Vec<usize>,
    /// Values by the name of the field (or of the list) they stand in.
    by_name: BTreeMap<String, Vec<Value>>,
    /// Values of `hostile.json`.
    hostile: Vec<Value>,
    state: u64,
}

impl<'b> Mutants<'b> {
    /// Mutants of `bases`.
    pub fn new(bases: &'b BTreeMap<String, Value>, seed: u64) -> Self {
        let mut by_name = BTreeMap::new();
        for base in bases.values() {
            collect("", base, &mut by_name);
        }
        let has_pod = |base: &Value| base.pointer("/spec/template").is_some();
        let pods = bases
            .values()
            .enumerate()
            .filter(|(_, base)| has_pod(base))
            .map(|(index, _)| index)
            .collect();
        Self {
            bases: bases.values().collect(),
            pods,
            by_name,
            hostile: serde_json::from_str(include_str!("hostile.json")).expect("a list"),
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    /// xorshift64*.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let random = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(random).expect("31 bits") % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.below(from.len());
        &from[index]
    }

    fn mutate(&mut self, object: &mut Value) {
        let mut pointers = Vec::new();
        walk(object, String::new(), &mut pointers);
        let pointer = self.pick(&pointers).clone();
        // What an object is stays, mostly: another kind breaks everything at once.
        if matches!(pointer.as_str(), "/kind" | "/apiVersion") && self.below(20) > 0 {
            return;
        }
        let (parent, last) = pointer.rsplit_once('/').expect("never the root");
        let name = pointer
            .rsplit('/')
            .find(|step| step.parse::<u64>().is_err())
            .unwrap_or_default()
            .to_owned();
        let value = object.pointer_mut(&pointer).expect("walked");
        match self.below(12) {
            0 | 1 => remove(object.pointer_mut(parent).expect("walked"), last),
            2 => duplicate(object.pointer_mut(parent).expect("walked"), last),
            3 | 4 => *value = self.hostile(),
            5..=7 => self.edit(value),
            8 => *value = self.namesake(&name),
            _ => self.enter(&name, value),
        }
    }

    /// Another value of the same field.
    fn namesake(&mut self, name: &str) -> Value {
        let values = self.by_name.get(name).cloned().unwrap_or_default();
        if values.is_empty() {
            Value::Null
        } else {
            self.pick(&values).clone()
        }
    }

    fn hostile(&mut self) -> Value {
        let index = self.below(self.hostile.len());
        self.hostile[index].clone()
    }

    /// A small change of a scalar; of a list or map, a duplicate or a hostile element.
    fn edit(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => match self.below(8) {
                0 => text.push_str(["-", ".", "_", "/", " ", "%", "é", "/.."][text.len() % 8]),
                1 => text.insert_str(
                    0,
                    ["-", ".", "_", "/", " ", "0", "*.", "../"][text.len() % 8],
                ),
                2 => *text = text.to_uppercase(),
                3 => text.clear(),
                4 => *text = text.repeat(20),
                5 => *text = text.replace(['.', '-', '/'], ["", "--", "..", "//"][text.len() % 4]),
                6 => {
                    *text = text
                        .trim_end_matches(|c: char| c.is_ascii_digit())
                        .to_owned();
                }
                _ => text.push('1'),
            },
            Value::Number(number) => {
                let n = number.as_i64().unwrap_or_default();
                *value = json!([n + 1, n - 1, -n, n * 100, 0, n + 100_000][self.below(6)]);
            }
            Value::Bool(flag) => *flag = !*flag,
            Value::Array(items) => {
                let item = self.hostile();
                items.push(item);
            }
            Value::Object(map) => {
                let value = self.hostile();
                map.insert((*self.pick(&HOSTILE_KEYS)).to_owned(), value);
            }
            Value::Null => *value = self.hostile(),
        }
    }

    /// Adds a field that a namesake has, or an entry of the operator's.
    fn enter(&mut self, name: &str, value: &mut Value) {
        if let Value::Array(items) = value {
            let item = self.namesake(name);
            items.push(if let Value::Array(mut others) = item {
                others.pop().unwrap_or_default()
            } else {
                item
            });
            return;
        }
        let namesake = self.namesake(name);
        let hostile = *self.pick(&HOSTILE_KEYS);
        let free = FREE_KEYS.contains(&name);
        let as_is = self.below(3) > 0;
        let content = if as_is { json!("x") } else { self.hostile() };
        match (value, namesake) {
            (Value::Object(map), _) if free => {
                let content = if as_is {
                    map.values().next().cloned().unwrap_or(content)
                } else {
                    content
                };
                map.insert(hostile.to_owned(), content);
            }
            (Value::Object(map), Value::Object(other)) if !other.is_empty() => {
                let fields: Vec<(String, Value)> = Map::into_iter(other).collect();
                let (key, content) = self.pick(&fields).clone();
                map.insert(key, content);
            }
            (value, namesake) => *value = namesake,
        }
    }
}

impl Iterator for Mutants<'_> {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        // Half of them have a Pod: most rules are there.
        let all = self.bases.len();
        let with_pod = self.below(self.pods.len());
        let index = if self.below(2) == 0 {
            self.below(all)
        } else {
            self.pods[with_pod]
        };
        let mut object = self.bases[index].clone();
        for _ in 0..=[0, 0, 0, 1, 1, 2][self.below(6)] {
            self.mutate(&mut object);
        }
        Some(object)
    }
}

fn collect(name: &str, value: &Value, by_name: &mut BTreeMap<String, Vec<Value>>) {
    let known = by_name.entry(name.to_owned()).or_default();
    if !known.contains(value) {
        known.push(value.clone());
    }
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| collect(key, value, by_name)),
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, by_name)),
        _ => {}
    }
}

fn walk(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                walk(
                    value,
                    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    pointers,
                );
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    if !pointer.is_empty() {
        pointers.push(pointer);
    }
}

fn remove(parent: &mut Value, last: &str) {
    match parent {
        Value::Object(map) => {
            map.remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Value::Array(items) => {
            items.remove(last.parse().expect("an index"));
        }
        _ => {}
    }
}

fn duplicate(parent: &mut Value, last: &str) {
    if let Value::Array(items) = parent {
        let item = items[last.parse::<usize>().expect("an index")].clone();
        items.push(item);
    }
}

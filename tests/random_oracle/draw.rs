//! Random inputs: a host or two with containers that share Pods, networks and volumes, and settings
//! for them.

use k3s_migrate::read::{
    flags::{self, Flag},
    oci_containers::keys::{KEYS, Shape},
};
use serde_json::{Map, Value, json};

use crate::{odd::Odd, random::Random, settings::Schema};

/// One input: what is read, and what the operator chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// A document for the reader.
    pub document: Value,
    /// A settings file.
    pub settings: Value,
    /// How many containers there are.
    pub containers: usize,
}

/// What inputs are drawn from.
pub struct Draw {
    flags: Vec<&'static Flag>,
    odd: Odd,
    schema: Schema,
}

/// Names of containers; most are names that people use.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "web", "db", "cache", "app-1", "app-2", "proxy", "2fauth", "My_App", "a.b", "a--b", "ä", "a b", "-x", "X", "", "..", "a/b", "kubernetes", "k3s",
    "a-name-of-sixty-three-characters-which-is-the-longest-label-of-all", "a-name-of-fifty-three-characters-that-a-cron-job-takes",
];

/// Units of a container: where a value is, and some.
#[rustfmt::skip]
const UNIT: &[(&str, &[&str])] = &[
    ("/serviceConfig/Type", &["\"simple\"", "\"notify\"", "\"oneshot\"", "\"forking\""]),
    ("/serviceConfig/Restart", &["\"always\"", "\"on-failure\"", "\"no\""]),
    ("/serviceConfig/TimeoutStopSec", &["\"5s\"", "120", "\"infinity\"", "\"1h\""]),
    ("/serviceConfig/MemoryMax", &["\"512M\"", "\"infinity\"", "\"10%\""]),
    ("/serviceConfig/CPUQuota", &["\"50%\"", "\"150%\""]),
    ("/serviceConfig/TasksMax", &["100", "\"infinity\""]),
    ("/serviceConfig/RuntimeMaxSec", &["\"1h\"", "60"]),
    ("/startAt", &["\"daily\"", "\"*-*-* 04:00:00\""]),
    ("/wantedBy", &["[]", "[\"multi-user.target\"]"]),
    ("/enable", &["true", "false"]),
    ("/environment/TZ", &["\"Europe/Berlin\""]),
];

const TIMER: &[(&str, &[&str])] = &[
    (
        "/timerConfig/OnCalendar",
        &[
            "\"daily\"",
            "\"Mon..Fri 10:00\"",
            "\"*-*-* 04:00:00 Europe/Berlin\"",
            "\"hourly\"",
        ],
    ),
    ("/timerConfig/Persistent", &["true", "false"]),
    ("/timerConfig/RandomizedDelaySec", &["\"1h\"", "60"]),
    ("/timerConfig/OnBootSec", &["\"5min\""]),
];

/// One input on its way.
struct Desk<'a> {
    draw: &'a Draw,
    random: Random,
    /// How many of a hundred values are wrong.
    wrong: usize,
    names: Vec<String>,
}

impl Draw {
    pub fn new() -> Self {
        Self {
            flags: flags::TABLES.iter().copied().flatten().collect(),
            odd: Odd::new(),
            schema: Schema::new(),
        }
    }

    /// The input with this number; every number has one.
    pub fn input(&self, seed: u64, index: u64) -> Input {
        let mut random = Random::of(seed, index);
        let wrong = *random.pick(&[0, 2, 4, 10, 20]);
        let mut desk = Desk {
            draw: self,
            random,
            wrong,
            names: Vec::new(),
        };
        let hosts = if desk.random.percent(20) { 2 } else { 1 };
        let mut all = Map::new();
        let mut settled = Vec::new();
        let mut containers = 0;
        for number in 0..hosts {
            let host = match number {
                0 => "localhost".to_owned(),
                _ => desk.spoil("attic"),
            };
            let mut one = desk.host();
            // Two hosts seldom have containers of one name, which would become one object.
            if number > 0 && desk.random.percent(90) {
                one = one
                    .into_iter()
                    .map(|(name, value)| (format!("{name}-2"), value))
                    .collect();
            }
            settled.extend(one.keys().map(|name| (host.clone(), name.clone())));
            containers += one.len();
            let mut value = json!({ "containers": one });
            if desk.random.percent(25) {
                value["units"] = desk.units();
            }
            all.insert(host, value);
        }
        let bare = all.len() == 1 && all["localhost"].get("units").is_none();
        let document = if bare {
            all["localhost"]["containers"].clone()
        } else {
            json!({ "version": 1, "hosts": all })
        };
        let settings = if desk.random.percent(40) {
            json!({})
        } else {
            let Desk { random, wrong, .. } = &mut desk;
            self.schema.draw(&self.odd, &settled, *wrong, random)
        };
        Input {
            document,
            settings,
            containers,
        }
    }
}

impl Desk<'_> {
    /// A right value, or, as often as this input is wrong, a wrong one.
    fn spoil(&mut self, right: &str) -> String {
        if self.random.percent(self.wrong) {
            self.draw.odd.spoiled(right, &mut self.random)
        } else {
            right.to_owned()
        }
    }

    /// The containers of one host.
    fn host(&mut self) -> Map<String, Value> {
        let count = *self.random.pick(&[1, 1, 2, 2, 3, 4, 6]);
        self.names.clear();
        while self.names.len() < count {
            let usual = if self.random.percent(85) {
                6
            } else {
                NAMES.len()
            };
            let name = (*self.random.pick(&NAMES[..usual])).to_owned();
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        let names = self.names.clone();
        names
            .into_iter()
            .map(|name| (name, self.container()))
            .collect()
    }

    fn container(&mut self) -> Value {
        let mut out = json!({ "image": self.spoil("docker.io/library/nginx:1") });
        for key in KEYS {
            // These have words of their own, below.
            if matches!(key.shape, Shape::ExtraOptions) || !self.random.percent(8) {
                continue;
            }
            let sample = *self.random.pick(&key.samples);
            let value = self.key(sample, &key.shape);
            match key.path {
                [one] => out[*one] = value,
                [one, two] => out[*one][*two] = value,
                _ => {}
            }
        }
        let flags = self.random.below(6);
        let words: Vec<Value> = (0..flags)
            .flat_map(|_| self.flag())
            .map(Value::from)
            .collect();
        out["extraOptions"] = Value::Array(words);
        if self.random.percent(30) {
            let other = self.neighbour();
            out["dependsOn"] = json!([other]);
        }
        if self.random.percent(2) {
            let key = *self.random.pick(KEYS).path.first().unwrap();
            out[key] = self.draw.odd.text(&mut self.random).into();
        }
        out
    }

    /// A sample of a key; of lists and maps some more than one.
    fn key(&mut self, sample: &str, shape: &Shape) -> Value {
        let mut value: Value = serde_json::from_str(sample).unwrap();
        if let (Shape::Map(_), Some(map)) = (shape, value.as_object_mut()) {
            for _ in 0..self.random.below(3) {
                let name = self.spoil("NAME");
                map.insert(name, self.spoil("value").into());
            }
        }
        if let (Shape::List(_), Some(list)) = (shape, value.as_array_mut()) {
            for _ in 0..self.random.below(2) {
                let first = list
                    .first()
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned();
                list.push(self.spoil(&first).into());
            }
        }
        self.spoil_texts(&mut value);
        value
    }

    fn spoil_texts(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.spoil(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.spoil_texts(item)),
            Value::Object(map) => {
                let entries = std::mem::take(map);
                for (name, mut value) in entries {
                    self.spoil_texts(&mut value);
                    map.insert(self.spoil(&name), value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The words of one flag.
    fn flag(&mut self) -> Vec<String> {
        if self.random.percent(20) {
            return vec![self.shared()];
        }
        let flag = *self.random.pick(&self.draw.flags);
        let sample = *self.random.pick(&flag.samples);
        let value = self.spoil(sample);
        if self.random.percent(15) && flag.takes != flags::Takes::Switch {
            vec![flag.name.to_owned(), value]
        } else {
            vec![format!("{}={value}", flag.name)]
        }
    }

    /// A flag that several containers have in common, or that names another one.
    fn shared(&mut self) -> String {
        let other = self.neighbour();
        let own = match self.random.below(18) {
            0 | 1 => format!("--network=container:{other}"),
            2 => "--network=apps".to_owned(),
            3 => format!("--network=apps:alias={other}"),
            4 => "--network=host".to_owned(),
            5 => "--pod=new:one".to_owned(),
            6 => "--pod=one".to_owned(),
            7 => format!("--volumes-from={other}"),
            8 => "--volume=data:/data".to_owned(),
            9 => "--publish=8080:80".to_owned(),
            10 => "--publish=127.0.0.1:8080:80/udp".to_owned(),
            11 => format!("--requires={other}"),
            12 => format!("--name={other}"),
            // What only newer servers have.
            13 => "--hostname=mail.example.org".to_owned(),
            14 => "--mount=type=image,source=quay.io/a/b:1,destination=/b".to_owned(),
            15 => "--mount=type=image,source=quay.io/a/b:1,destination=/c,subpath=/x".to_owned(),
            16 => "--network-alias=1cache".to_owned(),
            _ => format!("--env=URL=http://{other}:80"),
        };
        self.spoil(&own)
    }

    fn neighbour(&mut self) -> String {
        let all = if self.names.is_empty() {
            vec!["web".to_owned()]
        } else {
            self.names.clone()
        };
        self.random.pick(&all).clone()
    }

    /// systemd units of some containers.
    fn units(&mut self) -> Value {
        let mut units = Map::new();
        for name in self.names.clone() {
            for (suffix, rows, chance) in [("service", UNIT, 80), ("timer", TIMER, 30)] {
                if self.random.percent(chance) {
                    units.insert(format!("podman-{name}.{suffix}"), self.unit(rows));
                }
            }
        }
        Value::Object(units)
    }

    fn unit(&mut self, rows: &[(&str, &[&str])]) -> Value {
        let mut out = json!({});
        for &(pointer, samples) in rows {
            if !self.random.percent(25) {
                continue;
            }
            let sample = *self.random.pick(samples);
            let mut value: Value = serde_json::from_str(sample).unwrap();
            self.spoil_texts(&mut value);
            let mut place = &mut out;
            for part in pointer.split('/').skip(1) {
                place = &mut place[part];
            }
            *place = value;
        }
        out
    }
}

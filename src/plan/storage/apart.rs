//! A volume that several containers use has one place: what the settings choose for one of them is chosen for all, or they
//! would no longer see each other's files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, Cursor, Places, source};
use crate::{
    grammar::Label,
    origin::OriginId,
    plan::{VolumeSource, setting},
    podman::storage::volume::Source,
    rules::mounts as rules,
};

/// What podman has at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Data {
    /// A path of a host.
    Path(String),
    /// A volume whose path is not known.
    Named(String),
    /// An anonymous volume, by the option that makes it.
    Anonymous(OriginId),
}

/// Where it goes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Path(String),
    Claim(Label, String),
}

/// One container that uses it.
#[derive(Debug)]
struct Use {
    container: usize,
    /// What the volume is called in the settings.
    name: String,
    place: Place,
    /// The key of the settings that chose the place.
    chosen: Option<String>,
}

/// Who uses what, by host.
#[derive(Debug, Default)]
pub(super) struct Uses(BTreeMap<(String, Data), Vec<Use>>);

impl Uses {
    /// Notes what the container at hand mounts.
    pub(super) fn add(&mut self, at: &Cursor<'_>, places: &Places) {
        if at.settings.containers.is_empty() {
            return;
        }
        for mounted in places.values() {
            let Asked::Volume(volume) = &mounted.asked else {
                continue;
            };
            let place = match &mounted.source {
                VolumeSource::HostPath { path, kind: _ } => Place::Path(path.to_string()),
                VolumeSource::Claim(name) => {
                    Place::Claim(at.workload().namespace.clone(), name.to_string())
                }
                _ => continue,
            };
            let (data, name) = match (&volume.source, source::podmans(at, volume)) {
                (Source::Host(name) | Source::Named(name), Some(path)) => {
                    let path = path.trim_end_matches('/').to_owned();
                    (Data::Path(path), name.clone())
                }
                (Source::Host(name) | Source::Named(name), None) => {
                    (Data::Named(name.clone()), name.clone())
                }
                (Source::Anonymous, _) => match mounted.from.first() {
                    Some(first) => (Data::Anonymous(*first), volume.destination.clone()),
                    None => continue,
                },
            };
            let host = at.container().host.clone();
            self.0.entry((host, data)).or_default().push(Use {
                container: at.index,
                name,
                place,
                chosen: mounted.chosen.clone(),
            });
        }
    }

    /// Says at each key of the settings who else uses what it moves, and has it elsewhere; and which volumes would share a
    /// claim that is made for each of them.
    pub(super) fn say(self, at: &mut Cursor<'_>) {
        self.together(at);
        self.around(at);
        for uses in self.0.values() {
            let mut said = BTreeSet::new();
            for moved in uses {
                let Some(key) = &moved.chosen else { continue };
                let mut others = uses.iter();
                let other = others.find(|other| other.place != moved.place);
                let Some(other) = other.filter(|_| said.insert(key)) else {
                    continue;
                };
                let name = |index: usize| {
                    let container = at.inventory.containers.get(index);
                    container.map_or("", |container| &container.attribute)
                };
                let (own, others) = (name(moved.container), name(other.container));
                let claims = matches!(moved.place, Place::Claim(..));
                let say = if claims && other.chosen.as_ref() == Some(key) {
                    // `--volumes-from` from another namespace.
                    rules::claim_elsewhere(own, others, &moved.name)
                } else {
                    match (&moved.place, &other.place) {
                        (Place::Claim(own_space, one), Place::Claim(space, two))
                            if one == two && own_space != space =>
                        {
                            rules::claim_elsewhere(own, others, &moved.name)
                        }
                        _ => rules::volume_apart(own, others, &moved.name, &other.name),
                    }
                };
                let subject = setting(at.settings, key.clone(), vec![moved.container]);
                at.ledger.say(subject, say);
            }
        }
    }

    /// Two volumes whose claims would have one name.
    fn together(&self, at: &mut Cursor<'_>) {
        let claims = at.plan.workloads.iter().flat_map(|workload| {
            let claims = workload.claims.iter();
            claims.map(|claim| Place::Claim(workload.namespace.clone(), claim.name.to_string()))
        });
        let made: BTreeSet<Place> = claims.collect();
        let mut seen: BTreeMap<&Place, &(String, Data)> = BTreeMap::new();
        for (data, uses) in &self.0 {
            for moved in uses.iter().filter(|moved| made.contains(&moved.place)) {
                let first = *seen.entry(&moved.place).or_insert(data);
                if let (Place::Claim(_, claim), Some(key)) = (&moved.place, &moved.chosen)
                    && first != data
                    && let Some(own) = at.inventory.containers.get(moved.container)
                {
                    let say = rules::claim_of_two_volumes(&own.attribute, &moved.name, claim);
                    let subject = setting(at.settings, key.clone(), vec![moved.container]);
                    at.ledger.say(subject, say);
                }
            }
        }
    }

    /// What is moved out of a folder that another container mounts, or has a part of it that another one mounts.
    fn around(&self, at: &mut Cursor<'_>) {
        for ((host, data), uses) in &self.0 {
            let Data::Path(moved) = data else { continue };
            for own in uses {
                let Some(key) = &own.chosen else { continue };
                let sees =
                    |path: &str| matches!(&own.place, Place::Path(new) if is_below(new, path));
                let mut others = self
                    .0
                    .iter()
                    .filter_map(|((other, data), uses)| match data {
                        // The whole file system has every place.
                        Data::Path(path) if other == host && !path.is_empty() => {
                            let meet = is_below(moved, path) || is_below(path, moved);
                            (meet && path != moved && !sees(path)).then_some((path, uses))
                        }
                        _ => None,
                    });
                let other = others.find_map(|(path, uses)| {
                    let mut uses = uses.iter().filter(|other| other.chosen.is_none());
                    let other = uses.find(|other| other.container != own.container)?;
                    Some((path, at.inventory.containers.get(other.container)?))
                });
                let name = at.inventory.containers.get(own.container);
                if let (Some((path, other)), Some(name)) = (other, name) {
                    let (name, other) = (&name.attribute, &other.attribute);
                    let say = rules::volume_around(name, other, moved, path);
                    let subject = setting(at.settings, key.clone(), vec![own.container]);
                    at.ledger.say(subject, say);
                }
            }
        }
    }
}

/// Whether a path is another one, or below it.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

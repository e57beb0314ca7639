//! The order itself, of numbers alone: what is bound is one group, a group moves with what it needs or after it, and a
//! wave holds as much as one evening does.

use super::Class;

/// So many containers fill an evening. A group that is larger is a wave of its own.
const EVENING: usize = 6;

/// What is to be ordered, by places in a list.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The kind of each.
    pub classes: &'a [Class],
    /// Pairs that are bound.
    pub bonds: Vec<(usize, usize)>,
    /// Pairs of one that needs, and one that is needed.
    pub needs: Vec<(usize, usize)>,
}

impl Asked<'_> {
    /// The same with other places.
    #[must_use]
    pub fn within(mut self, at: impl Fn(usize) -> usize) -> Self {
        let pairs = self.bonds.iter_mut().chain(&mut self.needs);
        pairs.for_each(|pair| *pair = (at(pair.0), at(pair.1)));
        self
    }
}

/// A step.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// The latest kind that it holds.
    pub class: Class,
    /// Groups of places, sorted.
    pub groups: Vec<Vec<usize>>,
}

/// The steps, in order; every place is in one.
#[must_use]
pub fn waves(asked: &Asked<'_>) -> Vec<Step> {
    let count = asked.classes.len();
    let group_of = joined(count, &asked.bonds);
    let group = |place: usize| group_of.get(place).copied().unwrap_or(place);
    let class = |place: usize| {
        asked
            .classes
            .get(place)
            .copied()
            .unwrap_or(Class::Stateless)
    };
    // By its first member; a group is as late as the latest of its members.
    let mut level: Vec<Class> = (0..count).map(class).collect();
    let raise = |level: &mut Vec<Class>, place: usize, to: Class| {
        let own = level.get_mut(place).filter(|own| **own < to);
        own.map(|own| *own = to).is_some()
    };
    for place in 0..count {
        raise(&mut level, group(place), class(place));
    }
    let between = asked.needs.iter().map(|(by, of)| (group(*by), group(*of)));
    let mut needs: Vec<(usize, usize)> = between.filter(|(by, of)| by != of).collect();
    needs.sort_unstable();
    needs.dedup();
    loop {
        let mut changed = false;
        for (by, of) in &needs {
            let needed = level.get(*of).copied().unwrap_or(Class::Stateless);
            if !needed.is_in_front() {
                changed |= raise(&mut level, *by, needed);
            }
        }
        if !changed {
            break;
        }
    }
    let mut firsts: Vec<usize> = (0..count).filter(|place| group(*place) == *place).collect();
    firsts.sort_by_key(|first| (level.get(*first).copied(), *first));
    let mut out = Vec::new();
    for chunk in firsts.chunk_by(|a, b| level.get(*a) == level.get(*b)) {
        let same: Vec<(usize, usize)> = needs
            .iter()
            .copied()
            .filter(|(by, of)| chunk.contains(by) && chunk.contains(of))
            .collect();
        let members = |first: usize| -> Vec<usize> {
            (0..count).filter(|place| group(*place) == first).collect()
        };
        let class = chunk.first().and_then(|first| level.get(*first)).copied();
        for step in evenings(chunk, &same, |first| members(first).len()) {
            out.push(Step {
                class: class.unwrap_or(Class::Stateless),
                groups: step.into_iter().map(members).collect(),
            });
        }
    }
    out
}

/// For each place the first one that it is bound to.
fn joined(count: usize, bonds: &[(usize, usize)]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..count).collect();
    for (one, other) in bonds {
        let (Some(one), Some(other)) = (of.get(*one).copied(), of.get(*other).copied()) else {
            continue;
        };
        let (first, second) = (one.min(other), one.max(other));
        of.iter_mut()
            .filter(|of| **of == second)
            .for_each(|of| *of = first);
    }
    of
}

/// Groups of one kind on as many evenings as they take: what needs each other stays together where it fits.
fn evenings(
    groups: &[usize],
    needs: &[(usize, usize)],
    size: impl Fn(usize) -> usize,
) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut left = 0;
    for part in connected(groups, needs) {
        let whole: usize = part.iter().map(|group| size(*group)).sum();
        if whole > left {
            left = 0;
        }
        for group in sorted(&part, needs) {
            let own = size(group);
            match out.last_mut() {
                Some(evening) if own <= left => {
                    evening.push(group);
                    left -= own;
                }
                _ => {
                    out.push(vec![group]);
                    left = EVENING.saturating_sub(own);
                }
            }
        }
    }
    out
}

/// The parts that no need connects, each in the order of the list.
fn connected(groups: &[usize], needs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let at = |group: usize| {
        groups
            .iter()
            .position(|other| *other == group)
            .unwrap_or_default()
    };
    let pairs: Vec<(usize, usize)> = needs.iter().map(|(by, of)| (at(*by), at(*of))).collect();
    let of = joined(groups.len(), &pairs);
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for (place, group) in groups.iter().enumerate() {
        let part = of.get(place).and_then(|first| parts.get_mut(*first));
        if let Some(part) = part {
            part.push(*group);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What is needed first, as far as there is no circle.
fn sorted(groups: &[usize], needs: &[(usize, usize)]) -> Vec<usize> {
    let mut left = groups.to_vec();
    let mut out = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |group: &usize| {
            needs
                .iter()
                .any(|(by, of)| by == group && left.contains(of))
        };
        let next = left.iter().position(|group| !waits(group)).unwrap_or(0);
        out.push(left.remove(next));
    }
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests may panic")]
mod tests;

//! Shapes of graphs by hand, and any graph.

use proptest::prelude::*;

use super::{Asked, Class, EVENING, waves};

const CLASSES: [Class; 6] = [
    Class::Stateless,
    Class::Stateful,
    Class::Database,
    Class::Vpn,
    Class::Access,
    Class::Front,
];

/// Groups by wave, for classes by their first letter: `n`one, `s`tate, `d`atabase, `v`pn, `a`ccess, `f`ront.
fn order(classes: &str, bonds: &[(usize, usize)], needs: &[(usize, usize)]) -> String {
    let classes: Vec<Class> = classes
        .chars()
        .map(|c| CLASSES["nsdvaf".find(c).expect("a letter of a class")])
        .collect();
    let steps = waves(&Asked {
        classes: &classes,
        bonds: bonds.to_vec(),
        needs: needs.to_vec(),
    });
    let steps = steps.iter().map(|step| {
        let groups = step.groups.iter().map(|group| {
            let members: Vec<String> = group.iter().map(usize::to_string).collect();
            members.join("+")
        });
        groups.collect::<Vec<_>>().join(" ")
    });
    steps.collect::<Vec<_>>().join(" | ")
}

#[test]
fn shapes() {
    for (name, classes, bonds, needs, wanted) in [
        ("nothing", "", vec![], vec![], ""),
        ("one", "n", vec![], vec![], "0"),
        ("two of a kind", "nn", vec![], vec![], "0 1"),
        ("by kind", "fsn", vec![], vec![], "2 | 1 | 0"),
        (
            "all kinds",
            "favdsn",
            vec![],
            vec![],
            "5 | 4 | 3 | 2 | 1 | 0",
        ),
        (
            "a program and its database",
            "nd",
            vec![],
            vec![(0, 1)],
            "1 0",
        ),
        (
            "a database of two",
            "ndn",
            vec![],
            vec![(0, 1), (2, 1)],
            "1 0 2",
        ),
        ("a chain", "nsd", vec![], vec![(0, 1), (1, 2)], "2 1 0"),
        ("a circle", "nn", vec![], vec![(0, 1), (1, 0)], "0 1"),
        (
            "a circle with a database",
            "nnd",
            vec![],
            vec![(0, 1), (1, 0), (1, 2)],
            "2 0 1",
        ),
        ("bound", "nn", vec![(0, 1)], vec![], "0+1"),
        ("bound to the proxy", "nf", vec![(0, 1)], vec![], "0+1"),
        (
            "bound in a row",
            "nsd",
            vec![(0, 1), (1, 2)],
            vec![],
            "0+1+2",
        ),
        (
            "the proxy needs all",
            "fns",
            vec![],
            vec![(0, 1), (0, 2)],
            "1 | 2 | 0",
        ),
        (
            "a page that names the proxy",
            "nf",
            vec![],
            vec![(0, 1)],
            "0 | 1",
        ),
        ("login", "nas", vec![], vec![(0, 1), (1, 2)], "0 | 2 | 1"),
        ("itself", "n", vec![(0, 0)], vec![(0, 0)], "0"),
        (
            "a need inside a group",
            "nn",
            vec![(0, 1)],
            vec![(0, 1)],
            "0+1",
        ),
        (
            "eight of a kind",
            "nnnnnnnn",
            vec![],
            vec![],
            "0 1 2 3 4 5 | 6 7",
        ),
        (
            "two threes and a two",
            "nnnnnnnn",
            vec![],
            vec![(0, 1), (1, 2), (3, 4), (4, 5), (6, 7)],
            "2 1 0 5 4 3 | 7 6",
        ),
        (
            "a part that does not fit is not torn",
            "nnnnnnnn",
            vec![],
            vec![(4, 5), (5, 6), (6, 7)],
            "0 1 2 3 | 7 6 5 4",
        ),
        (
            "a group larger than an evening",
            "nnnnnnnn",
            vec![(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)],
            vec![],
            "0+1+2+3+4+5+6 | 7",
        ),
    ] {
        assert_eq!(order(classes, &bonds, &needs), wanted, "{name}");
    }
}

proptest! {
    /// Each is in one wave, what is bound is in the same group, and nothing is later than what needs it but for what is in
    /// front, and for circles.
    #[test]
    fn any_graph(
        classes in proptest::collection::vec(proptest::sample::select(CLASSES.to_vec()), 1..20),
        pairs in proptest::collection::vec((0_usize..20, 0_usize..20, proptest::bool::weighted(0.3)), 0..30),
    ) {
        let count = classes.len();
        let pairs: Vec<(usize, usize, bool)> = pairs
            .into_iter()
            .filter(|(one, other, _)| *one < count && *other < count)
            .collect();
        let of = |bound: bool| -> Vec<(usize, usize)> {
            let chosen = pairs.iter().filter(|pair| pair.2 == bound);
            chosen.map(|(one, other, _)| (*one, *other)).collect()
        };
        let (bonds, needs) = (of(true), of(false));
        let steps = waves(&Asked { classes: &classes, bonds: bonds.clone(), needs: needs.clone() });
        let mut wave = vec![usize::MAX; count];
        let mut level = vec![Class::Stateless; count];
        for (number, step) in steps.iter().enumerate() {
            let size: usize = step.groups.iter().map(Vec::len).sum();
            prop_assert!(size <= EVENING || step.groups.len() == 1, "{} of {:?}", size, step);
            for place in step.groups.iter().flatten() {
                prop_assert_eq!(wave[*place], usize::MAX, "twice");
                wave[*place] = number;
                level[*place] = step.class;
            }
        }
        prop_assert!(wave.iter().all(|wave| *wave != usize::MAX), "somebody stays: {:?}", wave);
        prop_assert!(steps.windows(2).all(|two| two[0].class <= two[1].class));
        for (one, other) in &bonds {
            prop_assert_eq!(wave[*one], wave[*other]);
        }
        // Whether `from` reaches `to` by needs and bonds: then the two are a circle.
        let reaches = |from: usize, to: usize| {
            let mut seen = vec![false; count];
            let mut next = vec![from];
            while let Some(place) = next.pop() {
                if std::mem::replace(&mut seen[place], true) {
                    continue;
                }
                next.extend(needs.iter().filter(|pair| pair.0 == place).map(|pair| pair.1));
                next.extend(bonds.iter().filter(|pair| pair.0 == place).map(|pair| pair.1));
                next.extend(bonds.iter().filter(|pair| pair.1 == place).map(|pair| pair.0));
            }
            seen[to]
        };
        for (by, of) in &needs {
            let later = wave[*of] > wave[*by];
            prop_assert!(
                !later || level[*of].is_in_front() || reaches(*of, *by),
                "{} in wave {} needs {} in wave {}", by, wave[*by], of, wave[*of]
            );
        }
    }
}

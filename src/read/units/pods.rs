//! Pods that units make. What podman was told of one belongs to the pod, and its first member is given it, as if that one had
//! made the pod with `--pod=new:NAME`.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    mem,
};

use crate::{
    ledger::{Ledger, Subject, Verdict},
    origin::OriginId,
    podman::{
        Inventory,
        network::Pod,
        unit::{MadeFlag, MadePod},
    },
    read::{
        draft::{Draft, Written},
        flags::{
            self, Takes,
            lexer::{Lexeme, Lexer, Name},
        },
        leaves::child,
    },
    rules::{quadlet, units as rules},
};

use super::create::{self, Row, find, is_known, words_of};

/// What becomes of a flag of `podman pod create`.
enum To {
    /// The first member has it.
    First,
    /// All members have it.
    All,
    /// It is about podman, or about its infra container.
    Podman,
    /// It is lost.
    Lost,
}

use To::{All, First, Lost, Podman};

/// Sorted by name. Podman: <https://docs.podman.io/en/stable/markdown/podman-pod-create.1.html>
#[rustfmt::skip]
const FLAGS: &[(Row, To)] = &[
    (("--add-host", None, Takes::Array), First),
    (("--blkio-weight", None, Takes::Value), Lost),
    (("--blkio-weight-device", None, Takes::Array), Lost),
    (("--cgroup-parent", None, Takes::Value), Podman),
    (("--cpu-shares", Some('c'), Takes::Value), Lost),
    (("--cpus", None, Takes::Value), Lost),
    (("--cpuset-cpus", None, Takes::Value), Lost),
    (("--cpuset-mems", None, Takes::Value), Lost),
    (("--device", None, Takes::Array), All),
    (("--device-read-bps", None, Takes::Array), Lost),
    (("--device-write-bps", None, Takes::Array), Lost),
    (("--dns", None, Takes::Array), First),
    (("--dns-option", None, Takes::Array), First),
    (("--dns-search", None, Takes::Array), First),
    (("--exit-policy", None, Takes::Value), Podman),
    (("--gidmap", None, Takes::Array), Lost),
    (("--gpus", None, Takes::Array), All),
    (("--hostname", Some('h'), Takes::Value), First),
    (("--hosts-file", None, Takes::Value), First),
    (("--infra", None, Takes::Switch), Podman),
    (("--infra-command", None, Takes::Value), Podman),
    (("--infra-conmon-pidfile", None, Takes::Value), Podman),
    (("--infra-image", None, Takes::Value), Podman),
    (("--infra-name", None, Takes::Value), Podman),
    (("--ip", None, Takes::Value), First),
    (("--ip6", None, Takes::Value), First),
    (("--label", Some('l'), Takes::Array), Podman),
    (("--label-file", None, Takes::Array), Podman),
    (("--mac-address", None, Takes::Value), First),
    (("--memory", Some('m'), Takes::Value), Lost),
    (("--memory-swap", None, Takes::Value), Lost),
    (("--name", Some('n'), Takes::Value), Podman),
    (("--network", None, Takes::Array), First),
    (("--network-alias", None, Takes::Array), First),
    (("--no-hostname", None, Takes::Switch), First),
    (("--no-hosts", None, Takes::Switch), First),
    (("--pid", None, Takes::Value), Lost),
    (("--pod-id-file", None, Takes::Value), Podman),
    (("--publish", Some('p'), Takes::Array), First),
    (("--replace", None, Takes::Switch), Podman),
    (("--restart", None, Takes::Value), Lost),
    (("--security-opt", None, Takes::Array), All),
    (("--share", None, Takes::Value), Lost),
    (("--share-parent", None, Takes::Switch), Podman),
    (("--shm-size", None, Takes::Value), Lost),
    (("--shm-size-systemd", None, Takes::Value), Lost),
    (("--subgidname", None, Takes::Value), Lost),
    (("--subuidname", None, Takes::Value), Lost),
    (("--sysctl", None, Takes::Array), Lost),
    (("--uidmap", None, Takes::Array), Lost),
    (("--userns", None, Takes::Value), Lost),
    (("--uts", None, Takes::Value), Lost),
    (("--volume", Some('v'), Takes::Array), All),
    (("--volumes-from", None, Takes::Array), All),
];

/// The pod that a command makes; `None` without a name that is known.
pub fn made(words: &[&str], unit: &str) -> Option<MadePod> {
    let (word, flags) = words_of(words, known);
    let mut names = flags.iter().rev().filter(|(flag, _)| *flag == "--name");
    let name = word.or_else(|| names.next().map(|(_, name)| name.clone()));
    let unknown = Lexer::new(words, known);
    let unknown = unknown.filter_map(|lexeme| match lexeme {
        Lexeme::Unknown { words: at, .. } => words.get(at.start).map(|word| (*word).to_owned()),
        _ => None,
    });
    Some(MadePod {
        name: name.filter(|name| is_known(name))?,
        unit: unit.to_owned(),
        flags: flags.into_iter().map(unplaced).collect(),
        unknown: unknown.collect(),
    })
}

fn known(name: Name<'_>) -> Option<(&'static str, Takes)> {
    // `--net` is the old name of `--network`.
    if matches!(name, Name::Long("--net")) {
        return Some(("--network", Takes::Array));
    }
    let mut rows = FLAGS.iter();
    rows.find_map(|(row, _)| find(std::slice::from_ref(row), name))
}

/// Flags of `podman pod create` with their values, as far as they are known.
pub fn flags_of(words: &[&str]) -> Vec<(&'static str, String)> {
    words_of(words, known).1
}

fn unplaced((flag, value): (&'static str, String)) -> MadeFlag {
    MadeFlag {
        flag,
        value,
        pointer: None,
    }
}

/// The first word that is none of its flags.
pub fn stray(words: &[&str]) -> Option<String> {
    create::stray(words, known)
}

/// Gives the members of pods that units make what the units say of them.
pub fn give(inventory: &mut Inventory, ledger: &mut Ledger) {
    let hosts = inventory.hosts.iter();
    let pods = hosts.flat_map(|(host, known)| known.pods.iter().map(move |pod| (host, pod)));
    let mut made: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (host, pod) in pods {
        match made.entry((host, &pod.name)) {
            Entry::Vacant(entry) => {
                entry.insert(&pod.unit);
            }
            // podman refuses to make it again, or replaces it: what the first one says is not certain.
            Entry::Occupied(first) => {
                let say = rules::pod_made_again(host, &pod.name, &pod.unit, first.get());
                ledger.say(Subject::Host(host.clone()), say);
                continue;
            }
        }
        for flag in &pod.unknown {
            let say = rules::unknown_flag_of_pod(
                host,
                &pod.name,
                &pod.unit,
                flag.split('=').next().unwrap_or_default(),
            );
            ledger.say(Subject::Host(host.clone()), say);
        }
        let containers = inventory.containers.iter_mut().enumerate();
        let wanted = Pod::Existing(pod.name.clone());
        let members = containers.filter(|(_, container)| {
            let given = container.network.pod.as_ref();
            container.host == *host && given.is_some_and(|given| given.value == wanted)
        });
        for (place, (index, container)) in members.enumerate() {
            let mut draft = Draft::new(mem::take(container), index, ledger);
            if let (0, Some(given)) = (place, &mut draft.container.network.pod) {
                given.value = Pod::New(pod.name.clone());
            }
            for made in &pod.flags {
                let row = FLAGS.iter().find(|((name, ..), _)| *name == made.flag);
                match (row.map(|(_, to)| to), &made.pointer) {
                    (Some(All), _) => set(&mut draft, pod, made),
                    (Some(First), _) if place == 0 => set(&mut draft, pod, made),
                    (Some(Lost), _) if place == 0 => lose(&mut draft, pod, made),
                    // Without the infra container each member has namespaces of its own.
                    (Some(Podman), _)
                        if place == 0 && made.flag == "--infra" && made.value == "false" =>
                    {
                        lose(&mut draft, pod, made);
                    }
                    (Some(First | Lost), Some(pointer)) => {
                        let id = register(&mut draft, pointer, made);
                        draft.ledger.already_so(id, &quadlet::OF_THE_FIRST);
                    }
                    (_, Some(pointer)) => {
                        let id = register(&mut draft, pointer, made);
                        draft.ledger.dropped_silently(id, &quadlet::OF_THE_INFRA);
                    }
                    (_, None) => {}
                }
            }
            *container = draft.container;
        }
    }
}

fn path(pod: &MadePod) -> String {
    let stem = pod.unit.trim_end_matches(".service");
    let parts = ["systemd", "services", stem].into_iter();
    parts.fold(String::new(), |at, part| child(&at, part))
}

fn register(draft: &mut Draft<'_>, pointer: &str, made: &MadeFlag) -> OriginId {
    let written = Written::new(Some(made.flag), &made.value, [pointer.to_owned()]);
    draft.origin(Some(made.flag), &written.shown, written.paths)
}

fn set(draft: &mut Draft<'_>, pod: &MadePod, made: &MadeFlag) {
    let pointer = made.pointer.clone().unwrap_or_else(|| path(pod));
    match flags::find(Name::Long(made.flag)) {
        Some(row) => draft.flag(row, Written::new(Some(row.name), &made.value, [pointer])),
        // Of `podman pod create` only.
        None => lose(draft, pod, made),
    }
}

fn lose(draft: &mut Draft<'_>, pod: &MadePod, made: &MadeFlag) {
    let pointer = made.pointer.clone().unwrap_or_else(|| path(pod));
    let id = register(draft, &pointer, made);
    let name = &draft.container.attribute;
    let say = if made.flag == "--infra" {
        rules::pod_without_infra(name, &pod.name, &pod.unit)
    } else {
        rules::flag_of_pod(name, &pod.name, made.flag, &pod.unit)
    };
    draft.ledger.known(id, Verdict::Dropped(say));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_of_a_script() {
        let words = [
            "--replace",
            "-p",
            "10085:9000",
            "--hostname=crm",
            "--net",
            "lan",
            "--infra-name",
            "x",
            "crm",
        ];
        let pod = made(&words, "pod-crm.service");
        let flags = pod.as_ref().map(|pod| pod.flags.as_slice());
        let flag = |flag, value: &str| MadeFlag {
            flag,
            value: value.to_owned(),
            pointer: None,
        };
        let wanted = [
            flag("--replace", "true"),
            flag("--publish", "10085:9000"),
            flag("--hostname", "crm"),
            flag("--network", "lan"),
            flag("--infra-name", "x"),
        ];
        assert_eq!(flags, Some(&wanted[..]));
        assert_eq!(pod.map(|pod| pod.name).as_deref(), Some("crm"));
        assert_eq!(
            made(&["--name", "web"], "u").map(|pod| pod.name).as_deref(),
            Some("web")
        );
        assert_eq!(made(&["$NAME"], "u"), None);
        let names = FLAGS.iter().map(|((name, ..), _)| *name);
        assert!(names.is_sorted());
    }

    #[test]
    fn what_members_have_is_a_flag_of_run() {
        for ((name, ..), to) in FLAGS {
            if matches!(to, First | All) && *name != "--no-hostname" {
                assert!(flags::find(Name::Long(name)).is_some(), "{name}");
            }
        }
    }
}

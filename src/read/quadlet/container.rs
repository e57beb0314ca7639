//! One container of a quadlet file, read into a draft.

use std::borrow::Cow;

use crate::{
    ledger::{Subject, Verdict},
    origin::Given,
    podman::{engine::Engine, identity::Name, text::any},
    read::{
        draft::{Draft, Setter, Written},
        flags::{
            self, global, lexer,
            parse::{self, Words},
            positional,
        },
    },
    redact::{self, mask_words},
    rules::{exposure, quadlet as rules, reading},
};

use super::{
    AT,
    files::{File, unquoted},
    items::{self, Item, What},
    made,
    specifiers::Service,
    tree::Leaf,
    units::{DEPENDENCIES, dependencies},
    world::{self, World},
};

/// A container, and the units that it names.
#[derive(Debug)]
pub struct Container {
    /// Its own unit.
    pub own: Part,
    /// Those that it names: networks, volumes, a pod, an image.
    pub others: Vec<Part>,
}

/// A unit with the pointers to its lines.
#[derive(Debug)]
pub struct Part {
    /// Its file.
    pub file: File,
    /// Its lines.
    pub leaves: Vec<Leaf>,
    /// Its service.
    pub service: Service,
}

const SERVICE: Setter = once!(lifecycle.service_name, any);

/// Reads a container.
pub fn read(container: &Container, world: &World, draft: &mut Draft<'_>) {
    let name = draft.container.attribute.clone();
    let own = &container.own;
    for other in &container.others {
        others(other, world, &name, draft);
    }
    added(own, draft);
    let items = items::of(&unit(own, world, &name, draft.engine));
    apply(items, draft);
    sections(own, world, &name, draft);
    if !draft.has("--cgroups") {
        let id = draft.origin(Some("--cgroups"), "split", [at("cgroups")].into());
        draft.ledger.dropped_silently(id, &rules::ADDED_BY_QUADLET);
    }
    if draft.container.lifecycle.service_name.is_none() {
        let value = own.service.name.clone();
        let origin = draft.origin(None, &value, [at("service")].into());
        draft
            .ledger
            .dropped_silently(origin, &rules::ADDED_BY_QUADLET);
        draft.container.lifecycle.service_name = Some(Given { value, origin });
    }
    if let Some(home) = &own.file.home {
        let user = if home.user.is_empty() {
            "a user"
        } else {
            &home.user
        };
        let origin = draft.origin(None, user, [at("user")].into());
        let value = user.to_owned();
        draft.container.lifecycle.podman_user = Some(Given { value, origin });
    }
    let place = Subject::Container(draft.index, None);
    if draft.container.identity.name.is_none()
        && let Err(error) = Name::parse(&name)
    {
        draft
            .ledger
            .say(place.clone(), exposure::not_a_name(&name, error));
    }
    if draft.container.image.reference.is_none() {
        draft.ledger.say(place, reading::missing_image(&name));
    }
}

/// Where rows of what the generator adds say that it is written.
fn at(what: &str) -> String {
    format!("{AT}/{what}")
}

fn unit<'u>(part: &'u Part, world: &'u World, called: &'u str, engine: Engine) -> items::Unit<'u> {
    items::Unit {
        file: &part.file,
        section: world::section(&part.file),
        leaves: &part.leaves,
        service: &part.service,
        world,
        called,
        engine,
    }
}

/// What podman's generator adds: a name, where the unit gives none, and that the container is removed when it ends.
fn added(own: &Part, draft: &mut Draft<'_>) {
    let given = own
        .file
        .last("Container", "ContainerName")
        .is_some_and(|name| !name.is_empty());
    let name = own
        .service
        .text(&world::written_name(&own.file))
        .unwrap_or_default();
    // The name is that of the service.
    let mut leaves = own.leaves.iter();
    let service = leaves.rfind(|leaf| (leaf.section(), leaf.key()) == ("Container", "ServiceName"));
    let service = service.map(|leaf| leaf.pointer.clone());
    let flags = [
        ("--name", name.as_str(), given || name.is_empty(), service),
        ("--rm", "true", false, None),
    ];
    for (flag, value, given, from) in flags {
        if let (false, Some(row)) = (given, flags::find(lexer::Name::Long(flag))) {
            let pointers = [at(flag.trim_start_matches('-'))].into_iter().chain(from);
            let written = Written {
                default: true,
                ..Written::new(Some(flag), value, pointers.collect::<Vec<_>>())
            };
            draft.flag(row, written);
        }
    }
}

/// Reads what a unit says into the draft.
fn apply(items: Vec<Item>, draft: &mut Draft<'_>) {
    let command = items.iter().filter_map(|item| match &item.what {
        What::Command(word) => Some(word.as_str()),
        _ => None,
    });
    let masked: Vec<String> = mask_words(command)
        .into_iter()
        .map(Cow::into_owned)
        .collect();
    let mut masked = masked.into_iter();
    for Item { what, pointers } in items {
        match what {
            What::Flag(flag, value) => give(flag, &value, &pointers, draft),
            What::Global(flag, value) => {
                if let Some(row) = global::find(lexer::Name::Long(flag)) {
                    let shown = redact::redact(Some(flag), &value);
                    parse::global_value(draft, row, &value, &shown, pointers.into());
                }
            }
            What::Words(words, of_podman) => {
                let pointer = pointers.into_iter().next().unwrap_or_default();
                let texts: Vec<&str> = words.iter().map(String::as_str).collect();
                let pointers = vec![pointer; texts.len()];
                let words = Words { texts, pointers };
                if of_podman {
                    parse::global_options(draft, &words);
                } else {
                    parse::extra_options(draft, &words);
                }
            }
            What::Image(image) => {
                draft.set(
                    None,
                    positional::image,
                    Written::new(None, &image, pointers),
                );
            }
            What::Rootfs(value) => {
                let origin = draft.origin(Some("--rootfs"), &value, pointers.into());
                let rootfs = Given {
                    value: true,
                    origin,
                };
                draft.container.image.rootfs = Some(rootfs);
                draft.container.image.reference = Some(Given { value, origin });
            }
            What::Command(word) => {
                let shown = masked.next().unwrap_or_default();
                let written = Written {
                    shown,
                    ..Written::new(None, &word, pointers)
                };
                draft.set(None, positional::COMMAND, written);
            }
            What::Service(name) => draft.set(None, SERVICE, Written::new(None, &name, pointers)),
            What::Settled(shown, verdict) => {
                let id = draft.origin(None, &shown, pointers.into());
                draft.ledger.known(id, verdict);
            }
            What::Silent(shown, rule) => {
                let id = draft.origin(None, &shown, pointers.into());
                draft.ledger.dropped_silently(id, rule);
            }
            What::Wrong(shown, say) => draft.refuse(None, &shown, pointers.into(), say),
            What::Said(say) => {
                let place = Subject::Container(draft.index, pointers.into_iter().next());
                draft.ledger.say(place, say);
            }
        }
    }
}

fn give(flag: &'static str, value: &str, pointers: &[String], draft: &mut Draft<'_>) {
    if let Some(row) = flags::find(lexer::Name::Long(flag)) {
        draft.flag(row, Written::new(Some(flag), value, pointers));
    }
}

/// Gives the lines of a unit that the container names their rows: those of an image are flags of the container, those of
/// a pod its members get later, and networks and volumes were read with the host.
fn others(part: &Part, world: &World, name: &str, draft: &mut Draft<'_>) {
    let kind = part.file.kind();
    let mut items = items::of(&unit(part, world, name, draft.engine));
    if kind == "pod" {
        items = items.into_iter().filter_map(not_of_members).collect();
    }
    for item in &mut items {
        let pointer = item.pointers.first().map_or("", String::as_str);
        let stray = match &item.what {
            What::Words(words, false) => made::stray(kind, words),
            _ => None,
        };
        let (shown, rule) = match &item.what {
            What::Flag(..) | What::Words(..) if kind == "image" => continue,
            What::Flag(_, value) | What::Global(_, value) if made::is_lost(pointer) => {
                (value.clone(), None)
            }
            What::Flag(_, value) | What::Global(_, value) => {
                (value.clone(), Some(&rules::UNIT_READ))
            }
            What::Words(words, _) => (words.join(" "), Some(&rules::OF_A_NAMED_UNIT)),
            What::Service(value) => (value.clone(), Some(&rules::UNIT_OF_SYSTEMD)),
            _ => continue,
        };
        let shown = redact::redact(None, &shown);
        item.what = match (stray, rule) {
            (Some(stray), _) => {
                let error = format!(
                    "`podman {kind} create` does not take `{}`",
                    redact::redact(None, &stray)
                );
                What::Wrong(shown, rules::quadlet_value(name, "PodmanArgs", error))
            }
            (None, Some(rule)) => What::Settled(shown, Verdict::Same(rule)),
            (None, None) => What::Silent(shown, &rules::UNIT_TOLD),
        };
    }
    apply(items, draft);
    for leaf in &part.leaves {
        if matches!(leaf.section(), "Unit" | "Service" | "Install") {
            let shown = redact::redact(None, leaf.value());
            let id = draft.origin(None, &shown, [leaf.pointer.clone()].into());
            draft.ledger.already_so(id, &rules::UNIT_OF_SYSTEMD);
        }
    }
}

/// What the generator refuses in the other sections, and what is in `[Install]`; the rest is judged with the unit.
fn sections(own: &Part, world: &World, name: &str, draft: &mut Draft<'_>) {
    for leaf in &own.leaves {
        let value = unquoted(leaf.value());
        let say = match (leaf.section(), leaf.key()) {
            ("Service", "Type") if !matches!(value, "notify" | "oneshot" | "") => {
                Some(rules::quadlet_type(name, value))
            }
            ("Service", "KillMode") if !matches!(value, "mixed" | "control-group") => {
                let error = "podman needs `mixed` or `control-group`";
                Some(rules::quadlet_value(name, "KillMode", error))
            }
            ("Unit", key) if DEPENDENCIES.contains(&key) => {
                let missing = dependencies(value, world).err();
                missing.map(|file| rules::quadlet_unit_missing(name, key, file))
            }
            ("Install", key) => {
                install(leaf, key, name, draft);
                None
            }
            _ => None,
        };
        if let Some(say) = say {
            draft.refuse(None, value, [leaf.pointer.clone()].into(), say);
        }
    }
}

/// What a pod is told, its members get when all are read, at the first of its lines. The others have rows of their own.
fn not_of_members(mut item: Item) -> Option<Item> {
    if let What::Flag(_, value) = &mut item.what {
        item.pointers = item.pointers.split_off(1.min(item.pointers.len()));
        let shown = redact::redact(None, value);
        item.what = What::Settled(shown, Verdict::Same(&rules::OF_A_NAMED_UNIT));
    }
    (!item.pointers.is_empty()).then_some(item)
}

fn install(leaf: &Leaf, key: &str, name: &str, draft: &mut Draft<'_>) {
    let id = draft.origin(None, leaf.value(), [leaf.pointer.clone()].into());
    match key {
        "WantedBy" | "RequiredBy" | "UpheldBy" | "DefaultInstance" => {
            draft.ledger.already_so(id, &rules::UNIT_READ);
        }
        "Alias" | "Also" => draft.ledger.already_so(id, &rules::UNIT_OF_SYSTEMD),
        key if key.starts_with("X-") => draft.ledger.already_so(id, &rules::UNIT_OF_SYSTEMD),
        key => {
            let text = format!("{key}={}", redact::redact(None, leaf.value()));
            let known = [
                "Alias",
                "Also",
                "DefaultInstance",
                "RequiredBy",
                "UpheldBy",
                "WantedBy",
            ];
            let say = match flags::nearest_of(key, known.into_iter()) {
                Some(nearest) => reading::misspelt_unit_setting(name, text, nearest),
                None => reading::unknown_unit_setting(name, text),
            };
            draft.ledger.dropped(id, say);
        }
    }
}

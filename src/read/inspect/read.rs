//! One container, read from the command that made it.

use std::collections::BTreeMap;

use super::{
    AT,
    effective::{self, Item},
    filled::fill,
    state::Container,
};
use crate::{
    ledger::{Subject, Verdict},
    origin::{Given, Paths},
    podman::{engine::Engine, network::Join},
    read::{
        command_line::{NoRun, created},
        draft::{Draft, Written},
        flags::{self, lexer::Name},
    },
    rules::{Say, inspect as rules, reading, state as state_rules},
};

/// JSON Pointer to the words of the command.
const COMMAND: &str = "/Config/CreateCommand";

/// Reads a container; `names` are those of all containers by their ids.
pub fn container(
    container: &Container,
    names: &BTreeMap<String, String>,
    pod: Option<&str>,
    draft: &mut Draft<'_>,
) {
    let called = container.called();
    let words: Vec<&str> = container
        .config
        .create_command
        .iter()
        .map(String::as_str)
        .collect();
    let is_other = created(&words, COMMAND, draft) == Err(NoRun);
    if is_other {
        let paths: Paths = (0..words.len())
            .map(|at| format!("{COMMAND}/{at}"))
            .collect();
        let say = rules::other_command(
            called,
            words.iter().take(3).copied().collect::<Vec<_>>().join(" "),
        );
        draft.refuse(None, "", paths, say);
    }
    name(container, draft);
    if draft.container.image.reference.is_none() && !is_other {
        let say = reading::missing_image(called);
        draft.ledger.say(Subject::Container(draft.index, None), say);
    }
    fill(container, draft);
    for say in by_hand(container, names, pod, draft) {
        draft.ledger.say(Subject::Container(draft.index, None), say);
    }
    unit_of(container, draft);
}

/// Who runs it, and the unit that stands for it.
fn unit_of(container: &Container, draft: &mut Draft<'_>) {
    let called = container.called();
    if let Some(user) = container.user() {
        let origin = draft.origin(None, &user, [format!("{AT}/StaticDir")].into());
        draft.container.lifecycle.podman_user = Some(Given {
            value: user,
            origin,
        });
    }
    let origin = draft.origin(None, called, [format!("{AT}/unit")].into());
    draft.ledger.dropped_silently(origin, &rules::STATE);
    let value = super::unit_name(container)
        .trim_end_matches(".service")
        .to_owned();
    draft.container.lifecycle.service_name = Some(Given { value, origin });
}

/// Reads a container of which there is no command.
pub fn of_state(container: &Container, items: &[Item], draft: &mut Draft<'_>) {
    let called = container.called();
    let say = state_rules::of_state(called);
    draft.ledger.say(Subject::Container(draft.index, None), say);
    effective::read(items, draft);
    name(container, draft);
    if draft.container.image.reference.is_none() {
        let say = reading::missing_image(called);
        draft.ledger.say(Subject::Container(draft.index, None), say);
    }
    // Docker starts its containers itself.
    if draft.engine != Engine::Docker {
        unit_of(container, draft);
    }
}

/// The name that the container has: podman's own where the command gives none.
fn name(container: &Container, draft: &mut Draft<'_>) {
    let given = draft.container.identity.name.as_ref();
    if given.is_none_or(|given| given.value.as_str().is_empty()) {
        if let Some(row) = flags::find(Name::Long("--name")) {
            let written = Written {
                default: true,
                ..Written::new(Some(row.name), container.called(), ["/Name".to_owned()])
            };
            draft.flag(row, written);
        }
        return;
    }
    let id = draft.origin(None, container.called(), ["/Name".to_owned()].into());
    draft.ledger.known(id, Verdict::Same(&rules::STATE));
}

/// What is not as the command says.
fn by_hand(
    container: &Container,
    names: &BTreeMap<String, String>,
    pod: Option<&str>,
    draft: &Draft<'_>,
) -> Vec<Say> {
    let read = &draft.container;
    let called = container.called();
    let mut out = Vec::new();
    let mut differs = |what: &str, command: String, now: &str| {
        out.push(rules::by_hand(called, what, command, now));
    };
    if let Some(name) = &read.identity.name
        && name.value.as_str() != called
    {
        differs("the name", name.value.to_string(), called);
    }
    let policy = container.policy();
    if let Some(given) = &read.lifecycle.restart {
        let given = given.value.to_string();
        let (kind, _) = given.split_once(':').unwrap_or((&given, ""));
        let no = |text: &str| matches!(text, "" | "no" | "never");
        if kind != policy && !(no(kind) && no(policy)) {
            differs(
                "`--restart`",
                given.clone(),
                if policy.is_empty() { "no" } else { policy },
            );
        }
    } else if !matches!(policy, "" | "no") && read.image.reference.is_some() {
        differs("`--restart`", "no".to_owned(), policy);
    }
    let memory = read
        .resources
        .memory
        .as_ref()
        .map_or(0, |given| given.value);
    let now = u64::try_from(container.host_config.memory).unwrap_or_default();
    if memory != now {
        differs("`--memory`", memory.to_string(), &now.to_string());
    }
    let wanted: Vec<&str> = read
        .network
        .join
        .iter()
        .flat_map(|given| match &given.value {
            Join::Networks(networks) => networks.iter().map(|(name, _)| name.as_str()).collect(),
            _ => Vec::new(),
        })
        .collect();
    let joins_networks = !wanted.is_empty();
    let networks = container.network_settings.networks.iter().flatten();
    let extra = networks
        .map(|(name, _)| name.as_str())
        .filter(|name| !wanted.contains(name) && *name != "podman");
    let extra: Vec<&str> = extra.collect();
    if !extra.is_empty()
        && (joins_networks || read.network.join.is_empty())
        && read.network.pod.is_none()
    {
        differs("`--network`", wanted.join(", "), &extra.join(", "));
    }
    let mode = container
        .host_config
        .network_mode
        .strip_prefix("container:");
    let target = mode.and_then(|id| names.get(id));
    if let (Some(target), true, None) = (
        target,
        read.network.join.is_empty() && read.network.pod.is_none(),
        pod,
    ) {
        differs(
            "`--network`",
            "podman".to_owned(),
            &format!("container:{target}"),
        );
    }
    out
}

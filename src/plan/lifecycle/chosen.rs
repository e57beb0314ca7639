//! What the settings choose for a workload.

use super::life::Life;
use crate::{
    grammar::{Label, Replicas},
    origin::Traced,
    plan::{Autoscaler, ControllerKind, Cursor, VolumeSource},
    rules::lifecycle as rules,
    settings::{self, Exposure},
};

/// The kind of controller that was chosen.
pub fn kind(chosen: Option<&settings::Container>) -> Option<ControllerKind> {
    let chosen = chosen?;
    match chosen.kind {
        Some(settings::Kind::Deployment) => Some(ControllerKind::Deployment),
        Some(settings::Kind::StatefulSet) => Some(ControllerKind::StatefulSet),
        Some(settings::Kind::DaemonSet) => Some(ControllerKind::DaemonSet),
        Some(settings::Kind::Job) => Some(ControllerKind::Job),
        Some(settings::Kind::CronJob) => Some(ControllerKind::CronJob),
        None => chosen.schedule.as_ref().map(|_| ControllerKind::CronJob),
    }
}

/// Number of Pods, autoscaler and priority.
pub fn scale(at: &mut Cursor<'_>) {
    let Some(chosen) = at.chosen() else { return };
    if let Some(class) = &chosen.priority_class {
        let why = at.chosen_by("priorityClass");
        at.pod_mut().priority_class = Some(Traced::new(class.clone(), why));
    }
    let scales = matches!(
        at.workload().controller.kind.value,
        ControllerKind::Deployment | ControllerKind::StatefulSet
    );
    let wanted = chosen.autoscaling.as_ref().map(|scaling| scaling.max.get());
    let replicas = chosen.replicas.map(Replicas::get);
    let most = wanted.or(replicas).unwrap_or(1);
    if let (true, Some(clash)) = (most > 1 && scales, only_one(at)) {
        let name = at.name();
        let say = match clash {
            Clash::Volume => rules::many_writers(name, most),
            Clash::HostPorts => rules::many_listeners(name, most),
        };
        let asked = if chosen.autoscaling.is_some() {
            "autoscaling"
        } else {
            "replicas"
        };
        return at.ledger.say(at.setting(asked), say);
    }
    if let Some(replicas) = replicas.filter(|_| scales) {
        let idle = at.workload_mut().controller.replicas.take();
        let mut from = idle.map(|idle| idle.from).unwrap_or_default();
        from.push(at.chosen_by("replicas"));
        at.workload_mut().controller.replicas = Some(Traced {
            value: replicas,
            from,
        });
    }
    let Some(scaling) = chosen.autoscaling.as_ref().filter(|_| scales) else {
        return;
    };
    let requests = chosen
        .resources
        .as_ref()
        .map(|resources| &resources.requests);
    if !requests.is_some_and(|requests| requests.keys().any(|name| name.as_str() == "cpu")) {
        let say = rules::autoscaling(at.name());
        return at.ledger.say(at.setting("autoscaling"), say);
    }
    let from = at.chosen_by("autoscaling").into();
    let workload = at.workload_mut();
    workload.controller.replicas = None;
    workload.autoscaler = Some(Autoscaler {
        min_replicas: scaling.min.get(),
        max_replicas: scaling.max.get(),
        cpu_percent: scaling.cpu_percent.get(),
        from,
    });
}

/// Says which choices decide nothing, and which one decides more than it says; the cursor is at the owner.
pub fn unheeded(at: &mut Cursor<'_>, group: &[&Life]) {
    let owner = at.name();
    if let Some(chosen) = at.chosen() {
        let kind = at.workload().controller.kind.value;
        for key in set(chosen).filter(|key| !heeds(kind, key)) {
            let say = rules::not_of_kind(owner, key, kind.word());
            at.ledger.say(at.setting(key), say);
        }
        if chosen.replicas.is_some() && at.workload().autoscaler.is_some() {
            at.ledger.say(at.setting("replicas"), rules::scaled(owner));
        }
        let by_schedule = chosen.kind.is_none() && chosen.schedule.is_some();
        if by_schedule && !group.iter().all(|life| life.ends()) {
            at.ledger
                .say(at.setting("schedule"), rules::scheduled(owner));
        }
    }
    let own = at.index;
    for life in group.iter().filter(|life| life.index != own) {
        at.index = life.index;
        let Some(chosen) = at.chosen() else { continue };
        for key in set(chosen) {
            let say = rules::of_member(at.name(), key, owner);
            at.ledger.say(at.setting(key), say);
        }
    }
    at.index = own;
}

/// Keys of a container's settings that choose something for its whole workload, where they are set.
fn set(chosen: &settings::Container) -> impl Iterator<Item = &'static str> {
    [
        ("autoscaling", chosen.autoscaling.is_some()),
        ("kind", chosen.kind.is_some()),
        ("priorityClass", chosen.priority_class.is_some()),
        ("replicas", chosen.replicas.is_some()),
        ("schedule", chosen.schedule.is_some()),
        ("timeZone", chosen.time_zone.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, set)| set.then_some(key))
}

/// Whether a controller of this kind has what the key chooses.
fn heeds(kind: ControllerKind, key: &str) -> bool {
    match key {
        "autoscaling" | "replicas" => matches!(
            kind,
            ControllerKind::Deployment | ControllerKind::StatefulSet
        ),
        "schedule" | "timeZone" => kind == ControllerKind::CronJob,
        _ => true,
    }
}

/// Why two Pods of a workload would be in each other's way.
enum Clash {
    /// They would write to the same volume.
    Volume,
    /// One of them would have the ports of the host.
    HostPorts,
}

/// Why two Pods of this workload would be in each other's way.
fn only_one(at: &Cursor<'_>) -> Option<Clash> {
    let pod = &at.workload().pod;
    let written = |name: &Label| {
        let mounts = pod
            .containers
            .iter()
            .flat_map(|container| &container.mounts);
        mounts
            .filter(|mount| mount.volume == *name)
            .any(|mount| mount.read_only.as_ref().is_none_or(|only| !only.value))
    };
    let shared = pod.volumes.iter().any(|volume| {
        let stays = match &volume.source {
            // A device takes several programs, as under podman.
            VolumeSource::HostPath { path, kind: _ } => !path.as_str().starts_with("/dev/"),
            VolumeSource::Claim(_) => true,
            _ => false,
        };
        stays && written(&volume.name)
    });
    let host = pod.host_network.as_ref().is_some_and(|host| host.value);
    let members = at.workload().members.iter();
    let mut members = members.filter_map(|member| at.inventory.containers.get(*member));
    let published = members.any(|container| {
        let exposure = at
            .settings
            .exposure_of(&container.host, &container.attribute);
        matches!(exposure, Exposure::HostPort | Exposure::Labels)
            && !container.ports.publish.is_empty()
    });
    if shared {
        Some(Clash::Volume)
    } else if host || published {
        Some(Clash::HostPorts)
    } else {
        None
    }
}

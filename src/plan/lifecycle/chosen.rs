//! What the settings choose for a workload.

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
        exposure == Exposure::HostPort && !container.ports.publish.is_empty()
    });
    if shared {
        Some(Clash::Volume)
    } else if host || published {
        Some(Clash::HostPorts)
    } else {
        None
    }
}

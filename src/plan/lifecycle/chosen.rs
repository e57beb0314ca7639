//! What the settings choose for a workload.

use super::life::Life;
use crate::{
    grammar::Replicas,
    ledger::Ledger,
    origin::Traced,
    plan::{Autoscaler, ControllerKind, Plan, VolumeSource, Workload, setting},
    rules::lifecycle as rules,
    settings::{self, Exposure, Settings},
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
pub fn scale(
    lives: &[Life],
    owner: usize,
    settings: &Settings,
    plan: &mut Plan,
    ledger: &mut Ledger,
) {
    let Some(life) = lives.get(owner) else { return };
    let container = life.container;
    let Some(chosen) = settings.container(&container.host, &container.attribute) else {
        return;
    };
    let key = |key: &str| settings.key_of(&container.host, &container.attribute, key);
    let single = only_one(lives, plan.workload_of(owner), settings);
    let workload = plan.workload_mut(owner);
    if let Some(class) = &chosen.priority_class {
        workload.pod.priority_class = Some(Traced::new(
            class.to_string(),
            ledger.setting(key("priorityClass")),
        ));
    }
    let scales = matches!(
        workload.controller.kind.value,
        ControllerKind::Deployment | ControllerKind::StatefulSet
    );
    let wanted = chosen.autoscaling.as_ref().map(|scaling| scaling.max.get());
    let replicas = chosen.replicas.map(Replicas::get);
    let most = wanted.or(replicas).unwrap_or(1);
    if let (true, Some(clash)) = (most > 1 && scales, single) {
        let name = &container.attribute;
        let say = match clash {
            Clash::Volume => rules::many_writers(name, most),
            Clash::HostPorts => rules::many_listeners(name, most),
        };
        let asked = if chosen.autoscaling.is_some() {
            "autoscaling"
        } else {
            "replicas"
        };
        ledger.say(setting(settings, key(asked), vec![owner]), say);
        return;
    }
    if let Some(replicas) = replicas.filter(|_| scales) {
        let idle = workload.controller.replicas.take();
        let mut from = idle.map(|idle| idle.from).unwrap_or_default();
        from.push(ledger.setting(key("replicas")));
        workload.controller.replicas = Some(Traced {
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
        let say = rules::autoscaling(&container.attribute);
        ledger.say(setting(settings, key("autoscaling"), vec![owner]), say);
        return;
    }
    workload.controller.replicas = None;
    workload.autoscaler = Some(Autoscaler {
        min_replicas: scaling.min.get(),
        max_replicas: scaling.max.get(),
        cpu_percent: scaling.cpu_percent.get(),
        from: ledger.setting(key("autoscaling")).into(),
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
fn only_one(lives: &[Life], workload: &Workload, settings: &Settings) -> Option<Clash> {
    let pod = &workload.pod;
    let written = |name: &str| {
        let mounts = pod
            .containers
            .iter()
            .flat_map(|container| &container.mounts);
        mounts
            .filter(|mount| mount.volume == name)
            .any(|mount| mount.read_only.as_ref().is_none_or(|only| !only.value))
    };
    let shared = pod.volumes.iter().any(|volume| {
        let stays = matches!(
            volume.source,
            VolumeSource::HostPath { .. } | VolumeSource::Claim(_)
        );
        stays && written(&volume.name)
    });
    let host = pod.host_network.as_ref().is_some_and(|host| host.value);
    let members = workload
        .members
        .iter()
        .filter_map(|member| lives.get(*member));
    let published = members.into_iter().any(|life| {
        let container = life.container;
        let exposure = settings.exposure_of(&container.host, &container.attribute);
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

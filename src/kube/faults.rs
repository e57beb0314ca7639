//! What is told of finished objects: a field without a reason, which is a fault of the program, and what `kubectl apply`
//! does not take: a size, or a later change.

use super::{Object, Style};
use crate::{
    ledger::{Ledger, Subject},
    plan::{ControllerKind, Plan, Workload},
    rules::{Say, lifecycle, output},
};

/// Bytes that all annotations of an object have together
/// (<https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/objectmeta.go>).
const ANNOTATIONS: usize = 256 << 10;

/// Says it of the first container of the workload that an object belongs to.
pub fn say(objects: &[Object], plan: &Plan, style: Style, ledger: &mut Ledger) {
    for object in objects {
        let workload = object.workload.and_then(|index| plan.workloads.get(index));
        let owner = workload.and_then(|workload| workload.members.first());
        let subject = || owner.map_or(Subject::Fleet, |owner| Subject::Container(*owner, None));
        for pointer in &object.faults {
            let say = output::without_reason(object.kind(), object.name(), pointer);
            ledger.say(subject(), say);
        }
        // K3s applies its own files, and keeps no copy in an annotation.
        if style == Style::Yaml && object.size > ANNOTATIONS {
            let say = output::large_object(object.name(), object.kind(), object.size >> 10);
            ledger.say(subject(), say);
        }
    }
    for workload in &plan.workloads {
        if let (Some(owner), Some(say)) = (workload.members.first(), immutable(workload, style)) {
            ledger.say(Subject::Container(*owner, None), say);
        }
    }
}

/// What cannot be changed in place. K3s replaces such an object, unless it is a `StatefulSet`.
fn immutable(workload: &Workload, style: Style) -> Option<Say> {
    let kind = workload.controller.kind.value;
    let (name, namespace) = (&workload.name, &workload.namespace);
    match kind {
        ControllerKind::StatefulSet if style == Style::Json => {
            workload.ports_label.as_ref()?;
            Some(lifecycle::immutable_for_k3s(name, namespace))
        }
        _ if style == Style::Json => None,
        ControllerKind::Job => Some(lifecycle::immutable_job(name, namespace)),
        ControllerKind::CronJob => None,
        ControllerKind::Deployment | ControllerKind::StatefulSet | ControllerKind::DaemonSet => {
            workload.ports_label.as_ref()?;
            let (word, short) = (kind.word(), kind.word().to_lowercase());
            Some(lifecycle::immutable_ports(name, word, short, namespace))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        grammar::Label,
        origin::{OriginId, Traced},
    };

    #[test]
    fn what_k3s_replaces_is_said_for_kubectl() {
        let label = |name| Label::parse(name).expect("a label");
        let mut workload = Workload::new(label("dns"), label("podman"), "localhost".to_owned());
        let told = |workload: &Workload| {
            let said = |style| immutable(workload, style);
            (said(Style::Yaml).is_some(), said(Style::Json).is_some())
        };
        assert_eq!(told(&workload), (false, false));
        workload.ports_label = Some(Traced::new("a1b2".to_owned(), OriginId::new(0, 0)));
        for (kind, expected) in [
            (ControllerKind::Deployment, (true, false)),
            (ControllerKind::DaemonSet, (true, false)),
            (ControllerKind::StatefulSet, (true, true)),
            (ControllerKind::Job, (true, false)),
            (ControllerKind::CronJob, (false, false)),
        ] {
            workload.controller.kind.value = kind;
            assert_eq!(told(&workload), expected, "{kind:?}");
        }
    }
}

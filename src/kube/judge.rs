//! The last look before anything is written: our own check of the API server's rules. What the
//! operator's data violates is said at the option; what we violate is a bug.

use std::collections::BTreeSet;

use super::Object;
use crate::{
    diagnostic::{Say, Subject, rules::output},
    ledger::Ledger,
    plan::Plan,
};

/// Checks every object and says what the API server would refuse. The objects of a workload that
/// an error stops are never written, so nothing is said of them.
pub fn judge(objects: &[Object], plan: &Plan, ledger: &mut Ledger) {
    let refused: BTreeSet<usize> = ledger
        .refused_containers()
        .into_iter()
        .map(|container| plan.workload_index(container))
        .collect();
    let written = |object: &&Object| object.workload.is_none_or(|w| !refused.contains(&w));
    for object in objects.iter().filter(written) {
        for violation in &object.violations {
            let place = format!("{} {}, {}", object.kind(), object.name(), violation.pointer);
            let origin = object.origins_at(&violation.pointer).into_iter().next();
            let member = object
                .workload
                .and_then(|w| plan.workloads.get(w))
                .and_then(|w| w.members.first());
            match (origin, member) {
                (Some(id), _) => {
                    let say = Say::new(format!(
                        "the API server would refuse this: {}",
                        violation.message
                    ))
                    .lost(format!("the whole object: {place}"));
                    ledger.refused(id, &output::REFUSED_BY_API, say);
                }
                (None, Some(container)) => {
                    let say = Say::new(format!(
                        "we made an object that the API server refuses: {}",
                        violation.message
                    ))
                    .lost(format!("{place}: {}", value_at(object, &violation.pointer)))
                    .remedy(
                        "report this with the container's definition: it is a bug of k3s-migrate",
                    );
                    ledger.say(Subject::Container(*container, None), &output::OUR_BUG, say);
                }
                (None, None) => {
                    let say = Say::new(format!(
                        "we made an object that the API server refuses: {}",
                        violation.message
                    ))
                    .lost(format!("{place}: {}", value_at(object, &violation.pointer)));
                    ledger.say(Subject::Fleet, &output::OUR_BUG, say);
                }
            }
        }
    }
}

/// The offending value, short enough for a message.
fn value_at(object: &Object, pointer: &str) -> String {
    let text = object
        .value()
        .pointer(pointer)
        .map(ToString::to_string)
        .unwrap_or_default();
    text.chars().take(200).collect()
}

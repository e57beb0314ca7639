//! The last look before anything is written: our own check of the API server's rules. What the
//! operator's data violates is said at the option, or of the settings; what we violate is a bug.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Marks, Object, Style, below,
    check::{self, Violation},
};
use crate::{
    ledger::{Ledger, Subject},
    origin::{OriginId, Why},
    plan::Plan,
    rules::output,
    settings::Settings,
};

/// Says what the API server would refuse. The objects of a workload that an error stops are never
/// written, so nothing is said of them.
///
/// # Panics
/// Never: objects are written as JSON here.
pub fn judge(plan: &Plan, settings: &Settings, ledger: &mut Ledger) {
    let refused: BTreeSet<usize> = ledger
        .refused_containers()
        .into_iter()
        .map(|container| plan.workload_index(container))
        .collect();
    let objects = super::objects(plan, Style::Json);
    let written = |object: &&Object| object.workload.is_none_or(|w| !refused.contains(&w));
    for object in objects.iter().filter(written) {
        let value: Value =
            serde_json::from_str(&object.text).expect("an object is written as JSON");
        for fault in &object.faults {
            let say = output::without_reason(object.kind(), object.name(), fault);
            ledger.say(Subject::Fleet, say);
        }
        for violation in &check::object(&value) {
            say(object, &value, violation, plan, settings, ledger);
        }
    }
}

/// The options behind a place of an object: of the longest marked pointer above or at it, else of every mark below it.
fn origins_at(marks: &Marks, pointer: &str) -> Vec<OriginId> {
    let above = || marks.iter().filter(|(mark, _)| below(pointer, mark));
    let longest = above().map(|(mark, _)| mark.len()).max();
    let option = |why| match why {
        Why::Option(id) => Some(id),
        Why::Setting(_) | Why::Default(_) => None,
    };
    let at: Vec<OriginId> = above()
        .filter(|(mark, _)| Some(mark.len()) == longest)
        .filter_map(|(_, why)| option(why))
        .collect();
    if !at.is_empty() {
        return at;
    }
    let under = marks.iter().filter(|(mark, _)| below(mark, pointer));
    under.filter_map(|(_, why)| option(why)).collect()
}

fn say(
    object: &Object,
    tree: &Value,
    violation: &Violation,
    plan: &Plan,
    settings: &Settings,
    ledger: &mut Ledger,
) {
    let Violation {
        rule: _,
        pointer,
        message,
    } = violation;
    let place = format!("{} {}, {pointer}", object.kind(), object.name());
    let value = tree.pointer(pointer).cloned();
    let shown: String = value.as_ref().map(Value::to_string).unwrap_or_default();
    let shown: String = shown.chars().take(200).collect();
    let workload = object.workload.and_then(|w| plan.workloads.get(w));
    let name = workload.map_or(object.name(), |workload| &workload.name);
    let member = workload.and_then(|workload| workload.members.first());
    let subject = member.map_or(Subject::Fleet, |member| Subject::Container(*member, None));
    if value.is_some_and(|value| stands_in(settings, &value)) {
        ledger.say(
            subject,
            output::refused_setting(name, shown, message, place),
        );
    } else if let Some(id) = origins_at(&object.marks, pointer).into_iter().next() {
        ledger.refused(id, output::refused_by_api(name, message, place));
    } else {
        ledger.say(subject, output::our_bug(name, message, place, shown));
    }
}

/// Whether a value is one of those that the operator chose.
fn stands_in(settings: &Settings, value: &Value) -> bool {
    fn holds(tree: &Value, value: &Value) -> bool {
        match tree {
            Value::Array(items) => items.iter().any(|item| holds(item, value)),
            Value::Object(map) => map.values().any(|item| holds(item, value)),
            leaf => leaf == value,
        }
    }
    let tree = serde_json::to_value(settings).expect("settings have string keys");
    !value.is_null() && holds(&tree, value)
}

//! What is wrong with rules of the operator's own, case by case.

use super::{
    Backend::{self, Prometheus, VictoriaMetrics},
    Fault, faults,
};

#[test]
fn rules_of_both_kinds_are_taken() {
    let text = "groups:\n- name: nodes\n  interval: 1m\n  rules:\n  - alert: A\n    expr: up == 0\n    for: 1h30m\n    labels: {a: b}\n    annotations: {a: b}\n  - record: a:b\n    expr: 1\n    keep_firing_for: 0\n";
    assert_eq!(faults(text, Prometheus), []);
    assert_eq!(faults(text, VictoriaMetrics), []);
    assert_eq!(faults("groups: []\n", Prometheus), []);
}

#[test]
fn what_would_keep_the_programs_from_starting_is_found() {
    for text in [
        "groups: [",
        "rules: []",
        "",
        "- a",
        "groups: 1",
        "groups: []\nmore: 1\n",
        "groups:\n- rules: []\n",
    ] {
        assert!(
            matches!(faults(text, VictoriaMetrics).as_slice(), [Fault::Shape(_)]),
            "{text}"
        );
    }
    assert_eq!(
        faults(
            "groups:\n- name: x\n- name: y\n- name: x\n",
            VictoriaMetrics
        ),
        [Fault::GroupTwice("x".to_owned())]
    );
    assert_eq!(
        faults(
            "groups:\n- name: x\n  rules:\n  - alert: A\n  - expr: up\n  - alert: A\n    record: b\n    expr: up\n  - 1\n",
            VictoriaMetrics
        ),
        [
            Fault::NoExpression("A".to_owned()),
            Fault::Nameless("x".to_owned()),
            Fault::Nameless("x".to_owned()),
            Fault::Nameless("x".to_owned())
        ]
    );
}

fn shapes(text: &str, backend: Backend) -> Vec<String> {
    let all = faults(text, backend).into_iter();
    all.map(|fault| match fault {
        Fault::Shape(words) => words,
        other => format!("{other:?}"),
    })
    .collect()
}

#[test]
fn a_mistyped_key_and_a_time_without_a_unit_are_found() {
    let text = "groups:\n- name: x\n  every: 1m\n  rules:\n  - alert: A\n    expr: up\n    for: 5\n    annotation: {}\n  - alert: B\n    expr: up\n    for: 5 min\n";
    assert_eq!(
        shapes(text, Prometheus),
        [
            "`every` of the group `x` is not a key of rules",
            "`annotation` of the rule `A` is not a key of rules",
            "`for` of the rule `A` is 5, which is not a time like `5m`",
            "`for` of the rule `B` is \"5 min\", which is not a time like `5m`",
        ]
    );
    assert_eq!(shapes(text, VictoriaMetrics).len(), 2);
}

/// What promtool 3.5 and vmalert 1.145 said of each.
#[test]
fn each_program_has_keys_of_its_own() {
    for (key, prometheus, vmalert) in [
        ("interval: 1h30m", true, true),
        ("interval: 0", true, true),
        ("interval: 60", false, true),
        ("interval: 30m1h", false, true),
        ("interval: 1d", true, true),
        ("interval: 1500ms", true, true),
        ("limit: 3", true, true),
        ("labels: {a: b}", true, true),
        ("query_offset: 1m", true, false),
        ("concurrency: 2", false, true),
        ("eval_delay: 5s", false, true),
        ("type: prometheus", false, true),
        ("partial_response_strategy: warn", false, false),
    ] {
        let text = format!("groups:\n- name: x\n  {key}\n  rules: []\n");
        assert_eq!(faults(&text, Prometheus).is_empty(), prometheus, "{key}");
        assert_eq!(faults(&text, VictoriaMetrics).is_empty(), vmalert, "{key}");
    }
}

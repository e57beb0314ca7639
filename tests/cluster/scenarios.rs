//! The scenarios, by name: also the name of their Namespace.

use crate::site::Site;

#[path = "scenarios/bundles.rs"]
mod bundles;
#[path = "scenarios/confirm.rs"]
mod confirm;
#[path = "scenarios/crash.rs"]
mod crash;
#[path = "scenarios/files.rs"]
mod files;
#[path = "scenarios/neighbours.rs"]
mod neighbours;
#[path = "scenarios/ports.rs"]
mod ports;
#[path = "scenarios/secrets.rs"]
mod secrets;
#[path = "scenarios/undo.rs"]
mod undo;

/// A scenario and its name.
pub type Scenario = (&'static str, fn(&mut Site));

/// All of them, in the order in which they run.
#[rustfmt::skip]
pub const ALL: &[Scenario] = &[
    ("every-bundle-is-accepted",               bundles::every_bundle_is_accepted),
    ("everything-comes-and-is-ready",          files::everything_comes_and_is_ready),
    ("a-workload-comes",                       files::a_workload_comes),
    ("a-workload-changes",                     files::a_workload_changes),
    ("a-workload-goes",                        files::a_workload_goes),
    ("a-workload-is-renamed",                  files::a_workload_is_renamed),
    ("a-workload-goes-and-stays-running",      files::a_workload_goes_and_stays_running),
    ("a-job-and-a-selector-change",            files::a_job_and_a_selector_change),
    ("k3s-restarts",                           files::k3s_restarts),
    ("nothing-to-do",                          files::nothing_to_do),
    ("a-service-moves-to-an-earlier-file",     confirm::a_service_moves_to_an_earlier_file),
    ("a-service-moves-to-a-later-file",        confirm::a_service_moves_to_a_later_file),
    ("tombstones-go-when-confirmed",           confirm::tombstones_go_when_confirmed),
    ("k3s-does-not-answer-in-time",            confirm::k3s_does_not_answer_in_time),
    ("status-tells-the-truth",                 confirm::status_tells_the_truth),
    ("tcp-and-udp-on-one-number",              ports::tcp_and_udp_on_one_number),
    ("ports-of-the-host-change",               ports::ports_of_the_host_change),
    ("a-secret-rotates",                       secrets::a_secret_rotates),
    ("a-secret-is-missing",                    secrets::a_secret_is_missing),
    ("a-crash-at-every-change",                crash::a_crash_at_every_change),
    ("a-rollback",                             undo::a_rollback),
    ("an-uninstall",                           undo::an_uninstall),
    ("a-file-of-the-user-beside-ours",         neighbours::a_file_of_the_user_beside_ours),
    ("an-object-of-a-neighbour",               neighbours::an_object_of_a_neighbour),
    ("a-file-of-our-name",                     neighbours::a_file_of_our_name),
    ("a-brake",                                neighbours::a_brake),
    ("a-neighbour-that-cannot-be-read",        neighbours::a_neighbour_that_cannot_be_read),
    ("a-dangling-link",                        neighbours::a_dangling_link),
];

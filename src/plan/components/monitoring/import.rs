//! Jobs of a `prometheus.yml` that go on.

use crate::{monitoring::scrape::Job, plan::Cursor};

/// The jobs of all files of `scrape.importFrom`.
pub(super) fn jobs(at: &mut Cursor<'_>) -> Vec<Job> {
    let _ = at;
    Vec::new()
}

//! Dashboards of Grafana as JSON.

use super::{Stack, TextFile};

/// The dashboards, one for each subject, those of the operator last.
#[must_use]
pub fn files(stack: &Stack) -> Vec<TextFile> {
    let own = stack.dashboards.iter().enumerate();
    own.map(|(index, file)| TextFile {
        name: format!("own-{index}.json"),
        text: file.text.clone(),
        from: file.from.clone(),
    })
    .collect()
}

//! Alerting and recording rules, for Prometheus and vmalert.

use super::{Stack, TextFile};

/// The files of rules, one for each subject, those of the operator last.
#[must_use]
pub fn files(stack: &Stack) -> Vec<TextFile> {
    let own = stack.alerts.extra.iter().enumerate();
    own.map(|(index, file)| TextFile {
        name: format!("extra-{index}.yml"),
        text: file.text.clone(),
        from: file.from.clone(),
    })
    .collect()
}

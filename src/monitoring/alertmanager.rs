//! What Alertmanager reads.

use super::{Stack, TextFile};
use crate::rules::components::Component;

/// `alertmanager.yml`.
#[must_use]
pub fn config(stack: &Stack) -> TextFile {
    let text = "route:\n  receiver: none\nreceivers:\n  - name: none\n";
    TextFile::of(Component::Alertmanager, "alertmanager.yml", text).because(&stack.notify.from)
}

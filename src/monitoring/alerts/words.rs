//! What stands for `@word` in the rows.

use super::{Backend, Stack, names};

/// The value of a word; `None` where there is no such word.
fn value(word: &str, stack: &Stack) -> Option<String> {
    let at = &stack.alerts.thresholds;
    let (service, port) = stack.metrics();
    Some(match word {
        "memoryAvailablePercent" => at.memory_available_percent.to_string(),
        "cpuBusyPercent" => at.cpu_busy_percent.to_string(),
        "diskFreePercent" => at.disk_free_percent.to_string(),
        "volumeFreePercent" => at.volume_free_percent.to_string(),
        "scrapeSuccessPercent" => at.scrape_success_percent.to_string(),
        "certificateDays" => at.certificate_days.to_string(),
        "cronJobHours" => at.cron_job_hours.to_string(),
        "diskCelsius" => at.disk_celsius.to_string(),
        // A second scrape failed, and the next evaluation sees it.
        "twoScrapes" => format!("{}s", stack.interval.saturating_mul(3) / 2),
        "namespace" => stack.namespace.to_string(),
        "metrics" => service.to_owned(),
        "port" => port.to_string(),
        "evaluator" => match stack.backend {
            Backend::Prometheus => names::PROMETHEUS.0.to_owned(),
            Backend::VictoriaMetrics => names::VMALERT.0.to_owned(),
        },
        "tasmota" => jobs("tasmota", stack),
        _ => return None,
    })
}

/// The jobs of a kind of app, as a regular expression.
fn jobs(kind: &str, stack: &Stack) -> String {
    let of = stack.apps.iter().filter(|app| app.kind == kind);
    let mut jobs: Vec<_> = of.map(|app| quote(&app.job)).collect();
    jobs.sort_unstable();
    jobs.dedup();
    jobs.join("|")
}

/// A text as a regular expression within a string of `PromQL`.
fn quote(text: &str) -> String {
    let mut out = String::new();
    for each in text.chars() {
        if !each.is_alphanumeric() && !"-_:/".contains(each) {
            out.push_str(r"\\");
        }
        out.push(each);
    }
    out
}

/// The text with all of them filled in.
pub(super) fn fill(text: &str, stack: &Stack) -> String {
    let mut parts = text.split('@');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|of: char| !of.is_ascii_alphabetic())
            .unwrap_or(part.len());
        let (word, rest) = part.split_at(end);
        match value(word, stack) {
            Some(value) => out.push_str(&value),
            None => out.extend(["@", word]),
        }
        out.push_str(rest);
    }
    out
}

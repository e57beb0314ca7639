//! Who is told of what, and the credentials for it, which are in files of the host only.

use std::collections::BTreeSet;

use super::{
    Chosen,
    programs::{ADMIN_PASSWORD, CREDENTIALS, GRAFANA_ADMIN, SCRAPE_FILES, name_of},
    say,
};
use crate::{
    grammar::AbsolutePath,
    monitoring::{
        Alerts, Backend, Email, Imported, Notify, Receiver, Secret, Severity, Slack, Thresholds,
        Url, Way, Webhook,
    },
    origin::{Whys, option_path},
    plan::{Cursor, HostSecret, SecretSource, Workload},
    redact,
    rules::{components::Component, monitoring as rules},
};

/// Kubernetes' type of a Secret of any content.
const OPAQUE: &str = "Opaque";

/// Files of the operator's own that were read.
pub(super) fn texts(at: &mut Cursor<'_>, key: &str, paths: &[String]) -> Vec<Imported> {
    let mut out = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let from = at.ledger.setting(format!("/monitoring/{key}/{index}"));
        // Whoever read the settings told of a file that it could not read.
        let text = at.settings.texts.get(path).cloned().unwrap_or_default();
        out.push(Imported {
            path: path.clone(),
            text,
            from: from.into(),
        });
    }
    out
}

/// The rules that the settings choose.
pub(super) fn alerts(at: &mut Cursor<'_>) -> Alerts {
    let chosen = &at.settings.monitoring.alerts;
    let mut from = Whys::default();
    if !chosen.disable.is_empty() {
        from.push(at.ledger.setting("/monitoring/alerts/disable"));
    }
    if chosen.thresholds != Thresholds::default() {
        from.push(at.ledger.setting("/monitoring/alerts/thresholds"));
    }
    Alerts {
        disable: chosen.disable.clone(),
        thresholds: chosen.thresholds,
        extra: texts(at, "alerts/extraRules", &chosen.extra_rules),
        from,
    }
}

/// The receivers that the settings choose. What has no address is told, and left out.
pub(super) fn notify(at: &mut Cursor<'_>) -> Notify {
    let chosen = &at.settings.monitoring.notify;
    let mut out = Notify::default();
    let mut receivers = Vec::new();
    for (index, webhook) in chosen.webhooks.iter().enumerate() {
        let key = format!("notify/webhooks/{index}");
        let name = format!("webhook-{index}");
        let of = (webhook.url.as_ref(), webhook.url_file.as_ref());
        if let Some(url) = url(at, &key, &format!("{name}-url"), of) {
            let way = Way::Webhook(Webhook { url });
            receivers.push(receiver(name, way, &webhook.severities));
        }
        out.from
            .push(at.ledger.setting(format!("/monitoring/{key}")));
    }
    if let Some(slack) = &chosen.slack {
        let way = Way::Slack(Slack {
            url: secret("slack-url"),
            channel: slack.channel.clone(),
        });
        receivers.push(receiver("slack".to_owned(), way, &slack.severities));
        out.from.push(at.ledger.setting("/monitoring/notify/slack"));
    }
    if let Some(email) = &chosen.email {
        if email.user.is_some() != email.password_file.is_some() {
            let key = "monitoring.notify.email";
            say(at, "notify/email", rules::no_password(key));
        }
        let way = Way::Email(Email {
            to: email.to.clone(),
            sender: email.from.clone(),
            smarthost: email.smarthost.clone(),
            user: email.user.clone(),
            password: email
                .password_file
                .as_ref()
                .map(|_| secret("email-password")),
        });
        receivers.push(receiver("email".to_owned(), way, &email.severities));
        out.from.push(at.ledger.setting("/monitoring/notify/email"));
    }
    if let Some(deadman) = &chosen.deadman {
        let of = (deadman.url.as_ref(), deadman.url_file.as_ref());
        out.deadman = url(at, "notify/deadman", "deadman-url", of);
        out.from
            .push(at.ledger.setting("/monitoring/notify/deadman"));
    }
    out.receivers = receivers;
    out
}

fn receiver(name: String, way: Way, severities: &BTreeSet<Severity>) -> Receiver {
    Receiver {
        name,
        way,
        severities: severities.clone(),
    }
}

fn secret(key: &str) -> Secret {
    Secret {
        key: key.to_owned(),
    }
}

/// An address, or the file with it: one of both.
fn url(
    at: &mut Cursor<'_>,
    key: &str,
    file: &str,
    of: (Option<&String>, Option<&AbsolutePath>),
) -> Option<Url> {
    let name = || option_path(&format!("/monitoring/{key}"));
    match of {
        (Some(url), None) => {
            if redact::printed(url.clone()) != *url {
                let what = "it has a credential in it, and a ConfigMap would show it; put it into a file (`urlFile`)";
                say(at, key, rules::bad_address(name(), what));
                return None;
            }
            let host = url.strip_prefix("http://").or(url.strip_prefix("https://"));
            let host = host.and_then(|rest| rest.split(['/', '?', '#']).next());
            let is_good = host.is_some_and(|host| !host.is_empty());
            if is_good && !url.contains(char::is_whitespace) {
                return Some(Url::Plain(url.clone()));
            }
            let what = "it does not start with `http://` or `https://` and a host, or has blanks";
            say(at, key, rules::bad_address(name(), what));
            None
        }
        (None, Some(_)) => Some(Url::File(secret(file))),
        (None, None) | (Some(_), Some(_)) => {
            say(at, key, rules::one_address(name()));
            None
        }
    }
}

/// Keys of Alertmanager's Secret, and the files of the host that they come from.
pub(super) fn files(at: &Cursor<'_>) -> Vec<(String, String)> {
    let chosen = &at.settings.monitoring.notify;
    let mut out: Vec<(String, String)> = Vec::new();
    let mut add = |key: String, path: &Option<AbsolutePath>| {
        out.extend(path.iter().map(|path| (key.clone(), path.to_string())));
    };
    for (index, webhook) in chosen.webhooks.iter().enumerate() {
        add(format!("webhook-{index}-url"), &webhook.url_file);
    }
    let slack = chosen.slack.as_ref().map(|slack| slack.url_file.clone());
    add("slack-url".to_owned(), &slack);
    let email = chosen.email.as_ref();
    add(
        "email-password".to_owned(),
        &email.and_then(|email| email.password_file.clone()),
    );
    let deadman = chosen.deadman.as_ref();
    add(
        "deadman-url".to_owned(),
        &deadman.and_then(|deadman| deadman.url_file.clone()),
    );
    out
}

/// The Secrets that the host makes of these files.
pub(super) fn secrets(at: &mut Cursor<'_>, chosen: &Chosen, base: usize, workloads: &[Workload]) {
    let password = at.settings.monitoring.grafana.admin_password_file.as_ref();
    let password = password.map(|path| (ADMIN_PASSWORD.to_owned(), path.to_string()));
    let backend = match chosen.stack.backend {
        Backend::Prometheus => Component::Prometheus,
        Backend::VictoriaMetrics => Component::VictoriaMetrics,
    };
    let all = [
        (backend, SCRAPE_FILES, chosen.scrape_files.clone()),
        (Component::Alertmanager, CREDENTIALS, files(at)),
        (
            Component::Grafana,
            GRAFANA_ADMIN,
            password.into_iter().collect(),
        ),
    ];
    for (component, name, files) in all {
        let own = super::service(component).map_or("", |(name, _)| name);
        let mut workloads = workloads.iter();
        let index = workloads.position(|workload| workload.name.as_str() == own);
        let (Some(index), false) = (index, files.is_empty()) else {
            continue;
        };
        let source = |(key, path): (String, String)| SecretSource::File { path, key };
        at.plan.secrets.push(HostSecret {
            namespace: chosen.stack.namespace.clone(),
            name: name_of(name),
            kind: OPAQUE,
            sources: files.into_iter().map(source).collect(),
            workload: base + index,
        });
    }
}

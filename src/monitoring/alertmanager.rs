//! What Alertmanager reads: who is told of what, and when not.
//!
//! A credential is a file of Alertmanager's Secret, and this text only names it.

use super::{
    Email, Notify, Receiver, Severity, Slack, Stack, TextFile, Url, Way,
    yaml::{Yaml, list, map},
};
use crate::rules::components::Component;

/// The receiver that tells nobody.
const NOBODY: &str = "none";
/// The receiver of the alert that always fires.
const DEADMAN: &str = "deadman";

/// Who is not told, because something worse says it already: source, target, labels that both have.
const INHIBITIONS: &[(&str, &str, &[&str])] = &[
    (
        "alertname=\"NodeDown\"",
        "severity=~\"warning|info\"",
        &["node"],
    ),
    (
        "alertname=\"NodeDown\"",
        "alertname=\"NodeNotReady\"",
        &["node"],
    ),
    (
        "alertname=\"NodeNotReady\"",
        "alertname=~\"PodNotReady|TargetDown\"",
        &["node"],
    ),
    (
        "alertname=\"PodCrashLooping\"",
        "alertname=\"PodNotReady\"",
        &["namespace", "pod"],
    ),
    (
        "alertname=~\"NodeDown|NodeExporterAbsent|TargetDown\"",
        "alertname=\"ScrapeSuccessLow\"",
        &[],
    ),
    (
        "alertname=\"NodeDiskPressure\"",
        "alertname=\"DataDiskSpaceLow\"",
        &["instance", "device"],
    ),
];

/// What a message of Slack says of each alert.
const SLACK_TEXT: &str = "{{ range .Alerts }}*{{ .Labels.severity }}* {{ .Annotations.summary }}\n{{ .Annotations.description }}\n`{{ .Annotations.runbook }}`\n{{ end }}";
/// The headline of a message.
const SLACK_TITLE: &str = "{{ .Status }}: {{ .GroupLabels.alertname }}";

/// `alertmanager.yml`.
#[must_use]
pub fn config(stack: &Stack) -> TextFile {
    let notify = &stack.notify;
    let mut receivers = vec![map([("name", NOBODY.into())])];
    if let Some(url) = &notify.deadman {
        receivers.push(named(DEADMAN, "webhook_configs", webhook(url, false)));
    }
    receivers.extend(notify.receivers.iter().map(receiver));
    let text = map([
        ("route", route(notify)),
        ("inhibit_rules", list(INHIBITIONS.iter().map(inhibition))),
        ("receivers", Yaml::List(receivers)),
    ])
    .document();
    TextFile::of(Component::Alertmanager, "alertmanager.yml", text).because(&notify.from)
}

fn inhibition((source, target, equal): &(&str, &str, &[&str])) -> Yaml {
    let mut out = vec![
        ("source_matchers", list([*source])),
        ("target_matchers", list([*target])),
    ];
    if !equal.is_empty() {
        out.push(("equal", list(equal.iter().copied())));
    }
    map(out)
}

/// The routes: the alert that always fires first, then for each receiver what cannot wait and what can.
fn route(notify: &Notify) -> Yaml {
    let deadman = if notify.deadman.is_some() {
        DEADMAN
    } else {
        NOBODY
    };
    let mut routes = vec![map([
        ("matchers", list(["alertname=\"Watchdog\""])),
        ("receiver", deadman.into()),
        ("group_wait", "0s".into()),
        ("group_interval", "1m".into()),
        ("repeat_interval", "1m".into()),
    ])];
    for each in &notify.receivers {
        let wanted = |severity| each.severities.is_empty() || each.severities.contains(&severity);
        if wanted(Severity::Critical) {
            let mut at_once = one(&each.name, "severity=\"critical\"");
            at_once.push(("group_wait", "10s".into()));
            at_once.push(("repeat_interval", "4h".into()));
            routes.push(map(at_once));
        }
        let rest = [Severity::Warning, Severity::Info].into_iter();
        let rest: Vec<_> = rest.filter(|of| wanted(*of)).map(Severity::word).collect();
        if each.severities.is_empty() {
            // Rules of the operator's own may have other severities, or none.
            routes.push(map(one(&each.name, "severity!=\"critical\"")));
        } else if !rest.is_empty() {
            let matcher = format!("severity=~\"{}\"", rest.join("|"));
            routes.push(map(one(&each.name, &matcher)));
        }
    }
    map([
        ("receiver", NOBODY.into()),
        ("group_by", list(["alertname", "node", "namespace"])),
        ("group_wait", "30s".into()),
        ("group_interval", "5m".into()),
        ("repeat_interval", "12h".into()),
        ("routes", Yaml::List(routes)),
    ])
}

/// A route after which the next ones are looked at, too.
fn one(receiver: &str, matcher: &str) -> Vec<(&'static str, Yaml)> {
    vec![
        ("matchers", list([matcher])),
        ("receiver", receiver.into()),
        ("continue", true.into()),
    ]
}

fn receiver(of: &Receiver) -> Yaml {
    match &of.way {
        Way::Webhook(way) => named(&of.name, "webhook_configs", webhook(&way.url, true)),
        Way::Slack(way) => named(&of.name, "slack_configs", slack(way)),
        Way::Email(way) => named(&of.name, "email_configs", email(way)),
    }
}

fn named(name: &str, kind: &str, config: Yaml) -> Yaml {
    map([("name", name.into()), (kind, list([config]))])
}

fn webhook(url: &Url, resolved: bool) -> Yaml {
    let url = match url {
        Url::Plain(url) => ("url", url.as_str().into()),
        Url::File(secret) => ("url_file", secret.path().into()),
    };
    map([url, ("send_resolved", resolved.into())])
}

fn slack(way: &Slack) -> Yaml {
    let mut out = vec![
        ("api_url_file", way.url.path().into()),
        ("send_resolved", true.into()),
        ("title", SLACK_TITLE.into()),
        ("text", SLACK_TEXT.into()),
    ];
    if let Some(channel) = &way.channel {
        out.push(("channel", channel.as_str().into()));
    }
    map(out)
}

fn email(way: &Email) -> Yaml {
    let mut out = vec![
        ("to", way.to.as_str().into()),
        ("from", way.sender.as_str().into()),
        ("smarthost", way.smarthost.as_str().into()),
        ("send_resolved", true.into()),
    ];
    if let Some(user) = &way.user {
        out.push(("auth_username", user.as_str().into()));
    }
    if let Some(password) = &way.password {
        out.push(("auth_password_file", password.path().into()));
    }
    map(out)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::monitoring::{Secret, Webhook};

    fn secret(key: &str) -> Secret {
        Secret {
            key: key.to_owned(),
        }
    }

    #[test]
    fn without_receivers_nobody_is_told() {
        let text = config(&Stack::default()).text;
        assert!(text.contains("receiver: none\n"));
        assert_eq!(text.matches("- name: ").count(), 1);
    }

    #[test]
    fn a_credential_is_a_file() {
        let mut stack = Stack::default();
        stack.notify.deadman = Some(Url::File(secret("deadman-url")));
        stack.notify.receivers = vec![
            Receiver {
                name: "slack".to_owned(),
                way: Way::Slack(Slack {
                    url: secret("slack-url"),
                    channel: Some("#home".to_owned()),
                }),
                severities: BTreeSet::from([Severity::Critical]),
            },
            Receiver {
                name: "webhook-0".to_owned(),
                way: Way::Webhook(Webhook {
                    url: Url::Plain("http://hub:8080/it's".to_owned()),
                }),
                severities: BTreeSet::new(),
            },
        ];
        let text = config(&stack).text;
        for line in [
            "url_file: /etc/alertmanager/secrets/deadman-url\n",
            "api_url_file: /etc/alertmanager/secrets/slack-url\n",
            "url: \"http://hub:8080/it's\"\n",
            "channel: \"#home\"\n",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        // Slack gets one route, the webhook two.
        assert_eq!(text.matches("receiver: slack\n").count(), 1);
        assert_eq!(text.matches("receiver: webhook-0\n").count(), 2);
    }
}

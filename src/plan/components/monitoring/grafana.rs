//! What Grafana is told: who may see it, and where it is.

use super::{programs::ADMIN_PASSWORD, why};
use crate::{
    monitoring::grafana::{ENVIRONMENT, SECRETS},
    origin::{Traced, Why},
    plan::Cursor,
    rules::components::Component,
    settings::monitoring::Way,
};

/// Its variables, by name.
pub(super) fn environment(at: &mut Cursor<'_>) -> Vec<(&'static str, Traced<String>)> {
    let chosen = &at.settings.monitoring.grafana;
    let own = Why::from(Component::Grafana);
    let mut out: Vec<(&'static str, Traced<String>)> = Vec::new();
    let mut set = |name: &'static str, value: &str, why: Why| {
        out.push((name, Traced::new(value.to_owned(), why)));
    };
    for (name, value) in ENVIRONMENT {
        set(name, value, own);
    }
    let anonymous = is_open(at);
    if chosen.admin_password_file.is_some() {
        let from = at.ledger.setting("/monitoring/grafana/adminPasswordFile");
        let path = format!("{SECRETS}/{ADMIN_PASSWORD}");
        set("GF_SECURITY_ADMIN_PASSWORD__FILE", &path, from.into());
    } else {
        // No administrator at all is safer than one with a known password.
        set("GF_AUTH_DISABLE_LOGIN_FORM", "true", own);
        set("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", "true", own);
    }
    if anonymous {
        let from = why(at, chosen.anonymous.is_none(), "grafana/anonymous", own);
        set("GF_AUTH_ANONYMOUS_ENABLED", "true", from);
        set("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer", from);
    }
    if chosen.embedding {
        let from = at.ledger.setting("/monitoring/grafana/embedding");
        set("GF_SECURITY_ALLOW_EMBEDDING", "true", from.into());
    }
    let exposure = at.settings.monitoring.exposure.grafana.as_ref();
    if let Some(exposure) = exposure
        && let (Way::Ingress, Some(host)) = (exposure.way, &exposure.host)
    {
        let scheme = if exposure.tls_secret.is_some() {
            "https"
        } else {
            "http"
        };
        let from = at.ledger.setting("/monitoring/exposure/grafana");
        set(
            "GF_SERVER_ROOT_URL",
            &format!("{scheme}://{host}"),
            from.into(),
        );
    }
    out.sort_by_key(|(name, _)| *name);
    out
}

/// Whether everybody who reaches it sees the dashboards.
pub(super) fn is_open(at: &Cursor<'_>) -> bool {
    let chosen = &at.settings.monitoring.grafana;
    chosen
        .anonymous
        .unwrap_or(chosen.admin_password_file.is_none())
}

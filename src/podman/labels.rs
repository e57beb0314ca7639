//! Labels by which reverse proxies find their routes on the engine's socket.
//!
//! Labels are texts that podman and Docker only keep: what they mean is decided by the program that reads them. A label that
//! cannot be read is nobody's: each reader leaves it to its caller.

pub mod caddy;
pub mod constraints;
pub mod middleware;
pub mod rule;
mod signs;
pub mod traefik;

use std::collections::BTreeMap;

use super::identity::Label;
use crate::origin::Given;

/// Which proxy reads a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// Traefik: `traefik.…`.
    Traefik,
    /// caddy-docker-proxy: `caddy`, `caddy_0`, `caddy.…`.
    Caddy,
}

/// The proxy that reads labels with this key, if any does.
#[must_use]
pub fn proxy(key: &str) -> Option<Proxy> {
    let key = key.to_ascii_lowercase();
    if key.starts_with("traefik.") {
        return Some(Proxy::Traefik);
    }
    let rest = key.strip_prefix("caddy")?;
    (rest.is_empty() || rest.starts_with(['.', '_'])).then_some(Proxy::Caddy)
}

/// The labels that count for a proxy: of those with one key the last, sorted by key.
#[must_use]
pub fn of(labels: &[Given<Label>], wanted: Proxy) -> Vec<&Given<Label>> {
    let own = labels
        .iter()
        .filter(|given| proxy(&given.value.key) == Some(wanted));
    let last: BTreeMap<&str, &Given<Label>> =
        own.map(|given| (given.value.key.as_str(), given)).collect();
    last.into_values().collect()
}

/// A switch as Go reads it (`strconv.ParseBool`); `None` for any other text.
#[must_use]
pub fn switch(text: &str) -> Option<bool> {
    match text.trim() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// The parts of a list between commas, without blanks around them; empty ones do not count.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

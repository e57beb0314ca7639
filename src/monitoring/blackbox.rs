//! What the blackbox exporter reads.

use super::yaml::{Yaml, list, map};

/// Module that wants an answer to a request.
pub const HTTP: &str = "http";
/// Module that wants a connection.
pub const TCP: &str = "tcp";

/// `blackbox.yml`.
#[must_use]
pub fn config() -> String {
    let http = map([
        ("prober", "http".into()),
        ("timeout", "10s".into()),
        (
            "http",
            map([
                // A login page is an answer, too, and so is a program that has no page there.
                (
                    "valid_status_codes",
                    list([200_i64, 204, 301, 302, 303, 307, 308, 401, 403, 404, 405]),
                ),
                ("follow_redirects", false.into()),
                ("preferred_ip_protocol", "ip4".into()),
            ]),
        ),
    ]);
    let tcp = map([
        ("prober", "tcp".into()),
        ("timeout", "5s".into()),
        ("tcp", map([("preferred_ip_protocol", "ip4".into())])),
    ]);
    let modules: [(&str, Yaml); 2] = [(HTTP, http), (TCP, tcp)];
    map([("modules", map(modules))]).document()
}

//! Values that somebody might write and nobody should: what a parser, or the API server, refuses.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::random::Random;

#[rustfmt::skip]
const ODD: &[&str] = &[
    // Nothing, spaces, lines, signs that mean something to somebody.
    "", " ", " a", "a ", "a b", "a\tb", "a\nb", "\n", "\u{1}", "\u{feff}a", "ä", "🐳", "日本", "\"", "'", "\\", "#", "%", "&", "*", "|",
    "$", "$$", "$(X)", "$(", "${X}", "$((1))", "{{ .Name }}", "~", "null", "true", "yes", "-", "--", "---", ":", "=", ",", ";", "/", "@", "?",
    // Names.
    "A", "a_b", "A_B", "a.b", "A.B", "a..b", ".a", "a.", "-a", "a-", "_", "_a", "a--b", "2fauth", "1", "*.lan", "a/b", "A/b", "a/b/c", "/a",
    "a/", "example.com/", "example.com/a", "kubernetes.io/a", "kube-system", "default", "metadata.name", "..", "..a", ".", "app.kubernetes.io/name",
    // Numbers.
    "0", "-0", "-1", "00", "007", "010", "0x10", "1.5", "-1.5", "1e3", "1e99", ".5", "5.", "+1", "1_000", "NaN", "inf", "255", "256",
    "1000", "1024", "32767", "32768", "65534", "65535", "65536", "70000", "2147483647", "2147483648", "4294967295", "4294967296",
    "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551615", "99999999999999999999",
    // Quantities and times.
    "100m", "1m", "0m", "512m", "512M", "512mb", "1g", "1G", "1Gi", "-1Gi", "0Ki", "1.5Gi", "0.1", "0.0001", "1Zi", "1E", "1k", "9Ei", "99999Ei",
    "50%", "0%", "101%", "5s", "0s", "-5s", "1h30m", "1ns", "100ms", "1.5s", "9999999h", "5 min", "infinity",
    // Ports and addresses.
    "0:0", "65536:80", "80:65536", "0:80", "80:0", "80-70:80-70", "80:80/sctp", "80:80/xyz", "80/TCP", "1-3:1-2", ":80", "80:", "::80",
    "10.0.0.1", "010.0.0.1", "10.0.0.256", "10.0.0", "0.0.0.0", "127.0.0.1", "127.0.0.53", "169.254.0.1", "224.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "[::1]", "10.0.0.0/8", "10.0.0.0/33", "fd00::/129",
    "10.0.0.1/8", "1.2.3.4:80:80", "[::1]:80:80", "localhost:80:80",
    // Paths.
    "..", "../a", "/..", "/../a", "/a/../b", "/a/..", "/a/./b", "//a", "/a//b", "/a/", "./a", "~/a", "C:\\a", "/a:b", "/a,b", "/a b", "/ä",
    "/proc", "/sys", "/dev", "/etc/hosts", "/etc/resolv.conf", "/dev/termination-log", "/var/run/secrets/kubernetes.io/serviceaccount",
    // Words of Kubernetes, of systemd, of cron.
    "None", "Always", "Never", "OnFailure", "Local", "Unconfined", "RuntimeDefault", "host", "private", "container:", "container:a", "ns:/proc/1/ns/net",
    "@daily", "@every 1h", "* * * * *", "60 * * * *", "*/5 * * * *", "* * * *", "0 0 31 2 *", "TZ=UTC * * * * *", "CRON_TZ=UTC * * * * *",
    "daily", "Mon..Fri 10:00", "*-*-* 04:00:00", "Europe/Berlin", "UTC", "Local", "Mars/Olympus", "CEST", "../etc/passwd",
    "SIGTERM", "TERM", "15", "SIGRTMIN+3", "99", "u=rwx", "0777", "07777", "9999", "rw", "ro,rw", "z,Z", "U", "mode=755,size=1", "size=-1", "size=1%",
    // Images.
    "docker.io/library/nginx:1", "nginx", "Nginx", "a:b:c", "a@sha256:0", "a@b@c", "http://a/b", "localhost/a", "ghcr.io/A/b:1", "a:", ":a", "sha256:0",
];

/// Lengths around the limits: labels, subdomains, names of ports, schedules, annotations.
const LENGTHS: [usize; 14] = [
    15, 16, 52, 53, 57, 58, 63, 64, 253, 254, 317, 1_025, 4_097, 262_145,
];

/// The pool.
pub struct Odd(Vec<String>);

impl Odd {
    /// The values above, and those with which rules of the API server were tested.
    pub fn new() -> Self {
        let mut all: BTreeSet<String> = ODD.iter().map(|text| (*text).to_owned()).collect();
        for line in include_str!("../refusals/cases.jsonl").lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            collect(&case["set"], &mut all);
        }
        Self(all.into_iter().collect())
    }

    /// One of them.
    pub fn text(&self, random: &mut Random) -> String {
        match random.below(100) {
            // Long ones are rare: they take time.
            0 => "a".repeat(*random.pick(&LENGTHS)),
            1..=7 => "a".repeat(*random.pick(&LENGTHS[..8])),
            _ => random.pick(&self.0).clone(),
        }
    }

    /// A value that was right, with something wrong in it.
    pub fn spoiled(&self, text: &str, random: &mut Random) -> String {
        let parts: Vec<&str> = text
            .split_inclusive([':', '=', ',', '/', '.', ' '])
            .collect();
        let at = random.below(parts.len());
        let part = parts.get(at).copied().unwrap_or_default();
        let end = part.trim_end_matches([':', '=', ',', '/', '.', ' ']);
        let new = match random.below(8) {
            0..=3 => self.text(random),
            4 => end.to_uppercase(),
            5 => format!("{end}{}", self.text(random)),
            6 => String::new(),
            _ => return self.text(random),
        };
        let mut out: String = parts[..at.min(parts.len())].concat();
        out.push_str(&new);
        out.push_str(&part[end.len()..]);
        out.push_str(&parts.get(at + 1..).unwrap_or_default().concat());
        out
    }
}

/// The texts of a value; `REPEAT:3:a` is `aaa`.
fn collect(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let repeated = text
                .strip_prefix("REPEAT:")
                .and_then(|rest| rest.split_once(':'));
            out.insert(match repeated {
                Some((count, text)) => text.repeat(count.parse::<usize>().unwrap().min(5_000)),
                None => text.clone(),
            });
        }
        Value::Number(number) => {
            out.insert(number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        Value::Object(map) => {
            for (key, value) in map {
                out.extend(key.rsplit('/').next().map(|key| key.replace("~1", "/")));
                collect(value, out);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

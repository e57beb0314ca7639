//! How names are resolved: servers, search domains, options.

use std::net::IpAddr;

/// One element of `--dns`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#dns-ipaddr>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsServer {
    /// A server's address.
    Address(IpAddr),
    /// `none`: the image's `/etc/resolv.conf` stays. It must be the only one.
    None,
}

impl DnsServer {
    /// Parses an address or `none`.
    ///
    /// # Errors
    /// Anything else; blanks around the address too.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        text.parse::<IpAddr>()
            .map(|address| Self::Address(address.to_canonical()))
            .map_err(|_| format!("`{text}` is not a DNS server: an IP address, or none"))
    }
}

/// One element of `--dns-search`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#dns-search-domain>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchDomain {
    /// A domain to append to short names.
    Domain(String),
    /// `.`: no search domains at all. It must be the only one.
    Clear,
}

impl SearchDomain {
    /// Parses a domain or a single dot.
    ///
    /// # Errors
    /// A text without a letter, of 255 bytes or more, or with a label of other than letters, digits and
    /// inner hyphens. Podman's own pattern also lets colons pass, which no domain has; they are refused.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "." {
            return Ok(Self::Clear);
        }
        let error = || {
            Err(format!(
                "`{text}` is not a domain: labels of letters, digits and inner hyphens with dots between, or a single dot"
            ))
        };
        let domain = text.trim_ascii_end();
        let domain = domain.strip_suffix('.').unwrap_or(domain);
        let label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        if domain.len() >= 255
            || !domain.contains(|c: char| c.is_ascii_alphabetic())
            || !domain.split('.').all(label)
        {
            return error();
        }
        Ok(Self::Domain(domain.to_owned()))
    }
}

/// One element of `--dns-option`: a line of `options` in `resolv.conf`, as it is.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#dns-option-option>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverOption {
    /// `ndots`.
    pub name: String,
    /// `1`; `None` for an option without a colon.
    pub value: Option<String>,
}

impl ResolverOption {
    /// Splits at the first colon; podman takes any text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((name, value)) => Self {
                name: name.to_owned(),
                value: Some(value.to_owned()),
            },
            None => Self {
                name: text.to_owned(),
                value: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        for text in ["8.8.8.8", "::1", "none"] {
            assert!(DnsServer::parse(text).is_ok(), "{text}");
        }
        for text in ["", " 8.8.8.8", "dns.lan", "8.8.8.8:53", "None"] {
            assert!(DnsServer::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn search_domains() {
        for (text, domain) in [
            ("lan", "lan"),
            ("Foo.lan.", "Foo.lan"),
            ("a.1-2.b", "a.1-2.b"),
            ("lan ", "lan"),
        ] {
            assert_eq!(
                SearchDomain::parse(text),
                Ok(SearchDomain::Domain(domain.to_owned())),
                "{text}"
            );
        }
        assert_eq!(SearchDomain::parse("."), Ok(SearchDomain::Clear));
        let long = "a.".repeat(127) + "a";
        assert_eq!(long.len(), 255);
        for text in [
            "",
            "a_b",
            "1.2",
            "-a",
            "a-",
            "a..b",
            ".a",
            " a",
            "a:b",
            long.as_str(),
        ] {
            assert!(SearchDomain::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn options() {
        let option = ResolverOption::parse("ndots:1");
        assert_eq!(
            (option.name.as_str(), option.value.as_deref()),
            ("ndots", Some("1"))
        );
        assert_eq!(ResolverOption::parse("rotate").value, None);
    }
}

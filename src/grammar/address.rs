//! IP addresses and networks: IPv4 parts may have leading zeros, as in podman and in the API server before 1.36. The gate
//! `StrictIPCIDRValidation` is on since, so every address is written in its shortest form.
//!
//! Source: `k8s.io/utils/net` (`ParseIPSloppy`, `ParseCIDRSloppy`).

use std::{
    borrow::Cow,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::Breach;

/// An IP address, written in its shortest form.
///
/// Kubernetes: <https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/>
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(IpAddr);

impl Address {
    /// The rule as a sentence.
    pub const RULE: &'static str =
        "an IP address is IPv4 (`192.0.2.1`) or IPv6 (`2001:db8::1`), without a zone or a prefix";

    /// Whether a text is one.
    #[must_use]
    pub fn is(text: &str) -> bool {
        parse(text).is_some()
    }

    /// Reads one.
    ///
    /// # Errors
    /// The rule, where the text does not follow it.
    pub fn parse(text: &str) -> Result<Self, Breach> {
        parse(text).map(Self).ok_or_else(|| Breach::new(Self::RULE))
    }

    /// Which of them are the address of a host.
    pub const OF_HOST: &'static str = "a Pod has to reach the host there, so it is not a loopback, unspecified, multicast or link-local address";

    /// Whether another machine, and a Pod, can reach a host there: in a Pod `127.0.0.1` is the Pod itself.
    #[must_use]
    pub fn is_of_host(self) -> bool {
        let link_local = match self.0 {
            IpAddr::V4(ip) => ip.is_link_local() || ip.is_broadcast(),
            IpAddr::V6(ip) => ip.is_unicast_link_local(),
        };
        !(link_local || self.0.is_loopback() || self.0.is_unspecified() || self.0.is_multicast())
    }

    /// The address; one of IPv4 that is mapped into IPv6 is the IPv4 address.
    #[must_use]
    pub fn get(self) -> IpAddr {
        self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Address {
    type Error = Breach;

    fn try_from(text: String) -> Result<Self, Breach> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl schemars::JsonSchema for Address {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }] })
    }
}

/// The address of a text; an IPv4 address mapped into IPv6 is the IPv4 address.
pub(super) fn parse(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        return text
            .parse::<Ipv6Addr>()
            .ok()
            .map(|ip| IpAddr::V6(ip).to_canonical());
    }
    parse_v4(text).map(IpAddr::V4)
}

fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text
        .split('.')
        .map(|part| decimal(part).and_then(|n| u8::try_from(n).ok()));
    let (a, b, c, d) = (
        parts.next()??,
        parts.next()??,
        parts.next()??,
        parts.next()??,
    );
    parts.next().is_none().then(|| Ipv4Addr::new(a, b, c, d))
}

/// Digits only, unlike `str::parse`, which takes a sign.
fn decimal(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses() {
        for (text, good) in [
            ("10.0.0.1", true),
            ("010.000.0.1", true),
            ("10.0.0", false),
            ("10.0.0.256", false),
            ("fd00::1", true),
            ("fe80::1%eth0", false),
            ("host-gateway", false),
            ("x y", false),
        ] {
            assert_eq!(Address::is(text), good, "{text}");
        }
        let written = Address::parse("::ffff:10.0.0.1").map(String::from);
        assert_eq!(written.as_deref(), Ok("10.0.0.1"));
    }

    #[test]
    fn addresses_of_hosts() {
        for (text, good) in [
            ("192.0.2.1", true),
            ("2001:db8::1", true),
            ("127.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("0.0.0.0", false),
            ("::1", false),
            ("169.254.1.1", false),
            ("fe80::1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
        ] {
            assert_eq!(
                Address::parse(text).map(Address::is_of_host),
                Ok(good),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "[0-9a-f.:/]{0,20}|.*") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(&address.to_string()), Ok(address));
            }
        }
    }
}

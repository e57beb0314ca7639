//! Options of Traefik's middlewares, as labels and as the resource `Middleware` name them.
//!
//! Traefik: <https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/>, and the
//! definition of `middlewares.traefik.io`

use super::{list, switch};

/// A value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// A switch.
    Flag(bool),
    /// Texts in order.
    List(Vec<String>),
    /// A middleware without options: `compress=true`.
    Empty,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Number,
    Flag,
    List,
    /// Texts under names that the operator chose.
    Map,
}

use Form::{Flag, List, Map, Number, Text};

/// Options of each kind of middleware that a `Middleware` has under the same name. Names have the case of the resource.
#[rustfmt::skip]
const KINDS: &[(&str, &[(&str, Form)])] = &[
    ("addPrefix", &[("prefix", Text)]),
    ("basicAuth", &[("headerField", Text), ("realm", Text), ("removeHeader", Flag)]),
    ("buffering", &[
        ("maxRequestBodyBytes", Number), ("maxResponseBodyBytes", Number), ("memRequestBodyBytes", Number),
        ("memResponseBodyBytes", Number), ("retryExpression", Text),
    ]),
    ("circuitBreaker", &[
        ("checkPeriod", Text), ("expression", Text), ("fallbackDuration", Text), ("recoveryDuration", Text),
        ("responseCode", Number),
    ]),
    ("compress", &[
        ("defaultEncoding", Text), ("encodings", List), ("excludedContentTypes", List), ("includedContentTypes", List),
        ("minResponseBodyBytes", Number),
    ]),
    ("contentType", &[("autoDetect", Flag)]),
    ("digestAuth", &[("headerField", Text), ("realm", Text), ("removeHeader", Flag)]),
    ("encodedCharacters", &[
        ("allowEncodedBackSlash", Flag), ("allowEncodedHash", Flag), ("allowEncodedNullCharacter", Flag),
        ("allowEncodedPercent", Flag), ("allowEncodedQuestionMark", Flag), ("allowEncodedSemicolon", Flag),
        ("allowEncodedSlash", Flag),
    ]),
    ("forwardAuth", &[
        ("addAuthCookiesToResponse", List), ("address", Text), ("authRequestHeaders", List), ("authResponseHeaders", List),
        ("authResponseHeadersRegex", Text), ("forwardBody", Flag), ("headerField", Text), ("maxBodySize", Number),
        ("preserveLocationHeader", Flag), ("preserveRequestMethod", Flag), ("tls.caOptional", Flag),
        ("tls.insecureSkipVerify", Flag), ("trustForwardHeader", Flag),
    ]),
    ("grpcWeb", &[("allowOrigins", List)]),
    ("headers", &[
        ("accessControlAllowCredentials", Flag), ("accessControlAllowHeaders", List), ("accessControlAllowMethods", List),
        ("accessControlAllowOriginList", List), ("accessControlAllowOriginListRegex", List),
        ("accessControlExposeHeaders", List), ("accessControlMaxAge", Number), ("addVaryHeader", Flag),
        ("allowedHosts", List), ("browserXssFilter", Flag), ("contentSecurityPolicy", Text),
        ("contentSecurityPolicyReportOnly", Text), ("contentTypeNosniff", Flag), ("customBrowserXSSValue", Text),
        ("customFrameOptionsValue", Text), ("customRequestHeaders", Map), ("customResponseHeaders", Map),
        ("featurePolicy", Text), ("forceSTSHeader", Flag), ("frameDeny", Flag), ("hostsProxyHeaders", List),
        ("isDevelopment", Flag), ("permissionsPolicy", Text), ("publicKey", Text), ("referrerPolicy", Text),
        ("sslForceHost", Flag), ("sslHost", Text), ("sslProxyHeaders", Map), ("sslRedirect", Flag),
        ("sslTemporaryRedirect", Flag), ("stsIncludeSubdomains", Flag), ("stsPreload", Flag), ("stsSeconds", Number),
    ]),
    ("inFlightReq", &[
        ("amount", Number), ("sourceCriterion.ipStrategy.depth", Number), ("sourceCriterion.ipStrategy.excludedIPs", List),
        ("sourceCriterion.ipStrategy.ipv6Subnet", Number), ("sourceCriterion.requestHeaderName", Text), ("sourceCriterion.requestHost", Flag),
    ]),
    ("ipAllowList", &[
        ("ipStrategy.depth", Number), ("ipStrategy.excludedIPs", List), ("ipStrategy.ipv6Subnet", Number),
        ("rejectStatusCode", Number), ("sourceRange", List),
    ]),
    ("passTLSClientCert", &[
        ("info.issuer.commonName", Flag), ("info.issuer.country", Flag), ("info.issuer.domainComponent", Flag),
        ("info.issuer.locality", Flag), ("info.issuer.organization", Flag), ("info.issuer.province", Flag),
        ("info.issuer.serialNumber", Flag), ("info.notAfter", Flag), ("info.notBefore", Flag), ("info.sans", Flag),
        ("info.serialNumber", Flag), ("info.subject.commonName", Flag), ("info.subject.country", Flag),
        ("info.subject.domainComponent", Flag), ("info.subject.locality", Flag), ("info.subject.organization", Flag),
        ("info.subject.organizationalUnit", Flag), ("info.subject.province", Flag), ("info.subject.serialNumber", Flag),
        ("pem", Flag),
    ]),
    ("rateLimit", &[
        ("average", Number), ("burst", Number), ("period", Text), ("sourceCriterion.ipStrategy.depth", Number),
        ("sourceCriterion.ipStrategy.excludedIPs", List), ("sourceCriterion.ipStrategy.ipv6Subnet", Number),
        ("sourceCriterion.requestHeaderName", Text), ("sourceCriterion.requestHost", Flag),
    ]),
    ("redirectRegex", &[("permanent", Flag), ("regex", Text), ("replacement", Text)]),
    ("redirectScheme", &[("permanent", Flag), ("port", Text), ("scheme", Text)]),
    ("replacePath", &[("path", Text)]),
    ("replacePathRegex", &[("regex", Text), ("replacement", Text)]),
    ("retry", &[("attempts", Number), ("initialInterval", Text)]),
    ("stripPrefix", &[("prefixes", List)]),
    ("stripPrefixRegex", &[("regex", List)]),
];

/// What the third version of Traefik calls a kind of the second.
const RENAMED: &[(&str, &str)] = &[("ipwhitelist", "ipallowlist")];

/// Kinds that no resource is made of here: they name what is defined elsewhere, or come later. In lower case.
const OTHERS: [&str; 3] = ["chain", "errors", "plugin"];

/// Kinds that decide by the address of the client, if no option says otherwise.
pub const BY_ADDRESS: [&str; 2] = ["ipAllowList", "rateLimit"];

/// Kinds whose users are in a Secret, and not in the resource.
pub const WITH_USERS: [&str; 2] = ["basicAuth", "digestAuth"];

/// The place of an option in the `spec` of a `Middleware`, and its value; `option` is in lower case, `key` as it was
/// written. `None` where the resource does not have it, or the value is not of its form.
#[must_use]
pub fn field(option: &str, key: &str, text: &str) -> Option<(Vec<String>, Value)> {
    let (kind, rest) = option.split_once('.').unwrap_or((option, ""));
    let (kind, fields) = find(kind)?;
    if rest.is_empty() {
        let empty = switch(text)?.then_some(Value::Empty)?;
        return Some((vec![kind.to_owned()], empty));
    }
    let (name, form) = fields.iter().find(|(name, form)| {
        let name = name.to_ascii_lowercase();
        let below = rest
            .strip_prefix(&name)
            .is_some_and(|more| more.starts_with('.'));
        (*form == Map && below) || rest == name
    })?;
    let mut path = vec![kind.to_owned()];
    path.extend(name.split('.').map(str::to_owned));
    let value = match form {
        Text => Value::Text(text.to_owned()),
        Number => Value::Number(text.trim().parse().ok()?),
        Flag => Value::Flag(switch(text)?),
        List => Value::List(list(text).map(str::to_owned).collect()),
        Map => {
            // The name of a header stands at the end of the key, in its own case.
            let length = rest.len().checked_sub(name.len() + 1)?;
            let header = key.get(key.len().checked_sub(length)?..)?;
            if header.is_empty() {
                return None;
            }
            path.push(header.to_owned());
            Value::Text(text.to_owned())
        }
    };
    Some((path, value))
}

/// The kind of an option of a middleware, in the case of the resource.
#[must_use]
pub fn kind(option: &str) -> Option<&'static str> {
    let kind = option.split('.').next().unwrap_or_default();
    find(kind).map(|(kind, _)| kind)
}

/// Whether an option of a middleware is of a kind that Traefik has.
#[must_use]
pub fn is_kind(option: &str) -> bool {
    let name = option.split('.').next().unwrap_or_default();
    kind(option).is_some() || OTHERS.contains(&name)
}

fn find(lower: &str) -> Option<(&'static str, &'static [(&'static str, Form)])> {
    let renamed = RENAMED.iter().find(|(old, _)| *old == lower);
    let lower = renamed.map_or(lower, |(_, new)| new);
    let mut kinds = KINDS.iter();
    let found = kinds.find(|(kind, _)| kind.eq_ignore_ascii_case(lower))?;
    Some((found.0, found.1))
}

#[cfg(test)]
mod tests {
    use super::{KINDS, Value, field};

    #[test]
    fn fields() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (key, value, expected) in [
            (
                "StripPrefix.Prefixes",
                "/a, /b",
                Some((
                    "stripPrefix/prefixes",
                    Value::List(vec!["/a".to_owned(), "/b".to_owned()]),
                )),
            ),
            (
                "headers.customrequestheaders.X-My.Header",
                "1",
                Some(("headers/customRequestHeaders/X-My.Header", text("1"))),
            ),
            (
                "headers.stsseconds",
                "60",
                Some(("headers/stsSeconds", Value::Number(60))),
            ),
            ("headers.stsseconds", "x", None),
            ("compress", "true", Some(("compress", Value::Empty))),
            ("compress", "false", None),
            (
                "ipwhitelist.sourcerange",
                "10.0.0.0/8",
                Some((
                    "ipAllowList/sourceRange",
                    Value::List(vec!["10.0.0.0/8".to_owned()]),
                )),
            ),
            (
                "ratelimit.sourcecriterion.ipstrategy.depth",
                "2",
                Some((
                    "rateLimit/sourceCriterion/ipStrategy/depth",
                    Value::Number(2),
                )),
            ),
            ("basicauth.users", "a:b", None),
            ("plugin.x.y", "1", None),
        ] {
            let found = field(&key.to_ascii_lowercase(), key, value);
            let found = found.map(|(path, value)| (path.join("/"), value));
            let expected = expected.map(|(path, value)| (path.to_owned(), value));
            assert_eq!(found, expected, "{key}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(KINDS.is_sorted_by_key(|(kind, _)| *kind));
        for (kind, fields) in KINDS {
            assert!(fields.is_sorted_by_key(|(name, _)| *name), "{kind}");
        }
    }
}

//! Names that say of their values that they are secret: of variables, flags, labels and keys.

use crate::words::words;

/// Words, or ends of words, that make a name one of a secret, in upper case: `PGPASSWORD` ends in one.
const SECRET_ENDS: &[&str] = &[
    "ACCESSKEY",
    "APIKEY",
    "AUTHKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "ENCRYPTIONKEY",
    "MASTERKEY",
    "PASSCODE",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PASSWORDS",
    "PRIVATEKEY",
    "SECRET",
    "SECRETKEY",
    "SECRETS",
    "TOKEN",
    "TOKENS",
];

/// Words that do so as a whole: as ends of others they mean something else (`MONKEY`, `COMPASS`).
const SECRET_WORDS: &[&str] = &[
    "AUTH",
    "BASICAUTH",
    "CLAIM",
    "COOKIE",
    "CRED",
    "CREDS",
    "DBPASS",
    "DIGESTAUTH",
    "DSN",
    "JWT",
    "KEY",
    "KEYS",
    "MASTERAUTH",
    "OTP",
    "PASS",
    "PAT",
    "PIN",
    "PSK",
    "PW",
    "PWD",
    "REQUIREPASS",
    "SALT",
    "WEBHOOK",
    "WEBHOOKS",
];

/// Words that say so only as the last one: `NEO4J_AUTH` is a password, `AUTH_METHOD` is none.
const LAST_ONLY: &[&str] = &["AUTH", "CLAIM", "COOKIE", "JWT", "OTP", "PAT", "PIN"];

/// Last words with which a name is that of something else: an address, a number, a kind. An address that holds a secret
/// is known by its shape.
const HARMLESS_ENDS: &[&str] = &[
    "ALGORITHM",
    "ENABLED",
    "ENDPOINT",
    "EXPIRATION",
    "EXPIRY",
    "HEADER",
    "HEADERFIELD",
    "HOST",
    "ID",
    "ISSUER",
    "LENGTH",
    "LIFETIME",
    "NAME",
    "PORT",
    "REALM",
    "REMOVEHEADER",
    "TTL",
    "TYPE",
    "URI",
    "URL",
    "USER",
    "USERNAME",
    "USERSFILE",
];

/// Words whose address is the secret: `SLACK_WEBHOOK_URL`.
const SECRET_ADDRESSES: &[&str] = &["DSN", "WEBHOOK", "WEBHOOKS"];

/// Words before `KEY` that make it public, or the name of a field.
const OPEN_KEYS: &[&str] = &["FOREIGN", "PRIMARY", "PUBLIC", "SORT", "USERNAME"];

/// Names that every shell has.
const OF_THE_SHELL: &[&str] = &["OLDPWD", "PWD"];

/// Whether the value under this name is a secret: one of its [`words`] says so.
#[must_use]
pub fn names_a_secret(name: &str) -> bool {
    if is_one_of(OF_THE_SHELL, name) {
        return false;
    }
    // caddy-docker-proxy: `cloudflare TOKEN`
    if name.ends_with("tls.dns") {
        return true;
    }
    let (mut secret, mut address) = (false, false);
    let mut pending = false; // by a word that has to be the last one
    let mut last = "";
    for word in words(name).map(without_number) {
        pending = false;
        if is_one_of(LAST_ONLY, word) {
            // `forward_auth` names who is asked.
            // A word like `claim` says nothing by itself.
            let alone = last.is_empty() && !is_one_of(&["AUTH", "JWT"], word);
            pending = !alone && !last.eq_ignore_ascii_case("FORWARD");
        } else if is_one_of(&["KEY", "KEYS"], word) {
            secret |= !is_one_of(OPEN_KEYS, last);
        } else {
            secret |= is_one_of(SECRET_WORDS, word) || ends_in_one_of(SECRET_ENDS, word);
        }
        address |= is_one_of(SECRET_ADDRESSES, word);
        last = word;
    }
    address || (secret || pending) && !is_one_of(HARMLESS_ENDS, last)
}

/// Whether a value is secret by its name. A switch is not, nor is an address without a password, unless the address
/// itself is the secret.
#[must_use]
pub fn is_secret(name: &str, value: &str) -> bool {
    const SWITCHES: &[&str] = &[
        "", "0", "1", "false", "no", "none", "off", "on", "true", "yes",
    ];
    let is_address = || {
        let scheme = value.split_once("://").map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            && !value.contains(['@', '?'])
            && (is_only_a_host(value)
                || !words(name).any(|word| is_one_of(SECRET_ADDRESSES, without_number(word))))
    };
    // Of basic authentication the path, or the file of users.
    let is_place = || {
        let last = words(name).last().map_or("", without_number);
        value.starts_with('/') && is_one_of(&["AUTH", "BASICAUTH"], last)
    };
    names_a_secret(name) && !is_one_of(SWITCHES, value) && !is_address() && !is_place()
}

/// `https://host:8443/` has nothing that is secret.
fn is_only_a_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    !rest.trim_end_matches('/').contains('/')
}

/// Whether a word of a line is the name of a secret, whatever stands behind it.
#[must_use]
pub fn has_a_secret_name(line: &str) -> bool {
    let between = |c: char| !c.is_alphanumeric() && !"_.-".contains(c);
    line.split(between).any(names_a_secret)
}

/// `PASSWORD2` is a password, too.
fn without_number(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}

fn ends_in_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|end| {
        let start = word.len().checked_sub(end.len());
        let tail = start.and_then(|start| word.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_secret, names_a_secret};

    #[test]
    fn values() {
        for (name, value, secret) in [
            ("DB_PASSWORD", "x", true),
            ("USE_TOKEN", "true", false),
            ("AUTH", "https://auth.example.org", false),
            ("WEBHOOK_URL", "https://n8n.example.org/", false),
            ("WEBHOOK_URL", "https://example.org/hooks/x", true),
            ("APP_DSN", "host=db", true),
            ("caddy.basicauth", "/secret/*", false),
        ] {
            assert_eq!(is_secret(name, value), secret, "{name}={value}");
        }
    }

    #[test]
    fn names() {
        for name in [
            "DB_PASSWORD",
            "PASS",
            "api.key",
            "apiKey",
            "homepage.widget.key",
            "JWT_SECRET_FILE",
            "S3_SECRETKEY_TOKEN",
            "--auth-token",
            "PGPASSWORD",
            "DB_PASSWORD2",
            "MYSQL_PWD",
            "REDISCLI_AUTH",
            "WIFI_PSK",
            "TS_AUTHKEY",
            "SENTRY_DSN",
            "DISCORD_WEBHOOK_URL",
            "ADMIN_PW",
            "APP_JWT",
            "requirepass",
            "DBPASS",
            "PWD_DB",
            "SMTP_CRED",
            "SESSION_COOKIE",
            "GITHUB_PAT",
            "PLEX_CLAIM",
            "MASTERKEY",
            "caddy.tls.dns",
            "traefik.http.middlewares.a.basicauth.users",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "",
            "KEYBOARD",
            "BYPASS",
            "MONKEY",
            "PATH",
            "PWD",
            "OLDPWD",
            "COMPASS_URL",
            "TOKENIZER",
            "OAUTH_TOKEN_URL",
            "TOKEN_ENDPOINT",
            "PUBLIC_KEY",
            "LDAP_USERNAME_KEY",
            "AUTH_METHOD",
            "COOKIE_DOMAIN",
            "PATCH",
            "caddy.forward_auth",
            "traefik.http.middlewares.a.basicauth.realm",
            "traefik.http.middlewares.a.basicauth.usersfile",
            "PASSWORD_LENGTH",
            "AWS_ACCESS_KEY_ID",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }
}

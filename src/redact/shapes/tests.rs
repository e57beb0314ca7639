//! What looks like a secret, and what does not.

use proptest::prelude::*;

use super::*;

#[test]
fn texts() {
    for (text, shown) in [
        ("postgres://u:pw@db/app", "postgres://u:***@db/app"),
        (
            "URL=redis://:pw@cache:6379/0",
            "URL=redis://:***@cache:6379/0",
        ),
        ("https://u:a/b@c@host/x", "https://u:***@host/x"),
        ("ssh://git@host:22/x", "ssh://git@host:22/x"),
        ("https://host:8443/a@b", "https://host:8443/a@b"),
        ("u:pw@tcp(my_db:3306)/x", "u:***@tcp(my_db:3306)/x"),
        ("quay.io/a/b:1@sha256:0123", "quay.io/a/b:1@sha256:0123"),
        ("nginx:1@sha256:0123", "nginx:1@sha256:0123"),
        ("https://abcdef@github.com/x", "https://***@github.com/x"),
        (
            r#"{"password":"p w", "x":"y"}"#,
            r#"{"password":"***", "x":"y"}"#,
        ),
        ("password: pw", "password: ***"),
        (r#"password = "p w" # x"#, r#"password = "***" # x"#),
        ("<password>pw</password>", "<password>***</password>"),
        (
            "Header(`X-Token`,`pw`) && Path(`/x`)",
            "Header(`X-Token`,***) && Path(`/x`)",
        ),
        ("--label=x=Bearer pw", "--label=x=Bearer ***"),
        (
            "curl --user=bob:pw http://x",
            "curl --user=bob:*** http://x",
        ),
        ("`DB_PASSWORD`, `API_KEY`", "`DB_PASSWORD`, `API_KEY`"),
        ("redis-cli -a x ping", "redis-cli -a *** ping"),
        (
            "/usr/bin/mysqladmin ping -hdb -psecret",
            "/usr/bin/mysqladmin ping -hdb -p***",
        ),
        ("mysql -p db", "mysql -p db"),
        ("curl -fsu me:pw http://x", "curl -fsu me:pw http://x"),
        ("curl -u me:pw http://x", "curl -u me:*** http://x"),
        (
            "curl -H 'Authorization: Bearer abc'",
            "curl -H 'Authorization: Bearer ***'",
        ),
        ("curl -H 'X-Api-Key: abc'", "curl -H 'X-Api-Key: ***'"),
        ("PGPASSWORD=x psql -U me", "PGPASSWORD=*** psql -U me"),
        ("app --token hunter2 -v", "app --token *** -v"),
        ("app --token -v", "app --token -v"),
        (
            "the flag `--token` is unknown",
            "the flag `--token` is unknown",
        ),
        (
            "type=cifs,o=username=u,password=p,uid=1000",
            "type=cifs,o=username=u,password=***,uid=1000",
        ),
        ("http://x/?token=a&b=c", "http://x/?token=***&b=c"),
        ("admin:$2y$05$abcdefghijklmnop,b", "admin:***"),
        ("a:$2y$05$abcdefgh,b:$2y$05$ijklmnop", "a:***:***"),
        (
            "http://x/?token=a&b=c&password=d",
            "http://x/?token=***&b=c&password=***",
        ),
        ("u:$$apr1$$abcdefgh$$ij", "u:***"),
        ("costs $5 and $1", "costs $5 and $1"),
        (
            "https://hooks.slack.com/services/T0/B0/x",
            "https://hooks.slack.com/***",
        ),
        ("tgram://123:abc/456", "tgram://***"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "***"),
        ("eyJhbGciOi.eyJzdWIiOiIx.abcdef", "***"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIE\n",
            "-----BEGIN PRIVATE KEY-----***",
        ),
        ("/srv/data:/data:ro", "/srv/data:/data:ro"),
    ] {
        assert_eq!(mask(text), shown);
    }
}

/// A word that lacks a character of its shape is not looked at.
#[test]
fn shapes_need_what_they_are_said_to() {
    for hook in HOOKS {
        assert!(Characters::of(hook).have_all("./"), "{hook}");
    }
    assert!(!Characters::of("a.b").have_all("./"));
    assert!(Characters::of("é").have_all(""));
}

#[test]
fn words_of_a_command() {
    for (words, shown) in [
        (&["--token", "hunter 2"][..], &["--token", "***"][..]),
        (
            &["redis-server", "--requirepass", "x"],
            &["redis-server", "--requirepass", "***"],
        ),
        (
            &["sh", "-c", "redis-cli -a x"],
            &["sh", "-c", "redis-cli -a ***"],
        ),
        (&["--token"], &["--token"]),
    ] {
        assert_eq!(mask_words(words.iter().copied()), shown);
    }
}

proptest! {
    /// Whatever it is given: it ends, and what it has hidden once it does not hide otherwise.
    #[test]
    fn any_text(text in "(\\PC|[ $=:/@?&,`'\"-]|--token |redis-cli |-a |https://|ghp_|eyJ|\\$2y\\$){0,40}") {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once).into_owned(), once);
    }
}

//! Texts in which a secret is known by its shape: passwords in addresses, hashes, tokens of well-known services, values
//! of names and flags that say what they are.

use std::{borrow::Cow, ops::Range};

use super::{
    HIDDEN,
    commands::{self, Part},
    names::{is_secret, names_a_secret},
};

/// How tokens of services begin; what follows is at least as long as the number.
const TOKENS: &[(&str, usize)] = &[
    ("AGE-SECRET-KEY-1", 20),
    ("AIza", 30),
    ("dckr_pat_", 16),
    ("github_pat_", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("glpat-", 16),
    ("hf_", 20),
    ("hvs.", 16),
    ("npm_", 20),
    ("sk-", 20),
    ("sk_live_", 16),
    ("tskey-", 10),
    ("xapp-", 10),
    ("xoxb-", 10),
    ("xoxp-", 10),
];

/// Names of hashes of passwords between their dollars (`crypt(5)`, Apache's `htpasswd`, PHC strings).
const HASHES: &[&str] = &[
    "1", "2a", "2b", "2x", "2y", "5", "6", "7", "apr1", "gy", "sha1", "y",
];
const LONG_HASHES: &[&str] = &["argon2", "pbkdf2", "scrypt"];

/// Addresses whose path is the secret: whoever knows it may write there.
const HOOKS: &[&str] = &[
    "api.telegram.org/bot",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "hooks.slack.com/",
    "outlook.office.com/webhook/",
    "webhook.office.com/",
];

/// Schemes of notification addresses (Apprise, Shoutrrr) that hold tokens instead of a host.
const NOTIFIERS: &[&str] = &[
    "discord",
    "gotify",
    "pover",
    "pushbullet",
    "pushover",
    "slack",
    "teams",
    "telegram",
    "tgram",
];

/// What stands before a key in PEM.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// Finds what is secret in a word.
type Shape = fn(&str) -> Vec<Range<usize>>;

/// Each with the characters without which no word has it.
const SHAPES: &[(&str, Shape)] = &[
    (":/", |word| in_address(word).into_iter().collect()),
    (":@", |word| login(word).into_iter().collect()),
    ("./", |word| hook(word).into_iter().collect()),
    ("eyJ.", |word| web_token(word).into_iter().collect()),
    ("=", |word| assigned(word).collect()),
    ("$", |word| hashes(word).collect()),
    ("", |word| tokens(word).collect()),
];

/// The ASCII characters of a word, a bit each.
#[derive(Clone, Copy)]
struct Characters(u128);

impl Characters {
    fn of(word: &str) -> Self {
        let ascii = word.bytes().filter(u8::is_ascii);
        Self(ascii.fold(0, |all, byte| all | 1 << byte))
    }

    fn have_all(self, needed: &str) -> bool {
        let Self(needed) = Self::of(needed);
        self.0 & needed == needed
    }
}

/// A text as it may be printed.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    Scanner::default().text(text)
}

/// Words of a command line as they may be printed, each with those before it in mind.
pub fn mask_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<Cow<'w, str>> {
    let mut scanner = Scanner::default();
    words.into_iter().map(|word| scanner.whole(word)).collect()
}

/// What is known from the words before.
#[derive(Default)]
struct Scanner {
    program: Option<&'static str>,
    /// What of the next word is secret.
    next: Option<Part>,
    /// Whether the word before is the name of a secret: `"password": "…"`, `password = …`.
    key: bool,
}

impl Scanner {
    /// A word of a command line, which may be a text with words of its own (`sh -c TEXT`).
    fn whole<'t>(&mut self, word: &'t str) -> Cow<'t, str> {
        match self.next.take() {
            Some(part) if !word.starts_with('-') => hide(word, &secret_part(word, 0, part)),
            _ => self.text(word),
        }
    }

    fn text<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let mut hidden = Vec::new();
        // Whether there is one is found much faster than where.
        if text.contains(PRIVATE_KEY)
            && let Some(at) = text.find(PRIVATE_KEY)
        {
            hidden.push(at + PRIVATE_KEY.len()..text.len());
            return hide(text, &hidden);
        }
        hidden.extend(matched(text));
        let mut end = 0;
        for (at, word) in words(text) {
            let between = text.get(end..at).unwrap_or_default();
            end = at + word.len();
            // Prose has its code between back-ticks: a flag there has nothing behind it.
            if between.contains('`') {
                self.next = None;
                self.key = false;
            }
            if std::mem::take(&mut self.key) && (is_connector(word) || between == ">") {
                self.next = Some(Part::Whole);
            }
            if is_connector(word) {
                continue;
            }
            // A text in quotes is one value, whatever is in it.
            if self.next == Some(Part::Whole)
                && let Some(quote) = between.chars().next_back().filter(|c| "\"'".contains(*c))
                && !word.starts_with('-')
            {
                let rest = text.get(at..).unwrap_or_default();
                hidden.push(at..at + rest.find(quote).unwrap_or(rest.len()));
            }
            self.word(word, at, &mut hidden);
            self.key = is_a_secrets_name(word);
        }
        hide(text, &hidden)
    }

    fn word(&mut self, word: &str, at: usize, hidden: &mut Vec<Range<usize>>) {
        if let Some(part) = self.next.take()
            && !word.starts_with('-')
        {
            hidden.extend(secret_part(word, at, part));
            return;
        }
        if let Some(program) = commands::program(word) {
            self.program = Some(program);
        } else if let Some((start, part)) = commands::glued(self.program, word) {
            let rest = word.get(start..).unwrap_or_default();
            hidden.extend(secret_part(rest, at + start, part));
        } else if word.starts_with("--") && !word.contains('=') && names_a_secret(word)
            || word.strip_suffix(':').is_some_and(is_a_secrets_name)
            || ["Bearer", "Basic"].contains(&word.rsplit('=').next().unwrap_or_default())
        {
            self.next = Some(Part::Whole);
        } else {
            self.next = commands::takes_next(self.program, word);
        }
        let characters = Characters::of(word);
        for (needed, find) in SHAPES {
            if characters.have_all(needed) {
                let found = find(word).into_iter();
                hidden.extend(found.map(|range| at + range.start..at + range.end));
            }
        }
    }
}

/// Words between blanks, quotes and brackets, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let between = |c: char| match c {
        '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | ';' | '|' | '\\' => true,
        _ => c.is_whitespace(),
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c| !between(c))?;
        let rest = text.get(start..)?;
        let word = rest.split(between).next()?;
        at = start + word.len();
        Some((start, word))
    })
}

fn secret_part(word: &str, at: usize, part: Part) -> Vec<Range<usize>> {
    let start = match part {
        Part::Whole => Some(0),
        Part::Behind(mark) => word.find(mark).map(|found| found + mark.len_utf8()),
    };
    let range = start.map(|start| at + start..at + word.len());
    range
        .filter(|range| !range.is_empty())
        .into_iter()
        .collect()
}

/// `name=value`, `?name=value&…`, `a=b,name=value`: values whose names say that they are secret.
fn assigned(word: &str) -> impl Iterator<Item = Range<usize>> {
    word.match_indices('=').filter_map(|(equals, _)| {
        let before = word.get(..equals)?;
        let is_name = |c: char| c.is_alphanumeric() || "_.-".contains(c);
        let start = before.rfind(|c| !is_name(c)).map_or(0, |found| {
            found + before[found..].chars().next().map_or(1, char::len_utf8)
        });
        let value = equals + 1;
        let rest = word.get(value..)?;
        let mut end = rest.len();
        if before.contains('?') {
            end = rest.find('&').unwrap_or(end);
        }
        // Of a list the secret ends where the next name begins.
        let next = rest.match_indices(',').find(|(comma, _)| {
            let behind = rest.get(comma + 1..).unwrap_or_default();
            let name = behind.split('=').next().unwrap_or_default();
            behind.len() > name.len() && !name.is_empty() && name.chars().all(is_name)
        });
        end = next.map_or(end, |(comma, _)| end.min(comma));
        is_secret(before.get(start..)?, rest.get(..end)?).then_some(value..value + end)
    })
}

/// The password in `scheme://user:password@host`, and all of an address that consists of tokens.
fn in_address(word: &str) -> Option<Range<usize>> {
    let (scheme, rest) = word.split_once("://")?;
    let start = scheme.len() + "://".len();
    let scheme = scheme.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    if NOTIFIERS.contains(&scheme) {
        return (!rest.is_empty()).then_some(start..word.len());
    }
    // A password may hold a slash that somebody forgot to escape.
    let (user, _) = rest.rsplit_once('@')?;
    let Some((name, password)) = user.split_once(':') else {
        // Of the web there are tokens only.
        let is_token =
            ["http", "https"].contains(&scheme) && !user.is_empty() && !user.contains('/');
        return is_token.then_some(start..start + user.len());
    };
    // `host:8443/a@b`
    let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = password
        .split_once('/')
        .is_some_and(|(port, _)| is_port(port));
    let range = start + name.len() + 1..start + user.len();
    (!range.is_empty() && !name.contains('/') && !is_host).then_some(range)
}

/// `user:password@host` without a scheme, as drivers of databases take it; not the digest of an image.
fn login(word: &str) -> Option<Range<usize>> {
    let start = word.rfind('=').map_or(0, |equals| equals + 1);
    let (login, host) = word.get(start..)?.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let user_name = user.rsplit('/').next().unwrap_or_default();
    let plain = |text: &str| !text.is_empty() && !text.contains('/');
    let is_digest = host.starts_with("sha256:") || host.starts_with("sha512:");
    let from = start + user.len() + 1;
    (plain(user_name) && plain(password) && !host.is_empty() && !is_digest)
        .then_some(from..from + password.len())
}

/// Traefik's matchers of a request by a secret: ``Header(`X-Token`, `secret`)``.
fn matched(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('(') {
        return found;
    }
    for matcher in [
        "Header(",
        "HeaderRegexp(",
        "Headers(",
        "Query(",
        "QueryRegexp(",
    ] {
        for (at, _) in text.match_indices(matcher) {
            let start = at + matcher.len();
            let end = text.get(start..).and_then(|rest| rest.find(')'));
            let Some(inside) = end.and_then(|end| text.get(start..start + end)) else {
                continue;
            };
            let Some((name, value)) = inside.split_once(',') else {
                continue;
            };
            if names_a_secret(name.trim_matches(|c: char| !c.is_alphanumeric())) {
                let from = start + name.len() + 1;
                found.push(from..from + value.len());
            }
        }
    }
    found
}

/// What stands between the name of a value and the value, as a word of its own.
fn is_connector(word: &str) -> bool {
    [":", "=", ":=", "=>"].contains(&word)
}

/// Whether a word, or what stands behind the last `=` or `/` in it, is the name of a secret.
fn is_a_secrets_name(word: &str) -> bool {
    let name = word.rsplit(['=', '/']).next().unwrap_or_default();
    let part = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    name.chars().all(part) && names_a_secret(name)
}

fn hook(word: &str) -> Option<Range<usize>> {
    let found = HOOKS
        .iter()
        .find_map(|hook| Some(word.find(hook)? + hook.len()))?;
    (found < word.len()).then_some(found..word.len())
}

/// `$2y$05$…`, in Compose files `$$2y$$05$$…`.
fn hashes(word: &str) -> impl Iterator<Item = Range<usize>> {
    word.match_indices('$').filter_map(|(at, _)| {
        let rest = word.get(at..)?.trim_start_matches('$');
        let name = rest.split('$').next()?;
        let known = HASHES.contains(&name) || LONG_HASHES.iter().any(|hash| name.starts_with(hash));
        let is_part = |c: char| c.is_ascii_alphanumeric() || "$./+=-,_".contains(c);
        let run = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let start = word.len() - rest.len();
        (known && run >= name.len() + 8).then_some(at..start + run)
    })
}

fn tokens(word: &str) -> impl Iterator<Item = Range<usize>> {
    let mut before = None;
    let starts = word.char_indices().filter_map(move |(at, c)| {
        let in_a_word = before.replace(c).is_some_and(char::is_alphanumeric);
        (!in_a_word).then_some(at)
    });
    starts.flat_map(|at| {
        let rest = word.get(at..).unwrap_or_default();
        TOKENS.iter().filter_map(move |(prefix, least)| {
            if rest.len() < prefix.len() + least {
                return None;
            }
            let rest = rest.strip_prefix(prefix)?;
            let is_part = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            let run = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            (run >= *least).then_some(at..at + prefix.len() + run)
        })
    })
}

/// A JSON Web Token: three parts of base64, the first of which is an object.
fn web_token(word: &str) -> Option<Range<usize>> {
    let at = word.find("eyJ")?;
    let rest = word.get(at..)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let run = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let dots = rest.get(..run)?.matches('.').count();
    (dots == 2 && run > 20).then_some(at..at + run)
}

/// The text with these ranges hidden; they may overlap.
fn hide<'t>(text: &'t str, hidden: &[Range<usize>]) -> Cow<'t, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hidden = hidden.to_vec();
    hidden.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for range in hidden {
        if range.start >= end {
            out.push_str(text.get(end..range.start).unwrap_or_default());
            out.push_str(HIDDEN);
        }
        end = end.max(range.end);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;

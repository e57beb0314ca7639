//! `--network` as Docker reads it: a mode, the name of a network, or `name=NETWORK,alias=…`.
//!
//! Docker: <https://github.com/docker/cli/blob/v28.5.2/opts/network.go#L41>

use crate::{
    ledger::Verdict,
    origin::Given,
    podman::{
        Container,
        network::{Endpoint, Join, Mac, address},
        text::csv,
    },
};

/// The first one decides the mode, and no other is next to `host`, `none` and `container:…`.
pub fn join(c: &mut Container, v: Given<&str>) -> Result<Option<Verdict>, String> {
    let join = v.try_map(parse)?;
    let shares = |join: &Join| matches!(join, Join::Host | Join::None | Join::Container(_));
    let first = c.network.join.first().map(|first| &first.value);
    if first.is_some_and(|first| shares(first) || shares(&join.value)) {
        return Err("Docker takes several networks only where all of them are bridges".to_owned());
    }
    c.network.join.push(join);
    Ok(None)
}

/// What one value means. Docker knows fewer modes than podman: `private` is the name of a network.
fn parse(text: &str) -> Result<Join, String> {
    let (name, endpoint) = if is_long(text) {
        long(text)?
    } else {
        (text.to_owned(), Endpoint::default())
    };
    Ok(match name.split_once(':') {
        Some(("container", "")) => {
            return Err(format!("`{text}` names no container: `container:NAME`"));
        }
        Some(("container", name)) => Join::Container(name.to_owned()),
        _ => match name.as_str() {
            "" | "default" => Join::Private,
            "bridge" => Join::Bridge(endpoint),
            "none" => Join::None,
            "host" => Join::Host,
            _ => Join::Networks(vec![(sound(name)?, endpoint)]),
        },
    })
}

fn sound(name: String) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain) {
        return Ok(name);
    }
    Err(format!("`{name}` is not the name of a network"))
}

/// Whether it has a pair of words anywhere.
fn is_long(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut places = text.match_indices('=');
    places.any(|(at, _)| {
        let (before, after) = (text.get(..at), text.get(at + 1..));
        before.is_some_and(|text| text.ends_with(word))
            && after.is_some_and(|text| text.starts_with(word))
    })
}

fn long(text: &str) -> Result<(String, Endpoint), String> {
    let (mut name, mut endpoint) = (String::new(), Endpoint::default());
    for field in csv(text)? {
        let field = field.to_ascii_lowercase();
        let (key, value) = field
            .split_once('=')
            .ok_or_else(|| format!("`{field}` has no `=`"))?;
        let (key, value) = (key.trim(), value.trim().to_owned());
        match key {
            "name" => name = value,
            "alias" => endpoint.aliases.push(value),
            "ip" | "ip6" => endpoint.addresses.push(address(&value)?),
            "mac-address" => endpoint.mac = Some(Mac::parse(&value)?),
            "driver-opt" | "gw-priority" | "link-local-ip" => {
                endpoint.others.insert(key.to_owned(), value);
            }
            _ => return Err(format!("`{key}` is not a key of `--network`")),
        }
    }
    if name.is_empty() {
        return Err("`name=` is missing".to_owned());
    }
    Ok((name, endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        for (text, shown) in [
            ("default", "private"),
            ("bridge", "bridge"),
            ("container:db", "container:db"),
            ("private", "private"),
            (
                "name=Back,alias=db,ip=172.18.0.5",
                "back:ip=172.18.0.5,alias=db",
            ),
            ("name=host", "host"),
        ] {
            assert_eq!(
                parse(text).map(|join| join.to_string()).as_deref(),
                Ok(shown),
                "{text}"
            );
        }
        assert!(matches!(parse("private"), Ok(Join::Networks(_))));
        for text in [
            "a,b",
            "alias=db",
            "name=a,subnet=b",
            "container:",
            "a:ip=172.18.0.5",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

//! Where a container mentions a name or an address: in its environment and on its command line.
//! What its files say nobody sees.

use crate::{
    inventory::{Container, process::Env},
    origin::OriginId,
};

/// The texts that a container is given, each with its option.
pub fn texts(container: &Container) -> impl Iterator<Item = (&str, OriginId)> {
    let env = container
        .process
        .env
        .iter()
        .filter_map(|given| match &given.value {
            Env::Set { name: _, value } => Some((value.as_str(), given.origin)),
            Env::Host(_) | Env::HostPrefix(_) => None,
        });
    let words = container.process.command.iter();
    env.chain(words.map(|given| (given.value.as_str(), given.origin)))
}

/// The options of a container that mention a host name, each with the port behind it (`db:5432`).
pub fn of(container: &Container, name: &str) -> Vec<(OriginId, Option<u16>)> {
    texts(container)
        .flat_map(|(text, origin)| {
            ports(text, name)
                .into_iter()
                .map(move |port| (origin, port))
        })
        .collect()
}

/// For every place where `name` stands as a whole host name, the port behind it.
fn ports(text: &str, name: &str) -> Vec<Option<u16>> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() {
        return Vec::new();
    }
    text.match_indices(name)
        .filter_map(|(at, _)| {
            let (before, rest) = text.split_at_checked(at)?;
            let after = rest.strip_prefix(name)?;
            let alone = !before.ends_with(inside) && !after.starts_with(inside);
            alone.then(|| {
                let digits = after.strip_prefix(':')?;
                let end = digits
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(digits.len());
                digits.get(..end)?.parse().ok().filter(|port| *port > 0)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::ports;

    #[test]
    fn names_and_ports() {
        for (text, wanted) in [
            ("db", vec![None]),
            ("postgres://u:p@db:5432/x", vec![Some(5432)]),
            ("http://db/ db:80,db:81", vec![None, Some(80), Some(81)]),
            ("db.lan mydb db2 my-db db_1", vec![]),
            ("db:0 db:99999 db:", vec![None, None, None]),
            ("", vec![]),
        ] {
            assert_eq!(ports(text, "db"), wanted, "{text}");
        }
        assert!(ports("ü", "").is_empty());
    }
}

//! Links between containers, which only Docker has.

/// Another container, and what this one calls it.
///
/// Docker: <https://docs.docker.com/engine/network/links/>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The name of the other container.
    pub name: String,
    /// The name under which it is found; the same where none is given.
    pub alias: String,
}

impl Link {
    /// Reads `NAME` or `NAME:ALIAS`.
    ///
    /// # Errors
    /// An empty name, or more than one colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, alias) = text.split_once(':').unwrap_or((text, text));
        if name.is_empty() || alias.is_empty() || alias.contains(':') {
            return Err(format!("`{text}` is not a link: Docker takes name:alias"));
        }
        // Docker has a slash in front of every name.
        let name = name.trim_start_matches('/').to_owned();
        let alias = alias.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Self { name, alias })
    }
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn links() {
        let link = |name: &str, alias: &str| Link {
            name: name.to_owned(),
            alias: alias.to_owned(),
        };
        for (text, wanted) in [
            ("db", link("db", "db")),
            ("db:mysql", link("db", "mysql")),
            ("/db:/web/mysql", link("db", "mysql")),
        ] {
            assert_eq!(Link::parse(text), Ok(wanted));
        }
        for text in ["", ":a", "a:", "a:b:c"] {
            assert!(Link::parse(text).is_err(), "{text}");
        }
    }
}

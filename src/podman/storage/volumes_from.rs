//! The volumes of another container.

use super::options::once;

/// What `--volumes-from` takes: a container and how its volumes are mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumesFrom {
    /// Name or id of the container; it must exist before podman starts this one.
    pub container: String,
    /// `ro` is true, `rw` false; `None` mounts each as that container does.
    pub read_only: Option<bool>,
    /// `z`: `SELinux` labels are changed so that containers share them.
    pub relabel: bool,
}

impl VolumesFrom {
    /// Reads `CONTAINER[:OPTIONS]`.
    ///
    /// # Errors
    /// No container, or options other than one each of `z` and `ro` or `rw`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (container, words) = match text.split_once(':') {
            Some((container, words)) => (container, Some(words)),
            None => (text, None),
        };
        if container.is_empty() {
            return Err("the container whose volumes are taken is missing".to_owned());
        }
        let (mut read_only, mut relabel) = (None, None);
        for word in words.iter().flat_map(|words| words.split(',')) {
            match word {
                "ro" | "rw" => once(&mut read_only, word == "ro", "`ro` and `rw`")?,
                "z" => once(&mut relabel, true, "`z`")?,
                _ => {
                    return Err(format!(
                        "`{word}` is not an option for another container's volumes: podman takes ro, rw and z"
                    ));
                }
            }
        }
        Ok(Self {
            container: container.to_owned(),
            read_only,
            relabel: relabel.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_from() {
        for (text, container, read_only, relabel) in [
            ("web", "web", None, false),
            ("web:ro", "web", Some(true), false),
            ("web:rw,z", "web", Some(false), true),
        ] {
            let expected = VolumesFrom {
                container: container.to_owned(),
                read_only,
                relabel,
            };
            assert_eq!(VolumesFrom::parse(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            ":ro",
            "web:",
            "web:Z",
            "web:O",
            "web:ro,rw",
            "web:z,z",
            "a:b:ro",
        ] {
            assert!(VolumesFrom::parse(text).is_err(), "{text}");
        }
    }
}

//! What the units of a host are called: their services, and what podman calls what they make.

use std::collections::BTreeMap;

use super::{
    files::{File, Files, unquoted},
    keys::{Special, TABLES},
    specifiers::Service,
    words::{Style, split},
};

/// The names of all units of a host.
#[derive(Debug, Default)]
pub struct World {
    /// By the name of their file.
    units: BTreeMap<String, Named>,
}

/// The names of one unit.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its service, without `.service`.
    pub service: String,
    /// What podman calls what it makes; `None` where only systemd can tell.
    pub resource: Option<String>,
}

impl World {
    /// All names.
    pub fn of(files: &Files) -> Self {
        let units = files.units.values();
        let named = units.map(|file| {
            let service = service(file);
            let resource = resource(file, &service);
            (
                file.name.clone(),
                Named {
                    service: service.name,
                    resource,
                },
            )
        });
        Self {
            units: named.collect(),
        }
    }

    /// The names of a unit, by the name of its file.
    pub fn find(&self, file: &str) -> Option<&Named> {
        self.units.get(file)
    }
}

/// The section of a kind: `Container`.
pub fn section(file: &File) -> &'static str {
    let tables = TABLES.into_iter().map(|table| table.section);
    let mut tables = tables.filter(|section| section.eq_ignore_ascii_case(file.kind()));
    tables.next().unwrap_or_default()
}

/// The service of a unit, with the variables that it sets.
pub fn service(file: &File) -> Service {
    let suffix = match file.kind() {
        "container" | "kube" => String::new(),
        kind => format!("-{kind}"),
    };
    let (stem, instance) = match file.stem().split_once('@') {
        // podman looks for a template by the end of its name, so an instance has its suffix behind everything.
        Some((stem, "")) => (stem, Some("")),
        _ => (file.stem(), None),
    };
    let name = match (file.last(section(file), "ServiceName"), instance) {
        (Some(name), _) => name.to_owned(),
        (None, Some(_)) => format!("{stem}{suffix}@"),
        (None, None) => format!("{stem}{suffix}"),
    };
    let mut service = Service {
        name,
        home: file.home.clone(),
        variables: BTreeMap::new(),
    };
    let variables = file.values("Service", "Environment").into_iter();
    let words =
        variables.flat_map(|value| split(value, Style::Arguments).unwrap_or_default().words);
    for word in words {
        let word = service.specifiers(&word).unwrap_or(word);
        if let Some((name, value)) = word.split_once('=') {
            service.variables.insert(name.to_owned(), value.to_owned());
        }
    }
    // podman sets it itself.
    let own = format!("{}.service", service.name);
    service
        .variables
        .insert("PODMAN_SYSTEMD_UNIT".to_owned(), own);
    service
}

/// The key that names what a unit of this kind makes.
fn name_key(section: &str) -> &'static str {
    let table = TABLES.into_iter().find(|table| table.section == section);
    let mut keys = table.into_iter().flat_map(|table| table.keys);
    let named = keys.find(|key| key.shape == super::keys::Shape::Special(Special::Name));
    named.map_or("ContainerName", |key| key.name)
}

/// What podman calls what a unit makes, as the unit says it: specifiers are in it.
pub fn written_name(file: &File) -> String {
    let section = section(file);
    let own = file
        .last(section, name_key(section))
        .filter(|name| !name.is_empty());
    match (own, file.kind()) {
        (_, "build") => file
            .values(section, "ImageTag")
            .first()
            .map(|name| (*name).to_owned())
            .unwrap_or_default(),
        (_, "image") => {
            let tag = file.last(section, "ImageTag").filter(|tag| !tag.is_empty());
            tag.or(own).unwrap_or_default().to_owned()
        }
        (_, "artifact") => own.unwrap_or_default().to_owned(),
        (Some(name), _) => name.to_owned(),
        (None, "container") if file.name.contains('@') => "systemd-%p_%i".to_owned(),
        (None, "container") => "systemd-%N".to_owned(),
        (None, "pod") => format!("systemd-{}", file.stem()),
        (None, _) => {
            let stem = file.stem();
            match stem.strip_suffix('@') {
                Some(stem) => format!("systemd-{stem}-%i"),
                None => format!("systemd-{stem}"),
            }
        }
    }
}

/// The same with its specifiers replaced.
fn resource(file: &File, service: &Service) -> Option<String> {
    let name = service.text(unquoted(&written_name(file))).ok()?;
    (!name.is_empty() && !file.is_template()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Source, quadlet::files};

    #[test]
    fn names() {
        let sources = [
            ("web.container", "[Container]\nImage=a"),
            (
                "db.container",
                "[Container]\nContainerName=db-%N\nServiceName=sql",
            ),
            ("app@one.container", "[Container]"),
            ("lan.network", "[Network]"),
            ("data.volume", "[Volume]\nVolumeName=files"),
            ("shop.pod", "[Pod]"),
            ("img.image", "[Image]\nImage=a:1\nImageTag=localhost/a:1"),
            (
                "own.build",
                "[Build]\nImageTag=localhost/b\nImageTag=localhost/c",
            ),
            ("h.container", "[Container]\nContainerName=x-%H"),
        ];
        let sources = sources.map(|(name, text)| Source {
            name: name.to_owned(),
            text: text.to_owned(),
        });
        let world = World::of(&files::read(&sources).unwrap_or_default());
        for (file, service, resource) in [
            ("web.container", "web", Some("systemd-web")),
            ("db.container", "sql", Some("db-sql")),
            ("app@one.container", "app@one", Some("systemd-app_one")),
            ("lan.network", "lan-network", Some("systemd-lan")),
            ("data.volume", "data-volume", Some("files")),
            ("shop.pod", "shop-pod", Some("systemd-shop")),
            ("img.image", "img-image", Some("localhost/a:1")),
            ("own.build", "own-build", Some("localhost/b")),
            ("h.container", "h", None),
        ] {
            let found = world.find(file);
            let found = found.map(|named| (named.service.as_str(), named.resource.as_deref()));
            assert_eq!(found, Some((service, resource)), "{file}");
        }
    }
}

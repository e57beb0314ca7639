//! Paths of the host in a Compose file: relative ones are below the folder of the file.

use std::sync::Arc;

use crate::read::{
    input::join,
    yaml::{Entry, Kind, Node},
};

/// Makes the paths of a file absolute.
pub fn resolve(document: &mut Node, folder: &str) {
    for run in ["services", "jobs"] {
        if let Some(Kind::Map(services)) = document.get_mut(run).map(|node| &mut node.kind) {
            for service in services {
                resolve_service(&mut service.value, folder);
            }
        }
    }
    for top in ["configs", "secrets"] {
        if let Some(Kind::Map(entries)) = document.get_mut(top).map(|node| &mut node.kind) {
            for entry in entries {
                below(entry.value.get_mut("file"), folder);
            }
        }
    }
}

/// Makes the paths of a service absolute.
fn resolve_service(service: &mut Node, folder: &str) {
    for key in ["env_file", "label_file"] {
        let Some(node) = service.get_mut(key) else {
            continue;
        };
        match &mut node.kind {
            Kind::List(files) => {
                for file in files {
                    match file.get_mut("path") {
                        Some(path) => below(Some(path), folder),
                        None => below(Some(file), folder),
                    }
                }
            }
            _ => below(Some(node), folder),
        }
    }
    if let Some(Kind::List(volumes)) = service.get_mut("volumes").map(|node| &mut node.kind) {
        for volume in volumes {
            if volume.get("type").and_then(Node::as_text) == Some("bind") {
                below(volume.get_mut("source"), folder);
            } else if let Kind::Text(text) = &mut volume.kind
                && text.starts_with('.')
            {
                let (source, rest) = text.split_once(':').unwrap_or((text, ""));
                let source = join(folder, source);
                *text = match rest {
                    "" => source.into(),
                    rest => format!("{source}:{rest}").into(),
                };
            }
        }
    }
    // The option of a local volume that is a folder is absolute for Docker as well.
}

fn below(node: Option<&mut Node>, folder: &str) {
    let Some(Kind::Text(path)) = node.map(|node| &mut node.kind) else {
        return;
    };
    if !path.is_empty() && !path.starts_with(['/', '~']) {
        *path = Arc::from(join(folder, path));
    }
}

/// Whether a key of a mapping is an extension, which Compose passes over.
#[must_use]
pub fn is_extension(entry: &Entry) -> bool {
    entry.key.starts_with("x-")
}

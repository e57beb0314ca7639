//! Of two elements of a list that say the same thing, as two mounts at one place, the later one counts, where the earlier
//! one is.
//!
//! <https://github.com/compose-spec/compose-go/blob/v2.16.2/override/uncity.go>

use crate::read::yaml::{Entry, Kind, Node};

/// What makes two elements of a list one; `None`: nothing does.
type Same = fn(&Node) -> Option<String>;

/// Lists of services in which an element can be said again. Sorted.
const LISTS: &[(&str, Same)] = &[
    ("annotations", name),
    ("cap_add", text),
    ("cap_drop", text),
    ("configs", file),
    ("devices", device),
    ("dns", text),
    ("dns_opt", text),
    ("dns_search", text),
    ("env_file", path),
    ("environment", name),
    ("expose", text),
    ("external_links", text),
    ("extra_hosts", text),
    ("label_file", text),
    ("labels", name),
    ("links", text),
    ("ports", port),
    ("secrets", file),
    ("security_opt", text),
    ("sysctls", name),
    ("tmpfs", target_of_text),
    ("volumes", mount),
];

/// Takes elements away that a later one replaces, in all services.
pub fn unique(project: &mut Node) {
    for part in ["services", "jobs"] {
        if let Some(Kind::Map(services)) = project.get_mut(part).map(|node| &mut node.kind) {
            unique_in(services);
        }
    }
}

fn unique_in(services: &mut Vec<Entry>) {
    for service in services {
        for (key, same) in LISTS {
            if let Some(Kind::List(elements)) =
                service.value.get_mut(key).map(|node| &mut node.kind)
            {
                once(elements, *same);
            }
        }
    }
}

fn once(elements: &mut Vec<Node>, same: Same) {
    let mut places = std::collections::HashMap::new();
    let mut out: Vec<Node> = Vec::with_capacity(elements.len());
    for element in elements.drain(..) {
        let known = same(&element).and_then(|id| {
            let place = out.len();
            let known = *places.entry(id).or_insert(place);
            (known != place).then_some(known)
        });
        match known.and_then(|known| out.get_mut(known)) {
            Some(known) => *known = element,
            None => out.push(element),
        }
    }
    *elements = out;
}

fn text(node: &Node) -> Option<String> {
    node.as_text().map(str::to_owned)
}

fn name(node: &Node) -> Option<String> {
    let text = node.as_text()?;
    Some(text.split('=').next().unwrap_or(text).to_owned())
}

fn target_of_text(node: &Node) -> Option<String> {
    let text = node.as_text()?;
    Some(text.split(':').next().unwrap_or(text).to_owned())
}

fn key(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_text().map(str::to_owned)
}

fn path(node: &Node) -> Option<String> {
    text(node).or_else(|| key(node, "path"))
}

/// A secret or a config, by its place in the container.
fn file(node: &Node) -> Option<String> {
    text(node)
        .or_else(|| key(node, "target"))
        .or_else(|| key(node, "source"))
}

fn device(node: &Node) -> Option<String> {
    let Some(text) = node.as_text() else {
        return key(node, "target").or_else(|| key(node, "source"));
    };
    let mut parts = text.split(':');
    let source = parts.next()?;
    Some(parts.next().unwrap_or(source).to_owned())
}

fn mount(node: &Node) -> Option<String> {
    let Some(text) = node.as_text() else {
        return key(node, "target");
    };
    let mut parts = text.split(':');
    let source = parts.next()?;
    Some(
        parts
            .next()
            .unwrap_or(source)
            .trim_end_matches('/')
            .to_owned(),
    )
}

/// Address, both ports and protocol.
fn port(node: &Node) -> Option<String> {
    if let Some(text) = node.as_text() {
        let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let target = ports.rsplit(':').next()?;
        let rest = ports.strip_suffix(target)?.trim_end_matches(':');
        let (host, published) = rest.rsplit_once(':').unwrap_or(("", rest));
        return Some(format!("{host}:{published}:{target}/{protocol}"));
    }
    let part = |name: &str| key(node, name).unwrap_or_default();
    let protocol = key(node, "protocol").unwrap_or_else(|| "tcp".to_owned());
    Some(format!(
        "{}:{}:{}/{protocol}",
        part("host_ip"),
        part("published"),
        part("target")
    ))
}

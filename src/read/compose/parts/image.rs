//! The image and its entry point.

use serde_json::Value;

use crate::{
    origin::Given,
    podman::process::Entrypoint,
    read::{
        compose::service::{Reader, paths_of, text, words},
        draft::Setter,
    },
    redact::mask_words,
    rules::compose as rules,
};

/// `build`: an image has to be somewhere where K3s can pull it.
pub fn build(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let (name, project) = (reader.name(), &reader.project);
    let image = project
        .service(reader.service)
        .and_then(|node| node.get("image"));
    if let Some(image) = image.and_then(|node| node.as_text()) {
        let say = rules::built(name, image);
        reader.dropped(at, value, say);
    } else {
        // What Compose calls the image that it builds; it is here once that is accepted.
        let image = format!("docker.io/library/{}-{}", project.name, reader.service);
        let say = rules::build(name, &image);
        let paths = paths_of(at, value);
        let id = reader.draft.origin(None, "build", paths);
        reader.draft.ledger.changed_if_accepted(id, say);
        reader.draft.container.image.reference = Some(Given {
            value: image,
            origin: id,
        });
    }
}

const ENTRYPOINT: Setter = once!(process.entrypoint, |text| Ok(Entrypoint::parse(text)));

/// `entrypoint`: the words of all of it, as one list; empty takes the image's away.
pub fn entrypoint(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let Some(words) = words(at, value) else {
        return reader.wrong(at, value, "a command with quotes that end");
    };
    let list: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
    let shown = mask_words(list.iter().copied()).join(" ");
    let whole = match list.as_slice() {
        [] | [""] => String::new(),
        list => serde_json::Value::from(list.to_vec()).to_string(),
    };
    let written = crate::read::draft::Written {
        value: &whole,
        shown,
        paths: paths_of(at, value),
        default: false,
    };
    reader.draft.set(Some("--entrypoint"), ENTRYPOINT, written);
}

/// `pull_policy`, whose words are more than those of `--pull`.
pub fn pull(reader: &mut Reader<'_, '_, '_>, at: &str, value: &Value) {
    let word = text(value);
    let pull = match word.as_str() {
        "if_not_present" => "missing",
        "build" => {
            let say = rules::pull_build(reader.name());
            return reader.dropped(at, value, say);
        }
        "daily" | "weekly" => {
            let say = rules::pull_at_times(reader.name(), &word);
            return reader.dropped(at, value, say);
        }
        every if every.starts_with("every_") => {
            let say = rules::pull_at_times(reader.name(), every);
            return reader.dropped(at, value, say);
        }
        word => word,
    };
    reader.flag("--pull", pull, paths_of(at, value));
}

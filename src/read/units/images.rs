//! Images that units make: K3s has a storage of its own, and sees none of them.

use crate::{
    podman::{Host, image::Repository, unit::MadeImage},
    read::flags::{
        Takes, global,
        lexer::{Lexeme, Lexer, Name},
    },
};

use super::{
    Input,
    create::{Row, commands, find},
};

/// Flags of commands that make images, as far as a name is among them or a value follows.
const FLAGS: &[Row] = &[
    ("--build-arg", None, Takes::Array),
    ("--file", Some('f'), Takes::Array),
    ("--input", Some('i'), Takes::Value),
    ("--message", Some('m'), Takes::Value),
    ("--pull", None, Takes::Switch),
    ("--quiet", Some('q'), Takes::Switch),
    ("--tag", Some('t'), Takes::Array),
];

/// Where skopeo copies an image to so that an engine has it.
const STORAGES: [&str; 2] = ["containers-storage:", "docker-daemon:"];

/// Finds the commands that make images in what a unit runs. A name that a variable holds stays unknown.
pub fn made(unit: &str, input: &Input, host: &mut Host) {
    for command in input.texts().flat_map(|text| commands(&text)) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let Some((what, names)) = by(&words) else {
            continue;
        };
        let mut names: Vec<Option<Repository>> = names
            .iter()
            .flat_map(|name| Repository::parse(name))
            .map(Some)
            .collect();
        if names.is_empty() {
            names.push(None);
        }
        host.images.extend(names.into_iter().map(|name| MadeImage {
            name,
            unit: unit.to_owned(),
            command: what.clone(),
        }));
    }
}

/// The command that makes images, and their names as far as it says them.
fn by(words: &[&str]) -> Option<(String, Vec<String>)> {
    let (program, rest) = words.split_first()?;
    let program = program.trim_start_matches(['-', '+', '!', ':', '@']);
    let program = program.rsplit('/').next()?;
    match program {
        "podman" | "docker" | "buildah" => {
            let known = |name: Name<'_>| global::find(name).map(|global| ((), global.takes));
            let mut lexer = Lexer::new(rest, known);
            let first = lexer.find_map(|lexeme| match lexeme {
                Lexeme::Word { word } => Some(word),
                _ => None,
            })?;
            let (mut verb, mut arguments) = rest.get(first..)?.split_first()?;
            if *verb == "compose" {
                return composed(&format!("{program} compose"), arguments);
            }
            if matches!(*verb, "image" | "buildx" | "builder") {
                (verb, arguments) = arguments.split_first()?;
            }
            let names = names(verb, arguments)?;
            Some((format!("{program} {verb}"), names))
        }
        "docker-compose" | "podman-compose" => composed(program, rest),
        "skopeo" if rest.contains(&"copy") => {
            let target = rest.iter().rev().find_map(|word| {
                let mut storages = STORAGES.iter();
                storages.find_map(|storage| word.strip_prefix(storage))
            })?;
            Some(("skopeo copy".to_owned(), vec![target.to_owned()]))
        }
        // Of nix2container.
        "copy-to-podman" | "copy-to-docker-daemon" => Some((program.to_owned(), Vec::new())),
        _ => None,
    }
}

/// Compose builds what its file says, which is not read here: the names are not known.
fn composed(program: &str, arguments: &[&str]) -> Option<(String, Vec<String>)> {
    let builds = |word: &&str| matches!(*word, "build" | "--build");
    let found = arguments.iter().find(|word| builds(word))?;
    let verb = if *found == "build" {
        "build"
    } else {
        "up --build"
    };
    Some((format!("{program} {verb}"), Vec::new()))
}

/// The names that a command of an engine gives to what it makes; `None` for a command that makes no image.
fn names(verb: &str, arguments: &[&str]) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for lexeme in Lexer::new(arguments, |name| find(FLAGS, name)) {
        match lexeme {
            Lexeme::Flag {
                flag: "--tag",
                value,
                ..
            } => tags.push(value),
            Lexeme::Word { word } => words.extend(arguments.get(word)),
            _ => {}
        }
    }
    let last = |number: usize| match words.as_slice() {
        [.., last] if words.len() >= number => vec![(*last).to_owned()],
        _ => Vec::new(),
    };
    match verb {
        "build" | "bud" | "build-using-dockerfile" => Some(tags),
        "commit" | "import" => Some(last(2)),
        "tag" => Some(
            words
                .iter()
                .skip(1)
                .map(|word| (*word).to_owned())
                .collect(),
        ),
        "load" => Some(Vec::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_make_images() {
        for (script, command, names) in [
            (
                "docker build -t compose2nix/x .",
                "docker build",
                &["compose2nix/x"] as &[&str],
            ),
            (
                "cd /src && podman --log-level debug build -f Dockerfile -t app:1 -t app:2 /src",
                "podman build",
                &["app:1", "app:2"],
            ),
            ("docker buildx build --tag=app .", "docker build", &["app"]),
            ("podman load -i /srv/app.tar", "podman load", &[]),
            ("zcat /srv/app.tar.gz | docker load", "docker load", &[]),
            (
                "podman tag app:1 localhost/app:2",
                "podman tag",
                &["localhost/app:2"],
            ),
            (
                "docker import /srv/root.tar base:1",
                "docker import",
                &["base:1"],
            ),
            (
                "/nix/store/x-skopeo/bin/skopeo copy nix:/nix/store/y containers-storage:app:1",
                "skopeo copy",
                &["app:1"],
            ),
            (
                "/nix/store/x-copy-to-podman/bin/copy-to-podman",
                "copy-to-podman",
                &[],
            ),
            ("podman build -t $name .", "podman build", &[]),
            (
                "docker compose -f /srv/x.yml build web",
                "docker compose build",
                &[],
            ),
            (
                "docker-compose up -d --build",
                "docker-compose up --build",
                &[],
            ),
        ] {
            let input = Input {
                pre_start: Some(script.to_owned()),
                ..Input::default()
            };
            let mut host = Host::default();
            made("a.service", &input, &mut host);
            let found: Vec<String> = host
                .images
                .iter()
                .flat_map(|made| &made.name)
                .map(ToString::to_string)
                .collect();
            assert_eq!(found, names, "{script}");
            assert!(
                host.images.iter().all(|made| made.command == command),
                "{script}: {:?}",
                host.images
            );
            assert!(!host.images.is_empty(), "{script}");
        }
        for script in [
            "podman run app",
            "docker compose up -d",
            "docker pull app",
            "skopeo copy docker://a docker://b",
            "echo podman build",
        ] {
            let words: Vec<&str> = script.split(' ').collect();
            assert_eq!(by(&words), None, "{script}");
        }
    }
}

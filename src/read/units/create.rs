//! Networks, volumes and pods that units create: NixOS has no option for them, so owners write
//! `podman network create` into a oneshot.

use std::collections::BTreeMap;

use crate::{
    podman::{
        Host,
        unit::{Network, Volume, full_name},
    },
    read::{
        flags::{
            Takes, global,
            lexer::{Lexeme, Lexer, Name},
        },
        shell,
    },
};

use super::{Input, pods};

/// Finds the commands that create networks, volumes and pods in what a unit runs, and keeps what they
/// create. Scripts are not run: a name that a variable holds stays unknown.
pub(super) fn objects(unit: &str, input: &Input, host: &mut Host) {
    for command in input.texts().flat_map(|text| commands(&text)) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let Some((object, arguments)) = created(&words) else {
            continue;
        };
        match object {
            "network" => {
                if let Some(network) = network(arguments, unit) {
                    host.networks.entry(network.name.clone()).or_insert(network);
                }
            }
            "pod" => host.pods.extend(pods::made(arguments, unit)),
            _ => {
                if let Some(volume) = volume(arguments, unit) {
                    host.volumes.entry(volume.name.clone()).or_insert(volume);
                }
            }
        }
    }
}

/// The simple commands of a shell script, as far as they stand on lines of their own or between
/// `||`, `&&`, `;` and `|`. Redirections are left out.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    inside(script, 0, &mut out);
    out
}

/// How many shells may be in each other.
const DEEPEST: usize = 4;

/// The commands of a script, with those of shells that it starts (`sh -c '…'`) in their place.
fn inside(script: &str, depth: usize, out: &mut Vec<Vec<String>>) {
    for command in simple(script) {
        match script_of(&command).filter(|_| depth < DEEPEST) {
            Some(script) => inside(script, depth + 1, out),
            None => out.push(command),
        }
    }
}

/// What `sh -c` is given, also with other options of the shell (`bash -euc`).
fn script_of(command: &[String]) -> Option<&str> {
    const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];
    let mut words = command
        .iter()
        .skip_while(|word| is_program(word, &["env", "sudo"]));
    words
        .next()
        .filter(|program| is_program(program, &SHELLS))?;
    let mut options = words.by_ref().take_while(|word| word.starts_with('-'));
    options
        .any(|option| !option.starts_with("--") && option.ends_with('c'))
        .then_some(())?;
    words.next().map(String::as_str)
}

fn simple(script: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for line in shell::joined(script).lines() {
        let mut command = Vec::new();
        let mut words = shell::words(line).unwrap_or_default().into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "||" | "&&" | "|" | ";" | "&" | "if" | "then" | "else" | "do" | "!" | "(" | "{"
                | "}" | ")" | "fi" | "done" | "exec" | "while" | "until" => {
                    commands.push(std::mem::take(&mut command));
                }
                ">" | ">>" | "<" | "2>" | "2>>" | "&>" => {
                    words.next();
                }
                text if redirects(text) => {}
                text => match text.strip_suffix(';') {
                    Some(last) => {
                        command.push(last.to_owned());
                        commands.push(std::mem::take(&mut command));
                    }
                    None => command.push(word),
                },
            }
        }
        commands.push(command);
    }
    commands
}

/// `>/dev/null`, `2>&1`, `&>/dev/null`.
fn redirects(word: &str) -> bool {
    word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&')
        .starts_with(['>', '<'])
}

/// What `podman [FLAGS] network|pod|volume create` is followed by.
fn created<'w>(words: &'w [&'w str]) -> Option<(&'w str, &'w [&'w str])> {
    let (program, rest) = words.split_first()?;
    let program = program.trim_start_matches(['-', '+', '!', ':', '@']);
    if !matches!(program.rsplit('/').next(), Some("podman" | "docker")) {
        return None;
    }
    let known = |name: Name<'_>| global::find(name).map(|global| ((), global.takes));
    let mut lexer = Lexer::new(rest, known);
    let object = lexer.find_map(|lexeme| match lexeme {
        Lexeme::Word { word } => Some(word),
        _ => None,
    })?;
    match rest.get(object..)? {
        [
            object @ ("network" | "pod" | "volume"),
            "create",
            arguments @ ..,
        ] => Some((object, arguments)),
        _ => None,
    }
}

/// Full names of the units that commands start: `systemctl start NAME`, and the unit that NixOS makes for the container of
/// `podman start NAME`.
pub(super) fn started(texts: impl Iterator<Item = String>) -> Vec<String> {
    let commands = texts.flat_map(|text| commands(&text));
    let mut units: Vec<String> = commands
        .flat_map(|words| {
            let mut words = words
                .into_iter()
                .skip_while(|word| is_program(word, &["env", "sudo"]));
            let program = words.next().unwrap_or_default();
            let program = ["systemctl", "podman", "docker"]
                .into_iter()
                .find(|known| is_program(&program, &[known]));
            let mut words = words.filter(|word| !word.starts_with('-'));
            let starts = |verb: String| {
                matches!(verb.as_str(), "start" | "restart")
                    || (program == Some("systemctl") && verb == "reload-or-restart")
            };
            let starts = words.next().is_some_and(starts);
            let names = words.filter(move |_| starts);
            names.filter_map(move |name| match program? {
                "systemctl" => Some(full_name(&name)),
                engine => Some(format!("{engine}-{name}.service")),
            })
        })
        .collect();
    units.sort();
    units.dedup();
    units
}

/// Whether a word of a command is one of these programs, with its path or without.
fn is_program(word: &str, programs: &[&str]) -> bool {
    let word = word.trim_start_matches(['-', '+', '!', ':', '@']);
    word.rsplit('/')
        .next()
        .is_some_and(|name| programs.contains(&name))
}

/// A flag of one of the two commands: its name, its short name, what it takes.
pub(super) type Row = (&'static str, Option<char>, Takes);

/// Docker's are among them: <https://docs.docker.com/reference/cli/docker/network/create/>
const NETWORK: &[Row] = &[
    ("--attachable", None, Takes::Switch),
    ("--aux-address", None, Takes::Array),
    ("--config-from", None, Takes::Value),
    ("--config-only", None, Takes::Switch),
    ("--disable-dns", None, Takes::Switch),
    ("--dns", None, Takes::Slice),
    ("--driver", Some('d'), Takes::Value),
    ("--gateway", None, Takes::Slice),
    ("--ignore", None, Takes::Switch),
    ("--ingress", None, Takes::Switch),
    ("--interface-name", None, Takes::Value),
    ("--internal", None, Takes::Switch),
    ("--ip-range", None, Takes::Array),
    ("--ipam-driver", None, Takes::Value),
    ("--ipam-opt", None, Takes::Array),
    ("--ipv4", None, Takes::Switch),
    ("--ipv6", None, Takes::Switch),
    ("--label", None, Takes::Array),
    ("--opt", Some('o'), Takes::Array),
    ("--route", None, Takes::Array),
    ("--scope", None, Takes::Value),
    ("--subnet", None, Takes::Array),
];

const VOLUME: &[Row] = &[
    ("--driver", Some('d'), Takes::Value),
    ("--gid", None, Takes::Value),
    ("--ignore", None, Takes::Switch),
    ("--label", Some('l'), Takes::Array),
    // Of Docker, which took the name like this before it took it as a word.
    ("--name", None, Takes::Value),
    ("--opt", Some('o'), Takes::Array),
    ("--uid", None, Takes::Value),
];

pub(super) fn find(rows: &'static [Row], name: Name<'_>) -> Option<(&'static str, Takes)> {
    let mut rows = rows.iter();
    let row = rows.find(|(long, short, _)| match name {
        Name::Long(name) => *long == name,
        Name::Short(name) => *short == Some(name),
    });
    row.map(|(long, _, takes)| (*long, *takes))
}

/// The flags of a command with their values, and its name. `None` without a name that is known.
fn arguments(
    words: &[&str],
    known: fn(Name<'_>) -> Option<(&'static str, Takes)>,
) -> Option<(String, Vec<(&'static str, String)>)> {
    let (name, flags) = words_of(words, known);
    Some((name.filter(|name| is_known(name))?, flags))
}

/// Whether a name is one, and not a variable of the script.
pub(super) fn is_known(name: &str) -> bool {
    !name.is_empty() && !name.contains(['$', '`'])
}

/// The flags of a command with their values, and its last word.
pub(super) fn words_of(
    words: &[&str],
    known: fn(Name<'_>) -> Option<(&'static str, Takes)>,
) -> (Option<String>, Vec<(&'static str, String)>) {
    let mut flags = Vec::new();
    let mut name = None;
    for lexeme in Lexer::new(words, known) {
        match lexeme {
            Lexeme::Flag { flag, value, .. } => flags.push((flag, value)),
            Lexeme::Word { word } => name = words.get(word).copied().or(name),
            Lexeme::NoValue { .. } | Lexeme::Unknown { .. } | Lexeme::End { .. } => {}
        }
    }
    (name.map(str::to_owned), flags)
}

fn network(words: &[&str], unit: &str) -> Option<Network> {
    let (name, flags) = arguments(words, |name| find(NETWORK, name))?;
    Some(network_of(name, unit, flags))
}

/// Flags of `podman network create` with their values, as far as they are known.
pub fn network_flags(words: &[&str]) -> Vec<(&'static str, String)> {
    words_of(words, |name| find(NETWORK, name)).1
}

/// The network that a unit makes with these flags.
pub fn network_of(name: String, unit: &str, flags: Vec<(&'static str, String)>) -> Network {
    let mut network = Network {
        name,
        unit: Some(unit.to_owned()),
        ..Network::default()
    };
    for (flag, value) in flags {
        let on = value == "true";
        match flag {
            "--disable-dns" => network.disable_dns = on,
            "--dns" => network.dns.extend(value.split(',').map(str::to_owned)),
            "--driver" => network.driver = Some(value),
            "--gateway" => network.gateways.extend(value.split(',').map(str::to_owned)),
            "--interface-name" => network.interface = Some(value),
            "--internal" => network.internal = on,
            "--ip-range" => network.ranges.push(value),
            "--ipam-driver" => network.ipam_driver = Some(value),
            "--ipv6" => network.ipv6 = on,
            "--opt" => option(&mut network.options, &value),
            "--route" => network.routes.push(value),
            "--subnet" => network.subnets.push(value),
            _ => {}
        }
    }
    network
}

fn volume(words: &[&str], unit: &str) -> Option<Volume> {
    let (word, flags) = words_of(words, |name| find(VOLUME, name));
    let given = flags.iter().find(|(flag, _)| *flag == "--name");
    let name = given.map(|(_, name)| name.clone()).or(word);
    let name = name.filter(|name| is_known(name))?;
    Some(volume_of(name, unit, flags))
}

/// The first word of `podman network create` that is none of its flags.
pub fn stray_of_network(words: &[&str]) -> Option<String> {
    stray(words, |name| find(NETWORK, name))
}

/// The first word of `podman volume create` that is none of its flags.
pub fn stray_of_volume(words: &[&str]) -> Option<String> {
    stray(words, |name| find(VOLUME, name))
}

/// The first word that is none of the known flags.
pub(super) fn stray(
    words: &[&str],
    known: fn(Name<'_>) -> Option<(&'static str, Takes)>,
) -> Option<String> {
    Lexer::new(words, known).find_map(|lexeme| match lexeme {
        Lexeme::Flag { .. } | Lexeme::End { .. } => None,
        Lexeme::Unknown { name, .. } => Some(name),
        Lexeme::NoValue { word, .. } | Lexeme::Word { word } => {
            words.get(word).map(|word| (*word).to_owned())
        }
    })
}

/// Flags of `podman volume create` with their values, as far as they are known.
pub fn volume_flags(words: &[&str]) -> Vec<(&'static str, String)> {
    words_of(words, |name| find(VOLUME, name)).1
}

/// The volume that a unit makes with these flags.
pub fn volume_of(name: String, unit: &str, flags: Vec<(&'static str, String)>) -> Volume {
    let mut volume = Volume {
        name,
        unit: Some(unit.to_owned()),
        ..Volume::default()
    };
    for (flag, value) in flags {
        match flag {
            "--driver" => volume.driver = Some(value),
            "--gid" => volume.gid = value.parse().ok(),
            "--opt" => option(&mut volume.options, &value),
            "--uid" => volume.uid = value.parse().ok(),
            _ => {}
        }
    }
    volume
}

fn option(options: &mut BTreeMap<String, String>, text: &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    options.insert(name.to_owned(), value.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(script: &str) -> Host {
        let input = Input {
            script: Some(script.to_owned()),
            ..Input::default()
        };
        let mut host = Host::default();
        objects("net.service", &input, &mut host);
        host
    }

    #[test]
    fn networks() {
        let plain = "podman network inspect lan || podman network create lan\n";
        assert!(host(plain).networks.contains_key("lan"));
        let script = "\
            # don't fail\n\
            if ! /nix/store/x-podman/bin/podman --log-level debug network exists iot 2>/dev/null; then\n\
              /nix/store/x-podman/bin/podman network create -d macvlan --subnet=192.0.2.0/24 \\\n\
                --gateway 192.0.2.1 -o parent=eth0 --internal iot >/dev/null 2>&1;\n\
            fi\n\
            docker network create $name || true\n\
            podman network create\n\
            echo podman network create no\n";
        let host = host(script);
        let names: Vec<&str> = host.networks.keys().map(String::as_str).collect();
        assert_eq!(names, ["iot"]);
        let iot = Network {
            name: "iot".to_owned(),
            unit: Some("net.service".to_owned()),
            driver: Some("macvlan".to_owned()),
            internal: true,
            subnets: vec!["192.0.2.0/24".to_owned()],
            gateways: vec!["192.0.2.1".to_owned()],
            options: BTreeMap::from([("parent".to_owned(), "eth0".to_owned())]),
            ..Network::default()
        };
        assert_eq!(host.networks.get("iot"), Some(&iot));
    }

    #[test]
    fn volumes() {
        let script = "podman volume create --opt type=nfs --opt=device=:/srv -o o=addr=192.0.2.9,rw --uid 5 --ignore media";
        let options = [
            ("type", "nfs"),
            ("device", ":/srv"),
            ("o", "addr=192.0.2.9,rw"),
        ];
        let media = Volume {
            name: "media".to_owned(),
            unit: Some("net.service".to_owned()),
            options: options
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            uid: Some(5),
            ..Volume::default()
        };
        assert_eq!(host(script).volumes.get("media"), Some(&media));
        for script in [
            "docker volume create --name media --driver local",
            "/bin/sh -c 'podman volume exists media || podman volume create media'",
            "sudo bash -euc \"sh -c 'podman volume create media'\"",
        ] {
            assert!(host(script).volumes.contains_key("media"), "{script}");
        }
        assert!(
            !host("echo -c 'podman volume create media'")
                .volumes
                .contains_key("media")
        );
    }
}

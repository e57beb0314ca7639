//! Examples at the end of each `--help` and man page.

use clap::Command;

/// By subcommand: what to type, and what it does.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "check",
        &[
            (
                "check storage.json",
                "what would change, and what to do about it",
            ),
            (
                "check storage.json --units units.json --summary",
                "a row per container",
            ),
            ("check storage.json 2>&1 | less", "page by page"),
            (
                "check storage.json --deny warnings -q",
                "for a pipeline: fails on every difference",
            ),
        ],
    ),
    (
        "completions",
        &[
            (
                "completions bash > /etc/bash_completion.d/k3s-migrate",
                "for all users",
            ),
            ("completions fish | source", "for this shell"),
        ],
    ),
    (
        "convert",
        &[
            (
                "convert storage.json -o manifests",
                "YAML to read, or for `kubectl apply -k`",
            ),
            (
                "convert storage.json --settings settings.json -o - | less",
                "one stream",
            ),
            (
                "convert storage.json nas.json -o bundle --layout k3s --keep-going",
                "two hosts, for `install`; containers with errors are left out",
            ),
        ],
    ),
    ("diff", &[("diff old new", "what an update would change")]),
    (
        "doctor",
        &[
            ("doctor", "this host, and what is installed on it"),
            ("doctor bundle", "what it lacks for a bundle"),
        ],
    ),
    (
        "explain",
        &[
            ("explain K3M302", "a code"),
            ("explain K3M4", "codes about storage, devices and secrets"),
            ("explain short name", "codes about these words"),
            (
                "explain plex -f storage.json",
                "every option of a container",
            ),
            (
                "explain 'plex.ports[0]' -f bundle",
                "one option, in a bundle",
            ),
        ],
    ),
    (
        "generations",
        &[("generations", "what `rollback` can go back to")],
    ),
    (
        "init",
        &[
            (
                "init storage.json -o settings.json",
                "settings to start from",
            ),
            ("init storage.json --units units.json", "to standard output"),
        ],
    ),
    (
        "install",
        &[
            (
                "install bundle --dry-run",
                "what would be written, and what speaks against it",
            ),
            (
                "install bundle --confirm",
                "and wait until K3s has applied it",
            ),
        ],
    ),
    (
        "inventory",
        &[
            ("inventory /etc/nixos", "containers of a tree of Nix files"),
            (
                "inventory /srv/stacks",
                "Compose projects and quadlet files, and what of them would be refused",
            ),
            (
                "inventory /etc/nixos --format dot | dot -Tsvg > graph.svg",
                "their graph",
            ),
        ],
    ),
    (
        "ledger",
        &[
            (
                "ledger storage.json --container plex",
                "what became of every option",
            ),
            (
                "ledger storage.json --message-format json",
                "for scripts: a row a line",
            ),
        ],
    ),
    ("man", &[("man /usr/local/share/man/man1", "for all users")]),
    (
        "plan",
        &[
            (
                "plan storage.json --units units.json",
                "the waves, and what each needs",
            ),
            (
                "plan storage.json --format runbook > runbook.md",
                "every command of every wave, to tick off",
            ),
            (
                "plan storage.json --format dot | dot -Tsvg > waves.svg",
                "who needs whom",
            ),
        ],
    ),
    (
        "report",
        &[
            (
                "report storage.json --units units.json -o report.html",
                "open it in a browser, or send it to somebody",
            ),
            (
                "report storage.json nas.json -o - > report.html",
                "two hosts on one page",
            ),
        ],
    ),
    (
        "rollback",
        &[
            ("rollback --dry-run", "what would change"),
            ("rollback 3 --confirm", "to generation 3"),
        ],
    ),
    (
        "schema",
        &[(
            "schema settings > settings.schema.json",
            "for the editor: `$schema` of the settings names it",
        )],
    ),
    (
        "status",
        &[("status", "every file, and whether K3s has applied it")],
    ),
    (
        "uninstall",
        &[("uninstall --dry-run", "what would be removed")],
    ),
];

/// A command with the examples of its subcommands.
pub fn add(mut command: Command) -> Command {
    for (name, examples) in EXAMPLES {
        let lines = examples.iter();
        let lines: Vec<String> = lines
            .map(|(line, does)| format!("  k3s-migrate {line}\n      {does}"))
            .collect();
        let text = format!("Examples:\n{}", lines.join("\n"));
        command = command.mut_subcommand(name, |command| command.after_help(text));
    }
    command
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests may panic")]

    use super::EXAMPLES;

    #[test]
    fn every_command_has_examples_and_they_parse() {
        let command = crate::cli::command();
        let shown = command
            .get_subcommands()
            .filter(|command| !command.is_hide_set());
        let names = shown.map(clap::Command::get_name);
        let examples: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        assert_eq!(names, examples);
        for (line, _) in EXAMPLES.iter().flat_map(|(_, examples)| *examples) {
            let end = line.find(['|', '>']).unwrap_or(line.len());
            let line = format!("k3s-migrate {}", line.split_at(end).0);
            let words = shlex::split(&line).unwrap_or_default();
            if let Err(error) = crate::cli::command().try_get_matches_from(words) {
                panic!("{line}\n{error}");
            }
        }
    }
}

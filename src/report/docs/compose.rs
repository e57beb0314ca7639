//! `docs/compose.md`.

use std::fmt::Write as _;

use super::{cell, code};
use crate::read::compose::{
    keys::{KEYS, Key, Shape},
    parts::Leftover,
};

/// `docs/compose.md`.
#[must_use]
pub fn compose() -> String {
    let mut out = format!(
        "# The {} keys of a Compose service\n\n\
         Made from the table in `src/read/compose/keys.rs`; `UPDATE=1 cargo test --test docs` writes it again.\n\n\
         ```console\n\
         $ k3s-migrate convert compose.yaml compose.override.yaml -o manifests   # files of one project, as `docker compose -f … -f …`\n\
         $ k3s-migrate convert stacks/media stacks/photos -o manifests           # each folder is a project\n\
         $ docker compose config --format json | k3s-migrate convert - -o manifests\n\
         ```\n\n\
         Files are read as Compose reads them: `.env` and `--env-file`, variables in all their forms, anchors and `<<`, `extends`, \
         `include`, `!reset` and `!override`, profiles, the short and the long syntax. Variables of the shell are not read (K3M140). \
         Relative paths are those of the folder of the file. The engine is Docker, unless `--engine` says otherwise. A volume or a \
         network without a `name` is called `PROJECT_NAME`, as Compose calls it, so the Pods use the volumes that are there.\n\n\
         YAML is read with the parser of serde-saphyr, which tells the place of everything, and as go-yaml types it: `serde_yaml` \
         is not maintained, and makes numbers of texts.\n\n\
         *as a flag*: it has the effect of that flag of `docker run`, and what becomes of the flag is in [flags.md](flags.md). *note*: \
         Compose's own business, dropped with a note. *told*: the effect is lost, with a warning. *refused*: unless accepted. Keys that \
         begin with `x-` are passed over, as Compose does.\n\n\
         | key | becomes | samples |\n|---|---|---|\n",
        KEYS.len(),
    );
    for key in KEYS {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            code(key.name),
            cell(&becomes(key)),
            key.samples.map(code).join(" · "),
        );
    }
    out
}

fn becomes(key: &Key) -> String {
    match &key.shape {
        Shape::Flag(flag) | Shape::List(flag) | Shape::Pairs(flag, _) => format!("as `{flag}`"),
        Shape::Field(_) => "the image".to_owned(),
        Shape::Words(_) => {
            "the words of the command; a text is split as a shell does, and no shell runs it"
                .to_owned()
        }
        Shape::Own(_, becomes) => (*becomes).to_owned(),
        Shape::Leftover(Leftover::Elsewhere(effect, _)) => format!("note: {effect}"),
        Shape::Leftover(Leftover::Missing(effect, _)) => format!("told: {effect}"),
        Shape::Leftover(Leftover::Widens(effect, _)) => format!("refused: {effect}"),
    }
}

//! The settings of a unit that are known, one table row each: what becomes of it where a container becomes a Pod. The
//! reader and `docs/units.md` read these rows; a setting without a row is told with its value.

mod exec;
mod nixos;
mod resources;
mod service;
mod timer;
mod unit;
mod variables;

/// Settings of one page of systemd's manual, or of one attribute of NixOS.
pub struct Table {
    /// The attribute of a unit that holds them; empty for the unit itself.
    pub attribute: &'static str,
    /// What the page is called.
    pub title: &'static str,
    /// Where each setting is described.
    pub page: &'static str,
    /// Whether they reach a container under Docker too: most are inherited by the processes that podman starts, and Docker's
    /// daemon starts its own.
    pub docker: bool,
    /// Sorted by name.
    pub rows: &'static [Known],
}

/// All rows, page by page.
pub const TABLES: &[Table] = &[
    nixos::TABLE,
    unit::TABLE,
    service::TABLE,
    exec::TABLE,
    resources::TABLE,
    timer::TABLE,
    variables::TABLE,
];

/// A setting of a unit.
pub struct Known {
    /// `LimitNOFILE`; with a `*` at its end all names that begin like that.
    pub name: &'static str,
    /// What becomes of it.
    pub becomes: Becomes,
    /// Why it changes nothing, what reads it, or what is lost with it.
    pub about: &'static str,
    /// What to do; empty for nothing.
    pub remedy: &'static str,
    /// Values, in lower case, that set nothing.
    pub unset: &'static [&'static str],
    /// What systemd takes; the error says what is wrong.
    pub check: fn(&str) -> Result<(), String>,
}

/// What becomes of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// Nothing changes with it: it does not reach the container, or a Pod is like that.
    Harmless,
    /// Another part of the conversion reads it.
    Converted,
    /// Its effect is lost, and another part of the conversion tells it where it matters.
    Told,
    /// The same as a flag of `podman run` with this value, which is then read.
    Flag(&'static str, &'static str),
    /// The value is that of a flag of `podman run`, where the container does not have the flag and is in no pod.
    Default(&'static str),
    /// A Pod does it in a way of its own: a note.
    Note,
    /// An effect on the container is lost: a warning.
    NoField,
    /// The same, unless the container has this flag of podman, which then decides; of `--ulimit` for the same resource.
    Inherited(&'static str),
    /// Without it the container could do more: refused.
    Widens,
    /// The same, where the container is privileged or has this capability (`--cap-add`): usual ones have none of it.
    WidensRights(&'static str),
    /// It lists capabilities: refused where the container has another one.
    Bounds,
    /// The same, where the container shares this namespace of the host (`--ipc=host`).
    WidensOnHost(&'static str),
    /// The user that runs podman.
    User,
    /// Another network of the host: refused where the container uses it.
    Network,
    /// It limits the unit's control group, in which a container is with `--cgroups=split` only; the flag of podman that
    /// limits the container, or nothing.
    Limit(&'static str),
    /// It guards the unit's control group, see [`Becomes::Limit`].
    Guard,
    /// podman sees something else at these paths than the node: refused where the container uses one. Without paths, at
    /// those of the value.
    Hides(&'static [&'static str]),
    /// podman sees only pseudo devices: refused where the container is privileged, or has another one.
    Devices,
    /// podman cannot write there: refused where the container has it writable. Without paths, at those of the value.
    Protects(&'static [&'static str]),
    /// systemd makes the directories of the value here: told where the container uses one.
    Makes(&'static str),
    /// A file or journal to which the output goes.
    Output,
    /// podman reads another file of settings: a warning.
    Configuration,
    /// podman keeps its volumes elsewhere: refused where the container has one with a name.
    Store,
    /// Another machine runs the container: refused.
    Elsewhere,
}

impl Becomes {
    /// Whether systemd itself does it, with any engine.
    pub fn is_of_systemd(self) -> bool {
        matches!(self, Self::Makes(_) | Self::Output)
    }
}

/// Values that turn a switch off.
const OFF: &[&str] = &["0", "no", "n", "false", "f", "off"];

const fn row(name: &'static str, becomes: Becomes, about: &'static str) -> Known {
    Known {
        name,
        becomes,
        about,
        remedy: "",
        unset: &[],
        check: |_| Ok(()),
    }
}

const fn harmless(name: &'static str, about: &'static str) -> Known {
    row(name, Becomes::Harmless, about)
}

const fn converted(name: &'static str, about: &'static str) -> Known {
    row(name, Becomes::Converted, about)
}

const fn told(name: &'static str, about: &'static str) -> Known {
    row(name, Becomes::Told, about)
}

impl Known {
    /// What to do.
    const fn then(self, remedy: &'static str) -> Self {
        Self { remedy, ..self }
    }

    /// A boolean: off, it sets nothing.
    const fn switch(self) -> Self {
        self.unless(OFF)
    }

    /// What systemd takes.
    const fn taking(self, check: fn(&str) -> Result<(), String>) -> Self {
        Self { check, ..self }
    }

    /// Values that set nothing.
    const fn unless(self, unset: &'static [&'static str]) -> Self {
        Self { unset, ..self }
    }

    /// Whether it is the row of all names that begin like this one.
    fn starts(&self, name: &str) -> bool {
        let start = self.name.strip_suffix('*');
        start.is_some_and(|start| name.starts_with(start))
    }
}

/// The row of a setting in an attribute of a unit, and its table.
pub fn find(attribute: &str, name: &str) -> Option<(&'static Table, &'static Known)> {
    let tables = TABLES.iter().filter(|table| table.attribute == attribute);
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let exact = rows.clone().find(|(_, row)| row.name == name);
    exact.or_else(|| {
        rows.filter(|(_, row)| row.starts(name))
            .max_by_key(|(_, row)| row.name.len())
    })
}

/// Names of the settings of an attribute.
pub fn names(attribute: &str) -> impl Iterator<Item = &'static str> {
    let tables = TABLES
        .iter()
        .filter(move |table| table.attribute == attribute);
    let rows = tables.flat_map(|table| table.rows);
    rows.map(|row| row.name).filter(|name| !name.ends_with('*'))
}

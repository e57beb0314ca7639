//! What a dashboard is made of, as tables have it.

use crate::monitoring::{Backend, Stack};
use crate::rules::components::Component;

/// A dashboard.
pub(super) struct Dashboard {
    /// Its name in addresses, and of its file.
    pub uid: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    pub needs: Needs,
    /// What a reader chooses at its top.
    pub variables: &'static [Variable],
    /// From left to right, and down where a row of 24 columns is full.
    pub panels: &'static [Panel],
}

/// What a dashboard or a panel needs of the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Always,
    /// Figures of nodes, by our exporter or by one of the hosts.
    Nodes,
    Backend(Backend),
    Part(Component),
    App(&'static str),
}

impl Needs {
    pub(super) fn are_met(self, stack: &Stack) -> bool {
        match self {
            Self::Always => true,
            Self::Nodes => stack.node_metrics,
            Self::Backend(backend) => stack.backend == backend,
            Self::Part(part) => stack.has(part),
            Self::App(kind) => stack.apps.iter().any(|app| app.kind == kind),
        }
    }
}

/// What a reader chooses.
pub(super) enum Variable {
    /// Any of the values of a label: name, title, `label_values(…)`.
    Of(&'static str, &'static str, &'static str),
    /// A number that is typed: name, title, what it is at first.
    Number(&'static str, &'static str, &'static str),
}

/// A panel.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    pub title: &'static str,
    pub kind: Kind,
    /// A unit of Grafana.
    pub unit: &'static str,
    /// Columns of 24, rows.
    pub size: (u8, u8),
    /// Expression and legend of each series.
    pub queries: &'static [(&'static str, &'static str)],
    /// What a value means that is not plain from the title.
    pub note: &'static str,
    /// From which value on it has which colour, besides green.
    pub steps: &'static [(u32, &'static str)],
    pub needs: Needs,
    /// How far back it looks, if not as far as its dashboard: `now/d`.
    pub since: &'static str,
}

/// How it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The newest value, large.
    Stat,
    /// The legends of all series.
    Names,
    /// A bar for each.
    Bars,
    /// Lines over time.
    Lines,
    /// Areas over time, one upon the other.
    Areas,
    /// Newest values as a table: columns with their heads; a value is `Value`, or `Value #A` of the first of several queries.
    Table(&'static [(&'static str, &'static str)]),
}

impl Panel {
    const fn new(
        title: &'static str,
        kind: Kind,
        unit: &'static str,
        size: (u8, u8),
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            title,
            kind,
            unit,
            size,
            queries,
            note: "",
            steps: &[],
            needs: Needs::Always,
            since: "",
        }
    }

    /// The newest value.
    pub(super) const fn stat(
        title: &'static str,
        unit: &'static str,
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Stat, unit, (4, 4), queries)
    }

    /// The legends, whatever the values are.
    pub(super) const fn names(
        title: &'static str,
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Names, "short", (4, 4), queries)
    }

    /// A bar for each.
    pub(super) const fn bars(
        title: &'static str,
        unit: &'static str,
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Bars, unit, (12, 9), queries)
    }

    /// Lines over time.
    pub(super) const fn lines(
        title: &'static str,
        unit: &'static str,
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Lines, unit, (12, 8), queries)
    }

    /// Areas over time.
    pub(super) const fn areas(
        title: &'static str,
        unit: &'static str,
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Areas, unit, (12, 8), queries)
    }

    /// A table.
    pub(super) const fn table(
        title: &'static str,
        columns: &'static [(&'static str, &'static str)],
        queries: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(title, Kind::Table(columns), "short", (12, 8), queries)
    }

    /// A unit of Grafana, where the kind has another.
    pub(super) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// Columns of 24, and rows.
    pub(super) const fn sized(mut self, columns: u8, rows: u8) -> Self {
        self.size = (columns, rows);
        self
    }

    /// What a value means.
    pub(super) const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    /// From which value on it has which colour.
    pub(super) const fn steps(mut self, steps: &'static [(u32, &'static str)]) -> Self {
        self.steps = steps;
        self
    }

    /// What it needs.
    pub(super) const fn needs(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    /// How far back it looks.
    pub(super) const fn since(mut self, since: &'static str) -> Self {
        self.since = since;
        self
    }
}

/// Colours of a share of something that runs out.
pub(super) const SHARE: &[(u32, &str)] = &[(75, "orange"), (90, "red")];
/// Any is one too many.
pub(super) const NONE_IS_GOOD: &[(u32, &str)] = &[(1, "red")];

//! What we may have to tell the operator: every rule, one file per range of codes.

pub mod exposure;
pub mod install;
pub mod network;
pub mod output;
pub mod process;
pub mod reading;
pub mod security;
pub mod storage;
pub mod workload;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A decision worth knowing.
    Note,
    /// The workload runs, but differs.
    Warning,
    /// The workload cannot be written.
    Error,
}

impl Severity {
    /// `note`, `warning`, `error`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing we may have to tell the operator. Ranges of codes: 1xx reading · 2xx identity, image,
/// grouping · 3xx network, exposure, dependencies · 4xx storage, devices, secrets · 5xx security ·
/// 6xx process, resources, health, lifecycle, logging · 7xx monitoring · 8xx emit · 9xx install.
/// A code is never used again for something else.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `K3M302`.
    pub code: &'static str,
    /// Severity unless the operator denies or accepts it.
    pub severity: Severity,
    /// One line, lower case, without a full stop.
    pub title: &'static str,
    /// What podman does, what Kubernetes does, why they differ, what we chose, how to choose
    /// otherwise, links. Printed by `k3s-migrate explain CODE` and in `docs/codes.md`.
    pub explain: &'static str,
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// What a diagnostic says about one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Say {
    /// One sentence with the container's name in back-ticks, lower case, no full stop.
    pub message: String,
    /// What is lost; empty for nothing.
    pub lost: String,
    /// What to do: alternatives, each an imperative; empty where there is nothing to do.
    pub remedies: Vec<String>,
}

impl Say {
    /// Just the sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// With what is lost.
    #[must_use]
    pub fn lost(mut self, lost: impl Into<String>) -> Self {
        self.lost = lost.into();
        self
    }

    /// With one more way out.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedies.push(remedy.into());
        self
    }
}

/// Makes one static per rule, and `TABLE` with all of them in order.
macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $title:literal, $explain:expr;)*) => {
        $(
            #[doc = $title]
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                code: $code,
                severity: $crate::rules::Severity::$severity,
                title: $title,
                explain: $explain,
            };
        )*
        /// The rules of this file, by code.
        pub static TABLE: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}
pub(crate) use rules;

/// Every rule, by code.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        reading::TABLE,
        workload::TABLE,
        network::TABLE,
        exposure::TABLE,
        storage::TABLE,
        security::TABLE,
        process::TABLE,
        output::TABLE,
        install::TABLE,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_sorted_unique_and_well_formed() {
        let codes: Vec<&str> = super::all().map(|rule| rule.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted, "sorted, each once");
        for rule in super::all() {
            let digits = rule.code.strip_prefix("K3M").unwrap_or_default();
            assert!(
                digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()),
                "{}",
                rule.code
            );
            assert!(
                !rule.title.ends_with('.') && !rule.title.is_empty(),
                "{}",
                rule.code
            );
            assert!(
                rule.explain.len() > 80,
                "{}: explain says too little",
                rule.code
            );
        }
    }
}

//! All rules, one file per range of codes.

use super::Rule;

pub mod exposure;
pub mod install;
pub mod network;
pub mod output;
pub mod process;
pub mod reading;
pub mod security;
pub mod storage;
pub mod workload;

/// Makes one static per rule, and `TABLE` with all of them in order.
macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $title:literal, $explain:expr;)*) => {
        $(
            #[doc = $title]
            pub static $name: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
                code: $code,
                severity: $crate::diagnostic::Severity::$severity,
                title: $title,
                explain: $explain,
            };
        )*
        /// The rules of this file, by code.
        pub static TABLE: &[&$crate::diagnostic::Rule] = &[$(&$name),*];
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

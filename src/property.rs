//! How often property tests are run.

use proptest::test_runner::Config;

/// `PROPTEST_CASES`, but so many at least.
pub fn cases(least: u32) -> Config {
    let config = Config::default();
    Config {
        cases: config.cases.max(least),
        ..config
    }
}

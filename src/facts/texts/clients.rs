//! Programs with `-h HOST`: what is behind that option is a host, and in other programs often a call for help.

/// Sorted.
const CLIENTS: &[&str] = &[
    "createdb",
    "dropdb",
    "mariadb",
    "mariadb-admin",
    "mariadb-check",
    "mariadb-dump",
    "mosquitto_pub",
    "mosquitto_sub",
    "mysql",
    "mysqladmin",
    "mysqlcheck",
    "mysqldump",
    "mysqlshow",
    "pg_basebackup",
    "pg_dump",
    "pg_dumpall",
    "pg_isready",
    "pg_restore",
    "psql",
    "redis-cli",
    "reindexdb",
    "vacuumdb",
    "valkey-cli",
];

/// Whether a word is one of them, with its path or without.
#[must_use]
pub fn is(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    CLIENTS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_found_by_path() {
        assert!(CLIENTS.is_sorted());
        assert!(is("/usr/bin/psql") && is("redis-cli"));
        assert!(!is("psql/x") && !is("sh"));
    }
}

//! Databases by their image: what saves them, what restores them, and what shows that they answer.

use super::class::ends_with;

/// Programs that keep their data in one way.
#[derive(Debug)]
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    /// The last parts of the paths of images that have it.
    pub images: &'static [&'static str],
    /// How it is saved and restored.
    pub way: Way,
}

/// How a database is saved.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// A program in the container writes it to standard output, and another one reads it from standard input.
    Stream {
        /// Command in the container that writes.
        dump: &'static str,
        /// Command in the container that reads.
        restore: &'static str,
        /// Command in the container that fails unless the database answers.
        check: &'static str,
        /// End of the file's name.
        suffix: &'static str,
    },
    /// A program in the container writes a file in its folder, which is copied, and put back while the container stands
    /// still.
    File {
        /// Command in the container that brings the file up to date.
        save: &'static str,
        /// The file in the container.
        file: &'static str,
        /// Command in the container that fails unless the database answers.
        check: &'static str,
    },
    /// A file of `SQLite`, which is copied while the container stands still.
    Sqlite {
        /// The file in the container.
        file: &'static str,
    },
}

const SQLITE: &str = "SQLite";

/// The user of `PostgreSQL`, as the images name it.
macro_rules! postgres {
    ($program:literal) => {
        concat!($program, r#" -U "${POSTGRES_USER:-postgres}""#)
    };
}

/// The password of `MariaDB` and `MySQL`, from a variable or from a file.
macro_rules! mysql {
    ($program:literal) => {
        concat!(
            $program,
            r#" -uroot -p"${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-$(cat "${MARIADB_ROOT_PASSWORD_FILE:-$MYSQL_ROOT_PASSWORD_FILE}")}}""#
        )
    };
}

/// Who may read all of `MongoDB`, where there are users at all.
macro_rules! mongo {
    ($program:literal) => {
        concat!(
            $program,
            r#" ${MONGO_INITDB_ROOT_USERNAME:+--username "$MONGO_INITDB_ROOT_USERNAME" --password "$MONGO_INITDB_ROOT_PASSWORD" --authenticationDatabase admin}"#
        )
    };
}

const POSTGRES: Way = Way::Stream {
    dump: postgres!("pg_dumpall --clean --if-exists"),
    restore: postgres!("psql -d postgres"),
    check: postgres!("pg_isready"),
    suffix: "sql",
};

const REDIS: Way = Way::File {
    save: "redis-cli save",
    file: "/data/dump.rdb",
    check: "redis-cli ping",
};

/// All rows; the first that fits counts.
pub const ROWS: &[Row] = &[
    Row {
        name: "PostgreSQL",
        images: &[
            "immich-app/postgres",
            "pgautoupgrade/pgautoupgrade",
            "pgvector/pgvector",
            "postgis/postgis",
            "postgres",
            "tensorchord/pgvecto-rs",
            "tensorchord/vchord-postgres",
            "timescale/timescaledb",
            "timescale/timescaledb-ha",
        ],
        way: POSTGRES,
    },
    Row {
        name: "MariaDB",
        images: &["linuxserver/mariadb", "mariadb"],
        way: Way::Stream {
            dump: mysql!("mariadb-dump --all-databases --single-transaction --routines --events"),
            restore: mysql!("mariadb"),
            check: mysql!("mariadb-admin ping"),
            suffix: "sql",
        },
    },
    Row {
        name: "MySQL",
        images: &["library/mysql", "mysql/mysql-server"],
        way: Way::Stream {
            dump: mysql!("mysqldump --all-databases --single-transaction --routines --events"),
            restore: mysql!("mysql"),
            check: mysql!("mysqladmin ping"),
            suffix: "sql",
        },
    },
    Row {
        name: "MongoDB",
        images: &["library/mongo", "mongodb/mongodb-community-server"],
        way: Way::Stream {
            dump: mongo!("mongodump --quiet --archive"),
            restore: mongo!("mongorestore --quiet --drop --archive"),
            check: mongo!("mongosh --quiet --eval 'db.runCommand({ping: 1})'"),
            suffix: "archive",
        },
    },
    Row {
        name: "Redis",
        images: &["eqalpha/keydb", "library/redis", "redis/redis-stack-server"],
        way: REDIS,
    },
    Row {
        name: "Valkey",
        images: &["valkey/valkey"],
        way: Way::File {
            save: "valkey-cli save",
            file: "/data/dump.rdb",
            check: "valkey-cli ping",
        },
    },
];

/// Programs that keep a file of `SQLite`, and where.
pub const FILES: &[(&str, &str)] = &[
    ("advplyr/audiobookshelf", "/config/absdatabase.sqlite"),
    ("dani-garcia/vaultwarden", "/data/db.sqlite3"),
    ("fallenbagel/jellyseerr", "/app/config/db/db.sqlite3"),
    ("forgejo/forgejo", "/data/gitea/gitea.db"),
    ("gitea/gitea", "/data/gitea/gitea.db"),
    ("grafana/grafana", "/var/lib/grafana/grafana.db"),
    (
        "home-assistant/home-assistant",
        "/config/home-assistant_v2.db",
    ),
    ("hotio/prowlarr", "/config/prowlarr.db"),
    ("hotio/radarr", "/config/radarr.db"),
    ("hotio/sonarr", "/config/sonarr.db"),
    ("linuxserver/lidarr", "/config/lidarr.db"),
    ("linuxserver/prowlarr", "/config/prowlarr.db"),
    ("linuxserver/radarr", "/config/radarr.db"),
    ("linuxserver/readarr", "/config/readarr.db"),
    ("linuxserver/sonarr", "/config/sonarr.db"),
    ("louislam/uptime-kuma", "/app/data/kuma.db"),
    ("n8nio/n8n", "/home/node/.n8n/database.sqlite"),
    ("seerr/seerr", "/app/config/db/db.sqlite3"),
    ("vaultwarden/server", "/data/db.sqlite3"),
];

/// The row of a database server, by registry and path of an image.
pub fn row(path: &str) -> Option<&'static Row> {
    ROWS.iter()
        .find(|row| row.images.iter().any(|image| ends_with(path, image)))
}

/// What is known of the data of an image: its name, and how it is saved.
pub fn way(path: &str) -> Option<(&'static str, Way)> {
    if let Some(row) = row(path) {
        return Some((row.name, row.way));
    }
    let file = FILES.iter().find(|(image, _)| ends_with(path, image));
    file.map(|(_, file)| (SQLITE, Way::Sqlite { file }))
}

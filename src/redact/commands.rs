//! Flags of programs that take a secret, as command lines and health checks of containers hold them.

/// What of a flag's value is the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// What stands behind the first of these: `-u user:password`.
    Behind(char),
}

/// A flag of a program that takes a secret.
struct Row {
    programs: &'static [&'static str],
    flag: &'static str,
    part: Part,
    /// Whether the value may stand in the flag's own word: `-pPASSWORD`.
    glued: bool,
}

const fn row(
    programs: &'static [&'static str],
    flag: &'static str,
    part: Part,
    glued: bool,
) -> Row {
    Row {
        programs,
        flag,
        part,
        glued,
    }
}

const MYSQL: &[&str] = &[
    "mariadb",
    "mariadb-admin",
    "mariadb-dump",
    "mysql",
    "mysqladmin",
    "mysqldump",
    "mysqlshow",
];
const REDIS: &[&str] = &["keydb-cli", "redis-cli", "valkey-cli"];
const MONGO: &[&str] = &["mongo", "mongodump", "mongorestore", "mongosh"];

/// Flags by a letter, which says nothing by itself; long ones are known by their name.
const ROWS: &[Row] = &[
    row(REDIS, "-a", Part::Whole, false),
    row(MYSQL, "-p", Part::Whole, true),
    row(MONGO, "-p", Part::Whole, true),
    row(&["curl"], "-u", Part::Behind(':'), true),
    row(&["curl"], "--user", Part::Behind(':'), false),
    row(&["curl"], "--proxy-user", Part::Behind(':'), false),
    row(&["sshpass"], "-p", Part::Whole, true),
    row(
        &["mosquitto_pub", "mosquitto_sub"],
        "-P",
        Part::Whole,
        false,
    ),
    row(&["ldapsearch", "ldapwhoami"], "-w", Part::Whole, false),
    row(&["smbclient", "smbstatus"], "-U", Part::Behind('%'), false),
    row(&["snmpget", "snmpwalk"], "-c", Part::Whole, false),
    row(&["sqlcmd"], "-P", Part::Whole, true),
    row(&["influx"], "-t", Part::Whole, false),
];

/// Whether a word is a program of the table, whatever folder it is in.
pub fn program(word: &str) -> Option<&'static str> {
    // `--health-cmd=redis-cli …`
    let name = word.rsplit(['/', '=']).next()?;
    let programs = ROWS.iter().flat_map(|row| row.programs);
    programs.copied().find(|program| *program == name)
}

/// What of the next word is secret behind this one.
pub fn takes_next(program: Option<&str>, word: &str) -> Option<Part> {
    rows(program)
        // `mysql -p db` asks for a password: without a value in its own word there is none.
        .filter(|row| !(row.glued && row.flag == "-p" && row.programs == MYSQL))
        .find(|row| row.flag == word)
        .map(|row| row.part)
}

/// The flag that this word begins with, and what of the rest is secret.
pub fn glued(program: Option<&str>, word: &str) -> Option<(usize, Part)> {
    rows(program).find_map(|row| {
        let rest = word.strip_prefix(row.flag)?;
        let at = row.flag.len() + usize::from(row.flag.starts_with("--") && rest.starts_with('='));
        let is_value = at > row.flag.len() || row.glued && !rest.is_empty();
        is_value.then_some((at, row.part))
    })
}

fn rows(program: Option<&str>) -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
        .filter(move |row| program.is_some_and(|program| row.programs.contains(&program)))
}

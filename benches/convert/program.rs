//! The program as it is called, from its start to its end, with what it says thrown away.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use serde_json::Value;

use super::{ROUNDS, inputs, median, place};

/// What is measured, in which sizes.
struct Row {
    name: &'static str,
    input: fn(usize) -> Value,
    /// Each with what becomes of it.
    sizes: &'static [(usize, End)],
    /// The same for podlet, which makes quadlet files of a Compose file.
    compose: Option<fn(usize) -> Value>,
}

/// How a conversion ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Written,
    /// An object would be larger than a cluster takes, which is known when all of it is made.
    Refused,
}

/// Two sizes show whether time grows in proportion.
const ROWS: [Row; 4] = [
    Row {
        name: "services",
        input: inputs::services,
        sizes: &[(1_000, End::Written)],
        compose: Some(inputs::compose),
    },
    // Both read the same file.
    Row {
        name: "Compose services",
        input: inputs::compose,
        sizes: &[(1_000, End::Written)],
        compose: Some(inputs::compose),
    },
    Row {
        name: "range of ports",
        input: inputs::range,
        sizes: &[(3_000, End::Written), (15_000, End::Refused)],
        compose: None,
    },
    Row {
        name: "dependsOn chain",
        input: inputs::chain,
        sizes: &[(160, End::Written), (800, End::Written)],
        compose: None,
    },
];

/// Under callgrind a program takes fifty times as long; one that takes longer than this is not
/// counted.
const COUNTED: f64 = 1_500.0;

/// Prints the table.
pub fn table() {
    println!("\n## The program, `convert -q`, layout yaml\n");
    println!(
        "| input | size | ms | CPU ms | time per unit, against the smaller size | M instructions | podlet ms | podlet CPU ms | podlet / ours | CPU ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let podlet = place::has("podlet");
    for row in &ROWS {
        let mut smaller = None;
        for &(size, end) in row.sizes {
            let each = measure(row, size, end, podlet, &mut smaller);
            let end = match end {
                End::Written => "",
                End::Refused => " (refused: too large)",
            };
            println!("| {} | {size}{end} | {each} |", row.name);
        }
    }
    if !podlet {
        println!("\nno podlet: `PATH=$(.ci/tool podlet):$PATH`");
    }
}

fn measure(row: &Row, size: usize, end: End, podlet: bool, smaller: &mut Option<f64>) -> String {
    let folder = tempfile::tempdir_in(place::folder()).unwrap();
    let folder = folder.path();
    let input = folder.join("input.json");
    fs::write(&input, (row.input)(size).to_string()).unwrap();
    let compose = row.compose.filter(|_| podlet).map(|compose| {
        let path = folder.join("compose.yaml");
        fs::write(&path, compose(size).to_string()).unwrap();
        path
    });
    let output = folder.join("output");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(time(&mut convert(&input, &output), end));
        remove(&output, end);
        if let Some(compose) = &compose {
            fs::create_dir(&output).unwrap();
            let mut command = Command::new("podlet");
            command
                .arg("--file")
                .arg(&output)
                .arg("compose")
                .arg(compose);
            theirs.push(time(&mut command, End::Written));
            assert_eq!(fs::read_dir(&output).unwrap().count(), size);
            fs::remove_dir_all(&output).unwrap();
        }
    }
    let wall = median(ours.iter().map(|(wall, _)| *wall));
    let per = wall / f64::from(u32::try_from(size).unwrap());
    let growth = smaller.map_or(String::new(), |smaller| format!("{:.2}", per / smaller));
    *smaller = Some(per);
    let counted = (wall < COUNTED).then(|| instructions(&input, &output, end));
    let counted = counted
        .flatten()
        .map_or("–".to_owned(), |n| format!("{n:.0}"));
    // The clock of a child's processor time is coarse, so that all rounds are taken together.
    let processor = |rounds: &[(f64, f64)]| {
        rounds.iter().map(|(_, processor)| processor).sum::<f64>() / f64::from(ROUNDS)
    };
    let podlet = if theirs.is_empty() {
        " |  |  | ".to_owned()
    } else {
        let pairs = ours.iter().zip(&theirs);
        format!(
            "{:.1} | {:.0} | {:.2} | {:.2}",
            median(theirs.iter().map(|(wall, _)| *wall)),
            processor(&theirs),
            median(pairs.map(|((ours, _), (theirs, _))| theirs / ours)),
            processor(&theirs) / processor(&ours),
        )
    };
    format!(
        "{wall:.1} | {:.0} | {growth} | {counted} | {podlet}",
        processor(&ours)
    )
}

fn convert(input: &Path, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
    command.args(["convert", "--quiet"]).arg(input);
    command.arg("--output").arg(output);
    command
}

/// Removes what was written; what is refused writes nothing.
fn remove(output: &Path, end: End) {
    match end {
        End::Written => fs::remove_dir_all(output).unwrap(),
        End::Refused => assert!(!output.exists()),
    }
}

/// Milliseconds of wall time, and of processor time.
fn time(command: &mut Command, end: End) -> (f64, f64) {
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = (Instant::now(), of_children());
    let status = command.status().unwrap();
    let wall = start.0.elapsed().as_secs_f64() * 1_000.0;
    let code = i32::from(end == End::Refused);
    assert_eq!(status.code(), Some(code), "{command:?}");
    (wall, of_children() - start.1)
}

/// Milliseconds on a processor of all children that have ended (proc(5): `cutime` and `cstime`, in
/// hundredths of a second).
fn of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, stat) = stat.rsplit_once(") ").unwrap();
    let words = stat.split(' ').skip(13).take(2);
    words.map(|word| word.parse::<f64>().unwrap() * 10.0).sum()
}

/// Millions of instructions of all threads; `None` where valgrind is missing.
fn instructions(input: &Path, output: &Path, end: End) -> Option<f64> {
    let ours = convert(input, output);
    let counted = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(ours.get_program())
        .args(ours.get_args())
        .output()
        .ok()?;
    remove(output, end);
    let text = String::from_utf8_lossy(&counted.stderr);
    let (_, count) = text.rsplit_once("Collected : ")?;
    let count: f64 = count.split_whitespace().next()?.parse().ok()?;
    Some(count / 1e6)
}

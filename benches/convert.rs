//! How long a conversion takes, beside the floor (parsing the same JSON and writing the same files)
//! and beside podlet. `cargo bench` prints two tables; a figure is the median of nine rounds, in
//! which what is compared takes turns.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench may panic"
)]

#[path = "convert/inputs.rs"]
mod inputs;
#[path = "convert/inside.rs"]
mod inside;
#[path = "convert/place.rs"]
mod place;
#[path = "convert/program.rs"]
mod program;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often everything is measured.
const ROUNDS: u32 = 9;

fn main() {
    if let Some(task) = inside::task() {
        inside::measure(&task);
        return;
    }
    let folder = place::folder();
    if place::in_memory(&folder) {
        println!("files are written to {}, a tmpfs", folder.display());
    } else {
        println!(
            "files are written to {}, which is NOT a tmpfs: the disk decides",
            folder.display()
        );
    }
    inside::table();
    program::table();
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

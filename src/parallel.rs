//! Work on all processors. What comes out does not depend on their number, as long as the tasks are independent.

use std::{panic, thread};

/// How many items a task should have, so that there is one for each processor and none with fewer than `least`: to start
/// a thread takes a while.
#[must_use]
pub fn share(items: usize, least: usize) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    items.div_ceil(processors).max(least)
}

/// Does each task, the first one on this thread; the results are in the order of the tasks.
pub fn all<T: Send, R: Send>(
    tasks: impl IntoIterator<Item = T>,
    run: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let run = &run;
    thread::scope(|scope| {
        let mut tasks = tasks.into_iter();
        let first = tasks.next();
        let rest: Vec<_> = tasks.map(|task| scope.spawn(move || run(task))).collect();
        let mut out: Vec<R> = first.map(run).into_iter().collect();
        for thread in rest {
            out.push(
                thread
                    .join()
                    .unwrap_or_else(|panic| panic::resume_unwind(panic)),
            );
        }
        out
    })
}

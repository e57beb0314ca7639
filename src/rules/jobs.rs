//! 27x: jobs of Compose, and words of Compose that Docker passes over.

use super::rules;

rules! {
    CONSISTENCY = "K3M270", Note, "Docker on Linux passes over `consistency`",
    "`consistency` was for Docker on macOS. Docker on Linux accepts it and does nothing with it.";
    JOB_WORDS = "K3M271", Note, "what the word says is so for every Job",
    "A Job can be started by hand, and no run of a CronJob starts while another one of it runs.";
    SECOND_SCHEDULE = "K3M272", Warning, "a job has a second schedule" {
        second_schedule(name) => "`{name}` has more than one schedule",
            effect: "it runs at the first one only: a CronJob has one schedule",
            do: "write both into one, as `0 3,15 * * *`", "write a second job with the other schedule";
    },
    "A CronJob has one schedule of five fields. Each field may be a list.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax";
    SCHEDULE_UNUSED = "K3M273", Note, "the schedule of a job is not that of its workload" {
        schedule_unused(name) => "`{name}` has a schedule that is not used",
            effect: "the settings choose another schedule or another kind of workload, or the workload is that of another container";
    },
    "`containers.NAME.schedule` and `containers.NAME.kind` of the settings go before the schedule that a job is written with.";
}

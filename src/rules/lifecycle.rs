//! 66x to 69x: lifecycle, logging.

use super::rules;

/// Who is meant to end, if a Pod of one container is to become a Job.
pub const IT_IS: &str = "it is";
/// The same of a Pod with several containers.
pub const ALL_ARE: &str = "all containers of its Pod are";

rules! {
    NEVER_RESTARTED = "K3M660", Warning, "a container that systemd does not restart is restarted" {
        never_restarted(name, policy, kind, owner, who) => "`{name}` stays stopped once it exits (`Restart={policy}` of its unit)",
            effect: "a {kind} starts it again",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        never_restarted_by_mistake(name, kind, owner, who) => "`{name}` stays stopped once it exits (systemd ignores `Restart=` of its unit)",
            effect: "a {kind} starts it again",
            do: "correct `Restart=`", "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        never_restarted_by_engine(name, kind, owner, who) => "`{name}` stays stopped once it exits (`--restart=no`)",
            effect: "a {kind} starts it again",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        only_after_codes(name, codes, kind, owner, who) => "`{name}` is only restarted after exit code {codes} (`RestartForceExitStatus=` of its unit)",
            effect: "a {kind} also starts it again after every other exit code",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        only_after_success(name, kind, owner, who) => "`{name}` stays stopped after a failure (`Restart=on-success` of its unit)",
            effect: "a {kind} also starts it again after a failure",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        after_success_or_codes(name, codes, kind, owner, who) => "`{name}` stays stopped after a failure other than exit code {codes} \
            (`Restart=on-success` and `RestartForceExitStatus=` of its unit)",
            effect: "a {kind} also starts it again after every other failure",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
        not_after_codes(name, codes, lists, kind, owner, who) => "`{name}` stays stopped after exit code {codes} ({lists} of its unit)",
            effect: "a {kind} starts it again after every exit code",
            do: "set `containers.{name:#}.accept = [ \"K3M660\" ]` if it is a service that may start again", "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
    },
    "`Restart=no`, which is also the default of systemd, leaves a container stopped once it exits. So do `on-abnormal`, \
     `on-abort` and `on-watchdog`: they look at signals, and podman exits with a code of its own when a signal ended \
     the program. `RestartPreventExitStatus=`, `RestartForceExitStatus=` and `SuccessExitStatus=` name exit codes. \
     A Deployment keeps \
     its Pod running: a container that exits is started again, with pauses that grow to five minutes. That is right \
     for a service. For a program that is meant to end, set `Type=oneshot` in the unit, or \
     `containers.NAME.kind = \"Job\"` in the settings; in a Pod of several containers NAME is its first one.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    ONLY_AFTER_FAILURE = "K3M661", Note, "a container that is restarted only after a failure is restarted after success too" {
        only_after_failure(name, kind, owner, who) => "`{name}` is restarted only after a failure",
            effect: "a {kind} also restarts it after exit code 0",
            do: "set `containers.{owner:#}.kind = \"Job\"` if {who} meant to end";
    },
    "`Restart=on-failure` and `--restart=on-failure` leave a container stopped that exits with code 0. A Deployment \
     starts it again, because its Pods are never meant to end. A service that never exits sees no difference. \
     For a program that is meant to end, set `containers.NAME.kind = \"Job\"`; in a Pod of several containers NAME is \
     its first one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#restart-policy\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    RESTARTS_ANYWAY = "K3M662", Note, "the systemd unit decides about restarts",
    "A container that podman does not start again has ended for systemd. Then `Restart=` of the unit counts: \
     NixOS sets it to `always`, and a quadlet file says it in `[Service]`. So `--restart` says nothing that the unit would not do.";
    AUTO_START = "K3M663", Note, "a workload starts as soon as it exists",
    "`autoStart = true` starts the unit at boot. A controller starts its Pod when it is created, and again after each \
     boot of the node.";
    PULLED_UP = "K3M664", Note, "a container with `autoStart = false` is started by something else" {
        needed_by_container(name, other) => "`{name}` has `autoStart = false`, but `{other}` requires it",
            effect: "the Pod runs from the start";
        started_by_unit(name, unit) => "`{name}` has `autoStart = false`, but `{unit}` starts it",
            effect: "the Pod runs from the start";
        started_by_controller(name) => "`{name}` has `autoStart = false`, but its controller starts it",
            effect: "the Pod runs from the start";
    },
    "`autoStart = false` keeps the unit from starting at boot. Another unit that requires or wants it starts it all the \
     same, so the Pod runs too. To stop it: `containers.NAME.replicas = 0` in the settings.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Requires=";
    STARTS_WITH_POD = "K3M665", Warning, "a container with `autoStart = false` starts with its Pod" {
        starts_with_pod(name, other) => "`{name}` has `autoStart = false`, but `{other}` in the same Pod starts",
            effect: "all containers of a Pod start together";
    },
    "Containers that share a network namespace become one Pod, and all containers of a Pod start together. The one \
     with `autoStart = false` does too.";
    NOT_STARTED = "K3M666", Note, "a container does not start until you start it" {
        not_started(name, owner, kind, workload, namespace) => "`{name}` does not start at boot, and no other unit starts it",
            effect: "it has `replicas: 0`; a Pod that you start by hand stops with the next change of the workload",
            do: "run `kubectl scale {kind}/{workload} -n {namespace} --replicas=1` to start it",
                "set `containers.{owner:#}.replicas = 1` to keep it running";
        not_started_job(name, job, namespace) => "`{name}` does not start at boot, and no other unit starts it",
            effect: "its Job is suspended; a Job that you resume by hand is suspended again with its next change",
            do: "run `kubectl patch job/{job} -n {namespace} -p '{{\"spec\":{{\"suspend\":false}}}}'` to run it once";
    },
    "`autoStart = false`, or a unit that no target and no other unit wants (`wantedBy`): the container runs only when you \
     start it. Its Deployment has `replicas: 0`, and a Job is suspended, which has the same effect. `kubectl scale` \
     starts it, as `systemctl start` did. Applying a changed manifest sets the number back: K3s does so whenever the file \
     changes, as after an update of the image.\n\n\
     https://kubernetes.io/docs/reference/kubectl/generated/kubectl_scale/";
    REMOVED = "K3M667", Note, "a container that ended is always removed",
    "`--rm`, which NixOS passes unless `autoRemoveOnStop = false`, removes a container when it ends, and its anonymous \
     volumes with it. The kubelet does so in any case.";
    KEPT_AFTER_END = "K3M668", Note, "a stopped container is not kept" {
        kept_after_end(name) => "`{name}` is kept after it stops; a container of a Pod is removed",
            effect: "files that it wrote outside its volumes are gone after a restart",
            do: "mount a volume where it writes files that must survive";
    },
    "Without `--rm` podman keeps a stopped container, and starting it again finds the files that it wrote to its root \
     file system. A Pod starts each container from the image; only volumes stay. Put files that must survive into a \
     volume.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#rm";
    STOP_SIGNAL = "K3M669", Warning, "the stop signal is sent by a command in the container, or not at all" {
        stopped_by_kill(name) => "`{name}` is stopped with `SIGKILL`, which Kubernetes sends last",
            effect: "the program first receives the stop signal of its image, or TERM, and has its grace period",
            do: "set `--stop-timeout=1` for the shortest grace period";
        signal_out_of_reach(name, signal) => "`{name}` is stopped with `{signal}`, which a Pod with a shared process namespace cannot send",
            effect: "the program receives the stop signal of its image, or TERM",
            do: "set `STOPSIGNAL {signal}` in the image";
        signal_by_command(name, signal) => "`{name}` is stopped with `{signal}`, which a preStop command sends",
            effect: "without `/bin/sh`, `kill` and `sleep` in the image, it receives the image's stop signal, or TERM",
            do: "set `STOPSIGNAL {signal}` in the image, and remove the option";
    },
    "podman sends `--stop-signal` to process 1. Kubernetes sends the `STOPSIGNAL` of the image, or TERM; \
     `lifecycle.stopSignal` is behind a feature gate that is off. So a preStop command in the container sends the \
     signal and waits for the end, within the grace period. It needs `/bin/sh`, `kill` and `sleep` in the image; \
     without them Kubernetes sends its own signal at once. A program that the signal does not end receives that one \
     too, when its grace period is over. `SIGKILL` cannot be sent like this.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal\n\
     https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/";
    GRACE = "K3M670", Note, "all containers of a Pod share one grace period" {
        more_grace(name, given, pod) => "`{name}` has {given} s to stop, and its Pod {pod} s",
            effect: "a container that does not stop is killed when the time of the Pod is over";
        no_grace(name, pod) => "`{name}` has 0 s to stop, and its Pod {pod} s",
            effect: "a container that does not stop is killed when the time of the Pod is over, after one second at the earliest";
    },
    "`--stop-timeout` is per container, `terminationGracePeriodSeconds` per Pod: the longest time of its containers, \
     and the time that the sidecars need after them. Zero becomes one second, because zero would remove the Pod from \
     the API while it still runs. A container that stops earlier is not waited for.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination";
    TIMEOUT = "K3M671", Warning, "a limit on the run time is lost" {
        timeout(name, seconds, owner) => "`{name}` is killed after {seconds} s (`--timeout`), a limit that only a Job has",
            effect: "the container runs on after that time",
            do: "set `containers.{owner:#}.kind = \"Job\"`";
        timeout_restarts(name, seconds, kind, workload, namespace) => "`{name}` is killed after {seconds} s (`--timeout`) and started again",
            effect: "the container runs on after that time",
            do: "run `k3s kubectl rollout restart {kind}/{workload} -n {namespace}` as often, by a timer of the host";
    },
    "podman kills a container `--timeout` seconds after its start. `activeDeadlineSeconds` does that for a Job, and \
     the API server refuses it for a Pod that is kept running.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    STARTED_IS_READY = "K3M672", Note, "a container counts as started when it runs",
    "`--sdnotify=conmon`, which NixOS passes, and `ignore` report the unit as started as soon as the container runs. \
     A Pod without a readiness probe is ready then, too.";
    NOTIFY = "K3M673", Warning, "readiness that the container reports has no effect" {
        notify_healthy(name, image) => "`{name}` is ready after its health check succeeds (`--sdnotify=healthy`), but its Pod has none",
            effect: "the Pod counts as ready as soon as it runs",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` the image's `HEALTHCHECK` becomes a probe",
                "write it as `--health-cmd`";
        notify(name) => "`{name}` reports readiness itself (`--sdnotify=container`), and a Pod has no socket for it",
            effect: "the Pod counts as ready as soon as it runs",
            do: "set `--health-cmd`: it becomes the readiness probe";
    },
    "With `--sdnotify=container` the program writes to systemd's socket, with `healthy` podman does after the first \
     successful health check, and units that come later wait for it. Kubernetes asks instead of listening: a Pod is \
     ready when its readiness probe succeeds. `--health-cmd` becomes such a probe.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    ROOTLESS = "K3M674", Error, "a rootless container would run as root" {
        rootless(name, user) => "`{name}` runs rootless as the host's user `{user}`; in a Pod its root is the host's root",
            effect: "root in the container could read and write every path that is mounted",
            do: "set `user` to the numeric ids of `{user}`, as in `user = \"1000:100\"`",
                "set `containers.{name:#}.accept = [ \"K3M674\" ]` to run it as root";
    },
    "`podman.user` runs podman as a user of the host: root in the container is that user outside, and can do no more \
     than that user. containerd of K3s runs as root, and root in the container is the host's root for every mounted \
     path. That gives the container more rights, so it is refused. Give it a numeric `user` that owns its files, or \
     accept the code for this container.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    RUN_BY_ROOT = "K3M675", Note, "root runs podman, and root runs containerd",
    "`podman.user = \"root\"` is NixOS' default: the container belongs to the system's podman. containerd of K3s runs \
     as root as well.";
    START_LIMIT = "K3M676", Note, "systemd stops trying to start a container, and the kubelet does not" {
        start_limit(name, burst, interval) => "`{name}` stays stopped after {burst} starts in {interval} (`StartLimitBurst=` of its unit)",
            effect: "the kubelet goes on to start it, after pauses that grow to 5 minutes",
            do: "watch the Pod: alert on `kube_pod_container_status_restarts_total`";
    },
    "`StartLimitBurst=` and `StartLimitIntervalSec=` end the restarts of a unit that fails too often. The kubelet restarts the \
     container of a Deployment without an end, at once, after 10, 20, 40 seconds and so on, up to 5 minutes. A Job \
     heeds the limit: it is tried so often.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#StartLimitIntervalSec=interval\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    ROOTLESS_USER = "K3M677", Warning, "a rootless container runs as a user of the node" {
        rootless_user(name, user, number) => "`{name}` runs rootless as the host's user `{user}`; in a Pod it runs as the node's user {number}",
            effect: "it has no user namespace: files that it wrote under podman have other owners than the program expects",
            do: "change the owner of the files that it uses to {number}";
    },
    "`podman.user` runs podman as a user of the host, in a user namespace: 0 in the container is that user outside, and \
     the others are its subordinate ids. containerd of K3s makes no such namespace: the number in the container is the \
     number on the node. So the owner of files that a rootless container wrote as other users has to be changed, and an \
     escape from the container no longer ends in the session of that user.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode";
    UNIT_COMMANDS = "K3M678", Warning, "the unit of a container does more than run it" {
        unit_commands(name, setting) => "`{name}` has commands in its unit: `{setting}`",
            effect: "a Pod has no unit, so the commands do not run",
            do: "run them in a separate unit of the host, ordered before `k3s.service`, or in the container";
        unit_commands_make(name, setting, path, command) => "`{name}` has commands in its unit that name `{path}`, which it uses: `{command}` (`{setting}`)",
            effect: "a Pod has no unit, so the commands do not run, and the file stays as it is or is missing",
            do: "run them in a separate unit of the host, ordered before `k3s.service`, and before `k3s-migrate install` where a Secret is made from the file";
        conditions(name, conditions) => "`{name}` has conditions in its unit: `{conditions}`",
            effect: "the Pod starts whether they hold or not",
            do: "check them in the container";
        starts_other_units(name, setting, units) => "`{name}` has `{setting}` in its unit, which starts `{units}`",
            effect: "a Pod has no unit, so they are not started",
            do: "watch the Pod: alert on `kube_pod_container_status_restarts_total`";
        runtime_max(name, limit, seconds, owner) => "`{name}` is stopped after {limit} by `RuntimeMaxSec=` of its unit",
            effect: "a Pod has no unit, so it runs on",
            do: "set `--timeout={seconds}` and `containers.{owner:#}.kind = \"Job\"`: a Job has a deadline";
        runtime_max_of_job(name, limit, seconds) => "`{name}` is stopped after {limit} by `RuntimeMaxSec=` of its unit",
            effect: "a Pod has no unit, so it runs on",
            do: "set `--timeout={seconds}`: its Job then has a deadline";
        runtime_max_restarts(name, limit, kind, workload, namespace) => "`{name}` is restarted after {limit} by `RuntimeMaxSec=` of its unit",
            effect: "a Pod has no unit, so it runs on",
            do: "run `k3s kubectl rollout restart {kind}/{workload} -n {namespace}` as often, by a timer of the host";
    },
    "`preStart`, `ExecStartPre=`, `postStop`, conditions and `OnFailure=` belong to the systemd unit, and the unit \
     goes when the container becomes a Pod. Their work has to move: into a separate unit of the host (ordered before \
     k3s.service), into the container, or into an init container written by hand.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#ExecStartPre=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/init-containers/";
    UNIT_LIMITS = "K3M679", Note, "a limit of the unit does not reach the container" {
        unit_limit_of_client(name, key, option) => "`{name}` has `{key}=` in its unit",
            effect: "the limit holds for the command `docker`, and never reached the container",
            do: "add `{option}` to `extraOptions` if the container needs that limit";
        unit_limit(name, key, option) => "`{name}` has `{key}=` in its unit",
            effect: "the Pod has no such limit; under podman it reaches the container only with `--cgroups=split`",
            do: "add `{option}` to `extraOptions` if the container needs that limit";
    },
    "`MemoryMax=`, `CPUQuota=` and the related settings limit the control group of the unit. podman puts a container \
     into a separate scope next to the unit, so that they limit podman only; `--cgroups=split` is the exception. A Pod \
     has no unit, and the limit is not written: the container has none today. To set one, add `--memory`, `--cpus` or \
     `--pids-limit` to `extraOptions`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroups-how\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
    JOB = "K3M680", Note, "a container that is meant to end becomes a Job" {
        job(name, owner) => "`{name}` is meant to end, so it becomes a Job",
            effect: "it runs once for each version of its manifest, not at each boot of the host",
            do: "set `containers.{owner:#}.kind = \"Deployment\"` to keep it running";
        suspended_job(name) => "`{name}` is meant to end, so it becomes a Job, which is suspended";
        job_ends_well(name) => "`{name}` is restarted whenever it exits",
            effect: "a Job does not restart it after exit code 0";
    },
    "`Type=oneshot` says that a unit is meant to end. A Job runs its Pod until it has ended well once. It tries as often \
     as `Restart=` and `StartLimitBurst=` say, with pauses of ten seconds and more, each time in a new Pod; without a \
     limit in the same Pod. systemd runs the unit at each boot; a Job runs once, and again when its manifest changes. \
     Choose another kind with `containers.NAME.kind`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type=\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/";
    CRON_JOB = "K3M681", Note, "a container that a timer starts becomes a `CronJob`" {
        cron_job(name, schedule) => "`{name}` is started by a timer, so it becomes a CronJob: `{schedule}`";
        inexact_cron_job(name, schedule) => "`{name}` is started by a timer, so it becomes a CronJob: `{schedule}`",
            effect: "it starts by the clock, without a random delay and without regard to the last run",
            do: "set `containers.{name:#}.schedule = \"30 4 * * *\"` for another schedule";
    },
    "`OnCalendar=` becomes the five fields of a schedule, in the time zone of the timer or of the server. \
     `Persistent=true` makes up for a missed start, as a CronJob does; without it `startingDeadlineSeconds: 60` keeps \
     the CronJob from that. Times that count from the last run become the nearest times of the clock, and random \
     delays are left out. `concurrencyPolicy: Forbid` keeps a second run from starting during the first, as systemd \
     does.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";
    NO_SCHEDULE = "K3M682", Error, "a cron schedule cannot express when a timer starts" {
        no_schedule(name) => "`{name}` runs at times that a cron schedule cannot express",
            do: "set a schedule that comes near: `containers.{name:#}.schedule = \"30 4 * * *\"`";
    },
    "A schedule has minute, hour, day, month and weekday. It has no seconds, no years, no days from the end of the \
     month, no day and weekday that must both fit, and no distance that does not divide an hour, a day or a week. \
     Choose a schedule in the settings: `containers.NAME.schedule`, five fields, with `timeZone` where it matters.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax";
    TIMED = "K3M683", Note, "a workload with a timer starts at the times of the timer",
    "`autoStart` decides about the boot. A container that a timer starts becomes a CronJob, which starts nothing before \
     its time, or a Job, where the timer only counts from the boot.";
    MORE_PODS = "K3M684", Error, "several Pods of a workload would conflict" {
        many_writers(name, pods) => "`{name}` would run as {pods} Pods, which write to the same volume",
            do: "remove `replicas` and `autoscaling` of `containers.{name:#}`", "choose another storage for it";
        many_listeners(name, pods) => "`{name}` would run as {pods} Pods, and only one can have the ports of the host",
            do: "remove `replicas` and `autoscaling` of `containers.{name:#}`", "choose another exposure for it";
    },
    "The settings request more than one Pod (`replicas`, `autoscaling`), and the container writes to a folder of the \
     host or to a claim, or has ports of the host. Two writers of one database break it, and a port of a host can be \
     taken once.";
    AUTOSCALING = "K3M685", Error, "scaling by CPU needs a CPU request" {
        autoscaling(name) => "`{name}` has `autoscaling` by CPU use, but no CPU request to compare it with",
            do: "set `containers.{name:#}.resources.requests.cpu`: the CPU that one Pod normally uses";
    },
    "An autoscaler compares the use of CPU with the request. podman's containers request nothing, so set the amount \
     that one Pod normally uses: `containers.NAME.resources.requests.cpu`.\n\n\
     https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/";
    JOB_TIMEOUT = "K3M686", Note, "a Job that takes too long is stopped before it is killed" {
        job_timeout(name, seconds) => "`{name}` is killed after {seconds} s (`--timeout`); a Job is stopped first",
            effect: "the program receives TERM and has its grace period before KILL";
    },
    "podman sends SIGKILL `--timeout` seconds after the start. `activeDeadlineSeconds` of a Job stops its Pod in the \
     usual order: TERM, the grace period, then KILL. It counts from the start of the Job, over all tries.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    ON_DEMAND = "K3M687", Warning, "a unit of the host no longer starts a container" {
        on_demand(name, units, owner, kind, workload, namespace) => "`{name}` does not start at boot, and is started by `{units}`",
            effect: "it has `replicas: 0`, and nothing starts its Pod; one that you start by hand stops with the next change of \
            the workload",
            do: "run `kubectl scale {kind}/{workload} -n {namespace} --replicas=1` to start it",
                "set `containers.{owner:#}.replicas = 1` to keep it running";
        on_demand_job(name, units, job, namespace) => "`{name}` does not start at boot, and is started by `{units}`",
            effect: "its Job is suspended, and nothing starts it; one that you resume by hand is suspended again with its next \
            change",
            do: "run `kubectl patch job/{job} -n {namespace} -p '{{\"spec\":{{\"suspend\":false}}}}'` to run it once";
        also_on_demand(name, units, kind, owner) => "`{name}` is meant to end, and is also started by `{units}`",
            effect: "its {kind} does not run when that happens",
            do: "set `containers.{owner:#}.schedule = \"30 4 * * *\"` if it may run at fixed times instead";
    },
    "A unit starts another one when it starts itself (`wants`, `requires`, `bindsTo`, `upholds`), when it fails or ends \
     (`onFailure`, `onSuccess`), at a time, with a connection to a socket or when a path changes, or with a command \
     (`systemctl start`). Kubernetes does not know \
     the units of the host. Where such a unit runs, or a timer, a socket or a path starts a container that keeps running, \
     the Pod runs from the start (K3M664). Where the unit itself waits to be started, or the container is meant to end, the \
     Pod does not follow: let that unit run `kubectl`, or choose a schedule.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Wants=\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.path.html";
    SOCKET = "K3M688", Warning, "systemd does not open a socket for a container" {
        socket(name, socket) => "`{name}` is started by `{socket}`, which hands its sockets on",
            effect: "a Pod receives no open socket, and where systemd still holds the address, the program cannot open it",
            do: "let the program open the socket itself, publish its port with `ports`, and disable `{socket}`";
    },
    "With a socket unit systemd listens, starts the container with the first connection, and podman hands the open socket \
     on to the program (`LISTEN_FDS`). The kubelet starts a Pod at once, and hands nothing on: the program has to listen \
     itself.\n\n\
     https://github.com/containers/podman/blob/main/docs/tutorials/socket_activation.md\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.socket.html";
    NO_RESTART_LIMIT = "K3M689", Note, "a container is restarted without a limit" {
        after_failures(name, count, kind) => "`{name}` is restarted after {count} failures at most (`--restart=on-failure:{count}`)",
            effect: "a {kind} restarts it after every failure, with pauses of up to five minutes";
    },
    "`--restart=on-failure:N` ends the attempts to start a program that fails. The kubelet goes on: its \
     pauses grow from ten seconds to five minutes, and the Pod is reported as `CrashLoopBackOff`. Only a Job has a limit of \
     its own (`backoffLimit`).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#restart-policy\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#StartLimitIntervalSec=interval\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    LOGS = "K3M690", Note, "the output of containers goes to files of the kubelet, not to the journal" {
        logs() => "the containers no longer write to the journal",
            effect: "`journalctl` no longer shows their output, and programs that read it there (fail2ban, alloy, promtail) miss it",
            do: "read it with `kubectl logs`, and point collectors at /var/log/pods";
    },
    "NixOS passes `--log-driver=journald` to every container. The kubelet has one way for all: files in \
     /var/log/pods (links in /var/log/containers), 10 MiB and five of them for each container, in the form that \
     `kubectl logs` and every collector for Kubernetes read. `containerLogMaxSize` and `containerLogMaxFiles` of its \
     configuration change that for the whole node.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-driver-driver\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_OPTION = "K3M691", Note, "the kubelet decides how containers log" {
        log_driver(name) => "`{name}` sets a log driver",
            effect: "its output goes to /var/log/pods, as for every Pod";
        log_size(name) => "`{name}` limits the size of its log",
            effect: "the kubelet keeps five files of 10 MiB for each container",
            do: "set `containerLogMaxSize` in the kubelet's configuration: it holds for the whole node";
        log_option(name) => "`{name}` sets an option of its log driver",
            effect: "its log has no tag and no labels: the files are named after namespace, Pod and container";
    },
    "Driver, size and tag of a log are set for the whole node, not for a container: see K3M690.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-opt-name-value";
    LOG_FILE = "K3M692", Warning, "a log file is no longer written" {
        log_file(name, path) => "`{name}` writes its log to `{path}`",
            effect: "the file is no longer written, and programs that read it find no new lines",
            do: "point them at /var/log/pods, or let the program in the container write the file";
        log_elsewhere(name) => "`{name}` sends its log to another program or machine (`--log-driver`)",
            effect: "the destination receives no lines any more",
            do: "let a collector on the node send /var/log/pods there";
    },
    "`--log-opt path=` names the file that podman writes. The kubelet names its files after namespace, Pod and \
     container, below /var/log/pods. Point programs that read the old file (fail2ban, a log shipper) at the new ones.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_NONE = "K3M693", Warning, "a container without a log has one in a Pod" {
        log_none(name) => "`{name}` keeps no log (`--log-driver=none`)",
            effect: "the kubelet keeps its output in /var/log/pods, where `kubectl logs` reads it",
            do: "configure the program to write no log";
    },
    "With `--log-driver=none`, the engine keeps nothing of what a container writes, often because it is secret or endless. \
     (A unit of Docker's that stays attached to its container may still write it to the journal.) The kubelet keeps the \
     output of every container; only the program can keep quiet.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    REMAINS = "K3M694", Warning, "a restarted container finds files that a new one would not have" {
        remains(name, paths, workload, namespace) => "`{name}` keeps the files in {paths} when it is restarted in its Pod",
            effect: "after a crash the program sees its old lock and PID files; one that trusts them does not start again",
            do: "let its start command remove files that it does not expect",
                "run `kubectl delete pod -n {namespace} -l app.kubernetes.io/name={workload}` when it is stuck: a new Pod has new directories";
    },
    "A tmpfs, a ramfs, an anonymous volume and the writable directories of `--read-only` belong to the container in \
     podman. systemd starts a new container each time, so they are new as well. In a Pod they are `emptyDir` volumes, \
     which belong to the Pod. The kubelet restarts a container that crashes, or that fails its liveness probe, in the \
     same Pod, and the program finds what it left there. Many programs check whether the process in a PID file still \
     lives; one that only looks for the file refuses to start. A new Pod has new directories: after an update, after \
     `kubectl delete pod`, and after `kubectl rollout restart`. A path that is not mounted at all belongs to the \
     container's own file system, which is new at each start in Kubernetes, too: without `--read-only`, removing a \
     `--tmpfs` or an anonymous volume has that effect. No field of a Deployment replaces the Pod when a container \
     ends.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#emptydir\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    SHARED_MEMORY_REMAINS = "K3M695", Note, "a restarted container finds the shared memory of the one before" {
        shared_memory_remains(name) => "`{name}` keeps the content of `/dev/shm` and System V memory when it is restarted in its Pod",
            effect: "after a crash the program sees shared memory and semaphores of its last run, which podman removes";
    },
    "`/dev/shm`, POSIX and System V shared memory, semaphores and message queues belong to an IPC namespace. podman makes \
     one for each container, and removes it with the container. In Kubernetes it belongs to the Pod: the containers of \
     a Pod share it, and a container that is restarted after a crash finds what the last run left. Databases that use \
     shared memory recognize such segments and remove them. A new Pod has new shared memory, as K3M694 says.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#ipc-ipc\n\
     https://kubernetes.io/docs/concepts/workloads/pods/";
    EXIT_CODES_OF_JOB = "K3M696", Warning, "a Job treats every exit code but 0 as a failure" {
        job_fails(name, codes) => "`{name}` succeeds with exit code {codes} (`SuccessExitStatus=` of its unit)",
            effect: "its Job is not tried again after that code, but it is reported as failed",
            do: "let the program exit with 0 when it has succeeded";
        job_not_after_codes(name, codes, lists) => "`{name}` is not tried again after exit code {codes} ({lists} of its unit)",
            effect: "its Job, which has several containers, tries again after every failure",
            do: "let the program exit with 0 when no other try is needed";
        job_after_codes(name, codes) => "`{name}` is restarted after exit code {codes} (`RestartForceExitStatus=` of its unit)",
            effect: "its Job is over after that code and does not try again",
            do: "set `Restart=on-failure` in its unit: its Job then tries again after every failure";
    },
    "systemd compares the exit code with three lists: `RestartPreventExitStatus=` keeps a unit stopped, \
     `RestartForceExitStatus=` restarts it, and `SuccessExitStatus=` counts more codes as success. A Job is complete \
     after exit code 0 only. `podFailurePolicy` makes it give up after the codes of the first list, and after those that \
     count as success, where the Pod has one container; no field completes it.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#SuccessExitStatus=\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy";
    NO_SUCH_CHOICE = "K3M697", Warning, "a choice of the settings has no effect on its workload" {
        of_member(name, key, owner) => "the settings choose `{key}` for `{name}`, which is in the Pod of `{owner}`",
            effect: "the choice has no effect: one controller runs the whole Pod",
            do: "set `containers.{owner:#}.{key}`, which holds for all containers of the Pod";
        not_of_kind(name, key, kind) => "the settings choose `{key}` for `{name}`, which is a {kind}",
            effect: "the choice has no effect: a {kind} has no such field",
            do: "remove `containers.{name:#}.{key}`", "choose another `containers.{name:#}.kind`";
        scaled(name) => "the settings choose `replicas` and `autoscaling` for `{name}`",
            effect: "`replicas` has no effect: the autoscaler sets the number of Pods",
            do: "remove `containers.{name:#}.replicas`";
    },
    "`kind`, `replicas`, `autoscaling`, `schedule`, `timeZone` and `priorityClass` choose something for a controller, \
     which runs one Pod with all its containers: they are read for the first container of the Pod only. A number of \
     Pods belongs to a Deployment or a StatefulSet, and a schedule to a CronJob.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/";
    SCHEDULED = "K3M698", Warning, "a schedule makes a `CronJob` of a container that keeps running" {
        scheduled(name) => "`{name}` keeps running under podman, and its `schedule` makes it a CronJob",
            effect: "it starts at those times only, and a run that does not end keeps the next one from starting",
            do: "remove `containers.{name:#}.schedule` to keep it running",
                "set `containers.{name:#}.kind = \"CronJob\"` if it ends";
    },
    "A `schedule` in the settings means a CronJob. Nothing in the input says that the container is meant to end: it has no \
     `Type=oneshot` and no timer, or its unit restarts it. Set the kind to confirm it.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";
    IMMUTABLE = "K3M699", Note, "a later change is refused until the object is deleted" {
        immutable_job(name, namespace) => "`{name}` becomes a Job, whose Pod template cannot be changed",
            effect: "`kubectl apply` refuses a changed manifest: `spec.template` is immutable",
            do: "run `kubectl delete job/{name} -n {namespace}` before you apply a change: the Job then runs again";
        immutable_ports(name, kind, short, namespace) => "`{name}` has a container port more than once, so its ports are part of its selector",
            effect: "`kubectl apply` refuses a change of the ports: `spec.selector` of a {kind} is immutable",
            do: "run `kubectl delete {short}/{name} -n {namespace}` before you apply a change of its ports";
        immutable_for_k3s(name, namespace) => "`{name}` has a container port more than once, so its ports are part of its selector",
            effect: "K3s reports an error after a change of the ports: `spec.selector` of a StatefulSet is immutable",
            do: "run `kubectl delete statefulset/{name} -n {namespace}` after a change of its ports: K3s then creates it again";
    },
    "Some fields of an object cannot be changed. K3s deletes such an object, unless it is a StatefulSet, and creates it \
     again with the changed file; `kubectl apply` reports an error and leaves the old object. The template of a Job is such a field. Another one is the \
     selector of a controller: a container that has one port number twice, for two ports of the host or for TCP and UDP, has \
     a label with a checksum of its ports in there. Without it K3s and `kubectl apply` would merge the old ports with the new \
     ones by number, and leave a mix of both.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#writing-a-job-spec";
}

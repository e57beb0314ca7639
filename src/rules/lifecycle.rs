//! 66x to 69x: lifecycle, logging.

use super::rules;

rules! {
    NEVER_RESTARTED = "K3M660", Warning, "a container that systemd does not start again is started again" {
        never_restarted(name, kind) => "`{name}` is not started again when it ends; as a {kind} it is",
            effect: "that it stays ended: `Restart=no` of its unit",
            do: "make it a Job when it is meant to end: `containers.NAME.kind = \"Job\"`";
    },
    "`Restart=no` (also what a unit has that says nothing) leaves a container ended. A Deployment keeps its Pod \
     running: whatever ends is started again, with pauses that grow to five minutes. That is what a service wants. \
     For something that is meant to end, say so: `Type=oneshot` in the unit, or `containers.NAME.kind = \"Job\"`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    ONLY_AFTER_FAILURE = "K3M661", Note, "a container that is started again after a failure is also when it ended well" {
        only_after_failure(name, kind) => "`{name}` is started again after a failure only; as a {kind} it is also when it ended well",
            effect: "that it stays ended after an exit code of 0",
            do: "make it a Job when it is meant to end: `containers.NAME.kind = \"Job\"`";
    },
    "`Restart=on-failure` and `--restart=on-failure` leave a container ended that returns 0. A Deployment starts it \
     again, for its Pods are never meant to end. A service that never ends by itself does not notice. For something \
     that is meant to end: `containers.NAME.kind = \"Job\"`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#restart-policy\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    RESTARTS_ANYWAY = "K3M662", Note, "the systemd unit decides about restarts",
    "What podman does not start again has ended for systemd, and then `Restart=` of the unit counts, which NixOS sets \
     to `always`. So `--restart` says nothing that the unit would not do.";
    AUTO_START = "K3M663", Note, "a workload runs as soon as it is there",
    "`autoStart = true` starts the unit at boot. A controller starts its Pod when it is created, and again after each \
     boot of the node.";
    PULLED_UP = "K3M664", Note, "a container that does not start by itself is started by another one" {
        needed_by_container(name, other) => "`{name}` does not start by itself, but `{other}` needs it";
        started_by_unit(name, unit) => "`{name}` does not start by itself, but `{unit}` starts it";
        started_by_controller(name) => "`{name}` does not start by itself, but its controller starts it";
    },
    "`autoStart = false` takes the unit out of the boot. Another unit that requires or wants it starts it all the \
     same, so the Pod runs too. To stop it: `containers.NAME.replicas = 0`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Requires=";
    STARTS_WITH_POD = "K3M665", Warning, "a container that does not start by itself starts with its Pod" {
        starts_with_pod(name, other) => "`{name}` does not start by itself, but `{other}` in the same Pod does",
            effect: "that it waits to be started: containers of a Pod start together";
    },
    "Containers that share a network namespace become one Pod, and all containers of a Pod start together. The one \
     with `autoStart = false` does too.";
    NOT_STARTED = "K3M666", Note, "nothing starts the unit of a container" {
        not_started(name) => "nothing starts the unit of `{name}`",
            effect: "nothing: the Deployment is written without a running Pod",
            do: "start it: `kubectl scale --replicas=1`, or `containers.NAME.replicas = 1`";
    },
    "The unit is wanted by no target and no other unit (`wantedBy`), so the container runs only when somebody starts \
     it. Its Deployment has `replicas: 0`, which is the same.";
    REMOVED = "K3M667", Note, "a container that ended is always removed",
    "`--rm`, which NixOS passes unless `autoRemoveOnStop = false`, removes a container when it ends, and its anonymous \
     volumes with it. The kubelet does so in any case.";
    KEPT_AFTER_END = "K3M668", Note, "a container that ended is not kept" {
        kept_after_end(name) => "`{name}` stays on the disk when it ends; a container of a Pod does not",
            effect: "what it wrote outside of its volumes";
    },
    "Without `--rm` podman keeps a stopped container, and starting it again finds what it wrote to its root file \
     system. A Pod starts each container from the image; only volumes stay. What must survive belongs into a volume.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#rm";
    STOP_SIGNAL = "K3M669", Warning, "another stop signal is sent by a command in the container" {
        stopped_by_kill(name) => "`{name}` is stopped with `SIGKILL`; in a Pod it is asked to end first",
            effect: "the immediate end: it gets the signal of its image, or TERM, and its time to stop",
            do: "give it a short time: `--stop-timeout=1`";
        signal_out_of_reach(name, signal) => "`{name}` is stopped with `{signal}`; in a Pod with shared processes nobody can send it that",
            effect: "the signal: it gets that of its image, or TERM",
            do: "set `STOPSIGNAL` in the image";
        signal_by_command(name, signal) => "`{name}` is stopped with `{signal}`; in a Pod a command in the container sends it",
            effect: "the signal, where the image has no `/bin/sh`, `kill` and `sleep`",
            do: "set `STOPSIGNAL` in the image, which Kubernetes follows, and remove the option";
    },
    "podman sends `--stop-signal` to process 1. Kubernetes sends the `STOPSIGNAL` of the image, else TERM; \
     `lifecycle.stopSignal` is behind a feature gate that is off. So a preStop command in the container sends the signal \
     and waits for the end, within the grace period. It needs `/bin/sh`, `kill` and `sleep` in the image; without \
     them Kubernetes sends its own signal at once. A program that is not ended by it gets that signal too, when its \
     time is over. `SIGKILL` cannot be sent like this.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal\n\
     https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/";
    GRACE = "K3M670", Note, "all containers of a Pod share one time to stop" {
        more_grace(name, given, pod) => "`{name}` has {given} s to stop; its Pod has {pod} s",
            effect: "nothing: a container that ends earlier is not waited for";
        no_grace(name, pod) => "`{name}` has 0 s to stop; its Pod has {pod} s",
            effect: "the immediate end: a Pod has at least one second";
    },
    "`--stop-timeout` is per container, `terminationGracePeriodSeconds` per Pod: the longest one of its containers, \
     and what the sidecars need after them. Zero becomes one second, because zero would take the Pod off the API \
     while it still runs.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination";
    TIMEOUT = "K3M671", Warning, "a limit on how long a container may run is lost" {
        timeout(name, seconds) => "`{name}` is killed after {seconds} s; what is kept running has no such limit",
            effect: "the end after that time",
            do: "make it a Job, which has one: `containers.NAME.kind = \"Job\"`";
    },
    "podman kills a container `--timeout` seconds after its start. `activeDeadlineSeconds` does that for a Job, and \
     the API server refuses it for a Pod that is kept running.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    STARTED_IS_READY = "K3M672", Note, "a container counts as started when it runs",
    "`--sdnotify=conmon`, which NixOS passes, and `ignore` report the unit as started as soon as the container runs. \
     A Pod without a readiness probe is ready then, too.";
    NOTIFY = "K3M673", Warning, "a container that reports when it is ready is not listened to" {
        notify_healthy(name) => "the unit of `{name}` waits for a health check, and its Pod has none",
            effect: "the wait: the Pod counts as ready as soon as it runs",
            do: "write the image's `HEALTHCHECK` as `--health-cmd`";
        notify(name) => "`{name}` says itself when it is ready; in a Pod it has no socket for that",
            effect: "the wait: the Pod counts as ready as soon as it runs",
            do: "give it a health check: `--health-cmd`";
    },
    "With `--sdnotify=container` the program writes to systemd's socket, with `healthy` podman does after the first \
     good health check, and units that come after wait for it. Kubernetes asks instead of listening: a Pod is ready \
     when its readiness probe says so, which a `--health-cmd` becomes.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    ROOTLESS = "K3M674", Error, "a rootless container would become one that root runs" {
        rootless(name, user) => "podman runs `{name}` as the host's user `{user}`; in a Pod root is the host's root",
            effect: "the user's limits: root in the container could read and write whatever is mounted",
            do: "run it as a number: `user = \"1000:100\"`";
    },
    "`podman.user` runs podman as a user of the host: root in the container is that user outside, and nothing it does \
     goes beyond what the user may. containerd of K3s runs as root, and root in the container is the host's root for \
     every mounted path. That widens what the container may do, so it is refused. Give it a numeric `user` that owns \
     its files, or accept the code for this container.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    RUN_BY_ROOT = "K3M675", Note, "root runs podman, and containerd",
    "`podman.user = \"root\"` is NixOS' default: the container belongs to the system's podman. containerd of K3s runs \
     as root as well.";
    ROOTLESS_USER = "K3M677", Warning, "a rootless container becomes one that runs as a user of the node" {
        rootless_user(name, user, number) => "podman runs `{name}` as the host's user `{user}`; in a Pod it runs as the node's user {number}",
            effect: "the ids of that user: what a rootless podman calls 1 and more are others on the node",
            do: "let the user of the Pod own what it writes to";
    },
    "`podman.user` runs podman as a user of the host, in a user namespace of its own: 0 in the container is that user \
     outside, and the others are its subordinate ids. containerd of K3s makes no such namespace: the number in the \
     container is the number on the node. So files that a rootless container wrote as other users have to be handed \
     over, and a way out of the container leads to containerd's world instead of the user's.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode";
    UNIT_COMMANDS = "K3M678", Warning, "the unit of a container does more than running it" {
        commands_before(name) => "the unit of `{name}` runs commands before it starts",
            effect: "those commands: a Pod has no unit",
            do: "run them in a unit of their own on the host, or in the container";
        commands_while_running(name) => "the unit of `{name}` runs commands once it runs",
            effect: "those commands: a Pod has no unit",
            do: "run them in a unit of their own on the host, or in the container";
        commands_to_stop(name) => "the unit of `{name}` runs commands to stop it",
            effect: "those commands: a Pod has no unit",
            do: "run them in a unit of their own on the host, or in the container";
        commands_after(name) => "the unit of `{name}` runs commands after it ended",
            effect: "those commands: a Pod has no unit",
            do: "run them in a unit of their own on the host, or in the container";
        conditions(name, conditions) => "`{name}` starts only if `{conditions}`",
            effect: "the condition: a Pod starts in any case",
            do: "let the container itself look";
        starts_on_failure(name, units) => "`{units}` starts when `{name}` fails",
            effect: "that start",
            do: "watch the Pod instead: an alert on `kube_pod_container_status_restarts_total`";
        starts_on_success(name, units) => "`{units}` starts when `{name}` ended well",
            effect: "that start",
            do: "watch the Pod instead: an alert on `kube_pod_container_status_restarts_total`";
        runtime_max(name, limit) => "systemd ends `{name}` after {limit}",
            effect: "the end after that time",
            do: "make it a Job, which has one: `containers.NAME.kind = \"Job\"`";
    },
    "`preStart`, `ExecStartPre=`, `postStop`, conditions and `OnFailure=` belong to the systemd unit, and the unit \
     goes when the container becomes a Pod. What they do has to move: into a unit of its own on the host (ordered \
     before k3s.service), into the container, or into an init container written by hand.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#ExecStartPre=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/init-containers/";
    UNIT_LIMITS = "K3M679", Note, "a limit of the unit that does not reach the container" {
        unit_limit(name, key, option) => "the unit of `{name}` has `{key}=`",
            effect: "nothing, unless `--cgroups=split` puts the container into its unit",
            do: "if the container shall have that limit: `{option}`";
    },
    "`MemoryMax=`, `CPUQuota=` and their like limit what is in the control group of the unit. podman puts a container \
     into a scope of its own beside the unit, so that podman itself is all that they limit; `--cgroups=split` alone is \
     different. A Pod has no unit, and the limit is not written: the container has none today. Give it one by \
     `--memory`, `--cpus` or `--pids-limit` in `extraOptions`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroups-how\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
    JOB = "K3M680", Note, "a container that is meant to end becomes a Job" {
        job(name) => "`{name}` is meant to end, so it becomes a Job",
            effect: "the run at each boot of the host: a Job runs once for each version of its manifest",
            do: "keep it running instead: `containers.NAME.kind = \"Deployment\"`";
        job_ends_well(name) => "`{name}` is started again whenever it ends; a Job only when it failed",
            effect: "the start after an exit code of 0";
    },
    "`Type=oneshot` says that a unit is meant to end. A Job runs its Pod until it ended well once, trying as often as \
     `Restart=` and `StartLimitBurst=` say, with pauses of ten seconds and more, each time in a new Pod; without a limit \
     in the same. systemd runs it at each boot; a Job runs once, and again when its manifest \
     changes. Choose `containers.NAME.kind` to have it otherwise.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type=\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/";
    CRON_JOB = "K3M681", Note, "a container that a timer starts becomes a `CronJob`" {
        cron_job(name, schedule) => "a timer starts `{name}`, so it becomes a CronJob: `{schedule}`";
        inexact_cron_job(name, schedule) => "a timer starts `{name}`, so it becomes a CronJob: `{schedule}`",
            effect: "the exact distance: a schedule goes by the clock, without a random delay",
            do: "choose another schedule: `containers.NAME.schedule = \"30 4 * * *\"`";
    },
    "`OnCalendar=` becomes the five fields of a schedule, in the time zone of the timer or of the server. \
     `Persistent=true` makes up for a missed start, as a CronJob does; without it `startingDeadlineSeconds: 60` keeps \
     it from that. Times that count from the last run become the nearest times of the clock, and random delays are \
     left out. `concurrencyPolicy: Forbid` keeps a second run from starting beside the first, as systemd does.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";
    NO_SCHEDULE = "K3M682", Error, "five fields cannot say when a timer starts" {
        no_schedule(name) => "`{name}` runs at times that the five fields of a schedule cannot say",
            do: "choose one: `containers.NAME.schedule = \"30 4 * * *\"`";
    },
    "A schedule has minute, hour, day, month and weekday. It has no seconds, no years, no days from the end of the \
     month, no day and weekday that must both fit, and no distance that does not divide an hour, a day or a week. \
     Choose a schedule in the settings: `containers.NAME.schedule`, five fields, with `timeZone` where it matters.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax";
    TIMED = "K3M683", Note, "a workload with a timer starts when its timer says",
    "`autoStart` decides about the boot. What a timer starts becomes a CronJob, which starts nothing before its time, \
     or, where the timer only counts from the boot, a Job.";
    MORE_PODS = "K3M684", Error, "several Pods of a workload would be in each other's way" {
        many_writers(name, pods) => "the settings ask for {pods} Pods of `{name}`, and they would write to the same volume",
            do: "leave `replicas` and `autoscaling` out, or choose another exposure or storage";
        many_listeners(name, pods) => "the settings ask for {pods} Pods of `{name}`, and only one of them can have the ports of the host",
            do: "leave `replicas` and `autoscaling` out, or choose another exposure or storage";
    },
    "The settings ask for more than one Pod (`replicas`, `autoscaling`), and the container writes to a folder of the \
     host or to a claim, or has ports of the host. Two writers of one database break it, and a port of a host can be \
     taken once.";
    AUTOSCALING = "K3M685", Error, "scaling by CPU needs a request of CPU" {
        autoscaling(name) => "the settings scale `{name}` by its use of CPU, without a request to measure it against",
            do: "set `containers.NAME.resources.requests.cpu`";
    },
    "An autoscaler compares the use of CPU with the request. podman's containers request nothing, so say what one Pod \
     is meant to use: `containers.NAME.resources.requests.cpu`.\n\n\
     https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/";
    JOB_TIMEOUT = "K3M686", Note, "a Job that takes too long is asked to end before it is killed" {
        job_timeout(name, seconds) => "`{name}` is killed after {seconds} s; as a Job it is asked to end first",
            effect: "the immediate end: it gets TERM and has its time to stop";
    },
    "podman sends SIGKILL `--timeout` seconds after the start. `activeDeadlineSeconds` of a Job stops its Pod as usual, \
     with TERM, its time to stop, then KILL, and counts from the start of the Job: with all tries together.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    LOGS = "K3M690", Note, "the output of containers goes to files of the kubelet, not to the journal" {
        logs() => "the output of the containers is no longer in the journal",
            effect: "`journalctl -u podman-NAME`, and whatever reads it there: fail2ban, alloy, promtail",
            do: "read it with `kubectl logs`, and point collectors at /var/log/pods";
    },
    "NixOS passes `--log-driver=journald` to every container. The kubelet has one way for all: files in \
     /var/log/pods (links in /var/log/containers), 10 MiB and five of them for each container, in the form that \
     `kubectl logs` and every collector for Kubernetes read. `containerLogMaxSize` and `containerLogMaxFiles` of its \
     configuration change that for the whole node.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-driver-driver\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_OPTION = "K3M691", Note, "how a container logs is the kubelet's business" {
        log_driver(name) => "`{name}` has a log driver; in a Pod its output goes to /var/log/pods";
        log_size(name) => "`{name}` limits the size of its log",
            effect: "the size: the kubelet keeps five files of 10 MiB for each container",
            do: "set `containerLogMaxSize` in the kubelet's configuration, for the whole node";
        log_option(name) => "`{name}` sets an option of its log driver",
            effect: "the tag and the like; the files are named after namespace, Pod and container";
    },
    "Driver, size and tag of a log are set for the whole node, not for a container: see K3M690.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-opt-name-value";
    LOG_FILE = "K3M692", Warning, "a log file is no longer written where it was" {
        log_file(name, path) => "`{name}` writes its log to `{path}`",
            effect: "the file: whatever reads it there finds nothing new",
            do: "point the reader at /var/log/pods, or let the program write the file";
    },
    "`--log-opt path=` names the file that podman writes. The kubelet names its files after namespace, Pod and \
     container, below /var/log/pods. Programs that read the old file (fail2ban, a log shipper) have to be told.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_NONE = "K3M693", Warning, "a container without a log gets one" {
        log_none(name) => "`{name}` writes no log; in a Pod its output goes to /var/log/pods",
            effect: "that nothing of its output reaches the disk",
            do: "let the program itself be quiet";
    },
    "`--log-driver=none` keeps the output of a container from the disk, often because it is secret or endless. The \
     kubelet writes the output of every container; only the program itself can keep quiet.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
}

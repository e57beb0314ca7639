//! 6xx: process, resources, health, lifecycle, logging.

use super::rules;

rules! {
    NOTHING_TO_RUN = "K3M600", Error, "neither an entrypoint nor a command",
    "`--entrypoint ''` takes the image's `ENTRYPOINT` away, and with it podman forgets the image's `CMD`. Without a \
     `cmd` nothing is left to run: podman makes such a container and cannot start it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#entrypoint-command-command-arg1";
    CMD_OF_IMAGE = "K3M601", Error, "the image's CMD without its ENTRYPOINT",
    "`--entrypoint '[]'` takes the image's `ENTRYPOINT` away and leaves its `CMD`. Kubernetes can replace the \
     entrypoint (`command`) but not leave it out, so the `CMD` would have to be written as `command`. It stands in the \
     image, which is not read here: write it as `cmd`.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/";
    ENV_FROM_UNIT = "K3M602", Warning, "a variable comes from the environment of the systemd unit",
    "`-e NAME` without a value, and `-e PREFIX*`, make podman copy variables from its own environment, which for a NixOS \
     container is that of its systemd unit. The kubelet starts containers with nothing but what the Pod says. A value \
     that the unit itself sets is written out, where the units are given; what the unit inherits is not known. Write \
     the value into `environment`, or a file of it into `environmentFiles`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-e-env";
    ENV_HOST = "K3M603", Error, "the whole environment of the systemd unit",
    "`--env-host` copies every variable of the unit into the container. What these are is known on the running host \
     only, credentials of the unit may be among them, and a Pod has nothing of the kind. Write those that the program \
     needs into `environment`. Accepting this code drops the option.";
    ENV_MERGE = "K3M604", Warning, "a variable made from those of the image",
    "`--env-merge PATH=${PATH}:/app` takes the image's own variable and adds to it. Kubernetes expands `$(NAME)` from \
     the variables of the Pod, never from the image's, and the image is not read here. Write the whole value into \
     `environment`. Without `$` in it the value is written as it stands.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-merge-env";
    UNSET_ENV = "K3M605", Warning, "a variable is empty instead of unset",
    "`--unsetenv` takes a variable of the image away. A Pod can set variables, not remove them, so it is set to nothing. \
     Most programs treat that alike; a shell's `${NAME-default}` does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#unsetenv-env";
    UNSET_ENV_ALL = "K3M606", Warning, "the image's variables stay set",
    "`--unsetenv-all` takes all variables of the image away, `PATH` among them. A Pod cannot, and which there are is not \
     known here. Build an image without them, or set those that matter in `environment`.";
    ENV_NAME = "K3M607", Warning, "a name that no variable of a Pod can have",
    "podman takes anything as the name of a variable. Kubernetes takes printable ASCII characters other than `=`, at \
     least one.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/";
    OPEN_SECRET = "K3M608", Warning, "a secret in the open",
    "The name of a variable says that it holds a secret (`PASSWORD`, `TOKEN`, `SECRET`, `KEY` …), and its value stands in \
     the Nix configuration. It is in the Nix store already, readable by every user of the host, and a manifest is no \
     worse; but whoever may read the Deployment may read it too. Move it to a file that agenix or sops-nix decrypts, and \
     name that in `environmentFiles`: it becomes a Secret that is made on the host, and never is in the store. Values \
     are not shown in messages and in the ledger.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PROXY = "K3M609", Note, "proxy variables of the systemd unit",
    "podman copies `http_proxy`, `https_proxy`, `ftp_proxy` and `no_proxy` from its own environment, where NixOS puts \
     `networking.proxy`. A Pod gets them only if they are written out, so they are, as the unit has them. Connections to \
     Services must not go through the proxy: `.svc`, `10.42.0.0/16` (Pods) and `10.43.0.0/16` (Services), K3s' default \
     ranges, are added to `no_proxy`. What `environment` sets stays as it is. `--http-proxy=false` writes none.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy";
    NO_PROXY = "K3M610", Note, "no proxy variables to hand on",
    "`--http-proxy=false` keeps the proxy variables of the unit out of the container, and `--http-proxy=true` has no \
     effect where the unit has none. A Pod never gets them by itself.";
    RELATIVE_WORKDIR = "K3M611", Note, "a working directory that begins at the root",
    "podman reads a relative `--workdir` from the root of the container. runc, which K3s uses, insists on a full path, \
     so a `/` is put in front. Also, podman does not start a container whose working directory is missing, while \
     containerd makes it.";
    TIME_ZONE = "K3M612", Note, "the time zone file comes from the node",
    "`--tz` makes podman link `/etc/localtime` to the image's own zone file, or copy the host's; it sets no `TZ`. The \
     Pod mounts the node's `/etc/zoneinfo/AREA/CITY` (for `--tz=local` its `/etc/localtime`) over `/etc/localtime`, read \
     only. `TZ` is not set either: in an image without zone files it would mean UTC. Programs that look for the name of \
     the zone, not only the time, want `TZ` in `environment` instead.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tz-timezone";
    INIT = "K3M613", Note, "the pause process of the Pod takes the place of `--init`",
    "`--init` runs a small init as process 1, which reaps zombies and hands signals on. With `shareProcessNamespace` the \
     Pod's pause process is process 1 and reaps; the program gets its signals directly. A Pod of one container shows \
     nothing new to anybody. Images whose own init insists on being process 1 (s6-overlay, systemd) do not work with \
     either.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    NO_INIT = "K3M614", Warning, "no init process in a shared Pod",
    "`--init` would become `shareProcessNamespace`, which holds for the whole Pod: each container would see the \
     processes of the others, their environment among them. podman keeps them apart, so it is left out where the Pod \
     has more than one container, or where a process namespace is asked for by itself.";
    BEATEN = "K3M615", Note, "another way to set the variable wins",
    "podman builds the environment in an order: the image's variables, changed by `--env-merge` and `--unsetenv`, then \
     the files of `--env-file`, then `--env`, then secrets with `type=env`. What comes later wins, so the option never \
     had an effect.";
    CONFLICT = "K3M620", Error, "podman refuses to start a container with these options together",
    "Some options exclude each other, and podman says so before it starts anything: `--rm` with a `--restart` that \
     starts the container again, `--no-healthcheck` with a check, `--cpus` with `--cpu-quota` or `--cpu-period`. NixOS passes `--rm` unless \
     `autoRemoveOnStop = false`. The container cannot have run like this, so there is nothing to be faithful to. \
     Remove one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    NO_EFFECT = "K3M621", Note, "podman does nothing with this value either",
    "An empty text, a zero that means `no limit`, or a setting of a check that there is not: podman accepts the \
     option and acts as if it were not there, and so does the Pod.";
    NO_FIELD = "K3M622", Warning, "Kubernetes has no field for an option, and its effect is lost",
    "podman hands these options to the container engine; the kubelet has no field that would reach the same place. \
     The container runs without them. The message says what is lost and what comes near. Accept the code in the \
     settings (`accept`, for all or for one container) when the loss does not matter.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/";
    NO_SAFE_LOSS = "K3M623", Error, "Kubernetes has no field for an option, and without it the container could do more, or not run",
    "Without the option the container would get more access than it has today, or it would not start. That is not \
     done behind the operator's back: the workload is refused. Accept the code for this container in the settings \
     (`containers.NAME.accept`), and the option is dropped; the message says what to do instead.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    RUNTIME_ONLY = "K3M624", Note, "an option is about podman itself, not about the container",
    "How podman is attached to, where it writes process ids, how it names its control groups: there is no podman \
     any more, so there is nothing to set. The program in the container does not notice.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    GENERATED = "K3M625", Note, "NixOS writes this by itself",
    "The options of `virtualisation.oci-containers` have defaults that stand in every evaluated container, and they \
     are about podman and its systemd unit. Nobody asked for them, so nothing is said about them.";
    NO_LIMIT = "K3M630", Note, "podman has no limit here, and neither has Kubernetes",
    "`--memory=0`, `--cpus=0`, `--pids-limit=-1` and the like mean that there is no limit. A Pod has none unless its \
     fields say so; the number of processes is limited only where the kubelet's configuration has `podPidsLimit`, \
     which K3s does not set.";
    RESERVATION = "K3M631", Note, "a soft limit on memory becomes a request that the scheduler reserves",
    "`--memory-reservation` tells the kernel how far to press a container back when memory is short. Kubernetes has \
     `requests.memory`: the scheduler adds the requests of a node up and starts no Pod that does not fit, and the \
     kubelet ends containers above their request first. Choose another amount with \
     `containers.NAME.resources.requests.memory`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-reservation-number-unit\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    SWAP = "K3M632", Warning, "a container that may swap gets no swap",
    "podman gives a container with `--memory` swap of the same size, and `--memory-swap` another amount. The kubelet \
     gives none (`memory.swap.max` is 0) unless swap is allowed for the whole node; there is no field for one \
     container. What does not fit into the limit then ends the container, and all of it: the kubelet sets \
     `memory.oom.group`, podman does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-swap-number-unit\n\
     https://kubernetes.io/docs/concepts/cluster-administration/swap-memory-management/";
    NO_SWAP = "K3M633", Note, "no swap is what Kubernetes gives",
    "`--memory-swap` counts memory and swap together, so the same amount as `--memory` means no swap. That is what a \
     Pod gets anyway.";
    PIDS = "K3M634", Warning, "a limit on processes is lost",
    "podman limits every container to 2048 processes and threads, or to what `--pids-limit` says. Kubernetes has no \
     field for it: `podPidsLimit` of the kubelet holds for every Pod of the node. A container that starts processes \
     without end is then stopped by its memory limit only.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#pids-limit-limit\n\
     https://kubernetes.io/docs/concepts/policy/pid-limiting/";
    CPU_PERIOD = "K3M635", Note, "the period over which CPU time is measured is the node's",
    "The limit of cores is `--cpu-quota` divided by `--cpu-period`, and it stays the same. The period itself is one \
     for the node, 100 ms unless `cpuCFSQuotaPeriod` of the kubelet says otherwise: a shorter one spreads the time \
     more evenly.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-period-limit";
    CPU_WEIGHT = "K3M636", Note, "the weight of a container becomes a request of CPU",
    "`--cpu-shares` is a proportion to the other containers, 1024 each. In Kubernetes the request of CPU is the \
     weight, and the scheduler reserves it. Containers without a request weigh as little as possible, so a container \
     above 1024 asks for 100m for each 1024, which is more than theirs and fits small nodes; one below 1024 asks for \
     1m, which is as much as theirs. Choose another one with `containers.NAME.resources.requests.cpu`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-shares-c-shares\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    USUAL_WEIGHT = "K3M637", Note, "the usual weight against the others is what every container has",
    "`--cpu-shares=1024` is podman's default (and 0 is ignored). Pods without a request of CPU weigh the same among \
     each other too.";
    CHOSEN_RESOURCES = "K3M638", Note, "the settings choose another amount than podman's option",
    "`containers.NAME.resources` goes before `--memory`, `--cpus` and their like, amount by amount.";
    IMAGE_CHECK = "K3M640", Warning, "the health check of an image does not run in a Pod",
    "podman runs the `HEALTHCHECK` that an image brings along (in Docker's image format), and `--health-interval` and \
     its like change how. Kubernetes knows nothing of it: only probes in the Pod count. The image is not looked into, \
     so write its check as `--health-cmd`; `podman inspect IMAGE` shows it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-cmd-command-command-arg1\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    NO_CHECK = "K3M641", Note, "podman runs no health check here, and neither does Kubernetes",
    "`--no-healthcheck`, `--health-cmd=none` and `--health-interval=disable` keep podman from running the check of \
     the image. Kubernetes never runs that one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#no-healthcheck";
    ROUNDED = "K3M642", Note, "a probe counts in whole seconds",
    "podman takes parts of a second for health checks. The fields of a probe are whole seconds, at least one, so the \
     time is rounded up.\n\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe";
    UNHEALTHY_KILLED = "K3M643", Note, "an unhealthy container is asked to end before it is killed",
    "`--health-on-failure=kill` sends SIGKILL, and the systemd unit starts the container again. A liveness probe that \
     fails makes the kubelet stop the container as usual: TERM, its time to stop, then KILL; then it starts it \
     again. Only the harshness is lost.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    UNHEALTHY_ENDED = "K3M644", Warning, "an unhealthy container is started again instead of staying ended",
    "`--health-on-failure=stop` and `kill` end a container, and with `Restart=no` its unit leaves it so. A liveness \
     probe that fails makes the kubelet start the container again; there is no probe that only ends one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_SUCCESSES = "K3M645", Warning, "one success ends the start-up of a Pod's container",
    "`--health-startup-success` asks for several successful runs before the regular check begins. Kubernetes demands \
     `successThreshold: 1` of a startup probe.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-success-retries\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_TIMEOUT = "K3M646", Note, "podman ignores the timeout of the start-up check",
    "podman reads `--health-startup-timeout` and then gives the start-up check the time of `--health-timeout` (seen in \
     5.8). The startup probe gets that time too.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-timeout-timeout";
    MARKED_ONLY = "K3M647", Note, "a container that is only marked needs no start period",
    "In the period of `--health-start-period` a failed check does not make a container unhealthy. Unless \
     `--health-on-failure` says more, unhealthy is only a word, and so is `not ready` of the Pod: it does not become \
     ready before the first success, and nothing else follows.";
    NEVER_RESTARTED = "K3M660", Warning, "a container that systemd does not start again is started again",
    "`Restart=no` (also what a unit has that says nothing) leaves a container ended. A Deployment keeps its Pod \
     running: whatever ends is started again, with pauses that grow to five minutes. That is what a service wants. \
     For something that is meant to end, say so: `Type=oneshot` in the unit, or `containers.NAME.kind = \"Job\"`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy";
    ONLY_AFTER_FAILURE = "K3M661", Note, "a container that is started again after a failure is also when it ended well",
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
    PULLED_UP = "K3M664", Note, "a container that does not start by itself is started by another one",
    "`autoStart = false` takes the unit out of the boot. Another unit that requires or wants it starts it all the \
     same, so the Pod runs too. To stop it: `containers.NAME.replicas = 0`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Requires=";
    STARTS_WITH_POD = "K3M665", Warning, "a container that does not start by itself starts with its Pod",
    "Containers that share a network namespace become one Pod, and all containers of a Pod start together. The one \
     with `autoStart = false` does too.";
    NOT_STARTED = "K3M666", Note, "nothing starts the unit of a container",
    "The unit is wanted by no target and no other unit (`wantedBy`), so the container runs only when somebody starts \
     it. Its Deployment has `replicas: 0`, which is the same.";
    REMOVED = "K3M667", Note, "a container that ended is always removed",
    "`--rm`, which NixOS passes unless `autoRemoveOnStop = false`, removes a container when it ends, and its anonymous \
     volumes with it. The kubelet does so in any case.";
    KEPT_AFTER_END = "K3M668", Note, "a container that ended is not kept",
    "Without `--rm` podman keeps a stopped container, and starting it again finds what it wrote to its root file \
     system. A Pod starts each container from the image; only volumes stay. What must survive belongs into a volume.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#rm";
    STOP_SIGNAL = "K3M669", Warning, "another stop signal is sent by a command in the container",
    "podman sends `--stop-signal` to process 1. Kubernetes sends the `STOPSIGNAL` of the image, else TERM; \
     `lifecycle.stopSignal` is behind a feature gate that is off. So a preStop command in the container sends the signal \
     and waits for the end, within the grace period. It needs `/bin/sh`, `kill` and `sleep` in the image; without \
     them Kubernetes sends its own signal at once. A program that is not ended by it gets that signal too, when its \
     time is over. `SIGKILL` cannot be sent like this.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal\n\
     https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/";
    GRACE = "K3M670", Note, "all containers of a Pod share one time to stop",
    "`--stop-timeout` is per container, `terminationGracePeriodSeconds` per Pod: the longest one of its containers, \
     and what the sidecars need after them. Zero becomes one second, because zero would take the Pod off the API \
     while it still runs.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination";
    TIMEOUT = "K3M671", Warning, "a limit on how long a container may run is lost",
    "podman kills a container `--timeout` seconds after its start. `activeDeadlineSeconds` does that for a Job, and \
     the API server refuses it for a Pod that is kept running.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    STARTED_IS_READY = "K3M672", Note, "a container counts as started when it runs",
    "`--sdnotify=conmon`, which NixOS passes, and `ignore` report the unit as started as soon as the container runs. \
     A Pod without a readiness probe is ready then, too.";
    NOTIFY = "K3M673", Warning, "a container that reports when it is ready is not listened to",
    "With `--sdnotify=container` the program writes to systemd's socket, with `healthy` podman does after the first \
     good health check, and units that come after wait for it. Kubernetes asks instead of listening: a Pod is ready \
     when its readiness probe says so, which a `--health-cmd` becomes.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#sdnotify-container-conmon-healthy-ignore\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    ROOTLESS = "K3M674", Error, "a rootless container would become one that root runs",
    "`podman.user` runs podman as a user of the host: root in the container is that user outside, and nothing it does \
     goes beyond what the user may. containerd of K3s runs as root, and root in the container is the host's root for \
     every mounted path. That widens what the container may do, so it is refused. Give it a numeric `user` that owns \
     its files, or accept the code for this container.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode\n\
     https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/";
    RUN_BY_ROOT = "K3M675", Note, "root runs podman, and containerd",
    "`podman.user = \"root\"` is NixOS' default: the container belongs to the system's podman. containerd of K3s runs \
     as root as well.";
    ROOTLESS_USER = "K3M677", Warning, "a rootless container becomes one that runs as a user of the node",
    "`podman.user` runs podman as a user of the host, in a user namespace of its own: 0 in the container is that user \
     outside, and the others are its subordinate ids. containerd of K3s makes no such namespace: the number in the \
     container is the number on the node. So files that a rootless container wrote as other users have to be handed \
     over, and a way out of the container leads to containerd's world instead of the user's.\n\n\
     https://docs.podman.io/en/stable/markdown/podman.1.html#rootless-mode";
    UNIT_COMMANDS = "K3M678", Warning, "the unit of a container does more than running it",
    "`preStart`, `ExecStartPre=`, `postStop`, conditions and `OnFailure=` belong to the systemd unit, and the unit \
     goes when the container becomes a Pod. What they do has to move: into a unit of its own on the host (ordered \
     before k3s.service), into the container, or into an init container written by hand.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#ExecStartPre=\n\
     https://kubernetes.io/docs/concepts/workloads/pods/init-containers/";
    UNIT_LIMITS = "K3M679", Note, "a limit of the unit that does not reach the container",
    "`MemoryMax=`, `CPUQuota=` and their like limit what is in the control group of the unit. podman puts a container \
     into a scope of its own beside the unit, so that podman itself is all that they limit; `--cgroups=split` alone is \
     different. A Pod has no unit, and the limit is not written: the container has none today. Give it one by \
     `--memory`, `--cpus` or `--pids-limit` in `extraOptions`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cgroups-how\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
    JOB = "K3M680", Note, "a container that is meant to end becomes a Job",
    "`Type=oneshot` says that a unit is meant to end. A Job runs its Pod until it ended well once, trying as often as \
     `Restart=` and `StartLimitBurst=` say, with pauses of ten seconds and more, each time in a new Pod; without a limit \
     in the same. systemd runs it at each boot; a Job runs once, and again when its manifest \
     changes. Choose `containers.NAME.kind` to have it otherwise.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type=\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/";
    CRON_JOB = "K3M681", Note, "a container that a timer starts becomes a `CronJob`",
    "`OnCalendar=` becomes the five fields of a schedule, in the time zone of the timer or of the server. \
     `Persistent=true` makes up for a missed start, as a CronJob does; without it `startingDeadlineSeconds: 60` keeps \
     it from that. Times that count from the last run become the nearest times of the clock, and random delays are \
     left out. `concurrencyPolicy: Forbid` keeps a second run from starting beside the first, as systemd does.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";
    NO_SCHEDULE = "K3M682", Error, "five fields cannot say when a timer starts",
    "A schedule has minute, hour, day, month and weekday. It has no seconds, no years, no days from the end of the \
     month, no day and weekday that must both fit, and no distance that does not divide an hour, a day or a week. \
     Choose a schedule in the settings: `containers.NAME.schedule`, five fields, with `timeZone` where it matters.\n\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax";
    TIMED = "K3M683", Note, "a workload with a timer starts when its timer says",
    "`autoStart` decides about the boot. What a timer starts becomes a CronJob, which starts nothing before its time, \
     or, where the timer only counts from the boot, a Job.";
    MORE_PODS = "K3M684", Error, "several Pods of a workload would be in each other's way",
    "The settings ask for more than one Pod (`replicas`, `autoscaling`), and the container writes to a folder of the \
     host or to a claim, or has ports of the host. Two writers of one database break it, and a port of a host can be \
     taken once.";
    AUTOSCALING = "K3M685", Error, "scaling by CPU needs a request of CPU",
    "An autoscaler compares the use of CPU with the request. podman's containers request nothing, so say what one Pod \
     is meant to use: `containers.NAME.resources.requests.cpu`.\n\n\
     https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/";
    JOB_TIMEOUT = "K3M686", Note, "a Job that takes too long is asked to end before it is killed",
    "podman sends SIGKILL `--timeout` seconds after the start. `activeDeadlineSeconds` of a Job stops its Pod as usual, \
     with TERM, its time to stop, then KILL, and counts from the start of the Job: with all tries together.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#timeout-seconds\n\
     https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup";
    LOGS = "K3M690", Note, "the output of containers goes to files of the kubelet, not to the journal",
    "NixOS passes `--log-driver=journald` to every container. The kubelet has one way for all: files in \
     /var/log/pods (links in /var/log/containers), 10 MiB and five of them for each container, in the form that \
     `kubectl logs` and every collector for Kubernetes read. `containerLogMaxSize` and `containerLogMaxFiles` of its \
     configuration change that for the whole node.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-driver-driver\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_OPTION = "K3M691", Note, "how a container logs is the kubelet's business",
    "Driver, size and tag of a log are set for the whole node, not for a container: see K3M690.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#log-opt-name-value";
    LOG_FILE = "K3M692", Warning, "a log file is no longer written where it was",
    "`--log-opt path=` names the file that podman writes. The kubelet names its files after namespace, Pod and \
     container, below /var/log/pods. Programs that read the old file (fail2ban, a log shipper) have to be told.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
    LOG_NONE = "K3M693", Warning, "a container without a log gets one",
    "`--log-driver=none` keeps the output of a container from the disk, often because it is secret or endless. The \
     kubelet writes the output of every container; only the program itself can keep quiet.\n\n\
     https://kubernetes.io/docs/concepts/cluster-administration/logging/";
}

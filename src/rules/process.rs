//! 60x to 64x: process, resources, health, options without a field.

use super::rules;

rules! {
    NOTHING_TO_RUN = "K3M600", Error, "neither an entrypoint nor a command" {
        nothing_to_run(name) => "`{name}` has no entrypoint and no command",
            effect: "podman does not start a container without a word to run",
            do: "write the command as `cmd`";
    },
    "`--entrypoint ''` takes the image's `ENTRYPOINT` away, and with it podman forgets the image's `CMD`. Without a \
     `cmd` nothing is left to run: podman makes such a container and cannot start it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#entrypoint-command-command-arg1";
    CMD_OF_IMAGE = "K3M601", Error, "the image's CMD without its ENTRYPOINT" {
        cmd_of_image(name) => "`{name}` runs its image's `CMD` without the image's entrypoint",
            effect: "the `CMD`, which stands in the image and is not known here",
            do: "write the image's `CMD` as `cmd`";
    },
    "`--entrypoint '[]'` takes the image's `ENTRYPOINT` away and leaves its `CMD`. Kubernetes can replace the \
     entrypoint (`command`) but not leave it out, so the `CMD` would have to be written as `command`. It stands in the \
     image, which is not read here: write it as `cmd`.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/";
    ENV_FROM_UNIT = "K3M602", Warning, "a variable comes from the environment of the systemd unit" {
        env_from_unit(name, variable) => "`{name}` takes `{variable}` from the environment of its systemd unit",
            effect: "the value: a Pod has no unit to take it from",
            do: "write the value into `environment`, or a file of it into `environmentFiles`";
        env_prefix_from_unit(name, prefix) => "`{name}` takes all that begin with `{prefix}` from the environment of its systemd unit",
            effect: "the value: a Pod has no unit to take it from",
            do: "write the value into `environment`, or a file of it into `environmentFiles`";
        env_prefix_written(name, prefix) => "`{name}` gets the variables with `{prefix}` that its systemd unit sets",
            effect: "variables that the unit inherits, and later changes of the unit",
            do: "write the variables that it needs into `environment`";
    },
    "`-e NAME` without a value, and `-e PREFIX*`, make podman copy variables from its own environment, which for a NixOS \
     container is that of its systemd unit. The kubelet starts containers with nothing but what the Pod says. A value \
     that the unit itself sets is written out, where the units are given; what the unit inherits is not known. Write \
     the value into `environment`, or a file of it into `environmentFiles`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-e-env";
    ENV_HOST = "K3M603", Error, "the whole environment of the systemd unit" {
        env_host(name) => "`{name}` gets the whole environment of its systemd unit",
            effect: "all variables of the unit that are not written out",
            do: "write the variables that it needs into `environment`";
    },
    "`--env-host` copies every variable of the unit into the container. What these are is known on the running host \
     only, credentials of the unit may be among them, and a Pod has nothing of the kind. Write those that the program \
     needs into `environment`. Accepting this code drops the option.";
    ENV_MERGE = "K3M604", Warning, "a variable made from those of the image" {
        env_merge(name) => "`{name}` makes a variable from those of its image",
            effect: "the variable: the image's own are not known here, and Kubernetes cannot name them",
            do: "write the whole value into `environment`";
    },
    "`--env-merge PATH=${PATH}:/app` takes the image's own variable and adds to it. Kubernetes expands `$(NAME)` from \
     the variables of the Pod, never from the image's, and the image is not read here. Write the whole value into \
     `environment`. Without `$` in it the value is written as it stands.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-merge-env";
    UNSET_ENV = "K3M605", Warning, "a variable is empty instead of unset" {
        unset_env(name, variable) => "`{name}` gets `{variable}` empty instead of not at all",
            effect: "the difference between an empty variable and none",
            do: "unset it in the image, or in a script that starts the program";
    },
    "`--unsetenv` takes a variable of the image away. A Pod can set variables, not remove them, so it is set to nothing. \
     Most programs treat that alike; a shell's `${NAME-default}` does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#unsetenv-env";
    UNSET_ENV_ALL = "K3M606", Warning, "the image's variables stay set" {
        unset_env_all(name) => "`{name}` wants no variables of its image",
            effect: "the image's variables stay set: Kubernetes cannot take them away",
            do: "set those that matter in `environment`";
    },
    "`--unsetenv-all` takes all variables of the image away, `PATH` among them. A Pod cannot, and which there are is not \
     known here. Build an image without them, or set those that matter in `environment`.";
    ENV_NAME = "K3M607", Warning, "a name that no variable of a Pod can have" {
        env_name(name) => "`{name}` sets a variable with a name that no Pod can have",
            effect: "the variable: a name is made of printable ASCII characters other than `=`";
    },
    "podman takes anything as the name of a variable. Kubernetes takes printable ASCII characters other than `=`, at \
     least one.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/";
    OPEN_SECRET = "K3M608", Warning, "a secret in the open" {
        open_secret(name, variables) => "`{name}` has values in the open whose names say that they are secret: {variables}",
            effect: "nothing new: they stand in the Nix store for every user to read, and now in the manifest too",
            do: "move them to a file that only root can read (agenix, sops-nix), and name it in `environmentFiles`";
    },
    "The name of a variable says that it holds a secret (`PASSWORD`, `TOKEN`, `SECRET`, `KEY` …), and its value stands in \
     the Nix configuration. It is in the Nix store already, readable by every user of the host, and a manifest is no \
     worse; but whoever may read the Deployment may read it too. Move it to a file that agenix or sops-nix decrypts, and \
     name that in `environmentFiles`: it becomes a Secret that is made on the host, and never is in the store. Values \
     are not shown in messages and in the ledger.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PROXY = "K3M609", Note, "proxy variables of the systemd unit" {
        proxy(name) => "`{name}` gets the proxy variables of its systemd unit",
            effect: "later changes of the unit; Pods and Services are added to `no_proxy`";
        unknown_proxy(name) => "`{name}` takes the proxy variables of its systemd unit",
            effect: "the variables of `networking.proxy`, if there are any",
            do: "give the systemd units with `--units FILE`";
    },
    "podman copies `http_proxy`, `https_proxy`, `ftp_proxy` and `no_proxy` from its own environment, where NixOS puts \
     `networking.proxy`. A Pod gets them only if they are written out, so they are, as the unit has them. Connections to \
     Services must not go through the proxy: `.svc`, `10.42.0.0/16` (Pods) and `10.43.0.0/16` (Services), K3s' default \
     ranges, are added to `no_proxy`. What `environment` sets stays as it is. `--http-proxy=false` writes none.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy";
    NO_PROXY = "K3M610", Note, "no proxy variables to hand on",
    "`--http-proxy=false` keeps the proxy variables of the unit out of the container, and `--http-proxy=true` has no \
     effect where the unit has none. A Pod never gets them by itself.";
    RELATIVE_WORKDIR = "K3M611", Note, "a working directory that begins at the root" {
        relative_workdir(name, path) => "`{name}` works in `/{path}`",
            effect: "the relative path: containerd takes full paths only";
    },
    "podman reads a relative `--workdir` from the root of the container. runc, which K3s uses, insists on a full path, \
     so a `/` is put in front. Also, podman does not start a container whose working directory is missing, while \
     containerd makes it.";
    TIME_ZONE = "K3M612", Note, "the time zone file comes from the node" {
        time_zone(name) => "`{name}` gets its time zone from the node",
            effect: "podman's own copy of the zone file: the node must have `/etc/zoneinfo`, as every NixOS does";
        time_zone_mounted(name) => "`{name}` mounts a time zone of its own",
            effect: "the zone of `--tz`: the mount lies over it, in podman too";
    },
    "`--tz` makes podman link `/etc/localtime` to the image's own zone file, or copy the host's; it sets no `TZ`. The \
     Pod mounts the node's `/etc/zoneinfo/AREA/CITY` (for `--tz=local` its `/etc/localtime`) over `/etc/localtime`, read \
     only. `TZ` is not set either: in an image without zone files it would mean UTC. Programs that look for the name of \
     the zone, not only the time, want `TZ` in `environment` instead.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tz-timezone";
    INIT = "K3M613", Note, "the pause process of the Pod takes the place of `--init`" {
        init(name) => "the Pod's pause process reaps the zombies of `{name}`",
            effect: "an init as process 1 that hands signals on: signals go to the program itself";
    },
    "`--init` runs a small init as process 1, which reaps zombies and hands signals on. With `shareProcessNamespace` the \
     Pod's pause process is process 1 and reaps; the program gets its signals directly. A Pod of one container shows \
     nothing new to anybody. Images whose own init insists on being process 1 (s6-overlay, systemd) do not work with \
     either.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    NO_INIT = "K3M614", Warning, "no init process in a shared Pod" {
        no_init(name) => "`{name}` has no init process of its own",
            effect: "zombies are not reaped: one process namespace for the Pod would show each container the processes of the others",
            do: "use an image with an init of its own (`tini`, `dumb-init`), if the program starts others";
    },
    "`--init` would become `shareProcessNamespace`, which holds for the whole Pod: each container would see the \
     processes of the others, their environment among them. podman keeps them apart, so it is left out where the Pod \
     has more than one container, or where a process namespace is asked for by itself.";
    BEATEN = "K3M615", Note, "another way to set the variable wins" {
        beaten_by_env(name, variable) => "`{name}` sets `{variable}` by `--env`, which wins in podman too";
        beaten_by_secret(name, variable) => "`{name}` sets `{variable}` by `--secret`, which wins in podman too";
    },
    "podman builds the environment in an order: the image's variables, changed by `--env-merge` and `--unsetenv`, then \
     the files of `--env-file`, then `--env`, then secrets with `type=env`. What comes later wins, so the option never \
     had an effect.";
    CONFLICT = "K3M620", Error, "podman refuses to start a container with these options together" {
        cpus_with(name, flag) => "`{name}` has `--cpus` and `{flag}`",
            effect: "nothing: podman does not start it",
            do: "remove one of the two";
        check_with_no_check(name) => "`{name}` has a health check and `--no-healthcheck`",
            effect: "nothing: podman does not start it",
            do: "remove one of the two";
        restart_with_remove(name, restart) => "`{name}` has `--rm`, which NixOS adds, and `--restart={restart}`",
            effect: "nothing: the container does not start like this",
            do: "remove `--restart`: the systemd unit starts the container again", "set `autoRemoveOnStop = false`";
    },
    "Some options exclude each other, and podman says so before it starts anything: `--rm` with a `--restart` that \
     starts the container again, `--no-healthcheck` with a check, `--cpus` with `--cpu-quota` or `--cpu-period`. NixOS passes `--rm` unless \
     `autoRemoveOnStop = false`. The container cannot have run like this, so there is nothing to be faithful to. \
     Remove one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    NO_EFFECT = "K3M621", Note, "podman does nothing with this value either",
    "An empty text, a zero that means `no limit`, or a setting of a check that there is not: podman accepts the \
     option and acts as if it were not there, and so does the Pod.";
    NO_FIELD = "K3M622", Warning, "Kubernetes has no field for an option, and its effect is lost" {
        no_field(name, flag, effect, remedy) => "`{name}` has `{flag}`, which Kubernetes has no field for",
            effect: "{effect}",
            do: "{remedy}";
    },
    "podman hands these options to the container engine; the kubelet has no field that would reach the same place. \
     The container runs without them. The message says what is lost and what comes near. Accept the code in the \
     settings (`accept`, for all or for one container) when the loss does not matter.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/";
    NO_SAFE_LOSS = "K3M623", Error, "Kubernetes has no field for an option, and without it the container could do more, or not run" {
        no_safe_loss(name, flag, effect, remedy) => "`{name}` has `{flag}`, which a Pod cannot have",
            effect: "{effect}",
            do: "{remedy}";
    },
    "Without the option the container would get more access than it has today, or it would not start. That is not \
     done behind the operator's back: the workload is refused. Accept the code for this container in the settings \
     (`containers.NAME.accept`), and the option is dropped; the message says what to do instead.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    RUNTIME_ONLY = "K3M624", Note, "an option is about podman itself, not about the container" {
        runtime_only(name, flag, effect, remedy) => "`{name}` has `{flag}`, which is podman's own business",
            effect: "{effect}",
            do: "{remedy}";
    },
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
    RESERVATION = "K3M631", Note, "a soft limit on memory becomes a request that the scheduler reserves" {
        reservation(name, amount) => "`{name}` asks for {amount} of memory: the scheduler reserves it",
            effect: "the pressure alone: a Pod starts only where that much is not asked for yet";
    },
    "`--memory-reservation` tells the kernel how far to press a container back when memory is short. Kubernetes has \
     `requests.memory`: the scheduler adds the requests of a node up and starts no Pod that does not fit, and the \
     kubelet ends containers above their request first. Choose another amount with \
     `containers.NAME.resources.requests.memory`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-reservation-number-unit\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    SWAP = "K3M632", Warning, "a container that may swap gets no swap" {
        swap(name) => "`{name}` may swap; in a Pod it may not",
            effect: "swap: what does not fit into memory ends the container",
            do: "raise `--memory` by what it swaps today",
                "allow swap on the node: `memorySwap.swapBehavior` in the kubelet's configuration";
    },
    "podman gives a container with `--memory` swap of the same size, and `--memory-swap` another amount. The kubelet \
     gives none (`memory.swap.max` is 0) unless swap is allowed for the whole node; there is no field for one \
     container. What does not fit into the limit then ends the container, and all of it: the kubelet sets \
     `memory.oom.group`, podman does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-swap-number-unit\n\
     https://kubernetes.io/docs/concepts/cluster-administration/swap-memory-management/";
    NO_SWAP = "K3M633", Note, "no swap is what Kubernetes gives",
    "`--memory-swap` counts memory and swap together, so the same amount as `--memory` means no swap. That is what a \
     Pod gets anyway.";
    PIDS = "K3M634", Warning, "a limit on processes is lost" {
        pids(name, limit) => "`{name}` may start {limit} processes; in a Pod it may start more",
            effect: "the limit on processes",
            do: "set one for every Pod of the node: `podPidsLimit` in the kubelet's configuration";
    },
    "podman limits every container to 2048 processes and threads, or to what `--pids-limit` says. Kubernetes has no \
     field for it: `podPidsLimit` of the kubelet holds for every Pod of the node. A container that starts processes \
     without end is then stopped by its memory limit only.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#pids-limit-limit\n\
     https://kubernetes.io/docs/concepts/policy/pid-limiting/";
    CPU_PERIOD = "K3M635", Note, "the period over which CPU time is measured is the node's" {
        cpu_period(name, period) => "`{name}` has its CPU time measured over {period} µs; in a Pod it is over 100000 µs",
            effect: "the length of the period: a burst may last longer or shorter",
            do: "set `cpuCFSQuotaPeriod` in the kubelet's configuration, for the whole node";
    },
    "The limit of cores is `--cpu-quota` divided by `--cpu-period`, and it stays the same. The period itself is one \
     for the node, 100 ms unless `cpuCFSQuotaPeriod` of the kubelet says otherwise: a shorter one spreads the time \
     more evenly.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-period-limit";
    CPU_WEIGHT = "K3M636", Note, "the weight of a container becomes a request of CPU" {
        more_weight(name, shares, request) => "`{name}` weighs {shares} of the usual 1024; in a Pod the request of CPU is the weight, and it is {request}",
            effect: "the exact proportion to the other containers, which request nothing",
            do: "choose a request: `containers.NAME.resources.requests.cpu`";
        less_weight(name, shares, request) => "`{name}` weighs {shares} of the usual 1024; in a Pod the request of CPU is the weight, and it is {request}",
            effect: "its lower weight: no container can weigh less than one without a request",
            do: "choose a request: `containers.NAME.resources.requests.cpu`";
    },
    "`--cpu-shares` is a proportion to the other containers, 1024 each. In Kubernetes the request of CPU is the \
     weight, and the scheduler reserves it. Containers without a request weigh as little as possible, so a container \
     above 1024 asks for 100m for each 1024, which is more than theirs and fits small nodes; one below 1024 asks for \
     1m, which is as much as theirs. Choose another one with `containers.NAME.resources.requests.cpu`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-shares-c-shares\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    USUAL_WEIGHT = "K3M637", Note, "the usual weight against the others is what every container has",
    "`--cpu-shares=1024` is podman's default (and 0 is ignored). Pods without a request of CPU weigh the same among \
     each other too.";
    CHOSEN_RESOURCES = "K3M638", Note, "the settings choose another amount than podman's option" {
        chosen_amount(name, resource, kind, chosen, given) => "the settings give `{name}` a {resource} {kind} of {chosen}, not {given}";
    },
    "`containers.NAME.resources` goes before `--memory`, `--cpus` and their like, amount by amount.";
    IMAGE_CHECK = "K3M640", Warning, "the health check of an image does not run in a Pod" {
        image_check(name) => "`{name}` changes how the health check of its image runs; in a Pod that does not run",
            effect: "the check that the image brings along, if it brings one",
            do: "write the image's `HEALTHCHECK` as `--health-cmd`";
    },
    "podman runs the `HEALTHCHECK` that an image brings along (in Docker's image format), and `--health-interval` and \
     its like change how. Kubernetes knows nothing of it: only probes in the Pod count. The image is not looked into, \
     so write its check as `--health-cmd`; `podman inspect IMAGE` shows it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-cmd-command-command-arg1\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    NO_CHECK = "K3M641", Note, "podman runs no health check here, and neither does Kubernetes",
    "`--no-healthcheck`, `--health-cmd=none` and `--health-interval=disable` keep podman from running the check of \
     the image. Kubernetes never runs that one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#no-healthcheck";
    ROUNDED = "K3M642", Note, "a probe counts in whole seconds" {
        rounded(name, flag, given, seconds) => "`{name}` has `{flag}` of {given}; a probe has it of {seconds} s",
            effect: "parts of a second";
    },
    "podman takes parts of a second for health checks. The fields of a probe are whole seconds, at least one, so the \
     time is rounded up.\n\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe";
    UNHEALTHY_KILLED = "K3M643", Note, "an unhealthy container is asked to end before it is killed" {
        unhealthy_killed(name) => "an unhealthy `{name}` is killed at once; in a Pod it is asked to end first",
            effect: "the immediate end: it gets TERM and has its time to stop";
    },
    "`--health-on-failure=kill` sends SIGKILL, and the systemd unit starts the container again. A liveness probe that \
     fails makes the kubelet stop the container as usual: TERM, its time to stop, then KILL; then it starts it \
     again. Only the harshness is lost.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    UNHEALTHY_ENDED = "K3M644", Warning, "an unhealthy container is started again instead of staying ended" {
        unhealthy_ended(name) => "an unhealthy `{name}` is ended, and its unit does not start it again; in a Pod it is started",
            effect: "that it stays ended";
    },
    "`--health-on-failure=stop` and `kill` end a container, and with `Restart=no` its unit leaves it so. A liveness \
     probe that fails makes the kubelet start the container again; there is no probe that only ends one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_SUCCESSES = "K3M645", Warning, "one success ends the start-up of a Pod's container" {
        startup_successes(name, successes) => "the start-up check of `{name}` has to succeed {successes} times; in a Pod it is once",
            effect: "the successes after the first: the other check begins earlier",
            do: "let the check itself wait until it is sure";
    },
    "`--health-startup-success` asks for several successful runs before the regular check begins. Kubernetes demands \
     `successThreshold: 1` of a startup probe.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-success-retries\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_TIMEOUT = "K3M646", Note, "podman ignores the timeout of the start-up check" {
        startup_timeout(name) => "the start-up check of `{name}` has a timeout of its own, which podman ignores",
            do: "set `--health-timeout`, which counts for both checks";
    },
    "podman reads `--health-startup-timeout` and then gives the start-up check the time of `--health-timeout` (seen in \
     5.8). The startup probe gets that time too.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-timeout-timeout";
    MARKED_ONLY = "K3M647", Note, "a container that is only marked needs no start period",
    "In the period of `--health-start-period` a failed check does not make a container unhealthy. Unless \
     `--health-on-failure` says more, unhealthy is only a word, and so is `not ready` of the Pod: it does not become \
     ready before the first success, and nothing else follows.";
}

//! 60x to 64x: process, resources, health, options without a field.

use super::rules;

rules! {
    NOTHING_TO_RUN = "K3M600", Error, "a container has neither an entrypoint nor a command" {
        nothing_to_run(name) => "`{name}` has neither an entrypoint nor a command",
            effect: "podman cannot start such a container",
            do: "write the command as `cmd`: without an entrypoint, podman ignores the image's `CMD`";
    },
    "`--entrypoint ''` removes the image's `ENTRYPOINT`, and podman then ignores the image's `CMD` as well. Without \
     `cmd` nothing is left to run: podman creates the container and cannot start it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#entrypoint-command-command-arg1";
    CMD_OF_IMAGE = "K3M601", Error, "the image's `CMD` runs without its `ENTRYPOINT`" {
        cmd_of_image(name, image) => "`{name}` runs its image's `CMD` without the image's `ENTRYPOINT`",
            effect: "Kubernetes cannot leave an entrypoint out, and the `CMD` of the image is not known here",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` the image's `CMD` is written into the Pod",
                "write the image's `CMD` as `cmd`";
    },
    "`--entrypoint '[]'` removes the image's `ENTRYPOINT` and keeps its `CMD`. Kubernetes can replace the entrypoint \
     (`command`) but not leave it out, so the `CMD` would have to be written as `command`. It is in the image: \
     `--images` reads it there, or write it as `cmd`.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/";
    ENV_FROM_UNIT = "K3M602", Warning, "a variable comes from the environment of the systemd unit" {
        env_from_unit(name, variable) => "`{name}` takes the variable `{variable}` from its systemd unit",
            effect: "a Pod has no systemd unit, so the variable is not set",
            do: "write the value into `environment`, or into a file that `environmentFiles` names";
        env_prefix_from_unit(name, prefix) => "`{name}` takes all variables that begin with `{prefix}` from its systemd unit",
            effect: "a Pod has no systemd unit, so the variables are not set",
            do: "write them into `environment`, or into a file that `environmentFiles` names";
        env_prefix_written(name, prefix) => "`{name}` takes all variables that begin with `{prefix}` from its systemd unit",
            effect: "the Pod has those that the unit itself sets, not those that it inherits, and no later changes",
            do: "write the variables that the program needs into `environment`";
    },
    "`-e NAME` without a value, and `-e PREFIX*`, make podman copy variables from its own environment, which for a NixOS \
     container is that of its systemd unit. The kubelet starts containers with what the Pod says, and nothing else. A \
     value that the unit itself sets is written out, where the units are given; what the unit inherits is not known. \
     Write the value into `environment`, or into a file that `environmentFiles` names.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-e-env";
    ENV_HOST = "K3M603", Error, "a container copies the whole environment of its systemd unit" {
        env_host(name) => "`{name}` copies the whole environment of its systemd unit (`--env-host`)",
            effect: "a Pod has no systemd unit, and credentials of the unit may be among its variables",
            do: "write the variables that the program needs into `environment`";
    },
    "`--env-host` copies every variable of the unit into the container. Which these are is known on the running host \
     only, credentials of the unit may be among them, and a Pod has no such environment. Write the variables that the \
     program needs into `environment`. Accepting this code drops the option.";
    ENV_MERGE = "K3M604", Warning, "a variable is built from those of the image" {
        env_merge(name) => "`{name}` builds a variable from those of its image (`--env-merge`)",
            effect: "the variable stays as the image has it: Kubernetes cannot refer to variables of an image",
            do: "write the whole value into `environment`";
    },
    "`--env-merge PATH=${PATH}:/app` takes the image's own variable and adds to it. Kubernetes expands `$(NAME)` from \
     the variables of the Pod, never from the image's. Where `--images` has the image, `$NAME` and `${NAME}` are filled in. Else write the \
     whole value into `environment`. A value without `$` is written as it is.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-merge-env";
    UNSET_ENV = "K3M605", Warning, "a variable is empty instead of unset" {
        unset_env(name, variable) => "`{name}` unsets `{variable}`, which a Pod can only set to an empty value",
            effect: "a program that distinguishes empty variables from unset ones behaves differently",
            do: "unset it in the image, or in a script that starts the program";
    },
    "`--unsetenv` removes a variable of the image. A Pod can set variables but not remove them, so the variable is set \
     to an empty value. Most programs treat both alike; a shell's `${NAME-default}` does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#unsetenv-env";
    UNSET_ENV_ALL = "K3M606", Warning, "the image's variables stay set" {
        unset_env_all(name) => "`{name}` unsets all variables of its image",
            effect: "the image's variables stay set: a Pod cannot remove them",
            do: "set the variables that matter in `environment`, or build an image without them";
    },
    "`--unsetenv-all` removes all variables of the image, `PATH` among them. A Pod cannot, and which variables there \
     are is not known here. Build an image without them, or set those that matter in `environment`.";
    ENV_NAME = "K3M607", Warning, "a variable has a name that Kubernetes refuses" {
        env_name(name) => "`{name}` sets a variable whose name Kubernetes refuses",
            effect: "the variable is not set",
            do: "use printable ASCII characters other than `=` in its name";
    },
    "podman takes any text as the name of a variable. Kubernetes takes printable ASCII characters other than `=`, at \
     least one.\n\n\
     https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/";
    OPEN_SECRET = "K3M608", Note, "a secret is in plain text" {
        open_secret(name, places) => "`{name}` has secrets in plain text: {places}",
            effect: "every user of the host can read them in the Nix store, and everyone with access to the Deployment in the cluster",
            do: "move them to a file that only root can read (agenix, sops-nix), and name it in `environmentFiles`; a command reads them as `$VARIABLE` with `sh -c`";
    },
    "The name of a variable, label or flag says that it holds a secret (`PASSWORD`, `TOKEN`, `SECRET`, `KEY` …), or its \
     value looks like one: a password in an address (`postgres://user:password@db`), a hash, a token of a well-known \
     service. The value is in the Nix configuration. It is already in the Nix store, readable by every user of the \
     host. In the manifest, every user who may read the Deployment can read it too. Move it to a file that agenix or \
     sops-nix decrypts, and name that file in `environmentFiles`: it becomes a Secret that is made on the host and \
     never enters the store. Secrets are not shown in messages, in the ledger and in diffs.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PROXY = "K3M609", Note, "proxy variables of the systemd unit are written into the Pod" {
        proxy(name) => "`{name}` takes the proxy variables of its systemd unit",
            effect: "the Pod has their present values, with Pods and Services added to `no_proxy`",
            do: "convert again when `networking.proxy` changes";
        unknown_proxy(name) => "`{name}` takes the proxy variables of its systemd unit, which the input does not have",
            effect: "the Pod has no proxy variables, even if `networking.proxy` sets some",
            do: "pass the systemd units with `--units`";
    },
    "podman copies `http_proxy`, `https_proxy`, `ftp_proxy` and `no_proxy` from its own environment, where NixOS puts \
     `networking.proxy`. A Pod has them only if they are written out, so they are, as the unit has them. Connections to \
     Services must not go through the proxy: `.svc`, `10.42.0.0/16` (Pods) and `10.43.0.0/16` (Services), K3s' default \
     ranges, are added to `no_proxy`. Variables that `environment` sets stay as they are. `--http-proxy=false` writes \
     none.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy";
    NO_PROXY = "K3M610", Note, "the Pod has no proxy variables",
    "`--http-proxy=false` keeps the proxy variables of the unit out of the container, and `--http-proxy=true` has no \
     effect where the unit has none. A Pod has none either, unless they are written out.";
    RELATIVE_WORKDIR = "K3M611", Note, "a relative working directory is written from the root" {
        relative_workdir(name, path) => "`{name}` has the relative working directory `{path}`",
            effect: "the Pod has the same path from `/`, which is how podman reads it",
            do: "write `/{path}`: containerd takes absolute paths only";
    },
    "podman reads a relative `--workdir` from the root of the container. runc, which K3s uses, requires an absolute \
     path, so `/` is put in front. There is one other difference: podman does not start a container whose working \
     directory is missing, while containerd creates it.";
    TIME_ZONE = "K3M612", Note, "the time zone file comes from the node" {
        time_zone(name) => "`{name}` sets its time zone with `--tz`",
            effect: "the Pod mounts the zone file of the node, which must have `/etc/zoneinfo`, as NixOS does";
        time_zone_mounted(name) => "`{name}` sets `--tz` and mounts its own `/etc/localtime`",
            effect: "the mount hides the zone of `--tz`, under podman as well";
    },
    "`--tz` makes podman link `/etc/localtime` to the image's own zone file, or copy the host's; it sets no `TZ`. The \
     Pod mounts the node's `/etc/zoneinfo/AREA/CITY` (for `--tz=local` its `/etc/localtime`) over `/etc/localtime`, \
     read-only. `TZ` is not set either: in an image without zone files it would mean UTC. For programs that read the \
     name of the zone, not only the time, set `TZ` in `environment` instead.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#tz-timezone";
    INIT = "K3M613", Note, "the pause process of the Pod replaces `--init`" {
        init(name) => "`{name}` runs an init process (`--init`), which the Pod's pause process replaces",
            effect: "the pause process reaps zombie processes, and signals go directly to the program";
    },
    "`--init` runs a small init as process 1, which reaps zombie processes and passes signals on. With \
     `shareProcessNamespace` the Pod's pause process is process 1 and reaps them; the program receives its signals \
     directly. In a Pod of one container, no other container's processes become visible. Images whose own init must be \
     process 1 (s6-overlay, systemd) work with neither of the two.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/";
    NO_INIT = "K3M614", Warning, "a Pod that shares its process namespace has no init process" {
        no_init_in_group(name) => "`{name}` runs an init process (`--init`) in a Pod of several containers",
            effect: "zombie processes are not reaped",
            do: "use an image with its own init (`tini`, `dumb-init`), if the program starts other processes";
        no_init_with_pid(name) => "`{name}` runs an init process (`--init`) in another process namespace (`--pid`)",
            effect: "zombie processes are not reaped",
            do: "use an image with its own init (`tini`, `dumb-init`), if the program starts other processes";
    },
    "`--init` would become `shareProcessNamespace`, which holds for the whole Pod: each container would see the \
     processes of the others, their environment among them. podman keeps them apart, so `--init` is left out where the \
     Pod has more than one container, or where `--pid` chooses a process namespace.";
    BEATEN = "K3M615", Note, "another option sets the same variable and wins" {
        beaten_by_env(name, variable) => "`{name}` sets `{variable}` with `--env` as well, which wins under podman too";
        beaten_by_secret(name, variable) => "`{name}` sets `{variable}` with `--secret` as well, which wins under podman too";
    },
    "podman builds the environment in this order: the image's variables, changed by `--env-merge` and `--unsetenv`, \
     then the files of `--env-file`, then `--env`, then secrets with `type=env`. A later source wins, so the option \
     never had an effect.";
    SET_ANYWAY = "K3M616", Note, "`--unsetenv` has no effect on a variable that podman itself sets",
    "podman takes variables of the image away, and sets `HOSTNAME` and `HOME` after that. So `--unsetenv=HOSTNAME` \
     changes nothing: the variable holds the host name, in podman as in a Pod.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#unsetenv-env";
    TERM_SIGNAL = "K3M617", Note, "the usual stop signal needs a command only where the image has another one" {
        term_by_command(name) => "`{name}` is stopped with SIGTERM, which a preStop command sends",
            effect: "if the image has another `STOPSIGNAL`, and not `/bin/sh`, `kill` and `sleep`, the program receives that one";
        term_by_kubernetes(name) => "`{name}` is stopped with SIGTERM, which Kubernetes sends",
            effect: "if the image has another `STOPSIGNAL`, the program receives that one";
    },
    "SIGTERM is what podman and Kubernetes send where the image has no `STOPSIGNAL`, so for most images \
     `--stop-signal=TERM` changes nothing. Where `--images` has the image, that is known. Else a preStop command sends the signal, as for any other \
     one (K3M669). In a Pod that shares its process namespace such a command cannot reach the program, and Kubernetes sends \
     the signal of the image.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-signal-signal";
    CONFLICT = "K3M620", Error, "podman refuses to start a container with these options together" {
        cpus_with(name, flag) => "`{name}` sets both `--cpus` and `{flag}`",
            effect: "the container cannot start with both",
            do: "remove one of the two";
        check_with_no_check(name) => "`{name}` sets both a health check and `--no-healthcheck`",
            effect: "the container cannot start with both",
            do: "remove one of the two";
        restart_with_remove(name, restart) => "`{name}` sets both `--restart={restart}` and `--rm`, which NixOS adds",
            effect: "the container cannot start with both",
            do: "remove `--restart`: the systemd unit restarts the container", "set `autoRemoveOnStop = false`";
    },
    "Some options exclude each other, and podman refuses to start a container that has both: `--rm` with a `--restart` \
     that starts the container again, `--no-healthcheck` with a check, `--cpus` with `--cpu-quota` or `--cpu-period`. \
     NixOS passes `--rm` unless `autoRemoveOnStop = false`. The container cannot have run like this, so it has no \
     behaviour to keep. Remove one of the two.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    NO_EFFECT = "K3M621", Note, "podman ignores this value as well",
    "An empty text, a zero that means `no limit`, or a setting of a health check where there is none: podman accepts \
     the option and behaves as if it were absent, and so does the Pod.";
    NO_FIELD = "K3M622", Warning, "Kubernetes has no field for an option" {
        no_field(name, flag, effect, remedy) => "`{name}` sets `{flag}`, for which Kubernetes has no field",
            effect: "{effect}",
            do: "{remedy}", "set `accept = [ \"K3M622\" ]` in the settings to accept the difference";
        unit_no_field(name, setting, effect, remedy) => "`{name}` has `{setting}` in its unit, for which Kubernetes has no field",
            effect: "{effect}",
            do: "{remedy}", "set `accept = [ \"K3M622\" ]` in the settings to accept the difference";
    },
    "podman passes these options to the container engine, and hands settings of its unit on to the container, which is a \
     descendant of its process. The kubelet has no field with the same effect, so the container runs without them. The message says what changes and what comes near. Accept the code in the settings \
     (`accept`, for all or for one container) when the difference does not matter.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/";
    NO_SAFE_LOSS = "K3M623", Error, "Kubernetes has no field for an option that the container needs" {
        no_safe_loss(name, flag, effect, remedy) => "`{name}` sets `{flag}`, which a Pod cannot have",
            effect: "{effect}",
            do: "{remedy}", "set `containers.{name:#}.accept = [ \"K3M623\" ]` to convert it without the option";
        unit_no_safe_loss(name, setting, effect, remedy) => "`{name}` has `{setting}` in its unit, which a Pod cannot have",
            effect: "{effect}",
            do: "{remedy}", "set `containers.{name:#}.accept = [ \"K3M623\" ]` to convert it without the setting";
    },
    "Without the option the container would have more access than today, or it would not start. You have to agree to \
     that, so the workload is refused. The message says what to do instead. Accept the code for this container in the \
     settings (`containers.NAME.accept`), and the option is dropped.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    RUNTIME_ONLY = "K3M624", Note, "an option concerns podman itself, not the container" {
        runtime_only(name, flag, effect, remedy) => "`{name}` sets `{flag}`, which concerns podman, not the container",
            effect: "{effect}",
            do: "{remedy}";
    },
    "How a terminal attaches to podman, where podman writes process ids, how it names control groups: without podman \
     these settings have no meaning. The program in the container sees no difference.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    GENERATED = "K3M625", Note, "NixOS adds this to every container",
    "The options of `virtualisation.oci-containers` have defaults that appear in every evaluated container and concern \
     podman and its systemd unit. You did not write them, so they are dropped without a message: the summary counts them, and \
     the ledger has a row for each.";
    NO_LIMIT = "K3M630", Note, "podman sets no limit, and neither does the Pod",
    "`--memory=0`, `--cpus=0` and `--pids-limit=-1` mean no limit. A Pod has none unless its fields set \
     one. The number of processes is limited only where the kubelet's configuration has `podPidsLimit`, which K3s does \
     not set.";
    RESERVATION = "K3M631", Note, "a soft memory limit becomes a request that the scheduler reserves" {
        reservation(name, amount) => "`{name}` has a memory reservation, which becomes a request of {amount}",
            effect: "the scheduler reserves this amount; the Pod stays Pending where it is not free",
            do: "set `containers.{name:#}.resources.requests.memory` to reserve another amount";
        reservation_spared(name, amount) => "`{name}` has a memory reservation, which becomes a request of {amount}",
            effect: "the scheduler reserves this amount; the kernel does not spare it, as it does under podman",
            do: "`services.k3s.extraKubeletConfig.memoryReservationPolicy = \"TieredReservation\"`: the kernel spares the \
                requests of all Pods (`memory.low`)",
                "set `containers.{name:#}.resources.requests.memory` to reserve another amount";
    },
    "`--memory-reservation` sets how far the kernel shrinks a container when memory is short. Kubernetes has \
     `requests.memory`: the scheduler adds up the requests of a node and starts no Pod that does not fit, and the \
     kubelet ends containers above their request first. Choose another amount with \
     `containers.NAME.resources.requests.memory`.\n\n\
     podman writes the amount to `memory.low` of the container: the kernel takes memory from others first. A kubelet of \
     1.37 does the same with the request (`MemoryQoS`), if its configuration has `memoryReservationPolicy: \
     TieredReservation`; by default it writes 0. With that policy a Pod whose requests equal its limits has \
     `memory.min`, which the kernel never takes; k3s-migrate does not write such a Pod unless the settings choose the \
     amounts. The request stays below `memory.high` in any case: the kubelet sets that one only with \
     `memoryThrottlingFactor`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-reservation-number-unit\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    SWAP = "K3M632", Warning, "a container that may use swap has none in a Pod" {
        swap(name) => "`{name}` may use swap (`--memory-swap`); in a Pod it may not",
            effect: "the kernel kills the container when it needs more memory than its limit",
            do: "raise `--memory` by the amount that it swaps today",
                "set `memorySwap.swapBehavior` in the kubelet's configuration: it allows swap for the whole node";
    },
    "podman gives a container with `--memory` swap of the same size, and `--memory-swap` another amount. The kubelet \
     gives none (`memory.swap.max` is 0) unless swap is allowed for the whole node; a container has no field \
     for it. Memory that does not fit into the limit then ends the container, and all of it: the kubelet sets \
     `memory.oom.group`, podman does not.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#memory-swap-number-unit\n\
     https://kubernetes.io/docs/concepts/cluster-administration/swap-memory-management/";
    NO_SWAP = "K3M633", Note, "the container has no swap, as in every Pod",
    "`--memory-swap` counts memory and swap together, so the same amount as `--memory` means no swap. A Pod has none \
     either.";
    PIDS = "K3M634", Warning, "a limit on processes is lost" {
        pids(name, limit) => "`{name}` sets `--pids-limit={limit}`, for which Kubernetes has no field",
            effect: "the container may start any number of processes",
            do: "set `podPidsLimit` in the kubelet's configuration: it limits every Pod of the node";
    },
    "podman limits every container to 2048 processes and threads, or to the number of `--pids-limit`. Kubernetes has no \
     field for it: `podPidsLimit` of the kubelet holds for every Pod of the node. A container that starts processes \
     without end is then stopped by its memory limit only.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#pids-limit-limit\n\
     https://kubernetes.io/docs/concepts/policy/pid-limiting/";
    CPU_PERIOD = "K3M635", Note, "the node sets the period over which CPU time is measured" {
        cpu_period(name, period) => "`{name}` has its CPU time measured over {period} µs; in a Pod it is 100000 µs",
            effect: "the limit stays the same; a burst may last longer or shorter",
            do: "set `cpuCFSQuotaPeriod` in the kubelet's configuration: it holds for the whole node";
    },
    "The limit of cores is `--cpu-quota` divided by `--cpu-period`, and it stays the same. The period itself is one \
     for the node, 100 ms unless `cpuCFSQuotaPeriod` of the kubelet sets another: a shorter one spreads the time \
     more evenly.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-period-limit";
    CPU_WEIGHT = "K3M636", Note, "a CPU weight becomes a CPU request" {
        more_weight(name, shares, request) => "`{name}` has a CPU weight of {shares}, which becomes a request of {request}",
            effect: "the scheduler reserves this amount; the proportion to other containers is approximate",
            do: "set `containers.{name:#}.resources.requests.cpu` to request another amount";
        less_weight(name, shares, request) => "`{name}` has a CPU weight of {shares}, which becomes a request of {request}",
            effect: "it weighs as much as a container without a request, the least that Kubernetes has",
            do: "set `containers.{name:#}.resources.requests.cpu` to request another amount";
    },
    "`--cpu-shares` is a proportion to the other containers, 1024 each. In Kubernetes the CPU request is the weight, \
     and the scheduler reserves it. Containers without a request weigh as little as possible, so a container above \
     1024 requests 100m for each 1024, which is more than theirs and fits small nodes; one below 1024 requests 1m, \
     which is as much as theirs. Choose another request with `containers.NAME.resources.requests.cpu`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#cpu-shares-c-shares\n\
     https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
    USUAL_WEIGHT = "K3M637", Note, "the CPU weight is the default, as for every Pod without a request",
    "`--cpu-shares=1024` is podman's default, and 0 is ignored. Pods without a CPU request all have the same weight, \
     too.";
    CHOSEN_RESOURCES = "K3M638", Note, "the settings replace the amount of a podman option" {
        chosen_amount(name, resource, kind, chosen, given) => "`{name}` has a {resource} {kind} of {chosen} from the settings, not {given}";
    },
    "`containers.NAME.resources` in the settings takes precedence over `--memory`, `--cpus` and the related options, \
     amount by amount.";
    IMAGE_CHECK = "K3M640", Warning, "the health check of an image does not run in a Pod" {
        image_check(name, image) => "`{name}` sets how the health check of its image runs",
            effect: "Kubernetes does not run the `HEALTHCHECK` of an image",
            do: "`podman image inspect {image} > images.json`: with `k3s-migrate convert --images images.json` the image's `HEALTHCHECK` becomes a probe",
                "write it as `--health-cmd`";
    },
    "podman runs the `HEALTHCHECK` of an image (in Docker's image format), and `--health-interval` and the related \
     options change how. Kubernetes ignores it: only probes of the Pod count. Where `--images` has \
     the image, its check becomes a probe; else write it as `--health-cmd`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-cmd-command-command-arg1\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    NO_CHECK = "K3M641", Note, "no health check runs, under podman or in the Pod",
    "`--no-healthcheck`, `--health-cmd=none` and `--health-interval=disable` keep podman from running the check of \
     the image. Kubernetes never runs that one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#no-healthcheck";
    ROUNDED = "K3M642", Note, "a probe counts whole seconds" {
        rounded(name, flag, given, seconds) => "`{name}` sets `{flag}` to {given}, rounded to {seconds} s",
            effect: "probes count whole seconds";
    },
    "podman accepts fractions of a second for health checks. The fields of a probe are whole seconds, at least one, so \
     the time is rounded up.\n\n\
     https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe";
    UNHEALTHY_KILLED = "K3M643", Note, "an unhealthy container is stopped before it is killed" {
        unhealthy_killed(name) => "`{name}` is killed at once when it is unhealthy (`--health-on-failure=kill`)",
            effect: "the kubelet stops it first: the program receives TERM and has its grace period before KILL";
    },
    "`--health-on-failure=kill` sends SIGKILL, and the systemd unit starts the container again. A liveness probe that \
     fails makes the kubelet stop the container in the usual order: TERM, the grace period, then KILL. Then it starts \
     the container again, as the unit does.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    UNHEALTHY_ENDED = "K3M644", Warning, "an unhealthy container is restarted instead of staying stopped" {
        unhealthy_ended(name) => "`{name}` is stopped when it is unhealthy, and its unit does not restart it",
            effect: "the kubelet restarts it: a liveness probe cannot stop a container for good";
    },
    "`--health-on-failure=stop` and `kill` end a container, and with `Restart=no` its unit leaves it stopped. A liveness \
     probe that fails makes the kubelet restart the container; no probe ends a container for good.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-on-failure-action\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_SUCCESSES = "K3M645", Warning, "one success ends the start-up phase in a Pod" {
        startup_successes(name, successes) => "`{name}` requires {successes} successes of its start-up check; a startup probe requires one",
            effect: "the regular check begins after the first success",
            do: "make `--health-startup-cmd` strict enough that one success proves the start";
    },
    "`--health-startup-success` requires several successful runs before the regular check begins. Kubernetes demands \
     `successThreshold: 1` of a startup probe.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-success-retries\n\
     https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/";
    STARTUP_TIMEOUT = "K3M646", Note, "podman ignores the timeout of the start-up check" {
        startup_timeout(name) => "`{name}` sets `--health-startup-timeout`, which podman ignores",
            do: "set `--health-timeout`: it applies to both checks";
    },
    "podman reads `--health-startup-timeout` and then gives the start-up check the time of `--health-timeout` (seen in \
     5.8). The startup probe has that time too.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-timeout-timeout";
    MARKED_ONLY = "K3M647", Note, "a container that is only marked unhealthy needs no start period",
    "In the period of `--health-start-period` a failed check does not make a container unhealthy. Without \
     `--health-on-failure`, unhealthy is only a mark, and so is `not ready` of the Pod: the Pod does not become ready \
     before the first success, and that is the only consequence.";
}

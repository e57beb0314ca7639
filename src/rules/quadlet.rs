//! 160 to 179: reading quadlet files.

use super::rules;

rules! {
    QUADLET_REFUSED = "K3M160", Error, "podman's generator makes no service of a unit" {
        quadlet_key(name, key, section) => "`{name}` has the key `{key}` in `[{section}]`, which podman does not know",
            effect: "podman's generator refuses the whole unit: the container does not run today",
            do: "remove it, or write it as a flag in `PodmanArgs=`";
        misspelt_quadlet_key(name, key, section, nearest) => "`{name}` has the key `{key}` in `[{section}]`, which podman does not know",
            effect: "podman's generator refuses the whole unit: the container does not run today",
            do: "rename it to `{nearest}`, if that is what you meant";
        quadlet_unit_missing(name, key, unit) => "`{name}` names the unit `{unit}` in `{key}=`, which is not among the files",
            effect: "podman's generator refuses the whole unit where it does not find that one",
            do: "convert the folder that has both files: `k3s-migrate convert FOLDER`";
        quadlet_unit_unnamed(name, key, unit) => "`{name}` names the unit `{unit}` in `{key}=`, whose name only systemd can tell",
            effect: "podman's generator refuses the whole unit",
            do: "name an instance of the template, or give `{unit}` a name without specifiers";
        quadlet_value(name, key, error) => "`{name}` sets `{key}=` to a value that podman's generator refuses: {error}",
            effect: "podman's generator refuses the whole unit: the container does not run today",
            do: "correct the value";
        quadlet_type(name, kind) => "`{name}` sets `Type={kind}` in `[Service]`",
            effect: "podman's generator refuses the whole unit: the container does not run today",
            do: "remove it, or set `oneshot` for a container that ends";
    },
    "podman's generator makes a service of each quadlet file when systemd loads its units. A unit with a key that it does not \
     know, or with a value that it does not take, gets no service: the container does not run. `/usr/lib/systemd/system-generators/podman-system-generator \
     --dryrun` prints what it says. The container is refused here as well, for nothing shows what was meant.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-systemd.unit.5.html";
    EMPTIED = "K3M161", Note, "an empty value takes back what stands before it" {
        emptied(what, later) => "the empty `{later}` takes back `{what}`";
    },
    "A key that is a list starts again with an empty value, in a drop-in as in the file itself. What stands before it never had \
     an effect, so it is dropped here as well.";
    UNRESOLVED = "K3M162", Error, "systemd fills in a text that only the running host has" {
        specifier(name, key, text) => "`{name}` has `{text}` in `{key}=`, which only systemd on the host can replace",
            effect: "the value is not known here",
            do: "write the value in its place, or `%{text:#}` for the text itself";
        variable(name, key, text) => "`{name}` has `{text}` in `{key}=`, which systemd replaces by a variable of the unit, and no `Environment=` of \
            `[Service]` sets it",
            effect: "systemd puts nothing there, or what the host has: the value is not known here",
            do: "write `$${text:#}` for a text that the program itself replaces, or the value in its place";
    },
    "podman's generator writes the words of the unit into `ExecStart=`, where systemd replaces specifiers such as `%n` and \
     variables such as `${NAME}`. Specifiers that follow from the unit are replaced here in the same way, and so are variables \
     of `Environment=` in `[Service]`. The name of the host, its machine ID, files of variables and the environment of the \
     service manager are not at hand. `%%` and `$$` are a percent sign and a dollar sign.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines";
    PASSED_OVER = "K3M163", Warning, "podman's generator passes over a part of a value" {
        passed_over(name, key, error) => "`{name}` has a value of `{key}=` that podman passes over: {error}",
            effect: "podman runs the container without it, and so does the Pod",
            do: "correct the quotes and backslashes of the value";
        cut(name, key) => "`{name}` has an empty word in quotes in `{key}=`, and podman passes over all words behind it",
            effect: "podman runs the container without them, and so does the Pod",
            do: "move the empty word to the end, or remove it";
    },
    "podman's generator splits a value into words as systemd does. Where a quote or an escape is wrong it takes no word of the \
     line, without a message, and an empty word ends the list. The conversion does the same, and tells it.";
    OPTIONAL_DEVICE = "K3M164", Warning, "a device may be missing on the host" {
        optional_device(name, device) => "`{name}` takes the device `{device}` where the host has it (`-` in front)",
            effect: "the Pod does not start on a node without it",
            do: "remove the `AddDevice=` if the node does not have it";
    },
    "With a `-` in front of the device podman leaves out a device that does not exist. A Pod names its devices, and waits for a \
     node that has them.";
    UNIT_OF_SYSTEMD = "K3M165", Note, "a setting of the unit is systemd's own, and a Pod is the same without it",
    "Order within the boot, texts for people, what systemd logs: the table in docs/units.md says of each setting why nothing \
     changes with it.";
    UNIT_READ = "K3M166", Note, "a setting of the unit decides how the workload runs",
    "`Restart=`, `WantedBy=`, `Type=` and others have no field of their own in Kubernetes: together they decide whether the \
     container becomes a Deployment, a Job or a CronJob, and how many Pods it has. docs/units.md says what reads each of them.";
    UNIT_TOLD = "K3M167", Note, "what a setting of the unit does is lost, and told where it matters",
    "Order, conditions and what happens to other units: the table in docs/units.md says of each setting what is lost. A message \
     says so where the container, another container or a mount is concerned.";
    QUADLET_SECTION = "K3M168", Warning, "a unit has a section that nothing reads" {
        quadlet_section(name, section) => "`{name}` has the section `[{section}]`, which systemd does not know in a service",
            effect: "systemd and podman pass over it, and so does the conversion",
            do: "correct the name of the section, or remove it";
    },
    "A quadlet file has the section of its kind, such as `[Container]`, and the sections of a service: `[Unit]`, `[Service]`, \
     `[Install]`. `[Quadlet]` is for the generator itself. Names that begin with `X-` are for other programs.";
    RELATIVE_PATH = "K3M169", Note, "a path is relative to the folder of the unit" {
        relative_path(name, path, taken) => "`{name}` has the path `{path}`, which is `{taken}` on a host where the unit is in podman's folder for it";
    },
    "podman's generator takes such a path relative to the folder in which it finds the unit: /etc/containers/systemd for units \
     of the system. Where the path of the input shows another of podman's folders, that one counts. Write the path absolute \
     where the file is elsewhere.";
    HIDDEN_UNIT = "K3M170", Warning, "podman does not read a quadlet file" {
        hidden_unit(path, by) => "`{path}` is not read: podman finds `{by}` first",
            effect: "the containers of the file are missing in the manifests",
            do: "remove one of the two";
    },
    "podman reads the folders for quadlet files in an order, /run before /etc before /usr/share, and a folder before those below \
     it. Of two files with one name the first counts.";
    IDLE_TEMPLATE = "K3M171", Note, "a template has no instance" {
        idle_template(path) => "`{path}` is a template without an instance",
            effect: "none of its containers runs today, and the manifests have none of them",
            do: "set `DefaultInstance=` in `[Install]`, or link an instance to it";
    },
    "A template, `app@.container`, runs as its instances: links such as `app@one.container`, the one of `DefaultInstance=`, and \
     those that other units name. An instance that is only started by hand is not known here.";
    KUBE_UNIT = "K3M172", Error, "objects of a `.kube` unit are not converted" {
        kube_unit(path, yaml) => "`{path}` plays objects of Kubernetes (`Yaml={yaml}`), which are not converted",
            effect: "its containers are missing in the manifests",
            do: "apply the file: `kubectl apply -f {yaml}`, and remove `{path}` from the input";
    },
    "`podman kube play` reads a subset of Kubernetes' own objects, so K3s takes the file as it is. What podman adds to it with the \
     keys of `[Kube]`, such as published ports and networks, is not in the file: write a Service with a load balancer, or host \
     ports, into it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-kube-play.1.html";
    ARTIFACT_UNIT = "K3M173", Warning, "an artifact of podman is not converted" {
        artifact_unit(path) => "`{path}` pulls an artifact into podman's storage, which K3s does not have",
            effect: "containers that mount it are refused",
            do: "put the files into an image, and mount it as an image volume";
    },
    "An artifact is a set of files in a registry, which podman pulls and mounts. containerd mounts images only.";
    ADDED_BY_QUADLET = "K3M175", Note, "podman's generator adds a flag of its own",
    "The generator names a container `systemd-` with the name of its service where `ContainerName=` gives no other, removes it \
     when it ends, and puts it into the control group of its service.";
    OF_THE_FIRST = "K3M176", Note, "the first member of a pod has what the pod has",
    "What podman was told of a pod belongs to the Pod as a whole: its ports, its networks, its host name. The first of its \
     members, by name, has the fields; the rows of the others say so.";
    OF_THE_INFRA = "K3M177", Note, "an option of a pod concerns podman or its infra container",
    "podman keeps the namespaces of a pod in a container of its own, the infra container, and names and labels the pod. The \
     kubelet has its own.";
    OF_A_NAMED_UNIT = "K3M178", Note, "a network, volume, pod or image is read from the unit that the container names",
    "The keys of a `.network`, `.volume`, `.pod` or `.image` file count for each container that names the unit, and each of \
     these has a row for them. docs/quadlet.md says what becomes of each key.";
}

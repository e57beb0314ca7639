//! 9xx: what the host says while files are installed.

use super::rules;

rules! {
    DANGLING_LINK = "K3M901", Error, "a link in the manifests directory has no target" {
        dangling_link(path, full) => "`{path}` is a link without a target",
            effect: "K3s applies no manifest at all, not even those of K3s itself",
            do: "run `rm {full}`";
    },
    "The deploy controller of K3s reads the whole directory first, and gives up at the first link whose target is \
     gone: no manifest is applied any more, not even those of K3s itself. On NixOS this happens when a manifest \
     leaves the configuration and the store is cleaned: the link stays. Nothing is installed until the link is \
     removed; `find DIR -xtype l` lists all of them.";
    FOREIGN_FILE = "K3M902", Error, "a file that k3s-migrate did not write has the name of one of its files" {
        foreign_file(file, path) => "`{file}` exists already, and k3s-migrate did not write it",
            effect: "the file is not touched, and no file is installed",
            do: "move `{path}` out of the manifests directory",
                "add `--adopt {file}` to overwrite it: K3s then deletes its objects that are not in the bundle";
    },
    "A file in the directory that has one of our names, and is not in our state, belongs to another program or to \
     another person. Replacing it would make K3s delete its objects. Move it away, or overwrite it with \
     `--adopt FILE`: then its objects that are not in the bundle are deleted.";
    EDITED_FILE = "K3M903", Error, "a file of k3s-migrate was edited by hand" {
        edited_file(file) => "`{file}` was edited after k3s-migrate wrote it",
            effect: "the file is not touched, and no file is installed",
            do: "take the edit over into the configuration, then add `--adopt {file}`: it overwrites the edit with the generated file";
    },
    "Its checksum is none of those that were installed, so that installing would overwrite an edit without asking. \
     Take the edit over into the configuration, then let `--adopt FILE` overwrite it with the generated file. Nothing \
     is installed before that.";
    SAME_ADD_ON = "K3M904", Error, "another file has the same add-on name" {
        same_add_on(path, file) => "`{path}` has the same add-on name as `{file}`",
            effect: "K3s takes both for one add-on, and each deletes the objects of the other, again and again",
            do: "rename `{path}`, or remove it";
    },
    "K3s names an add-on after the file's name up to the first period, without the folder and the ending. Two files \
     with one name are one add-on to it, and each deletes the objects of the other, again and again. Rename the \
     other file.";
    SAME_OBJECT = "K3M905", Error, "another manifest defines the same object" {
        same_object(path, object) => "`{path}` defines `{object}`, as the bundle does",
            effect: "K3s gives the object to the file that it applied last, and deletes it when that file loses it",
            do: "remove `{object}` from `{path}`";
    },
    "K3s gives an object to the file that it applied last. When that file later loses the object, K3s deletes it, \
     although the other file still has it. So an object is in one file only: remove it from the other manifest, or \
     the container from the bundle.";
    DISABLED = "K3M906", Error, "K3s is configured to disable a file of k3s-migrate" {
        disabled(word) => "the configuration of K3s disables `{word}`",
            effect: "K3s deletes the file and all its objects",
            do: "remove `{word}` from `services.k3s.disable`";
    },
    "`--disable NAME` (`services.k3s.disable`) makes K3s delete every file of that name, or in a folder of that \
     name, with all its objects. It was found in the configuration of K3s for one of our files, or for our folder. \
     Remove it there.";
    SKIPPED = "K3M907", Warning, "a `.skip` file keeps K3s from reading a file" {
        skipped(file) => "`{file}` is not read by K3s, because there is a `{file}.skip`",
            effect: "changes of this file do not reach the cluster",
            do: "remove `{file}.skip`";
    },
    "K3s ignores every file NAME for which a file NAME.skip exists anywhere in the directory. What was applied before \
     stays as it is. The file is installed all the same; K3s reads it when the `.skip` file is removed.";
    UNREADABLE_NEIGHBOUR = "K3M908", Note, "another manifest in the directory cannot be read" {
        unreadable_neighbour(path, error) => "`{path}` cannot be read as manifests: {error}",
            effect: "K3s does not apply that file, and its objects cannot be compared with the bundle's";
    },
    "K3s rejects such a file as a whole and tries again every 15 seconds; the other files are applied. Whether it \
     defines one of our objects is not known.";
    STRAY_FILE = "K3M909", Note, "a file in the folder of k3s-migrate is not one of its files" {
        stray_file(path) => "`{path}` is not a file of k3s-migrate",
            effect: "K3s applies it, and k3s-migrate neither reads nor removes it",
            do: "move it to another folder of the manifests directory";
    },
    "K3s applies it like any other. k3s-migrate neither reads nor removes it. Keep it in another folder of the \
     manifests directory.";
    SECRET_MISSING = "K3M910", Error, "a Secret could not be made" {
        secret_missing(secret, source, error) => "the Secret `{secret}` cannot be made: {error}",
            effect: "the workload stays as it is, with K3s or with podman; everything else is installed",
            do: "create or correct `{source}`, then install again";
    },
    "Secrets are made on the host from the files that the configuration names, by podman's own rules. One file is \
     missing, or podman refuses it, too (a line that begins with `=`, or is longer than 64 KiB), or it is too large for a \
     Secret (1 MiB). The files of the workload stay as they were installed, everything else is installed, and the exit \
     code is 1.";
    SECRETS_IN_CLEAR = "K3M911", Note, "the datastore of K3s holds Secrets in plain text" {
        secrets_in_clear() => "the configuration of K3s does not encrypt Secrets in its datastore",
            effect: "every reader of the datastore or of its backups can read them",
            do: "start a new cluster with `--secrets-encryption`",
                "run `k3s secrets-encrypt enable` on a cluster that runs, start K3s again with `--secrets-encryption`, run \
                `k3s secrets-encrypt rotate-keys`, and start K3s again";
    },
    "Without `--secrets-encryption` K3s writes Secrets in plain text to its datastore, \
     `/var/lib/rancher/k3s/server/db`. They are also in our files in the manifests directory, which only root can \
     read. Podman's environment files are protected in the same way; encryption improves on that. K3s turns it on for a \
     cluster that runs since the releases of January 2026. \
     <https://docs.k3s.io/security/secrets-encryption>";
    REFUSED_STAYS = "K3M912", Warning, "a container was not converted; its installed file stays as it is" {
        refused_stays(container, codes) => "`{container}` was not converted ({codes})",
            effect: "its installed files stay as they are",
            do: "convert again without `--keep-going` to see the errors";
    },
    "The bundle lists the container as refused: its definition has an error. The workload that was installed for it \
     before keeps running, so that a mistake in one definition never stops a service. Convert again without \
     `--keep-going` to see the error.";
    PROFILE_MISSING = "K3M913", Error, "a seccomp profile could not be made" {
        profile_missing(file, list, error) => "`{file}` needs a seccomp profile that cannot be made from `{list}`: {error}",
            effect: "the workload stays as it is, with K3s or with podman; everything else is installed",
            do: "correct `{list}`, or name podman's list of system calls with `--seccomp-list`";
    },
    "A container with a profile that is missing does not start. Profiles are made on the host from the file that the \
     option names, or from podman's own list: `/etc/containers/seccomp.json`, else \
     `/usr/share/containers/seccomp.json`, else the file that `--seccomp-list` names; podman also has a built-in copy, \
     which other programs cannot read. The list is missing, or podman would not accept it either. The file of the \
     workload stays as it was installed, everything else is installed, and the exit code is 1.";
    ELSEWHERE = "K3M914", Error, "K3s reads another manifests directory" {
        elsewhere(target, read) => "`{target}` is not the manifests directory of K3s, whose `data-dir` is another one",
            effect: "K3s would not see the files, and would run nothing of the bundle",
            do: "`--target {read}`: the directory that this K3s reads";
    },
    "K3s reads `server/manifests` below its `data-dir`, which is /var/lib/rancher/k3s unless its configuration says otherwise. \
     The NixOS module installs into /var/lib/rancher/k3s/server/manifests.\n\n\
     https://docs.k3s.io/cli/server#data";
    NO_POLICIES = "K3M915", Warning, "K3s enforces no policies of networks" {
        no_policies(option) => "`{option}` is set for K3s, and the bundle has NetworkPolicy objects",
            effect: "containers that were in networks of their own can reach one another, unless another program \
            enforces policies",
            do: "remove `{option}` from the configuration of K3s", "install a network plugin that enforces NetworkPolicy";
    },
    "podman's networks become NetworkPolicy objects, and a controller inside K3s enforces them. With \
     `--disable-network-policy` it is not there. The API server takes the objects all the same, and nothing says that they \
     have no effect.\n\n\
     https://docs.k3s.io/networking/networking-services#network-policy-controller";
    OTHER_NETWORK = "K3M916", Warning, "Pods get their network from another program than K3s" {
        other_network() => "`--flannel-backend=none` is set for K3s, and the bundle has host ports",
            effect: "Pods stay in ContainerCreating until a network plugin is installed, and host ports are open only if it \
            maps them (`portmap`)",
            do: "see that the network plugin has `portmap`, or set `exposure = \"loadBalancer\"`";
    },
    "With `--flannel-backend=none` K3s brings no network for Pods: you install a plugin such as Calico or Cilium. A `hostPort` \
     is opened by the plugin, and not every one does it unless it is told to.\n\n\
     https://docs.k3s.io/networking/basic-network-options#custom-cni";
    TAINTED = "K3M917", Warning, "a taint of the node keeps the Pods away" {
        tainted(taint) => "`{taint}` is a taint that K3s gives to this node, and no Pod of the bundle tolerates it",
            effect: "the Pods stay Pending, unless another node may run them",
            do: "remove `{taint}` from the configuration of K3s, and from the node: `kubectl taint node $(hostname) {taint}-`";
    },
    "A taint keeps Pods away that do not tolerate it. `node-taint` of K3s sets it when the node registers for the first time. \
     The containers ran on this host, so their Pods have to as well.\n\n\
     https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/";
    LINE_LEFT_OUT = "K3M918", Warning, "a line of an environment file is not in its Secret" {
        line_left_out(file, line, what) => "line {line} of `{file}` sets a variable that its Secret does not have: {what}",
            effect: "the Pod does not have this variable; everything else of the file is installed",
            do: "correct the line, then install again: a line is `NAME=value`, and the name has letters, digits, `-`, `_` and `.`";
    },
    "podman takes almost any line of an environment file. `A =1` sets a variable whose name ends with a blank, a byte order \
     mark at the start of the file becomes a part of the first name, `export A=1` sets `export A`, and a name without a \
     value is taken from the unit. A Secret cannot have such names, and no program looks for them: most often such a line \
     is a mistake that was not noticed. A file that Docker Compose reads is read by its rules, and a line is left out where its \
     value names a variable that neither the file nor the project's `.env` sets: Compose takes it from `environment` of the \
     service, from the shell, or for empty. The line is left out, and the rest of the file is installed. Bytes that are not \
     UTF-8 are replaced, as podman does it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file\n\
     https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data";
    LEFT_OUT = "K3M919", Warning, "K3s leaves out a part that the bundle needs" {
        left_out(option, what, files, effect, instead) =>
            "`{option}` is set for K3s, and the bundle has {what}: {files}",
            effect: "{effect}",
            do: "remove `{option}` from the configuration of K3s", "{instead}";
    },
    "K3s brings what a cluster needs besides Kubernetes itself: Traefik for Ingresses, a load balancer (servicelb), a DNS \
     server (CoreDNS), a storage class (local-path) and metrics-server. `disable` in its configuration leaves parts out. The \
     API server accepts all objects the same, so nothing reports an error, and what needs the part has no effect. At \
     conversion, K3M362 says the same of what the input knows of the server.\n\n\
     https://docs.k3s.io/installation/packaged-components";
    PATH_MISSING = "K3M920", Warning, "a path that a Pod mounts does not exist" {
        path_missing(path, workload) => "`{path}`, which `{workload}` mounts, does not exist",
            effect: "the Pod stays in ContainerCreating until the path exists; for a device it stays Pending",
            do: "create it with the owner that the program needs, or mount its file system";
        path_unseen(path, workload, error) => "`{path}`, which `{workload}` mounts, cannot be read: {error}",
            effect: "the Pod stays in ContainerCreating if the kubelet cannot read the path either",
            do: "run `ls -ld {path}` as root to see why";
    },
    "The manifest says what the path must be (`hostPath.type`), and the kubelet keeps the Pod in ContainerCreating until \
     the path exists. Create it with the owner that the program needs (`systemd.tmpfiles.rules`), or mount the file \
     system that it is on. K3M927 is about paths whose type only the host can tell, K3M928 about podman's volumes.";
    PATH_KIND = "K3M921", Warning, "a path that a Pod mounts has another type" {
        path_kind(path, kind) => "`{path}` is not of the type `{kind}`, which the manifest requires",
            effect: "the kubelet refuses to mount it, and the Pod does not start",
            do: "restore the path as it was, or convert again";
    },
    "The manifest says what the path must be (`hostPath.type`), and the kubelet refuses to mount anything else. The \
     path has changed since the conversion, or the definition names another one.";
    PATH_REMOTE = "K3M922", Warning, "a database is on a network file system" {
        path_remote(database, file_system) => "`{database}` looks like a database and is on `{file_system}`",
            effect: "two writers can corrupt it, because locks are not reliable there",
            do: "move it to a local disk";
    },
    "SQLite depends on locks, which are not reliable on NFS and CIFS. The same was true under podman; but the kubelet \
     may start a new Pod while the old one still ends, where systemd waits. Put the database on a local disk.";
    PORT_TAKEN = "K3M923", Warning, "a port of the host is in use" {
        port_taken(port, protocol, workload) => "`{workload}` needs port {port}/{protocol} of the host, which is in use",
            effect: "once the Pod runs, connections reach it instead of the program that has the port now",
            do: "stop that program: `ss -lntup 'sport = :{port}'` shows it";
    },
    "`hostPort` is a rule of the firewall, not a listener: it takes the port from the program that has it now, without \
     an error on either side. Podman's own containers hold their ports, too, until they are stopped.";
    UNIT_ACTIVE = "K3M924", Error, "a container that comes to K3s still runs under podman" {
        unit_active(unit, state) => "`{unit}` has not ended: it is {state}",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: two instances would write the same \
            files and use the same ports",
            do: "run `systemctl stop {unit}`, then install again";
        container_left(container, unit) => "the container `{container}` runs outside `{unit}`",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: two instances would write the same \
            files and use the same ports",
            do: "run `podman stop {container}`, then install again";
        unit_unknown(unit, error) => "it is not known whether `{unit}` still runs: {error}",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: two instances would write the same \
            files and use the same ports",
            do: "run `systemctl is-active {unit}`, then install again";
    },
    "Two instances of a database on one folder destroy it. So a workload is not installed while its unit is in any other state \
     than `inactive` or `failed`, also while it ends, nor while its container runs without its unit: `podman stop` of a unit \
     that was killed, a container that was started by hand. Everything else is installed, and the exit code is 1. On \
     NixOS the module stops podman's units before, and tries again every two minutes until nothing waits. From the moment \
     that a file is installed its unit is held (K3M945).\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#is-active%20PATTERN%E2%80%A6";
    OTHER_RUNTIME = "K3M925", Warning, "a Pod needs a feature that an external container runtime may not have" {
        other_runtime(file, option) => "`{file}` needs `supplementalGroupsPolicy: Strict`, and K3s runs with an external runtime (`{option}`)",
            effect: "the kubelet refuses the Pod if the runtime does not support that policy",
            do: "use containerd 2.0 or later, or the containerd of K3s",
                "leave the group out of the container's user: `user = \"1000\"`";
    },
    "`supplementalGroupsPolicy: Strict` keeps the groups of an image out, as podman does for a user with a group. K3s' own \
     containerd supports it. The kubelet refuses the Pod where the runtime does not: containerd before 2.0, Docker. \
     `kubectl get nodes -o jsonpath='{.items[*].status.features}'` shows it.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#supplementalgroupspolicy";
    NEWER_THAN_SERVER = "K3M926", Error, "a bundle is for a newer Kubernetes than the server" {
        newer_than_server(wanted, server) => "the bundle is for Kubernetes {wanted}, and K3s is of version {server}",
            effect: "K3s would remove fields that it does not know, without an error, so no file is installed",
            do: "`kubernetes = \"{server}\"`: write the bundle for this server",
                "update K3s to {wanted} first";
        server_too_old(wanted, server) => "the bundle is for Kubernetes {wanted}, and K3s is of version {server}",
            effect: "K3s would remove fields that it does not know, without an error, so no file is installed",
            do: "update K3s to {wanted} or later: bundles for an older Kubernetes are not written";
    },
    "`kubernetes` in the settings says which Kubernetes the manifests are for, and `bundle.json` repeats it. A newer server \
     takes them as well. An older one removes the fields that came later, without an error: a program would lose its host \
     name or its volume. The version of the server is what `k3s --version` says, and without `k3s` on the PATH what the API \
     server says. If neither answers, nothing is compared. On NixOS the module takes the version from \
     `services.k3s.package`.";
    SOURCE_MISSING = "K3M927", Error, "the source of a mount does not exist" {
        source_missing(path, workload) => "`{path}`, which `{workload}` mounts, does not exist",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: K3s would mount an empty \
            directory, and podman would refuse to start the container",
            do: "create the path with the owner that the program needs, or mount its file system, then install again";
        store_missing(path, workload) => "`{path}`, which `{workload}` mounts, does not exist: it is in the Nix store of another host or generation",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: K3s would mount an empty \
            directory, and podman would refuse to start the container",
            do: "switch this host to the configuration that the bundle was made from, or run `nix copy --to ssh://$(hostname) {path}` where the path is, then install again";
        source_unseen(path, workload, error) => "`{path}`, which `{workload}` mounts, cannot be read: {error}",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed",
            do: "run `ls -ld {path}` as root to see why, then install again";
        point_unmade(path, workload, error) => "`{path}`, on which `{workload}` mounts something, cannot be made: {error}",
            effect: "the Pod does not start: the mount that contains the path is read-only, and has no place for it",
            do: "create `{path}`: a directory for a directory, an empty file for anything else";
    },
    "The name of a path does not say whether it is a file or a directory, so `convert` writes a `hostPath.type` only where the \
     input tells it. For all other paths `install` looks at the host and writes the type that it sees, so that the kubelet \
     checks it at every start. A path that does not exist has none. Without a type the container runtime would make an empty \
     directory of root's at that path, and the program would start on it: an empty database, a file that cannot be read. \
     podman refuses to start such a container. So the file of the workload stays as it was installed, everything else is \
     installed, and the exit code is 1. A path that had a type when it was installed keeps that type, and its Pod waits \
     (K3M920). Create the path (`systemd.tmpfiles.rules` does it at every boot), or mount the file \
     system that it is on.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types";
    VOLUME_UNFILLED = "K3M928", Error, "a volume that podman has not filled yet" {
        volume_missing(volume, workload, engine, command) => "`{workload}` mounts the volume `{volume}`, which does not exist yet",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: only {engine} fills a new \
            volume with the files of the image and their owner",
            do: "run `{command}`, then install again: it makes and fills the volume, and starts no program";
        volume_unfilled(volume, workload, engine, command) => "`{workload}` mounts the volume `{volume}`, which is empty: {engine} has not filled it yet",
            effect: "the workload stays as it is, with K3s or with podman, and everything else is installed: only {engine} fills a new \
            volume with the files of the image and their owner",
            do: "run `{command}`, then install again: it fills the volume, and starts no program";
    },
    "podman makes a named volume when the first container uses it, fills it with what the image has at that path, and gives it \
     the owner and the mode of the image's directory, or the container's user. The kubelet mounts the directory as it is: a \
     container that is new to the host would find it empty, and root's. So the file of the workload stays as it was installed \
     until podman has made the volume, everything else is installed, and the exit code is 1. The command does what podman \
     does before a start: it pulls the image, creates a container with the volume, prepares its start, and removes the \
     container; `touch` notes that it was done, for a volume in which there is nothing to put. A volume that a container of \
     podman has used needs nothing.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#volume-v-source-volume-host-dir-container-dir-options\n\
     https://docs.podman.io/en/stable/markdown/podman-init.1.html";
    PATHS_ELSEWHERE = "K3M929", Warning, "paths of another host cannot be looked at" {
        paths_elsewhere(other, count, paths) => "`{other}` has {count} of the paths that the bundle mounts, and this host \
            cannot look at them",
            effect: "`hostPath.type` stays empty: a path that does not exist on `{other}` becomes an empty directory there",
            do: "run `stat --format '%n: %F' {paths}` on `{other}`: it prints an error for each path that is missing";
    },
    "`install` writes the type of each path that it sees (K3M927). It runs on the server of K3s and sees only that host. Pods \
     that run on another host mount their paths without a check: the container runtime makes an empty directory of root's \
     where a path does not exist, and the program starts on it.\n\n\
     https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types";
    IMMUTABLE = "K3M930", Error, "the API server refuses this change of an installed object" {
        immutable(field, object) => "`{object}` changes `{field}`, which is immutable",
            effect: "the API server refuses the change, so no file is installed",
            do: "undo the change, or give the object another name";
    },
    "Some fields cannot change once an object exists: the specification of a claim (but for its size), the source of \
     a volume, the claim templates and the Service of a StatefulSet, the address of a Service, the content of objects \
     marked immutable. K3s would try again every 15 seconds without end. Nothing is installed; give the object \
     another name, or delete it by hand if its data may go.";
    REPLACED = "K3M931", Warning, "K3s deletes an object and creates it again" {
        replaced(field, object) => "`{object}` changes `{field}`, so K3s replaces it",
            effect: "K3s deletes the object and creates it again 15 seconds or more later; its Pods stop for that time";
    },
    "K3s does so when a Service's type, the selector of a Deployment or DaemonSet, a Secret's type or the template \
     of a Job changes: it deletes the object and creates it at its next look, 15 seconds or more later. The Pods stop \
     for that time.";
    STATE_LOST = "K3M932", Error, "files of k3s-migrate that its state does not know" {
        state_lost(state, count, files) => "`{state}` is lost: k3s-migrate wrote {count} files that it does not know ({files})",
            effect: "no file is installed, and the units that these files name are held; what K3s runs goes on",
            do: "restore `{state}` from a backup, or add `--adopt-all`: it takes the files over, and K3s deletes what is not in the bundle",
                "keep `/var/lib/k3s-migrate` when the host starts again: a root file system in memory loses it";
        state_behind(state, count, files) => "`{state}` does not know {count} files that k3s-migrate wrote ({files})",
            effect: "no file is installed, and the units that these files name are held; what K3s runs goes on",
            do: "restore a newer `{state}`, or add `--adopt-all`: it takes the files over, and K3s deletes what is not in the bundle";
    },
    "The state says which files k3s-migrate installed and what K3s made of them. Without it a workload that left the bundle would go \
     on in the cluster while podman starts the same container. So nothing is installed. Every manifest names the units of its \
     containers: they are held again from that (K3M945). `--adopt-all` makes a state of the files that are there. What has to \
     outlive a start of the host is `/var/lib/k3s-migrate`, `/etc/systemd/system.control` and K3s' own `/var/lib/rancher/k3s`: \
     where the root file system is in memory or is reset, all three belong to what is kept \
     (`environment.persistence`).";
    OTHER_HOST = "K3M933", Error, "a bundle for another host" {
        for_another_host(hosts, host, command, first) => "the bundle is for {hosts}, and this host is `{host}`",
            effect: "no file is installed",
            do: "install it on that host",
                "run `k3s-migrate {command} --host {first}`, if this is that host under another name";
    },
    "A bundle names the hosts that it was made for. Their paths, units and Secrets are on them: on another host Pods would start on \
     empty directories. The host is what `--host` says, or the kernel's host name. The server of a cluster installs a bundle \
     of all hosts, which names the server, too.";
    KEY_LOST = "K3M934", Warning, "the key of the checksums of Secrets is new" {
        key_lost(key) => "`{key}` was lost and is made again",
            effect: "the checksum of every Secret changes, so each Pod that uses one restarts once";
    },
    "Pod templates bear a checksum of their Secrets, so that a changed Secret restarts the Pod. It is made with a key of this \
     host, because without one it would tell something about the content. The key is next to the state, \
     `/var/lib/k3s-migrate/key`.";
    GUARD_UNWRITTEN = "K3M935", Warning, "podman's units are guarded by this generation only" {
        guard_unwritten(folder, error) => "`{folder}` cannot be written: {error}",
            effect: "a generation of NixOS without the module starts containers that K3s runs";
    },
    "Units that the module makes look whether they are held. A generation from before the module has units that do not look. For \
     them there is a drop-in in a directory of systemd's that belongs to no generation, \
     `/etc/systemd/system.control/UNIT.d/50-k3s-migrate.conf`. It cannot be written, as where `/etc` is read-only. Before you start \
     such a generation, run `k3s-migrate uninstall --confirm`.";
    OTHER_SERVER = "K3M936", Error, "another server of the cluster has installed add-ons of the same names" {
        of_another_server(node, names, command) => "the server `{node}` has installed {names}, with other content",
            effect: "no file is installed: each of the two servers would delete the objects of the other",
            do: "on all servers but one set `services.k3sMigrate.install.enable = false`, and name their hosts in its `hosts`",
                "run `k3s-migrate uninstall --confirm` on `{node}` before",
                "run `k3s-migrate {command} --adopt-all`, if `{node}` is gone, or is this host under another name";
    },
    "Every server of K3s applies the files of its own directory, and names an add-on by its file. Files of one name on two \
     servers are one add-on, whose objects are those of the file that was applied last: each server deletes what only the \
     other file holds, at every start. So one server installs for all hosts. The name of the server is that of the field \
     manager of the add-on (`kubectl -n kube-system get addon NAME -o yaml --show-managed-fields`).\n\n\
     https://docs.k3s.io/installation/packaged-components#auto-deploying-manifests-addons";
    WAITS = "K3M940", Note, "an object moves to another file; its old file waits" {
        waits(file, objects, command) => "`{file}` keeps {objects} until K3s has applied the later file",
            effect: "both files define the object until then, which does no harm",
            do: "run `k3s-migrate {command} --confirm` where `kubectl` works";
    },
    "K3s reads files in the order of their names and deletes what a file no longer holds. An object that moves to a \
     later file would be deleted and created again, and may be lost while its Pod still ends. So the earlier file \
     holds the object until K3s was seen to have applied the later one: `--confirm` waits for that and finishes. \
     Without it both files hold the same object, which does no harm.";
    REMAINS = "K3M941", Note, "Namespaces, claims and volumes are kept" {
        remains(objects, commands) => "the cluster keeps {objects}, which may hold data",
            do: "delete them when the data may go: {commands}";
    },
    "They hold data, or all other objects. They bear the label `objectset.rio.cattle.io/prune: \"false\"`, so that K3s \
     never deletes them, and k3s-migrate never removes them. The commands that do are printed; deleting a Namespace \
     deletes everything in it.";
    NO_API = "K3M942", Warning, "K3s was not asked whether it has applied the files" {
        no_api(command) => "neither `kubectl` nor `k3s` is on the PATH",
            effect: "the files are installed, but it is not known whether K3s has applied them",
            do: "run `k3s-migrate {command} --confirm` where `kubectl` works";
    },
    "`--confirm` needs `kubectl` or `k3s` on the PATH. The files are installed; K3s applies them at its next look, \
     or when it starts. Tombstones stay, and objects that move to another file wait: both do no harm. Run the command \
     again with `--confirm` where kubectl works.";
    NOT_CONFIRMED = "K3M943", Error, "K3s has not applied everything in time" {
        no_answer(error, seconds, command) => "the API server did not answer within {seconds} s: {error}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        not_applied(file, event, seconds, command) => "`{file}` was not applied by K3s within {seconds} s",
            effect: "K3s reports {event}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        not_taken_over(file, event, seconds, command) => "`{file}` did not take over all its objects within {seconds} s",
            effect: "K3s reports {event}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        objects_left(file, event, left, seconds, command) => "the objects of `{file}` were not deleted within {seconds} s ({left} left)",
            effect: "K3s reports {event}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        pods_left(file, event, left, seconds, command) => "the Pods of `{file}` did not end within {seconds} s ({left} left)",
            effect: "K3s reports {event}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        add_on_left(name, error, seconds, command) => "the add-on `{name}` was not deleted within {seconds} s: {error}",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        written_last(seconds, command) => "the last files were written after {seconds} s, and K3s has not applied them yet",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
    },
    "The files are installed, and K3s continues to try. The last event of the add-on says what is wrong; \
     `k3s-migrate status` shows it for every file. Running the command again continues from here.";
    TOMBSTONES = "K3M944", Note, "a tombstone waits for a confirmation" {
        tombstone(file, command) => "`{file}` is left as an empty list, so that K3s deletes its old objects",
            effect: "it does no harm; `--confirm` removes it once the objects are gone",
            do: "run `k3s-migrate {command} --confirm` where `kubectl` works";
    },
    "K3s deletes nothing when a file is removed. So a file that leaves becomes a tombstone first: an empty List. When \
     K3s has applied that, and none of its objects and their Pods is left, the file and the add-on can go. `--confirm` \
     does that. Until then, tombstones do no harm.";
    UNIT_WAITS = "K3M945", Warning, "a unit of podman must not start yet" {
        unit_waits(unit, files, command) => "`{unit}` must not start yet: K3s may still run its container ({files})",
            effect: "two instances would write the same files, so the unit is held until the workload is gone",
            do: "run `k3s-migrate status`, then `k3s-migrate {command} --confirm`";
        unit_of_agent(unit, hold) => "`{unit}` must not start yet: the server of K3s may still run its container here",
            effect: "two instances would write the same files, so the unit is held until the workload is gone",
            do: "deploy the server, wait until `kubectl get pods --all-namespaces` on it shows no Pod of the container, then run `rm {hold}` here";
        unit_of_kept_workload(unit, hold) => "`{unit}` must not start: its workload is kept in the cluster (`--prune keep`)",
            effect: "two instances would write the same files, so the unit is held until the workload is gone",
            do: "delete the workload with `kubectl`, wait for its Pods to end, then run `rm {hold}`";
    },
    "A container that goes back to podman may start when K3s has deleted its workload and the last Pod has ended; \
     before that, two instances would write the same files. `install` keeps a file for each unit whose container K3s \
     may run, below `held` in its state (`/var/lib/k3s-migrate/held/UNIT`), from before the first manifest until it \
     was seen (`--confirm`) that all Pods are gone. On NixOS the module makes podman's units look for that file \
     (`AssertPathExists=`), and a drop-in below `/etc/systemd/system.control` does so for generations without the module: the \
     units do not start while it exists, not even at boot. Make K3s answer and run the command \
     again with `--confirm`, or deploy again. Where K3s will never answer, stop it with all its Pods \
     (`k3s-killall.sh`), keep it from starting, and remove the file.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#AssertArchitecture=";
}

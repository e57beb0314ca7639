//! 9xx: what the host says while files are installed.

use super::rules;

rules! {
    DANGLING_LINK = "K3M901", Error, "a link in the manifests directory leads nowhere" {
        dangling_link(path) => "the link `{path}` leads nowhere; K3s applies no manifest at all",
            do: "remove it: `rm {path}` in the manifests directory";
    },
    "The deploy controller of K3s looks at the whole directory first, and gives up at the first link whose target \
     is gone: no manifest is applied any more, not even those of K3s itself. On NixOS this happens when a manifest \
     leaves the configuration and the store is cleaned: the link stays. Nothing is installed until the link is \
     removed; `find DIR -xtype l` lists all of them.";
    FOREIGN_FILE = "K3M902", Error, "a file that k3s-migrate did not write bears the name of one of its files" {
        foreign_file(file) => "`{file}` is there already, and k3s-migrate did not write it",
            effect: "nothing: it is not touched, and nothing is installed",
            do: "move it out of the manifests directory", "hand it over with `--adopt {file}`";
    },
    "What lies in the directory under one of our names, and is not in our state, belongs to somebody else. Replacing \
     it would make K3s delete its objects. Move it away, or hand it over with `--adopt FILE`: then its objects that \
     are not in the bundle are deleted.";
    EDITED_FILE = "K3M903", Error, "a file of k3s-migrate was edited by hand" {
        edited_file(file) => "`{file}` is not as k3s-migrate wrote it",
            effect: "nothing: it is not touched, and nothing is installed",
            do: "give the change up with `--adopt {file}`";
    },
    "Its checksum is none of those that were installed, so that installing would undo somebody's work without a \
     word. Take the change over into the configuration, then hand the file over with `--adopt FILE`. Nothing is \
     installed before that.";
    SAME_ADD_ON = "K3M904", Error, "another file has the same add-on name" {
        same_add_on(path, file) => "`{path}` and `{file}` are one add-on to K3s",
            effect: "each would delete the objects of the other",
            do: "rename the other file, or remove it";
    },
    "K3s calls an add-on after the file's name up to the first period, whatever the folder and the ending. Two files \
     with one name are one add-on to it, and each deletes the objects of the other, again and again. Rename the \
     other file.";
    SAME_OBJECT = "K3M905", Error, "another manifest defines the same object" {
        same_object(path, object) => "`{path}` defines `{object}`, and so does the bundle",
            effect: "K3s would give it to one of them, and delete it with that one",
            do: "remove it from the other manifest";
    },
    "K3s gives an object to the file that it applied last. When that file later loses the object, K3s deletes it, \
     although the other file still has it. So an object is in one file only: remove it from the other manifest, or \
     the container from the bundle.";
    DISABLED = "K3M906", Error, "K3s is told to disable what k3s-migrate installs" {
        disabled(word) => "K3s is told to disable `{word}`",
            effect: "K3s would delete the file and everything it made",
            do: "remove `{word}` from `services.k3s.disable`";
    },
    "`--disable NAME` (`services.k3s.disable`) makes K3s delete every file of that name, or in a folder of that \
     name, with all its objects. It was found in the configuration of K3s for one of our files, or for our folder. \
     Remove it there.";
    SKIPPED = "K3M907", Warning, "a `.skip` file keeps K3s from reading a file" {
        skipped(file) => "K3s passes over `{file}`: there is a `{file}.skip`",
            effect: "changes of this file do not reach the cluster",
            do: "remove `{file}.skip`";
    },
    "K3s passes over every file NAME for which a file NAME.skip lies anywhere in the directory. What was applied \
     before stays as it is. We take it as a brake that somebody has put on: the file is installed, K3s does not \
     read it until the brake is removed.";
    UNREADABLE_NEIGHBOUR = "K3M908", Note, "a manifest beside ours cannot be understood" {
        unreadable_neighbour(path, error) => "`{path}` cannot be understood: {error}",
            effect: "nothing of ours; K3s does not apply that file";
    },
    "K3s rejects such a file as a whole and tries again every 15 seconds; its neighbours are applied. We cannot see \
     whether it defines one of our objects.";
    STRAY_FILE = "K3M909", Note, "a file in the folder of k3s-migrate is not one of its files" {
        stray_file(path) => "`{path}` is not a file of k3s-migrate",
            effect: "nothing: it stays as it is";
    },
    "K3s applies it like any other. k3s-migrate neither reads nor removes it. It is better kept in another folder of \
     the manifests directory.";
    SECRET_MISSING = "K3M910", Error, "a Secret could not be made" {
        secret_missing(secret, source, error) => "the Secret `{secret}` cannot be made: {error}",
            effect: "the workload's changes: its installed files stay as they are, the rest is installed",
            do: "put `{source}` right, and install again";
    },
    "Secrets are made on the host from the files that the configuration names, by podman's own rules. One is \
     missing or holds something that a Secret cannot hold: a name without a value, a name with other characters \
     than letters, digits, `-`, `_` and `.`, more than 1 MiB, no UTF-8. The files of the workload stay as they were \
     installed, everything else is installed, and the exit code is 1.";
    SECRETS_IN_CLEAR = "K3M911", Note, "the datastore of K3s holds Secrets in the clear" {
        secrets_in_clear() => "nothing says that K3s encrypts Secrets in its datastore",
            effect: "the contents can be read by whoever reads the datastore or its backups",
            do: "start K3s with `--secrets-encryption`";
    },
    "Without `--secrets-encryption` K3s writes Secrets as they are to its datastore, \
     `/var/lib/rancher/k3s/server/db`. They also lie in our files in the manifests directory, readable by root \
     alone. Podman's environment files are no better protected; the setting is a way to do better. \
     <https://docs.k3s.io/security/secrets-encryption>";
    REFUSED_STAYS = "K3M912", Warning, "a container was not converted; its installed file stays as it is" {
        refused_stays(container, codes) => "`{container}` was not converted ({codes})",
            effect: "its changes: what was installed for it stays as it is",
            do: "convert again, and see what the errors say";
    },
    "The bundle lists the container as refused: its definition has an error. What was installed for it before goes \
     on running, so that a mistake in one definition never stops a service. Convert again without `--keep-going` to \
     see the error.";
    PROFILE_MISSING = "K3M913", Error, "a seccomp profile could not be made" {
        profile_missing(file, list, error) => "the seccomp profile of a container in `{file}` cannot be made from `{list}`: {error}",
            effect: "the workload's changes: its installed file stays as it is, the rest is installed",
            do: "put the list there, or name podman's own with `--seccomp-list`";
    },
    "A container with a profile that is missing does not start. Profiles are made on the host from the file that the \
     option names, or from podman's own list: `/etc/containers/seccomp.json`, else \
     `/usr/share/containers/seccomp.json`, else what `--seccomp-list` names; podman also has a copy built in, which \
     nobody else can read. The list is missing, or podman would not take it either. The file of the workload stays as \
     it was installed, everything else is installed, and the exit code is 1.";
    PATH_MISSING = "K3M920", Warning, "a path that a Pod mounts is not there" {
        path_missing(path, workload) => "`{path}`, which `{workload}` mounts, is not there",
            effect: "the Pod waits until it is there; podman would not have started either",
            do: "create it, or mount what it lies on";
        path_unseen(path, workload, error) => "`{path}`, which `{workload}` mounts, cannot be looked at: {error}",
            effect: "the Pod waits until it is there; podman would not have started either",
            do: "create it, or mount what it lies on";
    },
    "Podman refuses to start a container whose bind mount has no source; the kubelet keeps the Pod in \
     ContainerCreating until the path is there. Create it with the owner that the program needs \
     (`systemd.tmpfiles.rules`), or mount the file system it lies on.";
    PATH_KIND = "K3M921", Warning, "a path that a Pod mounts is something else" {
        path_kind(path, kind) => "`{path}` is no {kind}",
            effect: "the kubelet refuses to mount it, and the Pod does not start",
            do: "convert again with the path as it is, or make it what it was";
    },
    "The manifest says what the path must be (`hostPath.type`), and the kubelet refuses to mount anything else. The \
     path has changed since the conversion, or the definition means another one.";
    PATH_REMOTE = "K3M922", Warning, "a database lies on a network file system" {
        path_remote(database, file_system) => "`{database}` looks like a database and lies on {file_system}",
            effect: "the locks that keep two writers apart",
            do: "move it to a local disk";
    },
    "SQLite depends on locks that NFS and CIFS do not give reliably. The same was true under podman; but the kubelet \
     may start a new Pod while the old one still ends, where systemd waits. Put the database on a local disk.";
    PORT_TAKEN = "K3M923", Warning, "a port of the host is taken" {
        port_taken(port, protocol, workload) => "port {port}/{protocol} of the host is taken already",
            effect: "once `{workload}` runs, the port reaches its Pod, and no longer what has it now",
            do: "stop what has the port: `ss -lntup` tells";
    },
    "`hostPort` is a rule of the firewall, no listener: it takes the port from whatever program has it now, without \
     an error on either side. Podman's own containers hold their ports, too, until they are stopped.";
    UNIT_ACTIVE = "K3M924", Warning, "a container that is installed still runs under podman" {
        unit_active(unit) => "`{unit}` still runs",
            effect: "two instances would write the same files and take the same ports",
            do: "`systemctl stop {unit}`, and remove it from the configuration";
    },
    "Two instances would write the same files and take the same ports. Stop the unit and keep it from starting \
     before K3s starts the Pod: remove the container from `virtualisation.oci-containers`, or \
     `systemctl stop UNIT`.";
    OTHER_RUNTIME = "K3M925", Warning, "a Pod that another container runtime may not run" {
        other_runtime(file, option) => "a Pod of `{file}` is for its own groups alone, and K3s has another container runtime (`{option}`)",
            effect: "the Pod, where the runtime does not know `supplementalGroupsPolicy`: the kubelet refuses it",
            do: "use containerd 2.0 or later, or the one of K3s", "leave out the group of the container: `user = \"1000\"`";
    },
    "`supplementalGroupsPolicy: Strict` keeps the groups of an image out, as podman does for a user with a group. K3s' own \
     containerd knows it. The kubelet refuses the Pod where the runtime does not: containerd before 2.0, Docker. \
     `kubectl get nodes -o jsonpath='{.items[*].status.features}'` tells.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#supplementalgroupspolicy";
    IMMUTABLE = "K3M930", Error, "the API server never takes this change of an installed object" {
        immutable(field, object) => "`{field}` of `{object}` changes",
            effect: "nothing: the API server refuses the change, so nothing is installed",
            do: "take the change back, or give the object another name";
    },
    "Some fields cannot change once an object exists: the specification of a claim (but for its size), the source of \
     a volume, the claim templates and the Service of a StatefulSet, the address of a Service, the content of what \
     is marked immutable. K3s would try again every 15 seconds for ever. Nothing is installed; give the object \
     another name, or delete it by hand if its data may go.";
    REPLACED = "K3M931", Warning, "K3s deletes the object and makes it anew" {
        replaced(field, object) => "`{field}` of `{object}` changes",
            effect: "K3s deletes the object and makes it anew at its next look, in 15 seconds or more";
    },
    "K3s does so when a Service's type, the selector of a Deployment or DaemonSet, a Secret's type or the template \
     of a Job changes: it deletes the object and makes it at its next look, 15 seconds or more later. The Pods stop \
     for that time.";
    WAITS = "K3M940", Note, "an object changes files; its old file waits" {
        waits(file, objects) => "`{file}` holds {objects} until a later file has it",
            effect: "nothing: both files hold the same object until then",
            do: "finish with `install --confirm` where kubectl is";
    },
    "K3s reads files in the order of their names and deletes what a file no longer holds. An object that moves to a \
     later file would be deleted, made anew, and may be lost while its Pod still ends. So the earlier file holds \
     the object until K3s was seen to have applied the later one: `install --confirm` waits for that and finishes. \
     Without it both files hold the same object, which does no harm.";
    REMAINS = "K3M941", Note, "Namespaces, claims and volumes stay" {
        remains(objects, commands) => "{objects} stay in the cluster",
            effect: "nothing: they hold data, or everything else",
            do: "when the data may go: {commands}";
    },
    "They hold data, or everything else. They bear the label `objectset.rio.cattle.io/prune: \"false\"`, so that K3s \
     never deletes them, and k3s-migrate never removes them. The commands that do are printed; a Namespace takes \
     everything in it along.";
    NO_API = "K3M942", Warning, "nobody was asked whether K3s has applied the files" {
        no_api() => "there is neither `kubectl` nor `k3s` on the PATH, so that nobody was asked",
            effect: "the certainty that K3s has applied the files; what only deletes stays, and does no harm",
            do: "run `install --confirm` again where one of them is";
    },
    "`--confirm` needs `kubectl` or `k3s` on the PATH. The files are installed; K3s applies them at its next look, \
     or when it starts. Files that only delete stay as they are, and objects that change files wait: both do no \
     harm. Run `install --confirm` again where kubectl is.";
    NOT_CONFIRMED = "K3M943", Error, "K3s has not applied everything in time" {
        not_confirmed(missing) => "still missing: {missing}",
            effect: "K3s has said nothing about it",
            do: "run `k3s-migrate status`, then the same command again";
        failed(missing, reason, message) => "still missing: {missing}",
            effect: "K3s says {reason}: {message}",
            do: "run `k3s-migrate status`, then the same command again";
    },
    "The files are installed, and K3s goes on trying. The last event of the add-on says what is wrong; \
     `k3s-migrate status` shows it for every file. Running again goes on from here.";
    TOMBSTONES = "K3M944", Note, "files that only delete wait for a confirmation" {
        tombstone(file) => "`{file}` only deletes",
            effect: "nothing: it does no harm",
            do: "let `install --confirm` remove it where kubectl is";
    },
    "K3s deletes nothing when a file is removed. So a file that leaves becomes an empty List first; when K3s has \
     applied that, and nothing is left of its objects and their Pods, the file and the add-on can go. `install \
     --confirm` sees to that. Left as they are, they do no harm.";
    UNIT_WAITS = "K3M945", Warning, "a unit of podman must not start yet" {
        unit_waits(unit, files) => "`{unit}` must not start yet: K3s may still run its container ({files})",
            effect: "nothing yet: two instances would write the same files",
            do: "run `k3s-migrate status`, then `install --confirm` again";
        unit_of_what_stays(unit, hold) => "`{unit}` must not start: what K3s runs of its container was to stay",
            effect: "nothing yet: two instances would write the same files",
            do: "delete the workload with `kubectl`, wait for its Pods to end, then `rm {hold}`";
    },
    "A container that goes back to podman may start when K3s has deleted its workload and the last Pod has ended; \
     before that, two instances would write the same files. `install` keeps a file for each unit whose container K3s \
     may run, below `held` in its state (`/var/lib/k3s-migrate/held/UNIT`), from before the first manifest until it \
     was seen (`--confirm`) that nothing is left. On NixOS the module makes podman's units look for that file \
     (`AssertPathExists=`): they do not start while it is there, at boot neither. Bring K3s to answer and run \
     `install --confirm` again, or deploy again. Where K3s will never answer, stop it with all its Pods \
     (`k3s-killall.sh`), keep it from starting, and remove the file.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#AssertArchitecture=";
}

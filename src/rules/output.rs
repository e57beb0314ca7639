//! 8xx: what is written, and values that Kubernetes does not take.

use super::rules;

rules! {
    REFUSED_BY_API = "K3M801", Error, "podman takes a value that Kubernetes does not take" {
        refused_value(name, what, value, rule) => "`{name}` has {what} `{value}`: {rule}";
        long_name(name, kind) => "`{name}` becomes a {kind}, whose name has at most 52 characters: Kubernetes makes longer names from it", do: "give it a shorter name: `--name`, or another attribute";
        many_searches(name, domain) => "`{name}` has the search domain `{domain}`, and a Pod has at most 32 of them with 2048 characters in all", do: "name fewer search domains";
        too_large(name, kind, size) => "`{name}` becomes a {kind} of about {size} KiB, and etcd keeps 1536 KiB of one object", do: "shorten what this option gives: it has the most of it", "put large values into a file, and mount that";
        no_node_port(name, port) => "`{name}` publishes port {port}, and all ports that Services may have on the nodes (30000 to 32767) are taken", do: "publish fewer ports", "choose another exposure for it: `containers.{name:#}.exposure` in the settings";
    },
    "Kubernetes has a rule of its own for names, addresses, paths, amounts and keys, and the API server refuses an object that \
     breaks one: nothing of the workload would run. So each value of podman's that goes into an object is read by that rule \
     where it is used, and one that breaks it is told at its option, with the rule. Write a value that both take. Where the \
     option may be left out, accept the code for the container (`containers.NAME.accept`): the option is dropped then.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    OUR_BUG = "K3M802", Error, "a field of an object and its reason do not match" {
        without_reason(kind, name, pointer) => "the field `{pointer}` of {kind} `{name}` and the reason for it do not match",
            do: "report this with the container's definition: it is a bug of k3s-migrate";
    },
    "Every field of an object has a reason: an option, a key of the settings, or a decision that `explain` prints. A field \
     without one, or a reason without its field, is a bug of k3s-migrate, and the object is not written. Report it with \
     the definition of the container.";
    REFUSED_SETTING = "K3M803", Error, "the settings have a key or a value that cannot be used" {
        setting_value(key, value, rule) => "`{key}` of the settings is `{value}`: {rule}";
        setting_name(key, rule) => "`{key}` of the settings has a name that cannot be used: {rule}";
        setting_unknown(key, known) => "`{key}` is not a key of the settings", do: "take one of these: {known}";
        setting_dotted(key, nested) => "`{key}` is not a key of the settings: dots do not lead into it", do: "write `{nested}`";
        setting_misspelt(key, near) => "`{key}` is not a key of the settings", do: "write `{near}`";
        setting_type(key, found, wanted) => "`{key}` of the settings is {found}, and has to be {wanted}";
        settings_type(found) => "the settings are {found}, and have to be an object";
        setting_word(key, value, known) => "`{key}` of the settings is `{value}`, and has to be one of {known}";
        setting_lacks(key, lacked) => "`{key}` of the settings has no `{lacked}`", do: "add `{lacked}`";
        setting_one(key, known) => "`{key}` of the settings has to have one of {known}, and no other key";
        setting_twice(key) => "`{key}` is given twice in the settings", do: "remove one of the two";
        setting_node(host, rule) => "the host `{host}` needs `hosts.{host:#}.node` in the settings, since its own name is not that of a node: {rule}";
        setting_namespaces(name) => "the settings spread the networks of `{name}` over more namespaces than a Pod can search: it has at most 32 search domains with 2048 characters in all", do: "choose fewer namespaces";
        setting_excludes(key, other) => "`{key}` and `{other}` of the settings name two profiles for the same containers", do: "remove one of the two";
    },
    "Every value of the settings is read by the rule that Kubernetes has for it: a name, an address, a path, a quantity, a \
     schedule. One that breaks its rule, and a key that the settings do not have, is told at its line, all of them in one \
     run. Workloads that the key decides are not written; `k3s-migrate schema settings` describes every key.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    LARGE_OBJECT = "K3M804", Warning, "an object is too large for `kubectl apply`" {
        large_object(name, kind, size) => "`{name}` becomes a {kind} of {size} KiB as JSON, and `kubectl apply` keeps at most 256 KiB in an annotation",
            effect: "`kubectl apply` without `--server-side` refuses the object with `metadata.annotations: Too long`",
            do: "kubectl apply --server-side -k .   keeps no copy in an annotation",
                "convert --layout k3s   writes files for K3s, which applies them itself";
    },
    "`kubectl apply` keeps the whole object as JSON in the annotation `kubectl.kubernetes.io/last-applied-configuration`, and all \
     annotations of an object have 256 KiB. Larger objects need server-side apply, which keeps no copy. K3s' own deploy \
     controller does not have this limit; the limit of etcd (K3M801) holds for both.\n\n\
     https://kubernetes.io/docs/reference/using-api/server-side-apply/";
    MODULE = "K3M805", Note, "the NixOS module does the same for K3s",
    "`services.k3sMigrate` gives K3s the images that `imageFile` and `imageStream` name (`services.k3s.images`), and the manifests \
     are a part of the system, which keeps the store paths in them from being collected. The envelope says that the module \
     installs what is made of it (`facts.managed`). Without the module, K3M232 and K3M403 say what to do yourself.";
    SECRETS_BY_HAND = "K3M815", Warning, "manifests for `kubectl apply` have no Secrets" {
        secrets_by_hand(host, secrets, commands) => "`{host}` has containers whose Secrets are not in the manifests of `--layout yaml`: {secrets}",
            effect: "their Pods do not start until the Secrets exist",
            do: "convert with `--layout k3s`: `k3s-migrate install` makes the Secrets on the host",
                "run on that host, in bash: {commands}";
    },
    "A Secret holds the content of an environment file, a secret of podman's or a login, and k3s-migrate reads none of them while \
     it makes manifests. `install` makes the Secrets on the host (K3M460). Manifests of `--layout yaml` only name them: a Pod \
     whose Secret does not exist stays in ContainerCreating or CreateContainerConfigError. The printed commands make each \
     Secret from the same files; `kubectl` reads an environment file nearly as podman does, and refuses a line that podman \
     takes, such as one with a blank in its name (K3M918). It takes quotes in an `env_file` of \
     Compose for a part of the value, which `install` does not. Such a Secret does not follow the file: make it again when the \
     file changes.\n\n\
     https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/";
    PROFILES_BY_HAND = "K3M816", Warning, "manifests for `kubectl apply` have no seccomp profiles" {
        profiles_by_hand(host, workloads) => "`{host}` has {workloads} with a seccomp profile that is not in the manifests of `--layout yaml`",
            effect: "their Pods do not start until the profile is on the node",
            do: "convert with `--layout k3s`: `k3s-migrate install` writes the profiles to the node";
    },
    "A Pod names a profile below `/var/lib/kubelet/seccomp` of its node, and the kubelet does not start a container whose \
     profile is missing. `install` makes the profiles, for `podmanSeccomp` (K3M528) as for a profile that an option names. \
     `kubectl apply` cannot write files of a node. On a node where K3s is an agent `install BUNDLE --profiles` makes them.\n\n\
     https://kubernetes.io/docs/tutorials/security/seccomp/";
    SYSTEM_NAMESPACE = "K3M817", Warning, "workloads go to a namespace of Kubernetes" {
        system_namespace(key, name) => "`{key}` of the settings is `{name}`, a namespace that every cluster has",
            effect: "the workloads are among those of K3s, and the labels of this Namespace are written, too",
            do: "choose a namespace that only they have, such as `podman`";
    },
    "`kube-system` has the programs of K3s itself, `kube-public` and `kube-node-lease` have objects of Kubernetes, and `default` is \
     where commands without a namespace act. None of them can be deleted, so workloads in them are removed one by one, and a rule \
     that is meant for the one meets the other. A namespace costs nothing.\n\n\
     https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces";
}

//! 14x: what is read from Compose files.

use super::rules;

rules! {
    UNSET = "K3M140", Warning, "variables of a Compose file have no value" {
        unset(file, variables) => "`{file}` uses variables without a value: {variables}",
            effect: "they are empty, as Compose makes them where neither `.env` nor the shell has them",
            do: "write them into `.env` in the folder of the file, or give a file with them: `k3s-migrate convert --env-file FILE`";
    },
    "Compose takes variables from the shell in which it is started and from `.env`. The shell is not read here, so that the \
     same files always give the same manifests: write what it had into `.env`, or into a file for `--env-file`.\n\n\
     https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md";
    BUILD = "K3M141", Error, "a service is built, and has no image that K3s could pull" {
        build(name, image) => "`{name}` is built from source, and has no `image`",
            effect: "the node has no image to run",
            do: "set `image` of `{name}`, then run `docker compose build {name} && docker compose push {name}`",
                "import what is built on the node (`docker save {image} | k3s ctr images import -`), and set `containers.{name:#}.accept = [ \"K3M141\" ]`";
    },
    "`docker compose up` builds an image and keeps it in Docker. K3s has a store of its own: it pulls images from a registry, \
     or runs what was imported on the node. Give the image a name with `image`, and push it there.\n\n\
     https://docs.k3s.io/installation/private-registry";
    BUILT = "K3M142", Note, "an image is built, and has to be where K3s can pull it" {
        built(name, image) => "`{name}` is built from source as `{image}`",
            effect: "K3s pulls `{image}`; it does not build it",
            do: "run `docker compose build {name} && docker compose push {name}` after each change";
        pull_build(name) => "`{name}` is built each time it starts (`pull_policy: build`)",
            effect: "K3s pulls the image; it does not build it",
            do: "run `docker compose build {name} && docker compose push {name}` after each change";
        pull_at_times(name, policy) => "`{name}` pulls its image at times (`pull_policy: {policy}`)",
            effect: "the image is pulled once",
            do: "set `pull_policy: always`: the image is then pulled with each start";
    },
    "K3s pulls an image when a Pod starts, and does not build any. What `build` says has its place in the pipeline that \
     pushes the image.";
    INACTIVE = "K3M143", Note, "a service is in a profile that is not active" {
        inactive(service, profile) => "the service `{service}` is in the profile `{profile}`, which is not active",
            effect: "it is not converted, and stays in Docker",
            do: "run `k3s-migrate convert --profile {profile}` to convert it";
    },
    "Compose starts services with `profiles` only when one of their profiles is active, by `--profile` or by \
     `COMPOSE_PROFILES` of `.env`. The same is converted. `--profile '*'` converts all.\n\n\
     https://github.com/compose-spec/compose-spec/blob/main/15-profiles.md";
    PROFILES = "K3M144", Note, "a profile of the service is active",
    "Compose starts a service with `profiles` when one of them is active. This one is, so the service is converted like any other.";
    UNKNOWN = "K3M145", Warning, "a service has a key that Compose does not define" {
        unknown(name, key) => "`{name}` has the key `{key}`, which Compose does not define",
            effect: "the key is ignored; Docker Compose refuses the file",
            do: "remove it, or let it begin with `x-`";
        misspelt(name, key, nearest) => "`{name}` has the key `{key}`, which Compose does not define",
            effect: "the key is ignored; Docker Compose refuses the file",
            do: "rename it to `{nearest}`, if that is what you meant";
    },
    "The keys of Compose files are defined by the Compose Specification. Docker Compose refuses a file with another one.\n\n\
     https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json";
    WRONG_TYPE = "K3M146", Error, "a value has another type than its key in Compose" {
        wrong_type(name, key, wanted) => "`{name}` has something else at `{key}` than {wanted}",
            effect: "the value is not used; Docker Compose refuses the file",
            do: "correct it: `docker compose config` says what is wrong";
    },
    "The Compose Specification says of each key what it may hold. Docker Compose refuses a file that has something else \
     there, and nothing is guessed here.";
    EXTENSION = "K3M147", Note, "Compose passes over keys that begin with `x-`",
    "Extensions are for other programs, and for parts that several services share by an anchor. Compose itself does nothing with \
     them.\n\nhttps://github.com/compose-spec/compose-spec/blob/main/11-extension.md";
    PART = "K3M148", Note, "what a network, a volume, a config or a secret is, is used where services name it",
    "The name, driver and options of a network or a volume, and the file of a config or a secret, are read once, and used for each \
     service that names it. Labels of these parts are Docker's own.";
    PORT_WORDS = "K3M149", Note, "mode, name and application protocol of a port change nothing on one host",
    "`mode` is for Swarm, `name` is a text for people, and `app_protocol` a hint that Docker does not use.";
    REPLICAS = "K3M150", Warning, "a service runs in another number than one, or on every node" {
        replicas(name, count) => "`{name}` runs {count} times",
            effect: "the workload has one Pod",
            do: "set `containers.{name:#}.replicas = {count}`";
        global(name) => "`{name}` runs on every node (`mode: global`)",
            effect: "the workload has one Pod",
            do: "set `containers.{name:#}.kind = \"DaemonSet\"`";
        job_mode(name, mode) => "`{name}` is a job (`mode: {mode}`)",
            effect: "the workload is kept running",
            do: "set `containers.{name:#}.kind = \"Job\"`";
    },
    "How many Pods a workload has is chosen in the settings, where volumes and host ports that would clash are checked.";
    ONE_REPLICA = "K3M151", Note, "a workload has one Pod anyway",
    "One container of a service is what Compose starts where nothing else is said, and a workload has one Pod.";
    FILE_OF_SERVICE = "K3M152", Error, "a service has a config or a secret that is not a file of the host" {
        no_such_part(name, part, key) => "`{name}` uses `{key}`, which is not in `{part}` of the project",
            effect: "Docker Compose refuses the project",
            do: "add it to `{part}`, with `file`";
        external_file(name, part, key) => "`{name}` uses `{key}` of `{part}`, which is external",
            effect: "its content is known to Swarm only, and the program would not find its file",
            do: "write the content into a file of the host, and name it with `file`";
        unset_config(name, key, variable) => "`{name}` uses `{key}` of `configs`, and its variable `{variable}` has no value",
            effect: "Docker Compose refuses the project",
            do: "write it into `.env` in the folder of the file, or give a file with it: `k3s-migrate convert --env-file FILE`";
        made_file(name, part, key) => "`{name}` uses `{key}` of `{part}`, whose content is not in a file",
            effect: "the program would not find its file",
            do: "write the content into a file of the host, and name it with `file`";
    },
    "Docker Compose mounts a config or a secret with `file` as that file of the host, read-only, and so does the Pod. A config \
     with `content` or `environment` becomes a ConfigMap (K3M274). A secret from the environment would be in the manifests, and \
     what is external has no file on the host.\n\n\
     https://github.com/compose-spec/compose-spec/blob/main/08-configs.md";
    OWNER_OF_FILE = "K3M153", Note, "Docker Compose mounts the file with its own owner and permissions",
    "`uid`, `gid` and `mode` of a config or a secret are for Swarm. Docker Compose mounts the file of the host as it is.";
    ENV_FILE_WORDS = "K3M154", Note, "the file has to be there, as with a Pod",
    "`required: true` is the default. With `format: raw` a line is taken as it is, as `docker run --env-file` does; without it \
     `install` reads the file as Compose does.";
    ENV_FILE = "K3M155", Warning, "a file of variables is read otherwise" {
        env_file_format(name, format) => "`{name}` has a file of variables of the format `{format}`",
            effect: "the file is read as `docker run --env-file` does: quotes and `$` are a part of the value",
            do: "write values without quotes and variables";
        env_file_optional(name) => "`{name}` starts without its file of variables (`required: false`)",
            effect: "the installation fails where the file is missing",
            do: "make the file, if only an empty one";
    },
    "The Secret of a file of variables is made on the host, when the manifests are installed: the content of the file is in \
     no manifest. A file that is missing then is an error, because the Pod would not start without the Secret.";
    DEPENDENCY_WORDS = "K3M156", Note, "these words of a dependency change nothing while both services are there",
    "`required` is about services that are not active, and `restart: false` is the default.";
    RESTARTED_WITH = "K3M157", Warning, "a service restarts together with another one" {
        restarted_with(name, other) => "`{name}` restarts when Compose restarts `{other}`",
            effect: "a restart of `{other}` does not restart `{name}`",
            do: "let the program connect again";
    },
    "Compose restarts a service when it restarts or updates one that it depends on with `restart: true`. Pods start and stop \
     on their own.";
    RESTART_SAID = "K3M158", Note, "another key of the service says when it restarts",
    "`restart` goes before `deploy.restart_policy`, and `max_attempts` is a part of the policy `on-failure`.";
    UNUSED = "K3M159", Note, "a part of the project is used by no service" {
        unused(file, part) => "`{file}` has `{part}`, which none of the converted services uses",
            effect: "it is not converted";
    },
    "Networks, volumes, configs and secrets become a part of the workloads that use them.";
}

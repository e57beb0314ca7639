//! 46x: environment files, secrets, logins.

use super::rules;

rules! {
    ENV_FILE = "K3M460", Note, "an environment file becomes a Secret that is made on the host" {
        env_file(name) => "`{name}` reads an environment file, from which `install` makes a Secret on the host",
            effect: "changes to the file arrive with the next install, not with the next start";
    },
    "podman reads `environmentFiles` at every start. k3s-migrate never reads them while it makes manifests, and their \
     contents are never in the Nix store. `k3s-migrate install` reads the file on the host, by podman's rules (quotes \
     and `$` are part of the value), and makes a Secret of it. The `env_file` of a Compose service is read by Compose's rules: \
     quotes, `export`, escapes, comments and `${NAME}`, which is a variable of the file or of the project's `.env` on the host; \
     a line with a variable that neither has is left out, and reported (K3M918). A checksum on the Pod restarts it when the contents \
     change. A change reaches the container with the next install, which the NixOS module runs at every switch. If the \
     file is missing, podman does not start; a Pod goes on with what was installed (K3M910). A line that a Secret cannot \
     hold is left out, and reported (K3M918): a name without a value, which podman takes from the unit, or `export A=1`, \
     which podman reads as a variable called `export A`.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PODMAN_SECRET = "K3M461", Note, "a secret of podman's store becomes a Secret that is made on the host" {
        podman_secret(name) => "`{name}` uses a secret of podman's store, from which `install` makes a Secret on the \
            host",
            effect: "`install` needs podman and its store on the host, and a new value arrives with the next install";
    },
    "`--secret` takes a secret from podman's own store when the container is made. `k3s-migrate install` reads it on \
     the host (`podman secret inspect --showsecret`) and makes a Secret of it, so podman has to stay installed until \
     that has been done once. A new value reaches the container with the next install. The file is where podman puts \
     it: `/run/secrets/NAME`, unless `target` says otherwise. It is in memory and read-only. podman's is on disk and \
     writable, and its `/run/secrets` is a file system of its own.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt";
    SECRET_OWNER = "K3M462", Warning, "the file of a secret belongs to root" {
        secret_owner(name) => "`{name}` gives the file of a secret to another user; in a Pod it belongs to root",
            effect: "every user in the container can read the secret",
            do: "`type=env`: passes the secret as a variable",
            "run the program as root";
    },
    "podman gives the file of a secret to the `uid` and `gid` of the option. In a Pod it belongs to root, and only its \
     permissions can be chosen. A file that only its owner may read is made readable for all, since a program that \
     does not run as root could not open it otherwise. Other permissions are kept. Every user in the container can \
     then read the file. K3M461 says where it is.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod";
    AUTH_FILE = "K3M463", Note, "a file with registry logins becomes a pull Secret that is made on the host" {
        auth_file(name) => "`{name}` is pulled with the logins of a file, from which `install` makes a pull Secret on \
            the host",
            effect: "credential helpers in the file do not work, and changes to the file arrive with the next install";
    },
    "podman reads `--authfile` when it pulls. `k3s-migrate install` reads it on the host and makes a Secret of type \
     `kubernetes.io/dockerconfigjson`, which the Pod names in `imagePullSecrets`. Credential helpers in the file do \
     not work there.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    CREDS = "K3M464", Error, "a registry password on the command line" {
        password_in_the_open(name) => "`{name}` has a registry password on its command line (`--creds`)",
            effect: "the password is not written into a manifest, so the kubelet would pull without a login",
            do: "set `login.registry`, `login.username` and `login.passwordFile`";
    },
    "`--creds=USER:PASSWORD` puts a password into the Nix store, where every user of the host can read it, and into \
     the process list. It is not written into a manifest. Set `login.registry`, `login.username` and \
     `login.passwordFile`, or `--authfile`. If you accept the code, the option is dropped: the image must then be on \
     the node, or be public.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#creds-username-password";
    LOGIN = "K3M465", Note, "a registry login becomes a pull Secret that is made on the host" {
        registry_login(name) => "`{name}` is pulled with a registry login, from which `install` makes a pull Secret on \
            the host",
            effect: "a new password arrives with the next install, not with the next start";
    },
    "With `login`, NixOS runs `podman login` before the container starts. `k3s-migrate install` reads the password's \
     file on the host and makes a Secret of type `kubernetes.io/dockerconfigjson`, which the Pod names in \
     `imagePullSecrets`.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    HALF_A_LOGIN = "K3M466", Note, "an incomplete registry login" {
        half_a_login(name) => "`{name}` has an incomplete registry login, which NixOS ignores as well",
            do: "set all of `login.registry`, `login.username` and `login.passwordFile`, or none";
    },
    "NixOS logs in only if `login.registry`, `login.username` and `login.passwordFile` are all set. With one of them \
     missing the others have no effect, under podman and in Kubernetes.";
    SECRET_BEHIND_VOLUME = "K3M467", Note, "a volume hides the file of a secret" {
        secret_behind_volume(name, path) => "`{name}` mounts a volume over the file of a secret at `{path}`",
            effect: "the program sees the volume there and not the secret, as under podman",
            do: "give the secret another `target`";
    },
    "podman mounts the volumes of a container over the files of its secrets, so at one path the program sees the \
     volume. Kubernetes refuses two mounts at one path, so the secret is left out, and `/run/secrets` is not a file \
     system of its own. Give the secret another `target` if the program needs it.";
}

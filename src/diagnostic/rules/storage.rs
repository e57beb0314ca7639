//! 4xx: volumes, devices, secrets.

use super::rules;

rules! {
    ENV_FILE = "K3M460", Note, "an environment file becomes a Secret that is made on the host",
    "podman reads `environmentFiles` at every start. Its contents are never read while manifests are made, and never \
     are in the Nix store: `k3s-migrate install` reads the file on the host, by podman's rules (quotes and `$` are part \
     of the value), and makes a Secret of it. A checksum on the Pod restarts it when the contents change. A new \
     content reaches the container with the next install (the NixOS module runs it at every switch).\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#env-file-file\n\
     https://kubernetes.io/docs/concepts/configuration/secret/";
    PODMAN_SECRET = "K3M461", Note, "a secret of podman's store becomes a Secret that is made on the host",
    "`--secret` takes a blob from podman's own store when the container is made. `k3s-migrate install` reads it on the \
     host (`podman secret inspect --showsecret`) and makes a Secret of it, so podman has to stay installed until that \
     has been done once. The file is where podman puts it, `/run/secrets/NAME` unless `target` says otherwise.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#secret-secret-opt-opt";
    SECRET_OWNER = "K3M462", Warning, "the file of a secret belongs to root",
    "podman gives the file of a secret to the `uid` and `gid` of the option. A Secret in a Pod belongs to root, and only \
     its permissions can be chosen. They are kept where others may read the file; a file for its owner alone is made \
     readable for all, since a program that is not root could not open it otherwise. Everybody in this Pod can then \
     read it.\n\n\
     https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod";
    AUTH_FILE = "K3M463", Note, "a file with registry logins becomes a pull Secret that is made on the host",
    "podman reads `--authfile` when it pulls. `k3s-migrate install` reads it on the host and makes a Secret of type \
     `kubernetes.io/dockerconfigjson`, which the Pod names in `imagePullSecrets`. Credential helpers in the file do not \
     work there.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    CREDS = "K3M464", Error, "a password on the command line",
    "`--creds=USER:PASSWORD` puts a password into the Nix store, where every user of the host can read it, and into the \
     process list. It is not written into a manifest. Set `login.registry`, `login.username` and `login.passwordFile`, \
     or `--authfile`. Accepting this code drops the option: the image must then be there, or be open to all.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#creds-username-password";
    LOGIN = "K3M465", Note, "a registry login becomes a pull Secret that is made on the host",
    "With `login`, NixOS runs `podman login` before the container starts. `k3s-migrate install` reads the password's file \
     on the host and makes a Secret of type `kubernetes.io/dockerconfigjson`, which the Pod names in \
     `imagePullSecrets`.\n\n\
     https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/";
    HALF_A_LOGIN = "K3M466", Note, "a login without all of its three parts",
    "NixOS logs in only if `login.registry`, `login.username` and `login.passwordFile` are all set. With one of them \
     missing the others have no effect, there and here.";
    SECRET_BEHIND_VOLUME = "K3M467", Note, "a volume lies over the file of a secret",
    "podman mounts the volumes of a container over the files of its secrets, so at one path the volume is seen. \
     Kubernetes refuses two mounts at one path, so the secret is left out. Give it another `target` if the program needs \
     it.";
}

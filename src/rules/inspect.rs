//! 180 to 183: reading what podman inspects.

use super::rules;

rules! {
    STATE = "K3M180", Note, "the state of a container says it, not its command",
    "`podman inspect` prints the command that made a container (`Config.CreateCommand`), and its state. The words of the command \
     are what its operator wrote, and each of them has a row. The state fills in what the command leaves open: the name, paths \
     relative to a folder, variables from the environment of the command, the registry of a short image name.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-container-inspect.1.html";
    NO_COMMAND = "K3M181", Error, "podman does not know the command that made a container" {
        other_command(name, command) => "`{name}` was not made by `podman run` or `podman create`, but by `{command}`",
            effect: "it is missing in the manifests",
            do: "convert what made it: apply a file of `podman kube play` with `kubectl apply -f`";
    },
    "podman keeps the command line of `podman run` and `podman create`. A container that a program made over podman's socket has \
     none, and is read from its state (K3M191).";
    BY_HAND = "K3M182", Warning, "a container is not as its command says" {
        by_hand(name, what, command, now) => "`{name}` was changed by hand: {what} was `{command}` when it was made, and is `{now}`",
            effect: "the Pod is as the command says",
            do: "make the container again as it has to be, and inspect it again";
    },
    "`podman update`, `podman rename` and `podman network connect` change a container and leave its command as it was. Nothing \
     says whether the change was meant to last, so the command counts.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-update.1.html";
    CALL = "K3M183", Note, "a word of the command calls podman, and not an option of the container",
    "`podman run` itself, before the flags: each word of `Config.CreateCommand` has a row in the ledger.";
}

//! 1xx: reading the input, the flags and the units.

use super::rules;

rules! {
    UNKNOWN_KEY = "K3M101", Warning, "a key of the container is not one that NixOS defines",
    "The JSON of a container holds the options of `virtualisation.oci-containers.containers.<name>`. A key that no \
     NixOS version from 20.09 to 26.11 defines has no meaning that we could keep, so it is dropped and said. \
     Remove the key, or write the setting as a `podman run` flag in `extraOptions`.";
    WRONG_TYPE = "K3M102", Error, "a key of the container holds a value of another type",
    "NixOS checks the type of every option before it evaluates, so evaluated JSON holds strings where the option is \
     a string, lists where it is a list. Another type means that the file was edited or made by something else. \
     Nothing is guessed: make the JSON again with `nix eval --json`.";
    MISSING_IMAGE = "K3M103", Error, "a container has no image",
    "`image` is the one option that NixOS demands. Without it there is nothing to run: podman would refuse, and so \
     would the API server.";
    OVERRIDDEN = "K3M104", Note, "an option is given again later, and the later one wins",
    "NixOS puts `extraOptions` behind all typed options, and podman takes the last value of an option that can be \
     given once. The earlier one never had an effect: it is dropped, as podman drops it.";
    UNKNOWN_FLAG = "K3M110", Error, "podman has no such flag",
    "Each element of `extraOptions` is one word of the command line. podman refuses a flag that it does not know, so \
     the container cannot have run like this; most often it is a typing error or a flag of Docker.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    MISSING_VALUE = "K3M111", Error, "a flag needs a value and has none",
    "`--memory` alone makes podman take the next word as its value, which here is another flag or the image. Write \
     `--memory=512m`, or the value as the next list element.";
    TWO_WORDS = "K3M112", Error, "a list element holds a flag and its value, separated by a blank",
    "NixOS quotes each element of `extraOptions`, so podman sees one word with a blank in it and answers \
     `unknown flag`. Write `--device=/dev/x`, or two elements: `\"--device\" \"/dev/x\"`.";
    STRAY_WORD = "K3M113", Error, "a word of `extraOptions` is no flag and no value",
    "podman takes the first word that is no flag as the image, and everything behind it as the command: the \
     configured image would become an argument of it.";
    BAD_VALUE = "K3M114", Error, "podman refuses this value",
    "The value is not one that podman 5.8 takes for this option; it would refuse to start the container. Our parser \
     follows podman's, so a value that works today is accepted.";
    GLOBAL_FLAG = "K3M115", Note, "a flag of podman itself, before `run`",
    "`preRunExtraOptions` sets up the engine (`--runtime`, `--log-level`, `--root`), not the container. Kubernetes' \
     engine is containerd, set up by K3s for the whole node: where a container needs another runtime, a \
     RuntimeClass names it.";
    NO_UNITS = "K3M120", Note, "no systemd units were given",
    "Restart, ordering, mounts and timers stand in the evaluated units of a container, not in its options. Without \
     them we assume what NixOS writes: `Restart=always`, no mounts, no timer. Give `--units FILE`, or use the \
     module, which exports both.";
    SAME_NAME = "K3M121", Error, "two hosts have a container of the same name in one namespace",
    "All hosts of a fleet become one cluster, where a name is unique in its namespace. Give one of the two another \
     namespace in the settings, or rename it.";
}

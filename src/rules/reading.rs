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
    OVERRIDDEN = "K3M104", Note, "an option is given again later, and the later one wins" {
        overridden(what, later) => "`{what}` is given again at `{later}`, and the later one wins";
    },
    "NixOS puts `extraOptions` behind all typed options, and podman takes the last value of an option that can be \
     given once. The earlier one never had an effect: it is dropped, as podman drops it.";
    ENVELOPE_KEY = "K3M105", Warning, "a key of the input is not one that it defines",
    "The envelope (`k3s-migrate schema envelope`) has a fixed set of keys. One that it does not define is ignored: a \
     typing error would otherwise lose what it was meant to say.";
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
    END_OF_FLAGS = "K3M116", Note, "`--` ends the flags, and NixOS puts the image behind it anyway",
    "Behind `--`, podman takes every word as no flag. As the last of `extraOptions` it changes nothing: the next word \
     is the image. A word between the two would be the image instead (K3M113).";
    EMPTY_LIST = "K3M117", Note, "a flag that takes a list has an empty one, which changes nothing",
    "podman splits the value of this flag at its commas. An empty value is a list without elements: the flag sets \
     nothing, in podman as here. Remove it, or give it a value.";
    NO_UNITS = "K3M120", Note, "no systemd units were given",
    "Restart, ordering, mounts and timers stand in the evaluated units of a container, not in its options, and \
     networks are made in units, too. Without them we assume what NixOS writes: `Restart=always`, no mounts, no \
     timer; and networks that are bridges with names and a way out. Give `--units FILE`, or use the module, which \
     exports both.";
    UNIT_SETTING = "K3M122", Warning, "a setting of a systemd unit is not one that systemd takes",
    "systemd logs such a setting when it loads the unit, and goes on as if it were not there. So do we: its default \
     counts. Correct the value in `systemd.services.<name>`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html";
    UNUSED_CHOICE = "K3M130", Warning, "the settings choose something for a name that the input does not have",
    "Settings are written by hand, and a misspelt name would pass for a decision: the default counts, and nobody is \
     told. So every container, host, volume and device that the settings name is looked for in the input. Settings \
     of a whole fleet may name more than one input holds; then accept the code.";
}

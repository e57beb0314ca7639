//! 1xx: reading the input, the flags and the units.

use super::rules;

rules! {
    UNKNOWN_KEY = "K3M101", Warning, "a key of the container is not one that NixOS defines" {
        unknown_key(name, key) => "`{name}` has the key `{key}`, which no NixOS has",
            effect: "the key has no effect",
            do: "remove it, or write it as a flag in `extraOptions`";
        misspelt_key(name, key, nearest) => "`{name}` has the key `{key}`, which no NixOS has",
            effect: "the key has no effect",
            do: "write `{nearest}` if that was meant";
    },
    "The JSON of a container holds the options of `virtualisation.oci-containers.containers.<name>`. A key that no \
     NixOS version from 20.09 to 26.11 defines has no meaning that we could keep, so it is dropped and said. \
     Remove the key, or write the setting as a `podman run` flag in `extraOptions`.";
    WRONG_TYPE = "K3M102", Error, "a key of the container holds a value of another type" {
        wrong_type(name, found, option, wanted) => "`{name}` holds {found} at `{option}`, where NixOS has {wanted}",
            effect: "the value is not used",
            do: "make the JSON again with `nix eval --json`";
        no_container(name, found, wanted) => "`{name}` holds {found}, where NixOS has {wanted}",
            effect: "the value is not used",
            do: "make the JSON again with `nix eval --json`";
    },
    "NixOS checks the type of every option before it evaluates, so evaluated JSON holds strings where the option is \
     a string, lists where it is a list. Another type means that the file was edited or made by something else. \
     Nothing is guessed: make the JSON again with `nix eval --json`.";
    MISSING_IMAGE = "K3M103", Error, "a container has no image" {
        missing_image(name) => "`{name}` has no image",
            effect: "there is nothing to run",
            do: "set `virtualisation.oci-containers.containers.{name}.image`";
    },
    "`image` is the one option that NixOS demands. Without it there is nothing to run: podman would refuse, and so \
     would the API server.";
    OVERRIDDEN = "K3M104", Note, "an option is given again later, and the later one wins" {
        overridden(what, later) => "`{what}` is given again at `{later}`, and the later one wins";
    },
    "NixOS puts `extraOptions` behind all typed options, and podman takes the last value of an option that can be \
     given once. The earlier one never had an effect: it is dropped, as podman drops it.";
    ENVELOPE_KEY = "K3M105", Warning, "a key of the input is not one that it defines" {
        envelope_key(file, pointer) => "{file} has the key `{pointer}`, which the envelope does not define",
            effect: "the key has no effect",
            do: "correct its name, or remove it";
    },
    "The envelope (`k3s-migrate schema envelope`) has a fixed set of keys. One that it does not define is ignored: a \
     typing error would otherwise lose what it was meant to say.";
    UNKNOWN_FLAG = "K3M110", Error, "podman has no such flag" {
        unknown_flag(name, flag) => "`{name}` uses `{flag}`, which is no flag of podman",
            effect: "podman would refuse to start the container",
            do: "remove it, or look for the flag that was meant in podman-run(1)";
        misspelt_flag(name, flag, nearest) => "`{name}` uses `{flag}`, which is no flag of podman",
            effect: "podman would refuse to start the container",
            do: "write `{nearest}` if that was meant";
        flag_of_run(name, flag) => "`{name}` uses `{flag}`, which is no flag of podman",
            effect: "podman would refuse to start the container",
            do: "move `{flag}` to `extraOptions`: it is a flag of `podman run`";
        flag_before_run(name, flag) => "`{name}` uses `{flag}`, which is no flag of podman",
            effect: "podman would refuse to start the container",
            do: "move `{flag}` to `preRunExtraOptions`: podman takes it before `run` only";
    },
    "Each element of `extraOptions` is one word of the command line. podman refuses a flag that it does not know, so \
     the container cannot have run like this; most often it is a typing error or a flag of Docker.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    MISSING_VALUE = "K3M111", Error, "a flag needs a value and has none" {
        missing_value(name, flag) => "`{name}` gives `{flag}` no value",
            effect: "podman takes the next word as the value, so this cannot have run as it was meant",
            do: "write `{flag}=VALUE`, or the value as the next list element";
    },
    "`--memory` alone makes podman take the next word as its value, which here is another flag or the image. Write \
     `--memory=512m`, or the value as the next list element.";
    TWO_WORDS = "K3M112", Error, "a list element holds a flag and its value, separated by a blank" {
        two_words(name, flag, value) => "`{name}` has `{flag}` and its value in one list element, with a blank between them",
            effect: "podman would refuse to start the container",
            do: "write `\"{flag}={value}\"`, or two elements: `\"{flag}\" \"{value}\"`";
        value_of_switch(name, flag) => "`{name}` has `{flag}` and its value in one list element, with a blank between them",
            effect: "podman would refuse to start the container",
            do: "write `\"{flag}\"` alone";
    },
    "NixOS quotes each element of `extraOptions`, so podman sees one word with a blank in it and answers \
     `unknown flag`. Write `--device=/dev/x`, or two elements: `\"--device\" \"/dev/x\"`.";
    STRAY_WORD = "K3M113", Error, "a word of `extraOptions` is no flag and no value" {
        stray_word(name, word, place) => "`{name}` has the word `{word}` among its flags, which podman would take as the {place}",
            effect: "podman would not run this container's image",
            do: "join it to its flag with `=`, or put it in `cmd` if it is an argument of the program";
    },
    "podman takes the first word that is no flag as the image, and everything behind it as the command: the \
     configured image would become an argument of it.";
    BAD_VALUE = "K3M114", Error, "podman refuses this value" {
        bad_value(name, option, error) => "`{name}` gives `{option}` a value that podman refuses: {error}",
            effect: "podman would not start the container like this, and neither can Kubernetes",
            do: "correct the value, or remove the option";
        value_begins_blank(name, option, error) => "`{name}` gives `{option}` a value that podman refuses: {error}",
            effect: "podman would not start the container like this, and neither can Kubernetes",
            do: "correct the value, or remove the option",
                "write flag and value as two list elements, or join them with `=`";
        bad_switch(name, option, error) => "`{name}` gives `{option}` a value that podman refuses: {error}";
    },
    "The value is not one that podman 5.8 takes for this option; it would refuse to start the container. Our parser \
     follows podman's, so a value that works today is accepted.";
    GLOBAL_FLAG = "K3M115", Note, "a flag of podman itself, before `run`" {
        global_flag(name, flag) => "`{name}` sets `{flag}`, which is for podman itself: Kubernetes has another engine";
        felt_global_flag(name, flag, effect, remedy) => "`{name}` sets `{flag}`, which is for podman itself: Kubernetes has another engine",
            effect: "{effect}",
            do: "{remedy}";
    },
    "`preRunExtraOptions` sets up the engine (`--runtime`, `--log-level`, `--root`), not the container. Kubernetes' \
     engine is containerd, set up by K3s for the whole node: where a container needs another runtime, a \
     RuntimeClass names it.";
    END_OF_FLAGS = "K3M116", Note, "`--` ends the flags, and NixOS puts the image behind it anyway",
    "Behind `--`, podman takes every word as no flag. As the last of `extraOptions` it changes nothing: the next word \
     is the image. A word between the two would be the image instead (K3M113).";
    EMPTY_LIST = "K3M117", Note, "a flag that takes a list has an empty one, which changes nothing" {
        empty_list(name, flag) => "`{name}` gives `{flag}` an empty list, which changes nothing";
    },
    "podman splits the value of this flag at its commas. An empty value is a list without elements: the flag sets \
     nothing, in podman as here. Remove it, or give it a value.";
    NO_UNITS = "K3M120", Note, "no systemd units were given" {
        no_units(host) => "the input has no systemd units of host `{host}`",
            effect: "mounts, ordering, timers and restart rules that its units add, and how its networks are made",
            do: "give them with `--units FILE`, or export the input with the NixOS module";
    },
    "Restart, ordering, mounts and timers stand in the evaluated units of a container, not in its options, and \
     networks are made in units, too. Without them we assume what NixOS writes: `Restart=always`, no mounts, no \
     timer; and networks that are bridges with names and a way out. Give `--units FILE`, or use the module, which \
     exports both.";
    UNIT_SETTING = "K3M122", Warning, "a setting of a systemd unit is not one that systemd takes" {
        unit_setting(unit, host, key, error) => "unit `{unit}` of host `{host}`: `{key}` has a value that systemd does not take: {error}",
            effect: "systemd does not use the setting, and neither do we",
            do: "correct it in `systemd.services` or `systemd.timers`";
    },
    "systemd logs such a setting when it loads the unit, and goes on as if it were not there. So do we: its default \
     counts. Correct the value in `systemd.services.<name>`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html";
    UNUSED_CHOICE = "K3M130", Warning, "the settings choose something for a name that the input does not have" {
        unused_choice(kind, name, pointer) => "the settings choose something for the {kind} `{name}`, which the input does not have",
            effect: "whatever `{pointer}` was meant to do",
            do: "correct the name, or remove it from the settings";
    },
    "Settings are written by hand, and a misspelt name would pass for a decision: the default counts, and nobody is \
     told. So every container, host, volume and device that the settings name is looked for in the input. Settings \
     of a whole fleet may name more than one input holds; then accept the code.";
}

//! 1xx: reading the input, the flags and the units.

use super::rules;

rules! {
    UNKNOWN_KEY = "K3M101", Warning, "a container has a key that NixOS does not define" {
        unknown_key(name, key) => "`{name}` has the key `{key}`, which no version of NixOS defines",
            effect: "the key is ignored",
            do: "remove it, or write it as a `podman run` flag in `extraOptions`";
        misspelt_key(name, key, nearest) => "`{name}` has the key `{key}`, which no version of NixOS defines",
            effect: "the key is ignored",
            do: "rename it to `{nearest}`, if that is what you meant";
    },
    "The JSON of a container holds the options of `virtualisation.oci-containers.containers`. A key that no NixOS \
     version from 20.09 to 26.11 defines has no meaning that could be kept, so it is dropped and reported. Remove the \
     key, or write the setting as a `podman run` flag in `extraOptions`.";
    WRONG_TYPE = "K3M102", Error, "a value has another type than its NixOS option" {
        wrong_type(name, found, option, wanted) => "`{name}` has {found} at `{option}`, where NixOS requires {wanted}",
            effect: "the value is not used",
            do: "generate the JSON again with `nix eval --json`: NixOS checks the types";
        no_container(name, found, wanted) => "`{name}` is {found}, where NixOS requires {wanted}",
            effect: "the value is not used",
            do: "generate the JSON again with `nix eval --json`: NixOS checks the types";
    },
    "NixOS checks the type of every option before it evaluates, so evaluated JSON holds a string where the option is \
     a string, and a list where it is a list. Another type means that the file was edited, or written by another \
     program. Nothing is guessed: generate the JSON again with `nix eval --json`.";
    MISSING_IMAGE = "K3M103", Error, "a container has no image" {
        missing_image(name) => "`{name}` has no image",
            effect: "podman would refuse to start it, and the API server would refuse the Pod",
            do: "set `virtualisation.oci-containers.containers.{name:#}.image`";
    },
    "`image` is the one option that NixOS requires. Without it there is nothing to run: podman would refuse to start \
     the container, and the API server would refuse the Pod.";
    OVERRIDDEN = "K3M104", Note, "a later option overrides an earlier one" {
        overridden(what, later) => "`{what}` is given again at `{later}`, and the later value wins";
    },
    "NixOS puts `extraOptions` after all typed options, and podman takes the last value of an option that can be \
     given once. The earlier value never had an effect, so it is dropped here as well.";
    ENVELOPE_KEY = "K3M105", Warning, "the input has a key that its format does not define" {
        envelope_key(file, pointer) => "`{file}` has the key `{pointer}`, which the envelope format does not define",
            effect: "the key is ignored",
            do: "correct its name, or remove it: `k3s-migrate schema envelope` prints all keys";
    },
    "The envelope (`k3s-migrate schema envelope`) has a fixed set of keys. A key outside that set is ignored, and \
     reported, because it may be a misspelt one.";
    UNKNOWN_FLAG = "K3M110", Error, "podman does not have this flag" {
        unknown_flag(name, flag) => "`{name}` uses `{flag}`, which is not a flag of podman",
            effect: "podman refuses to start the container",
            do: "remove it, or look the flag up in podman-run(1)";
        misspelt_flag(name, flag, nearest) => "`{name}` uses `{flag}`, which is not a flag of podman",
            effect: "podman refuses to start the container",
            do: "write `{nearest}`, if that is what you meant";
        flag_of_run(name, flag) => "`{name}` uses `{flag}` before `run`, where podman does not accept it",
            effect: "podman refuses to start the container",
            do: "move `{flag}` to `extraOptions`: it is a flag of `podman run`";
        flag_before_run(name, flag) => "`{name}` uses `{flag}` after `run`, where podman does not accept it",
            effect: "podman refuses to start the container",
            do: "move `{flag}` to `preRunExtraOptions`: podman accepts it before `run` only";
    },
    "Each element of `extraOptions` is one word of the command line. podman refuses a flag that it does not know, so \
     the container cannot have run with it. Most often the flag is misspelt, or it is one of Docker's.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html";
    MISSING_VALUE = "K3M111", Error, "a flag has no value" {
        missing_value(name, flag) => "`{name}` uses `{flag}` without a value",
            effect: "podman takes the next word as the value, which is another flag or the image",
            do: "append the value to `{flag}` with `=`, or add it as the next list element";
    },
    "A `--memory` without a value makes podman take the next word as the value, which here is another flag or the \
     image. Write `--memory=512m`, or the value as the next list element.";
    TWO_WORDS = "K3M112", Error, "a list element holds a flag and its value, separated by a space" {
        two_words(name, flag, value) => "`{name}` has `{flag}` and its value in one list element, separated by a space",
            effect: "podman takes both as the name of one flag and refuses to start the container",
            do: "write `\"{flag}={value}\"`, or two elements: `\"{flag}\" \"{value}\"`";
        value_of_switch(name, flag, value) => "`{name}` has `{flag}` and its value in one list element, separated by a space",
            effect: "podman takes both as the name of one flag and refuses to start the container",
            do: "write `\"{flag}={value}\"`";
    },
    "NixOS quotes each element of `extraOptions`, so podman sees one word with a space in it and answers \
     `unknown flag`. Write `--device=/dev/x`, or two elements: `\"--device\" \"/dev/x\"`.";
    STRAY_WORD = "K3M113", Error, "a word of `extraOptions` is neither a flag nor a value" {
        stray_word(name, word, place) => "`{name}` has the word `{word}` among its flags, which podman takes as the {place}",
            effect: "podman does not run the configured image",
            do: "join it to its flag with `=`, or move it to `cmd` if it is an argument of the program";
    },
    "podman takes the first word that is neither a flag nor the value of one as the image, and all words after it as \
     the command. The configured image would become an argument of that command. In `preRunExtraOptions` such a word \
     takes the place of the subcommand `run`.";
    BAD_VALUE = "K3M114", Error, "podman refuses this value" {
        bad_value(name, option, error) => "`{name}` sets `{option}` to a value that podman refuses: {error}",
            effect: "podman refuses to start the container",
            do: "correct the value, or remove the option";
        value_after_space(name, option, error) => "`{name}` sets `{option}` to a value that podman refuses: {error}",
            effect: "podman refuses to start the container",
            do: "join flag and value with `=` and no space, or write them as two list elements";
    },
    "podman 5.8 does not accept this value for the option, and would refuse to start the container. The parser here \
     follows podman's, so a value that works today is accepted.";
    GLOBAL_FLAG = "K3M115", Note, "a flag of podman itself, before `run`" {
        global_flag(name, flag) => "`{name}` sets `{flag}`, which configures podman itself";
        felt_global_flag(name, flag, effect, remedy) => "`{name}` sets `{flag}`, which configures podman itself",
            effect: "{effect}",
            do: "{remedy}";
    },
    "`preRunExtraOptions` configures podman (`--runtime`, `--log-level`, `--root`), not the container. Kubernetes runs \
     containers with containerd and runc, which K3s configures for the whole node. A runtime that isolates more than \
     those (`--runtime=runsc`, `kata`) is refused, see K3M623.";
    END_OF_FLAGS = "K3M116", Note, "`--` ends the flags, and the image follows in any case",
    "After `--`, podman takes no word as a flag. At the end of `extraOptions` it changes nothing: the next word is the \
     image. A word between the two would be taken as the image (K3M113).";
    EMPTY_LIST = "K3M117", Note, "a flag that takes a list has an empty one" {
        empty_list(name, flag) => "`{name}` sets `{flag}` to an empty list, which changes nothing";
    },
    "podman splits the value of this flag at its commas. An empty value is a list without elements: the flag sets \
     nothing, in podman as here. Remove it, or set a value.";
    NO_UNITS = "K3M120", Note, "the input has no systemd units" {
        no_units(host) => "the input has no systemd units of host `{host}`",
            effect: "NixOS' defaults are assumed: `Restart=always`, no mounts, no timers, networks with DNS and outbound access",
            do: "pass the units with `--units`, or export the input with the NixOS module";
        no_units_of_podman_5(host) => "the input has no systemd units of host `{host}`",
            effect: "NixOS' defaults for podman 5 are assumed: `Restart=always`, no mounts, no timers, networks with DNS and outbound access",
            do: "pass the units with `--units`, or export the input with the NixOS module",
                "add `--engine docker` or `--engine podman-6` if that engine runs the containers";
    },
    "Restart rules, ordering, mounts and timers of a container are in its evaluated systemd units, not in its options. \
     Networks are created in units as well. Without them, the defaults of NixOS are assumed: `Restart=always`, no \
     mounts, no timers, and networks that are bridges with DNS and outbound access. Pass `--units FILE`, or use the \
     NixOS module, which exports both.";
    UNIT_SETTING = "K3M122", Warning, "systemd does not accept a setting of a unit" {
        unit_setting(unit, host, key, error, place) => "unit `{unit}` of host `{host}` sets `{key}` to a value that systemd refuses: {error}",
            effect: "systemd ignores the setting, and so does the conversion",
            do: "correct it in {place}";
    },
    "systemd logs such a setting when it loads the unit, and continues with the default. The conversion does the same. \
     Correct the value in `systemd.services` or `systemd.timers`.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html";
    UNKNOWN_UNIT_SETTING = "K3M123", Warning, "a unit has a setting that is not known" {
        unknown_unit_setting(name, setting) => "`{name}` has `{setting}` in its unit, which is not in the table of known settings",
            effect: "if it changes how the container runs today, its Pod runs without that",
            do: "look it up in systemd.directives(7), and set `containers.{name}.accept = [ \"K3M123\" ]` if it changes nothing";
        misspelt_unit_setting(name, setting, nearest) => "`{name}` has `{setting}` in its unit, which is not in the table of known settings",
            effect: "systemd ignores a setting that it does not know",
            do: "rename it to `{nearest}`, if that is what you meant";
    },
    "docs/units.md has every setting of systemd's manual and every attribute of NixOS' units, with what becomes of each where \
     a container becomes a Pod. A setting that is not there is misspelt, or newer than the table. Look up what it does; a \
     setting that reaches the container has to be written as an option of the container.\n\n\
     https://www.freedesktop.org/software/systemd/man/latest/systemd.directives.html";
    MISSING_UNITS = "K3M125", Warning, "the input lacks units of containers" {
        missing_units(host, containers) => "the units of host `{host}` lack those of {containers}",
            effect: "NixOS' defaults are assumed for them: `Restart=always`, no mounts, no timers",
            do: "export containers and units from the same configuration of the host";
    },
    "The unit of a container is called `podman-NAME` or `docker-NAME`, or what its `serviceName` says. Where the input has \
     units and not that one, it has the units of another host, of an older configuration, or a part of them. Settings of the \
     unit, such as `Restart=`, mounts and the user that runs podman, are not known then. `--units` with a file that has no unit \
     of the input at all is an error.";
    CONF_UNKNOWN = "K3M126", Note, "podman does not have a key of containers.conf" {
        conf_unknown(host, key) => "`{host}` sets `{key}` in `virtualisation.containers.containersConf.settings`, which is not a key of podman's",
            effect: "podman ignores it as well",
            do: "correct its name, if you meant another key";
    },
    "podman ignores keys of containers.conf that it does not know, and logs them only for debugging. A key in the wrong \
     table is one of them.\n\n\
     https://github.com/containers/container-libs/blob/main/common/docs/containers.conf.5.md";
    UNUSED_CHOICE = "K3M130", Warning, "the settings name something that the input does not have" {
        unused_choice(kind, name, pointer) => "the settings name the {kind} `{name}`, which the input does not have",
            effect: "`{pointer}` of the settings has no effect",
            do: "correct the name, or remove it from the settings";
        volume_named_twice(name, volume, path, pointer) => "the settings name one volume of `{name}` twice, as `{volume}` and as `{path}`",
            effect: "`{pointer}` of the settings has no effect",
            do: "remove one of the two keys";
        accepted_elsewhere(name, code) => "the settings accept `{code}` for `{name}`, but it is told of a host, of the settings or of the \
            whole input",
            effect: "it is told as before",
            do: "move `{code}` to `accept` of the settings, for all containers";
    },
    "A misspelt name in the settings would pass for a decision, while the default applies. So every container, host, \
     volume and device that the settings name is looked up in the input. Settings for a whole fleet may name more than \
     one input holds; accept the code then.";
    ACCEPTED_UNHEARD = "K3M131", Note, "the settings accept a code that is not told" {
        accepted_unheard(code, pointer) => "the settings accept `{code}`, which is not told of this input",
            effect: "`{pointer}` of the settings has no effect",
            do: "remove `{code}`, if the other inputs that share the settings do not need it";
        accepted_unheard_of(name, code, pointer) => "the settings accept `{code}` for `{name}`, of which it is not told",
            effect: "`{pointer}` of the settings has no effect",
            do: "remove `{code}`";
    },
    "A code that is accepted makes a note of every error and warning that has it, also of those that come later: of a container \
     that you add next year. So a code that is accepted and not told any more is worth removing. Codes that only `install` \
     tells (K3M900 and later) are not looked for.";
}

//! 8xx: what is written, and what our own check finds.

use super::rules;

rules! {
    REFUSED_BY_API = "K3M801", Error, "the API server would refuse the object that this option makes" {
        refused_by_api(name, message, place) => "`{name}` gets a value that the API server refuses: {message}",
            effect: "the whole object: {place}";
    },
    "Before anything is written, every object passes our own implementation of the rules that the API server \
     applies. A value that podman takes and Kubernetes does not is said here at the option it came from, instead of \
     on the host by an add-on that never applies.";
    OUR_BUG = "K3M802", Error, "an object of ours breaks a rule of the API server" {
        our_bug(name, message, place, shown) => "we made an object of `{name}` that the API server refuses: {message}",
            effect: "{place}: {shown}",
            do: "report this with the container's definition: it is a bug of k3s-migrate";
        without_reason(kind, name, pointer) => "the field `{pointer}` of {kind} {name} and the reason for it do not fit together",
            do: "report this with the container's definition: it is a bug of k3s-migrate";
    },
    "No option decided the field that breaks the rule, so the fault is in k3s-migrate. Nothing is written, because \
     the deploy controller of K3s would retry the file for ever. Please report it with the definition of the \
     container.";
    REFUSED_SETTING = "K3M803", Error, "the API server would refuse a value of the settings" {
        refused_setting(name, shown, message, place) =>
            "the settings give `{name}` a value that the API server refuses, `{shown}`: {message}",
            effect: "the whole object: {place}",
            do: "correct the value in the settings";
    },
    "The settings file is read strictly, but what a quantity, a schedule or a name may look like is known only where \
     it is written. The message names the field of the object and the rule that it breaks; correct the value in the \
     settings, `k3s-migrate schema settings` tells what each field is. Nothing is written meanwhile, because the \
     deploy controller of K3s would retry the file for ever.";
}

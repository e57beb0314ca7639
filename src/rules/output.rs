//! 8xx: what is written, and what our own check finds.

use super::rules;

rules! {
    REFUSED_BY_API = "K3M801", Error, "the API server would refuse the object that this option makes",
    "Before anything is written, every object passes our own implementation of the rules that the API server \
     applies. A value that podman takes and Kubernetes does not is said here at the option it came from, instead of \
     on the host by an add-on that never applies.";
    OUR_BUG = "K3M802", Error, "an object of ours breaks a rule of the API server",
    "No option decided the field that breaks the rule, so the fault is in k3s-migrate. Nothing is written, because \
     the deploy controller of K3s would retry the file for ever. Please report it with the definition of the \
     container.";
    REFUSED_SETTING = "K3M803", Error, "the API server would refuse a value of the settings",
    "The settings file is read strictly, but what a quantity, a schedule or a name may look like is known only where \
     it is written. The message names the field of the object and the rule that it breaks; correct the value in the \
     settings, `k3s-migrate schema settings` tells what each field is. Nothing is written meanwhile, because the \
     deploy controller of K3s would retry the file for ever.";
}

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
}

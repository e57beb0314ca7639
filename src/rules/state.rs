//! 191 to 193: containers that are read from their state.

use super::rules;

rules! {
    OF_STATE = "K3M191", Note, "a container is read from its state" {
        of_state(name) => "`{name}` was made by a program, not by a command: what it was told is read from its state",
            effect: "values of its image are written into the Pod as well, where the image is not known, and stay when the image changes",
            do: "convert what that program reads, such as its Compose file, if you have it",
                "give the images with `k3s-migrate convert --images images.json`";
    },
    "Docker keeps no command of a container, and podman keeps none where a program asked it over its socket, as Compose does. What \
     `inspect` prints is the result: options of the container, defaults of the engine, and what the image says. The defaults are \
     known and left out. What the image says is left out where `--images` has the image, or the input has it.";
    NOTES = "K3M192", Note, "the program that made a container notes it for itself",
    "Labels such as `com.docker.compose.project` are how Compose finds its containers again. They say nothing to the container.";
    UNREAD = "K3M193", Warning, "a part of a container's state is not read" {
        unread(name, key) => "`{name}` has `{key}`, which is not read",
            effect: "the Pod has the default for it",
            do: "look what it is with `podman inspect {name}`, and set the option of a Pod in a definition of your own if it matters";
    },
    "Each key of the state that is not as the engine has it by default has a row in the ledger. This one stands for no flag that is \
     known.";
}

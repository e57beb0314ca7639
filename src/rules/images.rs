//! 184 to 190: what only images know.

use super::rules;

rules! {
    UNUSED_IMAGES = "K3M184", Warning, "no container runs an image of a file" {
        unused_images(file) => "`{file}` has no image that a container of the input runs",
            effect: "the file changes nothing",
            do: "`podman image inspect $(podman image ls --quiet) > images.json`: writes what the host has";
    },
    "`--images` takes what `podman image inspect` prints. An image is found by the name that a container gives it, as podman \
     completes that (`docker.io/library/`, the tag `latest`), by its digest, or by its id. An image that was never pulled on the \
     host where the file was written is not in it.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-image-inspect.1.html";
    UNKNOWN_IMAGE = "K3M185", Note, "no file of images has the image of a container" {
        unknown_image(name, image) => "`{name}` runs `{image}`, which no file of `k3s-migrate --images` has",
            effect: "its user, its volumes, its ports and its health check are not known",
            do: "`podman image inspect {image} >> images.json`: adds it, on the host that has pulled it";
    },
    "A file of `--images` may hold several arrays one after another, so what another command prints can be added at its end.";
    SEVERAL_IMAGES = "K3M186", Warning, "two images of one name" {
        several_images(name, image) => "`{name}` runs `{image}`, and the files of `k3s-migrate --images` have two of that name",
            effect: "the first one counts",
            do: "remove the other one from the files, or name the image by its digest";
    },
    "A tag moves: two hosts may have pulled it at different times, and an image that was pulled again leaves the old one without \
     a name. The first image in the order of the files counts.";
    VOLUME_STAYS = "K3M187", Warning, "podman keeps the volume of an image over restarts" {
        volume_stays(name, paths) => "`{name}` mounts nothing at {paths}, for which its image declares a volume",
            effect: "files that the program writes there are gone after a restart of the container, where podman has them still",
            do: "give it a volume with a name, or choose a directory with `containers.{name:#}.volumes`, and copy what \
            `podman inspect {name} --format '{{{{json .Mounts}}}}'` shows into it";
    },
    "podman makes an anonymous volume for each `VOLUME` of an image at which nothing is mounted, and keeps it as long as the \
     container, over its restarts. containerd makes one as well, with the image's files, owner and mode, and deletes it with each \
     container: after a restart there is a new one.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    VOLUME_GOES = "K3M188", Note, "the volume of an image goes with the container" {
        volume_goes(name, paths) => "`{name}` mounts nothing at {paths}, for which its image declares a volume",
            effect: "files that the program writes there are gone after a restart, as under podman";
    },
    "Under NixOS and quadlet a container is removed when it ends (`--rm`), and the anonymous volumes for the `VOLUME`s of its image \
     with it. containerd makes a volume for each container, with the image's files, owner and mode.\n\n\
     https://docs.podman.io/en/stable/markdown/podman-run.1.html#image-volume-bind-tmpfs-ignore";
    SIGNAL_OF_IMAGE = "K3M189", Note, "the image says the same signal",
    "Kubernetes sends the `STOPSIGNAL` of the image, or TERM where the image has none. Where `--images` shows that `--stop-signal` \
     is the same, no command has to send it.";
    VOLUMES_OF_IMAGE = "K3M190", Note, "what is to become of the volumes of an image is known",
    "Where `--images` has the image, `--image-volume=tmpfs` is the same as a `--tmpfs` for each of its `VOLUME`s at which nothing is \
     mounted, and has no effect for an image without any.";
}

//! How podman writes values: sizes, durations, booleans, key=value pairs, comma lists.

//! Names, labels and annotations, as podman names them.

/// Names, labels and annotations.
#[derive(Debug, Default, Clone)]
pub struct Identity {}

//! The words of a `podman run` line that are no flags: IMAGE, and the command behind it.

use crate::{
    ledger::Verdict,
    origin::Given,
    podman::{Container, image::Reference, text::any},
    read::draft::Setter,
};

/// The image, read after the flags: under `--rootfs` it is a folder of the host.
///
/// # Errors
/// podman takes no such image.
pub fn image(container: &mut Container, given: Given<&str>) -> Result<Option<Verdict>, String> {
    let rootfs = container.image.rootfs.as_ref();
    if rootfs.is_none_or(|rootfs| !rootfs.value) {
        Reference::parse(given.value)?;
    }
    container.image.reference = Some(given.map(str::to_owned));
    Ok(None)
}

/// One word of the command.
pub const COMMAND: Setter = many!(process.command, any);

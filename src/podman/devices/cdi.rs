//! Devices by the name that the Container Device Interface gives them.

use std::fmt;

/// The name of a device in the Container Device Interface, `vendor/class=name`.
///
/// CDI: <https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cdi {
    /// `nvidia.com`.
    pub vendor: String,
    /// `gpu`.
    pub class: String,
    /// `all`, `0`, an identifier.
    pub name: String,
}

impl Cdi {
    /// Reads the value of `--gpus`.
    ///
    /// # Errors
    /// Nothing that can be the name of a CDI device: podman 5.8 knows `all`, numbers and
    /// identifiers, but none of Docker's `device=…` and `capabilities=…`.
    pub fn gpu(text: &str) -> Result<Self, String> {
        Self::read(&format!("nvidia.com/gpu={text}")).ok_or_else(|| {
            format!("`{text}` is not a GPU: podman takes `all`, a number or an identifier")
        })
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once('=')?;
        let (vendor, class) = kind.split_once('/')?;
        let letter = |c: char| c.is_ascii_alphabetic();
        let either = |c: char| c.is_ascii_alphanumeric();
        let sound = framed(vendor, letter, "_-.")
            && framed(class, letter, "_-.")
            && framed(name, either, "_-.:");
        sound.then(|| Self {
            vendor: vendor.to_owned(),
            class: class.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// Whether the text starts with such a character, ends with a letter or digit and has only
/// letters, digits and these `signs` between.
fn framed(text: &str, first: impl Fn(char) -> bool, signs: &str) -> bool {
    text.starts_with(first)
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
}

impl fmt::Display for Cdi {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}={}", self.vendor, self.class, self.name)
    }
}

//! Image, platform and pulling, as podman names them.

use std::{fmt, sync::Arc};

use crate::origin::Given;

mod known;
mod reference;

pub use known::Known;
pub use reference::{Reference, Repository};

/// Image, platform and pulling.
#[derive(Debug, Default, Clone)]
pub struct Image {
    /// The image as written (`image`, the first word after the options); [`Reference::parse`]
    /// reads it, except under [`Image::rootfs`], where it is a folder of the host.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#image>
    pub reference: Option<Given<String>>,
    /// Archive that is loaded before the start (`imageFile`), a store path.
    pub file: Option<Given<String>>,
    /// Program that prints such an archive (`imageStream`), a store path.
    pub stream: Option<Given<String>>,
    /// When to pull (`--pull`); podman's default is [`Pull::Missing`].
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#pull-policy>
    pub pull: Option<Given<Pull>>,
    /// CPU architecture of the image (`--arch`); the machine's own by default.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#arch-arch>
    pub arch: Option<Given<String>>,
    /// Operating system of the image (`--os`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#os-os>
    pub os: Option<Given<String>>,
    /// Operating system and architecture at once (`--platform`); podman refuses it together with
    /// `--arch` and `--os`.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#platform-os-arch>
    pub platform: Option<Given<Platform>>,
    /// Whether the registry must have a valid certificate (`--tls-verify`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#tls-verify>
    pub tls_verify: Option<Given<bool>>,
    /// Folder with certificates for the registry (`--cert-dir`).
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#cert-dir-path>
    pub cert_dir: Option<Given<String>>,
    /// The image is a folder of the host (`--rootfs`), a switch that changes what the first word
    /// after the options means.
    ///
    /// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#rootfs>
    pub rootfs: Option<Given<bool>>,
    /// What the image itself says, where a file of `--images` has it.
    pub known: Option<Arc<Known>>,
}

/// When podman pulls the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pull {
    /// At every start; a failure stops the container from starting.
    Always,
    /// When it is not there yet.
    Missing,
    /// Never.
    Never,
    /// When the registry has another one; a failure is ignored where there is a local image.
    Newer,
}

impl Pull {
    /// Reads the value of `--pull`, in any case; nothing means [`Pull::Missing`].
    ///
    /// # Errors
    /// When it is none of podman's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "always" => Ok(Self::Always),
            "missing" | "ifmissing" | "ifnotpresent" | "" => Ok(Self::Missing),
            "never" => Ok(Self::Never),
            "newer" | "ifnewer" => Ok(Self::Newer),
            _ => Err(format!(
                "`{text}` is not a pull policy: `always`, `missing`, `never` or `newer`"
            )),
        }
    }
}

impl fmt::Display for Pull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Missing => "missing",
            Self::Never => "never",
            Self::Newer => "newer",
        })
    }
}

/// `--platform`: an operating system, an architecture, a variant; podman checks none of them
/// before it looks for the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// `linux`.
    pub os: String,
    /// `arm64`; `None` when nothing follows the operating system.
    pub arch: Option<String>,
    /// `v8`.
    pub variant: Option<String>,
}

impl Platform {
    /// Reads the value of `--platform`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = text.splitn(3, '/').map(str::to_owned);
        Self {
            os: parts.next().unwrap_or_default(),
            arch: parts.next(),
            variant: parts.next(),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        for part in [&self.arch, &self.variant].into_iter().flatten() {
            write!(f, "/{part}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Platform, Pull};

    #[test]
    fn pull_policies() {
        for (text, policy) in [
            ("always", Pull::Always),
            ("Always", Pull::Always),
            ("missing", Pull::Missing),
            ("IfNotPresent", Pull::Missing),
            ("ifmissing", Pull::Missing),
            ("", Pull::Missing),
            ("never", Pull::Never),
            ("newer", Pull::Newer),
            ("ifnewer", Pull::Newer),
        ] {
            assert_eq!(Pull::parse(text), Ok(policy), "{text}");
        }
        for bad in ["sometimes", "if-not-present", " always", "true"] {
            assert!(Pull::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn platforms() {
        for (text, os, arch, variant) in [
            ("linux", "linux", None, None),
            ("linux/amd64", "linux", Some("amd64"), None),
            ("linux/arm/v7", "linux", Some("arm"), Some("v7")),
            ("/amd64", "", Some("amd64"), None),
            ("", "", None, None),
        ] {
            let platform = Platform::parse(text);
            assert_eq!(platform.os, os, "{text}");
            assert_eq!(platform.arch.as_deref(), arch, "{text}");
            assert_eq!(platform.variant.as_deref(), variant, "{text}");
            assert_eq!(platform.to_string(), text);
        }
    }
}

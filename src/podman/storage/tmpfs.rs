//! File systems in memory.

use std::fmt;

use super::{
    options::{MountOptions, once, twice},
    path,
};

/// A file system in memory, as `--tmpfs` and `--mount type=tmpfs` make it. podman copies the
/// image's content to it, and mounts it `nosuid` and `nodev` unless told otherwise.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tmpfs {
    /// Cleaned absolute path in the container.
    pub destination: String,
    /// The same as `--tmpfs` has it; `None` for `--mount`. podman finds one that is given twice by this text.
    pub written: Option<String>,
    /// How large it can grow. Default: half of the host's memory.
    pub size: Option<TmpfsSize>,
    /// Permissions of its root. Default: those of the image's directory, or 1777.
    pub mode: Option<u32>,
    /// `tmpcopyup`, `notmpcopyup`: it starts with what the image has there. Default: true.
    pub copy_up: Option<bool>,
    /// `noatime`: reading does not touch access times.
    pub noatime: bool,
    /// `noswap`: never moved to swap.
    pub noswap: bool,
    /// The rest.
    pub options: MountOptions,
}

/// How large a tmpfs can grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TmpfsSize {
    /// Bytes; zero means no limit.
    Bytes(u64),
    /// Percent of the host's memory.
    Percent(u64),
}

impl TmpfsSize {
    /// Reads a size as the kernel does: a number, decimal or `0x` or octal with a leading `0`,
    /// and a unit `k m g t p e` (powers of 1024, in any case) or `%`.
    ///
    /// # Errors
    /// Anything else: podman takes it, and then the container does not start.
    ///
    /// Kernel: <https://docs.kernel.org/filesystems/tmpfs.html>
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a size of a tmpfs: a whole number with an optional unit k, m, g or %"
            )
        };
        let (number, shift) = match text.char_indices().last() {
            Some((at, '%')) => {
                let number = text.get(..at).and_then(number).ok_or_else(wrong)?;
                return Ok(Self::Percent(number));
            }
            Some((at, last)) => match "kmgtpe".find(last.to_ascii_lowercase()) {
                // `0xe` is a number, not a unit.
                Some(power) if !is_hexadecimal(text) || !last.is_ascii_hexdigit() => {
                    (text.get(..at), 10 * (power + 1))
                }
                _ => (Some(text), 0),
            },
            None => (None, 0),
        };
        let number = number.and_then(self::number).ok_or_else(wrong)?;
        u128::from(number)
            .checked_shl(u32::try_from(shift).map_err(|_| wrong())?)
            .and_then(|bytes| u64::try_from(bytes).ok())
            .map(Self::Bytes)
            .ok_or_else(|| format!("`{text}` is too large a size"))
    }
}

impl fmt::Display for TmpfsSize {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{bytes}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.starts_with("0x") || text.starts_with("0X")
}

/// A number of the kernel: `0x` hexadecimal, a leading `0` octal, otherwise decimal.
fn number(text: &str) -> Option<u64> {
    let (radix, digits) = match text.strip_prefix('0') {
        Some(rest) if is_hexadecimal(text) => (16, rest.get(1..)?),
        Some(rest) if !rest.is_empty() => (8, rest),
        _ => (10, text),
    };
    let sound = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    sound.then(|| u64::from_str_radix(digits, radix).ok())?
}

/// Permissions in octal digits.
///
/// # Errors
/// Other characters or more than `7777`.
pub(in crate::podman::storage) fn mode(text: &str) -> Result<u32, String> {
    let sound = !text.is_empty() && text.chars().all(|c| c.is_digit(8));
    sound
        .then(|| u32::from_str_radix(text, 8).ok())
        .flatten()
        .filter(|mode| *mode <= 0o7777)
        .ok_or_else(|| format!("`{text}` is not a mode: octal digits up to 7777"))
}

impl Tmpfs {
    /// Reads `DESTINATION[:OPTIONS]` as `--tmpfs` takes it; what follows a second colon is
    /// ignored, as in podman.
    ///
    /// # Errors
    /// A destination that is not absolute; an unknown or repeated option (`uid=` and `gid=` among
    /// them: podman 5.8 refuses both); a size or mode with which the container would not start.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let written = parts.next().unwrap_or_default();
        let mut tmpfs = Self {
            destination: path::destination(written)?,
            written: Some(written.to_owned()),
            ..Self::default()
        };
        for word in parts.next().iter().flat_map(|words| words.split(',')) {
            tmpfs.set(word)?;
        }
        Ok(tmpfs)
    }

    /// Sets the option of one word of `--tmpfs`.
    fn set(&mut self, word: &str) -> Result<(), String> {
        if self.set_own(word)? {
            return Ok(());
        }
        match word.split_once('=').unwrap_or((word, "")) {
            ("size", size) => once(&mut self.size, TmpfsSize::parse(size)?, "`size`"),
            ("mode", octal) => once(&mut self.mode, mode(octal)?, "`mode`"),
            ("consistency", _) => Ok(()),
            ("noatime", "") => {
                self.noatime = true;
                Ok(())
            }
            ("z" | "Z" | "bind" | "rbind", "") => Err(format!("`{word}` does not go with a tmpfs")),
            _ if self.options.set(word)? => Ok(()),
            _ => Err(format!("`{word}` is not an option of a tmpfs")),
        }
    }

    /// Sets the option of a word that `--tmpfs` and `--mount` spell alike; false for others.
    pub(in crate::podman::storage) fn set_own(&mut self, word: &str) -> Result<bool, String> {
        match word {
            "tmpcopyup" | "notmpcopyup" => {
                let words = "`tmpcopyup` and `notmpcopyup`";
                once(&mut self.copy_up, word == "tmpcopyup", words)?;
            }
            "noswap" if self.noswap => return Err(twice(word)),
            "noswap" => self.noswap = true,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl fmt::Display for Tmpfs {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut words = self.options.words();
        words.extend(self.size.map(|size| format!("size={size}")));
        words.extend(self.mode.map(|mode| format!("mode={mode:o}")));
        words.extend(self.copy_up.map(|copy| {
            let no = if copy { "" } else { "no" };
            format!("{no}tmpcopyup")
        }));
        words.extend(self.noatime.then(|| "noatime".to_owned()));
        words.extend(self.noswap.then(|| "noswap".to_owned()));
        f.write_str(self.written.as_ref().unwrap_or(&self.destination))?;
        if words.is_empty() {
            return Ok(());
        }
        write!(f, ":{}", words.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Bytes are what the kernel shows for a tmpfs mounted with this size.
    #[test]
    fn sizes() {
        for (text, size) in [
            ("0", TmpfsSize::Bytes(0)),
            ("787448k", TmpfsSize::Bytes(787_448 << 10)),
            ("1M", TmpfsSize::Bytes(1 << 20)),
            ("1t", TmpfsSize::Bytes(1 << 40)),
            ("010k", TmpfsSize::Bytes(8 << 10)),
            ("0x10k", TmpfsSize::Bytes(16 << 10)),
            ("0xe", TmpfsSize::Bytes(14)),
            ("2e", TmpfsSize::Bytes(2 << 60)),
            ("5%", TmpfsSize::Percent(5)),
        ] {
            assert_eq!(TmpfsSize::parse(text), Ok(size), "{text}");
        }
        for text in [
            "", "foo", "1mb", "1.5m", "-1", "+1", "1 m", "k", "%", "08", "0x", "32e", "5k%", "٥",
        ] {
            assert!(TmpfsSize::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_tmpfs() {
        let read =
            Tmpfs::parse("/x/../y:rw,size=1m,mode=1777,notmpcopyup,noatime,noswap,U:ignored");
        let Ok(tmpfs) = read else {
            unreachable!("{read:?}");
        };
        assert_eq!(tmpfs.destination, "/y");
        assert_eq!(tmpfs.size, Some(TmpfsSize::Bytes(1 << 20)));
        assert_eq!(tmpfs.mode, Some(0o1777));
        assert_eq!(tmpfs.copy_up, Some(false));
        assert_eq!(tmpfs.options.read_only, Some(false));
        assert!(tmpfs.noatime && tmpfs.noswap && tmpfs.options.chown);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (Tmpfs::parse(&text), TmpfsSize::parse(&text));
        }

        #[test]
        fn near_sizes_are_read_or_refused(text in "[0-9xa-f]{0,22}[kKmgtpe%é]?") {
            let _ = TmpfsSize::parse(&text);
        }

        #[test]
        fn printed_ones_come_back(
            destination in "(/[a-z.]{1,4}){1,2}",
            words in prop::sample::subsequence(
                vec!["ro", "noexec", "dev", "rslave", "size=0x10k", "mode=0755", "tmpcopyup", "noatime", "noswap"],
                1..6,
            ),
        ) {
            let read = Tmpfs::parse(&format!("{destination}:{}", words.join(",")));
            let printed = read.clone().map(|tmpfs| Tmpfs::parse(&tmpfs.to_string()));
            prop_assert_eq!(printed, read.map(Ok));
        }
    }
}

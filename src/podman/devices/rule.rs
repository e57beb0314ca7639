//! Rules about device numbers.

use std::fmt;

use super::{Permissions, device_number};

/// A rule of `--device-cgroup-rule`: devices that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgroupRule {
    /// Which kind of device.
    pub kind: DeviceKind,
    /// Major number; `None` is every one.
    pub major: Option<u64>,
    /// Minor number; `None` is every one.
    pub minor: Option<u64>,
    /// What may be done with it.
    pub permissions: Permissions,
}

/// Which kind of device a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// `a`.
    All,
    /// `b`.
    Block,
    /// `c`.
    Character,
}

impl CgroupRule {
    /// Reads `TYPE MAJOR:MINOR MODE` with one space between, as in `c 188:* rwm`.
    ///
    /// # Errors
    /// Not three words, a type other than `a`, `b` and `c`, numbers other than digits or `*`,
    /// letters other than `rwm`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split(' ').collect();
        let [kind, numbers, mode] = words.as_slice() else {
            return Err(format!(
                "`{text}` is not a rule: podman takes type, major:minor and mode, as in `c 188:* rwm`"
            ));
        };
        let kind = match *kind {
            "a" => DeviceKind::All,
            "b" => DeviceKind::Block,
            "c" => DeviceKind::Character,
            _ => return Err(format!("`{kind}` is not a type of a device: a, b or c")),
        };
        let (major, minor) = match numbers.split_once(':') {
            Some((major, minor)) => (device_number(major)?, device_number(minor)?),
            None => (device_number(numbers)?, None),
        };
        if let Some(letter) = mode.chars().find(|letter| !"rwm".contains(*letter)) {
            return Err(format!("`{letter}` is not a permission: r, w or m"));
        }
        Ok(Self {
            kind,
            major,
            minor,
            permissions: Permissions {
                read: mode.contains('r'),
                write: mode.contains('w'),
                mknod: mode.contains('m'),
            },
        })
    }
}

impl fmt::Display for CgroupRule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let kind = match self.kind {
            DeviceKind::All => 'a',
            DeviceKind::Block => 'b',
            DeviceKind::Character => 'c',
        };
        let number =
            |number: Option<u64>| number.map_or("*".to_owned(), |number| number.to_string());
        let (major, minor) = (number(self.major), number(self.minor));
        write!(f, "{kind} {major}:{minor} {}", self.permissions)
    }
}

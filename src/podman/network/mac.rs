//! Hardware addresses.

use std::fmt::{self, Display};

/// A hardware address of 6, 8 or 20 bytes: `92:d0:c6:0a:29:33`, `92-d0-…` or `92d0.c60a.2933`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mac(Vec<u8>);

impl Mac {
    /// Parses the three spellings that Go's `net.ParseMAC` takes.
    ///
    /// # Errors
    /// Another spelling or length.
    pub fn parse(text: &str) -> Result<Self, String> {
        bytes(text)
            .filter(|bytes| matches!(bytes.len(), 6 | 8 | 20))
            .map(Self)
            .ok_or_else(|| {
                format!("`{text}` is not a MAC address: six bytes in hexadecimal, such as 92:d0:c6:0a:29:33")
            })
    }
}

/// Groups of two digits between `:` or `-`, or of four between `.`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let separator = text.chars().find(|c| !c.is_ascii_hexdigit())?;
    let width = match separator {
        ':' | '-' => 2,
        '.' => 4,
        _ => return None,
    };
    let mut bytes = Vec::new();
    for group in text.split(separator) {
        if group.len() != width || !group.chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        let number = u16::from_str_radix(group, 16).ok()?;
        let [high, low] = number.to_be_bytes();
        if width == 4 {
            bytes.push(high);
        }
        bytes.push(low);
    }
    Some(bytes)
}

impl Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        f.write_str(&groups.join(":"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_addresses() {
        for (text, printed) in [
            ("92:d0:c6:0a:29:33", "92:d0:c6:0a:29:33"),
            ("92-D0-C6-0A-29-33", "92:d0:c6:0a:29:33"),
            ("92d0.c60a.2933", "92:d0:c6:0a:29:33"),
            ("02:00:5e:10:00:00:00:01", "02:00:5e:10:00:00:00:01"),
        ] {
            assert_eq!(
                Mac::parse(text).map(|mac| mac.to_string()),
                Ok(printed.to_owned()),
                "{text}"
            );
        }
        for text in [
            "",
            "x",
            "92:d0",
            "92:d0:c6:0a:29",
            "92:d0:c6-0a:29:33",
            "92d0c60a2933",
            "+2:d0:c6:0a:29:33",
        ] {
            assert!(Mac::parse(text).is_err(), "{text}");
        }
    }
}

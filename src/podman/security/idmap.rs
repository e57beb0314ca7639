//! Maps of ids between a user namespace and the host.

use std::fmt;

use crate::podman::text;

/// A range of ids: the value of `--uidmap` and `--gidmap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdMap {
    /// `+`: it replaces parts of earlier maps instead of adding to them.
    pub replaces: bool,
    /// `u`, `g`, both or neither: it is about users, groups or both.
    pub about: About,
    /// First id in the container.
    pub inside: u32,
    /// First id outside.
    pub outside: u32,
    /// `@`: the id outside is one of the host itself, not of the user who runs podman.
    pub of_host: bool,
    /// How many ids, 1 or more.
    pub count: u32,
}

/// What a map is about.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// `u` is written.
    pub users: bool,
    /// `g` is written.
    pub groups: bool,
}

impl IdMap {
    /// Reads `[FLAGS]INSIDE:[@]OUTSIDE[:COUNT]`; the count is 1 unless given.
    ///
    /// # Errors
    /// Not two or three parts, flags other than `+`, `u` and `g`, numbers that are none or too
    /// large, a count of 0.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not an id map: podman takes inside:outside:count, as in `0:100000:65536`"
            )
        };
        let parts: Vec<&str> = text.split(':').collect();
        let (inside, outside, count) = match parts.as_slice() {
            [inside, outside] => (*inside, *outside, "1"),
            [inside, outside, count] => (*inside, *outside, *count),
            _ => return Err(wrong()),
        };
        let mut map = Self {
            replaces: false,
            about: About::default(),
            inside: 0,
            outside: 0,
            of_host: false,
            count: 0,
        };
        let digits = inside.trim_start_matches(['+', 'u', 'g']);
        for flag in inside.chars().take_while(|c| !c.is_ascii_digit()) {
            match flag {
                '+' => map.replaces = true,
                'u' => map.about.users = true,
                'g' => map.about.groups = true,
                _ => return Err(wrong()),
            }
        }
        let outside = match outside.strip_prefix('@') {
            Some(outside) => {
                map.of_host = true;
                outside
            }
            None => outside,
        };
        let number = |text: &str| {
            let number = text::decimal(text).map_err(|_| wrong())?;
            u32::try_from(number).map_err(|_| format!("`{text}` is too large an id"))
        };
        map.inside = number(digits)?;
        map.outside = number(outside)?;
        map.count = number(count)?;
        if map.count == 0 {
            return Err(format!("`{text}` maps no id: its count is 0"));
        }
        Ok(map)
    }
}

impl fmt::Display for IdMap {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (set, flag) in [
            (self.replaces, "+"),
            (self.about.users, "u"),
            (self.about.groups, "g"),
        ] {
            f.write_str(if set { flag } else { "" })?;
        }
        let at = if self.of_host { "@" } else { "" };
        write!(f, "{}:{at}{}:{}", self.inside, self.outside, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn maps() {
        for (text, printed) in [
            ("0:100000:65536", "0:100000:65536"),
            ("0:100000", "0:100000:1"),
            ("+0:100000:10", "+0:100000:10"),
            ("u0:100000:10", "u0:100000:10"),
            ("gu+0:100000:10", "+ug0:100000:10"),
            ("0:@1000:1", "0:@1000:1"),
        ] {
            assert_eq!(
                IdMap::parse(text).map(|map| map.to_string()).as_deref(),
                Ok(printed),
                "{text}"
            );
        }
        for text in [
            "",
            "0",
            "x:1:2",
            "0:1:2:3",
            "@0:1:1",
            "0:100000:x",
            "0:1:0",
            "0:-1:1",
            ":1:1",
            "0::1",
            "u:1:1",
            "4294967296:0:1",
            "0u:1:1",
        ] {
            assert!(IdMap::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = IdMap::parse(&text);
        }

        #[test]
        fn printed_ones_come_back(text in "[+ug]{0,3}[0-9]{1,5}:@?[0-9]{1,5}(:[0-9]{1,5})?") {
            if let Ok(map) = IdMap::parse(&text) {
                prop_assert_eq!(IdMap::parse(&map.to_string()), Ok(map));
            }
        }
    }
}

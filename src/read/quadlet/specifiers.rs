//! What systemd puts in the place of `%N` and `${NAME}` when it starts what podman's generator wrote.
//!
//! systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers>

use std::collections::BTreeMap;

/// What is known of a service.
#[derive(Debug, Default, Clone)]
pub struct Service {
    /// Its name without `.service`.
    pub name: String,
    /// The home of the user whose service it is; `None` for one of the system.
    pub home: Option<Home>,
    /// Variables that its unit sets.
    pub variables: BTreeMap<String, String>,
}

/// A user whose services systemd runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Home {
    /// The user's name, or number; empty where nothing shows it.
    pub user: String,
    /// The home, where a path shows it.
    pub path: Option<String>,
}

/// Something that only the running host knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// A specifier, as `%H`.
    Specifier(String),
    /// A variable that nothing sets, as `${TOKEN}`.
    Variable(String),
}

/// What a letter behind `%` stands for.
enum Meaning {
    /// A text that follows from the unit.
    Text(String),
    /// A text that only the running host knows.
    OfHost,
    /// It is not a specifier.
    Nothing,
}

impl Service {
    /// A text with its specifiers replaced.
    ///
    /// # Errors
    /// The first one that only the host knows.
    pub fn specifiers(&self, text: &str) -> Result<String, Unknown> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('%') {
            out.push_str(before);
            let mut chars = behind.chars();
            match chars.next() {
                None => out.push('%'),
                Some(letter) => match self.specifier(letter) {
                    Meaning::Text(value) => out.push_str(&value),
                    Meaning::OfHost => return Err(Unknown::Specifier(format!("%{letter}"))),
                    // systemd leaves what it does not know.
                    Meaning::Nothing => out.extend(['%', letter]),
                },
            }
            rest = chars.as_str();
        }
        out.push_str(rest);
        Ok(out)
    }

    /// What systemd puts in the place of a letter behind `%`.
    fn specifier(&self, letter: char) -> Meaning {
        let (prefix, instance) = self.name.split_once('@').unwrap_or((&self.name, ""));
        let last = prefix.rsplit('-').next().unwrap_or_default();
        let of_system = |path: &str| self.home.is_none().then(|| path.to_owned());
        let in_home = |system: &str, below: &str| match &self.home {
            None => Some(system.to_owned()),
            Some(home) => home.path.as_ref().map(|path| format!("{path}{below}")),
        };
        let value = match letter {
            '%' => Some("%".to_owned()),
            'n' => Some(format!("{}.service", self.name)),
            'N' => Some(self.name.clone()),
            'p' => Some(prefix.to_owned()),
            'P' => Some(unescaped(prefix)),
            'i' => Some(instance.to_owned()),
            'I' => Some(unescaped(instance)),
            'j' => Some(last.to_owned()),
            'J' => Some(unescaped(last)),
            'f' => Some(format!(
                "/{}",
                unescaped(if instance.is_empty() {
                    prefix
                } else {
                    instance
                })
            )),
            'h' => in_home("/root", ""),
            'u' => match &self.home {
                None => Some("root".to_owned()),
                Some(home) => Some(home.user.clone()).filter(|user| !user.is_empty()),
            },
            'U' | 'G' => of_system("0"),
            'g' => of_system("root"),
            's' => of_system("/bin/sh"),
            't' => of_system("/run"),
            'S' => in_home("/var/lib", "/.local/state"),
            'C' => in_home("/var/cache", "/.cache"),
            'L' => in_home("/var/log", "/.local/state/log"),
            'E' => in_home("/etc", "/.config"),
            'D' => in_home("/usr/share", "/.local/share"),
            'T' => Some("/tmp".to_owned()),
            'V' => Some("/var/tmp".to_owned()),
            'a' | 'A' | 'b' | 'B' | 'd' | 'H' | 'l' | 'm' | 'M' | 'o' | 'q' | 'v' | 'w' | 'W'
            | 'y' | 'Y' => None,
            _ => return Meaning::Nothing,
        };
        value.map_or(Meaning::OfHost, Meaning::Text)
    }

    /// The words of which systemd makes one: the same with its `${NAME}` replaced, or those of a variable that is the whole
    /// word.
    ///
    /// # Errors
    /// The first variable that nothing of the input sets.
    ///
    /// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines>
    pub fn arguments(&self, word: &str) -> Result<Vec<String>, Unknown> {
        let value = |name: &str| {
            let missing = || Unknown::Variable(format!("${{{name}}}"));
            self.variables.get(name).ok_or_else(missing)
        };
        if let Some(name) = word
            .strip_prefix('$')
            .filter(|name| !name.starts_with(['{', '$']) && !name.is_empty())
        {
            return Ok(value(name)?.split_whitespace().map(str::to_owned).collect());
        }
        let mut out = String::with_capacity(word.len());
        let mut rest = word;
        while let Some((before, behind)) = rest.split_once('$') {
            out.push_str(before);
            if let Some(behind) = behind.strip_prefix('$') {
                out.push('$');
                rest = behind;
            } else if let Some((name, behind)) = behind
                .strip_prefix('{')
                .and_then(|text| text.split_once('}'))
            {
                out.push_str(value(name)?);
                rest = behind;
            } else {
                out.push('$');
                rest = behind;
            }
        }
        out.push_str(rest);
        Ok(vec![out])
    }

    /// The same of a text that stays one word.
    ///
    /// # Errors
    /// As those of [`Self::specifiers`] and [`Self::arguments`].
    pub fn text(&self, text: &str) -> Result<String, Unknown> {
        Ok(self.arguments(&self.specifiers(text)?)?.join(" "))
    }
}

/// What systemd escaped in a name: `-` is `/`, `\x2d` is `-`.
fn unescaped(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let hex = rest.strip_prefix("\\x").and_then(|rest| rest.get(..2));
        let hex = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (c, hex) {
            (_, Some(byte)) => {
                out.push(byte);
                rest = rest.get(4..).unwrap_or_default();
                continue;
            }
            ('-', _) => out.push(b'/'),
            _ => out.extend(c.to_string().as_bytes()),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Home, Service, Unknown};

    fn service(name: &str) -> Service {
        Service {
            name: name.to_owned(),
            variables: [("A".to_owned(), "1 2".to_owned())].into(),
            ..Service::default()
        }
    }

    #[test]
    fn specifiers() {
        for (name, text, wanted) in [
            ("web", "%N.%n %p", Ok("web.web.service web")),
            (
                "app-web@b-c\\x2dd",
                "%p_%i %I %j %f",
                Ok("app-web_b-c\\x2dd b/c-d web /b/c-d"),
            ),
            ("web", "100%% %z %", Ok("100% %z %")),
            ("web", "%h/x %t/y", Ok("/root/x /run/y")),
            ("web", "a-%H", Err(Unknown::Specifier("%H".to_owned()))),
        ] {
            assert_eq!(
                service(name).specifiers(text),
                wanted.map(str::to_owned),
                "{text}"
            );
        }
        let mut of_user = service("web");
        of_user.home = Some(Home {
            user: "ann".to_owned(),
            path: Some("/home/ann".to_owned()),
        });
        assert_eq!(
            of_user.specifiers("%h/%u %E"),
            Ok("/home/ann/ann /home/ann/.config".to_owned())
        );
        assert_eq!(
            of_user.specifiers("%t"),
            Err(Unknown::Specifier("%t".to_owned()))
        );
    }

    #[test]
    fn variables() {
        for (word, wanted) in [
            ("$A", Ok(&["1", "2"] as &[&str])),
            ("x${A}y", Ok(&["x1 2y"])),
            ("x$A", Ok(&["x$A"])),
            ("$$A $${A}", Ok(&["$A ${A}"])),
            ("$", Ok(&["$"])),
            ("${B}", Err("${B}")),
            ("$B/x", Err("${B/x}")),
        ] {
            let wanted = wanted.map(|words| words.iter().map(|word| (*word).to_owned()).collect());
            let wanted = wanted.map_err(|name| Unknown::Variable(name.to_owned()));
            assert_eq!(service("web").arguments(word), wanted, "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_text_ends(name in "[a-z@\\\\x2é-]{1,9}", text in "([%$]{0,2}[a-zA-Z{}éIPJf]?){0,12}") {
            let _ = service(&name).text(&text);
        }
    }
}

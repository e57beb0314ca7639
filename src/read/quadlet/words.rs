//! How podman's generator splits a value into words.
//!
//! Podman: <https://github.com/containers/podman/blob/v5.8.2/pkg/systemd/parser/split.go>

/// How a backslash and an open quote are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A list, as of `After=`: a backslash is a letter like others, and every quote is closed.
    List,
    /// Arguments, as of `Exec=`: a backslash starts an escape, and the end closes a quote.
    Arguments,
}

/// Words, and whether podman passes over what follows them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words, without their quotes.
    pub words: Vec<String>,
    /// An empty word in quotes ends the list: podman does not see what is behind it.
    pub cut: bool,
}

/// Splits a value at its blanks; quotes hold words together.
///
/// # Errors
/// What podman does not take: it then passes over the whole value.
pub fn split(text: &str, style: Style) -> Result<Words, &'static str> {
    let mut out = Words::default();
    // For podman a NUL is the end.
    let text = text.split('\0').next().unwrap_or_default();
    let mut chars = text.chars();
    loop {
        let rest = chars.as_str().trim_start_matches(is_blank);
        if rest.is_empty() {
            return Ok(out);
        }
        chars = rest.chars();
        let word = word(&mut chars, style)?;
        if word.is_empty() {
            out.cut = true;
            return Ok(out);
        }
        out.words.push(word);
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn word(chars: &mut std::str::Chars<'_>, style: Style) -> Result<String, &'static str> {
    let mut word = String::new();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match c {
            '\\' if style == Style::Arguments => match chars.as_str() {
                "" => return Ok(word),
                _ => word.push(escape(chars).ok_or("it has an escape that podman does not know")?),
            },
            '"' | '\'' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            c if quote.is_none() && is_blank(c) => return Ok(word),
            c => word.push(c),
        }
    }
    match quote {
        Some(_) if style == Style::List => Err("a quote is not closed"),
        _ => Ok(word),
    }
}

/// What an escape means, without its backslash.
fn escape(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let c = chars.next()?;
    Some(match c {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        's' => ' ',
        '\\' | '"' | '\'' => c,
        'x' => number(chars, 2, 16)?,
        'u' => number(chars, 4, 16)?,
        'U' => number(chars, 8, 16)?,
        '0'..='7' => {
            let high = c.to_digit(8)?;
            let rest = u32::from(number_or_nul(chars, 2, 8)?);
            let value = high.checked_mul(64)?.checked_add(rest)?;
            return char::from_u32(value).filter(|_| (1..256).contains(&value));
        }
        _ => return None,
    })
}

fn number(chars: &mut std::str::Chars<'_>, digits: usize, radix: u32) -> Option<char> {
    number_or_nul(chars, digits, radix).filter(|c| *c != '\0')
}

fn number_or_nul(chars: &mut std::str::Chars<'_>, digits: usize, radix: u32) -> Option<char> {
    let text = chars.as_str().get(..digits)?;
    if !text.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let value = u32::from_str_radix(text, radix).ok()?;
    *chars = chars.as_str().get(digits..)?.chars();
    // Half of a pair is no letter.
    (value <= 0x0010_ffff).then(|| char::from_u32(value).unwrap_or('\u{fffd}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Style, Words, split};

    #[test]
    fn words() {
        for (text, list, arguments) in [
            (
                "a  b\tc",
                Some(&["a", "b", "c"] as &[&str]),
                Some(&["a", "b", "c"] as &[&str]),
            ),
            (
                r#""a b" 'c d'e"#,
                Some(&["a b", "c de"]),
                Some(&["a b", "c de"]),
            ),
            (r"a\ b", Some(&["a\\", "b"]), None),
            (
                r"a\x20b\n\101\\",
                Some(&[r"a\x20b\n\101\\"]),
                Some(&["a b\nA\\"]),
            ),
            (r#"a "b c"#, None, Some(&["a", "b c"])),
            (r"a\", Some(&[r"a\"]), Some(&["a"])),
            (r"\q", Some(&[r"\q"]), None),
            (
                r"\u00e9\U0001F600\ud800",
                Some(&[r"\u00e9\U0001F600\ud800"]),
                Some(&["é😀\u{fffd}"]),
            ),
            (r"\000", Some(&[r"\000"]), None),
            (r"\777", Some(&[r"\777"]), None),
            (r"\xé", Some(&[r"\xé"]), None),
            ("  ", Some(&[]), Some(&[])),
        ] {
            for (style, wanted) in [(Style::List, list), (Style::Arguments, arguments)] {
                let found = split(text, style).ok().map(|found| found.words);
                let wanted =
                    wanted.map(|words| words.iter().map(|word| (*word).to_owned()).collect());
                assert_eq!(found, wanted, "{text} {style:?}");
            }
        }
    }

    #[test]
    fn an_empty_word_ends_the_list() {
        let cut = Words {
            words: vec!["a".to_owned()],
            cut: true,
        };
        assert_eq!(split(r#"a "" b"#, Style::Arguments), Ok(cut));
    }

    proptest! {
        #![proptest_config(crate::property::cases(4_000))]
        #[test]
        fn any_text_ends_in_words(text in "([a-z0-9]{0,2}|[\\\\\"' \t\n]|\\\\[xuU0-7abs]|\\PC){0,30}") {
            for style in [Style::List, Style::Arguments] {
                if let Ok(found) = split(&text, style) {
                    prop_assert!(found.words.iter().all(|word| !word.is_empty()));
                }
            }
        }
    }
}

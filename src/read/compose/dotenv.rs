//! `.env`: the variables of a project.
//!
//! <https://github.com/compose-spec/compose-go/blob/v2.16.2/dotenv/parser.go>

use std::collections::BTreeMap;

use super::interpolate::Variables;

/// The variables of a file; `known` go before them where one names another.
///
/// # Errors
/// A line that is no variable, with its number; a quote that does not end.
pub fn parse(text: &str, known: &Variables) -> Result<BTreeMap<String, String>, (usize, String)> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1_usize;
    let mut all = known.clone();
    loop {
        let trimmed = rest.trim_start();
        let skipped = rest.len().saturating_sub(trimmed.len());
        line = line.saturating_add(lines(rest.get(..skipped).unwrap_or_default()));
        rest = trimmed;
        if rest.is_empty() {
            return Ok(out);
        }
        let end = rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with('#') {
            rest = rest.get(end..).unwrap_or_default();
            continue;
        }
        let first = rest.get(..end).unwrap_or_default();
        let first = first.trim_end_matches('\r');
        // A name alone takes its value from the shell, which is not read.
        let Some(at) = first.find(['=', ':']) else {
            rest = rest.get(end..).unwrap_or_default();
            continue;
        };
        let (key, value_at) = (first.get(..at).unwrap_or_default(), at.saturating_add(1));
        let key = key.trim();
        let key = key.strip_prefix("export ").unwrap_or(key).trim();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']');
        if key.is_empty() || !key.chars().all(is_name) {
            return Err((line, "this is not `NAME=VALUE`".to_owned()));
        }
        let behind = rest.get(value_at..).unwrap_or_default();
        let value = behind.trim_start_matches([' ', '\t']);
        let (value, after) = if let Some(quote @ ('\'' | '"')) = value.chars().next() {
            let inside = value.get(1..).unwrap_or_default();
            let Some(end) = closing(inside, quote) else {
                return Err((line, "a quote does not end".to_owned()));
            };
            let (inside, after) = inside.split_at(end);
            let after = after.get(1..).unwrap_or_default();
            let value = match quote {
                '"' => all
                    .expand(&unescaped(inside))
                    .map_err(|what| (line, what))?,
                _ => inside.to_owned(),
            };
            let skipped = after.find('\n').unwrap_or(after.len());
            (value, after.get(skipped..).unwrap_or_default())
        } else {
            let end = value.find('\n').unwrap_or(value.len());
            let (plain, after) = value.split_at(end);
            let comment = plain.find(" #").unwrap_or(plain.len());
            let plain = plain.get(..comment).unwrap_or_default().trim();
            let plain = if plain.starts_with('#') { "" } else { plain };
            (all.expand(plain).map_err(|what| (line, what))?, after)
        };
        let read = rest.len().saturating_sub(after.len());
        line = line.saturating_add(lines(rest.get(..read).unwrap_or_default()));
        rest = after;
        if !known.values.contains_key(key) {
            all.values.insert(key.to_owned(), value.clone());
        }
        out.insert(key.to_owned(), value);
    }
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// Where the quote ends: one behind a backslash does not.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\\' => escaped = !escaped,
            c if c == quote && !escaped => return Some(at),
            _ => escaped = false,
        }
    }
    None
}

/// The escapes of double quotes. `\$` is a dollar that begins no variable.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('$') => out.push_str("$$"),
            Some(other @ ('"' | '\'' | '\\')) => out.push(other),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_all_kinds() {
        let text = "
# a comment
A=1
export B = two words # rest
C='$A #' # x
D=\"${A}\\n\\$A\"
E=
F: yaml
G=\"two
lines\"
H=$G-${NOPE:-d}
I
J=a#b
";
        let found = parse(text, &Variables::default());
        let wanted = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "$A #"),
            ("D", "1\n$A"),
            ("E", ""),
            ("F", "yaml"),
            ("G", "two\nlines"),
            ("H", "two\nlines-d"),
            ("J", "a#b"),
        ];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(found, Ok(wanted.into()));
    }

    #[test]
    fn mistakes() {
        for (text, line) in [("A=1\n\nno way=2", 3), ("A=\"x\n", 1), ("A='\n'\nB=${", 3)] {
            assert_eq!(
                parse(text, &Variables::default()).map_err(|(at, _)| at),
                Err(line)
            );
        }
        let lines = (1..60).map(|n| format!("A{n}=$A{}$A{}", n - 1, n - 1));
        let doubling = lines.collect::<Vec<_>>().join("\n");
        assert!(parse(&format!("A0=xxxxxxxx\n{doubling}"), &Variables::default()).is_err());
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(5000))]

        #[test]
        fn any_text(text in "[A=\"'\\\\#$ \n\r:x]{0,60}") {
            let _ = parse(&text, &Variables::default());
        }
    }
}

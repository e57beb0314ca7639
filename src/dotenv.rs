//! Files of variables as Docker Compose reads them: the `.env` of a project, and `env_file` of a service. Quotes, `export`,
//! escapes, variables, comments and values of several lines, where podman takes each line as it is.
//!
//! <https://github.com/compose-spec/compose-go/blob/v2.16.2/dotenv/parser.go>

use std::collections::BTreeMap;

mod variables;

pub use variables::Variables;

/// A variable of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; nothing for a name alone that is not among the known ones.
    pub value: Option<String>,
    /// Its line, from 1.
    pub line: usize,
    /// Whether the value has a variable that is not known; Compose puts nothing there.
    pub has_unknown: bool,
}

/// The variables of a file by name; `known` go before them where one names another, and those of `earlier` files are there
/// until the file sets them anew.
///
/// # Errors
/// As [`statements`].
pub fn parse(
    text: &str,
    known: &Variables,
    earlier: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, (usize, String)> {
    let all = statements(text, known, earlier)?.into_iter();
    Ok(all
        .filter(|variable| !variable.name.is_empty())
        .filter_map(|variable| Some((variable.name, variable.value?)))
        .collect())
}

/// All that a file sets, in its order.
///
/// # Errors
/// A line that is no variable, with its number; a quote that does not end; a text that no variable begins. The words may
/// have a part of the text.
pub fn statements(
    text: &str,
    known: &Variables,
    earlier: &BTreeMap<String, String>,
) -> Result<Vec<Variable>, (usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        rest: text,
        known,
        all: known.with(earlier.clone()),
        counted: (0, 1),
    };
    let mut out = Vec::new();
    while let Some(variable) = reader.statement()? {
        out.push(variable);
    }
    Ok(out)
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    known: &'t Variables,
    /// Those that are known, and those that were read.
    all: Variables,
    /// A position of the text, and its line.
    counted: (usize, usize),
}

impl Reader<'_> {
    /// The line that is read.
    fn line(&mut self) -> usize {
        let read = self.text.len().saturating_sub(self.rest.len());
        let (from, line) = self.counted;
        let since = self.text.get(from..read).unwrap_or_default();
        self.counted = (read, line.saturating_add(since.matches('\n').count()));
        self.counted.1
    }

    fn statement(&mut self) -> Result<Option<Variable>, (usize, String)> {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('#') {
                break;
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let line = self.line();
        let wrong = |what: &str| (line, what.to_owned());
        let (name, end) = self
            .name()
            .ok_or_else(|| wrong("this is not `NAME=VALUE`"))?;
        if name.contains(' ') {
            return Err(wrong("this is not `NAME=VALUE`"));
        }
        if end != Some('=') {
            let value = self.known.values.get(&name).cloned();
            return Ok(Some(Variable {
                name,
                value,
                line,
                has_unknown: false,
            }));
        }
        self.all.missing.borrow_mut().clear();
        let value = self.value().map_err(|what| (line, what))?;
        let has_unknown = !self.all.missing.borrow().is_empty();
        if !self.known.values.contains_key(&name) {
            self.all.values.insert(name.clone(), value.clone());
        }
        Ok(Some(Variable {
            name,
            value: Some(value),
            line,
            has_unknown,
        }))
    }

    /// A name, and the sign behind it: `=` for a value, an end of the line for a name alone.
    fn name(&mut self) -> Option<(String, Option<char>)> {
        let text = match self.rest.strip_prefix("export") {
            Some(rest) if rest.starts_with(['\t', '\n', '\u{c}', '\r', ' ']) => {
                rest.trim_start_matches(is_blank)
            }
            _ => self.rest,
        };
        let ends = |c: char| matches!(c, '=' | ':' | '\n');
        let at = text.find(ends).unwrap_or(text.len());
        let (name, rest) = text.split_at(at);
        let known = |c: char| {
            is_blank(c) || c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
        };
        if !name.chars().all(known) {
            return None;
        }
        if rest.is_empty() {
            // compose-go takes what ends the file without an end of the line for a value without a name.
            self.rest = text;
            return (!text.is_empty()).then(|| (String::new(), Some('=')));
        }
        let mut chars = rest.chars();
        let end = chars.next().map(|end| if end == ':' { '=' } else { end });
        self.rest = chars.as_str().trim_start_matches(is_blank);
        Some((name.trim_end().to_owned(), end))
    }

    fn value(&mut self) -> Result<String, String> {
        let Some(quote @ ('\'' | '"')) = self.rest.chars().next() else {
            let (value, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = rest;
            let value = value.split(" #").next().unwrap_or_default();
            return self.all.expand(value.trim_end());
        };
        let inside = self.rest.get(1..).unwrap_or_default();
        let mut value = String::new();
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            match c {
                c if c == quote && !escaped => {
                    let after = at.saturating_add(c.len_utf8());
                    self.rest = inside.get(after..).unwrap_or_default();
                    return match quote {
                        '"' => self.all.expand(&unescaped(&value)),
                        _ => Ok(value),
                    };
                }
                '\\' if !escaped => {
                    escaped = true;
                    continue;
                }
                c => {
                    if escaped && c != quote {
                        value.push('\\');
                    }
                    value.push(c);
                }
            }
            escaped = false;
        }
        Err("a quote does not end".to_owned())
    }
}

/// A blank that is not the end of a line.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}'
    )
}

/// The escapes of double quotes. `\$` is a dollar that begins no variable.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = behind.chars();
        let simple = chars.next().and_then(|c| match c {
            'a' => Some("\u{7}"),
            'b' => Some("\u{8}"),
            'f' => Some("\u{c}"),
            'n' => Some("\n"),
            'r' => Some("\r"),
            't' => Some("\t"),
            'v' => Some("\u{b}"),
            '$' => Some("$$"),
            '"' => Some("\""),
            '\\' => Some("\\"),
            _ => None,
        });
        if let Some(simple) = simple {
            out.push_str(simple);
            rest = chars.as_str();
        } else if let Some(digits) = behind.strip_prefix('0') {
            // Three digits are a letter by its number; fewer stay, without the first.
            let end = digits
                .bytes()
                .take(3)
                .take_while(u8::is_ascii_digit)
                .count();
            let (number, after) = digits.split_at(end);
            let letter = u8::from_str_radix(number, 8).ok();
            if let Some(letter) = letter.filter(|_| end == 3) {
                out.push(char::from(letter));
            } else {
                out.push('\\');
                out.push_str(number);
            }
            rest = after;
        } else {
            out.push('\\');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<BTreeMap<String, String>, (usize, String)> {
        super::parse(text, &Variables::default(), &BTreeMap::new())
    }

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
K='it\\'s' L=x
M= # no comment
export\tN=\"\\0101\\08\\c\"
O =y
";
        let found = parse(text);
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
            ("K", "it's"),
            ("L", "x"),
            ("M", "# no comment"),
            ("N", "A\\8\\c"),
            ("O", "y"),
        ];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(found, Ok(wanted.into()));
    }

    #[test]
    fn files_one_after_another() {
        let known = [("K".to_owned(), "known".to_owned())];
        let known = Variables::default().with(known.into());
        let earlier =
            [("A", "1"), ("K", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let text = "B=$A$K\nA=new\nC=$A\nK=3\nD=$K\nK\n";
        let found = super::parse(text, &known, &earlier.into()).unwrap_or_default();
        let found: Vec<String> = found
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(found, ["A=new", "B=1known", "C=new", "D=known", "K=known"]);
    }

    #[test]
    fn mistakes() {
        for (text, line) in [("A=1\n\nno way=2", 3), ("A=\"x\n", 1), ("A='\n'\nB=${", 3)] {
            assert_eq!(parse(text).map_err(|(at, _)| at), Err(line));
        }
        let lines = (1..60).map(|n| format!("A{n}=$A{}$A{}", n - 1, n - 1));
        let doubling = lines.collect::<Vec<_>>().join("\n");
        assert!(parse(&format!("A0=xxxxxxxx\n{doubling}")).is_err());
    }

    proptest::proptest! {
        #![proptest_config(crate::property::cases(2_000))]

        #[test]
        fn any_text(text in "[A=\"'\\\\#$ \n\r:x]{0,60}") {
            let _ = parse(&text);
        }
    }
}

//! Splits words of a command line into flags and their values, by the rules of pflag, which
//! podman uses. Knows no flag: whoever asks brings the table.
//!
//! Podman: <https://pkg.go.dev/github.com/spf13/pflag#hdr-Command_line_flag_syntax>

use std::ops::Range;

use super::Takes;

/// How a flag is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// `--publish`, with the dashes.
    Long(&'a str),
    /// `-p`, without the dash.
    Short(char),
}

/// One flag, or what stands where one could be. Numbers are indexes of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lexeme<F> {
    /// A flag with its value; a switch without one has `true`.
    Flag {
        /// The table's row.
        flag: F,
        /// Its value.
        value: String,
        /// The words it stands in: two where the value is a word of its own.
        words: Range<usize>,
    },
    /// A flag that needs a value, as the last word.
    NoValue {
        /// The table's row.
        flag: F,
        /// Its word.
        word: usize,
    },
    /// Not in the table. The next word belongs to it where it looks like a value.
    Unknown {
        /// `--colour` or `-y`, without a value.
        name: String,
        /// The words it stands in.
        words: Range<usize>,
    },
    /// `--`: everything after it is no flag.
    End {
        /// Its word.
        word: usize,
    },
    /// No flag. For podman the first of these is the image, and no flag follows it.
    Word {
        /// Its word.
        word: usize,
    },
}

/// Finds a row by its spelling, and says what follows it.
pub type Find<F> = fn(Name<'_>) -> Option<(F, Takes)>;

/// Reads words from left to right.
pub struct Lexer<'w, F> {
    words: &'w [&'w str],
    find: Find<F>,
    next: usize,
    /// What is left of a word of short flags: `t` of `-it` after `-i`.
    cluster: &'w str,
    ended: bool,
}

impl<'w, F> Lexer<'w, F> {
    /// At the first of these words.
    pub fn new(words: &'w [&'w str], find: Find<F>) -> Self {
        Self {
            words,
            find,
            next: 0,
            cluster: "",
            ended: false,
        }
    }

    /// The first word that was not read yet.
    pub fn position(&self) -> usize {
        self.next
    }

    /// Goes on reading at this word.
    pub fn resume_at(&mut self, word: usize) {
        self.next = word;
        self.cluster = "";
    }

    /// `--name`, `--name=value`, `--name value`.
    fn long(&mut self, text: &str, word: usize) -> Lexeme<F> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        match (self.find)(Name::Long(name)) {
            Some((flag, takes)) => self.value(flag, takes, value, word),
            None => self.unknown(name.to_owned(), value.is_some(), word),
        }
    }

    /// `-n`, `-nvalue`, `-n=value`, `-n value`, and `-mn` where `-m` is a switch.
    fn short(&mut self, letters: &'w str, word: usize) -> Lexeme<F> {
        let mut rest = letters.chars();
        let letter = rest.next().unwrap_or_default();
        let rest = rest.as_str();
        let Some((flag, takes)) = (self.find)(Name::Short(letter)) else {
            return self.unknown(format!("-{letter}"), !rest.is_empty(), word);
        };
        // pflag wants something behind the sign: the value of `-e=` is `=`.
        let attached = match rest.strip_prefix('=') {
            Some(value) if !value.is_empty() => Some(value),
            _ if takes == Takes::Switch => {
                self.cluster = rest;
                None
            }
            _ => Some(rest).filter(|rest| !rest.is_empty()),
        };
        self.value(flag, takes, attached, word)
    }

    fn value(&mut self, flag: F, takes: Takes, attached: Option<&str>, word: usize) -> Lexeme<F> {
        let value = match attached {
            Some(value) => value,
            None if takes == Takes::Switch => "true",
            None => match self.words.get(self.next) {
                Some(value) => {
                    self.next += 1;
                    value
                }
                None => return Lexeme::NoValue { flag, word },
            },
        };
        Lexeme::Flag {
            flag,
            value: value.to_owned(),
            words: word..self.next,
        }
    }

    fn unknown(&mut self, name: String, has_value: bool, word: usize) -> Lexeme<F> {
        let next = self.words.get(self.next);
        if !has_value && next.is_some_and(|next| !next.is_empty() && !next.starts_with('-')) {
            self.next += 1;
        }
        Lexeme::Unknown {
            name,
            words: word..self.next,
        }
    }
}

impl<F> Iterator for Lexer<'_, F> {
    type Item = Lexeme<F>;

    fn next(&mut self) -> Option<Lexeme<F>> {
        if !self.cluster.is_empty() {
            let letters = std::mem::take(&mut self.cluster);
            return Some(self.short(letters, self.next.saturating_sub(1)));
        }
        let word = self.next;
        let text = *self.words.get(word)?;
        self.next += 1;
        if self.ended {
            return Some(Lexeme::Word { word });
        }
        Some(match text.strip_prefix('-') {
            Some("-") => {
                self.ended = true;
                Lexeme::End { word }
            }
            Some(rest) if rest.starts_with('-') => self.long(text, word),
            Some(letters) if !letters.is_empty() => self.short(letters, word),
            _ => Lexeme::Word { word },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(name: Name<'_>) -> Option<(&'static str, Takes)> {
        Some(match name {
            Name::Long("--env") | Name::Short('e') => ("env", Takes::Array),
            Name::Long("--tty") | Name::Short('t') => ("tty", Takes::Switch),
            Name::Long("--interactive") | Name::Short('i') => ("interactive", Takes::Switch),
            _ => return None,
        })
    }

    /// `env=A=1@0..2` for a flag, `?--x@0..1` for an unknown one.
    fn read(words: &[&str]) -> Vec<String> {
        Lexer::new(words, find)
            .map(|lexeme| match lexeme {
                Lexeme::Flag { flag, value, words } => format!("{flag}={value}@{words:?}"),
                Lexeme::NoValue { flag, word } => format!("{flag}!@{word}"),
                Lexeme::Unknown { name, words } => format!("?{name}@{words:?}"),
                Lexeme::End { word } => format!("--@{word}"),
                Lexeme::Word { word } => format!("word@{word}"),
            })
            .collect()
    }

    // What pflag 1.0.10 does with the same words and flags.
    #[test]
    fn spellings() {
        for (words, lexemes) in [
            (&["--env=A=1"] as &[&str], &["env=A=1@0..1"] as &[&str]),
            (&["--env", "A=1"], &["env=A=1@0..2"]),
            (&["--env="], &["env=@0..1"]),
            (&["--env", ""], &["env=@0..2"]),
            (&["--env", "--tty"], &["env=--tty@0..2"]),
            (&["--env"], &["env!@0"]),
            (&["-e", "A=1"], &["env=A=1@0..2"]),
            (&["-eA=1"], &["env=A=1@0..1"]),
            (&["-e=A=1"], &["env=A=1@0..1"]),
            (&["-e="], &["env==@0..1"]),
            (&["-e A=1"], &["env= A=1@0..1"]),
            (&["-e"], &["env!@0"]),
            (&["--tty", "word"], &["tty=true@0..1", "word@1"]),
            (&["--tty=false"], &["tty=false@0..1"]),
            (&["-it"], &["interactive=true@0..1", "tty=true@0..1"]),
            (&["-it=false"], &["interactive=true@0..1", "tty=false@0..1"]),
            (
                &["-ite", "A"],
                &["interactive=true@0..1", "tty=true@0..1", "env=A@0..2"],
            ),
            (
                &["-iteA"],
                &["interactive=true@0..1", "tty=true@0..1", "env=A@0..1"],
            ),
            (&["-t="], &["tty=true@0..1", "?-=@0..1"]),
            (
                &["-iy", "-t"],
                &["interactive=true@0..1", "?-y@0..1", "tty=true@1..2"],
            ),
            (&["-äb"], &["?-ä@0..1"]),
            (
                &["--colour", "red", "-t"],
                &["?--colour@0..2", "tty=true@2..3"],
            ),
            (&["--colour=red", "x"], &["?--colour@0..1", "word@1"]),
            (&["--colour", "-t"], &["?--colour@0..1", "tty=true@1..2"]),
            (&["---env=x", "--=x"], &["?---env@0..1", "?--@1..2"]),
            (&["--", "-t", "--"], &["--@0", "word@1", "word@2"]),
            (&["-", "", "x"], &["word@0", "word@1", "word@2"]),
            (&["--device /dev/x"], &["?--device /dev/x@0..1"]),
        ] {
            assert_eq!(read(words), lexemes, "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn every_word_is_read_once_or_shares_a_cluster(words: Vec<String>) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            read(&words);
        }

        #[test]
        fn near_flags_are_read(words in prop::collection::vec("-{0,3}[eit=x ]{0,6}(env|tty)?=?[a-z]{0,2}", 0..8)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut covered = vec![false; words.len()];
            for lexeme in Lexer::new(&words, find) {
                let range = match lexeme {
                    Lexeme::Flag { words, .. } | Lexeme::Unknown { words, .. } => words,
                    Lexeme::NoValue { word, .. } | Lexeme::End { word } | Lexeme::Word { word } => word..word + 1,
                };
                for word in covered.get_mut(range).unwrap_or_default() {
                    *word = true;
                }
            }
            prop_assert!(covered.iter().all(|covered| *covered), "{:?}", words);
        }
    }
}

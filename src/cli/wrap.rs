//! Lines that fit a terminal.

use std::io::IsTerminal;

use terminal_size::{Width, terminal_size_of};
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Narrower than this nothing can be read.
const NARROWEST: usize = 40;

/// A text as it is, or with its lines wrapped where it goes to a terminal.
pub fn to_terminal(text: &str, stream: &(impl IsTerminal + std::os::fd::AsFd)) -> String {
    if !stream.is_terminal() {
        return text.to_owned();
    }
    match terminal_size_of(stream) {
        Some((Width(width), _)) => to_width(text, usize::from(width).max(NARROWEST)),
        None => text.to_owned(),
    }
}

/// A text whose lines are no wider. What follows a line begins where its own text does.
fn to_width(text: &str, width: usize) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => one(line, width) + "\n",
            None => one(line, width),
        })
        .collect()
}

fn one(line: &str, width: usize) -> String {
    let plain = anstream::adapter::strip_str(line).to_string();
    // A line of a file with its carets stays above them.
    let is_source = plain
        .trim_start_matches([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        .starts_with('|');
    if plain.chars().count() <= width || is_source {
        return line.to_owned();
    }
    let indent = " ".repeat(indent(&plain).min(width / 2));
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(line, options)
}

/// Where the text of a line begins: behind `= effect: `, `- `, or its own spaces.
fn indent(plain: &str) -> usize {
    let spaces = plain.chars().take_while(|c| *c == ' ').count();
    let rest = plain.trim_start();
    let label = match rest.strip_prefix("= ").and_then(|rest| rest.find(": ")) {
        Some(end) => end + 4,
        None if rest.starts_with("- ") || rest.starts_with("→ ") => 2,
        None if spaces == 0 => 4,
        None => 0,
    };
    spaces + label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_hang() {
        for (text, wanted) in [
            ("short\n", "short\n"),
            (
                "error[K3M302]: one two three four\n",
                "error[K3M302]: one\n    two three four\n",
            ),
            (
                " = effect: one two three\n",
                " = effect: one two\n          three\n",
            ),
            (
                "41 | a line of a file that is longer than that\n",
                "41 | a line of a file that is longer than that\n",
            ),
            (
                "  \u{1b}[1mbold\u{1b}[0m words are as wide",
                "  \u{1b}[1mbold\u{1b}[0m words are as\n  wide",
            ),
            (
                "/a/word/that/is/longer/than/the/line\n",
                "/a/word/that/is/longer/than/the/line\n",
            ),
        ] {
            assert_eq!(to_width(text, 20), wanted);
        }
    }
}

//! The signs of Traefik's expressions: what rules of routers and constraints of providers are written in.

use std::{iter::Peekable, str::Chars};

/// How deep parentheses and negations may be.
const DEEPEST: usize = 32;

/// A text that is read sign by sign; blanks between them do not count.
pub(super) struct Signs<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl<'a> Signs<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars().peekable(),
            depth: 0,
        }
    }

    pub fn peek(&mut self) -> Option<char> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        self.rest.peek().copied()
    }

    pub fn takes(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.rest.next().is_some()
    }

    pub fn wants(&mut self, wanted: char) -> Result<(), String> {
        if self.takes(wanted) {
            return Ok(());
        }
        match self.peek() {
            Some(c) => Err(format!("`{wanted}` is expected, not `{c}`")),
            None => Err(format!("it ends where `{wanted}` is expected")),
        }
    }

    /// `&&` and `||` have two of their sign.
    pub fn operator(&mut self, sign: char) -> Result<bool, String> {
        if !self.takes(sign) {
            return Ok(false);
        }
        if self.rest.next() == Some(sign) {
            Ok(true)
        } else {
            Err(format!("`{sign}` is expected twice"))
        }
    }

    /// One level further in; [`Signs::leave`] goes back.
    pub fn enter(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        Ok(())
    }

    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The name of a matcher; empty where there is none.
    pub fn name(&mut self) -> String {
        self.peek();
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(char::is_ascii_alphanumeric) {
            name.push(c);
        }
        name
    }

    /// A value in one of these quotes; only back-ticks have no escapes.
    pub fn quoted(&mut self, quotes: &str) -> Result<String, String> {
        let quote = self.peek().filter(|c| quotes.contains(*c));
        let Some(quote) = quote else {
            return Err("a value in back-ticks is expected".to_owned());
        };
        self.rest.next();
        let mut value = String::new();
        loop {
            match self.rest.next() {
                None => return Err(format!("a value has no closing `{quote}`")),
                Some(c) if c == quote => return Ok(value),
                Some('\\') if quote != '`' => value.extend(self.rest.next()),
                Some(c) => value.push(c),
            }
        }
    }
}

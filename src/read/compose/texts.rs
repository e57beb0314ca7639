//! The files that were loaded, and places in them.

use std::cell::OnceCell;

use crate::{
    origin::place::Place,
    read::{Source, yaml::Spot},
};

/// The longest line that a message shows.
const LONGEST: usize = 400;

/// All files of a project, by the numbers that places have.
#[derive(Debug, Default)]
pub struct Texts(Vec<Text>);

#[derive(Debug)]
struct Text {
    source: Source,
    /// Where its lines begin.
    lines: OnceCell<Vec<usize>>,
}

impl Texts {
    /// Adds a file; its number.
    pub fn add(&mut self, source: Source) -> usize {
        self.0.push(Text {
            source,
            lines: OnceCell::new(),
        });
        self.0.len().saturating_sub(1)
    }

    /// Name of a file.
    #[must_use]
    pub fn name(&self, file: usize) -> &str {
        self.0.get(file).map_or("", |text| &text.source.name)
    }

    /// A place as messages tell it; `None` for what nobody wrote.
    #[must_use]
    pub fn place(&self, spot: Spot) -> Option<Place> {
        let Text { source, lines } = self.0.get(spot.file)?;
        let lines = lines.get_or_init(|| {
            let ends = source
                .text
                .bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0)
                .chain(ends.map(|(at, _)| at.saturating_add(1)))
                .collect()
        });
        let start = *lines.get(spot.line.checked_sub(1)?)?;
        let end = lines.get(spot.line).copied().unwrap_or(source.text.len());
        let line = source.text.get(start..end)?.trim_end_matches(['\n', '\r']);
        let text = (line.len() <= LONGEST).then(|| line.trim_start_matches('\u{feff}').to_owned());
        let rest = text.as_ref().map_or(1, |line| {
            let line = line.trim_end().chars().count();
            line.saturating_sub(spot.column.saturating_sub(1)).max(1)
        });
        let length = if spot.length == 0 {
            rest
        } else {
            spot.length.min(rest)
        };
        Some(Place {
            file: source.name.clone(),
            line: spot.line,
            column: spot.column,
            length: Some(length),
            text,
        })
    }
}

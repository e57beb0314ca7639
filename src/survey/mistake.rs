//! A mistake in a Nix file: where it is, in an operator's words. What is written there stays out of
//! it: it may be a secret.

use rnix::{Parse, ParseError, Root, SyntaxKind, SyntaxNode, TextRange};

/// The offset of the first mistake, and what is wrong.
pub fn first(parsed: &Parse<Root>) -> Option<(usize, String)> {
    let error = parsed.errors().first()?;
    let root = parsed.syntax();
    let end = root.text().to_string().trim_end().len();
    let unexpected = |range: &TextRange, missing: &str| {
        let found = token(&root, *range);
        (
            usize::from(range.start()),
            format!("unexpected {found}{missing}"),
        )
    };
    Some(match error {
        ParseError::Unexpected(range) | ParseError::UnexpectedExtra(range) => unexpected(range, ""),
        ParseError::UnexpectedWanted(_, range, wanted) => unexpected(range, &missing(wanted)),
        ParseError::UnexpectedDoubleBind(range) => (
            range.start().into(),
            "the argument of a function is named twice".to_owned(),
        ),
        ParseError::UnexpectedEOF => (end, "the file ends too early".to_owned()),
        ParseError::UnexpectedEOFWanted(wanted) => {
            (end, format!("the file ends too early{}", missing(wanted)))
        }
        ParseError::RecursionLimitExceeded => {
            (left_out(&root), "it is nested too deeply".to_owned())
        }
        _ => (left_out(&root), "it is no Nix".to_owned()),
    })
}

/// Where the first part starts that the parser did not understand.
fn left_out(root: &SyntaxNode) -> usize {
    let mut nodes = root.descendants();
    let error = nodes.find(|node| node.kind() == SyntaxKind::NODE_ERROR);
    error.map_or(0, |node| node.text_range().start().into())
}

/// What stands at the start of a range: a sign or a keyword as it is written, else its kind.
fn token(root: &SyntaxNode, range: TextRange) -> String {
    let token = root.token_at_offset(range.start()).right_biased();
    let token = token.filter(|_| !range.is_empty());
    token.map_or_else(
        || "end".to_owned(),
        |token| match spelled(token.kind()) {
            Some(words) => words.to_owned(),
            None => format!("`{}`", token.text()),
        },
    )
}

/// What the parser asks for, where it is one thing.
fn missing(wanted: &[SyntaxKind]) -> String {
    match wanted {
        [only] => spelled(*only).map(|word| format!(", {word} is missing")),
        _ => None,
    }
    .unwrap_or_default()
}

/// Kinds of tokens that hold something, and signs that the parser asks for.
fn spelled(kind: SyntaxKind) -> Option<&'static str> {
    Some(match kind {
        SyntaxKind::TOKEN_ASSIGN => "`=`",
        SyntaxKind::TOKEN_COLON => "`:`",
        SyntaxKind::TOKEN_ELSE => "`else`",
        SyntaxKind::TOKEN_INTERPOL_END | SyntaxKind::TOKEN_R_BRACE => "`}`",
        SyntaxKind::TOKEN_R_BRACK => "`]`",
        SyntaxKind::TOKEN_R_PAREN => "`)`",
        SyntaxKind::TOKEN_SEMICOLON => "`;`",
        SyntaxKind::TOKEN_THEN => "`then`",
        SyntaxKind::TOKEN_COMMENT => "comment",
        SyntaxKind::TOKEN_CUR_POS | SyntaxKind::TOKEN_IDENT => "name",
        SyntaxKind::TOKEN_ERROR => "characters",
        SyntaxKind::TOKEN_FLOAT | SyntaxKind::TOKEN_INTEGER => "number",
        SyntaxKind::TOKEN_PATH_ABS
        | SyntaxKind::TOKEN_PATH_HOME
        | SyntaxKind::TOKEN_PATH_REL
        | SyntaxKind::TOKEN_PATH_SEARCH => "path",
        SyntaxKind::TOKEN_STRING_CONTENT | SyntaxKind::TOKEN_STRING_START => "string",
        SyntaxKind::TOKEN_STRING_END => "`\"`",
        SyntaxKind::TOKEN_URI => "address",
        _ => return None,
    })
}

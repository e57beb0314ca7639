//! Kubernetes' `$(NAME)`: in `env`, `command`, `args` and the commands of probes it stands for a
//! variable, and `$$` for one `$`. podman knows nothing of it.

/// The text that Kubernetes expands to exactly `text`: a `$` in front of another one or of `(` is
/// doubled, so that shell variables stay readable. Never for `preStop` and `postStart`, which are
/// not expanded.
///
/// Kubernetes: <https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>
#[must_use]
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if c == '$' && matches!(rest.peek(), Some('$' | '(')) {
            out.push('$');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::literal;

    /// What Kubernetes makes of it when every variable is called `v`.
    fn expand(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, dollar) = rest.split_at(at);
            out.push_str(before);
            let after = dollar.strip_prefix('$').unwrap_or_default();
            if let Some(more) = after.strip_prefix('$') {
                out.push('$');
                rest = more;
            } else if let Some((_, more)) = after.strip_prefix('(').and_then(|t| t.split_once(')'))
            {
                out.push('v');
                rest = more;
            } else {
                out.push('$');
                rest = after;
            }
        }
        out + rest
    }

    #[test]
    fn dollars() {
        for (text, written) in [
            ("", ""),
            ("plain", "plain"),
            ("$HOME$", "$HOME$"),
            ("$(A)", "$$(A)"),
            ("$$(A)", "$$$$(A)"),
            ("a$$b", "a$$$b"),
            ("$$", "$$$"),
            ("$(unclosed", "$$(unclosed"),
            ("$2y$05$$abc", "$2y$05$$$abc"),
        ] {
            assert_eq!(literal(text), written, "{text}");
            assert_eq!(expand(written), text, "{text}");
        }
    }

    proptest! {
        #[test]
        fn expands_to_itself(text in "[$()a]{0,12}|.*") {
            prop_assert_eq!(expand(&literal(&text)), text);
        }
    }
}

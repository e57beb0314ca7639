//! Settings as text: proposals are comments, each below its reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::Node;

/// Where lines of reasons end.
const WIDTH: usize = 110;

/// Writes keys and what is below them.
pub(super) fn write(nodes: &BTreeMap<String, Node>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for (key, node) in nodes {
        let key = quoted(key);
        match node {
            Node::Branch(below) => {
                out.extend([&*indent, &*key, ": {\n"]);
                write(below, depth + 1, out);
                out.extend([&*indent, "},\n"]);
            }
            Node::List(codes) => {
                out.extend([&*indent, &*key, ": [\n"]);
                let deeper = format!("{indent}  ");
                for (code, reasons) in codes {
                    comments(reasons, &deeper, out);
                    out.extend([&*deeper, "// ", &*quoted(code), ",\n"]);
                }
                out.extend([&*indent, "],\n"]);
            }
            Node::Leaf { value, reasons } => {
                comments(reasons, &indent, out);
                match value {
                    Some(value) => out.extend([&*indent, "// ", &*key, ": ", value, ",\n"]),
                    None => out.extend([&*indent, "// ", &*key, " has to be chosen\n"]),
                }
            }
        }
    }
}

fn quoted(key: &str) -> String {
    serde_json::Value::from(key).to_string()
}

fn comments(reasons: &BTreeSet<String>, indent: &str, out: &mut String) {
    for reason in reasons {
        let lines = textwrap::wrap(reason, WIDTH.saturating_sub(indent.len()));
        for (number, line) in lines.iter().enumerate() {
            let deeper = if number == 0 { "" } else { "  " };
            out.extend([indent, "// ", deeper, line, "\n"]);
        }
    }
}

//! podman's generator, and what systemd would make of its lines.

use std::{collections::BTreeMap, env, ffi::OsStr, fs, process::Command};

use super::Set;

/// What the generator printed.
pub struct Generator {
    /// By service without `.service`: the words of its `ExecStart=`.
    services: BTreeMap<String, Vec<String>>,
    /// Its messages.
    pub said: String,
}

impl Generator {
    /// Runs the generator over the files.
    pub fn run(program: &OsStr, set: &Set) -> Self {
        // The path is part of what relative paths become.
        let top = env::temp_dir().join(format!("k3s-migrate-quadlet-{}", std::process::id()));
        let folder = top.join("etc/containers/systemd");
        let _ = fs::remove_dir_all(&top);
        for (path, text) in &set.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut command = Command::new(program);
        let output = command
            .arg("-dryrun")
            .env("QUADLET_UNIT_DIRS", &folder)
            .output()
            .unwrap();
        let top = top.to_string_lossy();
        let text = String::from_utf8_lossy(&output.stdout).replace(&*top, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let mut services = BTreeMap::new();
        let mut name = String::new();
        let mut section = "";
        for line in text.lines() {
            if let Some(found) = line
                .strip_prefix("---")
                .and_then(|line| line.strip_suffix(".service---"))
            {
                found.rsplit('/').next().unwrap().clone_into(&mut name);
            } else if line.starts_with('[') {
                section = line;
            } else if let ("[Service]", Some(line)) = (section, line.strip_prefix("ExecStart=")) {
                services.insert(name.clone(), words(line, &name));
            }
        }
        let said = said.lines().filter(|line| !line.contains("Loading source"));
        Self {
            services,
            said: said.collect::<Vec<_>>().join("\n"),
        }
    }

    /// The command line of a service; an instance has that of its template.
    pub fn service(&self, name: &str) -> Option<Vec<String>> {
        self.services.get(name).cloned()
    }
}

/// The words of a line as systemd splits it, with the specifiers that the generator itself writes, and `$$` and `%%`.
fn words(line: &str, service: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut any = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                any = true;
                match chars.next() {
                    Some('n') => word.push('\n'),
                    Some('t') => word.push('\t'),
                    Some('r') => word.push('\r'),
                    Some('a') => word.push('\u{7}'),
                    Some('b') => word.push('\u{8}'),
                    Some('f') => word.push('\u{c}'),
                    Some('v') => word.push('\u{b}'),
                    Some('x') => {
                        let hex: String = chars.by_ref().take(2).collect();
                        word.push(char::from(u8::from_str_radix(&hex, 16).unwrap()));
                    }
                    other => word.extend(other),
                }
            }
            '"' | '\'' if quote.is_none() => {
                quote = Some(c);
                any = true;
            }
            c if quote == Some(c) => quote = None,
            ' ' if quote.is_none() => {
                if any {
                    out.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                any = true;
                word.push(c);
            }
        }
    }
    if any {
        out.push(word);
    }
    out.iter().map(|word| replaced(word, service)).collect()
}

fn replaced(word: &str, service: &str) -> String {
    let (prefix, instance) = service.split_once('@').unwrap_or((service, ""));
    let percent = "\u{1}";
    word.replace("%%", percent)
        .replace("%N", service)
        .replace("%n", &format!("{service}.service"))
        .replace("%p", prefix)
        .replace("%i", instance)
        .replace("%h", "/root")
        .replace("%t", "/run")
        .replace(percent, "%")
        .replace("$$", "$")
}

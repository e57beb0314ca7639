//! What Secrets are made from: files of the host, and podman's own store.

use std::{collections::BTreeMap, process::Command};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use super::{
    LeftOut,
    env_file::{self, WRONG},
};
use crate::{
    bundle::index::{Secret, SecretSource},
    dotenv,
    install::{
        child::{self, DEADLINE},
        look::{Answer, Looker, Question},
    },
};

/// What the API server takes as the data of one Secret, in bytes.
/// Kubernetes: <https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size>
const MOST: usize = 1 << 20;
/// What is read of a file that a Secret is made from: it may have comments.
const MOST_OF_FILE: u64 = 16 << 20;
/// The one key of a Secret with logins.
const LOGINS: &str = ".dockerconfigjson";

type Data = BTreeMap<String, Vec<u8>>;

/// Key and content, from every source in order; a later one wins, as in podman. Lines that cannot be in it go to
/// `left_out`. What is wrong is said with its source, and never with a part of the content.
pub(super) fn data(
    secret: &Secret,
    look: &mut Looker,
    left_out: &mut Vec<LeftOut>,
) -> Result<Data, (String, String)> {
    let mut out = Data::new();
    for source in &secret.sources {
        read(source, look, &mut out, left_out).map_err(|what| (described(source), what))?;
    }
    let wrong = |what: String| {
        let sources: Vec<String> = secret.sources.iter().map(described).collect();
        (sources.join(", "), what)
    };
    if let Some(key) = out.keys().find(|key| !env_file::key(key)) {
        // Names of keys come from the bundle, not from the content.
        return Err(wrong(format!("a Secret cannot have the key `{key}`")));
    }
    let size: usize = out.values().map(Vec::len).sum();
    if size > MOST {
        return Err(wrong(format!(
            "it has {size} bytes, and a Secret at most {MOST}"
        )));
    }
    Ok(out)
}

fn read(
    source: &SecretSource,
    look: &mut Looker,
    out: &mut Data,
    left_out: &mut Vec<LeftOut>,
) -> Result<(), String> {
    match source {
        SecretSource::EnvFile { path, dotenv } => {
            let text = content(path, look)?;
            let variables = match dotenv {
                Some(files) => env_file::parse_dotenv(&text, &known(files, look)?),
                None => env_file::parse(&text),
            };
            let variables = variables.map_err(|(line, what)| format!("line {line}: {what}"))?;
            let set = variables.set.into_iter();
            out.extend(set.map(|(name, value)| (name, value.into_bytes())));
            let lines = variables.left_out.into_iter();
            left_out.extend(lines.map(|(line, what)| LeftOut {
                file: path.clone(),
                line,
                what,
            }));
        }
        SecretSource::Login {
            registry,
            username,
            password_file,
        } => {
            let text = content(password_file, look)?;
            let text = String::from_utf8(text).map_err(|_| "it is not UTF-8")?;
            let password = text.trim_end_matches(['\r', '\n']);
            if password.is_empty() || password.contains('\n') {
                return Err("a password must be one line".to_owned());
            }
            let auth = BASE64.encode(format!("{username}:{password}"));
            let entry = json!({"username": username, "password": password, "auth": auth});
            let config = json!({"auths": {registry: entry}});
            out.insert(LOGINS.to_owned(), config.to_string().into_bytes());
        }
        SecretSource::AuthFile { path } => {
            let text = content(path, look)?;
            let config: Value = serde_json::from_slice(&text)
                .map_err(|error| format!("line {}: it is not JSON", error.line()))?;
            let auths = config.get("auths").filter(|auths| auths.is_object());
            let auths =
                auths.ok_or("it has no `auths`, and the kubelet calls no credential helper")?;
            let config = json!({"auths": auths});
            out.insert(LOGINS.to_owned(), config.to_string().into_bytes());
        }
        SecretSource::File { path, key } => {
            let mut content = content(path, look)?;
            while matches!(content.last(), Some(b'\n' | b'\r')) {
                content.pop();
            }
            if content.is_empty() {
                return Err("the file is empty".to_owned());
            }
            out.insert(key.clone(), content);
        }
        SecretSource::PodmanSecret { name, key } => {
            out.insert(key.clone(), podman_secret(name)?);
        }
    }
    Ok(())
}

/// The variables of a Compose project.
fn known(files: &[String], look: &mut Looker) -> Result<dotenv::Variables, String> {
    let none = dotenv::Variables::default();
    let mut out = BTreeMap::new();
    for file in files {
        let text = content(file, look).map_err(|what| format!("`{file}`: {what}"))?;
        let found = dotenv::parse(&String::from_utf8_lossy(&text), &none, &out);
        // The words of the error may have a part of the text.
        let found = found.map_err(|(line, _)| format!("`{file}`, line {line}: {WRONG}"))?;
        out.extend(found);
    }
    Ok(none.with(out))
}

/// A source, for messages.
fn described(source: &SecretSource) -> String {
    match source {
        SecretSource::EnvFile { path, dotenv: _ }
        | SecretSource::AuthFile { path }
        | SecretSource::File { path, key: _ } => path.clone(),
        SecretSource::Login { password_file, .. } => password_file.clone(),
        SecretSource::PodmanSecret { name, .. } => format!("podman secret {name}"),
    }
}

/// The content of a file; why it cannot be read is said in words that tell nothing of it.
fn content(path: &str, look: &mut Looker) -> Result<Vec<u8>, String> {
    match look.ask(&Question::Read(path.into(), MOST_OF_FILE)) {
        Ok(Answer::Bytes(bytes)) => Ok(bytes),
        Ok(_) => Err("it was not read".to_owned()),
        Err(trouble) => Err(trouble.to_string()),
    }
}

/// The content of a secret in podman's own store.
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-secret-inspect.1.html#showsecret>
fn podman_secret(name: &str) -> Result<Vec<u8>, String> {
    let mut command = Command::new("podman");
    command.args([
        "secret",
        "inspect",
        "--showsecret",
        "--format",
        "{{.SecretData}}",
        "--",
        name,
    ]);
    let output = child::ask(&mut command, DEADLINE)
        .map_err(|failure| format!("`podman` cannot be asked: {failure}"))?;
    if !output.success {
        return Err(
            "podman does not show it; run `podman secret inspect --showsecret` to see why"
                .to_owned(),
        );
    }
    let mut data = output.stdout;
    // The format ends the line; what the secret itself ends with stays.
    if data.last() == Some(&b'\n') {
        data.pop();
    }
    Ok(data)
}

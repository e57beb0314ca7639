//! podman's form of a seccomp profile, and what is left of it for one container: the form of the OCI
//! runtime specification, which containerd reads.
//!
//! OCI: <https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp>

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a profile is made for.
#[derive(Debug, Clone, Copy)]
pub struct Container<'a> {
    /// Capabilities, without `CAP_`.
    pub capabilities: &'a BTreeSet<&'a str>,
    /// Architecture as Rust names it (`x86_64`).
    pub arch: &'a str,
}

/// Names of an architecture: Rust's, that of lists (Go's), libseccomp's.
const ARCHES: [(&str, &str, &str); 7] = [
    ("aarch64", "arm64", "SCMP_ARCH_AARCH64"),
    ("arm", "arm", "SCMP_ARCH_ARM"),
    ("powerpc64", "ppc64le", "SCMP_ARCH_PPC64LE"),
    ("riscv64", "riscv64", "SCMP_ARCH_RISCV64"),
    ("s390x", "s390x", "SCMP_ARCH_S390X"),
    ("x86", "x86", "SCMP_ARCH_X86"),
    ("x86_64", "amd64", "SCMP_ARCH_X86_64"),
];

/// Errors by name that a list may answer with, and their numbers, which are the same on all of
/// [`ARCHES`].
const ERRORS: [(&str, u32); 6] = [
    ("EACCES", 13),
    ("EAFNOSUPPORT", 97),
    ("EINVAL", 22),
    ("ENOSYS", 38),
    ("EOPNOTSUPP", 95),
    ("EPERM", 1),
];

/// A list as podman reads it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    default_action: String,
    #[serde(default)]
    default_errno: String,
    default_errno_ret: Option<u32>,
    #[serde(default)]
    architectures: Vec<String>,
    #[serde(default)]
    arch_map: Option<Vec<Architecture>>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    syscalls: Option<Vec<Rule>>,
}

/// An architecture and those whose programs it runs, too.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Architecture {
    architecture: String,
    #[serde(default)]
    sub_architectures: Option<Vec<String>>,
}

/// What happens to some system calls, and when.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    #[serde(default)]
    name: String,
    #[serde(default)]
    names: Option<Vec<String>>,
    action: String,
    #[serde(default)]
    errno: String,
    errno_ret: Option<u32>,
    #[serde(default)]
    args: Option<Vec<Value>>,
    #[serde(default)]
    includes: Option<Filter>,
    #[serde(default)]
    excludes: Option<Filter>,
}

/// Where a rule holds, or does not. podman has no `minKernel`, and passes over it.
#[derive(Debug, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    caps: Option<Vec<String>>,
    #[serde(default)]
    arches: Option<Vec<String>>,
}

/// A profile as containerd reads it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    default_action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_errno_ret: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    architectures: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<String>,
    syscalls: Vec<Syscalls>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Syscalls {
    names: Vec<String>,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errno_ret: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Value>,
}

/// What a list says about a container, as containerd reads it.
///
/// # Errors
/// It is not a list that podman takes.
pub fn profile(text: &str, container: Container) -> Result<String, String> {
    let list: List = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let default_errno_ret = number(&list.default_errno, list.default_errno_ret)?;
    let architectures = architectures(&list, container.arch)?;
    let rules = list.syscalls.unwrap_or_default();
    let rules = rules.into_iter().filter(|rule| holds(rule, container));
    let profile = Profile {
        default_action: action(list.default_action)?,
        default_errno_ret,
        architectures,
        flags: list.flags,
        syscalls: rules.map(syscalls).collect::<Result<_, _>>()?,
    };
    let mut out = serde_json::to_string_pretty(&profile).map_err(|error| error.to_string())?;
    out.push('\n');
    Ok(out)
}

/// The architecture of the machine and those that the list puts under it, or those it names.
fn architectures(list: &List, arch: &str) -> Result<Vec<String>, String> {
    let Some(map) = &list.arch_map else {
        return Ok(list.architectures.clone());
    };
    if !list.architectures.is_empty() {
        return Err("it has both `architectures` and `archMap`".to_owned());
    }
    let (_, _, native) = names_of(arch);
    let under = map.iter().find(|entry| entry.architecture == native);
    Ok(under
        .map(|entry| {
            let sub = entry.sub_architectures.clone().unwrap_or_default();
            std::iter::once(entry.architecture.clone())
                .chain(sub)
                .collect()
        })
        .unwrap_or_default())
}

fn names_of(arch: &str) -> (&str, &str, &str) {
    let known = ARCHES.into_iter().find(|(rust, ..)| *rust == arch);
    known.unwrap_or((arch, arch, ""))
}

/// Whether a rule is for a container: all that it includes, nothing that it excludes.
fn holds(rule: &Rule, container: Container) -> bool {
    let (_, arch, _) = names_of(container.arch);
    let has = |name: &String| {
        let name = name.strip_prefix("CAP_").unwrap_or(name);
        container.capabilities.contains(name)
    };
    let here = |arches: &[String]| arches.iter().any(|name| name == arch);
    let parts = |filter: &Option<Filter>| {
        let filter = filter.as_ref();
        let caps = filter.and_then(|filter| filter.caps.clone());
        let arches = filter.and_then(|filter| filter.arches.clone());
        (caps.unwrap_or_default(), arches.unwrap_or_default())
    };
    let (caps, arches) = parts(&rule.includes);
    let (no_caps, no_arches) = parts(&rule.excludes);
    caps.iter().all(has)
        && (arches.is_empty() || here(&arches))
        && !no_caps.iter().any(has)
        && !here(&no_arches)
}

fn syscalls(rule: Rule) -> Result<Syscalls, String> {
    let mut names = rule.names.unwrap_or_default();
    if !rule.name.is_empty() {
        if !names.is_empty() {
            return Err(format!(
                "a rule has both `name` (`{}`) and `names`",
                rule.name
            ));
        }
        names.push(rule.name);
    }
    Ok(Syscalls {
        errno_ret: number(&rule.errno, rule.errno_ret)?,
        names,
        action: action(rule.action)?,
        args: rule.args.unwrap_or_default(),
    })
}

fn action(name: String) -> Result<String, String> {
    if name.starts_with("SCMP_ACT_") {
        Ok(name)
    } else {
        Err(format!(
            "`{name}` is not an action such as `SCMP_ACT_ALLOW`"
        ))
    }
}

/// The number of an error: what is said by name goes before the number next to it, as in podman.
fn number(name: &str, number: Option<u32>) -> Result<Option<u32>, String> {
    if name.is_empty() {
        return Ok(number);
    }
    let known = ERRORS.iter().find(|(known, _)| *known == name);
    let known = known.map(|(_, number)| *number);
    let known = known.or_else(|| name.parse().ok()).or(number);
    known
        .map(Some)
        .ok_or_else(|| format!("`{name}` is an error with an unknown number"))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests may panic")]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn resolved(list: &Value, capabilities: &[&str], arch: &str) -> Value {
        let capabilities = capabilities.iter().copied().collect();
        let container = Container {
            capabilities: &capabilities,
            arch,
        };
        let text = profile(&list.to_string(), container).expect("a good list");
        serde_json::from_str(&text).expect("JSON")
    }

    fn list() -> Value {
        json!({
            "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "defaultErrno": "ENOSYS",
            "archMap": [
                { "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
                { "architecture": "SCMP_ARCH_AARCH64", "subArchitectures": null },
            ],
            "syscalls": [
                { "names": ["read"], "action": "SCMP_ACT_ALLOW", "args": null, "comment": "", "includes": {}, "excludes": {} },
                { "names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": { "arches": ["amd64"] } },
                { "names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] } },
                { "names": ["mount"], "action": "SCMP_ACT_ERRNO", "excludes": { "caps": ["CAP_SYS_ADMIN"] }, "errnoRet": 1, "errno": "EPERM" },
                { "name": "clone", "action": "SCMP_ACT_ALLOW", "excludes": { "arches": ["s390x"] },
                  "args": [{ "index": 0, "value": 2_114_060_288u32, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" }] },
            ],
        })
    }

    #[test]
    fn what_holds_for_a_container() {
        let plain = resolved(&list(), &["CHOWN"], "x86_64");
        assert_eq!(
            plain["architectures"],
            json!(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"])
        );
        assert_eq!(plain["defaultErrnoRet"], 38);
        assert_eq!(
            plain["syscalls"],
            json!([
                { "names": ["read"], "action": "SCMP_ACT_ALLOW" },
                { "names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW" },
                { "names": ["mount"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1 },
                { "names": ["clone"], "action": "SCMP_ACT_ALLOW",
                  "args": [{ "index": 0, "value": 2_114_060_288u32, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" }] },
            ])
        );
        let admin = resolved(&list(), &["SYS_ADMIN"], "aarch64");
        assert_eq!(admin["architectures"], json!(["SCMP_ARCH_AARCH64"]));
        assert_eq!(
            admin["syscalls"][1],
            json!({ "names": ["mount"], "action": "SCMP_ACT_ALLOW" })
        );
    }

    #[test]
    fn what_containerd_reads_already_stays() {
        let plain = json!({
            "defaultAction": "SCMP_ACT_ERRNO",
            "architectures": ["SCMP_ARCH_X86_64"],
            "syscalls": [{ "names": ["read"], "action": "SCMP_ACT_ALLOW", "errnoRet": 5 }],
        });
        assert_eq!(resolved(&plain, &[], "x86_64"), plain);
    }

    #[test]
    fn what_podman_does_not_take() {
        let capabilities = BTreeSet::new();
        let container = Container {
            capabilities: &capabilities,
            arch: "x86_64",
        };
        for (list, what) in [
            ("{}", "missing field `defaultAction`"),
            ("[", "EOF"),
            (r#"{"defaultAction":"ALLOW"}"#, "`ALLOW` is not an action"),
            (
                r#"{"defaultAction":"SCMP_ACT_ALLOW","architectures":["x"],"archMap":[]}"#,
                "both `architectures` and `archMap`",
            ),
            (
                r#"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"a","names":["b"],"action":"SCMP_ACT_LOG"}]}"#,
                "both `name` (`a`) and `names`",
            ),
            (
                r#"{"defaultAction":"SCMP_ACT_ERRNO","defaultErrno":"EWHAT"}"#,
                "`EWHAT` is an error",
            ),
        ] {
            let error = profile(list, container).expect_err(list);
            assert!(error.contains(what), "{list}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), key in "defaultAction|syscalls|archMap|names", value in "[\\[\\]{}\",:a-z0-9]{0,20}") {
            let capabilities = BTreeSet::new();
            let container = Container { capabilities: &capabilities, arch: "x86_64" };
            let near = format!(r#"{{"defaultAction":"SCMP_ACT_ALLOW","{key}":{value}}}"#);
            for text in [text, near] {
                let _ = profile(&text, container);
            }
        }
    }
}

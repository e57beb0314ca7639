//! What containers request and are limited to, and how much of it.

use super::{Amount, Breach, QualifiedName, Subdomain, text::texts};

texts! {
    /// The name of a resource: one of Kubernetes' own, or that of a device plugin with its domain.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-types>
    ResourceName: is_resource, 317,
        "^(cpu|memory|ephemeral-storage|hugepages-[0-9]+[KMG]i|[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$",
        "a resource is cpu, memory, ephemeral-storage, hugepages-SIZE, or the name of a device plugin's with its domain (`squat.ai/dri`)";
    /// The name of a device plugin's resource.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#device-plugin-registration>
    DeviceName: is_extended, 317,
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        "the resource of a device plugin has a domain other than kubernetes.io and a name (`squat.ai/dri`)";
    /// The domain of the resources of a device plugin that we run. It makes the socket's name of `DOMAIN/NAME` in base 64,
    /// and the path of a socket has at most 107 bytes: 39 for both, of which a name needs 12.
    ///
    /// Linux: <https://man7.org/linux/man-pages/man7/unix.7.html>
    DeviceDomain: is_domain, 27, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "the domain of a device plugin is a DNS subdomain of at most 27 characters, other than kubernetes.io";
}

impl ResourceName {
    /// Time on processors.
    #[must_use]
    pub fn cpu() -> Self {
        Self("cpu".to_owned())
    }

    /// Memory.
    #[must_use]
    pub fn memory() -> Self {
        Self("memory".to_owned())
    }
}

impl DeviceDomain {
    /// A resource of this domain: `name` is that of a set of devices, which fits behind every domain.
    #[must_use]
    pub fn resource(&self, name: &str) -> ResourceName {
        ResourceName(format!("{self}/{name}"))
    }
}

impl From<&DeviceName> for ResourceName {
    fn from(device: &DeviceName) -> Self {
        Self(device.0.clone())
    }
}

/// Whether a container may have this much of a resource.
///
/// # Errors
/// The rule that the amount breaks.
pub fn amount(name: &str, amount: Amount) -> Result<(), Breach> {
    if amount.is_negative() {
        return Err(Breach::new("an amount of a resource is at least 0"));
    }
    if is_extended(name) && !amount.is_whole() {
        return Err(Breach::new(
            "an amount of a device plugin's resource is an integer",
        ));
    }
    match name.strip_prefix("hugepages-").map(Amount::parse) {
        Some(page) if !page.is_some_and(|page| amount.is_multiple_of(page)) => Err(Breach::new(
            "an amount of huge pages is a multiple of their size",
        )),
        _ => Ok(()),
    }
}

/// Whether a container may request this much of a resource with this limit.
///
/// # Errors
/// The rule that the two break.
pub fn request(name: &str, request: Amount, limit: Option<Amount>) -> Result<(), Breach> {
    let Some(limit) = limit else {
        return if is_divisible(name) {
            Ok(())
        } else {
            Err(Breach::new(format!(
                "a request of {name} needs the same limit"
            )))
        };
    };
    if request > limit {
        return Err(Breach::new(format!(
            "a request of {name} is at most its limit"
        )));
    }
    if request != limit && !is_divisible(name) {
        return Err(Breach::new(format!("a request of {name} equals its limit")));
    }
    Ok(())
}

/// Whether it is a resource of huge pages, which a container has only with cpu or memory.
#[must_use]
pub fn is_huge(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// Kubernetes' own resource.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// A resource of a device plugin.
fn is_extended(name: &str) -> bool {
    // Quotas count it as `requests.NAME`, which has to be a name too.
    let fits = match name.split_once('/') {
        Some((domain, _)) => "requests.".len() + domain.len() <= 253,
        None => false,
    };
    !is_native(name) && !name.starts_with("requests.") && fits && QualifiedName::is(name)
}

fn is_domain(text: &str) -> bool {
    Subdomain::is(text) && is_extended(&format!("{text}/a"))
}

/// Pods may share what is not in use: a request may be lower than the limit.
fn is_divisible(name: &str) -> bool {
    is_native(name) && !is_huge(name)
}

fn is_resource(name: &str) -> bool {
    QualifiedName::is(name)
        && if name.contains('/') {
            is_native(name) || is_extended(name)
        } else {
            matches!(name, "cpu" | "memory" | "ephemeral-storage") || is_huge(name)
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Amount {
        Amount::parse(text).unwrap_or(Amount::ZERO)
    }

    #[test]
    fn names() {
        for (text, good) in [
            ("cpu", true),
            ("hugepages-2Mi", true),
            ("nvidia.com/gpu", true),
            ("gpu", false),
            ("a/b/c", false),
            ("requests.example.com/a", false),
        ] {
            assert_eq!(ResourceName::is(text), good, "{text}");
        }
        assert!(DeviceName::is("squat.ai/dri") && !DeviceName::is("cpu"));
        for (text, good) in [
            ("k3s-migrate", true),
            ("devices.example.org", true),
            ("abcdefghijklmnopqrstuvwxyz0", true),
            ("abcdefghijklmnopqrstuvwxyz01", false),
            ("kubernetes.io", false),
            ("requests.example", false),
            ("A", false),
        ] {
            assert_eq!(DeviceDomain::is(text), good, "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (name, text, good) in [
            ("memory", "512Mi", true),
            ("memory", "-1", false),
            ("nvidia.com/gpu", "1", true),
            ("nvidia.com/gpu", "500m", false),
            ("hugepages-2Mi", "4Mi", true),
            ("hugepages-2Mi", "3Mi", false),
        ] {
            assert_eq!(amount(name, of(text)).is_ok(), good, "{name} {text}");
        }
        for (name, least, most, good) in [
            ("memory", "512Mi", Some("1Gi"), true),
            ("memory", "1025Mi", Some("1Gi"), false),
            ("memory", "1Gi", None, true),
            ("a.b/c", "1", None, false),
            ("a.b/c", "1", Some("2"), false),
            ("a.b/c", "2", Some("2"), true),
        ] {
            assert_eq!(
                request(name, of(least), most.map(of)).is_ok(),
                good,
                "{name} {least}"
            );
        }
    }
}

//! Amounts as Kubernetes writes them.

/// Bytes, in the largest unit that divides them: `512Mi`, `1536Ki`, `1000`. The units are powers of
/// 1024: podman's `512m` in Kubernetes is half a byte.
///
/// Kubernetes: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
#[must_use]
pub fn memory(bytes: u64) -> String {
    for (unit, size) in [("Gi", 1_u64 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] {
        if bytes >= size && bytes.is_multiple_of(size) {
            return format!("{}{unit}", bytes / size);
        }
    }
    bytes.to_string()
}

/// Thousandths of a core: `1500m`, `2`.
#[must_use]
pub fn cpu(millicores: u64) -> String {
    if millicores.is_multiple_of(1000) {
        (millicores / 1000).to_string()
    } else {
        format!("{millicores}m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (bytes, text) in [
            (4 << 30, "4Gi"),
            (512 << 20, "512Mi"),
            (3 << 29, "1536Mi"),
            (1 << 10, "1Ki"),
            (1000, "1000"),
            (0, "0"),
        ] {
            assert_eq!(memory(bytes), text);
        }
        for (millicores, text) in [(1500, "1500m"), (2000, "2"), (1, "1m"), (0, "0")] {
            assert_eq!(cpu(millicores), text);
        }
    }
}

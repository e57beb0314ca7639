//! Modes of files that Kubernetes makes: of Secrets and of `ConfigMap` objects.

/// The mode that Kubernetes takes, and that a program which is not root can still read.
pub fn readable(mode: u32, owned: bool) -> i32 {
    let mode = mode & 0o777;
    let mode = if owned {
        mode | (mode & 0o400) >> 3 | (mode & 0o400) >> 6
    } else {
        mode
    };
    i32::try_from(mode).unwrap_or(0o444)
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn modes() {
        for (mode, owned, wanted) in [
            (0o444, false, 0o444),
            (0o400, false, 0o400),
            (0o400, true, 0o444),
            (0o440, true, 0o444),
            (0o1777, false, 0o777),
        ] {
            assert_eq!(readable(mode, owned), wanted, "{mode:o}");
        }
    }
}

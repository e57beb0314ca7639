//! Limits of one block device: `/dev/sda:1mb`.

use crate::podman::text;

/// `DEVICE:SIZE`, bytes a second.
///
/// # Errors
/// No device below `/dev`, or no size.
pub fn device_bytes(text: &str) -> Result<(), String> {
    text::bytes(after_device(text)?).map(drop)
}

/// `DEVICE:COUNT`, operations a second.
///
/// # Errors
/// No device below `/dev`, or no number.
pub fn device_operations(text: &str) -> Result<(), String> {
    text::decimal(after_device(text)?).map(drop)
}

/// `DEVICE:WEIGHT`, 10 to 1000, or 0 for none.
///
/// # Errors
/// No device below `/dev`, no number, or outside of the range.
pub fn device_weight(text: &str) -> Result<(), String> {
    match text::decimal(after_device(text)?)? {
        0 | 10..=1000 => Ok(()),
        _ => Err(format!("`{text}` has a weight outside of 10 to 1000")),
    }
}

/// What stands behind the first colon.
fn after_device(text: &str) -> Result<&str, String> {
    let (device, value) = text
        .split_once(':')
        .ok_or_else(|| format!("`{text}` has no `:`: podman takes `/dev/NAME:VALUE`"))?;
    if !device.starts_with("/dev/") {
        return Err(format!("`{device}` is not a device: a path below `/dev/`"));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn devices() {
        for text in ["/dev/sda:1mb", "/dev/sda:0", "/dev/a b:5 KiB"] {
            assert_eq!(device_bytes(text), Ok(()), "{text}");
        }
        for text in [
            "/dev/sda",
            "sda:1",
            "/dev/sda:",
            "/dev/sda:-1",
            "/dev/sda:1:2",
        ] {
            assert!(device_bytes(text).is_err(), "{text}");
        }
        assert_eq!(device_operations("/dev/sda:1000"), Ok(()));
        assert!(device_operations("/dev/sda:1k").is_err());
        assert_eq!(device_weight("/dev/sda:10"), Ok(()));
        assert_eq!(device_weight("/dev/sda:0"), Ok(()));
        for text in ["/dev/sda:9", "/dev/sda:1001", "/dev/sda:x"] {
            assert!(device_weight(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(/dev/)?.{0,20}") {
            let _ = (device_bytes(&text), device_operations(&text), device_weight(&text));
        }
    }
}

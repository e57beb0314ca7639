//! What a node of `/dev` is, as far as its name tells.

/// `type` of a node of `/dev`; empty for no check.
pub fn kind(path: &str) -> &'static str {
    const DIRECTORIES: &[&str] = &[
        "/dev/bus/usb",
        "/dev/dri",
        "/dev/dri/by-path",
        "/dev/input",
        "/dev/net",
        "/dev/serial",
        "/dev/serial/by-id",
        "/dev/snd",
        "/dev/usb",
    ];
    const BLOCK: &[&str] = &[
        "/dev/disk/",
        "/dev/dm-",
        "/dev/loop",
        "/dev/md",
        "/dev/mmcblk",
        "/dev/sd",
        "/dev/sr",
        "/dev/vd",
        "/dev/xvd",
    ];
    const CHARACTER: &[&str] = &[
        "/dev/apex_",
        "/dev/bus/usb/",
        "/dev/cuse",
        "/dev/dri/card",
        "/dev/dri/render",
        "/dev/dvb/",
        "/dev/fuse",
        "/dev/gpiochip",
        "/dev/gpiomem",
        "/dev/hidraw",
        "/dev/hwrng",
        "/dev/i2c-",
        "/dev/input/",
        "/dev/ipmi",
        "/dev/kfd",
        "/dev/kmsg",
        "/dev/kvm",
        "/dev/lirc",
        "/dev/mem",
        "/dev/net/tun",
        "/dev/null",
        "/dev/nvidia",
        "/dev/ppp",
        "/dev/random",
        "/dev/rfkill",
        "/dev/rtc",
        "/dev/serial/by-id/",
        "/dev/serial/by-path/",
        "/dev/snd/",
        "/dev/spidev",
        "/dev/tty",
        "/dev/uinput",
        "/dev/urandom",
        "/dev/usb/",
        "/dev/vchiq",
        "/dev/vcio",
        "/dev/vhost-",
        "/dev/video",
        "/dev/watchdog",
        "/dev/zero",
        "/dev/zigbee",
    ];
    let starts = |list: &[&str]| list.iter().any(|start| path.starts_with(start));
    if DIRECTORIES.contains(&path) {
        "Directory"
    } else if starts(BLOCK) {
        "BlockDevice"
    } else if starts(CHARACTER) {
        "CharDevice"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices() {
        for (path, expected) in [
            ("/dev/dri", "Directory"),
            ("/dev/dri/renderD128", "CharDevice"),
            ("/dev/sda1", "BlockDevice"),
            ("/dev/serial/by-id/usb-x", "CharDevice"),
            ("/dev/nvme0n1", ""),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }
}

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

/// A node that such a link may lead to; `None` where nothing says that it is a link. udev makes them in folders called
/// `by-…`, as `/dev/serial/by-id`.
pub fn node(path: &str) -> Option<&'static str> {
    const NODES: &[(&str, &str)] = &[
        ("/dev/disk/", "/dev/sda1"),
        ("/dev/dri/", "/dev/dri/renderD128"),
        ("/dev/input/", "/dev/input/event0"),
        ("/dev/serial/", "/dev/ttyUSB0"),
        ("/dev/snd/", "/dev/snd/controlC0"),
        ("/dev/v4l/", "/dev/video0"),
    ];
    let mut folders = path.rsplit('/').skip(1);
    if !folders.any(|folder| folder.starts_with("by-")) {
        return None;
    }
    let node = NODES.iter().find(|(folder, _)| path.starts_with(folder));
    Some(node.map_or("/dev/node", |(_, node)| node))
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

    #[test]
    fn links() {
        for (path, expected) in [
            ("/dev/serial/by-id/usb-x", Some("/dev/ttyUSB0")),
            ("/dev/disk/by-path/a/b", Some("/dev/sda1")),
            ("/dev/x/by-id/b", Some("/dev/node")),
            ("/dev/dri/by-path", None),
            ("/dev/serial/x", None),
            ("/dev/bytes/x", None),
        ] {
            assert_eq!(node(path), expected, "{path}");
        }
    }
}

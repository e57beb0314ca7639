//! What a node of `/dev` is, as far as its name tells.

/// How the rest of a path goes on behind a stem.
enum Rest {
    /// Not at all.
    Nothing,
    /// With a number: `0`; for `mmcblk` a part of the disk, too: `0p1`.
    Number,
    /// As the kernel counts disks and their parts: `a`, `b1`.
    Disk,
    /// With a name.
    Name,
    /// With a folder and a name.
    Below,
}

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
    const BLOCK: &[(&str, Rest)] = &[
        ("/dev/disk/", Rest::Below),
        ("/dev/dm-", Rest::Number),
        ("/dev/loop", Rest::Number),
        ("/dev/md", Rest::Number),
        ("/dev/mmcblk", Rest::Number),
        ("/dev/sd", Rest::Disk),
        ("/dev/sr", Rest::Number),
        ("/dev/vd", Rest::Disk),
        ("/dev/xvd", Rest::Disk),
    ];
    const CHARACTER: &[(&str, Rest)] = &[
        ("/dev/apex_", Rest::Number),
        ("/dev/bus/usb/", Rest::Below),
        ("/dev/cuse", Rest::Nothing),
        ("/dev/dri/card", Rest::Number),
        ("/dev/dri/renderD", Rest::Number),
        ("/dev/dvb/", Rest::Below),
        ("/dev/fuse", Rest::Nothing),
        ("/dev/gpiochip", Rest::Number),
        ("/dev/gpiomem", Rest::Nothing),
        ("/dev/gpiomem", Rest::Number),
        ("/dev/hidraw", Rest::Number),
        ("/dev/hwrng", Rest::Nothing),
        ("/dev/i2c-", Rest::Number),
        ("/dev/input/", Rest::Name),
        ("/dev/input/by-", Rest::Below),
        ("/dev/ipmi", Rest::Number),
        ("/dev/kfd", Rest::Nothing),
        ("/dev/kmsg", Rest::Nothing),
        ("/dev/kvm", Rest::Nothing),
        ("/dev/lirc", Rest::Number),
        ("/dev/mem", Rest::Nothing),
        ("/dev/net/tun", Rest::Nothing),
        ("/dev/null", Rest::Nothing),
        ("/dev/nvidia", Rest::Number),
        ("/dev/nvidia-modeset", Rest::Nothing),
        ("/dev/nvidia-uvm", Rest::Nothing),
        ("/dev/nvidia-uvm-tools", Rest::Nothing),
        ("/dev/nvidiactl", Rest::Nothing),
        ("/dev/ppp", Rest::Nothing),
        ("/dev/random", Rest::Nothing),
        ("/dev/rfkill", Rest::Nothing),
        ("/dev/rtc", Rest::Number),
        ("/dev/serial/by-id/", Rest::Name),
        ("/dev/serial/by-path/", Rest::Name),
        ("/dev/snd/", Rest::Name),
        ("/dev/spidev", Rest::Name),
        ("/dev/tty", Rest::Name),
        ("/dev/uinput", Rest::Nothing),
        ("/dev/urandom", Rest::Nothing),
        ("/dev/usb/", Rest::Name),
        ("/dev/vchiq", Rest::Nothing),
        ("/dev/vcio", Rest::Nothing),
        ("/dev/vhost-", Rest::Name),
        ("/dev/video", Rest::Number),
        ("/dev/watchdog", Rest::Nothing),
        ("/dev/watchdog", Rest::Number),
        ("/dev/zero", Rest::Nothing),
    ];
    let is = |rows: &[(&str, Rest)]| {
        rows.iter()
            .any(|(stem, rest)| path.strip_prefix(stem).is_some_and(|text| rest.is(text)))
    };
    if DIRECTORIES.contains(&path) {
        "Directory"
    } else if is(BLOCK) {
        "BlockDevice"
    } else if is(CHARACTER) {
        "CharDevice"
    } else {
        ""
    }
}

impl Rest {
    fn is(&self, text: &str) -> bool {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        // Folders of links are called `by-…`.
        let name = |text: &str| !text.is_empty() && !text.contains('/') && !text.starts_with("by-");
        match self {
            Self::Nothing => text.is_empty(),
            Self::Number => {
                let mut parts = text.splitn(2, 'p');
                let first = parts
                    .next()
                    .is_some_and(|part| !part.is_empty() && digits(part));
                first && parts.next().is_none_or(digits)
            }
            Self::Disk => {
                let number = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
                (1..=2).contains(&(text.len() - number.len())) && digits(number)
            }
            Self::Name => name(text),
            Self::Below => text
                .split_once('/')
                .is_some_and(|(folder, rest)| !folder.is_empty() && name(rest)),
        }
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
            ("/dev/mmcblk0p1", "BlockDevice"),
            ("/dev/sdaa12", "BlockDevice"),
            ("/dev/sdcard", ""),
            ("/dev/sdr/stick", ""),
            ("/dev/md", ""),
            ("/dev/md/root", ""),
            ("/dev/loop-control", ""),
            ("/dev/loop7", "BlockDevice"),
            ("/dev/disk/by-id", ""),
            ("/dev/disk/by-id/ata-x", "BlockDevice"),
            ("/dev/dvb/adapter0", ""),
            ("/dev/dvb/adapter0/frontend0", "CharDevice"),
            ("/dev/nvidia-caps", ""),
            ("/dev/nvidia0", "CharDevice"),
            ("/dev/bus/usb/001", ""),
            ("/dev/bus/usb/001/002", "CharDevice"),
            ("/dev/input/by-id", ""),
            ("/dev/input/event3", "CharDevice"),
            ("/dev/snd/by-path", ""),
            ("/dev/serial/by-id/by-me", ""),
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

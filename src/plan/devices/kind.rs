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
    ("/dev/autofs", Rest::Nothing),
    ("/dev/btrfs-control", Rest::Nothing),
    ("/dev/bus/usb/", Rest::Below),
    ("/dev/cachefiles", Rest::Nothing),
    ("/dev/console", Rest::Nothing),
    ("/dev/cuse", Rest::Nothing),
    ("/dev/dri/card", Rest::Number),
    ("/dev/dri/renderD", Rest::Number),
    ("/dev/dvb/", Rest::Below),
    ("/dev/full", Rest::Nothing),
    ("/dev/fuse", Rest::Nothing),
    ("/dev/gpiochip", Rest::Number),
    ("/dev/gpiomem", Rest::Nothing),
    ("/dev/gpiomem", Rest::Number),
    ("/dev/hidraw", Rest::Number),
    ("/dev/hpet", Rest::Nothing),
    ("/dev/hwrng", Rest::Nothing),
    ("/dev/i2c-", Rest::Number),
    ("/dev/input/", Rest::Name),
    ("/dev/input/by-", Rest::Below),
    ("/dev/ipmi", Rest::Number),
    ("/dev/kfd", Rest::Nothing),
    ("/dev/kmsg", Rest::Nothing),
    ("/dev/kvm", Rest::Nothing),
    ("/dev/lirc", Rest::Number),
    ("/dev/loop-control", Rest::Nothing),
    ("/dev/mcelog", Rest::Nothing),
    ("/dev/mem", Rest::Nothing),
    ("/dev/net/tun", Rest::Nothing),
    ("/dev/null", Rest::Nothing),
    ("/dev/nvidia", Rest::Number),
    ("/dev/nvidia-modeset", Rest::Nothing),
    ("/dev/nvidia-uvm", Rest::Nothing),
    ("/dev/nvidia-uvm-tools", Rest::Nothing),
    ("/dev/nvidiactl", Rest::Nothing),
    ("/dev/nvram", Rest::Nothing),
    ("/dev/port", Rest::Nothing),
    ("/dev/ppp", Rest::Nothing),
    ("/dev/ptmx", Rest::Nothing),
    ("/dev/random", Rest::Nothing),
    ("/dev/rfkill", Rest::Nothing),
    ("/dev/rtc", Rest::Number),
    ("/dev/serial/by-id/", Rest::Name),
    ("/dev/serial/by-path/", Rest::Name),
    ("/dev/snapshot", Rest::Nothing),
    ("/dev/snd/", Rest::Name),
    ("/dev/spidev", Rest::Name),
    ("/dev/tty", Rest::Name),
    ("/dev/tty", Rest::Nothing),
    ("/dev/udmabuf", Rest::Nothing),
    ("/dev/uinput", Rest::Nothing),
    ("/dev/urandom", Rest::Nothing),
    ("/dev/usb/", Rest::Name),
    ("/dev/userfaultfd", Rest::Nothing),
    ("/dev/vchiq", Rest::Nothing),
    ("/dev/vcio", Rest::Nothing),
    ("/dev/vfio/", Rest::Name),
    ("/dev/vga_arbiter", Rest::Nothing),
    ("/dev/vhci", Rest::Nothing),
    ("/dev/vhost-", Rest::Name),
    ("/dev/video", Rest::Number),
    ("/dev/vsock", Rest::Nothing),
    ("/dev/watchdog", Rest::Nothing),
    ("/dev/watchdog", Rest::Number),
    ("/dev/zero", Rest::Nothing),
];

/// `type` of a node of `/dev`; empty for no check.
pub fn kind(path: &str) -> &'static str {
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

/// What a name says of a link: podman gives the device under the name of the node that it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// udev makes it one; it leads to a node like this.
    To(&'static str),
    /// The kernel calls no node so, and a rule of udev's may.
    Perhaps,
    /// A node, or a folder.
    No,
}

/// Whether a path of `/dev` is a link: udev makes them in folders called `by-…`, as `/dev/serial/by-id`, and some beside
/// the nodes. Names that the kernel gives end in a number, or are known.
pub fn link(path: &str) -> Link {
    const FOLDERS: &[(&str, &str)] = &[
        ("/dev/disk/", "/dev/sda1"),
        ("/dev/dri/", "/dev/dri/renderD128"),
        ("/dev/input/", "/dev/input/event0"),
        ("/dev/serial/", "/dev/ttyUSB0"),
        ("/dev/snd/", "/dev/snd/controlC0"),
        ("/dev/v4l/", "/dev/video0"),
    ];
    const LINKS: &[(&str, Rest, &str)] = &[
        ("/dev/cdrom", Rest::Nothing, "/dev/sr0"),
        ("/dev/cdrw", Rest::Nothing, "/dev/sr0"),
        ("/dev/dvd", Rest::Nothing, "/dev/sr0"),
        ("/dev/dvdrw", Rest::Nothing, "/dev/sr0"),
        ("/dev/mapper/", Rest::Name, "/dev/dm-0"),
        ("/dev/rtc", Rest::Nothing, "/dev/rtc0"),
        ("/dev/serial", Rest::Number, "/dev/ttyAMA0"),
    ];
    const NODES: &[&str] = &["/dev/mapper/control"];
    if NODES.contains(&path) {
        return Link::No;
    }
    let mut folders = path.rsplit('/').skip(1);
    if folders.any(|folder| folder.starts_with("by-")) {
        let node = FOLDERS.iter().find(|(folder, _)| path.starts_with(folder));
        return Link::To(node.map_or("/dev/node", |(_, node)| node));
    }
    let mut links = LINKS.iter();
    let known =
        links.find(|(stem, rest, _)| path.strip_prefix(stem).is_some_and(|text| rest.is(text)));
    if let Some((_, _, node)) = known {
        return Link::To(node);
    }
    let own = path.strip_prefix("/dev/").unwrap_or("0");
    let plain = !own.is_empty()
        && own
            .chars()
            .all(|c| c.is_ascii_alphabetic() || c == '-' || c == '_');
    let terminal = own.starts_with("tty") && !["tty", "ttyprintk"].contains(&own);
    let perhaps = plain && (terminal || kind(path).is_empty());
    if perhaps { Link::Perhaps } else { Link::No }
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
            ("/dev/loop-control", "CharDevice"),
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
            ("/dev/serial/by-id/usb-x", Link::To("/dev/ttyUSB0")),
            ("/dev/disk/by-path/a/b", Link::To("/dev/sda1")),
            ("/dev/x/by-id/b", Link::To("/dev/node")),
            ("/dev/cdrom", Link::To("/dev/sr0")),
            ("/dev/mapper/vg-lv", Link::To("/dev/dm-0")),
            ("/dev/rtc", Link::To("/dev/rtc0")),
            ("/dev/zigbee", Link::Perhaps),
            ("/dev/ttyZigbee", Link::Perhaps),
            ("/dev/mapper/control", Link::No),
            ("/dev/kvm", Link::No),
            ("/dev/snd", Link::No),
            ("/dev/nvme0n1", Link::No),
            ("/dev/dri/by-path", Link::No),
            ("/dev/serial/x", Link::No),
            ("/dev/bytes/x", Link::No),
            ("/dev", Link::No),
            ("/srv/node", Link::No),
        ] {
            assert_eq!(link(path), expected, "{path}");
        }
    }
}

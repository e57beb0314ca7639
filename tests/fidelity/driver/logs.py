"""Logs in the one form that containerd and podman (`k8s-file`) write: time, stream, whether the line ends here, text."""


def printed(files):
    """Lines of files in their order; a long one stands there as several."""
    part = ""
    for file in files:
        for line in file.read_text(errors="replace").splitlines():
            _, _, tag, text = (line.split(" ", 3) + [""])[:4]
            part += text
            if tag == "F":
                yield part
                part = ""

"""What a Pod sees, for processes: paths, names, a token of a service account. Only in namespaces of our own."""

import fcntl
import os
import pathlib
import socket
import struct
import subprocess

ACCOUNT = pathlib.Path("/run/secrets/kubernetes.io/serviceaccount")

def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


def furnish(given, services):
    """The rooms; names of these Services are addresses of this machine."""
    layers = given.work / "layers"
    layers.mkdir()
    mount("-t", "tmpfs", "tmpfs", layers)
    # Written over what the machine has, seen by nobody else.
    for name in ("etc", "usr/share"):
        upper, other = layers / name / "upper", layers / name / "work"
        upper.mkdir(parents=True)
        other.mkdir()
        lower = f"{given.programs}/share:/usr/share" if name == "usr/share" else f"/{name}"
        mount("-t", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={other}", "overlay", f"/{name}")
    mount("-t", "tmpfs", "tmpfs", "/run")
    names = {alias for name, namespace in services for alias in (name, f"{name}.{namespace}.svc")}
    names |= {"kube-dns.kube-system.svc", "localhost"}
    pathlib.Path("/etc/hosts").write_text(f"127.0.0.1 {' '.join(sorted(names))}\n")
    account(given.work)
    loopback()
    # A network that is more than the loopback, for panels that leave that out.
    subprocess.run("ip link add eth0 type veth peer name eth1 && ip link set eth0 up && ip link set eth1 up", shell=True, check=False)


def account(work):
    """A token, and an authority that is its own only certificate."""
    ACCOUNT.mkdir(parents=True)
    (ACCOUNT / "token").write_text("token-of-the-test")
    (ACCOUNT / "namespace").write_text("monitoring")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=kubernetes",
            "-addext", "subjectAltName=IP:127.0.0.1,DNS:kubernetes.default.svc,DNS:localhost",
            "-keyout", work / "key.pem", "-out", ACCOUNT / "ca.crt",
        ],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.environ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1"
    os.environ["KUBERNETES_SERVICE_PORT"] = "6443"


def loopback():
    """A new network has it down: `ip link set lo up`."""
    get, put, is_up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, get, struct.pack("16sh", b"lo", 0)))[1]
        fcntl.ioctl(any_socket, put, struct.pack("16sh", b"lo", flags | is_up))

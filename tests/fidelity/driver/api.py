"""The API server without `kubectl`, which for each of a thousand questions would keep the machine busy with itself."""

import functools
import http.client
import json
import ssl
import threading
import time
import urllib.parse

from machine import Failed, call

HERE = threading.local()
WATCHED, ONE = {}, threading.Lock()
# Plural of a kind in a path: an -s, but for these.
PLURALS = {"Ingress": "ingresses", "NetworkPolicy": "networkpolicies"}
CLUSTER_WIDE = {"Namespace", "PersistentVolume", "PriorityClass"}


@functools.cache
def access():
    """Host, port and token of $KUBECONFIG."""
    config = json.loads(call("kubectl", "config", "view", "--raw", "--minify", "-o", "json"))
    server = urllib.parse.urlsplit(config["clusters"][0]["cluster"]["server"])
    return server.hostname, server.port, config["users"][0]["user"]["token"]


def connected():
    host, port, _ = access()
    # Nobody else is in this network.
    return http.client.HTTPSConnection(host, port, timeout=60, context=ssl._create_unverified_context())


def headers():
    return {"Authorization": f"Bearer {access()[2]}", "Content-Type": "application/json"}


def ask(method, path, body=None):
    """Status and text of the answer; each thread has a connection of its own."""
    try:
        return once(method, path, body)
    except (OSError, http.client.HTTPException):
        # The server may have ended a connection that was idle.
        del HERE.connection
    try:
        return once(method, path, body)
    except (OSError, http.client.HTTPException) as why:
        del HERE.connection
        raise Failed(f"{method} {path}: {why}") from None


def once(method, path, body):
    if not hasattr(HERE, "connection"):
        HERE.connection = connected()
    HERE.connection.request(method, path, body=body and json.dumps(body), headers=headers())
    answer = HERE.connection.getresponse()
    return answer.status, answer.read()


def must(method, path, body=None, also=()):
    """The answer, unless it is an error whose status is not one of `also`."""
    status, text = ask(method, path, body)
    if status >= 300 and status not in also:
        raise Failed(f"{method} {path}: {status} {text[:1500]!r}")
    return status, json.loads(text)


def items(path):
    """Objects of a list, such as `/api/v1/pods`."""
    return must("GET", path)[1]["items"]


def path_of(each):
    """Path of a kind's objects in an object's namespace."""
    version, kind = each["apiVersion"], each["kind"]
    top = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    inside = "" if kind in CLUSTER_WIDE else f"/namespaces/{each['metadata']['namespace']}"
    return f"{top}{inside}/{PLURALS.get(kind, f'{kind.lower()}s')}"


def apply(each):
    """Makes an object, or replaces it; a field that nobody knows is an error."""
    path = path_of(each)
    status, _ = must("POST", f"{path}?fieldValidation=Strict", each, also=(409,))
    if status == 409 and each["kind"] != "Namespace":
        must("PUT", f"{path}/{each['metadata']['name']}?fieldValidation=Strict", each)


def delete(each):
    """Takes an object away, or asks for it; what depends on it goes after it."""
    background = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
    must("DELETE", f"{path_of(each)}/{each['metadata']['name']}", background, also=(404,))


class Watched:
    """Objects of a kind as the API server tells them, without asking for them."""

    def __init__(self, path):
        self.path, self.known, self.first, self.last = path, {}, {}, {}
        self.lock, self.listed = threading.Lock(), threading.Event()
        threading.Thread(target=self.follow, daemon=True).start()
        if not self.listed.wait(60):
            raise Failed(f"{path}: nothing is told")

    def all(self):
        with self.lock:
            return list(self.known.values())

    def ending(self, uid):
        """An object that is gone, as it was when that was asked for, and at its end."""
        with self.lock:
            return (self.first[uid], self.last[uid]) if uid in self.last else None

    def follow(self):
        while True:
            try:
                listed = must("GET", self.path)[1]
                with self.lock:
                    self.known = {each["metadata"]["uid"]: each for each in listed["items"]}
                self.listed.set()
                self.stream(listed["metadata"]["resourceVersion"])
            except (Failed, OSError, ValueError, http.client.HTTPException):
                time.sleep(1)

    def stream(self, version):
        connection = connected()
        connection.timeout = 600
        connection.request("GET", f"{self.path}?watch=1&resourceVersion={version}", headers=headers())
        answer = connection.getresponse()
        if answer.status != 200:
            raise Failed(f"{self.path}: {answer.status}")
        for line in answer:
            event = json.loads(line)
            if event["type"] == "ERROR":
                return
            each = event["object"]
            uid = each["metadata"]["uid"]
            with self.lock:
                if event["type"] == "DELETED" or "deletionTimestamp" in each["metadata"]:
                    self.first.setdefault(uid, each)
                if event["type"] == "DELETED":
                    self.known.pop(uid, None)
                    self.last[uid] = each
                else:
                    self.known[uid] = each


def watched(path):
    """One for all who ask."""
    with ONE:
        if path not in WATCHED:
            WATCHED[path] = Watched(path)
    return WATCHED[path]

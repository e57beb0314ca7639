"""An API server that knows nodes and nothing else: lists and watches of them, as clients of Kubernetes want them."""

import json
import urllib.parse


def node(name, address):
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "uid": name, "resourceVersion": "7", "labels": {"kubernetes.io/hostname": name}},
        "status": {
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        },
    }


def answer(ask, nodes):
    """Answers a request of an `http.server`, and says whether it was for something else than nodes."""
    url = urllib.parse.urlparse(ask.path)
    asked = urllib.parse.parse_qs(url.query)
    if url.path != "/api/v1/nodes":
        reply(ask, b"{}", "application/json", 404)
        return False
    if asked.get("watch", ["false"])[0] not in ("true", "1"):
        value = {"apiVersion": "v1", "kind": "NodeList", "metadata": {"resourceVersion": "7"}, "items": nodes}
        reply(ask, json.dumps(value).encode(), "application/json")
        return True
    ask.send_response(200)
    ask.send_header("Content-Type", "application/json")
    ask.send_header("Connection", "close")
    ask.end_headers()
    events = []
    if asked.get("sendInitialEvents", ["false"])[0] == "true":
        mark = {"kind": "Node", "apiVersion": "v1", "metadata": {"resourceVersion": "7", "annotations": {"k8s.io/initial-events-end": "true"}}}
        events = [*({"type": "ADDED", "object": each} for each in nodes), {"type": "BOOKMARK", "object": mark}]
    try:
        for event in events:
            ask.wfile.write(json.dumps(event).encode() + b"\n")
        ask.wfile.flush()
        # A watch ends when whoever watches goes away.
        while ask.connection.recv(1):
            pass
    except OSError:
        pass
    ask.close_connection = True
    return True


def reply(ask, body, kind, status=200):
    ask.send_response(status)
    ask.send_header("Content-Type", kind)
    ask.send_header("Content-Length", str(len(body)))
    ask.end_headers()
    ask.wfile.write(body)

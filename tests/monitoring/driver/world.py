"""What the stack talks to and is not part of it: an API server that knows one node, a kubelet, exporters whose programs are not
to be had here, and everybody who is told of alerts."""

import http.server
import json
import pathlib
import ssl
import threading
import time
import urllib.parse

import made
from rooms import ACCOUNT


class World:
    def __init__(self, work, node):
        self.node, self.key = node, work / "key.pem"
        self.messages, self.paths, self.seen, self.servers = [], [], {}, []
        self.started = time.monotonic()

    def __enter__(self):
        self.serve(6443, self.api, secure=True)
        self.serve(10250, lambda ask: self.samples(ask, made.CADVISOR if "cadvisor" in ask.path else made.KUBELET), secure=True)
        for port, samples in made.PORTS.items():
            self.serve(port, lambda ask, samples=samples: self.samples(ask, samples))
        self.serve(9099, self.hub)
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def first(self, alert):
        """When a message of it arrived first."""
        return self.seen.get(alert)

    def serve(self, port, answer, secure=False):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                answer(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(ACCOUNT / "ca.crt", self.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.servers.append(server)

    def samples(self, ask, samples):
        ask_type = "text/plain; version=0.0.4; charset=utf-8"
        reply(ask, made.text(samples, time.monotonic() - self.started).encode(), ask_type)

    def api(self, ask):
        """Lists and watches of nodes, as clients of Kubernetes want them."""
        url = urllib.parse.urlparse(ask.path)
        asked = urllib.parse.parse_qs(url.query)
        if url.path != "/api/v1/nodes":
            return reply(ask, b"{}", "application/json", 404)
        node = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.node, "uid": "1", "resourceVersion": "7", "labels": {"kubernetes.io/hostname": self.node}},
            "status": {
                "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}, {"type": "Hostname", "address": self.node}],
                "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            },
        }
        if asked.get("watch", ["false"])[0] not in ("true", "1"):
            value = {"apiVersion": "v1", "kind": "NodeList", "metadata": {"resourceVersion": "7"}, "items": [node]}
            return reply(ask, json.dumps(value).encode(), "application/json")
        ask.send_response(200)
        ask.send_header("Content-Type", "application/json")
        ask.send_header("Connection", "close")
        ask.end_headers()
        events = []
        if asked.get("sendInitialEvents", ["false"])[0] == "true":
            mark = {"kind": "Node", "apiVersion": "v1", "metadata": {"resourceVersion": "7", "annotations": {"k8s.io/initial-events-end": "true"}}}
            events = [{"type": "ADDED", "object": node}, {"type": "BOOKMARK", "object": mark}]
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

    def hub(self, ask):
        """Whoever is told: a webhook, Slack, the dead-man's switch; and a page that is probed."""
        length = int(ask.headers.get("Content-Length") or 0)
        body = ask.rfile.read(length)
        self.paths.append(ask.path)
        if ask.path == "/hub":
            for alert in json.loads(body)["alerts"]:
                self.messages.append(alert)
                if alert["status"] == "firing":
                    self.seen.setdefault(alert["labels"]["alertname"], time.monotonic())
        reply(ask, b"ok", "text/plain")


def reply(ask, body, kind, status=200):
    ask.send_response(status)
    ask.send_header("Content-Type", kind)
    ask.send_header("Content-Length", str(len(body)))
    ask.end_headers()
    ask.wfile.write(body)

"""What the stack talks to and is not part of it: an API server that knows one node, a kubelet, exporters whose programs are not
to be had here, and everybody who is told of alerts."""

import http.server
import json
import ssl
import threading
import time

import api
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
        api.reply(ask, made.text(samples, time.monotonic() - self.started).encode(), ask_type)

    def api(self, ask):
        api.answer(ask, [api.node(self.node, "127.0.0.1")])

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
        api.reply(ask, b"ok", "text/plain")

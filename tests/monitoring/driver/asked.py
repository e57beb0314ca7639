"""Questions to programs that answer by HTTP, and patience."""

import json
import time
import urllib.parse
import urllib.request


def query(answers, expression):
    """Labels and value of each series."""
    found = fetch(f"{answers}/api/v1/query?" + urllib.parse.urlencode({"query": expression, "nocache": "1"}))
    result = found["data"]["result"]
    if found["data"]["resultType"] == "scalar":
        return [({}, float(result[1]))]
    return [(series["metric"], float(series["value"][1])) for series in result]


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def send(url, value):
    request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def wait(done, seconds, words):
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {words}")
        time.sleep(0.2)

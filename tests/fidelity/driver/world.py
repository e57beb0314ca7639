"""What the probe prints of the world it finds itself in, as a flat map; what is a list only as it is printed is told by name."""

import ipaddress
import json
import re

# What podman takes for a host name.
ID = re.compile("[0-9a-f]{12}")
# The first process of the machine, which is seen in its own namespace alone.
RIG = "catatonit"
OWN_DOMAIN = re.compile(r"(\S+\.)?cluster\.local|dns\.podman")


def events(log):
    """What the probe printed; lines of other programs are passed over."""
    for line in log.splitlines():
        try:
            seen = json.loads(line)
        except ValueError:
            continue
        if isinstance(seen, dict) and "event" in seen:
            yield seen


def world(log):
    """What the probe printed first, as a flat map: facet|…|name → value."""
    for seen in events(log):
        if seen["event"] == "world":
            numbered(seen)
            own = [ipaddress.ip_interface(each) for of in seen["interfaces"].values() for each in of["addresses"]]
            seen["hosts"] = hosts(seen["hosts"], seen["hostname"], own)
            seen["resolv"] = resolv(seen["resolv"])
            seen["cgroup"]["devices"] = devices(seen["cgroup"]["limits"].pop("devices.list", ""))
            seen["processes"] = processes(seen["processes"])
            seen["routes"] = sorted(route(line, own) for line in seen["routes"])
            return dict(flat({k: v for k, v in seen.items() if k not in ("event", "time", "self")}))
    return None


def numbered(seen):
    """Interfaces by the order of their addresses: with several networks the engine numbers them as it comes."""
    names = sorted(name for name in seen["interfaces"] if re.fullmatch(r"eth[0-9]+", name))
    addresses = {name: sorted(map(ipaddress.ip_interface, seen["interfaces"][name]["addresses"]), key=str) for name in names}
    ordered = sorted(names, key=lambda name: [(each.version, each) for each in addresses[name]])
    new = dict(zip(ordered, names))
    seen["interfaces"] = dict(sorted((new.get(name, name), of) for name, of in seen["interfaces"].items()))
    seen["routes"] = [re.sub(r"\beth[0-9]+\b", lambda found: new.get(found[0], found[0]), line) for line in seen["routes"]]


def flat(value, path=""):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from flat(inner, f"{path}|{key}" if path else str(key))
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def hosts(lines, hostname, own):
    """Name → its addresses in their order; the first one counts. Its own are `<own>`, the id of a container is `<id>`."""
    mine, found = {str(each.ip) for each in own if not each.is_loopback}, {}
    for line in lines:
        address, *names = line.split()
        for name in names:
            name = "<own>" if name == hostname else "<id>" if ID.fullmatch(name) else name
            known = found.setdefault(name, {})
            known["<own>" if address in mine else address] = None
    return {name: " ".join(known) for name, known in found.items()}


def resolv(lines):
    """Keyword → its words, of options in any order; search domains of the network itself apart from those that are asked for."""
    found = {}
    for line in lines:
        keyword, *words = line.split()
        if keyword == "search":
            own = [word for word in words if OWN_DOMAIN.fullmatch(word)]
            found["domains of the network"] = " ".join(dict.fromkeys(own))
            words = [word for word in words if word not in own]
        found[keyword] = " ".join([found.get(keyword, ""), *words]).strip()
    if "options" in found:
        found["options"] = " ".join(sorted(found["options"].split()))
    return {keyword: words for keyword, words in found.items() if words}


def devices(listed):
    """Type and number → what may be done with it, for the lines of a control group; each runtime has an order of its own."""
    lines = (line.rsplit(" ", 1) for line in listed.splitlines())
    return {number: "".join(sorted(ways)) for number, ways in lines}


def processes(listed):
    """Name, user and parent of the first process and of all below it: numbers are another one at every run."""
    below, found = {1: None}, []
    if any(each["name"] == RIG for each in listed):
        return "those of the machine"
    for each in sorted(listed, key=lambda each: each["pid"]):
        if each["pid"] == 1 or each["ppid"] in below:
            below[each["pid"]] = each["name"]
            found.append({"name": each["name"], "uid": each["uid"], "of": below.get(each["ppid"])})
    return found


def route(line, own):
    """A route without the addresses of its own network."""
    networks = {str(each.network) for each in own}

    def word(found):
        text = found[0]
        if text in networks:
            return "<network>"
        inside = "/" not in text and any(ipaddress.ip_address(text) in each.network for each in own)
        return "<gateway>" if inside else text

    return re.sub(r"(?<![\w.:])[0-9a-f.:]*[.:][0-9a-f.:]*(?:/\d+)?(?![\w.:])", word, line)

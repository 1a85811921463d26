"""Ways in for networks: ranges that are elsewhere, accounts that are named, names and certificates that are ours."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from blueprint.facts.partitions import partition as partition_row
from blueprint.facts.partitions import partitions
from blueprint.settings import cidr
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.subnets import TIERS
from blueprint.settings.rules.ways_in import ARN

LINES = ("ways_in.vpn", "ways_in.transit_gateway", "ways_in.direct_connect")
RANGES = ("ways_in.private_link.clients", *(f"{line}.cidrs" for line in LINES))
WIDEST, NARROWEST = 12, 32
"""Prefixes of a range that may come in: a whole /8 is nobody's one network."""

NO_FAR_END = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")))
"""What is no host's address on the internet beside the private ranges (RFC 6890)."""

PRINCIPAL = re.compile(r"root|(?:user|role)/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})+")
"""RFC 1123, section 2.1, in lower case."""

CERTIFICATES = {
    "ways_in.certificates.imported": ("acm", "certificate"),
    "ways_in.certificates.authority": ("acm-pca", "certificate-authority"),
    "ways_in.vpn.certificate": ("acm", "certificate"),
}
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def ranges_are_elsewhere(draft: Draft) -> Iterator[Problem]:
    """Each range is private, narrow enough for one network, and apart from this network and from its own list's others."""
    own = cidr.enclosing(draft.text("network.cidr") or "")
    for path in RANGES:
        before: list[tuple[str, IPv4Network]] = []
        for field, text in draft.texts(path):
            found = _range(text)
            if isinstance(found, str):
                yield Problem(field, shown(text), found)
                continue
            if own and found.overlaps(own):
                yield Problem(field, shown(text), f"a range apart from network.cidr, {own}")
            elif other := next((name for name, known in before if known.overlaps(found)), None):
                yield Problem(field, shown(text), f"a range apart from {other}")
            before.append((field, found))


def lines_are_apart(draft: Draft) -> Iterator[Problem]:
    """No range lies behind two lines: a route table leads it down one of them only."""
    before: list[tuple[str, IPv4Network]] = []
    for line in LINES:
        here = [(field, found) for field, text in draft.texts(f"{line}.cidrs") if isinstance(found := _range(text), IPv4Network)]
        for field, found in here:
            if other := next((name for name, known in before if known.overlaps(found)), None):
                yield Problem(field, shown(str(found)), f"a range apart from {other}, which is behind another line")
        before += here


def tiers_are_the_networks(draft: Draft) -> Iterator[Problem]:
    """Each tier of a line is one of the network's and stands once."""
    for line in LINES:
        seen: set[str] = set()
        for field, tier in draft.texts(f"{line}.tiers"):
            if tier in seen:
                yield Problem(field, shown(tier), "each tier once")
            elif tier not in TIERS:
                yield Problem(field, shown(tier), f"one of: {', '.join(TIERS)}")
            seen.add(tier)


def principals_are_other_accounts(draft: Draft) -> Iterator[Problem]:
    """Whoever may ask for a connection is a named account, user or role of another account of the partition, and stands once."""
    partition, account = draft.text("jurisdiction.partition"), draft.text("account")
    seen: set[str] = set()
    for field, text in draft.texts("ways_in.private_link.principals"):
        found = ARN.fullmatch(text)
        if text in seen:
            yield Problem(field, shown(text), "each principal once")
        elif not found or found["service"] != "iam" or found["region"] or "*" in text or not PRINCIPAL.fullmatch(found["resource"]):
            wanted = f"arn:{partition or 'PARTITION'}:iam::ACCOUNT:"
            yield Problem(field, shown(text), f"one account by its ARN, {wanted}root, or one of its users or roles; never *")
        elif partition and found["partition"] != partition:
            yield Problem(field, shown(text), f"is of the partition {found['partition']}; jurisdiction.partition is {partition}")
        elif found["account"] == account:
            yield Problem(field, shown(text), "an account of another agency; this deployment's own needs no service")
        seen.add(text)


def targets_stand_here(draft: Draft) -> Iterator[Problem]:
    """Each target is an address of one of this network's subnets that AWS leaves to interfaces, and stands once."""
    read = [cidr.parse(text) for tier in TIERS for _, text in draft.texts(f"network.subnets.{tier}")]
    subnets = [subnet for subnet in read if isinstance(subnet, IPv4Network)]
    seen: set[str] = set()
    for field, text in draft.texts("ways_in.private_link.targets"):
        address = _address(text)
        subnet = next((each for each in subnets if address and address in each), None)
        if text in seen:
            yield Problem(field, shown(text), "each address once")
        elif address is None:
            yield Problem(field, shown(text), "an IPv4 address such as 10.20.192.10")
        elif subnets and subnet is None:
            yield Problem(field, shown(text), "an address in network.subnets")
        elif subnet and (int(address) - int(subnet.network_address) < cidr.RESERVED_BY_AWS - 1 or address == subnet.broadcast_address):
            yield Problem(field, shown(text), f"an address that AWS does not keep: of {subnet}, not the first four and not the last")
        seen.add(text)


def far_end_is_public(draft: Draft) -> Iterator[Problem]:
    """The far end of a VPN has an address on the internet: AWS offers no other between a network and a virtual private gateway."""
    text = draft.text("ways_in.vpn.address")
    address = _address(text) if text is not None else None
    if text is not None and (address is None or any(address in net for net in (*cidr.PRIVATE, *NO_FAR_END))):
        yield Problem("ways_in.vpn.address", shown(text), "one public IPv4 address")


def names_are_own(draft: Draft) -> Iterator[Problem]:
    """Each name is a DNS name in lower case and none of AWS's, which it would take over inside the network."""
    suffixes = sorted({suffix for name in partitions() for suffix in _suffixes(name)})
    for path in ("ways_in.private_zones.name", "ways_in.private_link.name", "ways_in.certificates.name"):
        text = draft.text(path)
        if text is None:
            continue
        if not NAME.fullmatch(text) or len(text) > 200:
            yield Problem(path, shown(text), "a DNS name of two labels or more, in lower case, such as llm.example.internal")
        elif taken := next((suffix for suffix in suffixes if f".{text}".endswith(f".{suffix}") or f".{suffix}".endswith(f".{text}")), None):
            yield Problem(path, shown(text), f"a name apart from AWS's own, {taken}")


def certificates_are_of_this_place(draft: Draft) -> Iterator[Problem]:
    """Each certificate or authority is named by its ARN and lies in this partition, region and account."""
    partition, region, account = draft.text("jurisdiction.partition"), draft.text("region"), draft.text("account")
    for path, (service, kind) in CERTIFICATES.items():
        text = draft.text(path)
        if text is None:
            continue
        found = ARN.fullmatch(text)
        if not found or found["service"] != service or not re.fullmatch(rf"{kind}/{UUID}", found["resource"]):
            place = f"arn:{partition or 'PARTITION'}:{service}:{region or 'REGION'}:{account or 'ACCOUNT'}"
            yield Problem(path, shown(text), f"an ARN of the form {place}:{kind}/UUID")
            continue
        for name, own in (("partition", partition), ("region", region), ("account", account)):
            if own and found[name] != own:
                yield Problem(path, shown(text), f"is of the {name} {found[name]}; this deployment's is {own}")


def certificate_is_one(draft: Draft) -> Iterator[Problem]:
    """A listener has one certificate, from one place; an authority has to be told the name, and nothing holds one that nobody shows."""
    part = "ways_in.certificates"
    if draft.has("ways_in.private_link") and not draft.has(part):
        yield Problem("ways_in.private_link", "declared", "beside ways_in.certificates: the listener speaks TLS and needs one")
    if not draft.has(part):
        return
    if not draft.has("ways_in.private_link"):
        yield Problem(part, "declared", "no such part: without ways_in.private_link nothing here listens")
    sources = [name for name in ("imported", "authority") if draft.text(f"{part}.{name}") is not None]
    if len(sources) != 1:
        yield Problem(part, " and ".join(sources) or "neither", "exactly one of imported, authority")
    elif sources == ["authority"] and draft.text(f"{part}.name") is None:
        yield Problem(f"{part}.name", "missing", "required: the DNS name that the authority puts into the certificate")
    elif sources == ["imported"] and draft.text(f"{part}.name") is not None:
        yield Problem(f"{part}.name", shown(draft.text(f"{part}.name")), "no such field: an imported certificate has its names already")


def names_have_a_way(draft: Draft) -> Iterator[Problem]:
    """A private zone names a balancer or answers a line."""
    if draft.has("ways_in.private_zones") and not any(draft.has(part) for part in ("ways_in.private_link", *LINES)):
        yield Problem(
            "ways_in.private_zones", "declared", f"no such part: without ways_in.private_link, {', '.join(LINES)} nobody asks for it"
        )


def _range(text: str) -> IPv4Network | str:
    """A range from which somebody may come, or what is allowed instead."""
    try:
        found = IPv4Network(text)
    except ValueError:
        return "an IPv4 range with its prefix length and no bits beyond it, such as 10.60.0.0/16"
    if "/" not in text or not WIDEST <= found.prefixlen <= NARROWEST:
        return f"a range with its prefix, /{WIDEST} to /{NARROWEST}"
    if not any(found.subnet_of(private) for private in cidr.PRIVATE):
        return f"a range inside {', '.join(map(str, cidr.PRIVATE))}"
    if found.overlaps(cidr.SERVICE_RANGE):
        return f"a range apart from {cidr.SERVICE_RANGE}, which SageMaker and Docker use inside their hosts"
    return found


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None


def _suffixes(name: str) -> tuple[str, str]:
    row = partition_row(name)
    return row.dns_suffix, row.dual_stack_dns_suffix

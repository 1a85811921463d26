"""The Kubernetes cluster: versions, people, ranges and names that EKS and Kubernetes take."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from blueprint.facts.instances import instance, instances
from blueprint.facts.kubernetes import addons, versions
from blueprint.facts.table import nearest
from blueprint.settings import cidr
from blueprint.settings.draft import Draft
from blueprint.settings.eks import LABEL
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.offers import refusal
from blueprint.settings.rules.ways_in import no_person

PEOPLE = ("eks.administrators", "eks.viewers")
OTHER_NETWORKS = ("ways_in.private_link.clients", "ways_in.vpn.cidrs", "ways_in.transit_gateway.cidrs", "ways_in.direct_connect.cidrs")
WIDEST, NARROWEST = 12, 24
"""Prefixes of the services' range (Amazon EKS API, KubernetesNetworkConfigRequest.serviceIpv4Cidr)."""

SERVICE_RANGES = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""Where EKS lets it lie (ditto)."""

KEPT_LABELS = re.compile(r"purpose=|(?:[a-z0-9.-]*\.)?(?:kubernetes\.io|k8s\.io|amazonaws\.com|k8s\.aws|karpenter\.sh|nvidia\.com)/")
FEWEST_ZONES = 2
"""EKS places a control plane's interfaces in two zones or more (Amazon EKS guide, VPC and subnet requirements)."""


def version_is_supported(draft: Draft) -> Iterator[Problem]:
    """The version is one in standard support: another one is upgraded, or costs more, by itself."""
    version = draft.text("eks.version")
    if version and version not in versions():
        known = ", ".join(f"{name} (until {row.standard_until})" for name, row in versions().items())
        yield Problem("eks.version", shown(version), f"a version in EKS's standard support: {known}")


def people_are_roles(draft: Draft) -> Iterator[Problem]:
    """Each is a role of this account, and stands in one list once."""
    partition, account = draft.text("jurisdiction.partition"), draft.text("account")
    seen: set[str] = set()
    for path in PEOPLE:
        for field, text in draft.texts(path):
            if text in seen:
                yield Problem(field, shown(text), "each role once, as administrator or as viewer")
            elif reason := no_person(text, partition, account):
                yield Problem(field, shown(text), reason)
            elif ":user/" in text:
                yield Problem(field, shown(text), "a role: a user's keys last until somebody takes them away")
            seen.add(text)


def services_have_a_range(draft: Draft) -> Iterator[Problem]:
    """The services' range is private, of a size that EKS takes, and apart from every network that the cluster meets."""
    text = draft.text("eks.service_cidr")
    if text is None or not draft.has("eks"):
        return
    try:
        found = IPv4Network(text)
    except ValueError:
        yield Problem("eks.service_cidr", shown(text), "an IPv4 range such as 172.20.0.0/16")
        return
    others = [("network.cidr", draft.text("network.cidr") or ""), *(each for path in OTHER_NETWORKS for each in draft.texts(path))]
    if not WIDEST <= found.prefixlen <= NARROWEST or not any(found.subnet_of(private) for private in SERVICE_RANGES):
        yield Problem("eks.service_cidr", shown(text), f"a /{WIDEST} to /{NARROWEST} inside {', '.join(map(str, SERVICE_RANGES))}")
    for field, other in others:
        network = cidr.enclosing(other)
        if network and network.overlaps(found):
            yield Problem(
                "eks.service_cidr", shown(text), f"a range apart from {field}, {network}: what it hides is not reached from a pod"
            )


def control_plane_has_zones(draft: Draft) -> Iterator[Problem]:
    """EKS asks for subnets in two zones."""
    zones = draft.length("network.zones")
    if draft.has("eks") and zones is not None and zones < FEWEST_ZONES:
        yield Problem("eks", f"{zones} zones", f"at least {FEWEST_ZONES} in network.zones: EKS places its control plane in several")


def system_nodes_are_plain(draft: Draft) -> Iterator[Problem]:
    """The cluster's own nodes are sold here, and carry no GPU that would stand idle."""
    kind = draft.text("eks.system.instance_type")
    if kind is None or not draft.has("eks"):
        return
    if reason := refusal(draft, kind, "ec2"):
        yield Problem("eks.system.instance_type", shown(kind), reason)
    elif instance(kind).accelerators:
        yield Problem("eks.system.instance_type", shown(kind), "a type without a GPU: no work of training or serving runs there")


def pools_can_be_had(draft: Draft) -> Iterator[Problem]:
    """A pool's types are sold here, its zones are the network's, and reserved ones say what they take from."""
    zones = [zone for _, zone in draft.texts("network.zones")]
    groups = {name for _, group in draft.drafts("eks.groups") if (name := group.text("name"))}
    seen: set[str] = set()
    for field, pool in draft.drafts("eks.karpenter.pools"):
        name, capacity = pool.text("name"), pool.text("capacity")
        if name and name in seen | groups | {"system"}:
            yield Problem(f"{field}.name", shown(name), "each name once among eks.groups, the pools, and system")
        seen.add(name or "")
        for where, kind in pool.texts("instance_types"):
            if reason := refusal(draft, kind, "ec2"):
                yield Problem(f"{field}.{where}", shown(kind), reason)
        for where, zone in pool.texts("zones"):
            if zones and zone not in zones:
                yield Problem(f"{field}.{where}", shown(zone), f"one of network.zones: {', '.join(zones)}")
        yield from _capacity(field, pool, capacity)
        yield from _gpus(field, pool)


def _capacity(field: str, pool: Draft, capacity: str | None) -> Iterator[Problem]:
    count = pool.length("reservations")
    if capacity == "reserved" and not count:
        yield Problem(f"{field}.reservations", "none", "what a reserved pool takes its nodes from: at least one cr-...")
    elif capacity == "on-demand" and count:
        yield Problem(f"{field}.reservations", f"{count} entries", "none, or capacity: reserved")
    for where, text in pool.texts("reservations"):
        if not text.startswith("cr-") or not 8 <= len(text) - 3 <= 17 or set(text[3:]) - set("0123456789abcdef"):
            yield Problem(f"{field}.{where}", shown(text), "cr- and 8 to 17 hexadecimal digits")


def _gpus(field: str, pool: Draft) -> Iterator[Problem]:
    """A pool of GPU types needs room for a GPU, and one without GPUs counts none."""
    kinds = [instance(kind) for _, kind in pool.texts("instance_types") if kind in instances()]
    most = pool.number("most_gpus")
    fewest = min((kind.accelerators for kind in kinds if kind.accelerators), default=0)
    if most is not None and fewest and most < fewest:
        yield Problem(f"{field}.most_gpus", shown(most), f"at least {fewest}: its smallest type with GPUs has {fewest}")
    elif most and kinds and not fewest:
        yield Problem(f"{field}.most_gpus", shown(most), "0: none of its types has a GPU")


def training_stays_beside_the_file_system(draft: Draft) -> Iterator[Problem]:
    """A training pool lies in one zone, the file system's: neither EFA nor Lustre's bandwidth crosses zones."""
    there = draft.text("lake.lustre.zone")
    for field, pool in draft.drafts("eks.karpenter.pools"):
        if pool.text("purpose") == "training" and there:
            for where, zone in pool.texts("zones"):
                if zone != there:
                    yield Problem(f"{field}.{where}", shown(zone), f"lake.lustre.zone, {there}: training stays beside the file system")


def labels_can_be_set(draft: Draft) -> Iterator[Problem]:
    """A label has Kubernetes' form, and none of those that others set."""
    for field, group in draft.drafts("eks.groups"):
        for where, label in group.texts("labels"):
            if not re.fullmatch(LABEL, label):
                yield Problem(f"{field}.{where}", shown(label), "name=value, each of 1 to 63 letters, digits, and - _ . between them")
            elif KEPT_LABELS.match(label):
                yield Problem(f"{field}.{where}", shown(label), "another name: the blueprint, Kubernetes or AWS sets this one")


def addons_are_known(draft: Draft) -> Iterator[Problem]:
    """An add-on is one of the table, stands once, and is built for the cluster's version."""
    version = draft.text("eks.version")
    seen: set[str] = set()
    for field, pin in draft.drafts("eks.addons"):
        name, pinned = pin.text("name"), pin.text("version")
        if name is None:
            continue
        if name not in addons():
            guess = nearest(name, tuple(addons()))
            hint = f"did you mean {guess}?" if guess else f"known: {', '.join(addons())}"
            yield Problem(f"{field}.name", shown(name), f"is no add-on of blueprint/facts/eks_addons.yaml; {hint}")
        elif name in seen:
            yield Problem(f"{field}.name", shown(name), "each add-on once")
        elif name == "kube-proxy" and version and pinned and not pinned.startswith(f"v{version}."):
            yield Problem(f"{field}.version", shown(pinned), f"a build of v{version}: kube-proxy has the version of Kubernetes itself")
        seen.add(name)


def charts_stand_once(draft: Draft) -> Iterator[Problem]:
    """Each chart has one version."""
    seen: set[str] = set()
    for field, chart in draft.drafts("eks.charts"):
        name = chart.text("name")
        if name in seen:
            yield Problem(f"{field}.name", shown(name), "each chart once")
        seen.add(name or "")


RULES = (
    version_is_supported,
    people_are_roles,
    services_have_a_range,
    control_plane_has_zones,
    system_nodes_are_plain,
    pools_can_be_had,
    training_stays_beside_the_file_system,
    addons_are_known,
    labels_can_be_set,
    charts_stand_once,
)

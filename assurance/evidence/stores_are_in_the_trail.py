"""Claim: nothing is touched unseen."""

from collections.abc import Iterable, Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.recording import Records, delivered_to, prefixes_of, recorded, whole_category
from assurance.evidence.selectors import Selector, readings
from assurance.evidence.store_table import Seen, store_table, stores_data
from assurance.evidence.trail_guards import guard_findings
from assurance.evidence.trails import TRAIL, bucket_of, trail_findings
from assurance.evidence.values import render

NAME = "stores_are_in_the_trail"
STATEMENT = "Every touch of every data store is recorded in a trail that nobody can change."
RULES = paragraphs("""
A trail logs, signs its files, sees every region, encrypts under a key of ours, and delivers into a bucket of these templates under Object
Lock: in compliance mode, in a development deployment also in governance mode. The bucket's policy lets CloudTrail deliver for our own
account and lets nobody else write. No identity of these templates may stop the trail, change what it takes, or touch its bucket; only a
role that CloudFormation alone takes on may, for somebody has to deploy it.

A trail sees its own account. Where a deployment has a second one, for copies, its stores have to be in a trail that stands there; the
first account's does not count for them, nor theirs for the first. An identity is held against the trail and the bucket of its own account.

It takes all management events, those that read too.

Of every bucket, the bootstrap's too, it takes all data events, and of every other type for which CloudTrail has such events (the table
stores.yaml). A selector is read for what it really matches: one that is held to reads or to writes, to some names, or to a part of the
bucket counts for no more than that. One exception: of buckets into which AWS delivers records (the trail's own, access logs), the
deliveries are left out.

A type that takes a key stores data. Where the table does not say how its use is recorded, the claim is broken: somebody has to look.

Where the deployment asks for network activity events, every endpoint that CloudTrail can watch has its selector, for refused calls at
least.

What CloudTrail cannot see (Lustre, databases inside the network, disks), and whether somebody reads the records, no template shows.
""")
REFUSED = "errorCode Equals VpceAccessDenied"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Trails, every store with data events, every other type that stores data, and the endpoints that are watched."""
    for resource in graph.resources.values():
        if resource.type == TRAIL or _is_store(resource) or (graph.scope.network_events and resource.type == ENDPOINT):
            yield resource


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Trails that can be changed, stores that none records, types that nobody has reviewed."""
    stores = [resource for resource in graph.resources.values() if _is_store(resource)]
    for store in stores:
        if _is_unreviewed(store):
            yield Finding(store.path, store.type, "stores data, and nobody has reviewed how its use is recorded", ("not in stores.yaml",))
    watched = [store for store in stores if store_table().events_of(store)]
    for account in dict.fromkeys(graph.account_of(each) for each in (*watched, *graph.of_type(TRAIL))):
        yield from _in(account, [store for store in watched if graph.account_of(store) == account], graph)


def _in(account: str, watched: list[Resource], graph: TemplateGraph) -> Iterator[Finding]:
    trails = _trails_of(account, graph)
    if not trails:
        where = "" if account == graph.scope.account else f" in account {account}"
        sentence = f"has no trail{where}: nothing records who touches {len(watched)} stores, {watched[0].path} the first of them"
        yield Finding(graph.scope.name, "", sentence, (watched[0].path,))
        return
    weak = {trail.id: list(_weak(trail, graph)) for trail in trails}
    sound = [trail for trail in trails if not weak[trail.id]]
    for trail in trails if not sound else []:
        yield from weak[trail.id]
    chosen = sound or trails
    for reading in _together(chosen):
        yield from _unrecorded(reading, chosen[0], watched, graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """What CloudTrail cannot see, and trails beside the one that counts."""
    for type_name in sorted({resource.type for resource in graph.resources.values()}):
        if (
            stores_data(type_name)
            and store_table().seen(type_name) == Seen.INSIDE
            and not any(r.type == type_name for r in store_table().events)
        ):
            yield Remark(
                type_name, "is used in ways of which CloudTrail sees nothing: its own calls and the network's flow log are what shows."
            )
    trails = [*graph.of_type(TRAIL)]
    for account in dict.fromkeys(map(graph.account_of, trails)):
        own = _trails_of(account, graph)
        weak = [trail for trail in own if any(True for _ in _weak(trail, graph))]
        for trail in weak if len(weak) < len(own) else []:
            yield Remark(trail.path, "is a trail that can be weakened; nothing here counts on it.")
    if trails and not graph.scope.network_events and any(True for _ in graph.of_type(ENDPOINT)):
        yield Remark(graph.scope.name, "does not ask for network activity events: calls that an endpoint refuses are not recorded.")


def _trails_of(account: str, graph: TemplateGraph) -> list[Resource]:
    return [trail for trail in graph.of_type(TRAIL) if graph.account_of(trail) == account]


def _is_store(resource: Resource) -> bool:
    return store_table().events_of(resource) is not None or stores_data(resource.type)


def _is_unreviewed(store: Resource) -> bool:
    return store_table().seen(store.type) is None and not any(row.type == store.type for row in store_table().events)


def _weak(trail: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    yield from trail_findings(trail, graph)
    yield from guard_findings(trail, bucket_of(trail, graph), graph)


def _together(trails: Iterable[Resource]) -> list[tuple[Selector, ...]]:
    """What the trails take together; one set for each way in which open conditions can turn out."""
    sets: list[tuple[Selector, ...]] = [()]
    for trail in trails:
        sets = [(*before, *more) for before in sets for more in readings(trail)]
    return sets


def _unrecorded(reading: tuple[Selector, ...], trail: Resource, stores: list[Resource], graph: TemplateGraph) -> Iterator[Finding]:
    if missing := whole_category(reading, "Management").missing:
        yield Finding(trail.path, TRAIL, f"does not take all management events: {missing}", ("eventCategory = Management",))
    records = delivered_to(graph)
    for store in stores:
        row = store_table().events_of(store)
        if row is None:
            continue
        found: Records = recorded(reading, row.records, prefixes_of(store, row, graph), is_delivered_to=store in records)
        if found.missing:
            yield Finding(
                store.path, store.type, f"is not wholly in the trail: {found.missing}", (trail.path, f"resources.type = {row.records}")
            )
    if graph.scope.network_events:
        yield from _unwatched(reading, trail, graph)


def _unwatched(reading: tuple[Selector, ...], trail: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for endpoint in graph.of_type(ENDPOINT):
        if graph.account_of(endpoint) != graph.account_of(trail):
            continue
        for service in endpoint.at("ServiceName"):
            source = store_table().source_of(render(service).partition(f".{graph.region_of(endpoint)}.")[2])
            if source is None:
                continue
            selectors = [each for each in reading if each.category == "NetworkActivity" and _source_of(each) == source]
            if not any(set(each.narrowed_by("eventSource")) <= {REFUSED} for each in selectors):
                narrowed = [text for each in selectors for text in each.narrowed_by("eventSource") if text != REFUSED]
                sentence = "is not watched: " + (
                    f"recorded only where {narrowed[0]}" if narrowed else f"no network activity events of {source}"
                )
                yield Finding(endpoint.path, ENDPOINT, sentence, (trail.path, f"ServiceName = {render(service)}"))


def _source_of(selector: Selector) -> str:
    field = selector.fields.get("eventSource")
    return (field.only() or "").split(".")[0] if field else ""

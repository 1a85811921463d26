"""Whether a trail and what it has written can be weakened."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_source import what_is_wrong
from assurance.evidence.ownership import BUCKET
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import ABSENT, Absent, Value, render, truth

TRAIL = "AWS::CloudTrail::Trail"
BUCKET_POLICY = "AWS::S3::BucketPolicy"
CLOUDTRAIL = "cloudtrail."
DELIVERY = "s3:putobject"
CHANGES = (
    *("s3:putobject", "s3:deleteobject", "s3:deleteobjectversion", "s3:putobjectretention", "s3:putobjectlegalhold"),
    *("s3:bypassgovernanceretention", "s3:putbucketpolicy", "s3:deletebucketpolicy", "s3:deletebucket"),
    *("s3:putbucketobjectlockconfiguration", "s3:putlifecycleconfiguration", "s3:putbucketversioning", "s3:putencryptionconfiguration"),
)
"""What changes a bucket's objects, or what protects them (S3 User Guide, Actions by resource type)."""

SWITCHES = {
    "IsLogging": "does not log",
    "EnableLogFileValidation": "does not sign its files: nobody could prove that none was changed",
    "IsMultiRegionTrail": "sees one region alone",
}
PERIODS = ("Days", "Years")


def trail_findings(trail: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    """Why a trail is not immutable."""
    if not trail.is_certain:
        yield Finding(trail.path, TRAIL, "is there only under a condition that is open until the deployment", (trail.id,))
    for name, sentence in SWITCHES.items():
        for value in trail.at(name):
            if truth(value) is not True:
                yield _finding(trail, sentence, name, value)
    for value in trail.at("IncludeGlobalServiceEvents"):
        if truth(value) is False:
            yield _finding(trail, "leaves out IAM and the other services without a region", "IncludeGlobalServiceEvents", value)
    for key in trail.at("KMSKeyId"):
        if wrong := what_is_wrong(key, graph):
            yield _finding(trail, wrong, "KMSKeyId", key)
    yield from _delivery(trail, graph)


def _delivery(trail: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    store = bucket_of(trail, graph)
    if store is None:
        for value in trail.at("S3BucketName"):
            yield _finding(trail, "delivers into a bucket that is none of these templates", "S3BucketName", value)
    else:
        yield from _unlocked(store, graph)
        yield from _writers(store, trail, graph)


def bucket_of(trail: Resource, graph: TemplateGraph) -> Resource | None:
    """The bucket of these templates into which a trail delivers, where every possible value names it."""
    found: list[Resource | None] = []
    for value in trail.at("S3BucketName"):
        referred = [each for each in graph.referred(value) if each.type == BUCKET]
        named = [each for each in graph.of_type(BUCKET) if value != ABSENT and render(value) in map(render, each.at("BucketName"))]
        found.append(next(iter((*referred, *named)), None))
    return found[0] if found and len(set(found)) == 1 else None


def _unlocked(bucket: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for value in bucket.at("ObjectLockEnabled"):
        if truth(value) is not True:
            yield _finding(bucket, "takes the trail's records without Object Lock", "ObjectLockEnabled", value)
            return
    modes = ("COMPLIANCE", "GOVERNANCE") if graph.scope.stage == "development" else ("COMPLIANCE",)
    retention = ("ObjectLockConfiguration", "Rule", "DefaultRetention")
    for mode in bucket.at(*retention, "Mode"):
        if mode not in modes:
            yield _finding(
                bucket, f"does not lock the trail's records in {' or '.join(modes).lower()} mode", ".".join((*retention, "Mode")), mode
            )
    if not any(render(period).isdecimal() and int(render(period)) > 0 for name in PERIODS for period in bucket.at(*retention, name)):
        yield _finding(bucket, "does not say how long the trail's records stay", ".".join((*retention, "Days")), ABSENT)


def _writers(bucket: Resource, trail: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for policy, statement in bucket_statements(bucket, graph):
        changes = changed_by(statement)
        if statement.effect != "Allow" or not changes:
            continue
        for kind, principal in statement.principals:
            who = render(principal)
            place = (graph.path(policy, bucket) or (policy.path,)) + (statement.name, f"{kind} = {who}")
            if kind != "Service" or not who.startswith(CLOUDTRAIL):
                sentence = f"lets {'everybody' if who == '*' else who} change the records of {trail.path} ({changes[0]})"
                yield Finding(policy.path, policy.type, sentence, place)
            elif changes != [DELIVERY]:
                yield Finding(policy.path, policy.type, f"lets CloudTrail do more than deliver ({changes[-1]})", place)
            elif not statement.confines("who"):
                yield Finding(policy.path, policy.type, "lets CloudTrail deliver the records of any of its customers", place)


def bucket_statements(bucket: Resource, graph: TemplateGraph) -> Iterator[tuple[Resource, Statement]]:
    """Every statement of every policy of a bucket."""
    names = {render(name) for name in bucket.at("BucketName") if not isinstance(name, Absent)}
    for policy in graph.of_type(BUCKET_POLICY):
        if bucket in graph.referred(policy.properties.get("Bucket")) or names & {render(value) for value in policy.at("Bucket")}:
            for statement in statements(policy, graph.scope.accounts):
                yield policy, statement


def changed_by(statement: Statement, actions: tuple[str, ...] = CHANGES) -> list[str]:
    """Which of some actions a statement speaks of."""
    return [each for each in actions if any(fnmatchcase(each, pattern) for pattern in statement.actions)]


def _finding(resource: Resource, sentence: str, place: str, value: Value) -> Finding:
    return Finding(resource.path, resource.type, sentence, (f"{place} = {'nothing' if isinstance(value, Absent) else render(value)}",))

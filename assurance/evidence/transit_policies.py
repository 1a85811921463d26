"""Stores that take plain HTTP, or plain NFS, unless a policy on them denies it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from assurance.evidence.claim import Finding, Remark
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import Absent, Unknown, render, truth

SECURE, TLS_VERSION = "aws:securetransport", "s3:tlsversion"
BOOLEAN = ("bool", "boolifexists")
LEAST_TLS = 1.2
"""What AWS's API endpoints take at least (AWS Security Blog, TLS 1.2 to become the minimum TLS protocol level for AWS API endpoints)."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A type whose policy has to deny plain connections.

    Attributes:
        type: The type.
        policy: The type that holds its policy; itself for some.
        targets: The property of the policy that names what it is about; empty where the policy stands in the resource itself.
        calls: Calls that have to be denied, lower case: what reads or writes.
        speaks: What it takes otherwise.
    """

    type: str
    policy: str
    targets: str
    calls: tuple[str, ...]
    speaks: str


GUARDED = (
    Guarded(
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "Bucket",
        ("s3:getobject", "s3:putobject", "s3:listbucket", "s3:deleteobject"),
        "plain HTTP",
    ),
    Guarded("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics", ("sns:publish",), "messages in plain HTTP"),
    Guarded("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues", ("sqs:sendmessage", "sqs:receivemessage"), "messages in plain HTTP"),
    Guarded("AWS::EFS::FileSystem", "AWS::EFS::FileSystem", "", ("elasticfilesystem:clientmount",), "plain NFS"),
)


def policy_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Stores of which no statement denies plain connections."""
    for kind in GUARDED:
        for resource in graph.of_type(kind.type):
            found = [*_statements(resource, kind, graph)]
            if any(_denies_plain(statement, kind, resource, graph) for _, statement in found):
                continue
            partly = next((f"{policy.path}: {each.name}" for policy, each in found if _asks_for_plain(each)), "")
            sentence = f"takes {kind.speaks}: " + ("what denies it does not deny all of it" if partly else "no policy denies it")
            yield Finding(resource.path, resource.type, sentence, (partly or f"no {kind.policy} with aws:SecureTransport",))


def version_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Where the deployment asks for it: buckets that do not themselves deny older versions of TLS."""
    least = graph.scope.least_tls
    for bucket in _take_older(graph, least) if least else ():
        yield Finding(
            bucket.path, bucket.type, f"takes TLS under {least}: no policy of its own denies it", ("no statement with s3:TlsVersion",)
        )


def version_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Where it does not: buckets that leave the version to AWS's endpoints."""
    for bucket in _take_older(graph, LEAST_TLS) if not graph.scope.least_tls else ():
        yield Remark(bucket.path, "does not itself deny TLS under 1.2 (s3:TlsVersion); AWS's API endpoints take none since June 2023.")


def _take_older(graph: TemplateGraph, least: float) -> Iterator[Resource]:
    kind = GUARDED[0]
    for bucket in graph.of_type(kind.type):
        if not any(_denies_old(statement, least, bucket, graph) for _, statement in _statements(bucket, kind, graph)):
            yield bucket


def _statements(resource: Resource, kind: Guarded, graph: TemplateGraph) -> Iterator[tuple[Resource, Statement]]:
    for policy in graph.of_type(kind.policy):
        is_about = policy is resource if not kind.targets else _is_about(policy, kind.targets, resource, graph)
        for statement in statements(policy, graph.scope.accounts) if is_about and policy.is_certain else ():
            yield policy, statement


def _is_about(policy: Resource, targets: str, resource: Resource, graph: TemplateGraph) -> bool:
    named = [*policy.at(targets), *policy.at(targets, "*")]
    if any(resource in graph.referred(value) for value in named):
        return True
    names = [
        render(name)
        for name in (*resource.at("BucketName"), *resource.at("QueueName"), *resource.at("TopicName"))
        if not isinstance(name, (Absent, Unknown))
    ]
    return any(text == name or text.endswith((f":{name}", f"/{name}")) for text in map(render, named) for name in names)


def _asks_for_plain(statement: Statement) -> bool:
    return statement.effect == "Deny" and any(key == SECURE for _, key, _ in statement.conditions())


def _denies_plain(statement: Statement, kind: Guarded, resource: Resource, graph: TemplateGraph) -> bool:
    """Whether it denies everybody every call over a plain connection, whatever else is true of the call."""
    conditions = [*statement.conditions()]
    if len(conditions) != 1 or not _denies_all(statement, kind, resource, graph):
        return False
    operator, key, values = conditions[0]
    return operator in BOOLEAN and key == SECURE and [truth(value) for value in values] == [False]


def _denies_all(statement: Statement, kind: Guarded, resource: Resource, graph: TemplateGraph) -> bool:
    """Whether, but for its condition, it denies everybody every call on all of a resource."""
    return (
        statement.effect == "Deny"
        and not {"NotPrincipal", "NotAction", "NotResource"} & set(statement.body)
        and statement.lets_anybody
        and all(any(fnmatchcase(call, action) for action in statement.actions) for call in kind.calls)
        and _covers(statement, kind, resource, graph)
    )


def _covers(statement: Statement, kind: Guarded, resource: Resource, graph: TemplateGraph) -> bool:
    """Whether it speaks of all of a resource: of a bucket, of itself and of its objects."""
    if "Resource" not in statement.body and not kind.targets:
        return True
    names = [render(name) for name in resource.at("BucketName") if not isinstance(name, (Absent, Unknown))] or [f"${{{resource.id}}}"]
    own = [f"${{{resource.id}.Arn}}", f"${{{resource.id}.TopicArn}}", f"${{{resource.id}}}"]
    own += [f"arn:{graph.scope.partition}:s3:::{name}" for name in names]
    patterns = [render(each) for each in statement.resources]
    if kind.type != "AWS::S3::Bucket":
        return bool(patterns)
    return all(any(fnmatchcase(f"{arn}{rest}", pattern) for arn in own for pattern in patterns) for rest in ("", "/object"))


def _denies_old(statement: Statement, least: float, bucket: Resource, graph: TemplateGraph) -> bool:
    """Whether it denies everybody every call on all of a bucket under a version of TLS, whatever else is true of the call."""
    conditions = [*statement.conditions()]
    if len(conditions) != 1 or not _denies_all(statement, GUARDED[0], bucket, graph):
        return False
    operator, key, values = conditions[0]
    return operator == "numericlessthan" and key == TLS_VERSION and bool(values) and all(_is_enough(render(each), least) for each in values)


def _is_enough(text: str, least: float) -> bool:
    try:
        return float(text) >= least
    except ValueError:
        return False

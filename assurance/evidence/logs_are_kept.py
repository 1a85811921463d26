"""Claim: logs are written and kept."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_source import what_is_wrong
from assurance.evidence.ownership import BUCKET, bucket_names
from assurance.evidence.values import ABSENT, Absent, Reference, Unknown, Value, listed, possible, render, truth

NAME = "logs_are_kept"
STATEMENT = "Every network, data bucket and load balancer writes a log, and every log stays as long as it has to, under our key."
RULES = paragraphs("""
A log group says how long it keeps, not less than the deployment's `log_retention_days`, and takes a key of ours. A group that says
nothing keeps for ever in the account, under nobody's decision, and breaks the claim.

Every VPC has a flow log of its own that takes all traffic, accepted and rejected; one for a subnet or an interface does not stand for it.

Every bucket delivers its server access logs to a bucket of these templates, but for those that take such logs themselves. The CDK's
bootstrap bucket is let be, and listed: it has to exist before a bucket for logs can.

Every load balancer for applications or networks delivers its access logs to a bucket of these templates.

Where a service makes its log group itself, no template shows how long it keeps.
""")
GROUP = "AWS::Logs::LogGroup"
TARGET = "LoggingConfiguration.DestinationBucketName"
VPC = "AWS::EC2::VPC"
FLOW_LOG = "AWS::EC2::FlowLog"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
FUNCTION = "AWS::Lambda::Function"
BOOTSTRAP_VERSION = "/cdk-bootstrap/"
"""How the parameter's name begins by which the CDK knows its bootstrap stack (CDK Developer Guide, Customize bootstrapping)."""


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Log groups, networks, flow logs, buckets and load balancers."""
    return graph.of_type(GROUP, VPC, FLOW_LOG, BUCKET, BALANCER, CLASSIC)


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Logs that are not written, not kept long enough, or under another key."""
    for group in graph.of_type(GROUP):
        yield from _group(group, graph)
    for network in graph.of_type(VPC):
        yield from _network(network, graph)
    for bucket in graph.of_type(BUCKET):
        if bucket not in _log_buckets(graph) and not is_bootstrap(bucket, graph):
            yield from _bucket(bucket, graph)
    for balancer in graph.of_type(BALANCER):
        if "gateway" not in balancer.at("Type"):
            yield from _balancer(balancer, graph)
    for balancer in graph.of_type(CLASSIC):
        for enabled in balancer.at("AccessLoggingPolicy", "Enabled"):
            if truth(enabled) is not True:
                yield _finding(balancer, "writes no access log", "AccessLoggingPolicy.Enabled", enabled)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Buckets that are let be, and groups that a service makes itself."""
    for bucket in graph.of_type(BUCKET):
        if bucket in _log_buckets(graph):
            yield Remark(bucket.path, "takes the access logs of other buckets and writes none about itself.")
        elif is_bootstrap(bucket, graph) and [*bucket.at("LoggingConfiguration", "DestinationBucketName")] == [ABSENT]:
            yield Remark(bucket.path, "is the CDK's bootstrap bucket and delivers no access logs: it is there before their bucket can be.")
    for function in graph.of_type(FUNCTION):
        if any(isinstance(value, Absent) for value in function.at("LoggingConfig", "LogGroup")):
            yield Remark(function.path, "names no log group: the service makes one itself, without a key and without an end.")


def is_bootstrap(resource: Resource, graph: TemplateGraph) -> bool:
    """Whether a resource is of the CDK's bootstrap stack, told by the parameter that holds the stack's version."""
    stack = resource.id.rpartition("/")[0]
    return any(
        render(name).startswith(BOOTSTRAP_VERSION)
        for parameter in graph.of_type("AWS::SSM::Parameter")
        if parameter.id.rpartition("/")[0] == stack
        for name in parameter.at("Name")
    )


def _group(group: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    wanted = graph.scope.log_retention_days
    for days in group.at("RetentionInDays"):
        number = int(render(days)) if render(days).isdecimal() else None
        if isinstance(days, Absent):
            yield _finding(group, "says not how long it keeps", "RetentionInDays", days)
        elif number is None:
            yield _finding(group, "keeps for a time that the template does not tell", "RetentionInDays", days)
        elif number < wanted:
            yield _finding(group, f"keeps {number} days, not {wanted}", "RetentionInDays", days)
    for key in group.at("KmsKeyId"):
        if wrong := what_is_wrong(key, graph):
            yield _finding(group, wrong, "KmsKeyId", key)


def _network(network: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    logs = [log for log in graph.used_by(network) if log.type == FLOW_LOG and network in graph.referred(log.properties.get("ResourceId"))]
    whole = [log for log in logs if log.is_certain and {*log.at("ResourceType")} == {"VPC"}]
    if not whole:
        yield Finding(network.path, VPC, "has no flow log", tuple(log.path for log in logs) or ("no AWS::EC2::FlowLog names it",))
    for log in whole:
        for traffic in log.at("TrafficType"):
            if traffic != "ALL":
                yield _finding(log, f"takes only a part of the traffic: {render(traffic)}", "TrafficType", traffic)
        if all(isinstance(value, Absent) for name in ("LogDestination", "LogGroupName") for value in log.at(name)):
            yield Finding(log.path, FLOW_LOG, "writes to no destination", ("LogDestination = nothing",))


def _bucket(bucket: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    for target in bucket.at("LoggingConfiguration", "DestinationBucketName"):
        if isinstance(target, Absent):
            yield _finding(bucket, "writes no access log", TARGET, target)
        elif not _is_our_bucket(target, graph):
            yield _finding(
                bucket, "delivers its access logs to no bucket of these templates", "LoggingConfiguration.DestinationBucketName", target
            )


def _balancer(balancer: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    settings: dict[str, list[Value]] = {}
    for attribute in balancer.at("LoadBalancerAttributes", "*"):
        if isinstance(attribute, dict):
            settings.setdefault(render(attribute.get("Key")), []).extend(possible(attribute.get("Value", ABSENT)))
    switch = settings.get("access_logs.s3.enabled", [ABSENT])
    if not all(truth(value) is True for value in switch):
        yield _finding(balancer, "writes no access log", "access_logs.s3.enabled", switch[0])
        return
    for target in settings.get("access_logs.s3.bucket", [ABSENT]):
        if not _is_our_bucket(target, graph):
            yield _finding(balancer, "delivers its access logs to no bucket of these templates", "access_logs.s3.bucket", target)


def _log_buckets(graph: TemplateGraph) -> list[Resource]:
    """The buckets that take other buckets' access logs."""
    targets = [
        target
        for source in graph.of_type(BUCKET)
        for target in source.at("LoggingConfiguration", "DestinationBucketName")
        if not (isinstance(target, Reference) and target.resource == source.id)
    ]
    referred = {reference.resource for reference in targets if isinstance(reference, Reference)}
    named = {render(target) for target in targets if isinstance(target, str)}
    return [
        bucket
        for bucket in graph.of_type(BUCKET)
        if bucket.id in referred
        or any(render(name) in named for name in bucket.at("BucketName") if not isinstance(name, (Absent, Unknown)))
    ]


def _is_our_bucket(target: Value, graph: TemplateGraph) -> bool:
    return any(used.type == BUCKET for used in graph.referred(target)) or render(target) in bucket_names(graph)


def _finding(resource: Resource, sentence: str, place: str, value: Value) -> Finding:
    return Finding(resource.path, resource.type, sentence, (f"{place} = {', '.join(render(each) for each in listed(value)) or 'nothing'}",))

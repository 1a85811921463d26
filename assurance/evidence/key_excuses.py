"""Where AWS refuses a key of ours: one rule a case, named by `excused_if` in `keys.yaml`."""

from collections.abc import Callable, Iterator

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_table import key_table
from assurance.evidence.policy import statements
from assurance.evidence.values import ABSENT, Reference, Value, render


def takes_access_logs(bucket: Resource, graph: TemplateGraph) -> bool:
    """Whether another bucket of the deployment, or a load balancer, delivers its access logs here; for a bucket's, S3 must be let in."""
    if any(bucket in graph.referred(target) for target in _of_balancers(graph)):
        return True
    if not _admits_log_delivery(bucket, graph):
        return False
    names = {render(name) for name in bucket.at("BucketName")}
    for source in graph.of_type("AWS::S3::Bucket"):
        for target in source.at("LoggingConfiguration", "DestinationBucketName"):
            if source is not bucket and (target == Reference(bucket.id) or (isinstance(target, str) and target in names)):
                return True
    return False


def _of_balancers(graph: TemplateGraph) -> Iterator[Value]:
    """Where load balancers for applications and classic ones deliver to; those for networks can use a key of ours and are held to it."""
    for balancer in graph.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        if all(kind in (ABSENT, "application") for kind in balancer.at("Type")):
            for attribute in balancer.at("LoadBalancerAttributes", "*"):
                if isinstance(attribute, dict) and attribute.get("Key") == "access_logs.s3.bucket":
                    yield attribute.get("Value")
    for balancer in graph.of_type("AWS::ElasticLoadBalancing::LoadBalancer"):
        yield from balancer.at("AccessLoggingPolicy", "S3BucketName")


def _admits_log_delivery(bucket: Resource, graph: TemplateGraph) -> bool:
    """By its policy, or by the access list that did it before there were such policies."""
    if "LogDeliveryWrite" in bucket.at("AccessControl"):
        return True
    return any(
        kind == "Service" and render(principal).startswith("logging.s3.")
        for policy in graph.of_type("AWS::S3::BucketPolicy")
        if bucket in graph.uses(policy)
        for statement in statements(policy, graph.scope.accounts)
        if statement.effect == "Allow"
        for kind, principal in statement.principals
    )


def serves_from_nvme(configuration: Resource, _graph: TemplateGraph) -> bool:
    """Whether every production variant runs on instances with local NVMe storage."""
    families = key_table().nvme_families
    kinds = [*configuration.at("ProductionVariants", "*", "InstanceType")]
    return bool(kinds) and all(isinstance(kind, str) and kind.rpartition(".")[0] in families for kind in kinds)


EXCUSES: dict[str, Callable[[Resource, TemplateGraph], bool]] = {
    "takes_access_logs": takes_access_logs,
    "serves_from_nvme": serves_from_nvme,
}

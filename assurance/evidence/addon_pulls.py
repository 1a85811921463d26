"""AWS's registries of EKS add-ons: where they may be named, which is to pull from them and nothing else."""

from functools import cache
from importlib.resources import files

from yaml import safe_load

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.policy import statements
from assurance.evidence.scope import partition_named
from assurance.evidence.values import Text, render, walk

CLUSTER, DOMAINS = "AWS::EKS::Cluster", "AWS::Route53Resolver::FirewallDomainList"
PULL = frozenset({"ecr:batchchecklayeravailability", "ecr:batchgetimage", "ecr:getdownloadurlforlayer"})


def registry_of(region: str) -> str | None:
    """The account of the registry of a region, or None."""
    return _accounts().get(region)


@cache
def _accounts() -> dict[str, str]:
    """Account by region, from `addon_accounts.yaml`."""
    rows: dict[str, str] = safe_load((files("assurance.evidence") / "addon_accounts.yaml").read_text(encoding="utf-8"))["registries"]
    return rows


def pulled(resource: Resource, graph: TemplateGraph) -> frozenset[str]:
    """Texts of a resource that name the registry of the own region as something to pull from; none where there is no cluster."""
    scope = graph.scope
    account, partition = _accounts().get(scope.region), partition_named(scope.partition)
    if account is None or partition is None or not any(True for _ in graph.of_type(CLUSTER)):
        return frozenset()
    if resource.type == DOMAINS:
        names = {f"{account}.dkr.ecr.{scope.region}.{suffix}" for suffix in partition.dns_suffixes}
        return frozenset(names & {render(value) for value in resource.at("Domains", "*")})
    images = f"arn:{scope.partition}:ecr:{scope.region}:{account}:repository/eks/*"
    for statement in statements(resource, scope.accounts):
        named = {render(target) for target in statement.resources}
        if images in named and not {*statement.actions} <= PULL:
            return frozenset()
    return frozenset({images})


def addons_of(resource: Resource, graph: TemplateGraph) -> list[str]:
    """The texts among these that stand in the resource, for the report."""
    texts = pulled(resource, graph)
    return sorted({render(value) for _, value in walk(resource.properties) if isinstance(value, str | Text)} & texts) if texts else []

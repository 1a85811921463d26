"""All manifests of a cluster as files, named so that their order is the order in which they are applied."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml

from clusters.eks import charts
from clusters.eks.cluster import Cluster
from clusters.eks.identities import service_accounts
from clusters.eks.lake import volumes
from clusters.eks.limits import limits
from clusters.eks.namespaces import namespaces
from clusters.eks.network import network_policies
from clusters.eks.nodes import node_pools
from clusters.eks.objects import Object
from clusters.eks.priorities import priority_classes
from clusters.eks.queues import queues
from clusters.eks.serving import serving

BEFORE_CHARTS: tuple[tuple[str, Callable[[Cluster], Iterable[Object]]], ...] = (
    ("10-namespaces", namespaces),
    ("11-priorities", priority_classes),
    ("12-limits", limits),
    ("13-network", network_policies),
    ("14-identities", service_accounts),
    ("15-lake", volumes),
)
AFTER_CHARTS: tuple[tuple[str, str, Callable[[Cluster], Iterable[Object]]], ...] = (
    ("30-nodes", "karpenter", node_pools),
    ("31-queues", "kueue", queues),
    ("40-serving", "lws", serving),
)
"""With the chart that brings their kinds: without it, the cluster would not know them."""

CHARTS = "charts.yaml"


def files(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Every file by its name, content that depends on the deployment file alone.

    `1x` stand before the charts, `charts.yaml` names those with their values in `charts/`, and what is of their kinds is `3x` and `4x`.
    """
    for name, objects in BEFORE_CHARTS:
        yield from _file(name, objects(cluster))
    if found := list(charts.releases(cluster)):
        yield CHARTS, _yaml([found])
        for release in found:
            yield release["values"], _yaml([charts.values(release["name"], cluster)])
    for name, chart, objects in AFTER_CHARTS:
        if chart in cluster.charts:
            yield from _file(name, objects(cluster))


def _file(name: str, objects: Iterable[Object]) -> Iterator[tuple[str, str]]:
    if found := list(objects):
        yield f"{name}.yaml", _yaml(found)


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, no anchors, and texts of several lines as blocks: as people write YAML."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's signature
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - likewise
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _yaml(documents: list[Any]) -> str:
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, width=140, allow_unicode=True, explicit_start=len(documents) > 1)

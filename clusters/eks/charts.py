"""Helm charts of the deployment's own registry, and what they are given: our values, the deployment file's, each image by digest."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from blueprint.facts.charts import Chart as ChartRow
from blueprint.facts.charts import Form, charts
from blueprint.facts.instances import instances
from clusters.eks import chart_values
from clusters.eks.cluster import INSTANCE_TYPE, Cluster
from clusters.eks.objects import Object


def releases(cluster: Cluster) -> Iterator[Object]:
    """What `helm upgrade --install` is told of each chart, in the order of the table: controllers before what they control."""
    for name, row in charts().items():
        if chart := cluster.charts.get(name):
            yield {
                "name": name,
                "namespace": row.namespace,
                "version": chart.version,
                "chart": f"oci://{cluster.registry}/charts/{name}@{chart.digest}",
                "values": f"charts/{name}.yaml",
            }


def values(name: str, cluster: Cluster) -> Object:
    """A chart's values: the blueprint's own, over them the deployment file's, over both the images."""
    row, chart = charts()[name], cluster.charts[name]
    found: Object = deepcopy(chart_values.OWN.get(name, {}))
    for more in (_of_this_cluster(name, cluster), chart.values, _images(row, chart.images, cluster.registry)):
        _put(found, more)
    return found


def _of_this_cluster(name: str, cluster: Cluster) -> Object:
    if name == "karpenter":
        return chart_values.karpenter(cluster.name, cluster.interruptions)
    if name == "aws-efa-k8s-device-plugin":
        with_efa = sorted(kind for kind, each in instances().items() if each.has_efa)
        return {"supportedInstanceLabels": {"keys": [INSTANCE_TYPE], "values": with_efa}}
    return {"clusterName": cluster.name} if name == "keda" else {}


def _images(row: ChartRow, digests: Mapping[str, str], registry: str) -> Object:
    """Every image that the chart pulls, by digest, in the values that this chart has for it."""
    found: Object = {}
    for path, image in row.images.items():
        for key, form in image.values.items():
            _put(found, _at(key, _form(form, f"{registry}/{path}", digests[path])))
    return found


def _form(form: Form, repository: str, digest: str) -> str:
    host, _, path = repository.partition("/")
    parent, _, name = repository.rpartition("/")
    plain = {"host": host, "path": path, "repository": repository, "parent": parent, "name": name, "digest": digest}
    if form.endswith("@"):
        return f"{plain[form.removesuffix('@')]}@sha256"
    return digest.removeprefix("sha256:") if form == "hex" else plain[form]


def _at(key: str, value: str) -> Object:
    name, _, rest = key.partition(".")
    return {name: _at(rest, value) if rest else value}


def _put(into: Object, more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _put(into[name], value)
        else:
            into[name] = deepcopy(dict(value)) if isinstance(value, Mapping) else value

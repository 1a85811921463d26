"""Names that Kubernetes' objects are asked for by."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class KubernetesName(Row):
    """One name; `value` is what the cluster knows it as."""

    value: str


@cache
def kubernetes_names() -> Table[KubernetesName]:
    """All names by what they stand for."""
    return read("kubernetes_names.yaml", KubernetesName)


def kubernetes_name(name: str) -> str:
    """What the cluster calls it, such as the resource that counts GPUs.

    Raises:
        UnknownFactError: No such name.
    """
    return kubernetes_names()[name].value

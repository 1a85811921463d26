"""Right charts of a cluster, and ways to break them."""

from copy import deepcopy
from typing import Any

from blueprint.facts.charts import charts

DIGEST = "sha256:" + "0" * 64


def chart(name: str = "kueue", **changes: Any) -> dict[str, Any]:
    """A chart at the table's version, with its images, and values that it has."""
    row = charts()[name]
    right = {
        "name": name,
        "version": row.version,
        "digest": DIGEST,
        "images": dict.fromkeys(row.images, DIGEST),
        "values": deepcopy(VALUES[name]),
    }
    return right | changes


VALUES: dict[str, Any] = {
    "kueue": {"controllerManager": {"replicas": 3, "tolerations": [{"key": "a"}, None]}},
    "karpenter": {"settings": {"batchIdleDuration": "2s"}},
}


def breaks(eks: Any) -> tuple[tuple[str, dict[str, Any], str, str], ...]:
    """Each with the field that the one problem names, and what it says; `eks` makes the part that stands around the charts."""

    def with_chart(**changes: Any) -> dict[str, Any]:
        return eks(charts=[chart("karpenter"), chart(**changes)])

    where = "eks.charts[1]"
    return (
        ("a chart twice", eks(charts=[chart("karpenter"), chart(), chart()]), "eks.charts[2].name", "each chart once"),
        ("a chart by its tag", with_chart(digest="latest"), f"{where}.digest", "sha256: and 64"),
        ("values that are none", with_chart(values=3), f"{where}.values", ""),
        (
            "a chart that nobody knows",
            eks(charts=[chart("karpenter"), {"name": "queue", "version": "1.0.0", "digest": DIGEST}]),
            f"{where}.name",
            "did you mean kueue?",
        ),
        ("a version whose values nobody knows", with_chart(version="0.18.0"), f"{where}.version", "0.19.2, whose values"),
        (
            "a value that does not exist",
            with_chart(values={"controllerManager": {"replica": 3}}),
            f"{where}.values.controllerManager.replica",
            "did you mean controllerManager.replicas?",
        ),
        (
            "a value of another type",
            with_chart(values={"controllerManager": {"replicas": "3"}}),
            f"{where}.values.controllerManager.replicas",
            "a number, as in kueue's own values",
        ),
        (
            "an image among the values",
            with_chart(values={"controllerManager": {"manager": {"image": {"tag": "latest"}}}}),
            f"{where}.values.controllerManager.manager.image.tag",
            "not here: eks.charts[1].images",
        ),
        ("an image without a digest", with_chart(images={}), f"{where}.images.kueue/kueue", "registry.k8s.io/kueue/kueue:v0.19.2"),
        ("an image by tag", with_chart(images={"kueue/kueue": "v0.19.2"}), f"{where}.images.kueue/kueue", "sha256: and 64"),
        (
            "an image that the chart does not pull",
            with_chart(images={"kueue/kueue": DIGEST, "kueue/kueues": DIGEST}),
            f"{where}.images.kueue/kueues",
            "did you mean kueue/kueue?",
        ),
        ("pools that nobody reads", eks(charts=[chart()]), "eks.karpenter", "with the chart karpenter in eks.charts"),
    )

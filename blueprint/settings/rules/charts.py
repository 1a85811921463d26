"""Charts of the Kubernetes cluster: one whose values are known, given only values that it has, and every image by its digest."""

import re
from collections.abc import Iterator

from blueprint.facts.charts import Chart, charts, leaves
from blueprint.facts.table import nearest
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
BRINGS = {"eks.karpenter": "karpenter"}
"""Parts of a file that nothing in the cluster would read without their chart."""


def are_known(draft: Draft) -> Iterator[Problem]:
    """A chart is one of the table, at the version whose values stand there."""
    for field, chart in draft.drafts("eks.charts"):
        name, version = chart.text("name"), chart.text("version")
        if name is None:
            continue
        if name not in charts():
            guess = nearest(name, tuple(charts()))
            hint = f"did you mean {guess}?" if guess else f"known: {', '.join(charts())}"
            yield Problem(f"{field}.name", shown(name), f"is no chart of blueprint/facts/charts.yaml; {hint}")
        elif version and version != (known := charts()[name].version):
            yield Problem(f"{field}.version", shown(version), f"{known}, whose values and images are known (blueprint/facts/charts.yaml)")


def values_exist(draft: Draft) -> Iterator[Problem]:
    """A value is one that the chart has, of its type; none names an image: that is what `images` is for."""
    for field, row, chart in _known(draft):
        named = {key for image in row.images.values() for key in image.values}
        for path, value in leaves(chart.mapping("values"), row):
            where = f"{field}.values.{path}"
            if path in named:
                yield Problem(where, shown(value, key=path), f"not here: {field}.images names every image by its digest")
            elif wrong := row.fault(path, value):
                yield Problem(where, shown(value, key=path), wrong)


def images_have_digests(draft: Draft) -> Iterator[Problem]:
    """Every image that the chart pulls has a digest, and no other has."""
    for field, row, chart in _known(draft):
        given = chart.mapping("images")
        for path, digest in given.items():
            if path not in row.images:
                guess = nearest(path, tuple(row.images))
                hint = f"did you mean {guess}?" if guess else f"known: {', '.join(row.images)}"
                yield Problem(f"{field}.images.{path}", shown(digest), f"is no image that {row.name} pulls; {hint}")
            elif not DIGEST.fullmatch(str(digest)):
                yield Problem(f"{field}.images.{path}", shown(digest), "sha256: and 64 hexadecimal digits, as the intake gave them")
        for path, image in row.images.items():
            if path not in given:
                yield Problem(f"{field}.images.{path}", "missing", f"the digest of {image.taken_from}, which {row.name} pulls")


def what_is_asked_has_its_chart(draft: Draft) -> Iterator[Problem]:
    """A part that only a chart's controller reads has that chart."""
    names = {chart.text("name") for _, chart in draft.drafts("eks.charts")}
    for part, name in BRINGS.items():
        if draft.has(part) and name not in names:
            yield Problem(part, "declared", f"with the chart {name} in eks.charts: nothing else reads it")


def _known(draft: Draft) -> Iterator[tuple[str, Chart, Draft]]:
    for field, chart in draft.drafts("eks.charts"):
        name = chart.text("name")
        if name in charts():
            yield field, charts()[name or ""], chart


RULES = (are_known, values_exist, images_have_digests, what_is_asked_has_its_chart)

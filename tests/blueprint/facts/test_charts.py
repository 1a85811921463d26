"""Charts: which values each has, and what is said of one that it has not."""

import pytest

from blueprint.facts.charts import charts, leaves

KARPENTER = charts()["karpenter"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("settings.isolatedVPC", True),
        ("replicas", 2),
        ("settings.batchMaxDuration", "5s"),
        ("tolerations", []),
        ("nodeSelector", {"a.b/c": "d"}),
        ("affinity.nodeAffinity", {}),
        ("global", {"anything": 1}),
        ("terminationGracePeriodSeconds", 30),
    ],
)
def test_a_value_that_a_chart_has_is_let_be(path, value):
    assert KARPENTER.fault(path, value) is None


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("settings.isolatedVpc", True, "karpenter has no value settings.isolatedVpc; did you mean settings.isolatedVPC?"),
        ("isolatedVPC", True, "karpenter has no value isolatedVPC; did you mean settings.isolatedVPC?"),
        ("settings.isolatedVPC", "yes", "a flag, as in karpenter's own values"),
        ("replicas", "2", "a number, as in karpenter's own values"),
        ("replicas", True, "a number, as in karpenter's own values"),
        ("replicas.most", 2, "replicas is a number in karpenter's values and has nothing below it"),
        ("nodeSelector", "x", "a map"),
        ("tolerations", {}, "a list, as in karpenter's own values"),
    ],
)
def test_another_value_is_refused_with_the_nearest_name(path, value, said):
    assert KARPENTER.fault(path, value) == said


def test_a_section_is_no_value():
    assert str(KARPENTER.fault("settings", 1)).startswith("a section of karpenter's values, with the keys ")


def test_a_tree_is_read_down_to_what_the_chart_names():
    tree = {"settings": {"isolatedVPC": True, "other": {"x": 1}}, "nodeSelector": {"a.b/c": "d"}}
    assert dict(leaves(tree, KARPENTER)) == {"settings.isolatedVPC": True, "settings.other": {"x": 1}, "nodeSelector": {"a.b/c": "d"}}


@pytest.mark.parametrize("name", charts())
def test_every_image_is_named_by_values_that_the_chart_has(name):
    row = charts()[name]
    named = [path for image in row.images.values() for path in image.values]
    assert named
    assert [path for path in named if row.fault(path, "x")] == []


@pytest.mark.parametrize("name", charts())
def test_every_image_of_a_chart_ends_in_a_digest(name):
    for image in charts()[name].images.values():
        assert {"digest", "hex"} & set(image.values.values())


def test_a_brought_chart_has_its_own_values():
    assert charts()["gpu-operator"].fault("node-feature-discovery.image.tag", "x") is None

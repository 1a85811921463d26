"""Karpenter's pools: named by id, paid capacity first, disks under our key, training not moved."""

import pytest
import yaml


def node_class(manifests, name):
    return next(each["spec"] for each in manifests["30-nodes.yaml"] if each["kind"] == "EC2NodeClass" and each["metadata"]["name"] == name)


def pool(manifests, name):
    return next(each["spec"] for each in manifests["30-nodes.yaml"] if each["kind"] == "NodePool" and each["metadata"]["name"] == name)


def requirement(spec, key):
    return next(each["values"] for each in spec["template"]["spec"]["requirements"] if each["key"] == key)


def test_everything_is_named_by_id_since_nobody_can_be_asked(manifests):
    spec = node_class(manifests, "answers")
    assert [*spec["amiSelectorTerms"], *spec["securityGroupSelectorTerms"], *spec["subnetSelectorTerms"]] == [
        {"id": "ami-0fedcba9876543210"},
        {"id": "sg-0123456789abcdef0"},
        {"id": "subnet-0123456789abcdef0"},
    ]
    assert spec["instanceProfile"] == "profile"
    assert "role" not in spec


def test_a_pool_without_gpus_takes_the_plain_image_and_has_no_taint(manifests):
    assert node_class(manifests, "plain")["amiSelectorTerms"] == [{"id": "ami-0123456789abcdef0"}]
    assert "taints" not in pool(manifests, "plain")["template"]["spec"]


def test_nodes_with_gpus_keep_off_what_needs_none(manifests):
    assert pool(manifests, "answers")["template"]["spec"]["taints"] == [{"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}]


def test_what_is_paid_goes_first(manifests):
    assert pool(manifests, "block")["weight"] > pool(manifests, "answers")["weight"]
    assert requirement(pool(manifests, "block"), "karpenter.sh/capacity-type") == ["reserved"]
    assert node_class(manifests, "block")["capacityReservationSelectorTerms"] == [{"id": "cr-0123456789abcdef0"}]


def test_nobody_buys_at_spot(manifests):
    kinds = {kind for name in ("answers", "block", "plain") for kind in requirement(pool(manifests, name), "karpenter.sh/capacity-type")}
    assert kinds == {"reserved", "on-demand"}


def test_a_pool_has_an_end(manifests):
    assert pool(manifests, "answers")["limits"] == {"cpu": "384", "nvidia.com/gpu": "16"}
    assert pool(manifests, "plain")["limits"] == {"cpu": "64"}


def test_every_disk_is_under_our_key(manifests):
    for name in ("answers", "block", "plain"):
        (mapping,) = node_class(manifests, name)["blockDeviceMappings"]
        assert mapping["ebs"]["encrypted"] is True
        assert mapping["ebs"]["kmsKeyID"]


def test_a_pod_does_not_reach_its_nodes_metadata(manifests):
    options = node_class(manifests, "answers")["metadataOptions"]
    assert (options["httpTokens"], options["httpPutResponseHopLimit"]) == ("required", 1)


@pytest.mark.parametrize(("name", "efa_only"), [("answers", 4), ("block", 4)])
def test_every_card_that_carries_efa_has_its_interface(manifests, name, efa_only):
    kinds = [each["interfaceType"] for each in node_class(manifests, name)["networkInterfaces"]]
    assert (kinds[0], kinds[1:]) == ("interface", ["efa-only"] * efa_only)


def test_a_pool_of_one_card_leaves_the_interface_to_karpenter(manifests):
    assert "networkInterfaces" not in node_class(manifests, "plain")


def test_training_is_not_moved_for_a_newer_image(manifests):
    assert {"nodes": "0", "reasons": ["Drifted", "Underutilized"]} in pool(manifests, "block")["disruption"]["budgets"]
    assert pool(manifests, "answers")["disruption"]["budgets"] == [{"nodes": "1"}]


def test_the_first_start_is_what_nodeadm_reads(manifests):
    document = yaml.safe_load(node_class(manifests, "block")["userData"])
    assert (document["apiVersion"], document["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")

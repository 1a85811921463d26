"""Tenants: a namespace that is shut, a share of the GPUs that is kept, an identity, the lake."""

from collections import defaultdict

import pytest

KUBE_DNS = {"k8s-app": "kube-dns"}


def of_kind(objects, kind, **metadata):
    return [each for each in objects if each["kind"] == kind and metadata.items() <= each["metadata"].items()]


def only(objects, kind, **metadata):
    (found,) = of_kind(objects, kind, **metadata)
    return found


def test_every_namespace_is_held_to_a_pod_security_standard(objects):
    labels = {each["metadata"]["name"]: each["metadata"]["labels"] for each in of_kind(objects, "Namespace")}
    standards = {name: label["pod-security.kubernetes.io/enforce"] for name, label in labels.items()}
    assert {name for name, standard in standards.items() if standard != "restricted"} == {"gpu-operator"}
    assert standards["gpu-operator"] == "privileged"


def test_every_namespace_is_shut_by_default(objects):
    shut = {each["metadata"]["namespace"]: each["spec"] for each in of_kind(objects, "NetworkPolicy", name="nothing-by-default")}
    assert shut.keys() == {each["metadata"]["name"] for each in of_kind(objects, "Namespace")}
    assert all(spec == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} for spec in shut.values())


def test_pods_ask_names_of_the_clusters_own_servers_alone(objects):
    (rule,) = only(objects, "NetworkPolicy", namespace="law", name="names")["spec"]["egress"]
    assert rule["to"][0]["podSelector"]["matchLabels"] == KUBE_DNS
    assert {port["protocol"] for port in rule["ports"]} == {"UDP", "TCP"}


def test_a_tenant_hears_no_other_tenant(objects):
    for policy in of_kind(objects, "NetworkPolicy", namespace="law"):
        for rule in policy["spec"].get("ingress", []):
            assert rule["from"] == [{"podSelector": {}}]


def test_serving_hears_the_gateway_on_its_port(objects):
    (rule,) = only(objects, "NetworkPolicy", namespace="answers", name="from-the-gateway")["spec"]["ingress"]
    assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"purpose": "gateway"}}}]
    assert [port["port"] for port in rule["ports"]] == [8000]


def test_no_policy_lets_more_than_https_out(objects):
    ports = {
        port["port"]
        for policy in of_kind(objects, "NetworkPolicy")
        for rule in policy["spec"].get("egress", [])
        if any(peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0" for peer in rule["to"])
        for port in rule["ports"]
    }
    assert ports == {443}


def test_serving_goes_before_training_and_training_puts_nobody_aside(objects):
    ranks = {each["metadata"]["name"]: each for each in of_kind(objects, "PriorityClass")}
    assert ranks["inference"]["value"] > ranks["training"]["value"] > ranks["curation"]["value"]
    assert {name: rank["preemptionPolicy"] for name, rank in ranks.items()}["training"] == "Never"
    assert ranks["inference"]["preemptionPolicy"] == "PreemptLowerPriority"


def test_ranks_of_pods_and_of_work_agree(objects):
    pods, work = (
        {each["metadata"]["name"]: each["value"] for each in of_kind(objects, kind)} for kind in ("PriorityClass", "WorkloadPriorityClass")
    )
    assert pods == work


def quotas(objects, resource="nvidia.com/gpu"):
    """By tenant and flavor: own, and borrowed at most."""
    found = defaultdict(dict)
    for queue in of_kind(objects, "ClusterQueue"):
        for flavor in queue["spec"]["resourceGroups"][0]["flavors"]:
            row = next(each for each in flavor["resources"] if each["name"] == resource)
            found[queue["metadata"]["name"]][flavor["name"]] = (int(row["nominalQuota"]), int(row["borrowingLimit"]))
    return found


def test_own_gpus_are_laid_over_what_is_bought_first(objects):
    own = {tenant: {name: amount[0] for name, amount in flavors.items()} for tenant, flavors in quotas(objects).items()}
    assert own["law"] == {"training-p4d-24xlarge": 10, "pool-block": 0}
    assert own["health"] == {"training-p4d-24xlarge": 6, "pool-block": 6}


def test_who_may_not_borrow_borrows_nothing_and_who_may_borrows_the_rest(objects):
    borrowed = {tenant: [amount[1] for amount in flavors.values()] for tenant, flavors in quotas(objects).items()}
    assert borrowed["health"] == [0, 0]
    assert borrowed["law"] == [6, 16]


def test_cpus_go_with_gpus_and_by_shares_where_there_are_none(objects):
    cpus = quotas(objects, "cpu")
    assert cpus["law"]["training-p4d-24xlarge"][0] == 96 * 2 * 10 // 16
    assert cpus["texts"]["pool-plain"] == (64, 0)


@pytest.mark.parametrize(("tenant", "purpose"), [("law", "training"), ("answers", "inference"), ("texts", "curation")])
def test_tenants_of_one_purpose_share_and_others_do_not(objects, tenant, purpose):
    spec = only(objects, "ClusterQueue", name=tenant)["spec"]
    assert spec["cohortName"] == purpose
    assert spec["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": tenant}}
    assert spec["preemption"]["reclaimWithinCohort"] == "Any"


def test_every_tenant_has_a_queue_of_one_name(objects):
    assert {each["metadata"]["namespace"] for each in of_kind(objects, "LocalQueue", name="queue")} == {"law", "health", "answers", "texts"}


def test_a_quota_forbids_what_would_listen_outside(objects):
    for quota in of_kind(objects, "ResourceQuota"):
        assert quota["spec"]["hard"]["services.loadbalancers"] == quota["spec"]["hard"]["services.nodeports"] == "0"


def test_the_quota_is_its_own_or_what_there_is_where_it_may_borrow(objects):
    hard = {each["metadata"]["namespace"]: each["spec"]["hard"]["requests.nvidia.com/gpu"] for each in of_kind(objects, "ResourceQuota")}
    assert hard == {"law": "32", "health": "12", "answers": "16", "texts": "0"}


def test_a_tenants_pods_have_a_role_and_no_token_of_the_cluster(objects):
    account = only(objects, "ServiceAccount", namespace="law")
    assert account["metadata"]["name"] == "workload"
    assert account["automountServiceAccountToken"] is False
    assert "annotations" not in account["metadata"]


def test_serving_reads_the_lake_and_training_writes_it(objects):
    volumes = {each["metadata"]["name"]: each["spec"] for each in of_kind(objects, "PersistentVolume")}
    assert volumes["lake-answers"]["csi"]["readOnly"] is True
    assert volumes["lake-law"]["accessModes"] == ["ReadWriteMany"]
    assert len({spec["csi"]["volumeHandle"] for spec in volumes.values()}) == len(volumes)


def test_a_claim_and_its_volume_name_each_other(objects):
    for claim in of_kind(objects, "PersistentVolumeClaim"):
        volume = only(objects, "PersistentVolume", name=claim["spec"]["volumeName"])
        assert volume["spec"]["claimRef"]["namespace"] == claim["metadata"]["namespace"]
        assert volume["spec"]["storageClassName"] == claim["spec"]["storageClassName"]

"""Manifests in `cdk.out`: what is read, what opens the cluster, which images run, and what cannot be read."""

import json

import pytest
import yaml

from assurance.evidence import images_by_digest, no_way_out, our_keys
from assurance.evidence.assembly import BadAssemblyError, read_assembly
from assurance.evidence.graph import TemplateGraph

DIGEST = "@sha256:" + "ab" * 32
OURS = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/example"
PRIVATE = {"annotations": {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"}}


@pytest.fixture
def graph_of(tmp_path, eu):
    """Makes a graph of an assembly with nothing but manifests: each argument is a file, a path and its documents."""

    def make(files):
        (tmp_path / "manifest.json").write_text("{}")
        for name, documents in files.items():
            path = tmp_path / "manifests" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(documents if isinstance(documents, str) else yaml.safe_dump_all(documents))
        return TemplateGraph(read_assembly(tmp_path), eu)

    return make


def thing(kind, *, metadata=None, **more):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x", **(metadata or {})}, **more}


def service(**spec):
    return thing("Service", spec=spec)


def policy(*rules):
    return thing("NetworkPolicy", spec={"egress": list(rules)})


def to(cidr, port=443, **more):
    return {"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": port, "protocol": "TCP", **more}]}


DOORS = {
    "a load balancer of no scheme": (service(type="LoadBalancer"), "asks for a load balancer, and nothing says that it is internal"),
    "a port of every node": (service(type="NodePort"), "listens on every node"),
    "a name outside": (service(type="ExternalName", externalName="a.example"), "leads to a name outside the cluster"),
    "a kind of tomorrow": (service(type="Beam"), "is of a kind that nobody here knows: Beam"),
    "an outside address": (service(externalIPs=["198.51.100.9"]), "takes over outside addresses"),
    "an ingress of no scheme": (thing("Ingress", spec={}), "may listen on a public address: nothing says that it is internal"),
    "a pod on its node's network": (
        thing("Pod", spec={"hostNetwork": True}),
        "runs on its node's own network, past every network policy",
    ),
    "a pod on its node's port": (
        thing("Pod", spec={"containers": [{"ports": [{"hostPort": 80}]}]}),
        "listens on its node's own address",
    ),
    "nodes with public addresses": (thing("EC2NodeClass", spec={"associatePublicIPAddress": True}), "gives nodes a public address"),
    "a policy to everybody": (policy({}), "lets pods send to every address"),
    "a policy to public addresses on any port": (
        policy({"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}),
        "lets pods send more than HTTPS to public addresses",
    ),
    "a policy to public addresses and a range of ports": (
        policy(to("0.0.0.0/0", endPort=500)),
        "lets pods send more than HTTPS to public addresses",
    ),
}


@pytest.mark.parametrize("name", DOORS)
def test_a_door_of_the_cluster_is_a_way_out(graph_of, name):
    document, sentence = DOORS[name]
    graph = graph_of({"one.yaml": [document]})
    assert [found.sentence for found in no_way_out.broken_by(graph)] == [sentence]


SHUT = {
    "a service inside": service(),
    "a headless service": service(clusterIP="None"),
    "an internal load balancer": thing("Service", metadata=PRIVATE, spec={"type": "LoadBalancer"}),
    "HTTPS to public addresses": policy(to("0.0.0.0/0")),
    "anything to private ones": policy(to("10.0.0.0/8", port=2049)),
    "a pod that says no": thing("Pod", spec={"hostNetwork": False}),
}


@pytest.mark.parametrize("name", SHUT)
def test_what_only_looks_like_a_door_is_let_be(graph_of, name):
    assert list(no_way_out.broken_by(graph_of({"one.yaml": [SHUT[name]]}))) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"service": {"type": "NodePort"}}, "makes a service of the type NodePort"),
        ({"operator": {"useHostNetwork": True}}, "runs on its node's own network, past every network policy"),
        ({"viz": {"ingress": {"enabled": True}}}, "makes an ingress"),
    ],
)
def test_a_charts_values_may_open_a_door(graph_of, values, sentence):
    assert [found.sentence for found in no_way_out.broken_by(graph_of({"charts/x.yaml": [values]}))] == [sentence]


def wrong_images(graph):
    return [found.sentence for found in images_by_digest.broken_by(graph)]


STRANGER = f"602401143452.dkr.ecr.eu-central-1.amazonaws.com/x{DIGEST}"


@pytest.mark.parametrize("image", [f"{OURS}/serving:1", f"{OURS}/serving", "nginx", STRANGER])
def test_a_pods_image_is_ours_and_by_digest(graph_of, image):
    assert wrong_images(graph_of({"one.yaml": [thing("Pod", spec={"containers": [{"image": image}]})]}))


IN_PARTS = {
    "a digest beside a tag": {"repository": f"{OURS}/karpenter/controller", "tag": "1.14.1", "digest": DIGEST[1:]},
    "a digest in two halves": {"repository": f"{OURS}/kueue/kueue@sha256", "tag": "ab" * 32},
    "a digest as version": {"repository": f"{OURS}/nvidia", "image": "k8s-device-plugin", "version": DIGEST[1:]},
    "a host by itself": {"registry": OURS.split("/", maxsplit=1)[0], "repository": "example/kedacore/keda@sha256", "tag": "ab" * 32},
    "the whole in one": {"image": f"{OURS}/serving{DIGEST}"},
}


@pytest.mark.parametrize("name", IN_PARTS)
def test_a_charts_image_is_put_together_from_its_parts(graph_of, name):
    graph = graph_of({"charts/x.yaml": [{"controller": {"image": IN_PARTS[name]}}]})
    assert wrong_images(graph) == []
    assert any(True for _ in images_by_digest.looks_at(graph))


@pytest.mark.parametrize(
    "part",
    [
        {"repository": f"{OURS}/kueue/kueue", "tag": "v0.19.2"},
        {"repository": "nvcr.io/nvidia", "image": "dcgm-exporter", "version": DIGEST[1:]},
        {"registry": "ghcr.io", "repository": "kedacore/keda@sha256", "tag": "ab" * 32},
        {"repository": f"{OURS}/kueue/kueue@sha256", "tag": "ab" * 16},
    ],
)
def test_a_charts_image_by_tag_or_from_elsewhere_breaks_the_claim(graph_of, part):
    assert wrong_images(graph_of({"charts/x.yaml": [{"controller": {"image": part}}]}))


@pytest.mark.parametrize(
    ("chart", "is_wrong"),
    [(f"oci://{OURS}/charts/kueue{DIGEST}", False), (f"oci://{OURS}/charts/kueue:1", True), (f"oci://ghcr.io/x/kueue{DIGEST}", True)],
)
def test_a_chart_is_ours_and_by_digest(graph_of, chart, is_wrong):
    assert bool(wrong_images(graph_of({"charts.yaml": [[{"name": "kueue", "chart": chart}]]}))) is is_wrong


OURS_BY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1"


def disk(**ebs):
    return thing("EC2NodeClass", spec={"blockDeviceMappings": [{"ebs": ebs}]})


def storage(provisioner, **parameters):
    return thing("StorageClass", provisioner=provisioner, parameters=parameters)


@pytest.mark.parametrize(
    ("document", "sentences"),
    [
        (disk(encrypted=True, kmsKeyID=OURS_BY_ARN), []),
        (disk(kmsKeyID=OURS_BY_ARN), ["does not switch encryption on"]),
        (disk(encrypted=True), ["takes no key of ours"]),
        (disk(encrypted=True, kmsKeyID="${Key}"), ["takes ${Key}, of which nobody can say whose key it is"]),
        (thing("EC2NodeClass", spec={}), ["leaves its nodes' disks to their image"]),
        (storage("ebs.csi.aws.com", encrypted="true"), ["takes no key of ours"]),
        (storage("fsx.csi.aws.com", kmsKeyId=OURS_BY_ARN), []),
        (storage("kubernetes.io/no-provisioner"), []),
    ],
)
def test_disks_that_a_cluster_starts_are_under_our_key(graph_of, document, sentences):
    assert [found.sentence for found in our_keys.broken_by(graph_of({"one.yaml": [document]}))] == sentences


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("one.yaml", "a: [", "is not YAML (line 1)"),
        ("one.yaml", "- 1\n", "document 1 is no Kubernetes object: it has no kind, or no name"),
        ("one.yaml", "kind: PodList\nmetadata: {name: x}\n", "document 1 is a PodList; each object stands for itself"),
        ("charts.yaml", "- chart: x\n", "entry 1 is no chart: it has no name"),
        ("charts/x.yaml", "- 1\n", "holds no single mapping of values"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_file(graph_of, name, text, said):
    with pytest.raises(BadAssemblyError, match=r"manifests/") as error:
        graph_of({name: text})
    assert said in str(error.value)


def test_an_object_is_told_by_its_file_kind_and_name(graph_of):
    graph = graph_of({"13-network.yaml": [service(), service()]})
    assert {resource.path for resource in graph.resources.values()} == {"manifests/13-network.yaml/Service/x"}
    assert len(graph.resources) == 2
    assert json.dumps(sorted({resource.type for resource in graph.resources.values()})) == '["Kubernetes::Service"]'

"""`blueprint manifests`: filled, judged, in order; and nothing written where something is wrong."""

import json
from pathlib import Path

import pytest
import yaml
from typer import Exit

from assurance.manifests.check import has_kubernetes
from console.commands.manifests import manifests
from containers.common.errors import UserError

DEPLOYMENT = "tests/deployments/all-ways.yaml"
QUOTA = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "quota"}, "spec": {"hard": {"pods": "1"}}}
VOLUME = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "${FileSystemId}"}, "spec": {}}
CHART = {"name": "kueue", "namespace": "kueue-system", "chart": "oci://x/charts/kueue@sha256:1", "values": "charts/kueue.yaml"}
LATER = {"apiVersion": "kueue.x-k8s.io/v1beta2", "kind": "LocalQueue", "metadata": {"name": "queue"}}

needs_schemas = pytest.mark.skipif(not has_kubernetes(), reason="kubernetes-validate is not installed")


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    folder = tmp_path / "cdk.out" / "manifests"
    (folder / "charts").mkdir(parents=True)
    files = {"12-limits": [QUOTA], "15-lake": [VOLUME], "charts": [[CHART]], "charts/kueue": [{"replicas": 2}], "31-queues": [LATER]}
    for name, documents in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump_all(documents))
    return tmp_path / "cdk.out"


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"all-ways-eks": {"FileSystemId": "fs-1"}}))
    return file


def test_objects_come_before_charts_and_their_kinds_after(assembly, outputs, tmp_path, capsys):
    manifests(DEPLOYMENT, values=outputs, cdk_out=assembly, output=tmp_path / "out")
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("#")]
    assert [line.split()[0] for line in lines] == ["kubectl", "kubectl", "helm", "kubectl"]
    assert "oci://x/charts/kueue@sha256:1" in lines[2]
    assert lines[3].endswith("31-queues.yaml")


def test_places_are_filled_in_what_is_written(assembly, outputs, tmp_path):
    manifests(DEPLOYMENT, values=outputs, cdk_out=assembly, output=tmp_path / "out")
    assert yaml.safe_load((tmp_path / "out" / "15-lake.yaml").read_text())["metadata"]["name"] == "fs-1"


def test_what_could_not_be_judged_is_said(assembly, outputs, tmp_path, capsys):
    manifests(DEPLOYMENT, values=outputs, cdk_out=assembly, output=tmp_path / "out")
    assert "Not held against a schema, for there is none here: " in (said := capsys.readouterr().out)
    assert "LocalQueue" in said


def test_a_manifest_of_an_earlier_run_goes(assembly, outputs, tmp_path):
    stale = tmp_path / "out" / "40-serving.yaml"
    stale.parent.mkdir()
    stale.write_text("old: true")
    manifests(DEPLOYMENT, values=outputs, cdk_out=assembly, output=tmp_path / "out")
    assert not stale.exists()


@needs_schemas
def test_an_object_that_does_not_fit_ends_it_with_nothing_written(assembly, outputs, tmp_path, capsys):
    wrong = {**QUOTA, "spec": {"hrad": {}}}
    (assembly / "manifests" / "12-limits.yaml").write_text(yaml.safe_dump(wrong))
    with pytest.raises(Exit) as ended:
        manifests(DEPLOYMENT, values=outputs, cdk_out=assembly, output=tmp_path / "out")
    assert ended.value.exit_code == 1
    assert "12-limits.yaml: ResourceQuota/quota" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_outputs_it_says_which_and_how(assembly, tmp_path):
    with pytest.raises(UserError, match=r"FileSystemId: no stack has this output(.|\n)*give --values FILE"):
        manifests(DEPLOYMENT, cdk_out=assembly, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_an_assembly_it_says_what_to_run(tmp_path):
    with pytest.raises(UserError, match="run `blueprint synth"):
        manifests(DEPLOYMENT, cdk_out=tmp_path)


def test_a_deployment_without_a_cluster_has_none():
    with pytest.raises(UserError, match="example-eu: has no `eks` part"):
        manifests("example-eu")

"""Reading a cloud assembly from disk: everything in it, and one line for each thing that is wrong."""

import json

import pytest

from assurance.evidence.assembly import BadAssemblyError, deployment_name, read_assembly, scope_of


def write(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".").replace("_json", ".json")
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def stack(file="A.template.json", environment="aws://111122223333/eu-central-1"):
    return {"type": "aws:cloudformation:stack", "environment": environment, "properties": {"templateFile": file}}


GOOD = {"Resources": {"Key": {"Type": "AWS::KMS::Key"}}}
MANIFEST = {"artifacts": {"A": stack(), "A.assets": {"type": "cdk:asset-manifest"}}}


def test_stacks_nested_templates_and_the_bootstrap_template_are_all_read(tmp_path):
    write(
        tmp_path,
        manifest_json={"artifacts": {"A": stack(), "Inner": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "inner"}}}},
    )
    write(
        tmp_path / "inner",
        manifest_json={"artifacts": {"B": stack("B.template.json", "aws://unknown-account/unknown-region")}},
        B__template_json=GOOD,
    )
    write(tmp_path, A__template_json=GOOD, bootstrap__template_json=GOOD, C__nested__template_json=GOOD, Other__template_json=GOOD)
    assembly = read_assembly(tmp_path)
    assert [template.stack for template in assembly.templates] == ["A", "B", "C", "bootstrap"]
    assert assembly.unbound == {"B"}


def test_a_folder_without_a_manifest_is_told_in_one_line(tmp_path):
    with pytest.raises(BadAssemblyError, match=r"no manifest\.json here; run `cdk synth`"):
        read_assembly(tmp_path)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"manifest_json": "{"}, r"manifest\.json: is not JSON \(line 1, column 2"),
        ({"manifest_json": MANIFEST}, r"A\.template\.json: named in the manifest and not there"),
        ({"manifest_json": MANIFEST, "A__template_json": "[]"}, "holds a JSON list, not an object"),
        ({"manifest_json": MANIFEST, "A__template_json": {"Resources": []}}, "Resources is not an object"),
        ({"manifest_json": MANIFEST, "A__template_json": {"Resources": {"X": {}}}}, "resource X has no Type"),
        (
            {"manifest_json": MANIFEST, "A__template_json": {"Resources": {"X": {"Type": "T", "Properties": 1}}}},
            "Properties of resource X is not an object",
        ),
        ({"manifest_json": MANIFEST, "A__template_json": "[" * 100_000}, "nested too deeply"),
        ({"manifest_json": MANIFEST, "A__template_json": GOOD, "deployment_json": "no"}, r"deployment\.json: is not JSON"),
    ],
)
def test_what_is_broken_is_named(tmp_path, files, told):
    with pytest.raises(BadAssemblyError, match=told):
        read_assembly(write(tmp_path, **files))


def test_every_broken_file_is_told_at_once(tmp_path):
    write(
        tmp_path,
        manifest_json={"artifacts": {"A": stack("A.template.json"), "B": stack("B.template.json")}},
        A__template_json="{",
        B__template_json="",
    )
    with pytest.raises(BadAssemblyError) as raised:
        read_assembly(tmp_path)
    assert [line.split(": ")[0][-15:] for line in str(raised.value).splitlines()] == ["A.template.json", "B.template.json"]


def test_a_file_that_is_no_text_is_told(tmp_path):
    write(tmp_path, manifest_json=MANIFEST)
    (tmp_path / "A.template.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadAssemblyError, match=r"A\.template\.json: cannot be read"):
        read_assembly(tmp_path)


def test_the_scope_comes_from_the_deployment_the_assembly_was_made_for(tmp_path):
    facts = {
        "name": "x",
        "partition": "aws",
        "region": "eu-central-1",
        "account": "111122223333",
        "approved_regions": ["eu-west-1", "eu-central-1"],
    }
    scope = scope_of(read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=facts)))
    assert (scope.name, scope.region, scope.regions, scope.account) == ("x", "eu-central-1", ("eu-central-1", "eu-west-1"), "111122223333")
    assert deployment_name(tmp_path) == "x"


def test_without_a_deployment_the_manifest_says_region_and_account_and_the_caller_the_partition(tmp_path):
    assembly = read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD))
    with pytest.raises(BadAssemblyError, match=r"say --partition$"):
        scope_of(assembly)
    assert scope_of(assembly, partition="aws").regions == ("eu-central-1",)
    assert deployment_name(tmp_path) is None


def test_a_partition_that_does_not_exist_is_refused(tmp_path):
    assembly = read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD))
    with pytest.raises(BadAssemblyError, match=r"'aws-moon' is no AWS partition; there are: aws, "):
        scope_of(assembly, partition="aws-moon")


def test_a_region_of_another_partition_is_refused(tmp_path):
    assembly = read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD))
    with pytest.raises(BadAssemblyError, match="region: eu-central-1 is not of the partition aws-us-gov"):
        scope_of(assembly, partition="aws-us-gov")


FACTS = {"partition": "aws", "region": "eu-central-1", "account": "111122223333"}


@pytest.mark.parametrize(("said", "days"), [({}, 1), ({"log_retention_days": 365}, 365)])
def test_the_scope_says_how_long_logs_are_kept(tmp_path, said, days):
    folder = write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=FACTS | said)
    assert scope_of(read_assembly(folder)).log_retention_days == days


@pytest.mark.parametrize("days", [0, -1, "365", True, None])
def test_a_retention_that_is_no_number_of_days_is_refused(tmp_path, days):
    folder = write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=FACTS | {"log_retention_days": days})
    with pytest.raises(BadAssemblyError, match="log_retention_days has to be a number of days"):
        scope_of(read_assembly(folder))


def test_the_scope_says_what_the_deployment_asks_for(tmp_path):
    asked = {"stage": "development", "network_events": True, "least_tls": 1.2}
    scope = scope_of(read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=FACTS | asked)))
    assert (scope.stage, scope.network_events, scope.least_tls) == ("development", True, 1.2)


def test_a_deployment_that_asks_for_nothing_is_held_to_the_stricter_stage_alone(tmp_path):
    scope = scope_of(read_assembly(write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=FACTS)))
    assert (scope.stage, scope.network_events, scope.least_tls) == ("production", False, None)


@pytest.mark.parametrize("version", ["1.2", True, []])
def test_a_version_of_tls_that_is_no_number_is_refused(tmp_path, version):
    folder = write(tmp_path, manifest_json=MANIFEST, A__template_json=GOOD, deployment_json=FACTS | {"least_tls": version})
    with pytest.raises(BadAssemblyError, match="least_tls has to be a number"):
        scope_of(read_assembly(folder))

"""A folder of scripts: its name is its content, a role reads it and nothing beside it, and the CLI knows where each file goes."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Template

from sovereign.names import qualifier
from sovereign.publishing_stack import PublishingStack
from sovereign.script_folder import ScriptFolder
from tests.stacks.templates import Templates

ACCOUNT, REGION, NAME = "111122223333", "eu-central-1", "north"
FILES = {"on_create.sh": "echo one\n", "on_create.py": "pass\n", "slurm/prolog": "exit 0\n", "slurm.conf": "ClusterName=north\n"}


class Made:
    """One stack with one folder, synthesised."""

    def __init__(self, outdir: Path, files: dict[str, Path | str]) -> None:
        app = App(outdir=str(outdir))
        stack = PublishingStack(app, "nodes", env=Environment(account=ACCOUNT, region=REGION), qualifier=qualifier(NAME))
        self.outdir = outdir
        self.folder = ScriptFolder(stack, "Scripts", deployment=NAME, files=files)
        self.policies = [stack.resolve(statement.to_statement_json()) for statement in self.folder.statements]
        self.wildcards = stack.resolve(self.folder.wildcards)
        app.synth()
        self.template = Template.from_stack(stack).to_json()

    @property
    def published(self) -> dict[str, dict[str, Any]]:
        """Files of the asset manifest by their key in the bucket, without the template."""
        assets = json.loads((self.outdir / "nodes.assets.json").read_text())["files"].values()
        found = {place["objectKey"]: asset | {"place": place} for asset in assets for place in asset["destinations"].values()}
        return {key: asset for key, asset in found.items() if not key.endswith(".json")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("made"), dict(FILES))


def test_every_file_goes_under_the_one_prefix_by_its_own_name(made: Made) -> None:
    assert set(made.published) == {f"{made.folder.prefix}/{name}" for name in FILES}
    assert {name: file.key for name, file in made.folder.files.items()} == {name: f"{made.folder.prefix}/{name}" for name in FILES}


def test_what_is_uploaded_is_the_text_that_was_given(made: Made) -> None:
    for name, text in FILES.items():
        source = made.published[f"{made.folder.prefix}/{name}"]["source"]
        assert source["packaging"] == "file"
        assert (made.outdir / source["path"]).read_text() == text


def test_it_goes_to_the_bucket_that_it_names(made: Made) -> None:
    assert made.folder.uri == f"s3://{made.folder.bucket_name}/{made.folder.prefix}"
    named = {asset["place"]["bucketName"].replace("${Qualifier}", qualifier(NAME)) for asset in made.published.values()}
    assert named == {made.folder.bucket_name}


def test_a_checksum_is_the_files_own(made: Made) -> None:
    assert made.folder.files["on_create.sh"].sha256 == sha256(b"echo one\n").hexdigest()


def test_the_same_content_has_the_same_place_and_another_has_another(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "a-file.sh"
    file.write_text(FILES["on_create.sh"])
    assert Made(tmp_path / "same", FILES | {"on_create.sh": file}).folder.prefix == made.folder.prefix
    assert Made(tmp_path / "other", FILES | {"on_create.sh": "echo two\n"}).folder.prefix != made.folder.prefix
    renamed = {("on_start.sh" if name == "on_create.sh" else name): text for name, text in FILES.items()}
    assert Made(tmp_path / "renamed", renamed).folder.prefix != made.folder.prefix


def test_a_role_reads_this_folder_alone(made: Made) -> None:
    read, listed, opened = made.policies
    assert json.dumps(read["Resource"]).endswith(f':s3:::{made.folder.bucket_name}/{made.folder.prefix}/*"]]}}')
    assert read["Action"] == "s3:GetObject"
    assert listed["Condition"]["StringLike"]["s3:prefix"] == [made.folder.prefix, f"{made.folder.prefix}/*"]
    assert opened["Condition"]["StringEquals"]["kms:ViaService"] == [f"s3.{REGION}.amazonaws.com"]
    assert made.wildcards == [read["Resource"]]


def test_the_key_is_the_one_that_the_bootstrap_exports(made: Made, europe: Templates) -> None:
    (opened,) = (policy for policy in made.policies if policy["Action"] == "kms:Decrypt")
    assert opened["Resource"] == {"Fn::ImportValue": f"{NAME}-assets-key"}
    output = europe.bootstrap["Outputs"]["FileAssetKeyArn"]
    assert output["Export"]["Name"] == f"{europe.deployment['name']}-assets-key"
    assert output["Value"] == {"Fn::GetAtt": ["AssetsKey", "Arn"]}


def test_nothing_runs_at_deployment(made: Made) -> None:
    assert made.template.get("Resources", {}) == {}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "without a file"),
        ({"../up.sh": "true\n"}, "no name for a file"),
        ({"two words.sh": "true\n"}, "no name for a file"),
        ({"dot.": "true\n"}, "no name for a file"),
        ({"windows.sh": "true\r\n"}, "windows.sh has carriage returns"),
    ],
)
def test_a_folder_that_no_node_could_use_is_refused(tmp_path: Path, files: dict[str, Path | str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Made(tmp_path, files)


def test_a_stack_that_cannot_publish_is_named(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="plain/Scripts: stands in no stack that publishes"):
        ScriptFolder(Stack(App(outdir=str(tmp_path)), "plain"), "Scripts", deployment=NAME, files=dict(FILES))

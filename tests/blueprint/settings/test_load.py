"""From a name or a path to a deployment; all kinds of problems in one report."""

from pathlib import Path

import pytest

from blueprint.settings import DeploymentError, load, names
from blueprint.settings.load import parse
from tests.conftest import DEPLOYMENTS

REPOSITORY = Path(__file__).parents[3]

MANY = b"""\
name: example
owner: [a]
jurisdiction: {name: EU, partition: aws, approved_regions: [eu-central-1]}
account: 111122223333
region: eu-central-1
network:
  cidr: 10.20.0.0/16
  zones: [eu-central-1a, eu-central-1b]
  subnets:
    nodes: [10.20.0.0/18, 10.20.0.0/18]
    endpoints: [10.20.192.0/24, 10.30.193.0/24]
lake:
  lustre:
    zone: eu-central-1a
    capacity_gib: 1300
    zone: eu-central-1b
"""

REPORT = """\
many.yaml: 6 problems
  owner                         ["a"]                        text in quotes: The public body; becomes the tag `owner`
  account                       111122223333                 text in quotes: The AWS account, twelve digits
  network.subnets.nodes[1]      '10.20.0.0/18'               a range apart from network.subnets.nodes[0], 10.20.0.0/18
  network.subnets.endpoints[1]  '10.30.193.0/24'             a range inside network.cidr, 10.20.0.0/16
  lake.lustre.zone              again at line 16, column 5   one value a key; the first is at line 14
  lake.lustre.capacity_gib      1300                         allowed: 1200, 2400, then steps of 2400"""


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_examples_load_by_name_and_by_path(name, monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert load(name) == load(f"deployments/{name}.yaml") == load(REPOSITORY / f"deployments/{name}.yaml")
    assert load(name).name == name


def test_form_and_meaning_are_reported_together_in_the_files_order() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(MANY, Path("many.yaml"))
    assert [line.split() for line in str(refused.value).splitlines()] == [line.split() for line in REPORT.splitlines()]


def test_columns_are_aligned() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(MANY, Path("many.yaml"))
    problems, rows = refused.value.problems, str(refused.value).splitlines()[1:]
    assert {row.index(problem.allowed) for problem, row in zip(problems, rows, strict=True)} == {rows[0].index("text in quotes")}


def test_an_unknown_name_lists_those_there_are(monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    with pytest.raises(DeploymentError, match=r"did you mean example-eu\? there are: example-dev, example-eu, example-eusc, example-gr, "):
        load("exampel-eu")


def test_an_unknown_name_where_there_are_no_deployments_says_so(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert names() == ()
    with pytest.raises(DeploymentError, match="there is no deployments/ here"):
        load("greece")


@pytest.mark.parametrize("given", ["missing/greece.yaml", "greece.yml", "./"])
def test_a_path_that_cannot_be_read_is_one_row(given, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DeploymentError, match="1 problem\n  file  unreadable"):
        load(given)


def test_in_the_folder_a_file_is_named_as_its_deployment(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deployments").mkdir()
    content = (REPOSITORY / "deployments/example-eu.yaml").read_bytes()
    (tmp_path / "deployments/copy.yaml").write_bytes(content)
    (tmp_path / "copy.yaml").write_bytes(content)
    with pytest.raises(DeploymentError, match="name  'example-eu'  the file's own name: copy"):
        load("copy")
    assert load("./copy.yaml").name == "example-eu"


def test_a_secret_under_a_wrong_key_is_not_repeated() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(MANY + b"aws_secret_access_key: wJalrXUtnFEMI\n", Path("x.yaml"))
    assert "aws_secret_access_key" in str(refused.value)
    assert "wJalr" not in str(refused.value)


def test_a_file_that_is_a_secret_is_not_repeated() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(b"wJalrXUtnFEMI", Path("key.pem.yaml"))
    assert "wJalr" not in str(refused.value)


def test_an_empty_key_has_a_name_in_its_row() -> None:
    with pytest.raises(DeploymentError, match=r"''  +1  +unknown key"):
        parse(b'"": 1', Path("x.yaml"))


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(DeploymentError, match="file  too large  at most 1048576 bytes"):
        load("/dev/zero")


def test_a_value_cannot_forge_a_line_or_a_colour() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(b'"a\\nb": "\\e[31m\\nx: 1 problem"\n', Path("x.yaml"))
    (problem,) = [p for p in refused.value.problems if p.value != "missing"]
    assert problem.field == "a\\nb"
    assert "\n" not in problem.value
    assert "\x1b" not in str(refused.value)


def test_a_long_value_is_shortened() -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(b"region: " + b"x" * 500, Path("x.yaml"))
    (problem,) = [p for p in refused.value.problems if p.field == "region"]
    assert len(problem.value) == 60


def test_a_deployment_cannot_be_changed(monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    with pytest.raises(ValueError, match="frozen"):
        load("example-eu").name = "other"

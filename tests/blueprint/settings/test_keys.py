"""Keys of datasets and tenants, and keys from outside: what the file may ask for."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import notes
from blueprint.settings.load import parse

KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER = KEY.replace("1234abcd-12ab", "2234abcd-12ab")
CENSUS = {"name": "census", "classes": ["raw", "curated"], "prefix": "census/2026/"}
TAX = {"name": "tax-office", "classes": ["models"]}


@pytest.fixture
def read(change):
    return lambda changes: parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml"))


def test_there_is_one_key_a_class_unless_the_file_asks_for_more(read) -> None:
    keys = read({}).keys
    assert (keys.own_folders, keys.external.arns) == ((), {})


def test_a_folder_is_named_after_its_owner_unless_the_file_says_where_it_is(read) -> None:
    keys = read({"keys.datasets": [CENSUS, {"name": "courts", "classes": ["raw"]}], "keys.tenants": [TAX]}).keys
    assert [part.folder for part in keys.own_folders] == ["census/2026/", "datasets/courts/", "tenants/tax-office/"]


WRONG = {
    "a name with a slash": ({"keys.datasets": [{**CENSUS, "name": "a/b"}]}, "keys.datasets[0].name", "1 to 32 lower-case letters"),
    "a dataset in no class": ({"keys.datasets": [{**CENSUS, "classes": []}]}, "keys.datasets[0].classes", "at least one class"),
    "a dataset in the ledger": ({"keys.datasets": [{**CENSUS, "classes": ["ledger"]}]}, "keys.datasets[0].classes[0]", "one of: 'raw'"),
    "an unknown key of a dataset": ({"keys.datasets": [{**CENSUS, "folder": "x/"}]}, "keys.datasets[0].folder", "allowed: name, classes"),
    "a list that is a mapping": ({"keys.datasets": {"name": "census"}}, "keys.datasets", "a list"),
    "a class twice": ({"keys.tenants": [{**TAX, "classes": ["raw", "raw"]}]}, "keys.tenants[0].classes[1]", "each class once"),
    "a name twice": ({"keys.datasets": [CENSUS], "keys.tenants": [{**TAX, "name": "census"}]}, "keys.tenants[0].name", "each name once"),
    "a folder with a wildcard": ({"keys.datasets": [{**CENSUS, "prefix": "c*/"}]}, "keys.datasets[0].prefix", "ended by a slash"),
    "a folder without its slash": ({"keys.datasets": [{**CENSUS, "prefix": "census"}]}, "keys.datasets[0].prefix", "ended by a slash"),
    "a folder that climbs": ({"keys.datasets": [{**CENSUS, "prefix": "a/../b/"}]}, "keys.datasets[0].prefix", "ended by a slash"),
    "a folder in another": (
        {"keys.datasets": [CENSUS, {"name": "towns", "classes": ["raw"], "prefix": "census/2026/towns/"}]},
        "keys.datasets[1].prefix",
        "a folder apart from census/2026/ of keys.datasets[0], in raw too",
    ),
    "more keys than a policy names": (
        {"keys.datasets": [{"name": f"d{at}", "classes": ["raw", "curated", "rejects"]} for at in range(7)]},
        "keys",
        "at most 20",
    ),
    "half a model under another key": (
        {"keys.datasets": [{"name": "half", "classes": ["models"], "prefix": "base/2026-11/half/"}]},
        "serving.model_prefix",
        "base/2026-11/half/ lies in it",
    ),
    "a key by its alias": ({"keys.external": {"raw": KEY.rpartition(":")[0] + ":alias/ours"}}, "keys.external.raw", "one key by its id"),
    "a multi-region key": (
        {"keys.external": {"raw": KEY.rpartition("/")[0] + "/mrk-1234abcd12ab34cd56ef1234567890ab"}},
        "keys.external.raw",
        "no multi-region key",
    ),
    "a key of another region": ({"keys.external": {"raw": KEY.replace("central", "west")}}, "keys.external.raw", "is of region eu-west-1"),
    "a key of another account": (
        {"keys.external": {"raw": KEY.replace("1111", "9999")}},
        "keys.external.raw",
        "is of account 999922223333",
    ),
    "a key of another partition": (
        {"keys.external": {"raw": KEY.replace("arn:aws:", "arn:aws-eusc:")}},
        "keys.external.raw",
        "is of partition",
    ),
    "a key for two classes": ({"keys.external": {"raw": KEY, "audit": KEY}}, "keys.external.audit", "this one closes raw already"),
    "a key for what nobody keeps": ({"keys.external": {"secrets": KEY}}, "keys.external.secrets", "allowed: raw, curated"),
}


@pytest.mark.parametrize(("changes", "field", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_names_the_field_and_what_is_allowed(problems_of, changes, field, says) -> None:
    (problem,) = problems_of(changes)
    assert problem.field == field
    assert says in problem.allowed


def test_two_classes_may_hold_the_same_folder_under_two_keys(problems_of) -> None:
    assert problems_of({"keys.datasets": [CENSUS], "keys.tenants": [{"name": "towns", "classes": ["rejects"]}]}) == ()


def test_each_key_from_outside_is_noted_with_what_fails_while_it_is_away(read) -> None:
    found = [note for note in notes(read({"keys.external": {"raw": KEY, "logs": OTHER}})) if note.startswith("keys.external")]
    assert [note.partition(":")[0] for note in found] == ["keys.external.raw", "keys.external.logs"]
    assert all("does not rotate by itself" in note and "while it is away" in note for note in found)
    assert ["no text of AWS" in note for note in found] == [False, True]


def test_a_folder_that_lustre_cannot_export_to_is_noted(read) -> None:
    (note,) = [note for note in notes(read({"keys.datasets": [CENSUS], "keys.tenants": [TAX]})) if "Lustre" in note]
    assert note.startswith("keys: tenants/tax-office/ in models has its own key")


@pytest.mark.parametrize("text", ["2001:db8::/56", "fd00::/48", "::/0"])
@pytest.mark.parametrize("field", ["network.cidr", "network.subnets.nodes"])
def test_ipv6_is_refused_and_told_why(problems_of, field, text) -> None:
    value = text if field == "network.cidr" else [text, "10.20.64.0/18", "10.20.128.0/18"]
    (problem,) = problems_of({field: value})
    assert "IPv6 is refused" in problem.allowed

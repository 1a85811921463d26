"""A trail sees its own account: what a second account stores has to be in a trail that stands there, and the other way round."""

from pathlib import Path

import pytest

from assurance.evidence import copies_are_kept
from assurance.evidence import stores_are_in_the_trail as claim
from assurance.evidence.assembly import Assembly, Template
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.scope import Copies, Scope
from tests.assurance.evidence.trail_resources import bucket, data, may, role, trail

FIRST, SECOND, HERE, THERE = "111122223333", "444455556666", "eu-central-1", "eu-west-1"
COPIES = Copies(SECOND, THERE, "kept", 365, 24, is_compliance=True, images=False)
SCOPE = Scope("example", "aws", (HERE, THERE), (FIRST, SECOND), copies=COPIES)
EVERYTHING = data()


def two(first: dict, second: dict) -> TemplateGraph:
    """A graph of a stack in each account."""
    places = (("Here", first, HERE, FIRST), ("There", second, THERE, SECOND))
    templates = [Template(name, f"{name}.template.json", {"Resources": body}, region, account) for name, body, region, account in places]
    return TemplateGraph(Assembly(Path("cdk.out"), tuple(templates)), SCOPE)


def found(graph: TemplateGraph) -> list[tuple[str, str]]:
    return [(finding.resource, finding.sentence) for finding in claim.broken_by(graph)]


def there(*selectors: dict) -> dict:
    """A trail of the second account, into a bucket of a name of its own."""
    resources = trail(data({"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::records-there/"]}), *selectors)
    resources["Records"]["Properties"]["BucketName"] = "records-there"
    return resources


def test_a_trail_in_each_account_is_clean() -> None:
    assert found(two(trail(EVERYTHING) | bucket(), there(EVERYTHING) | bucket("copies"))) == []


def test_a_trail_of_the_first_account_does_not_count_for_the_second() -> None:
    sentence = "has no trail in account 444455556666: nothing records who touches 1 stores, There/Data the first of them"
    assert found(two(trail(EVERYTHING), bucket())) == [("example", sentence)]


def test_a_trail_of_the_second_account_does_not_count_for_the_first() -> None:
    sentence = "has no trail: nothing records who touches 1 stores, Here/Data the first of them"
    assert found(two(bucket(), there(EVERYTHING))) == [("example", sentence)]


def test_a_selector_in_the_other_accounts_trail_takes_nothing() -> None:
    graph = two(trail(EVERYTHING), there() | bucket("copies"))
    assert found(graph) == [("There/Data", "is not wholly in the trail: no selector takes it")]


def test_a_sound_trail_in_one_account_excuses_no_weak_one_in_the_other() -> None:
    weak = there(EVERYTHING)
    weak["Trail"]["Properties"]["IsLogging"] = False
    graph = two(trail(EVERYTHING), weak)
    assert found(graph) == [("There/Trail", "does not log")]
    assert "There/Trail" not in [remark.subject for remark in claim.remarks(graph)]


def test_management_events_are_taken_in_each_account() -> None:
    narrow = there(EVERYTHING)
    del narrow["Trail"]["Properties"]["AdvancedEventSelectors"][0]
    sentence = "does not take all management events: no selector takes it"
    assert found(two(trail(EVERYTHING), narrow)) == [("There/Trail", sentence)]


@pytest.mark.parametrize(
    ("place", "is_found"), [(f"{THERE}:{SECOND}", True), (f"{HERE}:{FIRST}", False)], ids=["its own ARN", "the other account's"]
)
def test_a_store_is_written_with_the_account_and_region_in_which_it_stands(place: str, is_found: bool) -> None:
    topic = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}}}
    selector = data({"Field": "resources.ARN", "StartsWith": [f"arn:aws:sns:{place}:news"]}, kind="AWS::SNS::Topic")
    graph = two(trail(EVERYTHING), there(EVERYTHING, selector) | topic)
    assert (found(graph) == []) is is_found


STOP = may("cloudtrail:StopLogging")
STOP_BY_NAME = may("cloudtrail:StopLogging", f"arn:aws:cloudtrail:{THERE}:{SECOND}:trail/own")


@pytest.mark.parametrize("right", [STOP, STOP_BY_NAME], ids=["of any name", "by its ARN"])
def test_an_identity_of_the_second_account_may_not_stop_its_trail(right: dict) -> None:
    graph = two(trail(EVERYTHING), there(EVERYTHING) | role(right))
    assert found(graph) == [("There/Role", "may weaken the trail There/Trail: cloudtrail:stoplogging")]


def test_an_identity_reaches_the_trail_of_its_own_account_alone() -> None:
    graph = two(trail(EVERYTHING) | role(STOP), there(EVERYTHING))
    assert found(graph) == [("Here/Role", "may weaken the trail Here/Trail: cloudtrail:stoplogging")]


def test_the_second_accounts_own_records_need_no_copy() -> None:
    locked = [finding.resource for finding in copies_are_kept.broken_by(two(trail(EVERYTHING), there(EVERYTHING)))]
    assert "Here/Records" in locked
    assert "There/Records" not in locked

"""What the registry's schemas say of a change."""

import pytest

from assurance.rehearsal.changes import changed, replaced_by


@pytest.mark.parametrize(
    ("kind", "before", "after", "replaced"),
    [
        ("AWS::Logs::LogGroup", {"LogGroupName": "a"}, {"LogGroupName": "b"}, ["LogGroupName"]),
        ("AWS::Logs::LogGroup", {"RetentionInDays": 1}, {"RetentionInDays": 3}, []),
        ("AWS::Budgets::Budget", {"Budget": {"BudgetName": "a"}}, {"Budget": {"BudgetName": "b"}}, ["Budget/BudgetName"]),
        ("AWS::Budgets::Budget", {"Budget": {"BudgetName": "a"}}, {"Budget": {"BudgetName": "a", "TimeUnit": "DAILY"}}, []),
        ("AWS::EC2::PlacementGroup", {}, {"Tags": [{"Key": "a", "Value": "b"}]}, ["Tags"]),
    ],
)
def test_what_is_given_once_is_replaced(kind: str, before: dict, after: dict, replaced: list[str]) -> None:
    assert replaced_by(kind, before, after) == replaced


def test_a_type_that_the_registry_lacks_is_no_guess() -> None:
    with pytest.raises(LookupError, match="AWS::Nowhere::Thing"):
        replaced_by("AWS::Nowhere::Thing", {}, {"A": 1})


def test_properties_that_came_went_or_differ_have_changed() -> None:
    assert changed({"A": 1, "B": 1, "C": 1}, {"B": 1, "C": 2, "D": 1}) == ["A", "C", "D"]

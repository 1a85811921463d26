"""Types whose use CloudTrail can record."""

from blueprint.facts.data_events import recorded_types


def test_a_type_is_recorded_under_cloudtrails_own_name() -> None:
    assert recorded_types(["AWS::DynamoDB::GlobalTable"]) == ("AWS::DynamoDB::Table",)


def test_two_types_of_one_name_are_one() -> None:
    assert recorded_types(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::SNS::Topic"]) == (
        "AWS::DynamoDB::Table",
        "AWS::SNS::Topic",
    )


def test_a_type_without_data_events_is_left_out() -> None:
    assert recorded_types(["AWS::FSx::FileSystem", "AWS::KMS::Key"]) == ()

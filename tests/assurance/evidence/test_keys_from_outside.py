"""A key that is named by its ARN is ours by its account; the report says what no template shows of it."""

from assurance.evidence import our_keys

KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def group(key: object) -> dict[str, object]:
    return {"Type": "AWS::Logs::LogGroup", "Properties": {"KmsKeyId": key}}


def about_keys(graph) -> list[tuple[str, str]]:
    return [(remark.subject, remark.sentence) for remark in our_keys.remarks(graph) if "comes from outside" in remark.sentence]


def test_a_key_of_our_account_by_its_arn_holds_and_is_remarked_on_once(graph_of) -> None:
    graph = graph_of({"A": group(KEY), "B": group(KEY)})
    assert list(our_keys.broken_by(graph)) == []
    ((subject, text),) = about_keys(graph)
    assert subject == KEY
    assert "its policy, rotation and deletion stand in no template" in text


def test_a_key_of_another_account_is_a_finding_all_the_same(graph_of) -> None:
    graph = graph_of({"A": group(KEY.replace("111122223333", "999988887777"))})
    assert [finding.sentence for finding in our_keys.broken_by(graph)] == ["takes a key of account 999988887777"]


def test_a_key_that_a_template_makes_is_not_remarked_on(graph_of) -> None:
    key = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}}
    assert about_keys(graph_of({"Key": key, "A": group({"Fn::GetAtt": ["Key", "Arn"]})})) == []

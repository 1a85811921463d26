"""What the rehearsal takes to be in the account before: keys from outside, and roles that AWS services have one of."""

import json
from pathlib import Path

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.server import simulator

ACCOUNT, REGION = "111122223333", "eu-central-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}]}
CONFIG = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def test_a_key_and_a_role_that_were_there_before_are_found(tmp_path: Path) -> None:
    keys, roles = {KEY: json.dumps(POLICY)}, {"AWSServiceRoleForConfig": "config.amazonaws.com"}
    with simulator(ACCOUNT, REGION, keys=keys, roles=roles, log=tmp_path / "log") as endpoint:
        aws = Aws(REGION, ACCOUNT, endpoint)
        metadata = aws.kms.describe_key(KeyId=KEY)["KeyMetadata"]
        assert (metadata["Arn"], metadata["Origin"], metadata["KeyState"]) == (KEY, "EXTERNAL_KEY_STORE", "Enabled")
        assert json.loads(aws.kms.get_key_policy(KeyId=KEY, PolicyName="default")["Policy"]) == POLICY
        assert aws.iam.get_role(RoleName="AWSServiceRoleForConfig")["Role"]["Arn"] == CONFIG
        assert [key["KeyId"] for key in aws.kms.list_keys()["Keys"]] == [KEY.rpartition("/")[2]]


def assembly(folder: Path, **template: object) -> Assembly:
    """A cloud assembly of one template."""
    (folder / "deployment.json").write_text(json.dumps({"name": "x", "account": ACCOUNT, "region": REGION}))
    for name in ("rights", "bootstrap"):
        (folder / f"{name}.template.json").write_text("{}")
    artifact = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "x.template.json"}}
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"x": artifact}}))
    (folder / "x.template.json").write_text(json.dumps({"Resources": {}} | template))
    return Assembly(folder)


def test_the_policy_of_a_key_from_outside_is_read_with_its_partition(tmp_path: Path) -> None:
    role = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::111122223333:root"]]}
    policies = assembly(tmp_path, Metadata={"ExternalKeys": {KEY: {"Statement": [{"Principal": role}]}}}).external_keys()
    assert json.loads(policies[KEY]) == {"Statement": [{"Principal": "arn:aws:iam::111122223333:root"}]}


def test_a_service_role_is_expected_where_a_template_names_it_whole(tmp_path: Path) -> None:
    named = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, CONFIG.partition("arn:aws")[2]]]}
    pattern = ":iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling*"
    found = assembly(tmp_path, Resources={"R": {"Properties": {"RoleARN": named, "Other": pattern}}})
    assert found.service_roles() == {"AWSServiceRoleForConfig": "config.amazonaws.com"}

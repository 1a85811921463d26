"""Our bootstrap template gives CloudFormation no more than the stacks need."""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from stacks.bootstrap import VARIANT, VERSION
from stacks.bootstrap import __main__ as command
from tests.stacks.templates import Templates, statements, text

ROLES = {"CloudFormationExecutionRole", "DeploymentActionRole", "LookupRole", "FilePublishingRole", "ImagePublishingRole"}
POLICY_LIMIT = 6144
BODY_LIMIT = 51_200
CREATES = re.compile(r"^([\w-]+):(Create|Attach|Allocate|PutConfigRule|PutMetricAlarm|ModifyBudget|Enable(SecurityHub|Macie))")


def policies(bootstrap: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Statements by the managed policy or role that holds them."""
    found = {}
    for name, resource in bootstrap["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            found[name] = list(statements(properties["PolicyDocument"]))
        elif resource["Type"] == "AWS::IAM::Role":
            found[name] = [statement for policy in properties.get("Policies", ()) for statement in statements(policy["PolicyDocument"])]
    return found


def test_nobody_is_administrator(templates: Templates) -> None:
    assert "AdministratorAccess" not in json.dumps(templates.bootstrap)


def test_no_statement_allows_every_action_of_aws_or_of_a_service(templates: Templates) -> None:
    allowed = {action for held in policies(templates.bootstrap).values() for s in held if s["Effect"] == "Allow" for action in s["Action"]}
    assert allowed
    assert {action for action in allowed if action.endswith(":*") or action == "*"} == set()


def test_no_policy_is_longer_than_iam_allows(templates: Templates) -> None:
    for name, resource in templates.bootstrap["Resources"].items():
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            assert len(json.dumps(resource["Properties"]["PolicyDocument"], separators=(",", ":"))) < POLICY_LIMIT, name


def test_cloudformation_cannot_build_a_way_out(templates: Templates) -> None:
    ways = {f"ec2:{call}" for call in ("CreateInternetGateway", "AttachInternetGateway", "CreateNatGateway", "AllocateAddress")}
    held = policies(templates.bootstrap)
    execution = [s for name in held if name.startswith("Execute") for s in held[name]]
    assert not ways & {action for s in execution if s["Effect"] == "Allow" for action in s["Action"]}
    assert ways <= {action for s in execution if s["Effect"] == "Deny" for action in s["Action"]}


def test_a_role_without_the_boundary_cannot_be_created(templates: Templates) -> None:
    creating = [s for held in policies(templates.bootstrap).values() for s in held if "iam:CreateRole" in s["Action"]]
    named = {text(create["Condition"]["StringEquals"]["iam:PermissionsBoundary"]).partition(":policy/")[2] for create in creating}
    made = {templates.bootstrap["Resources"][name]["Properties"]["ManagedPolicyName"] for name in ("Boundary", "BackupBoundary")}
    assert named == made


def test_every_role_of_the_stacks_carries_the_boundary(templates: Templates) -> None:
    for part in templates.stacks:
        boundary = "BackupBoundary" if part == "backup" else "Boundary"
        name = templates.bootstrap["Resources"][boundary]["Properties"]["ManagedPolicyName"]
        assert all(text(role["PermissionsBoundary"]).endswith(f":policy/{name}") for role in templates.properties("AWS::IAM::Role", part))
    assert templates.properties("AWS::IAM::Role")


def test_the_boundary_allows_what_the_stacks_roles_may_do(templates: Templates) -> None:
    boundary = templates.bootstrap["Resources"]["Boundary"]["Properties"]["PolicyDocument"]
    allowed = [re.escape(action).replace(r"\*", ".*") for s in statements(boundary) if s["Effect"] == "Allow" for action in s["Action"]]
    used = {
        a
        for part in set(templates.stacks) - {"backup"}
        for policy in templates.properties("AWS::IAM::ManagedPolicy", part)
        for s in statements(policy["PolicyDocument"])
        for a in s["Action"]
    }
    assert used
    assert {action for action in used if not any(re.fullmatch(pattern, action) for pattern in allowed)} == set()


def test_images_and_templates_lie_under_our_own_key(templates: Templates) -> None:
    resources = templates.bootstrap["Resources"]
    key = {"Fn::GetAtt": ["AssetsKey", "Arn"]}
    (rule,) = resources["StagingBucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    repository = resources["ContainerAssetsRepository"]["Properties"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert repository["EncryptionConfiguration"] == {"EncryptionType": "KMS", "KmsKey": key}
    assert repository["ImageTagMutability"] == "IMMUTABLE"
    assert resources["AssetsKey"]["Properties"]["EnableKeyRotation"] is True


def test_the_key_is_used_through_services_named_with_the_partitions_suffix(templates: Templates) -> None:
    policy = templates.bootstrap["Resources"]["AssetsKey"]["Properties"]["KeyPolicy"]
    (use,) = [s for s in statements(policy) if "kms:Decrypt" in s["Action"]]
    suffix = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-eusc": "amazonaws.eu"}[templates.deployment["partition"]]
    assert f"s3.{templates.deployment['region']}.{suffix}" in use["Condition"]["StringEquals"]["kms:ViaService"]


def test_people_come_in_from_this_account_alone(templates: Templates) -> None:
    resources = templates.bootstrap["Resources"]
    for name in ROLES - {"CloudFormationExecutionRole"}:
        for statement in statements(resources[name]["Properties"]["AssumeRolePolicyDocument"]):
            assert text(statement["Principal"]["AWS"]) == "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"


def test_the_command_line_finds_what_it_looks_for(templates: Templates) -> None:
    bootstrap = templates.bootstrap
    qualifier = bootstrap["Parameters"]["Qualifier"]["Default"]
    manifest = json.loads((templates.folder / "manifest.json").read_text())
    stacks = [a["properties"] for a in manifest["artifacts"].values() if a["type"] == "aws:cloudformation:stack"]
    names = {text(bootstrap["Resources"][role]["Properties"]["RoleName"]).replace("${Qualifier}", qualifier) for role in ROLES}
    for stack in stacks:
        assert stack["bootstrapStackVersionSsmParameter"] == f"/cdk-bootstrap/{qualifier}/version"
        assert stack["requiresBootstrapStackVersion"] <= int(VERSION)
        for arn in (stack["assumeRoleArn"], stack["cloudFormationExecutionRoleArn"]):
            assert re.sub(r"-\d{12}-.*", "-${AWS::AccountId}-${AWS::Region}", arn.rsplit("/", 1)[1]) in names
    assert bootstrap["Outputs"]["BootstrapVersion"]["Value"] == VERSION
    assert {"BucketName", "BucketDomainName"} <= set(bootstrap["Outputs"])
    assert bootstrap["Parameters"]["BootstrapVariant"]["Default"] == VARIANT


def test_two_deployments_of_one_account_have_two_bootstraps(templates: Templates, europe: Templates) -> None:
    same = templates.deployment["name"] == europe.deployment["name"]
    assert (templates.bootstrap["Parameters"]["Qualifier"] == europe.bootstrap["Parameters"]["Qualifier"]) is same


def test_the_execution_role_may_create_every_type_of_the_stacks(templates: Templates) -> None:
    held = policies(templates.bootstrap)
    execution = [s for name in held if name.startswith("Execute") for s in held[name]]
    services = {action.split(":")[0].replace("-", "") for s in execution for action in s["Action"] if CREATES.match(action)}
    types = {resource["Type"] for stack in templates.stacks.values() for resource in stack["Resources"].values()}
    assert {kind.split("::")[1].lower().replace("macie", "macie2") for kind in types} <= services


def test_the_command_prints_each_template(capsys: pytest.CaptureFixture[str], templates: Templates) -> None:
    for name in [*_rights(templates), "bootstrap"]:
        assert command.main([f"deployments/{templates.deployment['name']}.yaml", "--template", name]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads((templates.folder / f"{name}.template.json").read_text())


def test_the_rights_stand_apart_and_the_last_template_names_them(templates: Templates) -> None:
    *before, rest = (json.loads((templates.folder / f"{name}.template.json").read_text()) for name in [*_rights(templates), "bootstrap"])
    rights = [resource for template in before for resource in template["Resources"].values()]
    assert {resource["Type"] for resource in rights} == {"AWS::IAM::ManagedPolicy"}
    made = {text(resource["Properties"]["ManagedPolicyName"]) for resource in rights}
    named = [text(arn) for arn in rest["Resources"]["CloudFormationExecutionRole"]["Properties"]["ManagedPolicyArns"]]
    assert {arn.rpartition("policy/")[2] for arn in named} <= made


def test_the_command_refuses_a_wrong_file_and_writes_nothing(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    assert command.main([str(tmp_path / "bad.yaml"), "--output", str(tmp_path / "out.json")]) == 2
    assert "jurisdiction" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_cloudformation_cannot_change_its_own_limits(templates: Templates) -> None:
    """Its policies are named like the stacks' own, so that what it may do to those would otherwise hold for these."""
    resources = templates.bootstrap["Resources"]
    execution = [s for name, held in policies(templates.bootstrap).items() if name.startswith("Execute") for s in held]
    may = [
        re.escape(text(arn)).replace(r"\*", ".*")
        for s in execution
        if "iam:CreatePolicyVersion" in s["Action"] and s["Effect"] == "Allow"
        for arn in listed(s)
    ]
    (denied,) = [s for s in execution if "iam:CreatePolicyVersion" in s["Action"] and s["Effect"] == "Deny"]
    fixed = [re.escape(text(arn)).replace(r"\*", ".*") for arn in listed(denied)]
    own = {
        f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{resource['Properties']['ManagedPolicyName']}"
        for resource in resources.values()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }
    assert any(re.fullmatch(pattern, arn) for arn in own for pattern in may), "nothing to guard: this test is out of date"
    assert {arn for arn in own if not any(re.fullmatch(pattern, arn) for pattern in fixed)} == set()
    assert {"iam:DeletePolicy", "iam:SetDefaultPolicyVersion"} <= set(denied["Action"])


def test_a_tag_does_not_take_over_what_another_deployment_made(templates: Templates) -> None:
    tagging = {"kms:TagResource", "sagemaker:AddTags"}
    execution = [s for name, held in policies(templates.bootstrap).items() if name.startswith("Execute") for s in held]
    found = [s for s in execution if tagging & set(s["Action"])]
    assert {action for s in found for action in s["Action"]} >= tagging
    for statement in found:
        conditions = statement["Condition"]
        own = conditions.get("StringEqualsIfExists", {}) | conditions["StringEquals"]
        assert own["aws:ResourceTag/deployment"] == templates.deployment["name"]


SET_BY_NO_STACK = (
    r"(autoloop|codewhisperer|logs|workmail):AllowVendedLogDeliveryForResource",  # deliveries of other services' logs
    r"autoscaling:(EnableMetricsCollection|PutNotificationConfiguration|SuspendProcesses)",
    r"backup:PutBackupVaultNotifications",
    r"billing:GetBillingViewData",  # a budget of a billing view
    r"CloudTrail:Put(Event|Insight).*",
    r"ec2:(CreateVpcEncryptionControl|ReplaceRouteTableAssociation|Get\*)",
    r"ec2:Modify(Image|Snapshot)Attribute",  # a HyperPod cluster with an image of one's own
    r"ecr:SetRepositoryPolicy",
    r"eks:(AssociateAccessPolicy|(Create|Delete|Describe)AccessEntry|DescribeCluster)",  # a HyperPod cluster beside EKS
    r"elasticloadbalancing:.*",
    r"firehose:.*",
    r"iam:(Attach|Detach)(Group|User)Policy",
    r"iam:DeleteRolePolicy",  # the stacks' roles have managed policies alone
    r"logs:(Put|Delete)(BearerTokenAuthentication|DataProtectionPolicy|IndexPolicy)",
    r"managed-fleets:.*",
    r"organizations:.*",  # a trail of an organisation
    r"resolverquerylogging:.*",  # the handler's own name for calls of route53resolver: IAM has no such service
    r"resource-groups:.*",  # an association with a resource group for a target
    r"s3:(CreateBucketMetadataTableConfiguration|REST\.PUT\.OBJECT)",
    r"s3:Put(Accelerate|Analytics|IntelligentTiering|Inventory|Metrics|Replication)Configuration",
    r"s3:PutBucket(Abac|CORS|Notification|Replication|Website)|s3:PutObjectAcl",
    r"s3:PutObjectLockConfiguration",  # no IAM action: the right is s3:PutBucketObjectLockConfiguration
    r"s3tables:.*",
    r"sns:(PutDataProtectionPolicy|Subscribe)",
    r"ssm:(GetCalendarState|Get\*)",
    r"vpc-lattice:.*",
    r"vpce:AllowMultiRegion",
)
"""What CloudFormation asks for where a template sets a property that ours leave alone."""


def test_cloudformation_may_do_what_the_registry_says_it_does(templates: Templates) -> None:
    """The registry schemas name what each type's handlers call: what is missing ends a real deployment half-way with AccessDenied."""
    held = policies(templates.bootstrap)
    allowed = [
        re.escape(action).replace(r"\*", ".*")
        for name in held
        if name.startswith("Execute")
        for s in held[name]
        if s["Effect"] == "Allow"
        for action in s["Action"]
    ]
    types = {resource["Type"] for stack in templates.stacks.values() for resource in stack["Resources"].values()}
    asked = {action for kind in types for action in handler_permissions(kind)}
    missing = {action for action in asked if not any(re.fullmatch(pattern, action, re.IGNORECASE) for pattern in allowed)}
    assert len(asked) > 100
    assert {action for action in missing if not any(re.fullmatch(pattern, action) for pattern in SET_BY_NO_STACK)} == set()


def listed(statement: dict[str, Any]) -> list[Any]:
    resource = statement["Resource"]
    return resource if isinstance(resource, list) else [resource]


@cache
def handler_permissions(kind: str) -> frozenset[str]:
    """What the handlers that create, read and delete a type call, by cfn-lint's copy of the registry schemas."""
    schemas = Path(find_spec("cfnlint").origin).parent / "data" / "schemas"  # type: ignore[union-attr,arg-type]
    fullest = max((schemas / "providers").glob("*.json"), key=lambda path: path.stat().st_size)
    schema = json.loads((schemas / "resources" / f"{json.loads(fullest.read_text())[kind]}.json").read_text())
    handlers = schema.get("handlers", {})
    return frozenset(action for name in ("create", "read", "delete") for action in handlers.get(name, {}).get("permissions", ()))


def _rights(templates: Templates) -> list[str]:
    """The templates that stand before the bootstrap, in their order."""
    return [file.name.removesuffix(".template.json") for file in sorted(templates.folder.glob("rights*.template.json"))]

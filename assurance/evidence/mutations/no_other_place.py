"""Attacks on `no_other_place`: other regions, partitions and accounts, written so that a search for names could miss them."""

from base64 import b64encode
from typing import Any

from assurance.evidence.mutations.draft import Draft, Found
from assurance.evidence.mutations.mutation import Register

register = Register("no_other_place")

SUBNET, ENDPOINT, BUCKET, POLICY = "AWS::EC2::Subnet", "AWS::EC2::VPCEndpoint", "AWS::S3::Bucket", "AWS::IAM::ManagedPolicy"
KEY, TEMPLATE, MODEL = "AWS::KMS::Key", "AWS::EC2::LaunchTemplate", "AWS::SageMaker::Model"


def allow(draft: Draft, action: str, resource: Any) -> None:  # noqa: ANN401 - text or an intrinsic function
    """Add a statement to the first policy of an identity."""
    draft.first(POLICY).properties["PolicyDocument"]["Statement"].append({"Effect": "Allow", "Action": action, "Resource": resource})


def boot(draft: Draft, script: str) -> None:
    """Give the nodes a script to start with, as CloudFormation takes it: in base64."""
    draft.first(TEMPLATE).properties["LaunchTemplateData"]["UserData"] = b64encode(script.encode()).decode()


def environment(draft: Draft) -> dict[str, Any]:
    """The environment of the model's container, to be changed."""
    found: dict[str, Any] = draft.first(MODEL).properties["PrimaryContainer"].setdefault("Environment", {})
    return found


def role(draft: Draft) -> Found:
    """The first role."""
    return draft.first("AWS::IAM::Role")


# The one account of AWS's that may be named, to pull the images of a cluster's add-ons


@register
def images_pushed_to_the_registry_of_add_ons(draft: Draft) -> None:
    """Beside a cluster, a role may push images into AWS's own registry of add-ons."""
    draft.add("AWS::EKS::Cluster", Name="c", RoleArn="r", ResourcesVpcConfig={"SubnetIds": ["a", "b"]})
    allow(draft, "ecr:PutImage", draft.elsewhere.addons)


# Regions


@register
def subnet_in_another_region(draft: Draft) -> None:
    """A subnet in a zone of another region."""
    draft.first(SUBNET).properties["AvailabilityZone"] = f"{draft.elsewhere.region}a"


@register
def local_zone_in_another_country(draft: Draft) -> None:
    """A subnet in a local zone: it has our region's name and may stand in another country."""
    draft.first(SUBNET).properties["AvailabilityZone"] = f"{draft.scope.region}-waw-1a"


@register
def region_in_pieces(draft: Draft) -> None:
    """A region that no search finds, for it is put together at deployment."""
    head, _, tail = draft.elsewhere.region.partition("-")
    environment(draft)["AWS_REGION"] = {"Fn::Join": ["-", [head, tail]]}


@register
def region_from_a_mapping(draft: Draft) -> None:
    """A region that a resource takes from a mapping."""
    model = draft.first(MODEL)
    draft.section(model, "Mappings")["Places"] = {"away": {"region": draft.elsewhere.region}}
    environment(draft)["AWS_DEFAULT_REGION"] = {"Fn::FindInMap": ["Places", "away", "region"]}


@register
def region_of_a_switch(draft: Draft) -> None:
    """A region that counts only where whoever deploys sets a parameter."""
    model = draft.first(MODEL)
    draft.section(model, "Parameters")["Far"] = {"Type": "String", "Default": "no"}
    draft.section(model, "Conditions")["IsFar"] = {"Fn::Equals": [{"Ref": "Far"}, "yes"]}
    environment(draft)["AWS_REGION"] = {"Fn::If": ["IsFar", draft.elsewhere.region, {"Ref": "AWS::Region"}]}


@register
def endpoint_of_another_region(draft: Draft) -> None:
    """An endpoint that leads to the service of another region."""
    endpoint = draft.first(ENDPOINT).properties
    endpoint["ServiceName"] = str(endpoint["ServiceName"]).replace(draft.scope.region, draft.elsewhere.region)


@register
def endpoint_with_a_service_region(draft: Draft) -> None:
    """An endpoint with the right service name and another region beside it."""
    draft.first(ENDPOINT).properties["ServiceRegion"] = draft.elsewhere.region


@register
def script_that_names_a_region(draft: Draft) -> None:
    """The nodes' start script names another region; in the template it stands in base64."""
    boot(draft, f"#!/bin/bash\naws s3 sync /data s3://mirror --region {draft.elsewhere.region}\n")


@register
def pattern_of_regions(draft: Draft) -> None:
    """A policy for every region that begins as another one does."""
    place = draft.elsewhere.region.partition("-")[0]
    allow(draft, "sqs:SendMessage", draft.elsewhere.arn("sqs", "collector", region=f"{place}-*"))


@register
def boundary_for_two_regions(draft: Draft) -> None:
    """The condition that holds roles to our region names a second one."""
    boundary = draft.first(POLICY, lambda each: "aws:RequestedRegion" in str(each)).properties
    for statement in boundary["PolicyDocument"]["Statement"]:
        for keys in statement.get("Condition", {}).values():
            if "aws:RequestedRegion" in keys:
                keys["aws:RequestedRegion"] = [draft.scope.region, draft.elsewhere.region]


@register
def boundary_for_a_pattern(draft: Draft) -> None:
    """The condition that holds roles to our region takes every region of a continent."""
    boundary = draft.first(POLICY, lambda each: "aws:RequestedRegion" in str(each)).properties
    for statement in boundary["PolicyDocument"]["Statement"]:
        for operator, keys in [*statement.get("Condition", {}).items()]:
            if "aws:RequestedRegion" in keys and operator == "StringEquals":
                statement["Condition"]["StringLike"] = {"aws:RequestedRegion": f"{draft.elsewhere.region.partition('-')[0]}-*"}


@register
def copy_of_an_image(draft: Draft) -> None:
    """The model's container comes from our registry in another region."""
    image = {"Fn::Sub": f"{draft.scope.account}.dkr.ecr.{draft.elsewhere.region}.${{AWS::URLSuffix}}/serving@sha256:{'0' * 64}"}
    draft.first(MODEL).properties["PrimaryContainer"]["Image"] = image


@register
def zone_by_its_id(draft: Draft) -> None:
    """A subnet that names its zone by the zone's id: no region stands in it."""
    from assurance.evidence.places import zone_code  # noqa: PLC0415 - the codes are the claim's own reading of the names

    subnet = draft.first(SUBNET).properties
    subnet.pop("AvailabilityZone", None)
    subnet["AvailabilityZoneId"] = f"{zone_code(draft.elsewhere.region)}-az1"


@register
def output_in_another_region(draft: Draft) -> None:
    """An output that tells others to use a queue of another region."""
    target = draft.elsewhere.arn("sqs", "queue", region=draft.elsewhere.region)
    draft.section(draft.first(KEY), "Outputs")["Queue"] = {"Value": target}


@register
def stack_in_another_region(draft: Draft) -> None:
    """The manifest binds a stack to another region."""
    draft.redeploy(region=draft.elsewhere.region, account=draft.scope.account)


@register
def stack_bound_to_nothing(draft: Draft) -> None:
    """The manifest binds a stack to no region: whoever deploys chooses."""
    draft.redeploy(account=draft.scope.account)


# Copies


@register
def key_for_all_regions(draft: Draft) -> None:
    """A key whose material may be copied to other regions."""
    draft.first(KEY).properties["MultiRegion"] = True


@register
def bucket_replicated(draft: Draft) -> None:
    """A bucket replicates into one of another account."""
    target = {"Bucket": draft.elsewhere.bucket(), "Account": draft.elsewhere.account}
    draft.first(BUCKET).properties["ReplicationConfiguration"] = {"Role": "r", "Rules": [{"Status": "Enabled", "Destination": target}]}


@register
def table_in_two_regions(draft: Draft) -> None:
    """A global table with a copy in another region."""
    replicas = [{"Region": draft.scope.region}, {"Region": draft.elsewhere.region}]
    draft.add("AWS::DynamoDB::GlobalTable", Replicas=replicas)


@register
def secret_in_two_regions(draft: Draft) -> None:
    """A secret with a copy in another region."""
    draft.add("AWS::SecretsManager::Secret", ReplicaRegions=[{"Region": draft.elsewhere.region}])


@register
def images_in_two_regions(draft: Draft) -> None:
    """All images are copied to another region."""
    place = {"Region": draft.elsewhere.region, "RegistryId": draft.scope.account}
    draft.add("AWS::ECR::ReplicationConfiguration", ReplicationConfiguration={"Rules": [{"Destinations": [place]}]})


@register
def backups_elsewhere(draft: Draft) -> None:
    """Backups are copied to a vault in another region."""
    vault = draft.elsewhere.arn("backup", "backup-vault:copies", region=draft.elsewhere.region)
    step = {"RuleName": "daily", "TargetBackupVault": "own", "CopyActions": [{"DestinationBackupVaultArn": vault}]}
    draft.add("AWS::Backup::BackupPlan", BackupPlan={"BackupPlanName": "plan", "BackupPlanRule": [step]})


# Models that answer from several regions


@register
def inference_across_regions(draft: Draft) -> None:
    """The container asks a model by an inference profile that crosses regions."""
    environment(draft)["JUDGE"] = "global.anthropic.claude-sonnet-4-20250514-v1:0"


@register
def inference_profile_of_a_new_provider(draft: Draft) -> None:
    """A policy names an inference profile that crosses regions, of a provider nobody has listed."""
    allow(draft, "bedrock:InvokeModel", draft.elsewhere.arn("bedrock", "inference-profile/us.newcomer.model-v1:0"))


# Partitions and accounts


@register
def another_partition(draft: Draft) -> None:
    """A policy names a resource of another partition."""
    allow(draft, "s3:GetObject", f"arn:{draft.elsewhere.partition.name}:s3:::models/*")


@register
def address_in_another_partition(draft: Draft) -> None:
    """The container calls a service by the DNS suffix of another partition."""
    environment(draft)["S3_ENDPOINT"] = f"https://s3.{draft.elsewhere.partition.dns_suffixes[0]}"


@register
def key_of_another_account(draft: Draft) -> None:
    """A policy names a key of another account."""
    allow(draft, "kms:Decrypt", draft.elsewhere.key)


@register
def account_without_an_arn(draft: Draft) -> None:
    """A role trusts another account by its bare number."""
    trust = {"Effect": "Allow", "Principal": {"AWS": draft.elsewhere.account}, "Action": "sts:AssumeRole"}
    role(draft).properties["AssumeRolePolicyDocument"]["Statement"].append(trust)


@register
def account_from_a_parameter(draft: Draft) -> None:
    """A policy names a role of an account that a parameter tells."""
    policy = draft.first(POLICY)
    draft.section(policy, "Parameters")["Partner"] = {"Type": "String"}
    allow(draft, "sts:AssumeRole", {"Fn::Sub": "arn:${AWS::Partition}:iam::${Partner}:role/collector"})


@register
def condition_with_another_account(draft: Draft) -> None:
    """An endpoint's policy admits the resources of a second account."""
    for endpoint in draft.every(ENDPOINT):
        for statement in endpoint.properties["PolicyDocument"]["Statement"]:
            keys = statement.get("Condition", {}).get("StringEquals", {})
            if "aws:ResourceAccount" in keys:
                keys["aws:ResourceAccount"] = [draft.scope.account, draft.elsewhere.account]


@register
def log_lines_to_another_account(draft: Draft) -> None:
    """A filter sends every log line to a stream of another account."""
    stream = draft.elsewhere.arn("kinesis", "stream/lines", account=draft.elsewhere.account)
    draft.add("AWS::Logs::SubscriptionFilter", LogGroupName="all", FilterPattern="", DestinationArn=stream)


@register
def script_that_names_an_account(draft: Draft) -> None:
    """The nodes' start script takes on a role of another account; in the template it stands in base64."""
    boot(draft, f"#!/bin/bash\naws sts assume-role --role-arn arn:aws:iam::{draft.elsewhere.account}:role/r --role-session-name s\n")


@register
def code_of_another_account(draft: Draft) -> None:
    """A custom resource is made by a function of another account."""
    function = draft.elsewhere.arn("lambda", "function:make", account=draft.elsewhere.account)
    draft.add("Custom::Setup", ServiceToken=function)


@register
def template_from_elsewhere(draft: Draft) -> None:
    """A stack nests a template that is not in the assembly."""
    draft.add("AWS::CloudFormation::Stack", TemplateURL={"Fn::Sub": "https://templates.s3.${AWS::URLSuffix}/part.json"})


@register
def copies_into_a_third_account(draft: Draft) -> None:
    """A plan copies to a vault of an account that nobody has declared."""
    away = draft.elsewhere.arn("backup", "backup-vault:away", account=draft.elsewhere.account)
    rule = {"RuleName": "away", "TargetBackupVault": "here", "CopyActions": [{"DestinationBackupVaultArn": away}]}
    draft.add("AWS::Backup::BackupPlan", BackupPlan={"BackupPlanName": "away", "BackupPlanRule": [rule]})


@register
def images_into_a_third_account(draft: Draft) -> None:
    """A registry sends its images to that of an account that nobody has declared."""
    place = {"Region": draft.scope.region, "RegistryId": draft.elsewhere.account}
    draft.add("AWS::ECR::ReplicationConfiguration", ReplicationConfiguration={"Rules": [{"Destinations": [place]}]})


@register.of_services
def service_that_nobody_approved(draft: Draft) -> None:
    """A database of a service that the body has not approved."""
    draft.add("AWS::Timestream::Database", DatabaseName="away", KmsKeyId={"Ref": "AWS::NoValue"})

"""Attacks on `apis_have_endpoints`: doors taken away, walled up, led astray, and doors that stand there for nobody."""

from typing import Any

from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("apis_have_endpoints")

ENDPOINT, POLICY = "AWS::EC2::VPCEndpoint", "AWS::IAM::ManagedPolicy"
INGRESS, SUBNET, ASSOCIATION = "AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation"


def to(draft: Draft, service: str) -> Found:
    """The endpoint that leads to a service, by its short name."""
    return draft.first(ENDPOINT, lambda each: str(each.get("ServiceName", "")).endswith(f".{draft.scope.region}.{service}"))


def allows(action: str) -> Any:  # noqa: ANN401 - a predicate on properties
    """Whether a policy names an action."""
    return lambda properties: f"'{action}'" in str(properties.get("PolicyDocument"))


def statement_of(endpoint: Found) -> dict[str, Any]:
    """The first statement of an endpoint's policy, to be changed."""
    first: dict[str, Any] = endpoint.properties["PolicyDocument"]["Statement"][0]
    return first


def without(endpoint: Found, action: str) -> None:
    """Take an action out of an endpoint's policy."""
    statement = statement_of(endpoint)
    statement["Action"] = [each for each in _listed(statement["Action"]) if each != action]


def nodes_may(draft: Draft, action: str) -> None:
    """Let the training nodes call one more action; no boundary takes it away again."""
    policy = draft.first(POLICY, allows("fsx:DescribeFileSystems"))
    policy.properties["PolicyDocument"]["Statement"].append({"Effect": "Allow", "Action": action, "Resource": "*"})
    unbounded(draft, "ec2")


def unbounded(draft: Draft, service: str) -> None:
    """Take the boundary off the roles of a service."""
    for role in draft.every("AWS::IAM::Role", lambda each: f"{service}.amazonaws" in str(each.get("AssumeRolePolicyDocument"))):
        role.properties.pop("PermissionsBoundary", None)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return value if isinstance(value, list) else [value]


# Doors taken away


@register
def no_endpoint_for_keys(draft: Draft) -> None:
    """The endpoint of KMS is gone: nodes cannot open the channel of a session, nor decrypt."""
    draft.remove(to(draft, "kms"))


@register
def no_endpoint_for_image_manifests(draft: Draft) -> None:
    """The endpoint of the registry's own protocol is gone, while the one of its API stays."""
    draft.remove(to(draft, "ecr.dkr"))


@register
def no_gateway_for_data(draft: Draft) -> None:
    """The gateway endpoint of S3 is gone."""
    draft.remove(to(draft, "s3"))


@register
def no_endpoint_for_sessions(draft: Draft) -> None:
    """The endpoint of Session Manager's channels is gone."""
    draft.remove(to(draft, "ssmmessages"))


@register
def endpoint_of_another_service(draft: Draft) -> None:
    """The endpoint of CloudWatch Logs leads to CloudWatch instead."""
    endpoint = to(draft, "logs")
    endpoint.properties["ServiceName"] = str(endpoint.properties["ServiceName"]).removesuffix("logs") + "monitoring"


# Rights without a door


@register
def nodes_call_a_new_service(draft: Draft) -> None:
    """The nodes may read secrets, and no endpoint leads there."""
    nodes_may(draft, "secretsmanager:GetSecretValue")


@register
def nodes_call_a_service_without_endpoints(draft: Draft) -> None:
    """The nodes may list roles: IAM answers from one region alone."""
    nodes_may(draft, "iam:ListRoles")


@register
def nodes_call_anything(draft: Draft) -> None:
    """The nodes may call any action of a service."""
    nodes_may(draft, "dynamodb:*")


@register
def model_with_network_and_no_door(draft: Draft) -> None:
    """The model's container is let into the network, with its credentials; nothing there lets it write metrics to Kinesis."""
    draft.first("AWS::SageMaker::Model").properties["EnableNetworkIsolation"] = False
    policy = draft.first(POLICY, allows("cloudwatch:PutMetricData"))
    policy.properties["PolicyDocument"]["Statement"].append({"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": "*"})
    unbounded(draft, "sagemaker")


# Doors walled up


@register
def endpoint_policy_without_an_action(draft: Draft) -> None:
    """The policy of the Logs endpoint no longer lets lines be written."""
    without(to(draft, "logs"), "logs:PutLogEvents")


@register
def gateway_policy_that_reads_only(draft: Draft) -> None:
    """The policy of the S3 gateway lets nothing be written: checkpoints stay on the nodes."""
    without(to(draft, "s3"), "s3:PutObject")


@register
def gateway_policy_without_layers(draft: Draft) -> None:
    """The policy of the S3 gateway asks for our principals everywhere: layers of images come by a signature of AWS's own."""
    gateway = to(draft, "s3")
    ours = statement_of(gateway)["Condition"]
    for statement in gateway.properties["PolicyDocument"]["Statement"]:
        statement["Condition"] = ours


@register
def endpoint_policy_for_another_account(draft: Draft) -> None:
    """The policy of the FSx endpoint lets in the principals of another account."""
    for keys in statement_of(to(draft, "fsx"))["Condition"].values():
        keys["aws:PrincipalAccount"] = draft.elsewhere.account


@register
def endpoint_policy_that_denies(draft: Draft) -> None:
    """The policy of the registry's endpoint denies its token."""
    denial = {"Effect": "Deny", "Principal": "*", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    to(draft, "ecr.api").properties["PolicyDocument"]["Statement"].append(denial)


@register
def endpoint_without_private_name(draft: Draft) -> None:
    """An endpoint without a private name: callers ask for the public address."""
    to(draft, "kms").properties["PrivateDnsEnabled"] = False


@register
def network_that_resolves_no_names(draft: Draft) -> None:
    """The network no longer gives out private names, so that none of the endpoints' is answered."""
    draft.first("AWS::EC2::VPC").properties["EnableDnsHostnames"] = False


@register
def endpoints_deaf_to_the_nodes(draft: Draft) -> None:
    """The endpoints' group hears its own subnets and those of the nodes no longer."""
    for rule in draft.every(INGRESS, lambda each: each.get("ToPort") == 443 and _is_from_nodes(each)):
        draft.remove(rule)


@register
def endpoints_hear_another_port(draft: Draft) -> None:
    """The endpoints' group hears the nodes on port 80."""
    for rule in draft.every(INGRESS, lambda each: each.get("ToPort") == 443 and _is_from_nodes(each)):
        rule.properties.update(FromPort=80, ToPort=80)


@register
def endpoint_in_another_network(draft: Draft) -> None:
    """An endpoint whose subnet belongs to a second network."""
    endpoint = to(draft, "kms")
    network = endpoint.beside("AWS::EC2::VPC", CidrBlock="10.250.0.0/16")
    subnet = network.beside(SUBNET, VpcId=network.ref, CidrBlock="10.250.0.0/24")
    endpoint.properties["SubnetIds"] = [subnet.ref]


@register
def gateway_without_the_nodes_routes(draft: Draft) -> None:
    """The S3 gateway loses its route in the table of the nodes' subnets."""
    tables = to(draft, "s3").properties["RouteTableIds"]
    tables[:] = [each for each in tables if "Nodes" not in str(each)]


# Doors for nobody


@register
def endpoint_that_nobody_calls(draft: Draft) -> None:
    """One more endpoint, to a service that nobody here may call."""
    known = to(draft, "kms")
    properties: Properties = dict(known.properties)
    properties["ServiceName"] = str(properties["ServiceName"]).removesuffix("kms") + "sqs"
    known.beside(ENDPOINT, **properties)


@register
def door_to_a_model_that_is_gone(draft: Draft) -> None:
    """The model's endpoint is gone, and the door through which people reached it stays."""
    draft.remove(draft.first("AWS::SageMaker::Endpoint"))


@register
def nodes_that_no_longer_call(draft: Draft) -> None:
    """The nodes of every platform may no longer ask for their file system, and its endpoint stays."""
    asks = "fsx:DescribeFileSystems"
    for policy in draft.every(POLICY, allows(asks)):
        statements = policy.properties["PolicyDocument"]["Statement"]
        for statement in statements:
            statement["Action"] = [each for each in _listed(statement["Action"]) if each != asks]
        statements[:] = [each for each in statements if each["Action"]]


def _is_from_nodes(rule: Properties) -> bool:
    return "nodes subnets" in str(rule.get("Description", ""))

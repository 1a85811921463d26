"""Every API that is called inside a network has an endpoint there, and every endpoint a caller; both ways, on small templates."""

import pytest

from assurance.evidence import apis_have_endpoints
from assurance.evidence.callers import table
from assurance.evidence.claim import Verdict, judge
from assurance.evidence.schemas import _schema
from tests.assurance.evidence.resources import OURS

TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def of(type_name, **properties):
    return {"Type": f"AWS::{type_name}", "Properties": properties}


def allow(*actions, resource="*", **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def door(service, *actions, **changes):
    policy = {"Statement": [{"Principal": "*", **allow(*(actions or ("*",))), "Condition": OURS}]}
    given = {
        "VpcId": {"Ref": "Vpc"},
        "ServiceName": f"com.amazonaws.eu-central-1.{service}",
        "VpcEndpointType": "Interface",
        "PrivateDnsEnabled": True,
        "SubnetIds": [{"Ref": "Subnet"}],
        "SecurityGroupIds": [{"Fn::GetAtt": ["Doors", "GroupId"]}],
        "PolicyDocument": policy,
        **changes,
    }
    return of("EC2::VPCEndpoint", **{name: value for name, value in given.items() if value is not None})


def gateway(**changes):
    route = {"VpcEndpointType": "Gateway", "RouteTableIds": [{"Ref": "Table"}], "PrivateDnsEnabled": None, "SubnetIds": None}
    return door("s3", **{**route, **changes})


def hears(**rule):
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **rule}


NETWORK = {
    "Vpc": of("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=True),
    "Subnet": of("EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock="10.0.0.0/24"),
    "Table": of("EC2::RouteTable", VpcId={"Ref": "Vpc"}),
    "Link": of("EC2::SubnetRouteTableAssociation", SubnetId={"Ref": "Subnet"}, RouteTableId={"Ref": "Table"}),
    "Own": of("EC2::SecurityGroup", VpcId={"Ref": "Vpc"}),
    "Doors": of("EC2::SecurityGroup", VpcId={"Ref": "Vpc"}, SecurityGroupIngress=[hears(CidrIp="10.0.0.0/16")]),
}


def works(*statements, **more):
    """A function inside the network whose role may do what the statements say."""
    return {
        **NETWORK,
        "Role": of("IAM::Role", AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyDocument": {"Statement": list(statements)}}]),
        "Function": of(
            "Lambda::Function",
            Role={"Fn::GetAtt": ["Role", "Arn"]},
            VpcConfig={"SubnetIds": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Fn::GetAtt": ["Own", "GroupId"]}]},
        ),
        **more,
    }


READS = allow("secretsmanager:GetSecretValue")
SECRETS = "secretsmanager"


def model(isolated, *statements, **more):
    role = of("IAM::Role", AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyDocument": {"Statement": list(statements)}}])
    network = {"Subnets": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Fn::GetAtt": ["Own", "GroupId"]}]}
    properties = {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "VpcConfig": network, "EnableNetworkIsolation": isolated}
    return {**NETWORK, "Role": role, "Model": of("SageMaker::Model", **properties), **more}


BROKEN = {
    "a call without an endpoint beside a line to another network": (
        works(READS, Line=of("EC2::Route", RouteTableId={"Ref": "Table"}, DestinationCidrBlock="10.50.0.0/16", TransitGatewayId="tgw-1")),
        "may call secretsmanager:getsecretvalue, and its network has no endpoint for secretsmanager",
    ),
    "a call without an endpoint": (
        works(READS),
        "may call secretsmanager:getsecretvalue, and its network has no endpoint for secretsmanager",
    ),
    "an endpoint of another network": (
        works(READS, Door=door(SECRETS, VpcId={"Ref": "Other"}, SubnetIds=None), Other=of("EC2::VPC", CidrBlock="10.9.0.0/16")),
        "may call secretsmanager:getsecretvalue, and its network has no endpoint for secretsmanager",
    ),
    "a call to a service that has no endpoint": (
        works(allow("iam:ListRoles")),
        "may call iam:listroles from inside the network: IAM answers from its partition's control region alone",
    ),
    "a right to call anything": (works(allow("*")), "may call *: no set of endpoints answers that"),
    "a right to call anything of a service": (
        works(allow("sqs:*"), Door=door("sqs")),
        "may call sqs:*: no set of endpoints answers that",
    ),
    "an image without the protocol of the registry": (
        works(allow("ecr:BatchGetImage"), Api=door("ecr.api")),
        "may call ecr:batchgetimage, and its network has no endpoint for ecr.dkr",
    ),
    "an image whose layers have no way": (
        works(allow("ecr:GetDownloadUrlForLayer"), Api=door("ecr.api"), Docker=door("ecr.dkr")),
        "may pull what lies behind s3, and its network has no endpoint for that",
    ),
    "layers that are asked for our signature": (
        works(allow("ecr:GetDownloadUrlForLayer"), Api=door("ecr.api"), Docker=door("ecr.dkr"), S3=gateway()),
        "has a policy that does not let s3:getobject on arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/* whoever signs it through",
    ),
    "a policy for another action": (
        works(READS, Door=door(SECRETS, "secretsmanager:DescribeSecret")),
        "has a policy that does not let secretsmanager:getsecretvalue through",
    ),
    "a policy for other accounts": (
        works(
            READS,
            Door=door(
                SECRETS,
                PolicyDocument={
                    "Statement": [
                        {
                            "Principal": "*",
                            **allow("*"),
                            "Condition": {"StringEquals": {"aws:PrincipalAccount": "999988887777", "aws:ResourceAccount": "111122223333"}},
                        }
                    ]
                },
            ),
        ),
        "has a policy that does not let secretsmanager:getsecretvalue through",
    ),
    "a policy under a condition that nobody meets": (
        works(READS, Door=door(SECRETS, PolicyDocument={"Statement": [allow("*", Principal="*", Condition={"IpAddress": {"a": "b"}})]})),
        "has a policy that does not let secretsmanager:getsecretvalue through",
    ),
    "a policy that denies": (
        works(
            READS,
            Door=door(
                SECRETS,
                PolicyDocument={
                    "Statement": [
                        {"Principal": "*", **allow("*"), "Condition": OURS},
                        {"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:Get*", "Resource": "*"},
                    ]
                },
            ),
        ),
        "has a policy that denies secretsmanager:getsecretvalue",
    ),
    "an endpoint without its private name": (
        works(READS, Door=door(SECRETS, PrivateDnsEnabled=False)),
        "has no private name: callers would ask for the public address",
    ),
    "an endpoint that says nothing of its name": (
        works(READS, Door=door(SECRETS, PrivateDnsEnabled=None)),
        "has no private name: callers would ask for the public address",
    ),
    "a network that resolves no private names": (
        works(READS, Door=door(SECRETS), Vpc=of("EC2::VPC", CidrBlock="10.0.0.0/16")),
        "stands in Stack/Vpc, which resolves no private names",
    ),
    "an endpoint without a subnet": (works(READS, Door=door(SECRETS, SubnetIds=[])), "stands in no subnet"),
    "an endpoint that hears another port": (
        works(
            READS,
            Door=door(SECRETS),
            Doors=of("EC2::SecurityGroup", SecurityGroupIngress=[hears(CidrIp="10.0.0.0/16", FromPort=80, ToPort=80)]),
        ),
        "has a security group that does not hear Stack/Subnet",
    ),
    "an endpoint that hears another subnet": (
        works(READS, Door=door(SECRETS), Doors=of("EC2::SecurityGroup", SecurityGroupIngress=[hears(CidrIp="10.0.1.0/24")])),
        "has a security group that does not hear Stack/Subnet",
    ),
    "an endpoint that hears another group": (
        works(
            READS,
            Door=door(SECRETS),
            Doors=of("EC2::SecurityGroup", SecurityGroupIngress=[hears(SourceSecurityGroupId={"Fn::GetAtt": ["Doors", "GroupId"]})]),
        ),
        "has a security group that does not hear Stack/Subnet",
    ),
    "a gateway without a route": (
        works(allow("s3:GetObject"), S3=gateway(RouteTableIds=[])),
        "is a gateway without a route in the table of Stack/Subnet",
    ),
    "an endpoint that nobody calls": (
        works(READS, Door=door(SECRETS), More=door("sqs")),
        "has no caller: no role inside its network may call what it leads to",
    ),
    "an endpoint for what the service calls itself": (
        works(allow("logs:PutLogEvents"), Door=door("logs")),
        "has no caller: no role inside its network may call what it leads to",
    ),
    "an endpoint to a model that is not there": (
        works(Door=door("sagemaker.runtime")),
        "has no caller: no role inside its network may call what it leads to",
    ),
    "a model that is not isolated": (
        model(False, allow("kinesis:PutRecord")),
        "may call kinesis:putrecord, and its network has no endpoint for kinesis-streams",
    ),
    "an isolated model without a way to its data": (
        model(True, allow("s3:GetObject")),
        "may call s3:getobject, and its network has no endpoint for s3",
    ),
}

FINE = {
    "a line to another network of the body": works(
        READS,
        Door=door(SECRETS),
        Line=of("EC2::Route", RouteTableId={"Ref": "Table"}, DestinationCidrBlock="10.50.0.0/16", TransitGatewayId="tgw-1"),
    ),
    "a call with its endpoint": works(READS, Door=door(SECRETS)),
    "a policy that names the action and the thing": works(
        allow("secretsmanager:GetSecretValue", resource="arn:aws:secretsmanager:eu-central-1:111122223333:secret:a"),
        Door=door(
            SECRETS,
            PolicyDocument={
                "Statement": [
                    allow(
                        "secretsmanager:GetSecretValue",
                        resource="arn:aws:secretsmanager:eu-central-1:111122223333:secret:*",
                        Principal="*",
                        Condition=OURS,
                    )
                ]
            },
        ),
    ),
    "an endpoint without a policy, of which another claim speaks": works(READS, Door=door(SECRETS, PolicyDocument=None)),
    "an endpoint that hears the caller's group": works(
        READS,
        Door=door(SECRETS),
        Doors=of("EC2::SecurityGroup", SecurityGroupIngress=[hears(SourceSecurityGroupId={"Fn::GetAtt": ["Own", "GroupId"]})]),
    ),
    "a rule beside the group": works(
        READS,
        Door=door(SECRETS),
        Doors=of("EC2::SecurityGroup", VpcId={"Ref": "Vpc"}),
        Rule=of("EC2::SecurityGroupIngress", GroupId={"Fn::GetAtt": ["Doors", "GroupId"]}, **hears(CidrIp="10.0.0.0/24")),
    ),
    "a gateway with its route": works(allow("s3:GetObject"), S3=gateway()),
    "logs that the service writes": works(allow("logs:PutLogEvents")),
    "a key that another service uses": works(
        allow("kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}})
    ),
    "an isolated model": model(True, allow("kinesis:PutRecord"), allow("ecr:BatchGetImage"), allow("s3:GetObject"), S3=gateway()),
    "an endpoint by which people reach a model": works(Door=door("sagemaker.runtime"), End=of("SageMaker::Endpoint")),
    "an endpoint that needs no permission, where somebody works": works(Door=door("sts")),
    "a network with a road out": works(
        READS,
        Nat=of("EC2::NatGateway", SubnetId={"Ref": "Subnet"}),
        Out=of("EC2::Route", RouteTableId={"Ref": "Table"}, DestinationCidrBlock="0.0.0.0/0", NatGatewayId={"Ref": "Nat"}),
    ),
    "what a boundary takes away": works(READS)
    | {
        "Role": of(
            "IAM::Role",
            AssumeRolePolicyDocument=TRUST,
            PermissionsBoundary={"Ref": "Limit"},
            Policies=[{"PolicyDocument": {"Statement": [READS]}}],
        ),
        "Limit": of("IAM::ManagedPolicy", PolicyDocument={"Statement": [allow("logs:PutLogEvents")]}),
    },
    "a role that works outside": {
        **NETWORK,
        "Role": of("IAM::Role", AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyDocument": {"Statement": [READS]}}]),
    },
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_call_without_a_way_and_a_door_without_a_caller_break_the_claim(graph_of, resources, sentence):
    assert sentence in [finding.sentence for finding in apis_have_endpoints.broken_by(graph_of(resources))]


@pytest.mark.parametrize("resources", FINE.values(), ids=FINE.keys())
def test_what_has_its_way_breaks_nothing(graph_of, resources):
    assert [*apis_have_endpoints.broken_by(graph_of(resources))] == []


def test_nodes_work_where_their_group_puts_them(graph_of):
    profile = of("IAM::InstanceProfile", Roles=[{"Ref": "Role"}])
    template = of("EC2::LaunchTemplate", LaunchTemplateData={"IamInstanceProfile": {"Arn": {"Fn::GetAtt": ["Profile", "Arn"]}}})
    nodes = of(
        "AutoScaling::AutoScalingGroup", VPCZoneIdentifier=[{"Ref": "Subnet"}], LaunchTemplate={"LaunchTemplateId": {"Ref": "Nodes"}}
    )
    graph = graph_of(
        {name: body for name, body in works(READS).items() if name != "Function"} | {"Profile": profile, "Nodes": template, "Group": nodes}
    )
    (finding,) = apis_have_endpoints.broken_by(graph)
    assert finding.resource == "Stack/Role"
    assert finding.path[-1] == "Stack/Nodes"


def test_a_finding_names_the_statement_and_the_place(graph_of):
    (finding,) = apis_have_endpoints.broken_by(graph_of(works(READS)))
    assert finding.path == ("Stack/Role", "Policies.0.PolicyDocument.Statement.0", "Stack/Function")


def test_who_works_outside_is_said(graph_of):
    remarks = [remark.sentence for remark in apis_have_endpoints.remarks(graph_of(FINE["a role that works outside"]))]
    assert remarks == ["works outside the networks (lambda); its calls need no endpoint."]


def test_a_road_out_is_said(graph_of):
    result = judge(apis_have_endpoints, graph_of(FINE["a network with a road out"]))
    assert result.verdict == Verdict.HOLDS
    assert any(remark.sentence.startswith("has a road out") for remark in result.remarks)


def test_what_works_in_subnets_of_somebody_else_is_said(graph_of):
    function = of("Lambda::Function", Role={"Fn::GetAtt": ["Role", "Arn"]}, VpcConfig={"SubnetIds": ["subnet-1"]})
    graph = graph_of(works(READS) | {"Function": function})
    assert [*apis_have_endpoints.broken_by(graph)] == []
    assert any("works in subnets that no template here holds" in remark.sentence for remark in apis_have_endpoints.remarks(graph))


def test_every_endpoint_of_the_table_is_one_that_the_cdk_knows():
    from aws_cdk.aws_ec2 import InterfaceVpcEndpointAwsService as Service  # noqa: PLC0415 - it starts Node, which no other test here needs

    _, apis, uncalled = table()
    named = {name for api in apis.values() for names in (api.endpoints, *api.only.values()) for name in names} | set(uncalled)
    known = {getattr(Service, name).short_name for name in dir(Service) if name.isupper()}
    assert named - known == set()


def test_every_row_of_the_table_names_properties_that_the_registry_knows():
    for row in table()[0]:
        schema = _schema(row.type)
        assert schema, row.type
        properties = schema["properties"]
        for path in (row.role, *row.subnets, *row.groups, *filter(None, [row.unless])):
            assert path.partition(".")[0] in properties, (row.type, path)

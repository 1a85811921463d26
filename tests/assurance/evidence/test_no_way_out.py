"""Nothing can leave: what breaks the claim, what looks like it and does not, and what is told beside it."""

import pytest

from assurance.evidence import no_way_out
from assurance.evidence.claim import Verdict, judge
from tests.assurance.evidence.resources import (
    BLOCK,
    GATEWAY,
    HTTPS,
    MAY,
    NAT,
    NOWHERE,
    OURS,
    VPC,
    allow,
    bucket_policy,
    egress,
    endpoint,
    group,
    of,
    route,
)

BROKEN = {
    "a route to an internet gateway": (route(GatewayId={"Ref": "Nat"}) | NAT, "sends 0.0.0.0/0 to Stack/Nat"),
    "a route to a NAT gateway": (route(NatGatewayId={"Ref": "Nat"}) | NAT, "sends 0.0.0.0/0 to Stack/Nat"),
    "a route to a gateway of elsewhere": (route(GatewayId="igw-1"), "sends 0.0.0.0/0 to GatewayId igw-1"),
    "a route to an instance": (route(InstanceId={"Ref": "I"}) | {"I": {"Type": "AWS::EC2::Instance"}}, "sends 0.0.0.0/0 to Stack/I"),
    "a route to a peering": (route(VpcPeeringConnectionId="pcx-1"), "sends 0.0.0.0/0 to VpcPeeringConnectionId pcx-1"),
    "a route to a transit gateway": (route(TransitGatewayId="tgw-1"), "sends 0.0.0.0/0 to TransitGatewayId tgw-1"),
    "a route to somebody's endpoint": (route(VpcEndpointId="vpce-1"), "sends 0.0.0.0/0 to VpcEndpointId vpce-1"),
    "a group without rules": (of("EC2::SecurityGroup", VpcId="v"), "names no way out of its own, so EC2 adds a rule to everywhere"),
    "a group with an empty list of rules": (group(), "names no way out of its own, so EC2 adds a rule to everywhere"),
    "a group with a rule nobody knows": (group({"Ref": "Parameter"}), "has rules that the template does not tell"),
    "a rule to everywhere": (group({"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}), "may send to public addresses: CidrIp = 0.0.0.0/0"),
    "an IPv6 rule to everywhere": (group({"CidrIpv6": "::/0", "IpProtocol": "-1"}), "may send to public addresses: CidrIpv6 = ::/0"),
    "a rule to one public address": (
        group({"CidrIp": "8.8.8.8/32", "IpProtocol": "udp"}),
        "may send to public addresses: CidrIp = 8.8.8.8/32",
    ),
    "a rule wider than a private range": (
        group({"CidrIp": "10.0.0.0/7", "IpProtocol": "-1"}),
        "may send to public addresses: CidrIp = 10.0.0.0/7",
    ),
    "a rule to an address nobody knows": (
        group({"CidrIp": {"Ref": "Where"}, "IpProtocol": "-1"}),
        "may send to public addresses: CidrIp = ${?Where}",
    ),
    "a rule to everywhere under an open condition": (
        group({"CidrIp": {"Fn::If": ["Open", "10.0.0.0/8", "0.0.0.0/0"]}, "IpProtocol": "-1"}),
        "may send to public addresses: CidrIp = 0.0.0.0/0",
    ),
    "a rule beside its group": (egress(CidrIp="0.0.0.0/0", **HTTPS), "may send to public addresses: CidrIp = 0.0.0.0/0"),
    "HTTPS to everywhere, a gateway endpoint, and a road": (
        group({"CidrIp": "0.0.0.0/0", **HTTPS}, **GATEWAY, **NAT),
        "may send to public addresses: CidrIp = 0.0.0.0/0",
    ),
    "all ports to everywhere and a gateway endpoint": (
        group({"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}, **GATEWAY),
        "may send to public addresses: CidrIp = 0.0.0.0/0",
    ),
    "HTTP to everywhere and a gateway endpoint": (
        group({"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 80, "ToPort": 443}, **GATEWAY),
        "may send to public addresses: CidrIp = 0.0.0.0/0",
    ),
    "a prefix list of somebody else": (
        group({"DestinationPrefixListId": "pl-1", "IpProtocol": "-1"}, **GATEWAY),
        "may send to public addresses: the prefix list pl-1, whose addresses are in no template",
    ),
    "a group that listens to everybody": (
        of("EC2::SecurityGroup", SecurityGroupEgress=[NOWHERE], SecurityGroupIngress=[{"CidrIpv6": "::/0"}]),
        "takes connections from public addresses: CidrIpv6 = ::/0",
    ),
    "a rule that listens to a public network": (
        {**VPC, **of("EC2::SecurityGroupIngress", CidrIp="203.0.113.0/24")},
        "takes connections from public addresses: CidrIp = 203.0.113.0/24",
    ),
    "a rule that listens to a prefix list of somebody else": (
        of("EC2::SecurityGroupIngress", SourcePrefixListId="pl-1"),
        "takes connections from the prefix list pl-1, whose addresses are in no template",
    ),
    "a prefix list with public addresses": (of("EC2::PrefixList", Entries=[{"Cidr": "8.8.8.0/24"}]), "holds public addresses: 8.8.8.0/24"),
    "an endpoint without a policy": (of("EC2::VPCEndpoint", VpcId="v"), "has no policy: everybody may do everything through it"),
    "an endpoint whose policy is a parameter": (
        of("EC2::VPCEndpoint", PolicyDocument={"Ref": "Policy"}),
        "has a policy that cannot be read",
    ),
    "an endpoint open to everybody": (endpoint(allow()), "lets anybody reach everything, in other accounts too"),
    "an endpoint open to ours for everything": (
        endpoint(allow(Condition={"StringEquals": {"aws:PrincipalAccount": "111122223333"}})),
        "lets our principals reach everything, in other accounts too",
    ),
    "an endpoint held to a foreign account": (
        endpoint(allow(Condition={"StringEquals": {"aws:ResourceAccount": "999988887777"}})),
        "lets anybody reach everything, in other accounts too",
    ),
    "an endpoint held only if the key is there": (
        endpoint(allow(Condition={"StringEqualsIfExists": {"aws:ResourceAccount": "111122223333"}})),
        "lets anybody reach everything, in other accounts too",
    ),
    "an endpoint that may write to a foreign bucket": (
        endpoint(allow("arn:aws:s3:::foreign/*", "s3:PutObject")),
        "lets anybody reach arn:aws:s3:::foreign/*, in other accounts too",
    ),
    "an endpoint that may read and write to a foreign bucket": (
        endpoint(allow("arn:aws:s3:::foreign/*", ["s3:GetObject", "s3:*"])),
        "lets anybody reach arn:aws:s3:::foreign/*, in other accounts too",
    ),
    "an endpoint that excludes some resources": (
        endpoint({"Effect": "Allow", "Principal": "*", "Action": "*", "NotResource": "arn:aws:s3:::x"}),
        "lets anybody reach everything, in other accounts too",
    ),
    "an endpoint to somebody's service": (
        endpoint(allow(Condition=OURS), service="com.amazonaws.vpce.eu-central-1.vpce-svc-0"),
        "leads to an endpoint service, which is not AWS's own",
    ),
    "a bucket policy for everybody": (
        bucket_policy(allow("arn:aws:s3:::b/*", "s3:GetObject")),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a bucket policy for everybody, written AWS": (
        bucket_policy(allow("arn:aws:s3:::b/*", "s3:GetObject", {"AWS": ["*"]})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a bucket policy for all but one": (
        bucket_policy({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a condition that any account meets": (
        bucket_policy(allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a condition with a wildcard": (
        bucket_policy(allow(Condition={"StringLike": {"aws:SourceVpce": "*"}})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a condition on something else": (
        bucket_policy(allow(Condition={"Bool": {"aws:SecureTransport": "true"}})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a queue for everybody": (
        of("SQS::QueuePolicy", PolicyDocument={"Statement": allow()}),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a key for a principal nobody knows": (
        of("KMS::Key", KeyPolicy={"Statement": [allow(principal={"AWS": {"Ref": "Who"}})]}),
        "lets in a principal that the template does not name: ${?Who}",
    ),
    "a policy written as text": (
        of("Logs::ResourcePolicy", PolicyDocument='{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a function that everybody may call": (of("Lambda::Permission", Principal="*", Action="lambda:InvokeFunction"), "lets everybody call"),
    "a function with an unsigned address": (
        of("Lambda::Permission", Principal="*", FunctionUrlAuthType="NONE", SourceAccount="111122223333"),
        "lets everybody call without a signature",
    ),
    "a public flag in a type no row names": (of("NewService::Store", Options={"PubliclyAccessible": True}), "makes something public"),
    "a public address in a new place": (of("NewService::Fleet", Network=[{"AssociatePublicIpAddress": "true"}]), "makes something public"),
    "an internet-facing thing of a new type": (of("NewService::Balancer", Kind="internet-facing"), "makes something public"),
    "a bucket that copies to elsewhere": (
        of(
            "S3::Bucket",
            PublicAccessBlockConfiguration=BLOCK,
            ReplicationConfiguration={"Rules": [{"Destination": {"Bucket": "arn:aws:s3:::away"}}]},
        ),
        "names the bucket away, which is none of this deployment",
    ),
    "a trail into somebody's bucket": (
        of("CloudTrail::Trail", S3BucketName="away"),
        "names the bucket away, which is none of this deployment",
    ),
    "flow logs into somebody's bucket": (
        of("EC2::FlowLog", LogDestinationType="s3", LogDestination="arn:aws:s3:::away/x"),
        "names the bucket away, which is none of this deployment",
    ),
    "captured requests in somebody's bucket": (
        of("SageMaker::EndpointConfig", DataCaptureConfig={"DestinationS3Uri": "s3://away/x"}),
        "names the bucket away, which is none of this deployment",
    ),
    "files that go to somebody's bucket": (
        of("FSx::DataRepositoryAssociation", DataRepositoryPath="s3://away"),
        "names the bucket away, which is none of this deployment",
    ),
    "a script that names somebody's bucket": (
        of("EC2::LaunchTemplate", LaunchTemplateData={"UserData": {"Fn::Base64": "aws s3 cp /lake s3://away/ --recursive"}}),
        "names the bucket away, which is none of this deployment",
    ),
    "a bucket that whoever deploys chooses": (
        of("CloudTrail::Trail", S3BucketName={"Ref": "Which"}),
        "names the bucket ${?Which}, which is none of this deployment",
    ),
    "a role that writes into somebody's bucket": (
        of("IAM::ManagedPolicy", PolicyDocument={"Statement": [{**MAY, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::away/*"}]}),
        "may write into the bucket away, which is none of this deployment",
    ),
    "a role that takes on roles of any account": (
        of("IAM::ManagedPolicy", PolicyDocument={"Statement": [{**MAY, "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/x"}]}),
        "may take on a role of another account: arn:aws:iam::*:role/x",
    ),
    "a condition that any ARN meets": (
        bucket_policy(allow(Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:*"}})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a network that nobody can tell from another's": (
        bucket_policy(allow(Condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}})),
        "lets in everybody: no condition holds it to our accounts or networks",
    ),
    "a canonical user": (
        bucket_policy(allow(principal={"CanonicalUser": "79a5"})),
        "lets in 79a5, of which nobody can say whose it is",
    ),
    "a principal by its unique id": (
        bucket_policy(allow(principal={"AWS": "AROAEXAMPLE"})),
        "lets in AROAEXAMPLE, of which nobody can say whose it is",
    ),
    "an account written as a number": (
        of("KMS::Key", KeyPolicy={"Statement": [allow(principal={"AWS": 999988887777})]}),
        "lets in 999988887777, of which nobody can say whose it is",
    ),
    "a service that reads for any of its customers": (
        bucket_policy(allow(action="s3:GetObject", principal={"Service": "cloudfront.amazonaws.com"})),
        "lets cloudfront.amazonaws.com read for any of its customers: no condition holds it to our accounts",
    ),
    "an identity provider and no condition": (
        of("IAM::Role", AssumeRolePolicyDocument={"Statement": [{**MAY, "Principal": {"Federated": "accounts.example"}}]}),
        "lets in whomever accounts.example knows: no condition names an audience or a subject",
    ),
    "an endpoint to a service that the template does not tell": (
        endpoint(allow(Condition=OURS), service={"Ref": "Which"}),
        "leads to an endpoint service, which is not AWS's own",
    ),
    "a state machine that calls a web address": (
        of("StepFunctions::StateMachine", DefinitionString='{"Resource": "arn:aws:states:::http:invoke"}'),
        "calls a web address",
    ),
    "a pipe into a web address": (
        of("Pipes::Pipe", Target="arn:aws:events:eu-central-1:111122223333:api-destination/x"),
        "calls a web address",
    ),
    "an image from a public registry": (
        of("SageMaker::Model", EnableNetworkIsolation=True, PrimaryContainer={"Image": "public.example/vllm:latest"}),
        "fetches an image from a registry outside",
    ),
    "a bucket that blocks three of four": (
        of("S3::Bucket", PublicAccessBlockConfiguration={**BLOCK, "RestrictPublicBuckets": False}),
        "does not restrict a public policy",
    ),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_way_out_is_found(graph_of, resources, sentence):
    findings = [*no_way_out.broken_by(graph_of(resources))]
    assert sentence in [finding.sentence for finding in findings]
    assert all(finding.path for finding in findings)


CLEAN = {
    "a bucket that blocks everything": of("S3::Bucket", PublicAccessBlockConfiguration=BLOCK),
    "a group with rules to private addresses, groups and nowhere": group(
        NOWHERE, {"CidrIp": "10.1.0.0/16"}, {"DestinationSecurityGroupId": "sg-1"}, {"CidrIpv6": "fc00::/8"}
    ),
    "a rule to the network's own range": group({"CidrIp": {"Fn::GetAtt": ["Vpc", "CidrBlock"]}, "IpProtocol": "-1"}),
    "a rule to a public range that is the network's own": {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "53.1.0.0/16"}},
        **of("EC2::SecurityGroup", VpcId={"Ref": "Vpc"}, SecurityGroupEgress=[{"CidrIp": "53.1.2.0/24"}]),
    },
    "HTTPS for a gateway endpoint where no road leads out": group({"CidrIp": "0.0.0.0/0", **HTTPS}, **GATEWAY),
    "a route to an endpoint of ours": route(VpcEndpointId={"Ref": "S3"}) | GATEWAY,
    "an endpoint held to our resources": endpoint(allow(Condition=OURS)),
    "an endpoint held to our organisation": endpoint(allow(Condition={"StringEquals": {"aws:ResourceOrgID": "o-abc"}})),
    "an endpoint that reads what AWS publishes": endpoint(allow("arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*", "s3:GetObject")),
    "an endpoint that reaches a bucket of ours": endpoint(allow({"Fn::Join": ["", [{"Fn::GetAtt": ["B", "Arn"]}, "/*"]]}, "s3:*"))
    | {"B": {"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": BLOCK}}},
    "an endpoint that denies what is not ours": endpoint(
        allow(),
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringNotEqualsIfExists": {"aws:ResourceAccount": "111122223333"}},
        },
    ),
    "a bucket that copies to another of ours": of(
        "S3::Bucket",
        BucketName="one",
        PublicAccessBlockConfiguration=BLOCK,
        ReplicationConfiguration={"Rules": [{"Destination": {"Bucket": "arn:aws:s3:::one"}}]},
    ),
    "a bucket policy that denies": bucket_policy(
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    ),
    "a bucket policy for our network": bucket_policy(allow(Condition={"StringEquals": {"aws:SourceVpce": {"Ref": "S3"}}}))
    | {**VPC, **GATEWAY},
    "a bucket policy for a service that writes": bucket_policy(
        allow(action="s3:PutObject", principal={"Service": "cloudtrail.amazonaws.com"})
    ),
    "a bucket policy for a service that reads for us": bucket_policy(
        allow(principal={"Service": "x.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}})
    ),
    "a bucket that another resource of ours writes to": {
        "B": {"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": BLOCK}},
        **of("CloudTrail::Trail", S3BucketName={"Ref": "B"}),
    },
    "a folder in a bucket of ours": {
        "B": {"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": BLOCK, "BucketName": "mine"}},
        **of("FSx::DataRepositoryAssociation", DataRepositoryPath="s3://mine/x"),
    },
    "a role that writes into buckets of ours by pattern": {
        "B": {"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": BLOCK, "BucketName": "mine-raw"}},
        **of("IAM::ManagedPolicy", PolicyDocument={"Statement": [{**MAY, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::mine-*/*"}]}),
    },
    "a role that reads what AWS publishes": of(
        "IAM::ManagedPolicy", PolicyDocument={"Statement": [{**MAY, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::published/*"}]}
    ),
    "a role that takes on a role of ours": of(
        "IAM::ManagedPolicy",
        PolicyDocument={"Statement": [{**MAY, "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/x"}]},
    ),
    "an image of our registry": of(
        "SageMaker::Model",
        EnableNetworkIsolation=True,
        PrimaryContainer={"Image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/x@sha256:0"},
    ),
    "an identity provider for one audience": of(
        "IAM::Role",
        AssumeRolePolicyDocument={
            "Statement": [{**MAY, "Principal": {"Federated": "idp"}, "Condition": {"StringEquals": {"idp:aud": "us"}}}]
        },
    ),
    "a key for a role of ours": of("KMS::Key", KeyPolicy={"Statement": [allow(principal={"AWS": {"Fn::GetAtt": ["R", "Arn"]}})]})
    | {"R": {"Type": "AWS::IAM::Role"}},
    "a key for a service-linked role by pattern": of(
        "KMS::Key",
        KeyPolicy={
            "Statement": [allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/aws-service-role/x/*"}})]
        },
    ),
    "a function inside the network": of("Lambda::Function", VpcConfig={"SubnetIds": ["s"], "SecurityGroupIds": ["g"]}),
    "a model with network isolation": of("SageMaker::Model", EnableNetworkIsolation=True),
    "a model inside the network": of("SageMaker::Model", VpcConfig={"Subnets": ["s"], "SecurityGroupIds": ["g"]}),
    "a private cluster": of(
        "EKS::Cluster", ResourcesVpcConfig={"EndpointPublicAccess": False, "ControlPlaneEgressMode": "CUSTOMER_ROUTED"}
    ),
    "an internal balancer": of("ElasticLoadBalancingV2::LoadBalancer", Scheme="internal"),
    "a text that only looks like a policy": of("SSM::Parameter", Value='{"Statement": broken'),
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_what_is_shut_raises_no_alarm(graph_of, resources):
    assert [*no_way_out.broken_by(graph_of(resources))] == []


def test_a_finding_tells_the_way_to_the_door(graph_of):
    findings = [*no_way_out.broken_by(graph_of(route(NatGatewayId={"Ref": "Nat"}) | NAT))]
    assert ("Stack/X", "Stack/Nat") in [finding.path for finding in findings]


def test_a_rule_that_is_let_be_is_told_with_its_endpoint(graph_of):
    told = {remark.sentence for remark in no_way_out.remarks(graph_of(CLEAN["HTTPS for a gateway endpoint where no road leads out"]))}
    assert "may send HTTPS to public addresses (CidrIp = 0.0.0.0/0); no road leads there but the gateway endpoint Stack/S3." in told


def test_what_no_template_shows_is_told(graph_of):
    graph = graph_of(
        {
            **VPC,
            "Custom": {"Type": "Custom::Anything"},
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {"AssumeRolePolicyDocument": {"Statement": [allow(principal={"Federated": "idp"})]}},
            },
            **group({"DestinationPrefixListId": "pl-1", **HTTPS}, **GATEWAY),
        },
        Transform=["AWS::Include"],
    )
    told = " ".join(remark.sentence for remark in no_way_out.remarks(graph))
    assert "no DNS firewall" in told
    assert "made by code at deployment" in told
    assert "trusts the identity provider idp" in told
    assert "prefix list pl-1" in told
    assert "is rewritten at deployment by [AWS::Include]" in told


def test_with_nothing_to_look_at_the_claim_does_not_hold(graph_of):
    assert judge(no_way_out, graph_of({})).verdict is Verdict.NOTHING
    assert judge(no_way_out, graph_of({"Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}})).verdict is Verdict.NOTHING

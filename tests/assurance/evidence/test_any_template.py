"""Whatever stands in a template, the claims read it to the end: nonsense in a property is a finding at most, never a crash."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assurance.evidence.audit import CLAIMS
from assurance.evidence.claim import judge

TYPES = st.sampled_from(
    [
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::Route",
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPC",
        "AWS::EC2::PrefixList",
        "AWS::EC2::LaunchTemplate",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::KMS::Key",
        "AWS::KMS::Alias",
        "AWS::SageMaker::EndpointConfig",
        "AWS::SageMaker::Model",
        "AWS::ECR::Repository",
        "AWS::ECR::RegistryScanningConfiguration",
        "AWS::Logs::LogGroup",
        "AWS::EC2::FlowLog",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::CloudFormation::Stack",
        "AWS::EC2::Subnet",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Role",
        "AWS::Lambda::Function",
        "Custom::X",
        "Moon",
    ]
)
NAMES = st.sampled_from(
    [
        *(
            "SecurityGroupEgress",
            "CidrIp",
            "Cidr",
            "Entries",
            "GroupId",
            "VpcId",
            "VpcEndpointType",
            "VpcEndpointId",
            "GatewayId",
            "ServiceName",
        ),
        *(
            "PolicyDocument",
            "Statement",
            "Effect",
            "Principal",
            "Action",
            "Resource",
            "Condition",
            "StringEquals",
            "aws:ResourceAccount",
            "AWS",
        ),
        *("BucketEncryption", "ServerSideEncryptionConfiguration", "ServerSideEncryptionByDefault", "KMSMasterKeyID", "BucketName"),
        *(
            "ReplicationConfiguration",
            "Rules",
            "Destination",
            "Bucket",
            "LoggingConfiguration",
            "DestinationBucketName",
            "AliasName",
            "TargetKeyId",
        ),
        *(
            "Image",
            "ImageUri",
            "ImageScanningConfiguration",
            "ScanOnPush",
            "EncryptionConfiguration",
            "KmsKey",
            "RepositoryFilters",
            "Filter",
        ),
        *(
            "AssumeRolePolicyDocument",
            "Policies",
            "ManagedPolicyArns",
            "PermissionsBoundary",
            "Roles",
            "RoleName",
            "Tags",
            "Service",
            "NotAction",
        ),
        *("Role", "VpcConfig", "SubnetIds", "Subnets", "SubnetId", "ExecutionRoleArn", "IamInstanceProfile", "NetworkInterfaces"),
        *("SecurityGroupIds", "RouteTableIds", "SecurityGroupIngress", "PrivateDnsEnabled", "aws:SourceAccount", "iam:PassedToService"),
        *("RetentionInDays", "ResourceId", "ResourceType", "LoadBalancerAttributes", "Key", "Value", "Name"),
        *("LaunchTemplateData", "BlockDeviceMappings", "Ebs", "KmsKeyId", "Encrypted", "ProductionVariants", "InstanceType", "Parameters"),
    ]
)
VALUES = st.sampled_from(
    [
        "*",
        "0.0.0.0/0",
        "Allow",
        "Deny",
        "X",
        "Y",
        "arn:aws:s3:::b/*",
        "arn:",
        "alias/x",
        "us-east-1",
        "365",
        "VPC",
        "docker pull a:b",
        "iam:PassRole",
        "ec2:RunInstances",
        "cloudformation.amazonaws.com",
        "com.amazonaws.eu-central-1.s3",
        "com",
        "arn:aws:iam::111122223333:root",
        '{"Statement": [1]}',
        "",
    ]
)
INTRINSICS = st.sampled_from(
    [
        {"Ref": "X"},
        {"Ref": "Y"},
        {"Fn::GetAtt": ["Y", "Arn"]},
        {"Ref": "Nobody"},
        {"Fn::If": ["Open", "*", {"Ref": "X"}]},
        {"Ref": "AWS::NoValue"},
        {"Fn::Sub": "${X}-${Q}"},
    ]
)
PROPERTIES = st.recursive(
    st.none() | st.booleans() | st.integers() | VALUES | INTRINSICS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from("XYZ"), st.tuples(TYPES, st.dictionaries(NAMES, PROPERTIES, max_size=5)), max_size=3))
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_every_claim_reads_every_template_to_its_end(graph_of, resources):
    graph = graph_of({name: {"Type": kind, "Properties": properties} for name, (kind, properties) in resources.items()})
    for claim in CLAIMS:
        result = judge(claim, graph)
        assert all(finding.sentence and finding.resource for finding in result.findings)
        assert sum(result.looked_at.values()) <= len(resources)

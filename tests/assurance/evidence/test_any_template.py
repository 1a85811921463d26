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
        "AWS::CloudFormation::Stack",
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
        *("LaunchTemplateData", "BlockDeviceMappings", "Ebs", "KmsKeyId", "Encrypted", "ProductionVariants", "InstanceType", "Parameters"),
    ]
)
VALUES = st.sampled_from(
    ["*", "0.0.0.0/0", "Allow", "Deny", "X", "Y", "arn:aws:s3:::b/*", "arn:", "alias/x", "us-east-1", '{"Statement": [1]}', ""]
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

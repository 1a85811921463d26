"""Templates of single resources, as the stacks write them."""

ACCOUNT, REGION = "111122223333", "eu-central-1"
Resource = dict[str, object]


def resource(kind: str, depends: str | None = None, **properties: object) -> Resource:
    return {"Type": f"AWS::{kind}", "Properties": properties} | ({"DependsOn": depends} if depends else {})


def ref(name: str) -> Resource:
    return {"Ref": name}


def att(name: str, attribute: str = "Arn") -> Resource:
    return {"Fn::GetAtt": [name, attribute]}


def statement(effect: str, principal: object, *actions: str, on: object = "*", **more: object) -> Resource:
    return {"Effect": effect, "Principal": principal, "Action": list(actions), "Resource": on, **more}


def policy(*statements: object) -> Resource:
    return {"Version": "2012-10-17", "Statement": list(statements)}


OWNER = statement("Allow", {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")
TRAIL_KEY = statement("Allow", {"Service": "cloudtrail.amazonaws.com"}, "kms:GenerateDataKey*")
KEY = resource("KMS::Key", KeyPolicy=policy(OWNER, TRAIL_KEY), EnableKeyRotation=True, RotationPeriodInDays=180, PendingWindowInDays=7)
SHUT = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
BUCKET = resource(
    "S3::Bucket",
    BucketName="example-audit",
    VersioningConfiguration={"Status": "Enabled"},
    ObjectLockEnabled=True,
    ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}}},
    PublicAccessBlockConfiguration=dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    ),
    BucketEncryption={
        "ServerSideEncryptionConfiguration": [
            {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": att("Key")}}
        ]
    },
    LifecycleConfiguration={"Rules": [{"Id": "tidy", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]},
)
BUCKET_POLICY = resource(
    "S3::BucketPolicy",
    Bucket=ref("Bucket"),
    PolicyDocument=policy(
        statement("Allow", {"Service": "cloudtrail.amazonaws.com"}, "s3:GetBucketAcl", on=att("Bucket")),
        statement("Allow", {"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject", on={"Fn::Sub": "${Bucket.Arn}/*"}),
        statement(
            "Deny", "*", "s3:*", on=[att("Bucket"), {"Fn::Sub": "${Bucket.Arn}/*"}], Condition={"Bool": {"aws:SecureTransport": "false"}}
        ),
    ),
)


def selector(**fields: object) -> Resource:
    """A trail's selector from its fields' only values; `__` stands for a dot."""
    return {"FieldSelectors": [{"Field": name.replace("__", "."), "Equals": [value]} for name, value in fields.items()]}


TRAIL = resource(
    "CloudTrail::Trail",
    depends="Policy",
    TrailName="example",
    S3BucketName=ref("Bucket"),
    KMSKeyId=att("Key"),
    EnableLogFileValidation=True,
    IsLogging=True,
    IsMultiRegionTrail=True,
    IncludeGlobalServiceEvents=True,
    AdvancedEventSelectors=[
        selector(eventCategory="Management"),
        selector(eventCategory="Data", resources__type="AWS::S3::Object"),
        selector(eventCategory="NetworkActivity", eventSource="kms.amazonaws.com", errorCode="VpceAccessDenied"),
    ],
)
VPC = resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsSupport=True, EnableDnsHostnames=True)
SUBNET = resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.0.0/24", AvailabilityZone=f"{REGION}a", MapPublicIpOnLaunch=False)
ROUTES = resource("EC2::RouteTable", VpcId=ref("Vpc"))
NO_WAY_OUT = [{"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}]
GROUP = resource("EC2::SecurityGroup", VpcId=ref("Vpc"), GroupDescription="Lustre", SecurityGroupEgress=NO_WAY_OUT)


def rule(side: str, first: int, last: int) -> Resource:
    peer = {"Ingress": "SourceSecurityGroupId", "Egress": "DestinationSecurityGroupId"}[side]
    ports = {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, "Description": "Lustre"}
    return resource(f"EC2::SecurityGroup{side}", GroupId=att("Group", "GroupId"), **ports, **{peer: att("Group", "GroupId")})


NETWORK = {"Vpc": VPC, "Subnet": SUBNET, "Group": GROUP}
LUSTRE_RULES = {f"{side}{first}": rule(side, first, last) for side in ("Ingress", "Egress") for first, last in ((988, 988), (1018, 1023))}


def file_system(capacity_gib: object = 2400, **other: object) -> Resource:
    properties: Resource = {
        "FileSystemType": "LUSTRE",
        "StorageCapacity": capacity_gib,
        "SubnetIds": [ref("Subnet")],
        "SecurityGroupIds": [att("Group", "GroupId")],
        "KmsKeyId": att("Key"),
        "LustreConfiguration": {"DeploymentType": "PERSISTENT_2", "PerUnitStorageThroughput": 250},
    }
    return {"Type": "AWS::FSx::FileSystem", "Properties": properties | other, "DependsOn": list(LUSTRE_RULES)}


def association(path: str = "/raw", to: object = None) -> Resource:
    return resource(
        "FSx::DataRepositoryAssociation",
        FileSystemId=ref("Lustre"),
        FileSystemPath=path,
        DataRepositoryPath=to or {"Fn::Sub": "s3://${Bucket}/raw"},
        BatchImportMetaDataOnCreate=True,
        S3={"AutoImportPolicy": {"Events": ["NEW", "CHANGED"]}},
    )

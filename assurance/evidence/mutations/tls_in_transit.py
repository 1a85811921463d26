"""Attacks on `tls_in_transit`: policies that no longer deny plain HTTP, listeners that take it, nodes whose hardware does not encrypt."""

from collections.abc import Callable
from typing import Any

from assurance.evidence.mutations.draft import Draft, Found
from assurance.evidence.mutations.mutation import Register

register = Register("tls_in_transit")

BUCKET, BUCKET_POLICY, TOPIC_POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"
ENDPOINT, TEMPLATE, LUSTRE = "AWS::EC2::VPCEndpoint", "AWS::EC2::LaunchTemplate", "AWS::FSx::FileSystem"
SECURE = "aws:SecureTransport"


def denial(policy: Found) -> dict[str, Any]:
    """The statement of a policy that denies plain connections, to be changed."""
    statements: list[dict[str, Any]] = policy.properties["PolicyDocument"]["Statement"]
    return next(each for each in statements if SECURE in str(each.get("Condition")))


def without_denial(policy: Found) -> None:
    """Take that statement out of a policy."""
    policy.properties["PolicyDocument"]["Statement"].remove(denial(policy))


# Policies


@register
def plain_http_to_a_bucket(draft: Draft) -> None:
    """A bucket no longer denies plain HTTP."""
    without_denial(draft.first(BUCKET_POLICY))


@register
def plain_http_to_the_last_bucket(draft: Draft) -> None:
    """The bootstrap's bucket no longer denies plain HTTP."""
    without_denial([*draft.every(BUCKET_POLICY)][-1])


@register
def bucket_without_policy(draft: Draft) -> None:
    """A bucket has no policy any more."""
    draft.remove(draft.first(BUCKET_POLICY))


@register
def some_calls_alone(draft: Draft) -> None:
    """A bucket denies plain HTTP to those who write, and not to those who read."""
    denial(draft.first(BUCKET_POLICY))["Action"] = "s3:Put*"


@register
def some_people_alone(draft: Draft) -> None:
    """A bucket denies plain HTTP to one role."""
    denial(draft.first(BUCKET_POLICY))["Principal"] = {"AWS": draft.elsewhere.arn("iam", "role/somebody", region="")}


@register
def all_but_one(draft: Draft) -> None:
    """A bucket denies plain HTTP to everybody but one role."""
    statement = denial(draft.first(BUCKET_POLICY))
    del statement["Principal"]
    statement["NotPrincipal"] = {"AWS": draft.elsewhere.arn("iam", "role/somebody", region="")}


@register
def part_of_the_bucket(draft: Draft) -> None:
    """A bucket denies plain HTTP for what lies under one prefix."""
    statement = denial(draft.first(BUCKET_POLICY))
    bucket = statement["Resource"][0]
    statement["Resource"] = [bucket, {"Fn::Join": ["", [bucket, "/secret/*"]]}]


@register
def from_outside_alone(draft: Draft) -> None:
    """A bucket denies plain HTTP to those who come from another network."""
    statement = denial(draft.first(BUCKET_POLICY))
    statement["Condition"]["NotIpAddress"] = {"aws:SourceIp": "10.0.0.0/8"}


@register
def the_wrong_way_round(draft: Draft) -> None:
    """A bucket denies encrypted connections, and takes plain ones."""
    denial(draft.first(BUCKET_POLICY))["Condition"]["Bool"][SECURE] = "true"


@register
def policy_under_an_open_condition(draft: Draft) -> None:
    """A bucket's policy is there only if a parameter says so."""
    policy = draft.first(BUCKET_POLICY)
    draft.section(policy, "Parameters")["Strict"] = {"Type": "String", "Default": "yes"}
    draft.section(policy, "Conditions")["IsStrict"] = {"Fn::Equals": [{"Ref": "Strict"}, "yes"]}
    policy.body["Condition"] = "IsStrict"


@register
def plain_http_to_the_alarms(draft: Draft) -> None:
    """The topic of the alarms takes messages in plain HTTP."""
    without_denial(draft.first(TOPIC_POLICY))


@register
def alarms_in_plain_http(draft: Draft) -> None:
    """The alarms are delivered to an address in plain HTTP."""
    topic = draft.first("AWS::SNS::Topic")
    topic.beside("AWS::SNS::Subscription", Protocol="http", TopicArn=topic.ref, Endpoint="http://pager.internal")


@register
def new_bucket(draft: Draft) -> None:
    """One more bucket, without a policy."""
    draft.add(BUCKET, BucketName=f"{draft.scope.name}-more-{draft.scope.account}")


@register
def old_tls_to_a_bucket(draft: Draft) -> None:
    """A bucket denies plain HTTP, and no longer old TLS."""
    statements = draft.first(BUCKET_POLICY).properties["PolicyDocument"]["Statement"]
    statements.remove(next(each for each in statements if "s3:TlsVersion" in str(each.get("Condition"))))


@register
def older_tls_to_a_bucket(draft: Draft) -> None:
    """A bucket denies what is under TLS 1.1, and takes that."""
    statements = draft.first(BUCKET_POLICY).properties["PolicyDocument"]["Statement"]
    old = next(each for each in statements if "s3:TlsVersion" in str(each.get("Condition")))
    old["Condition"] = {"NumericLessThan": {"s3:TlsVersion": 1.1}}


# Doors and nodes


@register
def endpoint_on_port_80(draft: Draft) -> None:
    """The endpoints' security group takes plain HTTP."""
    endpoint = draft.first(ENDPOINT, lambda each: "SecurityGroupIds" in each)
    group = endpoint.properties["SecurityGroupIds"][0]
    endpoint.beside("AWS::EC2::SecurityGroupIngress", GroupId=group, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="10.0.0.0/8")


@register
def endpoint_on_every_port(draft: Draft) -> None:
    """The endpoints' security group takes everything from the network."""
    endpoint = draft.first(ENDPOINT, lambda each: "SecurityGroupIds" in each)
    group = endpoint.properties["SecurityGroupIds"][0]
    endpoint.beside("AWS::EC2::SecurityGroupIngress", GroupId=group, IpProtocol="-1", CidrIp="10.0.0.0/8")


@register
def older_nodes(draft: Draft) -> None:
    """The nodes are of a family whose hardware does not encrypt what they say to Lustre."""
    draft.first(TEMPLATE).properties["LaunchTemplateData"]["InstanceType"] = "m5.24xlarge"


@register
def scratch_files(draft: Draft) -> None:
    """The file system is of the first kind, which never encrypts its connections."""
    draft.first(LUSTRE).properties["LustreConfiguration"]["DeploymentType"] = "SCRATCH_1"


@register
def files_of_the_default_kind(draft: Draft) -> None:
    """The file system says nothing of its kind: the default is the first one."""
    del draft.first(LUSTRE).properties["LustreConfiguration"]["DeploymentType"]


# Types that the deployment does not have yet

LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
FORWARD = [{"Type": "forward", "TargetGroupArn": "t"}]
PLAIN_REDIRECT = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTP", "StatusCode": "HTTP_302"}}]
OLD_POLICY = {"SslPolicy": "ELBSecurityPolicy-TLS13-1-1-2021-06"}
NEW: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (LISTENER, "listener of plain HTTP", {"Protocol": "HTTP", "Port": 80, "DefaultActions": FORWARD}),
    (LISTENER, "listener that redirects to plain HTTP", {"Protocol": "HTTP", "Port": 80, "DefaultActions": PLAIN_REDIRECT}),
    (LISTENER, "listener without a policy", {"Protocol": "HTTPS", "Port": 443, "DefaultActions": FORWARD}),
    (LISTENER, "listener with an old policy", {"Protocol": "TLS", "Port": 443, "DefaultActions": FORWARD, **OLD_POLICY}),
    (LISTENER, "listener that passes on port 80", {"Protocol": "TCP", "Port": 80, "DefaultActions": FORWARD}),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "old load balancer", {"Listeners": [{"Protocol": "TCP", "LoadBalancerPort": "80"}]}),
    ("AWS::SQS::Queue", "queue without a policy", {"QueueName": "work"}),
    ("AWS::EFS::FileSystem", "shared files without a policy", {"Encrypted": True}),
    ("AWS::OpenSearchService::Domain", "search over plain HTTP", {"NodeToNodeEncryptionOptions": {"Enabled": True}}),
    ("AWS::ElastiCache::ReplicationGroup", "cache in plain text", {"ReplicationGroupDescription": "sessions"}),
    ("AWS::MSK::Cluster", "brokers that take both", {"EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT"}}}),
    ("AWS::RDS::DBInstance", "database that demands nothing", {"Engine": "mysql", "EngineVersion": "8.4.3"}),
    ("AWS::Redshift::Cluster", "warehouse that demands nothing", {"NodeType": "ra3.large", "ClusterType": "single-node", "DBName": "d"}),
    ("AWS::SageMaker::ProcessingJob", "job on two machines", {"ProcessingResources": {"ClusterConfig": {"InstanceCount": 2}}}),
    (
        "AWS::CloudFront::Distribution",
        "distribution of plain HTTP",
        {"DistributionConfig": {"DefaultCacheBehavior": {"ViewerProtocolPolicy": "allow-all"}}},
    ),
    ("AWS::ApiGateway::Method", "call in plain HTTP", {"Integration": {"Type": "HTTP", "Uri": "http://backend.internal/"}}),
)


def _properties(given: dict[str, Any]) -> Callable[[Draft], dict[str, Any]]:
    return lambda _: dict(given)


for type_name, what, given in NEW:
    register.added(type_name, what, f"One more resource: a {what} ({type_name}).", _properties(given))

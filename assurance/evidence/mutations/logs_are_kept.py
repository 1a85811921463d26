"""Attacks on `logs_are_kept`: logs that forget, that are not written, or that lie under another key."""

from assurance.evidence.mutations.draft import Draft, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("logs_are_kept")

GROUP, FLOW_LOG, BUCKET, VPC = "AWS::Logs::LogGroup", "AWS::EC2::FlowLog", "AWS::S3::Bucket", "AWS::EC2::VPC"


def writes_log(bucket: Properties) -> bool:
    """Whether a bucket delivers access logs."""
    return "LoggingConfiguration" in bucket


# Log groups


@register
def group_that_forgets(draft: Draft) -> None:
    """A log group keeps for one day less than it has to."""
    draft.first(GROUP).properties["RetentionInDays"] = draft.scope.log_retention_days - 1


@register
def last_group_that_forgets(draft: Draft) -> None:
    """The last log group keeps for a day."""
    [*draft.every(GROUP)][-1].properties["RetentionInDays"] = 1


@register
def group_that_says_nothing(draft: Draft) -> None:
    """A log group that keeps for as long as nobody decides otherwise."""
    del draft.first(GROUP).properties["RetentionInDays"]


@register
def retention_from_a_parameter(draft: Draft) -> None:
    """A log group that keeps for as long as the one who deploys says."""
    group = draft.first(GROUP)
    draft.section(group, "Parameters")["Days"] = {"Type": "Number"}
    group.properties["RetentionInDays"] = {"Ref": "Days"}


@register
def group_without_key(draft: Draft) -> None:
    """A log group that takes the service's own key."""
    del draft.first(GROUP).properties["KmsKeyId"]


@register
def group_of_a_service(draft: Draft) -> None:
    """One more log group, as a console makes it: without an end and without a key."""
    draft.add(GROUP, LogGroupName="/aws/lambda/helper")


# Flow logs


@register
def network_without_flow_log(draft: Draft) -> None:
    """The network writes no flow log."""
    for log in [*draft.every(FLOW_LOG)]:
        draft.remove(log)


@register
def flow_log_of_the_refused(draft: Draft) -> None:
    """The flow log takes only what was refused."""
    draft.first(FLOW_LOG).properties["TrafficType"] = "REJECT"


@register
def flow_log_of_one_subnet(draft: Draft) -> None:
    """The flow log is one of a subnet and no longer of the network."""
    draft.first(FLOW_LOG).properties["ResourceType"] = "Subnet"


@register
def flow_log_of_another_network(draft: Draft) -> None:
    """The flow log names a network of somebody else."""
    draft.first(FLOW_LOG).properties["ResourceId"] = "vpc-0123456789abcdef0"


@register
def flow_log_under_an_open_condition(draft: Draft) -> None:
    """The flow log is there only if a parameter says so."""
    log = draft.first(FLOW_LOG)
    draft.section(log, "Parameters")["Watched"] = {"Type": "String", "Default": "yes"}
    draft.section(log, "Conditions")["IsWatched"] = {"Fn::Equals": [{"Ref": "Watched"}, "yes"]}
    log.body["Condition"] = "IsWatched"


@register
def second_network(draft: Draft) -> None:
    """One more network, without a flow log."""
    draft.first(VPC).beside(VPC, CidrBlock="10.99.0.0/16")


# Access logs


@register
def bucket_without_access_log(draft: Draft) -> None:
    """A bucket of data writes no access log."""
    del draft.first(BUCKET, writes_log).properties["LoggingConfiguration"]


@register
def access_log_into_a_strange_bucket(draft: Draft) -> None:
    """A bucket delivers its access logs into a bucket of somebody else."""
    draft.first(BUCKET, writes_log).properties["LoggingConfiguration"]["DestinationBucketName"] = "away"


@register
def access_log_under_an_open_condition(draft: Draft) -> None:
    """A bucket writes its access log only if a parameter says so."""
    bucket = draft.first(BUCKET, writes_log)
    draft.section(bucket, "Parameters")["Logged"] = {"Type": "String", "Default": "yes"}
    draft.section(bucket, "Conditions")["IsLogged"] = {"Fn::Equals": [{"Ref": "Logged"}, "yes"]}
    logging = bucket.properties["LoggingConfiguration"]
    bucket.properties["LoggingConfiguration"] = {"Fn::If": ["IsLogged", logging, {"Ref": "AWS::NoValue"}]}


@register
def new_bucket_without_access_log(draft: Draft) -> None:
    """One more bucket, without an access log."""
    draft.add(BUCKET, BucketName=f"{draft.scope.name}-more-{draft.scope.account}")


register.added(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "load balancer without access log",
    "A load balancer inside the network that writes no access log.",
    lambda _: {"Type": "application", "Scheme": "internal"},
)
register.added(
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "old load balancer without access log",
    "A load balancer of the older kind that writes no access log.",
    lambda _: {"Scheme": "internal", "Listeners": []},
)

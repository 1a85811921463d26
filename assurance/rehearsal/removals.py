"""How each type is removed: the service's own calls, from the id that `Ref` gives. A service that will not, does not."""

import json
from collections.abc import Callable, Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.cluster_removals import CLUSTERS
from assurance.rehearsal.eks_removals import EKS
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json
from assurance.rehearsal.way_removals import WAYS

Remove = Callable[[Aws, str, Mapping[str, Json]], object]
"""Takes the account, the physical id, and the template's properties."""


def _role(aws: Aws, name: str, _given: Mapping[str, Json]) -> None:
    """IAM deletes no role that still has policies; CloudFormation takes off those of the role's own properties."""
    for policy in aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        aws.iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]:
        aws.iam.delete_role_policy(RoleName=name, PolicyName=policy)
    aws.iam.delete_role(RoleName=name)


def _inline_policy(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    name, *roles = physical_id.split("|")
    for role in roles:
        aws.iam.delete_role_policy(RoleName=role, PolicyName=name)


def _managed_policy(aws: Aws, arn: str, _given: Mapping[str, Json]) -> None:
    for role in aws.iam.list_entities_for_policy(PolicyArn=arn, EntityFilter="Role")["PolicyRoles"]:
        aws.iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=arn)
    aws.iam.delete_policy(PolicyArn=arn)


def _instance_profile(aws: Aws, name: str, _given: Mapping[str, Json]) -> None:
    for role in aws.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Roles"]:
        aws.iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role["RoleName"])
    aws.iam.delete_instance_profile(InstanceProfileName=name)


def _key(aws: Aws, key_id: str, given: Mapping[str, Json]) -> None:
    """A key is not deleted at once: it waits, and can be restored until then."""
    aws.kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=int(given.get("PendingWindowInDays", 30)))


def _topic_policy(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    """The topics get a policy for their owner alone, as a new topic has it (Amazon SNS guide, "Default policy")."""
    _, *topics = physical_id.split("|")
    for topic in topics:
        owner = {"Effect": "Allow", "Principal": {"AWS": aws.arn("iam", "root", region="")}, "Action": "sns:*", "Resource": topic}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [owner]})
        aws.sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _subnet(aws: Aws, identity: str, _given: Mapping[str, Json]) -> None:
    """EC2 deletes no subnet in which a network interface lies."""
    cards = aws.ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [identity]}])["NetworkInterfaces"]
    if cards:
        raise Refused(f"DependencyViolation: {identity} has network interfaces: {', '.join(card['NetworkInterfaceId'] for card in cards)}")
    aws.ec2.delete_subnet(SubnetId=identity)


def _rule(revoke: str) -> Remove:
    def remove(aws: Aws, rule: str, given: Mapping[str, Json]) -> None:
        getattr(aws.ec2, revoke)(GroupId=given["GroupId"], SecurityGroupRuleIds=[rule])

    return remove


def _sagemaker(kind: str, snake: str) -> Remove:
    return lambda aws, arn, _given: getattr(aws.sagemaker, f"delete_{snake}")(**{f"{kind}Name": arn.rsplit("/", 1)[-1]})


def _repository(aws: Aws, name: str, given: Mapping[str, Json]) -> None:
    aws.ecr.delete_repository(repositoryName=name, force=str(given.get("EmptyOnDelete", False)).lower() == "true")


def _recorder(aws: Aws, name: str, _given: Mapping[str, Json]) -> None:
    """AWS Config deletes no channel of a recorder that records, so that it is stopped first (DeleteDeliveryChannel)."""
    aws.config.stop_configuration_recorder(ConfigurationRecorderName=name)
    aws.config.delete_configuration_recorder(ConfigurationRecorderName=name)


def _public_access(aws: Aws, _account: str, _given: Mapping[str, Json]) -> None:
    """The account is as it began."""
    aws.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")


def _channel(aws: Aws, name: str, _given: Mapping[str, Json]) -> None:
    for recorder in aws.config.describe_configuration_recorders()["ConfigurationRecorders"]:
        aws.config.stop_configuration_recorder(ConfigurationRecorderName=recorder["name"])
    aws.config.delete_delivery_channel(DeliveryChannelName=name)


def _selection(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    selection, plan = physical_id.split("_")
    aws.backup.delete_backup_selection(BackupPlanId=plan, SelectionId=selection)


def _rules(aws: Aws, name: str, _given: Mapping[str, Json]) -> None:
    """EventBridge deletes no rule that still has targets."""
    targets = [target["Id"] for target in aws.events.list_targets_by_rule(Rule=name)["Targets"]]
    if targets:
        aws.events.remove_targets(Rule=name, Ids=targets)
    aws.events.delete_rule(Name=name)


def _metric_filter(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    group, name = physical_id.split("|")
    aws.logs.delete_metric_filter(logGroupName=group, filterName=name)


def _names(aws: Aws, identity: str, _given: Mapping[str, Json]) -> None:
    """The resolver deletes no group that still has rules."""
    for rule in aws.route53resolver.list_firewall_rules(FirewallRuleGroupId=identity)["FirewallRules"]:
        aws.route53resolver.delete_firewall_rule(FirewallRuleGroupId=identity, FirewallDomainListId=rule["FirewallDomainListId"])
    aws.route53resolver.delete_firewall_rule_group(FirewallRuleGroupId=identity)


def _query_logs(aws: Aws, _identity: str, given: Mapping[str, Json]) -> None:
    pair = {name: given[name] for name in ("ResolverQueryLogConfigId", "ResourceId")}
    aws.route53resolver.disassociate_resolver_query_log_config(**pair)


RESOLVER = "AWS::Route53Resolver"
REMOVALS: dict[str, Remove] = {
    **WAYS,
    **CLUSTERS,
    **EKS,
    "AWS::AccessAnalyzer::Analyzer": lambda aws, arn, _: aws.accessanalyzer.delete_analyzer(analyzerName=arn.rsplit("/", 1)[-1]),
    "AWS::AutoScaling::AutoScalingGroup": lambda aws, name, _: aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=name),
    "AWS::AutoScaling::ScheduledAction": lambda aws, name, given: aws.autoscaling.delete_scheduled_action(
        AutoScalingGroupName=given["AutoScalingGroupName"], ScheduledActionName=name
    ),
    "AWS::Backup::BackupPlan": lambda aws, identity, _: aws.backup.delete_backup_plan(BackupPlanId=identity),
    "AWS::Backup::BackupSelection": _selection,
    "AWS::Backup::BackupVault": lambda aws, name, _: aws.backup.delete_backup_vault(BackupVaultName=name),
    "AWS::Budgets::Budget": lambda aws, name, _: aws.budgets.delete_budget(AccountId=aws.account, BudgetName=name),
    "AWS::CloudTrail::Trail": lambda aws, name, _: aws.cloudtrail.delete_trail(Name=name),
    "AWS::Config::ConfigRule": lambda aws, name, _: aws.config.delete_config_rule(ConfigRuleName=name),
    "AWS::Config::ConfigurationRecorder": _recorder,
    "AWS::Config::DeliveryChannel": _channel,
    "AWS::CloudWatch::Alarm": lambda aws, name, _: aws.cloudwatch.delete_alarms(AlarmNames=[name]),
    "AWS::EC2::FlowLog": lambda aws, identity, _: aws.ec2.delete_flow_logs(FlowLogIds=[identity]),
    "AWS::EC2::LaunchTemplate": lambda aws, identity, _: aws.ec2.delete_launch_template(LaunchTemplateId=identity),
    "AWS::EC2::PlacementGroup": lambda aws, name, _: aws.ec2.delete_placement_group(GroupName=name),
    "AWS::EC2::RouteTable": lambda aws, identity, _: aws.ec2.delete_route_table(RouteTableId=identity),
    "AWS::EC2::SecurityGroup": lambda aws, identity, _: aws.ec2.delete_security_group(GroupId=identity),
    "AWS::EC2::SecurityGroupEgress": _rule("revoke_security_group_egress"),
    "AWS::EC2::SecurityGroupIngress": _rule("revoke_security_group_ingress"),
    "AWS::EC2::Subnet": _subnet,
    "AWS::EC2::SubnetRouteTableAssociation": lambda aws, identity, _: aws.ec2.disassociate_route_table(AssociationId=identity),
    "AWS::EC2::VPC": lambda aws, identity, _: aws.ec2.delete_vpc(VpcId=identity),
    "AWS::EC2::VPCBlockPublicAccessOptions": _public_access,
    "AWS::EC2::VPCEndpoint": lambda aws, identity, _: aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[identity]),
    "AWS::ECR::RegistryPolicy": lambda aws, _registry, _: aws.ecr.delete_registry_policy(),
    "AWS::ECR::ReplicationConfiguration": lambda aws, _registry, _: aws.ecr.put_replication_configuration(
        replicationConfiguration={"rules": []}
    ),
    "AWS::ECR::Repository": _repository,
    "AWS::Events::Rule": _rules,
    "AWS::FSx::DataRepositoryAssociation": lambda aws, identity, _: aws.fsx.delete_data_repository_association(AssociationId=identity),
    "AWS::FSx::FileSystem": lambda aws, identity, _: aws.fsx.delete_file_system(FileSystemId=identity),
    "AWS::GuardDuty::Detector": lambda aws, identity, _: aws.guardduty.delete_detector(DetectorId=identity),
    "AWS::IAM::InstanceProfile": _instance_profile,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Policy": _inline_policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": lambda aws, alias, _: aws.kms.delete_alias(AliasName=alias),
    "AWS::KMS::Key": _key,
    "AWS::Logs::LogGroup": lambda aws, name, _: aws.logs.delete_log_group(logGroupName=name),
    "AWS::Logs::MetricFilter": _metric_filter,
    "AWS::Logs::ResourcePolicy": lambda aws, name, _: aws.logs.delete_resource_policy(policyName=name),
    "AWS::Macie::Session": lambda aws, _identity, _: aws.macie2.disable_macie(),
    f"{RESOLVER}::FirewallDomainList": lambda aws, identity, _: aws.route53resolver.delete_firewall_domain_list(
        FirewallDomainListId=identity
    ),
    f"{RESOLVER}::FirewallRuleGroup": _names,
    f"{RESOLVER}::FirewallRuleGroupAssociation": lambda aws, identity, _: aws.route53resolver.disassociate_firewall_rule_group(
        FirewallRuleGroupAssociationId=identity
    ),
    f"{RESOLVER}::ResolverQueryLoggingConfig": lambda aws, identity, _: aws.route53resolver.delete_resolver_query_log_config(
        ResolverQueryLogConfigId=identity
    ),
    f"{RESOLVER}::ResolverQueryLoggingConfigAssociation": _query_logs,
    "AWS::S3::Bucket": lambda aws, bucket, _: aws.s3.delete_bucket(Bucket=bucket),
    "AWS::S3::BucketPolicy": lambda aws, bucket, _: aws.s3.delete_bucket_policy(Bucket=bucket),
    "AWS::SNS::Topic": lambda aws, arn, _: aws.sns.delete_topic(TopicArn=arn),
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SSM::Association": lambda aws, identity, _: aws.ssm.delete_association(AssociationId=identity),
    "AWS::SSM::Document": lambda aws, name, _: aws.ssm.delete_document(Name=name),
    "AWS::SSM::Parameter": lambda aws, name, _: aws.ssm.delete_parameter(Name=name),
    "AWS::SageMaker::Cluster": lambda aws, arn, _: aws.sagemaker.delete_cluster(ClusterName=arn),
    "AWS::SageMaker::Endpoint": _sagemaker("Endpoint", "endpoint"),
    "AWS::SageMaker::EndpointConfig": _sagemaker("EndpointConfig", "endpoint_config"),
    "AWS::SageMaker::Model": _sagemaker("Model", "model"),
    "AWS::Scheduler::Schedule": lambda aws, name, _: aws.scheduler.delete_schedule(Name=name),
    "AWS::SecurityHub::Hub": lambda aws, _identity, _: aws.securityhub.disable_security_hub(),
}

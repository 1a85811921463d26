"""Attacks on `no_way_out`: services that carry data or listen by themselves."""

from assurance.evidence.mutations.draft import Draft
from assurance.evidence.mutations.no_way_out.shared import BUCKET, TRAIL, register

# Where a service itself carries data


@register
def lake_mirrored_away(draft: Draft) -> None:
    """The file system exports its changes into a bucket of somebody else."""
    draft.first("AWS::FSx::DataRepositoryAssociation").properties["DataRepositoryPath"] = "s3://away/"


@register
def records_delivered_away(draft: Draft) -> None:
    """The trail delivers into a bucket of somebody else."""
    draft.first(TRAIL).properties["S3BucketName"] = "away"


@register
def prompts_captured_away(draft: Draft) -> None:
    """The model endpoint copies every request and answer into a bucket of somebody else."""
    modes = [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}]
    capture = {"DestinationS3Uri": "s3://away/prompts", "InitialSamplingPercentage": 100, "CaptureOptions": modes}
    draft.first("AWS::SageMaker::EndpointConfig").properties["DataCaptureConfig"] = capture


@register
def inventory_delivered_away(draft: Draft) -> None:
    """S3 writes a list of all objects into a bucket of somebody else."""
    target = {"BucketArn": draft.elsewhere.bucket(), "Format": "CSV"}
    inventory = {"Id": "all", "Enabled": True, "ScheduleFrequency": "Daily", "IncludedObjectVersions": "All", "Destination": target}
    draft.first(BUCKET).properties["InventoryConfigurations"] = [inventory]


@register
def model_outside_the_network(draft: Draft) -> None:
    """The model's container has neither network isolation nor a place in the network."""
    model = draft.first("AWS::SageMaker::Model").properties
    for name in ("EnableNetworkIsolation", "VpcConfig"):
        model.pop(name, None)


@register
def image_from_outside(draft: Draft) -> None:
    """The model's container comes from a public registry."""
    model = draft.first("AWS::SageMaker::Model").properties
    model["PrimaryContainer"]["Image"] = "docker.io/vllm/vllm-openai@sha256:" + "0" * 64


register.added(
    "AWS::Lambda::Url",
    "address of a function",
    "A function gets a public address.",
    lambda _: {"TargetFunctionArn": "f", "AuthType": "AWS_IAM"},
)
register.added(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "load balancer by default",
    "A load balancer that does not say where it listens: in public.",
    lambda _: {"Type": "network"},
)
register.added(
    "AWS::SNS::Subscription",
    "alarms by mail",
    "A subscription sends messages to a mail box.",
    lambda _: {"Protocol": "email", "TopicArn": "t", "Endpoint": "somebody@example.org"},
)
register.added(
    "AWS::KinesisFirehose::DeliveryStream",
    "stream to a web address",
    "A stream delivers to a web address.",
    lambda _: {"HttpEndpointDestinationConfiguration": {"EndpointConfiguration": {"Url": "https://collector.example.org"}}},
)
register.added(
    "AWS::Glue::Job",
    "job outside the network",
    "A Glue job without a connection into the network: it runs where AWS runs it, with a road out.",
    lambda _: {"Command": {"Name": "glueetl"}},
)
register.added(
    "AWS::Transfer::Connector",
    "file transfer to a partner",
    "A connector sends files to a server outside.",
    lambda _: {"Url": "sftp://partner.example.org", "AccessRole": "r"},
)
register.added(
    "AWS::DMS::Endpoint",
    "database outside",
    "A replication reads from or writes to a database outside.",
    lambda _: {"EndpointType": "target", "EngineName": "mysql", "ServerName": "db.example.org"},
)
register.added(
    "AWS::MWAA::Environment",
    "public workflow server",
    "A workflow server with a public web page.",
    lambda _: {"Name": "flows", "WebserverAccessMode": "PUBLIC_ONLY"},
)
register.added(
    "AWS::Synthetics::Canary",
    "canary outside the network",
    "A canary outside the network: code of ours with a road to the internet.",
    lambda _: {"Name": "bird"},
)
register.added(
    "AWS::IoT::TopicRule",
    "rule to a web address",
    "A rule posts every message to a web address.",
    lambda _: {"TopicRulePayload": {"Sql": "SELECT * FROM '#'", "Actions": [{"Http": {"Url": "https://collector.example.org"}}]}},
)
register.added(
    "AWS::ECR::ReplicationConfiguration",
    "images to another registry",
    "A registry sends its images to a region that nobody has declared for them.",
    lambda draft: {
        "ReplicationConfiguration": {"Rules": [{"Destinations": [{"Region": draft.elsewhere.region, "RegistryId": draft.scope.account}]}]}
    },
)
register.added(
    "AWS::Backup::BackupPlan",
    "recovery points to another vault",
    "A plan copies to a vault that nobody has declared.",
    lambda draft: {
        "BackupPlan": {
            "BackupPlanName": "away",
            "BackupPlanRule": [
                {
                    "RuleName": "away",
                    "TargetBackupVault": "here",
                    "CopyActions": [{"DestinationBackupVaultArn": draft.elsewhere.arn("backup", "backup-vault:away")}],
                }
            ],
        }
    },
)
register.added(
    "AWS::EKS::Cluster",
    "cluster that answers the internet",
    "A Kubernetes API has a public endpoint.",
    lambda _: {
        "Name": "open",
        "RoleArn": "r",
        "ResourcesVpcConfig": {
            "SubnetIds": ["a", "b"],
            "EndpointPublicAccess": True,
            "EndpointPrivateAccess": True,
            "ControlPlaneEgressMode": "CUSTOMER_ROUTED",
        },
    },
)
register.added(
    "AWS::EKS::Cluster",
    "cluster that calls past the network",
    "A Kubernetes API calls webhooks and identity providers by a road of AWS's.",
    lambda _: {
        "Name": "calling",
        "RoleArn": "r",
        "ResourcesVpcConfig": {"SubnetIds": ["a", "b"], "EndpointPublicAccess": False, "EndpointPrivateAccess": True},
    },
)

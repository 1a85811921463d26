"""A cluster of AWS PCS with what it stands on, as the stacks write it."""

from tests.assurance.rehearsal import resources as of

IMAGE = "ami-0123456789abcdef0"
TRUST = of.policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
ROLE = of.resource("IAM::Role", Path="/aws-pcs/", AssumeRolePolicyDocument=TRUST)
PROFILE = of.resource("IAM::InstanceProfile", Roles=[of.ref("Role")])
BLOCK = {
    "InstanceMarketOptions": {"MarketType": "capacity-block"},
    "CapacityReservationSpecification": {"CapacityReservationTarget": {"CapacityReservationId": "cr-0123456789abcdef0"}},
}


def settings(**given: str) -> list[dict[str, str]]:
    """Custom settings."""
    return [{"ParameterName": name, "ParameterValue": value} for name, value in given.items()]


def cluster(**changes: object) -> of.Resource:
    """A small cluster with one interface."""
    given: dict[str, object] = {
        "Name": "example",
        "Size": "SMALL",
        "Scheduler": {"Type": "SLURM", "Version": "25.11"},
        "Networking": {"SubnetIds": [of.ref("Subnet")], "SecurityGroupIds": [of.att("Group", "GroupId")], "NetworkType": "IPV4"},
        "SlurmConfiguration": {
            "ScaleDownIdleTimeInSeconds": 600,
            "Accounting": {"Mode": "STANDARD", "DefaultPurgeTimeInDays": -1},
            "SlurmCustomSettings": settings(SrunPortRange="60001-63000"),
            "CgroupCustomSettings": settings(ConstrainCores="yes"),
        },
        "Tags": {"deployment": "example"},
    }
    return of.resource("PCS::Cluster", **(given | changes))


def template(**data: object) -> of.Resource:
    """A launch template of one type."""
    given = {"ImageId": IMAGE, "InstanceType": "p5.48xlarge"} | data
    return of.resource("EC2::LaunchTemplate", LaunchTemplateData=given)


def group(**changes: object) -> of.Resource:
    """Two nodes on demand."""
    given: dict[str, object] = {
        "Name": "train",
        "ClusterId": of.att("Cluster", "Id"),
        "AmiId": IMAGE,
        "CustomLaunchTemplate": {"TemplateId": of.ref("Template"), "Version": of.att("Template", "LatestVersionNumber")},
        "IamInstanceProfileArn": of.att("Profile"),
        "InstanceConfigs": [{"InstanceType": "p5.48xlarge"}],
        "PurchaseOption": "ONDEMAND",
        "ScalingConfiguration": {"MinInstanceCount": 0, "MaxInstanceCount": 2},
        "SubnetIds": [of.ref("Subnet")],
        "SlurmConfiguration": {
            "SlurmCustomSettings": settings(Weight="1", Gres="gpu:h100:8"),
            "GresCustomSettings": [{"Name": "gpu", "Type": "h100", "File": "/dev/nvidia[0-7]"}],
        },
        "Tags": {"deployment": "example"},
    }
    return of.resource("PCS::ComputeNodeGroup", **{name: value for name, value in (given | changes).items() if value is not None})


def queue(**changes: object) -> of.Resource:
    """A queue on that group."""
    given: dict[str, object] = {
        "Name": "big",
        "ClusterId": of.att("Cluster", "Id"),
        "ComputeNodeGroupConfigurations": [{"ComputeNodeGroupId": of.att("Nodes", "Id")}],
        "SlurmConfiguration": {"SlurmCustomSettings": settings(MaxTime="48:00:00")},
        "Tags": {"deployment": "example"},
    }
    return of.resource("PCS::Queue", **(given | changes))


GROUND = {**of.NETWORK, "Role": ROLE, "Profile": PROFILE, "Template": template()}


def logs() -> dict[str, of.Resource]:
    """The controller's lines, delivered into a log group."""
    return {
        "LogGroup": of.resource("Logs::LogGroup", LogGroupName="/example/pcs"),
        "Source": of.resource("Logs::DeliverySource", Name="example", LogType="PCS_SCHEDULER_LOGS", ResourceArn=of.att("Cluster")),
        "Destination": of.resource(
            "Logs::DeliveryDestination", Name="example", DestinationResourceArn=of.att("LogGroup"), OutputFormat="json"
        ),
        "Delivery": of.resource(
            "Logs::Delivery", depends="Source", DeliverySourceName="example", DeliveryDestinationArn=of.att("Destination")
        ),
    }


def whole() -> dict[str, of.Resource]:
    """A cluster, its nodes, its queue and its logs."""
    return {**GROUND, "Cluster": cluster(), "Nodes": group(), "Queue": queue(), **logs()}

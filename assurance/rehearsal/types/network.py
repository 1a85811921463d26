"""VPC, subnets, route tables and routes."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def _default_group(aws: Aws, vpc: str) -> str:
    wanted = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    return str(found_one(aws.ec2.describe_security_groups(Filters=wanted)["SecurityGroups"], f"default group of {vpc}")["GroupId"])


def create_vpc(aws: Aws, given: Properties, _name: str) -> Made:
    """A VPC and its two DNS switches, which EC2 takes one at a time."""
    dns = given.some("EnableDnsSupport", "EnableDnsHostnames")
    tags = given.take("Tags", [])
    made = call(aws.ec2, "create_vpc", **given.rest())["Vpc"]
    for name, value in dns.items():
        call(aws.ec2, "modify_vpc_attribute", VpcId=made["VpcId"], **{name: {"Value": value}})
    tag(aws, made["VpcId"], tags)
    default = _default_group(aws, made["VpcId"])
    return Made(made["VpcId"], {"VpcId": made["VpcId"], "CidrBlock": made["CidrBlock"], "DefaultSecurityGroup": default})


def tag(aws: Aws, resource: str, tags: list[dict[str, str]]) -> None:
    """EC2's tags have a call of their own."""
    if tags:
        call(aws.ec2, "create_tags", Resources=[resource], Tags=tags)


def read_vpc(aws: Aws, vpc: str) -> dict[str, Json]:
    """The VPC and its DNS switches."""
    support = aws.ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsSupport")["EnableDnsSupport"]["Value"]
    names = aws.ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]
    found = aws.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]
    return {**found, "EnableDnsSupport": support, "EnableDnsHostnames": names, "DefaultSecurityGroup": _default_group(aws, vpc)}


def create_subnet(aws: Aws, given: Properties, _name: str) -> Made:
    """A subnet in a zone of this region."""
    public, tags, zone = given.take("MapPublicIpOnLaunch"), given.take("Tags", []), given.need("AvailabilityZone")
    if not zone.startswith(aws.region):
        raise Refused(f"AvailabilityZone: {zone} is not in {aws.region}")
    made = call(aws.ec2, "create_subnet", AvailabilityZone=zone, **given.rest())["Subnet"]
    if public is not None:
        call(aws.ec2, "modify_subnet_attribute", SubnetId=made["SubnetId"], MapPublicIpOnLaunch={"Value": public})
    tag(aws, made["SubnetId"], tags)
    return Made(made["SubnetId"], {"SubnetId": made["SubnetId"], "AvailabilityZone": zone, "VpcId": made["VpcId"]})


def read_subnet(aws: Aws, subnet: str) -> dict[str, Json]:
    """The subnet."""
    return dict(aws.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0])


def create_route_table(aws: Aws, given: Properties, _name: str) -> Made:
    """A route table: only the VPC's own route until one is added."""
    tags = given.take("Tags", [])
    made = call(aws.ec2, "create_route_table", **given.rest())["RouteTable"]
    tag(aws, made["RouteTableId"], tags)
    return Made(made["RouteTableId"], {"RouteTableId": made["RouteTableId"]})


def read_route_table(aws: Aws, table: str) -> dict[str, Json]:
    """The table."""
    return dict(aws.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0])


def create_association(aws: Aws, given: Properties, _name: str) -> Made:
    """Which table a subnet uses."""
    made = call(aws.ec2, "associate_route_table", RouteTableId=given.need("RouteTableId"), SubnetId=given.need("SubnetId"))
    return Made(made["AssociationId"], {"Id": made["AssociationId"]})


def read_association(aws: Aws, association: str) -> dict[str, Json]:
    """The association, asked from the table that holds it."""
    wanted = [{"Name": "association.route-table-association-id", "Values": [association]}]
    table = found_one(aws.ec2.describe_route_tables(Filters=wanted)["RouteTables"], association)
    return dict(found_one([known for known in table["Associations"] if known["RouteTableAssociationId"] == association], association))


def create_flow_log(aws: Aws, given: Properties, _name: str) -> Made:
    """Flow logs of one resource, to a place that is there."""
    target, kind = given.need("ResourceId"), given.need("ResourceType")
    if kind == "VPC":
        exists.vpc(aws, target)
    elif kind == "Subnet":
        exists.subnets(aws, [target])
    else:
        raise Refused(f"ResourceType: {kind} is not modelled")
    role, tags = given.take("DeliverLogsPermissionArn"), given.take("Tags", [])
    exists.role(aws, role)
    destination = given.take("LogDestination")
    if given.some("LogGroupName"):
        raise Refused("LogGroupName: not modelled; write LogDestination")
    if destination is not None and ":s3:" in destination:
        exists.bucket(aws, destination.rsplit(":::", 1)[-1].split("/", 1)[0])
    elif destination is not None:
        exists.log_group(aws, destination)
    answer = call(
        aws.ec2,
        "create_flow_logs",
        ResourceIds=[target],
        ResourceType=kind,
        DeliverLogsPermissionArn=role,
        LogDestination=destination,
        **given.rest(),
    )
    for unsuccessful in answer.get("Unsuccessful", []):
        raise Refused(unsuccessful["Error"]["Message"])
    tag(aws, answer["FlowLogIds"][0], tags)
    return Made(answer["FlowLogIds"][0], {"Id": answer["FlowLogIds"][0]})


def read_flow_log(aws: Aws, flow_log: str) -> dict[str, Json]:
    """The flow log; EC2 names the kind of its resource only through the resource's id."""
    found = found_one(aws.ec2.describe_flow_logs(FlowLogIds=[flow_log])["FlowLogs"], flow_log)
    return {**found, "ResourceType": {"vpc": "VPC", "subnet": "Subnet"}[found["ResourceId"].split("-")[0]]}


TYPES = (
    ResourceType("AWS::EC2::VPC", create_vpc, read_vpc),
    ResourceType("AWS::EC2::Subnet", create_subnet, read_subnet),
    ResourceType("AWS::EC2::RouteTable", create_route_table, read_route_table),
    ResourceType("AWS::EC2::SubnetRouteTableAssociation", create_association, read_association),
    ResourceType("AWS::EC2::FlowLog", create_flow_log, read_flow_log),
)

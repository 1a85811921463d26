"""What the attacks on `no_way_out` share: their register, the types they change, and how a policy or a route is reached."""

from typing import Any

from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("no_way_out")

EVERYWHERE, EVERYWHERE_6 = "0.0.0.0/0", "::/0"
VPC, ROUTES, SUBNET, ENDPOINT = "AWS::EC2::VPC", "AWS::EC2::RouteTable", "AWS::EC2::Subnet", "AWS::EC2::VPCEndpoint"
GROUP, EGRESS, INGRESS = "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress"
BUCKET, BUCKET_POLICY, TRAIL = "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::CloudTrail::Trail"


def default_route(draft: Draft, **target: Any) -> Found:  # noqa: ANN401 - a reference or an id
    """Send everything that has no nearer route to a target."""
    table = draft.first(ROUTES)
    return table.beside("AWS::EC2::Route", RouteTableId=table.ref, DestinationCidrBlock=EVERYWHERE, **target)


def rule(draft: Draft, **properties: Any) -> Found:  # noqa: ANN401 - any JSON
    """Let the first group send somewhere else, too."""
    group = draft.first(GROUP)
    return group.beside(EGRESS, GroupId=group.attribute("GroupId"), **properties)


def policy_of(found: Found) -> list[dict[str, Any]]:
    """The statements of a resource's policy, to be changed."""
    statements: list[dict[str, Any]] = found.properties["PolicyDocument"]["Statement"]
    return statements


def is_gateway(endpoint: Properties) -> bool:
    """Whether an endpoint is a gateway endpoint."""
    return endpoint.get("VpcEndpointType") == "Gateway"

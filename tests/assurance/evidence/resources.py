"""Resources by hand, as the tests of the claims put them together."""

VPC = {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}
OURS = {"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}
BLOCK = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}


def of(type_name, **properties):
    return {"X": {"Type": f"AWS::{type_name}", "Properties": properties}}


def route(**target):
    return {
        **VPC,
        "Table": {"Type": "AWS::EC2::RouteTable"},
        **of("EC2::Route", RouteTableId={"Ref": "Table"}, DestinationCidrBlock="0.0.0.0/0", **target),
    }


def group(*rules, **more):
    return {**VPC, **of("EC2::SecurityGroup", VpcId={"Ref": "Vpc"}, SecurityGroupEgress=list(rules)), **more}


def egress(**rule):
    return {
        "X": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {"GroupId": {"Ref": "G"}, **rule}},
        "G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupEgress": [NOWHERE], "VpcId": {"Ref": "Vpc"}}},
        **VPC,
    }


def endpoint(*statements, service="com.amazonaws.eu-central-1.s3"):
    return of("EC2::VPCEndpoint", VpcId="v", ServiceName=service, PolicyDocument={"Statement": list(statements)})


def allow(resource="*", action="*", principal="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def bucket_policy(*statements):
    return of("S3::BucketPolicy", Bucket="b", PolicyDocument={"Statement": list(statements)})


MAY = {"Effect": "Allow", "Action": "*"}
NOWHERE = {"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
GATEWAY = {
    "S3": {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "VpcEndpointType": "Gateway", "PolicyDocument": {"Statement": [allow(Condition=OURS)]}},
    }
}
NAT = {"Nat": {"Type": "AWS::EC2::NatGateway", "Properties": {}}}

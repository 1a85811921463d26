"""TLS in transit: a policy that does not deny plain HTTP to all, a listener that takes it, a node that encrypts nothing break the claim."""

from dataclasses import replace

import pytest

from assurance.evidence import tls_in_transit as claim
from assurance.evidence.claim import Verdict, judge
from tests.assurance.evidence.resources import of

ARN = {"Fn::GetAtt": ["X", "Arn"]}
OBJECTS = {"Fn::Join": ["", [ARN, "/*"]]}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def deny(**changes):
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": [ARN, OBJECTS], "Condition": PLAIN, **changes}
    return {name: value for name, value in statement.items() if value is not None}


def bucket(*statements, **more):
    policy = {"Bucket": {"Ref": "X"}, "PolicyDocument": {"Statement": list(statements)}}
    return {**of("S3::Bucket"), "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": policy, **more}}


def queue(*statements):
    policy = {"Queues": [{"Ref": "X"}], "PolicyDocument": {"Statement": list(statements)}}
    return {**of("SQS::Queue"), "Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy}}


def topic(*statements):
    policy = {"Topics": [{"Ref": "X"}], "PolicyDocument": {"Statement": list(statements)}}
    return {**of("SNS::Topic"), "Policy": {"Type": "AWS::SNS::TopicPolicy", "Properties": policy}}


def listener(protocol, action=None, **more):
    actions = [action or {"Type": "forward", "TargetGroupArn": "t"}]
    return of("ElasticLoadBalancingV2::Listener", Protocol=protocol, Port=443, DefaultActions=actions, **more)


def redirect(to):
    return {"Type": "redirect", "RedirectConfig": {"Protocol": to, "StatusCode": "HTTP_301"}}


def rule(action):
    properties = {"ListenerArn": {"Ref": "X"}, "Actions": [action], "Priority": 1, "Conditions": []}
    return {"Rule": {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": properties}}


def door(**ingress):
    group = {"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress": [{"CidrIp": "10.0.0.0/8", **ingress}]}}}
    return {**of("EC2::VPCEndpoint", SecurityGroupIds=[{"Fn::GetAtt": ["Group", "GroupId"]}]), **group}


def nodes(kind, *cards):
    lustre = {
        "Files": {
            "Type": "AWS::FSx::FileSystem",
            "Properties": {"FileSystemType": "LUSTRE", "LustreConfiguration": {"DeploymentType": "PERSISTENT_2"}},
        }
    }
    data = {"InstanceType": kind, "NetworkInterfaces": [{"InterfaceType": card} for card in cards]}
    return {**of("EC2::LaunchTemplate", LaunchTemplateData={**data, "UserData": {"Fn::Sub": "mount ${Files.DNSName}"}}), **lustre}


def database(engine, version=None, parameters=None):
    group = {"G": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Parameters": parameters}}} if parameters else {}
    properties = {
        "Engine": engine,
        **({"EngineVersion": version} if version else {}),
        **({"DBParameterGroupName": {"Ref": "G"}} if parameters else {}),
    }
    return {**of("RDS::DBInstance", **properties), **group}


def warehouse(value):
    parameters = [{"ParameterName": "require_ssl", "ParameterValue": value}]
    group = {"G": {"Type": "AWS::Redshift::ClusterParameterGroup", "Properties": {"Parameters": parameters}}}
    return {**of("Redshift::Cluster", ClusterParameterGroupName={"Ref": "G"}), **group}


NOT_ALL = "takes plain HTTP: what denies it does not deny all of it"
NOTHING = "takes plain HTTP: no policy denies it"
HTTP_ONLY = "takes plain connections (HTTP)"
UNDEMANDED = "takes plain connections: no parameter demands TLS"
REFUSED = "takes plain connections: its parameters do not demand TLS"
MESSAGES = "takes messages in plain HTTP: no policy denies it"
PLAIN_FABRIC = "in plain text: the hardware of m5 does not encrypt it"

BROKEN = {
    "a bucket without a policy": (of("S3::Bucket"), NOTHING),
    "a bucket that denies something else": (bucket(deny(Condition={"StringEquals": {"aws:PrincipalAccount": "1"}})), NOTHING),
    "a bucket that allows encrypted calls": (
        bucket(deny(Effect="Allow", Condition={"Bool": {"aws:SecureTransport": "true"}})),
        NOTHING,
    ),
    "a bucket that denies reading alone": (bucket(deny(Action="s3:GetObject")), NOT_ALL),
    "a bucket that denies one principal": (bucket(deny(Principal={"AWS": "arn:aws:iam::111122223333:role/r"})), NOT_ALL),
    "a bucket that denies all principals but one": (bucket(deny(Principal=None, NotPrincipal={"AWS": "111122223333"})), NOT_ALL),
    "a bucket that denies all calls but one": (bucket(deny(Action=None, NotAction="s3:GetObject")), NOT_ALL),
    "a bucket that denies its objects alone": (bucket(deny(Resource=[OBJECTS])), NOT_ALL),
    "a bucket that denies itself alone": (bucket(deny(Resource=[ARN])), NOT_ALL),
    "a bucket that denies a part": (bucket(deny(Resource=[ARN, {"Fn::Join": ["", [ARN, "/in/*"]]}])), NOT_ALL),
    "a bucket that denies encrypted calls": (bucket(deny(Condition={"Bool": {"aws:SecureTransport": "true"}})), NOT_ALL),
    "a bucket that denies under one more condition": (
        bucket(deny(Condition={**PLAIN, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})),
        NOT_ALL,
    ),
    "a bucket whose denial a parameter decides": (bucket(deny(Condition={"Bool": {"aws:SecureTransport": {"Ref": "P"}}})), NOT_ALL),
    "a bucket whose policy is there sometimes": (bucket(deny(), Condition="Open"), NOTHING),
    "another bucket's policy": (
        {
            **of("S3::Bucket"),
            "P": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "other", "PolicyDocument": {"Statement": [deny()]}}},
        },
        NOTHING,
    ),
    "a queue without a policy": (of("SQS::Queue"), MESSAGES),
    "a queue that denies sending alone": (
        queue(deny(Action="sqs:SendMessage", Resource=ARN)),
        "takes messages in plain HTTP: what denies it does not deny all of it",
    ),
    "a topic without a policy": (of("SNS::Topic"), MESSAGES),
    "files without a policy": (of("EFS::FileSystem"), "takes plain NFS: no policy denies it"),
    "a listener of HTTP": (listener("HTTP"), HTTP_ONLY),
    "a redirect to HTTP": (listener("HTTP", redirect("HTTP")), HTTP_ONLY),
    "a redirect with a rule beside it": (
        listener("HTTP", redirect("HTTPS")) | rule({"Type": "forward", "TargetGroupArn": "t"}),
        HTTP_ONLY,
    ),
    "a listener without a policy": (
        listener("HTTPS"),
        "names no policy and gets ELBSecurityPolicy-2016-08, which takes TLS 1.0",
    ),
    "a listener with an old policy": (
        listener("TLS", SslPolicy="ELBSecurityPolicy-TLS13-1-0-2021-06"),
        "takes TLS under 1.2 by its policy ELBSecurityPolicy-TLS13-1-0-2021-06",
    ),
    "a listener that passes on port 21": (
        of("ElasticLoadBalancingV2::Listener", Protocol="TCP", Port=21),
        "passes on port 21, on which FTP is plain",
    ),
    "a listener whose protocol is a parameter": (listener({"Ref": "P"}), "takes plain connections (${?parameter P})"),
    "an old load balancer": (
        of("ElasticLoadBalancing::LoadBalancer", Listeners=[{"Protocol": "http", "LoadBalancerPort": "80"}]),
        "takes plain connections (http)",
    ),
    "search over HTTP": (of("OpenSearchService::Domain"), "takes plain HTTP"),
    "search with the default policy": (
        of("OpenSearchService::Domain", DomainEndpointOptions={"EnforceHTTPS": True}),
        "takes TLS under 1.2",
    ),
    "a cache": (of("ElastiCache::ReplicationGroup"), "does not encrypt its connections"),
    "a cache that takes both": (
        of("ElastiCache::ReplicationGroup", TransitEncryptionEnabled=True, TransitEncryptionMode="preferred"),
        "takes plain connections beside encrypted ones",
    ),
    "brokers that take both": (
        of("MSK::Cluster", EncryptionInfo={"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT"}}),
        "takes plain connections from clients",
    ),
    "a volume in plain NFS": (
        of("ECS::TaskDefinition", Volumes=[{"Name": "a"}, {"EFSVolumeConfiguration": {"FilesystemId": "f"}}]),
        "mounts files in plain NFS",
    ),
    "a job on two machines": (
        of("SageMaker::ProcessingJob", ProcessingResources={"ClusterConfig": {"InstanceCount": 2}}),
        "does not encrypt what its containers say to each other",
    ),
    "a distribution": (
        of("CloudFront::Distribution", DistributionConfig={"DefaultCacheBehavior": {"ViewerProtocolPolicy": "allow-all"}}),
        "takes plain HTTP",
    ),
    "a distribution with an origin of HTTP": (
        of("CloudFront::Distribution", DistributionConfig={"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "http-only"}}]}),
        "may speak plain HTTP to its origin",
    ),
    "a call over HTTP": (of("ApiGateway::Method", Integration={"Uri": "http://backend/"}), "calls an address in plain HTTP"),
    "a message over HTTP": (of("SNS::Subscription", Protocol="http"), "delivers in plain HTTP"),
    "MySQL by default": (database("mysql", "8.4.3"), UNDEMANDED),
    "PostgreSQL before 15": (database("postgres", "14.9"), UNDEMANDED),
    "PostgreSQL with the demand off": (database("postgres", "16.3", {"rds.force_ssl": "0"}), REFUSED),
    "a database of an unknown version": (database("postgres"), UNDEMANDED),
    "a warehouse": (of("Redshift::Cluster"), UNDEMANDED),
    "a warehouse with the demand off": (warehouse("false"), REFUSED),
    "an endpoint on port 80": (
        door(IpProtocol="tcp", FromPort=80, ToPort=80),
        "opens an endpoint's port 80 (HTTP), whose protocol is plain",
    ),
    "an endpoint on a range": (
        door(IpProtocol="tcp", FromPort=1, ToPort=1024),
        "opens an endpoint's port 21 (FTP), whose protocol is plain",
    ),
    "an endpoint on every port": (door(IpProtocol="-1"), "opens an endpoint's port 21 (FTP), whose protocol is plain"),
    "nodes that mount Lustre unencrypted": (nodes("m5.24xlarge"), f"mounts Lustre {PLAIN_FABRIC}"),
    "nodes that talk over EFA unencrypted": (nodes("m5.24xlarge", "efa"), f"talks to other nodes over EFA {PLAIN_FABRIC}"),
    "the first kind of Lustre": (of("FSx::FileSystem", FileSystemType="LUSTRE"), "is of a kind that never encrypts its connections"),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_what_may_be_said_in_plain_text_is_found(graph_of, resources, sentence):
    graph = graph_of(resources, Conditions={"Open": {"Fn::Equals": [{"Ref": "P"}, "x"]}}, Parameters={"P": {"Type": "String"}})
    findings = [*claim.broken_by(graph)]
    assert sentence in [finding.sentence for finding in findings]
    assert all(finding.path for finding in findings)


GOOD_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
CLEAN = {
    "a bucket of the CDK's that enforces TLS": bucket(deny()),
    "a bucket with everything in one statement": bucket(deny(Principal="*", Action="*", Resource="*")),
    "a bucket by its name": {
        **of("S3::Bucket", BucketName="data"),
        "P": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": "data",
                "PolicyDocument": {"Statement": [deny(Resource=["arn:aws:s3:::data", "arn:aws:s3:::data/*"])]},
            },
        },
    },
    "a bucket that lets somebody in as well": bucket({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}, deny()),
    "a queue of the CDK's that enforces TLS": queue(deny(Action="sqs:*", Resource=ARN)),
    "a topic of the CDK's that enforces TLS": topic(deny(Action="sns:Publish", Resource={"Ref": "X"})),
    "files whose policy denies plain NFS": of("EFS::FileSystem", FileSystemPolicy={"Statement": [deny(Action="*", Resource=None)]}),
    "a listener with a certificate": listener("HTTPS", SslPolicy=GOOD_POLICY),
    "a listener after the quantum computer": listener("TLS", SslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"),
    "a listener with FIPS": listener("TLS", SslPolicy="ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04"),
    "a redirect to HTTPS": listener("HTTP", redirect("HTTPS")),
    "a listener that passes TLS on": listener("TCP"),
    "an old load balancer with a certificate": of("ElasticLoadBalancing::LoadBalancer", Listeners=[{"Protocol": "https"}]),
    "search over HTTPS": of(
        "OpenSearchService::Domain",
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
        NodeToNodeEncryptionOptions={"Enabled": "true"},
    ),
    "a cache with TLS": of("ElastiCache::ReplicationGroup", TransitEncryptionEnabled=True),
    "brokers by default": of("MSK::Cluster"),
    "PostgreSQL from 15 on": database("postgres", "16.3"),
    "MySQL with the demand": database("mysql", "8.4.3", {"require_secure_transport": "ON"}),
    "an instance of a cluster": of("RDS::DBInstance", Engine="aurora-mysql", DBClusterIdentifier="c"),
    "a warehouse with the demand": warehouse("true"),
    "an engine that no row knows": database("oracle-ee", "19"),
    "a job on one machine": of("SageMaker::ProcessingJob", ProcessingResources={"ClusterConfig": {"InstanceCount": 1}}),
    "a volume without shared files": of("ECS::TaskDefinition", Volumes=[{"Name": "a"}]),
    "an endpoint on 443": door(IpProtocol="tcp", FromPort=443, ToPort=443),
    "a group on port 80 that no endpoint has": {
        "G": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}]},
        }
    },
    "nodes that encrypt": nodes("p5.48xlarge", "efa", "efa-only"),
    "nodes of a family that nobody has confirmed": nodes("p9.48xlarge", "efa"),
    "another kind of FSx": of("FSx::FileSystem", FileSystemType="OPENZFS"),
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_what_is_encrypted_raises_no_alarm(graph_of, resources):
    assert [*claim.broken_by(graph_of(resources))] == []


REMARKS = {
    "a bucket that leaves the version to AWS": (bucket(deny()), "does not itself deny TLS under 1.2"),
    "a redirect": (listener("HTTP", redirect("HTTPS")), "answers it with a redirect to HTTPS"),
    "what is passed on": (listener("TCP"), "passes TCP on as it is"),
    "targets in HTTP": (of("ElasticLoadBalancingV2::TargetGroup", Protocol="HTTP"), "is spoken to in plain HTTP by its load balancer"),
    "nodes that encrypt": (nodes("p5.48xlarge", "efa"), "talks to other nodes over EFA, encrypted by the hardware of p5"),
    "nodes that nobody has confirmed": (nodes("p9.48xlarge"), "whether the hardware of p9 encrypts it is not confirmed"),
    "Lustre": (nodes("p5.48xlarge"), "depends on the type of the instance that mounts it (here: p5)"),
    "a registry": (of("ECR::Repository"), "The registry speaks TLS alone."),
    "a pipeline": (of("SageMaker::Pipeline", PipelineDefinition="{}"), "says nothing of encryption between the containers"),
}


@pytest.mark.parametrize(("resources", "words"), REMARKS.values(), ids=REMARKS.keys())
def test_what_a_reader_has_to_know_is_told(graph_of, resources, words):
    assert any(words in remark.sentence for remark in claim.remarks(graph_of(resources)))


@pytest.mark.parametrize("version", [1.2, "1.2", "1.3"])
def test_a_bucket_that_denies_old_tls_is_not_remarked_upon(graph_of, version):
    old = deny(Condition={"NumericLessThan": {"s3:TlsVersion": version}})
    assert [*claim.remarks(graph_of(bucket(deny(), old)))] == []


@pytest.mark.parametrize("version", [1.1, "newest"])
def test_a_bucket_that_denies_only_older_tls_is(graph_of, version):
    old = deny(Condition={"NumericLessThan": {"s3:TlsVersion": version}})
    assert len([*claim.remarks(graph_of(bucket(deny(), old)))]) == 1


OLDER = {
    "nothing about it": (),
    "an older version": (deny(Condition={"NumericLessThan": {"s3:TlsVersion": 1.1}}),),
    "reading alone": (deny(Action="s3:GetObject", Condition={"NumericLessThan": {"s3:TlsVersion": 1.2}}),),
    "one more condition": (deny(Condition={"NumericLessThan": {"s3:TlsVersion": 1.2}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),),
}


@pytest.mark.parametrize("statements", OLDER.values(), ids=OLDER.keys())
def test_where_the_deployment_says_the_least_version_a_bucket_that_takes_older_ones_is_found(graph_of, eu, statements):
    graph = graph_of(bucket(deny(), *statements), scope=replace(eu, least_tls=1.2))
    assert [finding.sentence for finding in claim.broken_by(graph)] == ["takes TLS under 1.2: no policy of its own denies it"]


def test_where_the_deployment_says_the_least_version_a_bucket_that_denies_older_ones_is_clean(graph_of, eu):
    old = deny(Condition={"NumericLessThan": {"s3:TlsVersion": 1.2}})
    assert [*claim.broken_by(graph_of(bucket(deny(), old), scope=replace(eu, least_tls=1.2)))] == []


def test_templates_that_listen_nowhere_show_nothing(graph_of):
    assert judge(claim, graph_of({"R": {"Type": "AWS::EC2::RouteTable", "Properties": {}}})).verdict == Verdict.NOTHING

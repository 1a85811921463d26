"""Kubernetes clusters, their nodes, add-ons, people and pods."""

from collections.abc import Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

CONFLICTS = "said when the add-on is made or changed: EKS keeps no such thing"


def as_the_api_logs(logging: Mapping[str, Json] | None) -> Json:
    """CloudFormation names the kinds of log that are on; the API takes them in one list with a switch."""
    if logging is None:
        return None
    kinds = [kind["Type"] for kind in logging["ClusterLogging"]["EnabledTypes"]]
    return {"clusterLogging": [{"types": kinds, "enabled": True}]} if kinds else None


def as_the_template_logs(logging: Mapping[str, Json] | None) -> Json:
    """The other way round."""
    on = [kind for each in (logging or {}).get("clusterLogging", []) if each["enabled"] for kind in each["types"]]
    return {"ClusterLogging": {"EnabledTypes": [{"Type": kind} for kind in on]}}


def as_mapping(tags: Json) -> dict[str, str] | None:
    """A list of tags as the API takes it."""
    return {tag["Key"]: tag["Value"] for tag in tags} if tags else None


def as_list(tags: Mapping[str, str] | None) -> list[dict[str, str]]:
    """A mapping of tags as templates write it."""
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def create_cluster(aws: Aws, given: Properties, name: str) -> Made:
    """A control plane: but for logs and tags, CloudFormation's properties are the API's own."""
    name, logging, tags = given.take("Name", name), as_the_api_logs(given.take("Logging")), as_mapping(given.take("Tags"))
    made = call(aws.eks, "create_cluster", name=name, logging=logging, tags=tags, **given.rest())["cluster"]
    return Made(
        name,
        {
            "Arn": made["arn"],
            "Endpoint": made["endpoint"],
            "CertificateAuthorityData": made["certificateAuthority"]["data"],
            "ClusterSecurityGroupId": made["resourcesVpcConfig"]["clusterSecurityGroupId"],
        },
    )


def read_cluster(aws: Aws, name: str) -> dict[str, Json]:
    """The control plane."""
    found = aws.eks.describe_cluster(name=name)["cluster"]
    return {
        **found,
        "CertificateAuthorityData": found["certificateAuthority"]["data"],
        "ClusterSecurityGroupId": found["resourcesVpcConfig"]["clusterSecurityGroupId"],
        "logging": as_the_template_logs(found.get("logging")),
        "Tags": as_list(found.get("tags")),
    }


def create_nodegroup(aws: Aws, given: Properties, name: str) -> Made:
    """A managed group; its template is named by id."""
    name = given.take("NodegroupName", name)
    made = call(aws.eks, "create_nodegroup", nodegroupName=name, **given.rest())["nodegroup"]
    return Made(f"{made['clusterName']}/{name}", {"Arn": made["nodegroupArn"], "ClusterName": made["clusterName"], "NodegroupName": name})


def read_nodegroup(aws: Aws, identity: str) -> dict[str, Json]:
    """The group."""
    cluster, _, name = identity.partition("/")
    return dict(aws.eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"])


def create_addon(aws: Aws, given: Properties, _name: str) -> Made:
    """An add-on at its version."""
    given.take("PreserveOnDelete")
    made = call(aws.eks, "create_addon", tags=as_mapping(given.take("Tags")), **given.rest())["addon"]
    return Made(f"{made['clusterName']}|{made['addonName']}", {"Arn": made["addonArn"]})


def read_addon(aws: Aws, identity: str) -> dict[str, Json]:
    """The add-on."""
    cluster, _, name = identity.partition("|")
    found = aws.eks.describe_addon(clusterName=cluster, addonName=name)["addon"]
    return {**found, "Tags": as_list(found.get("tags"))}


def create_entry(aws: Aws, given: Properties, _name: str) -> Made:
    """An entry, then each of its access policies."""
    policies, tags = given.take("AccessPolicies", []), as_mapping(given.take("Tags"))
    made = call(aws.eks, "create_access_entry", tags=tags, **given.rest())["accessEntry"]
    for policy in policies:
        allow(aws, made["clusterName"], made["principalArn"], policy)
    return Made(f"{made['principalArn']}|{made['clusterName']}", {"AccessEntryArn": made["accessEntryArn"]})


def allow(aws: Aws, cluster: str, principal: str, policy: Mapping[str, Json]) -> None:
    """Gives an entry one of AWS's access policies."""
    call(
        aws.eks,
        "associate_access_policy",
        clusterName=cluster,
        principalArn=principal,
        policyArn=policy["PolicyArn"],
        accessScope=policy["AccessScope"],
    )


def read_entry(aws: Aws, identity: str) -> dict[str, Json]:
    """The entry and what it may do."""
    principal, _, cluster = identity.partition("|")
    who = {"clusterName": cluster, "principalArn": principal}
    found = aws.eks.describe_access_entry(**who)["accessEntry"]
    policies = aws.eks.list_associated_access_policies(**who)["associatedAccessPolicies"]
    return {**found, "AccessPolicies": policies, "Tags": as_list(found.get("tags"))}


def create_association(aws: Aws, given: Properties, _name: str) -> Made:
    """A role for a service account."""
    made = call(aws.eks, "create_pod_identity_association", tags=as_mapping(given.take("Tags")), **given.rest())["association"]
    return Made(made["associationArn"], {"AssociationArn": made["associationArn"], "AssociationId": made["associationId"]})


def read_association(aws: Aws, arn: str) -> dict[str, Json]:
    """The association."""
    _, cluster, identity = arn.split("/")
    found = aws.eks.describe_pod_identity_association(clusterName=cluster, associationId=identity)["association"]
    return {**found, "Tags": as_list(found.get("tags"))}


TYPES = (
    ResourceType(
        "AWS::EKS::Cluster",
        create_cluster,
        read_cluster,
        {"BootstrapSelfManagedAddons": "used once, when the cluster is made"},
    ),
    ResourceType("AWS::EKS::Nodegroup", create_nodegroup, read_nodegroup),
    ResourceType(
        "AWS::EKS::Addon", create_addon, read_addon, {"ResolveConflicts": CONFLICTS, "PreserveOnDelete": "used when it is deleted"}
    ),
    ResourceType("AWS::EKS::AccessEntry", create_entry, read_entry),
    ResourceType("AWS::EKS::PodIdentityAssociation", create_association, read_association),
)

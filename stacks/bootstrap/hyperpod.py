"""What CloudFormation and a cluster's nodes may do for a HyperPod cluster: nothing where none is declared."""

from blueprint.settings import Deployment
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn

CLUSTER = (
    "AddTags BatchAddClusterNodes BatchDeleteClusterNodes CreateCluster DeleteCluster DeleteTags DescribeCluster ListTags UpdateCluster "
    "UpdateClusterSoftware"
)
"""The registry's handlers of AWS::SageMaker::Cluster, without what they do for EKS and for images of one's own (cfn-lint 1.58.0)."""


def hyperpod_rights(deployment: Deployment) -> list[Statement]:
    """CloudFormation's, on things that carry a cluster's random id instead of a name, and the deployment's tag."""
    spec = deployment.training.hyperpod if deployment.training else None
    if spec is None:
        return []
    name, clusters = deployment.name, arn("sagemaker", "cluster/*")
    new, known = {"aws:RequestTag/deployment": name}, {"aws:ResourceTag/deployment": name}
    calls = CLUSTER.split()
    looking, making = ("DescribeCluster", "ListTags"), ("AddTags", "CreateCluster")
    changing = [call for call in calls if call not in (*looking, *making)]
    roles = arn("iam", f"role/{name}-hyperpod-*", regional=False)
    passed = [*([principal("hyperpod.sagemaker")] if spec.autoscaling else []), *([principal("pods.eks")] if spec.has_operator else [])]
    image = ["ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"]
    return [
        allow("CreateCluster", [f"sagemaker:{call}" for call in making], clusters, {"StringEquals": new, "StringEqualsIfExists": known}),
        allow("ChangeCluster", [f"sagemaker:{call}" for call in changing], clusters, {"StringEquals": known}),
        allow("ReadCluster", [f"sagemaker:{call}" for call in looking], clusters),
        allow(
            "LetHyperPodMakeItsRole",
            ["iam:CreateServiceLinkedRole"],
            arn("iam", "role/aws-service-role/*", regional=False),
            {"StringEquals": {"iam:AWSServiceName": principal("hyperpod.sagemaker")}},
        ),
        *([allow("HandRolesOn", ["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": passed}})] if passed else []),
        *([allow("ShareTheImage", image, arn("ec2", "*"), {"StringEquals": known})] if spec.image_id else []),
    ]


def node_work(deployment: Deployment) -> list[str]:
    """What the nodes' role does beside what every role does: HyperPod makes interfaces and grants with it."""
    spec = deployment.training.hyperpod if deployment.training else None
    if spec is None:
        return []
    scaling = ["sagemaker:BatchAddClusterNodes", "sagemaker:BatchDeleteClusterNodes"] if spec.autoscaling else []
    operator = ["sagemaker:DescribeClusterNode"] if spec.has_operator else []
    secret = ["secretsmanager:GetSecretValue"] if spec.accounting else []
    return ["ec2:CreateTags", "kms:CreateGrant", *secret, *scaling, *operator]

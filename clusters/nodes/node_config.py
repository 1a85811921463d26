"""What a node of an EKS cluster reads at its first start: where its cluster is, without asking anybody."""

from collections.abc import Mapping, Sequence

BOUNDARY = "==NODE=="
KIND = "application/node.eks.aws"
"""The content type that Amazon Linux 2023's nodeadm looks for (Amazon EKS guide, Launch templates; awslabs/amazon-eks-ami, nodeadm)."""


def node_config(
    *, name: str, endpoint: str, certificate_authority: str, service_cidr: str, labels: Mapping[str, str], taints: Sequence[str] = ()
) -> str:
    """User data with nodeadm's NodeConfig.

    With address, certificate and range in it nodeadm makes no call: a pinned image of our own gets nothing merged in by EKS, labels and
    taints included.

    Args:
        name: The cluster's name.
        endpoint: The API's address, https://…
        certificate_authority: The cluster's certificate, in base 64.
        service_cidr: The range of services, from which the kubelet takes the name server's address.
        labels: Kubernetes labels of the node.
        taints: Each key=value:effect.
    """
    flags = [f"--node-labels={','.join(f'{key}={value}' for key, value in sorted(labels.items()))}"]
    if taints:
        flags.append(f"--register-with-taints={','.join(taints)}")
    config = [
        "apiVersion: node.eks.aws/v1alpha1",
        "kind: NodeConfig",
        "spec:",
        "  cluster:",
        f"    name: {name}",
        f"    apiServerEndpoint: {endpoint}",
        f"    certificateAuthority: {certificate_authority}",
        f"    cidr: {service_cidr}",
        "  kubelet:",
        "    flags:",
        *(f'      - "{flag}"' for flag in flags),
    ]
    return "\n".join(
        [
            "MIME-Version: 1.0",
            f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"',
            "",
            f"--{BOUNDARY}",
            f"Content-Type: {KIND}",
            "",
            *config,
            "",
            f"--{BOUNDARY}--",
            "",
        ]
    )

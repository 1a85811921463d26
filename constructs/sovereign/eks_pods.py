"""Which pods get which role: add-ons one each, tenants one a purpose."""

from collections.abc import Callable

from blueprint.facts.data_classes import DataClass
from blueprint.facts.kubernetes import addons
from blueprint.settings import Eks
from sovereign.data_keys import DataKeys
from sovereign.eks_addons import EksAddons
from sovereign.eks_identities import WORKLOAD, EksIdentities
from sovereign.service_role import ServiceRole


def give_roles(identities: EksIdentities, made: EksAddons, spec: Eks, *, keys: DataKeys, file_system_arn: str) -> None:
    """Binds a role to the service account of each add-on that calls AWS, and of each tenant in its own namespace."""
    roles: dict[str, Callable[[], ServiceRole]] = {
        "vpc-cni": identities.of_the_network,
        "aws-fsx-csi-driver": lambda: identities.of_the_file_system(file_system_arn),
        "aws-ebs-csi-driver": lambda: identities.of_disks(keys[DataClass.VOLUMES]),
    }
    for name in made.names:
        if name in roles:
            row = addons()[name]
            made.use(name, identities.bind(name, row.namespace, row.service_account, roles[name]()))
    of_purpose = {purpose: identities.of_the_lake(purpose, keys) for purpose in sorted({tenant.purpose for tenant in spec.tenants})}
    for tenant in spec.tenants:
        identities.bind(f"Tenant-{tenant.name}", tenant.name, WORKLOAD, of_purpose[tenant.purpose])

"""The model that answers."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment, Serving
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.model_endpoint import ModelEndpoint
from sovereign.names import endpoint_log_group_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.security_group import HTTPS, ClosedGroup
from sovereign.serving_role import serving_role
from stacks.network import EVERYWHERE, NetworkStack
from stacks.part_stack import PartStack


class EndpointStack(PartStack):
    """A SageMaker endpoint with no way to call anybody; its log group stands before it, under our key."""

    def __init__(self, scope: Construct, *, deployment: Deployment, spec: Serving, keys: DataKeys, network: NetworkStack) -> None:
        super().__init__(scope, "endpoint", deployment=deployment, description="SageMaker endpoint inside the network")
        log_group = OwnLogGroup(
            self,
            "LogGroup",
            name=endpoint_log_group_name(deployment.name),
            key=keys[DataClass.LOGS],
            retention_days=deployment.audit.log_retention_days,
        )
        group = ClosedGroup(self, "Group", vpc_id=network.vpc.vpc_id, description="SageMaker endpoint: weights from S3, nothing in")
        group.talks_to_addresses(deployment.network.subnets.endpoints, HTTPS, why="HTTPS to the endpoints")
        group.talks_to_addresses([EVERYWHERE], HTTPS, why="HTTPS to S3: the gateway endpoint is the only route out of the subnets")
        self.model = ModelEndpoint(
            self,
            "Serving",
            deployment=deployment.name,
            spec=spec,
            subnet_ids=network.vpc.tiers["nodes"].subnet_ids,
            group=group,
            key=keys[DataClass.VOLUMES],
            role=serving_role(
                self, "Role", deployment=deployment.name, repository=spec.image_repository, model_prefix=spec.model_prefix, keys=keys
            ),
        )
        self.model.node.add_dependency(log_group)

"""The keys come first: everything else is encrypted under them."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.data_keys import DataKeys, KeyUsers
from stacks.part_stack import PartStack

UNUSED_YET = frozenset({DataClass.CONVERSATIONS})
"""Nothing here keeps conversations (data capture is off): a key that closes nothing is not made."""


class KeysStack(PartStack):
    """One customer-managed key for each class of data that the deployment holds."""

    def __init__(self, scope: Construct, *, deployment: Deployment) -> None:
        super().__init__(scope, "keys", deployment=deployment, description="Customer-managed keys, one a data class")
        unused = UNUSED_YET if deployment.eks else UNUSED_YET | {DataClass.SECRETS}  # the secrets are the cluster's
        self.keys = DataKeys(
            self,
            "Keys",
            deployment=deployment.name,
            classes=[data_class for data_class in DataClass if data_class not in unused],
            spec=deployment.keys,
            users=KeyUsers(
                budgets=deployment.budget is not None,
                configuration=deployment.detection.config == "on",
                pcs=bool(deployment.training and deployment.training.pcs),
                schedules=deployment.lake.lustre.release is not None,
            ),
        )

"""The keys come first: everything else is encrypted under them."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.data_keys import DataKeys
from stacks.part_stack import PartStack

UNUSED_YET = frozenset({DataClass.CONVERSATIONS, DataClass.SECRETS})
"""Nothing here keeps conversations (data capture is off) or secrets: a key that closes nothing is not made."""


class KeysStack(PartStack):
    """One customer-managed key for each class of data that the deployment holds."""

    def __init__(self, scope: Construct, *, deployment: Deployment) -> None:
        super().__init__(scope, "keys", deployment=deployment, description="Customer-managed keys, one a data class")
        self.keys = DataKeys(
            self,
            "Keys",
            deployment=deployment.name,
            classes=[data_class for data_class in DataClass if data_class not in UNUSED_YET],
            spec=deployment.keys,
            records_configuration=deployment.detection.config == "on",
            hears_budgets=deployment.budget is not None,
        )

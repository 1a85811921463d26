"""Where container images and charts lie."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.image_registry import ImageRegistry
from stacks.part_stack import PartStack


class RegistryStack(PartStack):
    """One repository an image, and one a chart."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys) -> None:
        super().__init__(scope, "registry", deployment=deployment, description="Image repositories: fixed tags, scanned, own key")
        self.images = ImageRegistry(
            self,
            "Images",
            deployment=deployment.name,
            repositories=deployment.repositories,
            key=keys[DataClass.IMAGES],
        )

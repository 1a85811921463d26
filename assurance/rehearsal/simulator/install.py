"""All that is changed in moto, in one place (moto 5.2.5)."""

from collections.abc import Callable, Iterable, Mapping

import moto.cloudformation.models as cloudformation
from moto.cloudformation import parsing
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.responses import BaseResponse
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.fsx.responses import FSxResponse
from moto.kms.responses import KmsResponse
from moto.s3.models import FakeBucket
from moto.sagemaker.responses import SageMakerResponse
from moto.ssm.responses import SimpleSystemManagerResponse

from assurance.rehearsal.simulator import cloudtrail, ec2, fsx, kms, sagemaker, ssm
from assurance.rehearsal.simulator.bucket_policy import get_permission
from assurance.rehearsal.simulator.resource import StrictResource
from assurance.rehearsal.simulator.stacks import StrictResourceMap, create_stack, execute_change_set
from assurance.rehearsal.values import Json
from blueprint.facts.regions import regions

SERVICES: dict[type[BaseResponse], Mapping[str, Callable[[Json], Json]]] = {
    CloudTrailResponse: cloudtrail.OPERATIONS,
    EC2Response: ec2.OPERATIONS,
    KmsResponse: kms.OPERATIONS,
    FSxResponse: fsx.OPERATIONS,
    SageMakerResponse: sagemaker.OPERATIONS,
    SimpleSystemManagerResponse: ssm.OPERATIONS,
}


def install() -> None:
    """Makes this process's moto strict."""
    parsing.resource_class_from_type = lambda resource_type: StrictResource  # type: ignore[assignment,return-value]  # noqa: ARG005
    cloudformation.ResourceMap = StrictResourceMap  # type: ignore[attr-defined]
    cloudformation.CloudFormationBackend.create_stack = create_stack  # type: ignore[assignment]
    cloudformation.CloudFormationBackend.execute_change_set = execute_change_set  # type: ignore[method-assign]
    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
    SecurityGroupRule.description = property(ec2.rule_description)  # type: ignore[assignment]
    add_zones()
    for response, operations in SERVICES.items():
        for name, respond in operations.items():
            setattr(response, name, respond)


def add_zones() -> None:
    """Regions whose zones moto does not know, such as the European Sovereign Cloud's: from the facts."""
    for name, region in regions().items():
        zones = [Zone(name=zone, region_name=name, zone_id=f"{name}-az{at}") for at, zone in enumerate(region.zones, start=1)]
        RegionsAndZonesBackend.zones.setdefault(name, zones)


def add_images(images: Iterable[str], *, account: str, region: str) -> None:
    """Machine images that the templates name: only a real account can say whether they are there."""
    backend = ec2_backends[account][region]
    for image_id in images:
        image = backend.register_image(name=image_id, description="assumed to be in the account")
        backend.amis.pop(image.id)
        image.id = image_id
        backend.amis[image_id] = image

"""All that is changed in moto, in one place (moto 5.2.5)."""

import json
from collections.abc import Callable, Iterable, Mapping

import moto.cloudformation.models as cloudformation
from moto.autoscaling.responses import AutoScalingResponse
from moto.backup import urls as backup_urls
from moto.backup.responses import BackupResponse
from moto.budgets.responses import BudgetsResponse
from moto.cloudformation import parsing
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudtrail.responses import CloudTrailResponse
from moto.config.responses import ConfigResponse
from moto.core.responses import BaseResponse
from moto.directconnect.responses import DirectConnectResponse
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.eks import urls as eks_urls
from moto.eks.responses import EKSResponse
from moto.elbv2.responses import ELBV2Response
from moto.fsx.responses import FSxResponse
from moto.guardduty.responses import GuardDutyResponse
from moto.iam import models as iam
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.kms.responses import KmsResponse
from moto.logs.responses import LogsResponse
from moto.macie2.models import MacieBackend
from moto.macie2.responses import MacieResponse
from moto.route53resolver.models import ResolverEndpoint
from moto.route53resolver.responses import Route53ResolverResponse
from moto.s3.models import FakeBucket
from moto.sagemaker.responses import SageMakerResponse
from moto.securityhub.responses import SecurityHubResponse
from moto.ssm.responses import SimpleSystemManagerResponse
from moto.utilities.utils import get_partition

from assurance.rehearsal.simulator import (
    access_analyzer,
    accounts,
    autoscaling,
    backup,
    balancers,
    budgets,
    cloudtrail,
    config_rules,
    detector_tags,
    direct_connect,
    dns_firewall,
    dns_query_logs,
    ec2,
    eks,
    fsx,
    hyperpod,
    kms,
    log_deliveries,
    logs,
    macie,
    pcs,
    public_access,
    resolver,
    sagemaker,
    ssm,
    stacks,
    vpn,
)
from assurance.rehearsal.simulator.bucket_policy import get_permission
from assurance.rehearsal.simulator.resource import StrictResource
from assurance.rehearsal.simulator.resource_map import StrictResourceMap
from assurance.rehearsal.simulator.stack_updates import delete_change_set, describe_change_set, execute_change_set, update_stack
from assurance.rehearsal.simulator.stacks import create_stack, delete_stack
from assurance.rehearsal.values import Json
from blueprint.facts.regions import regions

KEY_STORE = "EXTERNAL_KEY_STORE"

SERVICES: dict[type[BaseResponse], Mapping[str, Callable[[Json], Json]]] = {
    AutoScalingResponse: autoscaling.OPERATIONS,
    BackupResponse: backup.OPERATIONS,
    BudgetsResponse: budgets.OPERATIONS,
    CloudFormationResponse: stacks.OPERATIONS,
    CloudTrailResponse: cloudtrail.OPERATIONS,
    ConfigResponse: config_rules.OPERATIONS,
    DirectConnectResponse: direct_connect.OPERATIONS,
    EC2Response: ec2.OPERATIONS | vpn.OPERATIONS | public_access.OPERATIONS,
    EKSResponse: eks.OPERATIONS,
    ELBV2Response: balancers.OPERATIONS,
    GuardDutyResponse: detector_tags.GUARDDUTY,
    KmsResponse: kms.OPERATIONS,
    FSxResponse: fsx.OPERATIONS,
    LogsResponse: logs.OPERATIONS | log_deliveries.OPERATIONS,
    MacieResponse: macie.OPERATIONS,
    Route53ResolverResponse: {**dns_firewall.OPERATIONS, **dns_query_logs.OPERATIONS, **resolver.OPERATIONS},
    SageMakerResponse: sagemaker.OPERATIONS | hyperpod.OPERATIONS,
    SecurityHubResponse: detector_tags.SECURITY_HUB,
    SimpleSystemManagerResponse: ssm.OPERATIONS,
}


def install() -> None:
    """Makes this process's moto strict."""
    parsing.resource_class_from_type = lambda resource_type: StrictResource  # type: ignore[assignment,return-value]  # noqa: ARG005
    cloudformation.ResourceMap = StrictResourceMap  # type: ignore[attr-defined]
    cloudformation.CloudFormationBackend.create_stack = create_stack  # type: ignore[assignment]
    cloudformation.CloudFormationBackend.update_stack = update_stack  # type: ignore[method-assign]
    cloudformation.CloudFormationBackend.delete_stack = delete_stack  # type: ignore[method-assign]
    cloudformation.CloudFormationBackend.describe_change_set = describe_change_set  # type: ignore[method-assign]
    cloudformation.CloudFormationBackend.delete_change_set = delete_change_set  # type: ignore[method-assign]
    cloudformation.CloudFormationBackend.execute_change_set = execute_change_set  # type: ignore[method-assign]
    MacieBackend.__init__ = macie.begin_without  # type: ignore[method-assign]
    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
    Instance.terminate = ec2.terminate  # type: ignore[method-assign]
    Instance.add_block_device = ec2.add_block_device  # type: ignore[method-assign]
    SecurityGroupRule.description = property(ec2.rule_description)  # type: ignore[assignment]
    ResolverEndpoint.description = resolver.description  # type: ignore[method-assign]
    access_analyzer.add_service()
    pcs.add_service()
    iam.get_account_id_from = accounts.account_of
    backup_urls.url_paths.update(dict.fromkeys(backup.PATHS, backup_urls.response.dispatch))
    eks_urls.url_paths.clear()
    eks_urls.url_paths.update(eks.paths(eks_urls.response.dispatch))
    add_zones()
    detector_tags.add_paths()
    for response, operations in SERVICES.items():
        for name, respond in operations.items():
            setattr(response, name, respond)


def add_zones() -> None:
    """Regions whose zones moto does not know, such as the European Sovereign Cloud's: from the facts."""
    for name, region in regions().items():
        zones = [Zone(name=zone, region_name=name, zone_id=f"{name}-az{at}") for at, zone in enumerate(region.zones, start=1)]
        RegionsAndZonesBackend.zones.setdefault(name, zones)


def add_keys(keys: Mapping[str, str]) -> None:
    """Keys from outside, by ARN with their policies: CloudFormation makes none in a key store (KMS guide), so they are there before."""
    for arn, policy in keys.items():
        _, _, _, region, account, resource = arn.split(":", 5)
        backend = kms_backends[account][region]
        key = backend.create_key(policy, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "from outside", [], origin=KEY_STORE)
        del backend.keys[key.id]
        key.id, key.arn = resource.partition("/")[2], arn
        backend.keys[key.id] = key


def add_roles(roles: Mapping[str, str], *, account: str, region: str) -> None:
    """Roles of AWS services that an account has one of, such as AWS Config's, by name with the service's principal."""
    backend = iam_backends[account][get_partition(region)]
    for name, service in roles.items():
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        backend.create_role(name, document, f"/aws-service-role/{service}/", None, "assumed to be in the account", [], "3600")


def add_images(images: Iterable[str], *, account: str, region: str) -> None:
    """Machine images that the templates name: only a real account can say whether they are there."""
    backend = ec2_backends[account][region]
    for image_id in images:
        image = backend.register_image(name=image_id, description="assumed to be in the account")
        backend.amis.pop(image.id)
        image.id = image_id
        backend.amis[image_id] = image

"""What the templates name and others have made: transit gateways, authorities, certificates, Direct Connect gateways, people's roles."""

import json
from collections.abc import Iterable

from moto.acm.models import CertBundle, acm_backends
from moto.acmpca.models import acmpca_backends
from moto.directconnect.models import directconnect_backends
from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from assurance.rehearsal.simulator.direct_connect import assume_gateway

SUBJECT = {"KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "SHA256WITHECDSA", "Subject": {"CommonName": "assumed"}}


def add_assumed(names: Iterable[str], *, account: str, region: str) -> None:
    """Puts each into the account, under the name that the templates know."""
    for name in names:
        if name.startswith("tgw-"):
            ec2 = ec2_backends[account][region]
            gateway = ec2.create_transit_gateway(description="assumed to be shared with the account")
            ec2.transit_gateways[name] = ec2.transit_gateways.pop(gateway.id)
            gateway.id = name
        elif ":acm-pca:" in name:
            authorities = acmpca_backends[account][region]
            made = authorities.certificate_authorities.pop(authorities.create_certificate_authority(SUBJECT, {}, "SUBORDINATE", None, []))
            made.arn, made.status = name, "ACTIVE"
            authorities.certificate_authorities[name] = made
        elif ":acm:" in name:
            bundle = CertBundle.generate_cert("assumed.example", account_id=account, region=region, cert_authority_arn="assumed")
            bundle.arn, bundle.type = name, "IMPORTED"
            acm_backends[account][region]._certificates[name] = bundle  # noqa: SLF001 - moto has no other way
        elif ":iam:" in name:
            _role(name, account, region)
        else:
            assume_gateway(directconnect_backends[account][region], name)


def _role(arn: str, account: str, region: str) -> None:
    """A role that a body's own people take on; who they are is none of the deployment's business."""
    path, _, name = arn.partition(":role/")[2].rpartition("/")
    trust = {"Effect": "Allow", "Principal": {"AWS": arn.partition(":role/")[0] + ":root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    backend = iam_backends[account][get_partition(region)]
    backend.create_role(name, document, f"/{path}/" if path else "/", None, "assumed to be in the account", [], "3600")

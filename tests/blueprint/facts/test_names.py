"""Names and numbers that other people's software states, too: the CDK's endpoint names, botocore's retention times."""

import re

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk.aws_ec2 import InterfaceVpcEndpointAwsService as Service

from blueprint.facts.data_classes import WRITE_ONCE, DataClass
from blueprint.facts.endpoints import catalogue
from blueprint.facts.lustre import throughputs
from blueprint.facts.retention import log_retention_days


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "eusc-de-east-1"])
def test_endpoint_names_equal_the_cdks(region) -> None:
    stack = Stack(App(), "S", env=Environment(region=region, account="111122223333"))
    by_cdk = {row.service: Service(row.service, "aws.sagemaker" if row.pattern else None).name for row in catalogue().values()}
    assert {row.service: row.service_name(region) for row in catalogue().values()} == stack.resolve(by_cdk)


def test_retention_times_equal_the_apis() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    shape = session.get_service_model("logs").operation_model("PutRetentionPolicy").input_shape
    documentation = shape.members["retentionInDays"].documentation.split("Possible values are: ")[1].split("</p>")[0]
    assert log_retention_days() == tuple(map(int, re.findall(r"\d+", documentation)))


def test_throughputs_equal_the_apis() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    shape = session.get_service_model("fsx").shape_for("CreateFileSystemLustreConfiguration")
    documentation = shape.members["PerUnitStorageThroughput"].documentation
    stated = re.search(r"<code>PERSISTENT_2</code> SSD storage: ([0-9, ]+)", documentation)
    assert stated
    assert list(throughputs()) == stated[1].strip().split(", ")


def test_what_can_hold_personal_data_is_never_write_once() -> None:
    assert {DataClass.AUDIT, DataClass.LEDGER} == WRITE_ONCE

"""Instance types: the network cards add up, and the rows equal the records they were taken from."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from blueprint.facts.instances import NetworkInterface, instance, instances, offers
from blueprint.facts.regions import regions

TRAINIUM2_GIB = 96
"""Of one chip (AWS Neuron, Trainium2 Architecture Guide); the record says 512."""

TYPES = list(instances().values())


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """EC2's own descriptions, as moto carries them."""
    moto = pytest.importorskip("moto", reason="moto carries the recorded answers of DescribeInstanceTypes")
    with gzip.open(Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz") as file:
        return json.load(file)


@pytest.fixture(scope="module")
def enumerations() -> dict[str, dict[str, Any]]:
    """Instance types by region, as cfn-lint carries them."""
    cfnlint = pytest.importorskip("cfnlint", reason="cfn-lint carries the instance types of each region")
    folder = Path(cfnlint.__file__).parent / "data/schemas/extensions"
    kinds = {"ec2": "aws_ec2_instance", "hosting": "aws_sagemaker_hosting", "hyperpod": "aws_sagemaker_cluster"}
    return {way: json.loads((folder / name / "instancetype_enum.json").read_text()) for way, name in kinds.items()}


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row.name)
def test_the_rows_equal_what_ec2_describes(row, described) -> None:
    truth = described[row.name]
    network = truth["NetworkInfo"]
    neuron = (truth.get("NeuronInfo") or {}).get("NeuronDevices")
    gpus = (truth.get("GpuInfo") or {}).get("Gpus") or neuron or [{"Count": 0, "MemoryInfo": {"SizeInMiB": 0}}]
    assert (row.vcpus, row.memory_gib * 1024) == (truth["VCpuInfo"]["DefaultVCpus"], truth["MemoryInfo"]["SizeInMiB"])
    memory = TRAINIUM2_GIB if neuron else round(gpus[0]["MemoryInfo"]["SizeInMiB"] / 1024)
    assert (row.accelerators, row.accelerator_memory_gib) == (gpus[0]["Count"], memory)
    assert row.is_neuron is bool(neuron)
    assert row.network_cards == network["MaximumNetworkCards"]
    assert row.efa_interfaces == (network.get("EfaInfo") or {}).get("MaximumEfaInterfaces", 0)
    assert {row.interfaces_per_card} == {card["MaximumNetworkInterfaces"] for card in network["NetworkCards"]}
    assert row.nvme_gb == (truth.get("InstanceStorageInfo") or {}).get("TotalSizeInGB", 0)


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row.name)
def test_the_interfaces_fit_the_cards_and_use_every_efa(row) -> None:
    interfaces = row.network_interfaces()
    cards = [interface.network_card_index for interface in interfaces]
    assert interfaces[0].network_card_index == interfaces[0].device_index == 0
    assert interfaces[0].interface_type != "efa-only", "the primary interface needs an address"
    assert len({interface[:2] for interface in interfaces}) == len(interfaces), "a place is taken twice"
    assert set(cards) == set(range(row.network_cards)) if row.has_efa else cards == [0]
    assert all(cards.count(card) <= row.interfaces_per_card for card in cards)
    assert all(interface.device_index < row.interfaces_per_card for interface in interfaces)
    assert sum(interface.interface_type.startswith("efa") for interface in interfaces) == row.efa_interfaces


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row.name)
def test_a_card_without_efa_is_the_first_or_there_is_no_efa(row) -> None:
    expected = {"efa": row.network_cards, "ena": row.network_cards - 1, "none": 0}
    assert row.efa_interfaces == expected[row.first_card]


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row.name)
def test_an_accelerator_has_a_name_and_memory_or_there_is_none(row) -> None:
    assert (row.accelerator != "none") == (row.accelerators > 0) == (row.accelerator_memory_gib > 0)


def test_on_p6_b300_the_first_card_is_for_addresses_alone() -> None:
    first, second, *_ = instance("p6-b300.48xlarge").network_interfaces()
    assert first == NetworkInterface(0, 0, "interface")
    assert second == NetworkInterface(1, 0, "efa-only")


def test_on_p5_the_first_card_carries_both() -> None:
    first, second, third, *_ = instance("p5.48xlarge").network_interfaces()
    assert (first, second, third) == (
        NetworkInterface(0, 0, "interface"),
        NetworkInterface(0, 1, "efa-only"),
        NetworkInterface(1, 0, "efa-only"),
    )


def test_a_sagemaker_name_finds_the_same_row() -> None:
    assert instance("ml.g5.2xlarge") == instance("g5.2xlarge")


@pytest.mark.parametrize(("name", "has"), [("g5.2xlarge", True), ("m7i.2xlarge", False)])
def test_local_storage_decides_whether_sagemaker_takes_a_key(name, has) -> None:
    assert instance(name).has_local_nvme is has


@pytest.mark.parametrize("region", offers())
@pytest.mark.parametrize("way", ["ec2", "hosting", "hyperpod"])
def test_offers_equal_the_published_lists(region, way, enumerations) -> None:
    published = enumerations[way].get(region, {}).get("enum", [])
    assert getattr(offers()[region], way) == {name.removeprefix("ml.") for name in published} & set(instances())


def test_offers_name_known_regions_only() -> None:
    assert set(offers()) <= set(regions())
    assert "eusc-de-east-1" not in offers(), "nothing is known of it; an empty row would refuse everything"

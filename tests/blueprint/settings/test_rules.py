"""Each way in which a deployment file can be wrong, with the row that says so: one break, one row, and what it names."""

import pytest

from blueprint.settings.draft import Draft
from blueprint.settings.rules import RULES, subnets
from tests.blueprint.settings.eks_breaks import BREAKS as EKS_BREAKS
from tests.blueprint.settings.eks_breaks import eks
from tests.blueprint.settings.hyperpod_breaks import BREAKS as HYPERPOD_BREAKS
from tests.blueprint.settings.lake_breaks import BREAKS as LAKE_BREAKS
from tests.blueprint.settings.network_ways import BREAKS
from tests.blueprint.settings.pcs_breaks import BREAKS as PCS_BREAKS
from tests.blueprint.settings.slurm_breaks import BREAKS as SLURM_BREAKS
from tests.blueprint.settings.training_breaks import BREAKS as TRAINING_BREAKS

TOKYO = {
    "region": "ap-northeast-1",
    "jurisdiction.approved_regions": ["ap-northeast-1"],
    "network.zones": ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
    "lake.lustre.zone": "ap-northeast-1a",
    "training.zone": "ap-northeast-1a",
}

ZURICH = {
    "region": "eu-central-2",
    "jurisdiction.approved_regions": ["eu-central-2"],
    "network.zones": ["eu-central-2a", "eu-central-2b", "eu-central-2c"],
    "lake.lustre.zone": "eu-central-2a",
    "training.zone": "eu-central-2a",
    "training.ec2.groups.0.instance_type": "c7i.8xlarge",
    "serving.instance_type": "ml.g6.12xlarge",
}


ONE_BREAK = [
    # form
    ("an unknown key", {"regoin": "x"}, "regoin", "did you mean region?"),
    ("an unknown key in a part", {"lake.lustre.capacity": 1}, "lake.lustre.capacity", "did you mean capacity_gib?"),
    ("an unknown key like no other", {"network.zzz": 1}, "network.zzz", "allowed: cidr, zones, subnets, flow_log_retention_days"),
    ("an account as a number", {"account": 111122223333}, "account", "in quotes"),
    ("an account too short", {"account": "123"}, "account", "twelve digits"),
    ("an account in other digits", {"account": "١١١١٢٢٢٢٣٣٣٣"}, "account", "twelve digits"),
    ("a name with a capital", {"name": "Example"}, "name", "lower-case"),
    ("an empty owner", {"owner": ""}, "owner", "at least 1 characters"),
    ("a stage that is none", {"stage": "test"}, "stage", "one of: 'production', 'development'"),
    ("a number in quotes", {"training.ec2.groups.0.nodes": "2"}, "training.ec2.groups[0].nodes", "a whole number"),
    ("a fraction of a node", {"training.ec2.groups.0.nodes": 1.5}, "training.ec2.groups[0].nodes", "a whole number"),
    ("a flag in words", {"lake.lustre.efa": "yes"}, "lake.lustre.efa", "true or false"),
    ("a part that is a word", {"keys": "ours"}, "keys", "a mapping"),
    ("a list that is a word", {"network.zones": "eu-central-1a"}, "network.zones", "a list"),
    ("too few nodes", {"training.ec2.groups.0.nodes": 0}, "training.ec2.groups[0].nodes", "1 to 64"),
    ("too many nodes", {"training.ec2.groups.0.nodes": 65}, "training.ec2.groups[0].nodes", "1 to 64"),
    ("a key that rotates too often", {"keys.rotation_days": 30}, "keys.rotation_days", "90 to 2560"),
    ("an image by tag", {"serving.image_digest": "latest"}, "serving.image_digest", "sha256: and 64 hexadecimal digits"),
    ("a machine image by name", {"training.ec2.image_id": "ubuntu"}, "training.ec2.image_id", "ami- and 8 to 17 hexadecimal digits"),
    # identity
    ("an owner that is no tag", {"owner": "A <b> C"}, "owner", "as a tag's value"),
    ("an owner of two lines", {"owner": "A\nB"}, "owner", "as a tag's value"),
    # jurisdiction and region
    (
        "an organisation that is none",
        {"jurisdiction.organisation_id": "o-Ministry"},
        "jurisdiction.organisation_id",
        "o- and 10 to 32 lower-case letters and digits",
    ),
    (
        "an approved region twice",
        {"jurisdiction.approved_regions": ["eu-central-1"] * 2},
        "jurisdiction.approved_regions[1]",
        "each region once",
    ),
    (
        "an approved region unknown",
        {"jurisdiction.approved_regions": ["eu-central-1", "eu-nort-1"]},
        "jurisdiction.approved_regions[1]",
        "eu-north-1?",
    ),
    (
        "an approved region of another partition",
        {"jurisdiction.approved_regions": ["eu-central-1", "eusc-de-east-1"]},
        "jurisdiction.approved_regions[1]",
        "lies in aws-eusc; jurisdiction.partition is aws",
    ),
    ("a region that is none", {"region": "eu-centrl-1"}, "region", "is not a known region; did you mean eu-central-1?"),
    ("a region like no other", {"region": "moon"}, "region", "is not a known region; known: af-south-1"),
    (
        "a region not approved",
        {"jurisdiction.approved_regions": ["eu-west-1"]},
        "region",
        "is not approved; jurisdiction.approved_regions: eu-west-1",
    ),
    # detection and budget
    (
        "a detector that the region lacks",
        {**ZURICH, "detection": {"macie": "on"}},
        "detection.macie",
        "off: eu-central-2 has no Amazon Macie",
    ),
    ("a budget that the region lacks", {**ZURICH, "budget": {"monthly_amount": 9}}, "budget", "eu-central-2 has no AWS Budgets"),
    ("a notice twice", {"budget": {"monthly_amount": 9, "notice_percents": [50, 50]}}, "budget.notice_percents[1]", "above 50, up to 1000"),
    ("a notice too high", {"budget": {"monthly_amount": 9, "notice_percents": [1001]}}, "budget.notice_percents[0]", "up to 1000"),
    ("a notice at nothing", {"budget": {"monthly_amount": 9, "notice_percents": [0]}}, "budget.notice_percents[0]", "above 0"),
    ("a budget of nothing", {"budget": {"monthly_amount": 0}}, "budget.monthly_amount", "1 to"),
    ("a currency in words", {"budget": {"monthly_amount": 9, "currency": "euro"}}, "budget.currency", ""),
    # network
    ("a range that is a word", {"network.cidr": "ten"}, "network.cidr", "an IPv4 range such as"),
    ("a range without a prefix length", {"network.cidr": "10.20.0.0"}, "network.cidr", "with its prefix length"),
    ("a range by netmask", {"network.cidr": "10.20.0.0/255.255.0.0"}, "network.cidr", "with its prefix length"),
    ("a range of IPv6", {"network.cidr": "fd00::/48"}, "network.cidr", "IPv6 is refused"),
    ("host bits in the range", {"network.cidr": "10.20.0.1/16"}, "network.cidr", "no address bits beyond the prefix: 10.20.0.0/16"),
    ("a range wider than a VPC", {"network.cidr": "10.0.0.0/8"}, "network.cidr", "/16 to /28"),
    ("a zone twice", {"network.zones.1": "eu-central-1a"}, "network.zones[1]", "each zone once"),
    ("a zone of nowhere", {"network.zones.2": "eu-central-1d"}, "network.zones[2]", "eu-central-1a, eu-central-1b, eu-central-1c"),
    # subnets
    ("a subnet too few", {"network.subnets.nodes": ["10.20.0.0/18", "10.20.64.0/18"]}, "network.subnets.nodes", "3, one a zone"),
    ("a subnet that is a word", {"network.subnets.nodes.1": "small"}, "network.subnets.nodes[1]", "an IPv4 range such as"),
    ("host bits in a subnet", {"network.subnets.nodes.1": "10.20.64.1/18"}, "network.subnets.nodes[1]", "10.20.64.0/18"),
    (
        "a subnet outside the network",
        {"network.subnets.nodes.1": "10.21.64.0/18"},
        "network.subnets.nodes[1]",
        "inside network.cidr, 10.20.0.0/16",
    ),
    (
        "subnets that overlap",
        {"network.subnets.endpoints.0": "10.20.0.0/24"},
        "network.subnets.endpoints[0]",
        "apart from network.subnets.nodes[0], 10.20.0.0/18",
    ),
    ("a subnet narrower than AWS makes", {"network.subnets.endpoints.0": "10.20.192.0/29"}, "network.subnets.endpoints[0]", "/16 to /28"),
    ("a subnet too small for the nodes", {"network.subnets.nodes.0": "10.20.0.0/28"}, "network.subnets.nodes[0]", "/27 or wider"),
    # lake
    ("a size between two steps", {"lake.lustre.capacity_gib": 1300}, "lake.lustre.capacity_gib", "1200, 2400, then steps of 2400"),
    ("no size at all", {"lake.lustre.capacity_gib": 0}, "lake.lustre.capacity_gib", "1200, 2400"),
    ("a size below nothing", {"lake.lustre.capacity_gib": -2400}, "lake.lustre.capacity_gib", "1200, 2400"),
    ("a size that EFA refuses", {"lake.lustre.efa": True}, "lake.lustre.capacity_gib", "with EFA at 250 MB/s a TiB: multiples of 19200"),
    (
        "a throughput between two",
        {"lake.lustre.throughput_mbps_per_tib": 300},
        "lake.lustre.throughput_mbps_per_tib",
        "one of: 125, 250, 500, 1000",
    ),
    (
        "a file system beside other nodes",
        {"lake.lustre.zone": "eu-central-1b"},
        "lake.lustre.zone",
        "the zone of the training nodes: eu-central-1a",
    ),
    ("a file system in no zone of the network", {"lake.lustre.zone": "eu-west-1a"}, "lake.lustre.zone", "one of network.zones"),
    (
        "EFA for nodes without",
        {"lake.lustre.efa": True, "lake.lustre.capacity_gib": 19200, "training.ec2.groups.0.instance_type": "g5.2xlarge"},
        "lake.lustre.efa",
        "g5.2xlarge has no EFA",
    ),
    # registry
    ("a repository twice", {"registry.repositories": ["serving", "serving"]}, "registry.repositories[1]", "each repository once"),
    ("a repository in capitals", {"registry.repositories": ["serving", "Training"]}, "registry.repositories[1]", "lower-case"),
    # training
    (
        "a type that is none",
        {"training.ec2.groups.0.instance_type": "p5.48xlrge"},
        "training.ec2.groups[0].instance_type",
        "did you mean p5.48xlarge?",
    ),
    (
        "a type like no other",
        {"training.ec2.groups.0.instance_type": "mainframe"},
        "training.ec2.groups[0].instance_type",
        "known: p4d.24xlarge",
    ),
    (
        "a SageMaker type for EC2",
        {"training.ec2.groups.0.instance_type": "ml.p4d.24xlarge"},
        "training.ec2.groups[0].instance_type",
        "without ml.: p4d.24xlarge",
    ),
    (
        "a type that EC2 does not sell there",
        {"training.ec2.groups.0.instance_type": "p5.48xlarge"},
        "training.ec2.groups[0].instance_type",
        "eu-central-1 does not sell it as an EC2",
    ),
    # serving
    ("an EC2 type for SageMaker", {"serving.instance_type": "g5.2xlarge"}, "serving.instance_type", "ml. before it: ml.g5.2xlarge"),
    ("a hosting type that is none", {"serving.instance_type": "ml.g5.3xlarge"}, "serving.instance_type", "did you mean ml.g5"),
    (
        "a type not hosted there",
        {"serving.instance_type": "ml.p5.48xlarge"},
        "serving.instance_type",
        "does not sell it behind a SageMaker endpoint",
    ),
    ("an image of no repository", {"serving.image_repository": "servng"}, "serving.image_repository", "did you mean serving?"),
    ("a folder without its slash", {"serving.model_prefix": "base"}, "serving.model_prefix", "ends with a slash"),
    ("a folder with an empty step", {"serving.model_prefix": "a//b/"}, "serving.model_prefix", "without empty steps"),
    ("a folder that ends twice", {"serving.model_prefix": "a//"}, "serving.model_prefix", "without empty steps"),
    ("a folder that climbs", {"serving.model_prefix": "a/../b/"}, "serving.model_prefix", "without empty steps"),
    # ways in
    (
        "everybody breaks the glass",
        {"ways_in.break_glass.trusted": ["arn:aws:iam::111122223333:user/*"]},
        "ways_in.break_glass.trusted[0]",
        "one user or role by its ARN: arn:aws:iam::111122223333:user/NAME",
    ),
    (
        "the root user breaks the glass",
        {"ways_in.break_glass.trusted": ["arn:aws:iam::111122223333:root"]},
        "ways_in.break_glass.trusted[0]",
        "one user or role by its ARN",
    ),
    (
        "somebody of another account breaks the glass",
        {"ways_in.break_glass.trusted": ["arn:aws:iam::999988887777:user/duty"]},
        "ways_in.break_glass.trusted[0]",
        "is of account 999988887777; this deployment's is 111122223333",
    ),
    (
        "somebody of another partition breaks the glass",
        {"ways_in.break_glass.trusted": ["arn:aws-us-gov:iam::111122223333:user/duty"]},
        "ways_in.break_glass.trusted[0]",
        "is of the partition aws-us-gov; jurisdiction.partition is aws",
    ),
    (
        "a service breaks the glass",
        {"ways_in.break_glass.trusted": ["arn:aws:s3:::bucket"]},
        "ways_in.break_glass.trusted[0]",
        "one user or role by its ARN",
    ),
    (
        "somebody twice",
        {"ways_in.break_glass.trusted": ["arn:aws:iam::111122223333:role/duty"] * 2},
        "ways_in.break_glass.trusted[1]",
        "each user or role once",
    ),
    (
        "a session for a day",
        {"ways_in.break_glass": {"trusted": ["arn:aws:iam::111122223333:user/duty"], "session_s": 86400}},
        "ways_in.break_glass.session_s",
        "3600 to 14400",
    ),
    ("an emergency role for nobody", {"ways_in.break_glass.trusted": []}, "ways_in.break_glass.trusted", "at least 1"),
    (
        "a session that idles longer than it lasts",
        {"ways_in.sessions": {"operators": ["arn:aws:iam::111122223333:user/one"], "idle_timeout_minutes": 30, "longest_minutes": 20}},
        "ways_in.sessions.idle_timeout_minutes",
        "at most ways_in.sessions.longest_minutes, 20",
    ),
    ("a way that is none", {"ways_in.internet": {}}, "ways_in.internet", "allowed: "),
    *BREAKS,
    *TRAINING_BREAKS,
    *EKS_BREAKS,
    *HYPERPOD_BREAKS,
    *PCS_BREAKS,
    *SLURM_BREAKS,
    *LAKE_BREAKS,
    # retention
    ("a retention CloudWatch lacks", {"audit.log_retention_days": 100}, "audit.log_retention_days", "one of: 1, 3, 5"),
    ("a production trail kept for a month", {"audit.log_retention_days": 30}, "audit.log_retention_days", "in production at least 365"),
    ("flow logs kept as long", {"network.flow_log_retention_days": 366}, "network.flow_log_retention_days", "365, 400"),
]


@pytest.mark.parametrize(("changes", "field", "says"), [case[1:] for case in ONE_BREAK], ids=[case[0] for case in ONE_BREAK])
def test_one_break_makes_one_row_that_names_the_field_and_what_is_allowed(problems_of, changes, field, says) -> None:
    problems = problems_of(changes)
    assert [problem.field for problem in problems] == [field]
    assert says in problems[0].allowed


def test_a_subnet_too_small_for_the_endpoints_is_refused(problems_of, monkeypatch) -> None:
    """Today's catalogue fits AWS's smallest subnet; a longer one will not."""
    monkeypatch.setattr(subnets, "interface_endpoints", lambda *_: range(12))
    (problem,) = problems_of({"network.subnets.endpoints.0": "10.20.192.0/28"})
    assert (problem.field, "/27 or wider" in problem.allowed) == ("network.subnets.endpoints[0]", True)


BEYOND_THE_TABLE = [
    {"network.cidr": "11.20.0.0/16"},
    {"region": "ap-southeast-6"},
    {"training.zone": "eu-central-1d"},
    {"serving.instance_type": "ml.trn2.48xlarge"},
    {"keys.datasets": [{"name": "census", "classes": ["raw"], "prefix": "*"}]},
    {"keys.tenants": [{"name": "tax", "classes": ["raw", "raw"]}]},
    {"keys.external": {"raw": "alias/ours"}},
    {"jurisdiction.approved_services": ["S4"]},
    {"keys.datasets": [{"name": "half", "classes": ["models"], "prefix": "base/2026-11/half/"}]},
    {"backup.account": "111122223333"},
    {"backup.region": "eu-west-1"},
    {"backup.retention_days": 29},
    {**eks(), "network.zones": ["eu-central-1a"]},
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_can_fail_and_holds_for_the_example(rule, change, example) -> None:
    breaks = [changes for _, changes, _, _ in ONE_BREAK] + BEYOND_THE_TABLE
    assert any(list(rule(Draft(change(changes)))) for changes in breaks)
    assert list(rule(Draft(example))) == []


def test_the_example_has_no_problem(problems_of) -> None:
    assert problems_of({}) == ()


def test_a_public_range_is_refused(problems_of) -> None:
    assert any("a range inside 10.0.0.0/8" in problem.allowed for problem in problems_of({"network.cidr": "11.20.0.0/16"}))


def test_the_range_that_sagemaker_uses_is_refused(problems_of) -> None:
    assert any("apart from 172.17.0.0/16" in problem.allowed for problem in problems_of({"network.cidr": "172.17.0.0/16"}))


@pytest.mark.parametrize("field", ["name", "owner", "account", "region", "network", "lake", "jurisdiction"])
def test_a_missing_field_is_named(problems_of, gone, field) -> None:
    assert (field, "missing") in [(problem.field, problem.value) for problem in problems_of({field: gone})]


@pytest.mark.parametrize("part", ["training", "serving", "keys", "audit", "registry", "backup"])
def test_a_part_with_a_default_may_be_missing(problems_of, gone, example, part) -> None:
    assert problems_of({part: gone} if part in example else {}) == ()


def test_sessions_need_nodes(problems_of, gone) -> None:
    sessions = {"ways_in.sessions.operators": ["arn:aws:iam::111122223333:user/one"]}
    assert [(p.field, p.value) for p in problems_of({"training": gone, **sessions})] == [("ways_in.sessions", "declared")]
    assert problems_of(sessions) == ()


def test_efa_needs_a_training_part(problems_of, gone) -> None:
    problems = problems_of({"training": gone, "lake.lustre.efa": True, "lake.lustre.capacity_gib": 19200})
    assert [(problem.field, problem.allowed) for problem in problems] == [
        ("lake.lustre.efa", "false: there is no training part, so no node would use it")
    ]


def test_a_region_that_lacks_a_feature_says_which_and_where_it_is(problems_of) -> None:
    changes = {"region": "ap-southeast-6", "jurisdiction.approved_regions": ["ap-southeast-6", "ap-southeast-1", "ap-southeast-2"]}
    (problem,) = [p for p in problems_of(changes) if p.field == "region"]
    assert problem.allowed.startswith("has no FSx for Lustre, which lake needs (checked 20")
    assert problem.allowed.endswith("the nearest approved region that has it: ap-southeast-2")


def test_without_an_approved_alternative_the_nearest_of_the_partition_is_named_as_such(problems_of) -> None:
    changes = {"jurisdiction.partition": "aws-us-gov", "region": "us-gov-east-1", "jurisdiction.approved_regions": ["us-gov-east-1"]}
    (problem,) = [p for p in problems_of(changes) if p.field == "region"]
    assert "has no SageMaker endpoints, which serving needs" in problem.allowed
    assert problem.allowed.endswith("no approved region has it; the nearest of the partition: us-gov-west-1")


def test_a_region_of_another_partition_is_told_as_such(problems_of) -> None:
    (problem,) = [p for p in problems_of({"region": "us-gov-west-1"}) if p.field == "region"]
    assert problem.allowed == "lies in aws-us-gov; jurisdiction.partition is aws"


def test_an_alternative_is_a_region_of_which_the_offers_are_known(problems_of) -> None:
    changes = {
        "training.ec2.groups.0.instance_type": "p6-b200.48xlarge",
        "jurisdiction.approved_regions": ["eu-central-1", "me-south-1", "eu-north-1"],
    }
    (problem,) = problems_of(changes)
    assert problem.allowed.endswith("the nearest approved region that sells it: eu-north-1")


def test_a_feature_is_asked_for_only_by_a_part_that_is_there(problems_of, gone) -> None:
    changes = {"jurisdiction.partition": "aws-us-gov", "region": "us-gov-east-1", "jurisdiction.approved_regions": ["us-gov-east-1"]}
    assert [p for p in problems_of({**changes, "serving": gone}) if p.field == "region"] == []


def test_where_nothing_is_known_nothing_is_refused(problems_of) -> None:
    changes = {
        "jurisdiction.partition": "aws-eusc",
        "region": "eusc-de-east-1",
        "jurisdiction.approved_regions": ["eusc-de-east-1"],
        "network.zones": ["eusc-de-east-1a", "eusc-de-east-1b"],
        "network.subnets.nodes": ["10.20.0.0/18", "10.20.64.0/18"],
        "network.subnets.endpoints": ["10.20.192.0/24", "10.20.193.0/24"],
        "lake.lustre.zone": "eusc-de-east-1a",
        "training.zone": "eusc-de-east-1a",
        "training.ec2.groups.0.instance_type": "p5.48xlarge",
    }
    assert problems_of(changes) == ()


def test_the_same_type_is_sold_in_tokyo(problems_of) -> None:
    assert problems_of({**TOKYO, "training.ec2.groups.0.instance_type": "p5.48xlarge"}) == ()


def test_a_wrong_zone_of_the_nodes_is_told_for_nodes_and_file_system_alike(problems_of) -> None:
    fields = [problem.field for problem in problems_of({"training.zone": "eu-central-1d"})]
    assert fields == ["lake.lustre.zone", "training.zone"]

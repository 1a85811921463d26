"""Attacks on templates: what is caught, what survives, what cannot be made, and that the original stays as it is."""

import io
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from rich.console import Console

from assurance.evidence.assembly import Assembly
from assurance.evidence.audit import CLAIMS
from assurance.evidence.claim import Finding
from assurance.evidence.mutations import run
from assurance.evidence.mutations.mutation import Mutation, mutations_of
from assurance.evidence.mutations.run import attack_all
from assurance.evidence.mutations.terminal import show_campaign


class Watcher:
    """A claim about topics: there is none with a name that is forbidden."""

    NAME, STATEMENT, RULES = "watcher", "No topic is called away.", ()

    def __init__(self, name="watcher", forbidden="away"):
        self.NAME, self.forbidden = name, forbidden

    def broken_by(self, graph):
        for topic in graph.of_type("AWS::SNS::Topic"):
            if self.forbidden in topic.at("TopicName"):
                yield Finding(topic.path, topic.type, "is called away")


WATCHER = Watcher()


def rename(to):
    return lambda draft: draft.first("AWS::SNS::Topic").properties.update(TopicName=to)


def told(campaign):
    screen = Console(file=io.StringIO(), width=200, soft_wrap=True)
    show_campaign(campaign, screen)
    return screen.file.getvalue().splitlines()


@pytest.fixture
def attacked(template_of, eu, monkeypatch):
    def attack(*changes, claims=(WATCHER,), name="here"):
        own = template_of({"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}})
        plans = tuple(Mutation("watcher", f"number {index}", "Something.", change) for index, change in enumerate(changes))
        monkeypatch.setattr(run, "mutations_of", lambda claim: plans if claim.NAME == "watcher" else ())
        before = deepcopy(own.body)
        campaign = attack_all(Assembly(Path("cdk.out"), (own,)), eu, claims)
        assert own.body == before
        return campaign

    return attack


def test_what_the_claim_notices_is_caught(attacked):
    campaign = attacked(rename("away"))
    assert campaign.holds
    assert told(campaign)[-1] == "caught 1 / 1"


def test_what_no_claim_notices_survives_and_is_named(attacked):
    campaign = attacked(rename("away"), rename("elsewhere"))
    assert not campaign.holds
    assert told(campaign)[-2:] == ["! watcher, number 1: Something. (survived)", "caught 1 / 2"]


def test_what_another_claim_alone_notices_survives_and_says_so(attacked):
    campaign = attacked(rename("elsewhere"), claims=(Watcher(), Watcher("other", "elsewhere")))
    assert campaign.caught == 0
    assert "survived; noticed by other only" in told(campaign)[-2]


@pytest.mark.parametrize("change", [rename("here"), lambda draft: draft.first("AWS::KMS::Key")], ids=["the same", "no target"])
def test_a_mutation_that_changes_nothing_is_an_error(attacked, change):
    campaign = attacked(rename("away"), change)
    assert not campaign.holds
    assert "could not be made" in told(campaign)[-2]


def test_templates_that_are_broken_already_are_not_attacked(attacked):
    campaign = attacked(rename("elsewhere"), name="away")
    assert (campaign.broken_before, campaign.attacks, campaign.holds) == (("watcher",), (), False)


def test_a_claim_without_mutations_is_an_error(attacked):
    assert not attacked(rename("away"), claims=(Watcher(), Watcher("other", "x"))).holds


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.NAME)
def test_every_claim_is_attacked_in_six_ways_and_more(claim):
    names = [mutation.name for mutation in mutations_of(claim)]
    assert len(set(names)) == len(names) >= 6


@pytest.mark.parametrize("deployment", ["example-eu", "example-eusc"])
def test_every_mutation_of_a_real_deployment_is_caught(synthesise, deployment):
    """In a process that is not traced for coverage: with it the campaign takes five times as long and shows no more."""
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [str(Path(sys.executable).with_name("blueprint")), "audit", "--cdk-out", str(synthesise(deployment)), "--mutate"]
    ran = subprocess.run(command, env=untraced, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr
    caught, of = re.fullmatch(r"caught (\d+) / (\d+)", ran.stdout.splitlines()[-1]).groups()
    assert int(caught) == int(of) >= 160

"""What the deployment's way showed: the templates' checks, the claims of sovereignty, the rehearsal."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from console.demo.report.facts import Facts, NotThere
from console.demo.report.files import read_json


class Acknowledgement(Facts):
    """A finding that stays, where, and why."""

    rule: str
    pack: str
    reason: str
    constructs: list[str]


class Pack(Facts):
    """One set of rules: what it found that nobody acknowledged, and what was acknowledged with a reason."""

    name: str
    conclusion: str
    findings: int
    acknowledged: int


class Synthesis(Facts):
    """The templates and what the rules say of them."""

    deployment: str
    regions: list[str]
    partition: str
    stacks: list[str]
    resources: int
    packs: list[Pack]
    acknowledgements: list[Acknowledgement]

    @property
    def findings(self) -> int:
        """Findings that nobody acknowledged."""
        return sum(pack.findings for pack in self.packs)

    @property
    def acknowledged(self) -> int:
        """Findings that stay, with a reason."""
        return sum(pack.acknowledged for pack in self.packs)


class Remark(Facts):
    """What a reader has to know beside a claim: an exception with its reason, or a limit of what a template shows."""

    subject: str
    sentence: str


class Claim(Facts):
    """One statement on the templates: how it is judged, what was looked at by type, what breaks it."""

    name: str
    statement: str
    verdict: str
    rules: list[str]
    looked_at: dict[str, int]
    findings: list[str]
    remarks: list[Remark]

    @property
    def holds(self) -> bool | None:
        """None where there was nothing to look at."""
        return {"holds": True, "broken": False}.get(self.verdict)

    @property
    def examined(self) -> int:
        """How many resources were looked at."""
        return sum(self.looked_at.values())


class Claims(Facts):
    """The section."""

    claims: list[Claim]


class Created(Facts):
    """Resources of one type that were read back after the rehearsal's deployment."""

    type: str
    count: int
    names: list[str]


class Unmodelled(Facts):
    """A type that the simulator does not know, and why."""

    type: str
    reason: str


class Rehearsal(Facts):
    """The section."""

    stacks: dict[str, int]
    created: list[Created]
    properties: int
    unread: dict[str, str]
    unmodelled: list[Unmodelled]
    assumed: list[str]
    problems: list[str]
    holds: bool
    seconds: dict[str, float]

    @property
    def resources(self) -> int:
        """All that were read back without a problem."""
        return sum(each.count for each in self.created)


def read_synthesis(audit: Path) -> Synthesis:
    """The templates' checks, from the audit's `audit.json`, which carries the synthesis' validation report.

    Raises:
        NotThere: there is no audit, or the synthesis left no validation report.
    """
    found = read_json(audit / "audit.json")
    if not found["nag"]:
        raise NotThere("the synthesis left no validation report")
    opened, acknowledged = found["nag"]["open"], found["nag"]["acknowledged"]
    return Synthesis(
        deployment=found["scope"]["name"],
        regions=found["scope"]["regions"],
        partition=found["scope"]["partition"],
        stacks=found["stacks"],
        resources=found["resources"],
        packs=[
            Pack(name=name, conclusion=conclusion, findings=_places(opened, name), acknowledged=_places(acknowledged, name))
            for name, conclusion in found["nag"]["packs"]
        ],
        acknowledgements=_grouped(acknowledged),
    )


def read_claims(audit: Path) -> Claims:
    """The claims, from `audit.json`.

    Raises:
        NotThere: there is no audit.
    """
    fields = ("name", "statement", "verdict", "rules", "looked_at", "remarks")
    return Claims(
        claims=[
            Claim(**{name: claim[name] for name in fields}, findings=[_finding(each) for each in claim["findings"]])
            for claim in read_json(audit / "audit.json")["claims"]
        ]
    )


def read_rehearsal(folder: Path) -> Rehearsal:
    """The rehearsal, from its `rehearsal.json`.

    Raises:
        NotThere: there was no rehearsal.
    """
    found = read_json(folder / "rehearsal.json")
    names = defaultdict(list)
    for resource in found["resources"]:
        if resource["is_modelled"] and not resource["problems"]:
            names[resource["type"]].append(f"{resource['stack']}/{resource['logical_id']}")
    return Rehearsal(
        stacks=found["stacks"],
        created=[Created(type=kind, count=len(ids), names=ids) for kind, ids in sorted(names.items())],
        properties=found["properties_verified"],
        unread=found["unread"],
        unmodelled=[Unmodelled(type=kind, reason=reason) for kind, reason in found["unmodelled"].items()],
        assumed=found["assumed"],
        problems=found["problems"],
        holds=found["holds"],
        seconds=found["seconds"],
    )


def _places(rules: list[dict[str, Any]], pack: str) -> int:
    """A rule at three constructs is three findings."""
    return sum(max(len(rule["constructs"]), 1) for rule in rules if rule["pack"] == pack)


def _grouped(rules: list[dict[str, Any]]) -> list[Acknowledgement]:
    """One row for each rule and reason, however many constructs share them."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for rule in rules:
        places[rule["rule"], rule["pack"], rule["reason"]] += rule["constructs"]
    return [
        Acknowledgement(rule=rule, pack=pack, reason=reason, constructs=sorted(constructs))
        for (rule, pack, reason), constructs in sorted(places.items())
    ]


def _finding(found: dict[str, Any]) -> str:
    way = f" ({' → '.join(found['path'])})" if found["path"] else ""
    return f"{found['resource']} {found['sentence']}{way}"

"""Who may take a role on, and what holds each of them: services to our account, people to a second factor, providers to an audience."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.claim import Finding
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.identities import ROLE, Identity, identities
from assurance.evidence.policy import Statement
from assurance.evidence.values import Reference, Value, render

TAKING = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "*", "sts:*", "sts:assumerole*")
SOURCES = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
SECOND_FACTOR = ("aws:multifactorauthpresent", "aws:multifactorauthage")
PEOPLE = ("sts:externalid", *SECOND_FACTOR, "aws:principalorgid", "aws:principalarn", "aws:principaltag/")
OPERATORS = (
    "stringequals",
    "stringlike",
    "arnequals",
    "arnlike",
    "bool",
    "numericlessthan",
    "numericlessthanequals",
    "stringequalsignorecase",
)
OIDC, SAML = (":aud", ":sub"), ("saml:aud", "saml:sub", "saml:iss")
ARN_COLONS = 5


def trust_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every trust that no condition holds to whom it is meant for."""
    for identity in identities(graph).values():
        for statement in identity.trusts:
            if statement.effect != "Allow" or not set(statement.actions) & set(TAKING):
                continue
            for kind, principal in statement.principals:
                if sentence := _loose(statement, kind, principal, graph):
                    yield Finding(identity.resource.path, ROLE, sentence, (statement.name, f"{kind} = {render(principal)}"))


def account_roots(identity: Identity, graph: TemplateGraph) -> bool:
    """Whether a role trusts our own account as a whole: whoever there has the right to take it on."""
    return any(
        statement.effect == "Allow" and _is_own_root(principal, graph)
        for statement in identity.trusts
        for kind, principal in statement.principals
        if kind == "AWS"
    )


def _loose(statement: Statement, kind: str, principal: Value, graph: TemplateGraph) -> str | None:
    """What is wrong with one principal of a trust; None where it is held."""
    name = render(principal)
    held = {key for operator, key, values in statement.conditions() if values and operator.removeprefix("foranyvalue:") in OPERATORS}
    if "NotPrincipal" in statement.body or name == "*":
        return None if statement.confines("who") else "may be taken on by everybody"
    if kind == "Service":
        return _service(statement, name)
    if kind == "Federated":
        return _provider(statement, name, held)
    return None if isinstance(principal, Reference) or _is_own_root(principal, graph) else _account(statement, name, held, graph)


def _provider(statement: Statement, name: str, held: set[str]) -> str | None:
    wanted = SAML if "sts:assumerolewithsaml" in statement.actions else OIDC
    if any(key.endswith(wanted) for key in held):
        return None
    return f"may be taken on by whomever {name} knows: no condition names an audience or a subject"


def _account(statement: Statement, name: str, held: set[str], graph: TemplateGraph) -> str | None:
    if ":user/" in name and not held & set(SECOND_FACTOR):
        return f"may be taken on by {name.rpartition(':')[2]} without a second factor"
    account = name.split(":")[4] if name.startswith("arn:") and name.count(":") >= ARN_COLONS else name
    if account in graph.scope.accounts or any(key.startswith(PEOPLE) for key in held) or statement.confines("who"):
        return None
    return f"may be taken on by account {account}: no condition asks for an external id or a second factor"


def _service(statement: Statement, name: str) -> str | None:
    service = name.split(".amazonaws", maxsplit=1)[0]
    tells, nothing = table()
    if any(
        key in SOURCES
        and values
        and operator.removeprefix("foranyvalue:") in OPERATORS
        and all(statement.is_ours(key, each) for each in values)
        for operator, key, values in statement.conditions()
    ):
        return None
    if _plain(service) in nothing:
        return None
    if _plain(service) in tells:
        return f"may be taken on by {service} for any of its customers: no condition holds it to our account (aws:SourceAccount)"
    return f"trusts {service} without a condition, and no table says whether that service tells for whom it acts"


def _plain(service: str) -> str:
    """A service without the region that some principals carry: `logs.eu-central-1` is `logs`."""
    head, _, rest = service.partition(".")
    return head if rest.count("-") >= 2 and rest[-1].isdigit() else service


def _is_own_root(principal: Value, graph: TemplateGraph) -> bool:
    name = render(principal)
    return name in graph.scope.accounts or any(name.endswith(f":iam::{account}:root") for account in graph.scope.accounts)


@cache
def table() -> tuple[dict[str, str], dict[str, str]]:
    """Services that tell for whom they act, and those that do not, each with its source."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "trust.yaml").read_text(encoding="utf-8"))
    return content["tells"], content["tells_nothing"]

"""A sweep over all properties of all types: whatever says of itself that it is public, in types that no table names too."""

import re
from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.doors import doors
from assurance.evidence.graph import Resource
from assurance.evidence.values import Text, Value, render, truth, walk

PUBLIC = re.compile(
    r"^(?:Is)?Public(?:ly)?(?:Access|Accessible|AccessEnabled)?$|Public(?:Ip|IpAddress|IPv4Address|Access|lyAccessible)$|PublicIpOnLaunch$|^AllowFromPublic$"
)
INTERNET = {"internet-facing", "service_provided_eips"}
ON = {"enabled", "enable"}
CALLS_OUT = re.compile(r":api-destination/|:states:::http:invoke")
"""An EventBridge destination, or a task of a state machine, that is a web address."""

IMAGE = re.compile(r"^Image(?:U[Rr][Ii])?$")
OWN_IMAGE = re.compile(r"\.dkr[.-]ecr\.|\$\{(?!\?)|^aws/codebuild/")
"""A registry of an AWS account (which account, another claim judges), a repository of ours, or what CodeBuild itself provides."""


def public_flags(resource: Resource) -> Iterator[Finding]:
    """Properties that switch something public, unless a row of the table has judged that property already."""
    judged = {test.property.split(".")[-1] for door in doors() if door.is_on(resource) for test in door.tests}
    for path, value in walk(resource.properties):
        name = next((part for part in reversed(path) if not part.isdigit()), "")
        if name not in judged and _is_public(name, value):
            yield Finding(resource.path, resource.type, "makes something public", (f"{'.'.join(path)} = {render(value)}",))


def calls_out(resource: Resource) -> Iterator[Finding]:
    """Texts that make a service call a web address, and containers that come from a registry outside AWS accounts."""
    for path, value in walk(resource.properties):
        if not isinstance(value, (str, Text)):
            continue
        text = render(value)
        if CALLS_OUT.search(text):
            yield Finding(resource.path, resource.type, "calls a web address", (".".join(path),))
        if path and IMAGE.search(path[-1]) and not OWN_IMAGE.search(text):
            yield Finding(resource.path, resource.type, "fetches an image from a registry outside", (f"{'.'.join(path)} = {text[:120]}",))


def _is_public(name: str, value: Value) -> bool:
    if isinstance(value, str) and value.lower() in INTERNET:
        return True
    return bool(PUBLIC.search(name)) and (truth(value) is True or (isinstance(value, str) and value.lower() in ON))

"""Names of places inside a string: regions, zones, partitions, accounts, DNS suffixes, profiles that cross regions."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from assurance.evidence.scope import Scope, partition_named, partitions

COMPASS = r"(?:central|north|south|east|west|northeast|northwest|southeast|southwest)"
REGION = re.compile(
    rf"(?<![A-Za-z0-9])(?P<region>(?:eusc-[a-z]{{2}}|[a-z]{{2}}-(?:gov|iso[a-z]?)|[a-z]{{2}})-{COMPASS}-[0-9])(?P<zone>[a-z](?![A-Za-z0-9]))?(?![0-9])"
)
"""A region of any partition, those of tomorrow too: a country or continent, a compass point, a number; then perhaps a zone's letter."""

ZONE_ID = re.compile(r"(?<![A-Za-z0-9-])(?P<region>[a-z]{2,5}[0-9])-az[0-9](?![0-9])")
"""A zone's id: its region's code, such as the first letters of each word and the number, and the zone's number."""

LOCAL_ZONE = re.compile(r"-(?:[a-z]{3}-[0-9]{1,2}[a-z]|wl[0-9]-[a-z]{3}-wlz-[0-9]{1,2})(?![A-Za-z0-9])")
"""What follows a region's name in that of a local or Wavelength zone, which may stand in another country (EC2 User Guide, Local Zones)."""

SYMBOL = r"\$\{[^}]*\}|\$(?!\{)"
FIELD = rf"(?:{SYMBOL}|[^:\s\"$])*"
ARN = re.compile(
    rf"arn:(?P<partition>{FIELD}):(?P<service>[A-Za-z0-9.*-]+):(?P<region>{FIELD}):(?P<account>{FIELD}):(?P<rest>(?:{SYMBOL}|[^\s\"$])*)"
)
ACCOUNT = re.compile(r"(?<![A-Za-z0-9.])(?P<account>[0-9]{12})(?![A-Za-z0-9])")
PROFILE = re.compile(
    r"(?<![A-Za-z0-9.\-])(?P<geography>us-gov|us|eu|apac|ap|au|ca|jp|sa|global)\.(?:ai21|amazon|anthropic|cohere|deepseek|luma|meta|mistral|moonshot|nvidia|openai|qwen|stability|twelvelabs|writer)\."
    r"|(?<=inference-profile/)[a-z-]+\.[a-z0-9-]+\."
)
"""Cross-region inference profiles of Bedrock carry the geography before the provider (Bedrock User Guide, Inference profiles)."""

SERVICE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*")
"""What an API calls: such an ARN names a service where others name an account (API Gateway API reference, Integration, uri)."""

SERVICE_LINKED = re.compile(r":role/aws-service-role/[a-z0-9.-]+")
"""The path of a service-linked role holds its service's principal (IAM User Guide, Service-linked roles)."""


@cache
def service_principal() -> re.Pattern[str]:
    """A service principal: all partitions use the standard one's suffix (IAM User Guide, JSON policy elements, Service principals)."""
    return re.compile(rf"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.{re.escape(partitions()[0].dns_suffixes[0])}")


@cache
def compared_source() -> re.Pattern[str]:
    """An event source that a filter over a trail's records compares with: a name in the record, not a place that is called."""
    return re.compile(rf'\$\.eventSource\s*=\s*"?{service_principal().pattern}"?')


@lru_cache(maxsize=2**16)
def foreign(text: str, scope: Scope, *, is_principal: bool = False) -> tuple[str, ...]:
    """One sentence for each place outside the scope that a string names.

    Args:
        text: The string; symbols stand in it as `${…}`.
        scope: What may be named.
        is_principal: Whether the string stands where a service principal may stand.
    """
    return tuple(_foreign(text, scope, is_principal=is_principal))


def _foreign(text: str, scope: Scope, *, is_principal: bool) -> Iterator[str]:
    yield from _regions(text, scope)
    yield from _arns(text, scope)
    for match in ACCOUNT.finditer(ARN.sub(" ", text)):
        if match["account"] not in scope.accounts:
            yield f"names account {match['account']}"
    for match in PROFILE.finditer(text):
        yield f"names the inference profile {match[0]}…, which sends requests to several regions"
    if not (is_principal and service_principal().fullmatch(text)):
        yield from _suffixes(SERVICE_LINKED.sub("", text), scope)


def _regions(text: str, scope: Scope) -> Iterator[str]:
    for match in REGION.finditer(text):
        if zone := LOCAL_ZONE.match(text, match.end("region")):
            yield f"names the zone {match['region']}{zone[0]}, which stands in another place than its region"
        if match["region"] not in scope.regions:
            yield f"names the region {match['region']}" if not match["zone"] else f"names the zone {match['region']}{match['zone']}"
    for match in ZONE_ID.finditer(text):
        region = _region_codes().get(match["region"])
        if region and region not in scope.regions:
            yield f"names the zone {match[0]}"


def region_pattern(pattern: str, scope: Scope) -> Iterator[str]:
    """A sentence about a pattern that admits regions outside the scope."""
    admitted = sorted(region for partition in partitions() for region in partition.regions if fnmatchcase(region, pattern))
    if strangers := [region for region in admitted if region not in scope.regions]:
        yield f"admits {strangers[0]} and {len(strangers) - 1} other regions by the pattern {pattern}"


def zone_code(region: str) -> str:
    """The code that a region's zone ids begin with: two letters of the place, initials of the compass points, the number."""
    place, *words, number = region.split("-")
    initials = "".join("".join(word[0] for word in re.findall("north|south|east|west|central|.+", each)) for each in words)
    return f"{place[:2]}{initials}{number}"


@cache
def _region_codes() -> dict[str, str]:
    return {zone_code(region): region for partition in partitions() for region in partition.regions if region.count("-") > 1}


def _arns(text: str, scope: Scope) -> Iterator[str]:
    for match in ARN.finditer(text):
        partition, account = match["partition"], match["account"]
        if partition != scope.partition and partition not in {"", "*"}:
            yield (
                f"names the partition {partition}"
                if not _is_symbol(partition)
                else f"names a partition that the template does not tell, in {match[0]}"
            )
        if (
            account
            and account not in {*scope.accounts, "*", "aws"}
            and "*" not in account
            and not (match["service"] == "apigateway" and SERVICE.fullmatch(account))
        ):
            told = (
                f"names account {account}"
                if account.isdecimal()
                else f"names {account} for an account, which the template does not tell, in {match[0]}"
            )
            if not _is_own_symbol(account):
                yield told
        if match["region"].strip("*") and {"*", "?"} & set(match["region"]):
            yield from region_pattern(match["region"], scope)
        if _is_symbol(match["region"]) and not _is_own_symbol(match["region"]):
            yield f"names a region that the template does not tell, in {match[0]}"


def _is_symbol(text: str) -> bool:
    return "${" in text


def _is_own_symbol(text: str) -> bool:
    """A reference to a resource of the deployment (or a policy variable): what it holds is judged where the resource is."""
    return _is_symbol(text) and "${?" not in text


@cache
def _foreign_suffixes(partition: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """DNS suffixes of the other partitions that are not this one's too, longest first."""
    own = partition_named(partition)
    ours = set(own.dns_suffixes) if own else set()
    theirs = {suffix for other in partitions() for suffix in other.dns_suffixes} - ours
    return tuple(
        (suffix, re.compile(rf"(?<=[.}}]){re.escape(suffix)}(?![A-Za-z0-9-]|\.[a-z])")) for suffix in sorted(theirs, key=len, reverse=True)
    )


def _suffixes(text: str, scope: Scope) -> Iterator[str]:
    for suffix, pattern in _foreign_suffixes(scope.partition):
        if pattern.search(text):
            yield f"names {suffix}, which is another partition's"

"""Keys that are named by their ARN: no template here makes them, and no template says who may use them."""

from collections.abc import Iterable, Iterator, Sequence

from assurance.evidence.claim import Remark
from assurance.evidence.graph import Resource
from assurance.evidence.schemas import KeyPlace

KMS = ":kms:"


def keys_from_outside(places: Iterable[tuple[Resource, Sequence[KeyPlace]]]) -> Iterator[Remark]:
    """One remark a key, for what the claim cannot show of it: policy, rotation and deletion are its maker's."""
    seen: set[str] = set()
    for resource, of in places:
        for place in of:
            for value in resource.at(*place.path):
                if isinstance(value, str) and value.startswith("arn:") and KMS in value and value not in seen:
                    seen.add(value)
                    yield Remark(
                        value,
                        f"comes from outside and closes {resource.path}: its policy, rotation and deletion stand in no template, "
                        "so that only KMS can say whose it is (`aws kms get-key-policy`).",
                    )

"""DeletionPolicy and UpdateReplacePolicy: what CloudFormation keeps when it removes a resource.

Source: "DeletionPolicy attribute" and "UpdateReplacePolicy attribute", AWS CloudFormation Template Reference.
"""

from collections.abc import Mapping

from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json

DELETE, RETAIN, RETAIN_EXCEPT_ON_CREATE, SNAPSHOT = "Delete", "Retain", "RetainExceptOnCreate", "Snapshot"
ALLOWED = {
    "DeletionPolicy": (DELETE, RETAIN, RETAIN_EXCEPT_ON_CREATE, SNAPSHOT),
    "UpdateReplacePolicy": (DELETE, RETAIN, SNAPSHOT),
}


def policy(resource: Mapping[str, Json], attribute: str) -> str:
    """The policy of a template's resource.

    Raises:
        Refused: for a value that CloudFormation does not know, and for a snapshot, which no modelled type has.
    """
    value = str(resource.get(attribute, DELETE))
    if value not in ALLOWED[attribute]:
        raise Refused(f"{attribute}: {value!r} is not one of {', '.join(ALLOWED[attribute])}")
    if value == SNAPSHOT:
        raise Refused(f"{attribute}: Snapshot: {resource['Type']} takes no snapshot")
    return value


def is_kept(resource: Mapping[str, Json], attribute: str, *, is_rollback: bool = False) -> bool:
    """Whether the resource outlives its removal from the stack.

    Args:
        resource: the template's resource.
        attribute: `DeletionPolicy`, or `UpdateReplacePolicy` when another resource took its place.
        is_rollback: whether the operation that made the resource is being taken back.
    """
    value = policy(resource, attribute)
    return value == RETAIN or (value == RETAIN_EXCEPT_ON_CREATE and not is_rollback)

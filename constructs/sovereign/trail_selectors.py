"""What the trail records beside management events: each touch of an object, and each call that an endpoint refused."""

from collections.abc import Iterable, Iterator, Sequence

from aws_cdk import CfnResource, Stack, Token
from aws_cdk.aws_cloudtrail import CfnTrail
from aws_cdk.aws_s3 import CfnBucket

from blueprint.facts.data_classes import DataClass
from blueprint.facts.data_events import recorded_types
from constructs import Construct, IConstruct
from sovereign.data_bucket import ACCESS_LOGS
from sovereign.names import bucket_name, staging_bucket_name

Selector = CfnTrail.AdvancedEventSelectorProperty
Field = CfnTrail.AdvancedFieldSelectorProperty

RECORDS: tuple[DataClass | str, ...] = (DataClass.AUDIT, ACCESS_LOGS)
"""Buckets that AWS delivers records to."""


def bucket_names(scope: Construct) -> list[str]:
    """The name of every bucket of the app that stands in the account of `scope`, in their order.

    Raises:
        ValueError: A bucket has no name of its own: the trail, which stands before it, could not name it.
    """
    names = []
    for construct in _in_its_account(scope):
        if isinstance(construct, CfnBucket):
            if construct.bucket_name is None or Token.is_unresolved(construct.bucket_name):
                raise ValueError(f"{construct.node.path}: name this bucket, so that the audit trail can watch it")
            names.append(construct.bucket_name)
    return names


def used_types(scope: Construct) -> tuple[str, ...]:
    """CloudTrail's name of every type in the account of `scope` whose use it can record, objects in buckets left out."""
    return recorded_types(construct.cfn_resource_type for construct in _in_its_account(scope) if isinstance(construct, CfnResource))


def _in_its_account(scope: Construct) -> Iterator[IConstruct]:
    """A trail sees its own account alone; a deployment with copies has a second."""
    for stack in scope.node.root.node.find_all():
        if isinstance(stack, Stack) and stack.account == Stack.of(scope).account:
            yield from stack.node.find_all()


def management_events() -> Selector:
    """Whoever makes, changes or removes a thing."""
    return _selector("Management events", Field(field="eventCategory", equal_to=["Management"]))


def object_events(scope: Construct, deployment: str, buckets: Iterable[str]) -> list[Selector]:
    """Each read, write and deletion of an object, in `buckets` and in the bootstrap's.

    Args:
        scope: Where the trail stands.
        deployment: Its name.
        buckets: Names of all buckets of the deployment in the trail's account.
    """
    records = [bucket_name(scope, deployment, record) for record in RECORDS]
    data = [name for name in buckets if name not in records]
    return [
        _objects(
            "Every touch of an object of the deployment",
            [*data, staging_bucket_name(scope, deployment)],
            scope,
        ),
        # Deliveries are left out: the trail would record its own without end.
        _objects(
            "Whoever reads or deletes the records themselves",
            records,
            scope,
            Field(field="eventName", not_equals=["PutObject"]),
        ),
    ]


def uses(types: Iterable[str]) -> list[Selector]:
    """Each use of everything of a type, whoever made it: what somebody adds by hand is seen, too.

    Args:
        types: As CloudTrail calls them (`resources.type`).
    """
    return [
        _selector(
            f"Each use of {name.removeprefix('AWS::')}",
            Field(field="eventCategory", equal_to=["Data"]),
            Field(field="resources.type", equal_to=[name]),
        )
        for name in types
    ]


def refused_calls(sources: Iterable[str]) -> list[Selector]:
    """Calls that an endpoint's policy refused, such as somebody's with another account's credentials from inside the network.

    Refused ones only: what an endpoint lets through is a call of this account, and stands in the trail as a management or data event
    already. A refused call of a foreign principal stands nowhere else (CloudTrail User Guide, Logging network activity events).

    Args:
        sources: Event sources, such as `kms.amazonaws.com`; each needs a selector of its own.
    """
    return [
        _selector(
            f"Calls to {source.split('.')[0]} that an endpoint refused",
            Field(field="eventCategory", equal_to=["NetworkActivity"]),
            Field(field="eventSource", equal_to=[source]),
            Field(field="errorCode", equal_to=["VpceAccessDenied"]),
        )
        for source in sources
    ]


def _objects(name: str, buckets: Sequence[str], scope: Construct, *more: Field) -> Selector:
    """The slash ends a bucket's name: without it, other buckets whose names begin alike would be meant, too."""
    return _selector(
        name,
        Field(field="eventCategory", equal_to=["Data"]),
        Field(field="resources.type", equal_to=["AWS::S3::Object"]),
        Field(field="resources.ARN", starts_with=[f"arn:{Stack.of(scope).partition}:s3:::{bucket}/" for bucket in buckets]),
        *more,
    )


def _selector(name: str, *fields: Field) -> Selector:
    return Selector(name=name, field_selectors=list(fields))

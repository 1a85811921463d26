"""What a stage is, and the order that none can leave.

Personal data goes before anything is compared, counted or modelled, so that no hash, shingle or n-gram is made of it. Duplicates
go before quality and perplexity, so that a text that stands a hundred times does not weigh a hundredfold.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, cast

import pyarrow as pa

from containers.common.ledger import Decision

ORDER = ("read", "normalise", "personal", "exact", "near", "quality", "perplexity", "classify")
PASSED = b"passed"

P = ParamSpec("P")


class OutOfOrder(Exception):  # noqa: N818  (reads as what happened)
    """A stage was given a batch that has not passed exactly the stages before it."""


@dataclass(frozen=True)
class Outcome:
    """What a stage makes of a batch: what it kept, and why it kept, changed or removed it."""

    kept: pa.RecordBatch
    decisions: list[Decision]


Stage = Callable[Concatenate[pa.RecordBatch, P], Outcome]


def passed(batch: pa.RecordBatch) -> tuple[str, ...]:
    """The stages that a batch has been through, as its schema tells."""
    told = (batch.schema.metadata or {}).get(PASSED, b"").decode()
    return tuple(told.split(",")) if told else ()


def stamped(batch: pa.RecordBatch, name: str) -> pa.RecordBatch:
    """Note in the batch that it has been through a stage.

    Raises:
        OutOfOrder: if another stage is due.
    """
    before = passed(batch)
    if (*before, name) != ORDER[: len(before) + 1]:
        due = ORDER[len(before)] if len(before) < len(ORDER) else "none"
        raise OutOfOrder(f"{name} came, {due} is due: the order is {' > '.join(ORDER)}")
    return batch.replace_schema_metadata({PASSED: ",".join((*before, name)).encode()})


def stage(name: str) -> Callable[[Callable[Concatenate[pa.RecordBatch, P], Outcome]], Stage[P]]:
    """Make a function a stage: it is refused a batch that is not due, and stamps the one that it gives back."""

    def decorate(function: Callable[Concatenate[pa.RecordBatch, P], Outcome]) -> Stage[P]:
        @functools.wraps(function)
        def run(batch: pa.RecordBatch, *args: P.args, **kwargs: P.kwargs) -> Outcome:
            due = stamped(batch, name)
            outcome = function(batch, *args, **kwargs)
            return Outcome(outcome.kept.replace_schema_metadata(due.schema.metadata), outcome.decisions)

        return cast("Stage[P]", run)

    return decorate


def keep_rows(batch: pa.RecordBatch, keep: list[bool]) -> pa.RecordBatch:
    """The rows that stay."""
    return batch.filter(pa.array(keep, pa.bool_()))

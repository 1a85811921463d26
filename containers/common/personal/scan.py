"""Find personal data in a text, and take it out."""

from collections.abc import Iterable, Iterator

from containers.common.personal.pack import Finding, Pack
from containers.common.personal.packs import PACKS


def find(text: str, packs: Iterable[Pack] = PACKS) -> list[Finding]:
    """Find everything that the packs know, in order and without overlaps.

    Where two findings overlap the one that begins first stays, of two that begin together the longer one.
    """
    found = sorted((finding for pack in packs for finding in _of_one_pack(text, pack)), key=lambda it: (it.start, -it.end, it.kind))
    kept: list[Finding] = []
    for finding in found:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def redact(text: str, findings: Iterable[Finding]) -> str:
    """Put `[KIND]` in the place of each finding; the findings must be in order and not overlap, as `find` gives them."""
    parts, at = [], 0
    for finding in findings:
        parts += [text[at : finding.start], f"[{finding.kind.upper()}]"]
        at = finding.end
    return "".join([*parts, text[at:]])


def _of_one_pack(text: str, pack: Pack) -> Iterator[Finding]:
    for start, end in _windows(text, pack):
        for match in pack.pattern.finditer(text, start, end):
            group = "value" if "value" in pack.pattern.groupindex else 0
            length = pack.measure(match.group(group))
            if length:
                yield Finding(match.start(group), match.start(group) + length, pack.kind)


def _windows(text: str, pack: Pack) -> Iterator[tuple[int, int]]:
    """The parts of the text around the trigger's hits, joined where they touch, so that no candidate is seen twice."""
    start = end = -1
    for hit in pack.trigger.finditer(text):
        first, last = max(0, hit.start() - pack.before), min(len(text), hit.start() + pack.after)
        if first <= end:
            end = max(end, last)
            continue
        if end >= 0:
            yield start, end
        start, end = first, last
    if end >= 0:
        yield start, end

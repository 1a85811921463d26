"""Images that a Helm chart is told to pull: values name them in parts, and each chart has its own way to put the parts together."""

from collections.abc import Iterator, Mapping

from assurance.evidence.values import Value, walk

PARTS = ("registry", "repository", "image", "tag", "version", "digest")


def chart_images(values: Mapping[str, Value]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every image that a chart's values name, with the place of its parts.

    A `repository` may be the whole path or stand under a `registry`; an `image` beside it is the path's last part, alone it is the whole
    reference. What follows is the digest, or `tag` or `version` (one that begins with `sha256:` is a digest, in NVIDIA's charts). A chart
    that knows no digest writes `repository:tag`: a repository that ends in `@sha256` makes a digest of it.
    """
    for path, value in walk(values):
        if not isinstance(value, dict):
            continue
        parts = {name: str(value[name]) for name in PARTS if isinstance(value.get(name), (str, int, float)) and str(value[name])}
        whole = "/".join(parts[name] for name in ("registry", "repository", "image") if name in parts)
        if "repository" in parts or "image" in parts:
            yield path, whole + _ending(parts)


def _ending(parts: dict[str, str]) -> str:
    if "digest" in parts:
        return f"@{parts['digest']}"
    tag = parts.get("tag") or parts.get("version") or ""
    return f"@{tag}" if tag.startswith("sha256:") else f":{tag}" if tag else ""

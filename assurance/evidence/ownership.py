"""Whether what a value names belongs to the deployment."""

import re
from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.values import Absent, Text, Unknown, Value, references, render, walk

BUCKET = "AWS::S3::Bucket"
SYMBOL = r"\$\{[^}]*\}"
NAMED = re.compile(rf"(?:s3a?://|arn:(?:{SYMBOL}|[^:\s])*:s3:::)(?P<bucket>(?:{SYMBOL}|[A-Za-z0-9._-])+)")
"""A bucket in a URI or an ARN; symbols stand in it as `${…}`."""

NAMES_A_BUCKET = re.compile(r"Bucket(?:Name|Arn|ARN)?$")
ABOUT_ITSELF = {(BUCKET, "BucketName"), ("AWS::S3::BucketPolicy", "Bucket"), ("AWS::S3::AccessPoint", "Bucket")}
"""Properties that say which bucket the resource is, or whose rule it holds."""

READ_AS_CODE = {"Code", "CodeUri", "Content", "ContentUri", "DefinitionS3Location", "BodyS3Location", "TemplateURL"}
"""Places from which a deployment reads what it runs; the CDK keeps that in the bootstrap's own bucket."""


def is_ours(target: Value, graph: TemplateGraph) -> bool:
    """Whether a resource, as a policy names it, is one of the graph, of one of our accounts, or a bucket of ours by its name."""
    if any(reference.resource in graph.resources for reference in references(target)):
        return True
    fields = render(target).split(":", 5)
    if len(fields) != 6:
        return False
    return fields[4] in graph.scope.accounts if fields[4] else fields[5].split("/")[0] in bucket_names(graph)


def stores_elsewhere(graph: TemplateGraph) -> Iterator[Finding]:
    """Buckets that a resource names to write to or to read from and that are not of this deployment.

    The name of a bucket tells no account, so that only those that the templates make are known to be ours. Policies have rules of
    their own and are left out.
    """
    ours = bucket_names(graph)
    for resource in graph.resources.values():
        for path, value in walk(resource.properties):
            if {"Statement", *READ_AS_CODE} & set(path) or not isinstance(value, (str, Text, Unknown)):
                continue
            for name in _buckets_in(resource, path, render(value)):
                if name not in ours and not _is_reference(name):
                    place = (f"{'.'.join(path)} = {render(value)[:120]}",)
                    yield Finding(resource.path, resource.type, f"names the bucket {name}, which is none of this deployment", place)


def bucket_names(graph: TemplateGraph) -> set[str]:
    """The names that the templates give their buckets."""
    return {render(name) for bucket in graph.of_type(BUCKET) for name in bucket.at("BucketName") if not isinstance(name, Absent)}


def _buckets_in(resource: Resource, path: tuple[str, ...], text: str) -> Iterator[str]:
    found = [match["bucket"] for match in NAMED.finditer(text) if '"Statement"' not in text]
    own_property = next((part for part in reversed(path) if not part.isdigit()), "")
    if not found and NAMES_A_BUCKET.search(own_property) and (resource.type, own_property) not in ABOUT_ITSELF:
        found = [text]
    yield from dict.fromkeys(found)


def _is_reference(name: str) -> bool:
    """A reference to a resource of these templates; `${?…}` is what they do not tell."""
    return "${" in name and "${?" not in name

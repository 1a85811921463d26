"""The endpoint: a type that SageMaker hosts in the region, an image that there is, a folder of weights."""

from collections.abc import Iterator

from blueprint.facts.instances import SAGEMAKER_PREFIX
from blueprint.facts.table import nearest
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.offers import refusal


def type_exists_and_is_sold(draft: Draft) -> Iterator[Problem]:
    """The type has SageMaker's prefix, is known, and hosted in the region."""
    kind = draft.text("serving.instance_type")
    if kind is None:
        return
    if not kind.startswith(SAGEMAKER_PREFIX):
        yield Problem(
            "serving.instance_type", shown(kind), f"a SageMaker type, with {SAGEMAKER_PREFIX} before it: {SAGEMAKER_PREFIX}{kind}"
        )
    elif reason := refusal(draft, kind, "hosting", SAGEMAKER_PREFIX):
        yield Problem("serving.instance_type", shown(kind), reason)


def image_has_a_repository(draft: Draft) -> Iterator[Problem]:
    """The image comes from one of the deployment's repositories."""
    name = draft.text("serving.image_repository")
    known = tuple(repository for _, repository in draft.texts("registry.repositories"))
    if draft.has("serving") and name and known and name not in known:
        guess = nearest(name, known)
        hint = f"did you mean {guess}? " if guess else ""
        yield Problem("serving.image_repository", shown(name), f"{hint}one of registry.repositories: {', '.join(known)}")


def prefix_is_a_plain_folder(draft: Draft) -> Iterator[Problem]:
    """No empty or dotted step in the folder: S3 takes them as names, and tools that read them as paths do not."""
    prefix = draft.text("serving.model_prefix")
    if prefix and {"", ".", ".."} & set(prefix.rstrip("/").split("/") if prefix.endswith("/") and not prefix.endswith("//") else [""]):
        yield Problem("serving.model_prefix", shown(prefix), "a folder without empty steps, . or ..")

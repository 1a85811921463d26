"""Where a job's image lies, as each kind of node asks for it."""

from blueprint.facts.partitions import partition
from blueprint.jobs.job import Job
from blueprint.settings.deployment import Deployment


def registry(deployment: Deployment) -> str:
    """The host of the deployment's own registry."""
    return f"{deployment.account}.dkr.ecr.{deployment.region}.{partition(deployment.jurisdiction.partition).dns_suffix}"


def by_digest(job: Job, deployment: Deployment) -> str:
    """As the kubelet asks for it."""
    return f"{registry(deployment)}/{deployment.name}/{job.image.repository}@{job.image.digest}"


def for_enroot(job: Job, deployment: Deployment) -> str:
    """As pyxis asks enroot for it.

    The registry stands before a `#`, and the digest in the place of the tag: enroot puts either into the same request
    (NVIDIA/enroot, src/docker.sh, docker::import, whose pattern of a tag takes the colon).
    """
    return f"{registry(deployment)}#{deployment.name}/{job.image.repository}:{job.image.digest}"


def squash(job: Job, lake: str) -> str:
    """The image as a file of the lake, imported beforehand: its name carries the digest, so that a new image is a new file."""
    return f"{lake}/models/images/{job.image.repository}-{job.image.digest.removeprefix('sha256:')}.sqsh"

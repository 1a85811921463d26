"""Where AWS refuses a key of ours: one rule a case, named by `excused_if` in `keys.yaml`."""

from collections.abc import Callable

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_table import key_table
from assurance.evidence.values import Reference, render


def takes_access_logs(bucket: Resource, graph: TemplateGraph) -> bool:
    """Whether another bucket of the deployment delivers its access logs here."""
    names = {render(name) for name in bucket.at("BucketName")}
    for source in graph.of_type("AWS::S3::Bucket"):
        for target in source.at("LoggingConfiguration", "DestinationBucketName"):
            if source is not bucket and (target == Reference(bucket.id) or (isinstance(target, str) and target in names)):
                return True
    return False


def serves_from_nvme(configuration: Resource, _graph: TemplateGraph) -> bool:
    """Whether every production variant runs on instances with local NVMe storage."""
    families = key_table().nvme_families
    kinds = [*configuration.at("ProductionVariants", "*", "InstanceType")]
    return bool(kinds) and all(isinstance(kind, str) and kind.rpartition(".")[0] in families for kind in kinds)


EXCUSES: dict[str, Callable[[Resource, TemplateGraph], bool]] = {
    "takes_access_logs": takes_access_logs,
    "serves_from_nvme": serves_from_nvme,
}

"""Keys of the disks that a cluster starts by itself: Karpenter's nodes, and volumes that a storage class makes."""

import re
from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.key_source import what_is_wrong
from assurance.evidence.manifests import OBJECT
from assurance.evidence.values import ABSENT, Value, render, truth

NODE_CLASS, STORAGE_CLASS = f"{OBJECT}EC2NodeClass", f"{OBJECT}StorageClass"
MAKES_VOLUMES = re.compile(r"\.csi\.aws\.com$")
PLACE = re.compile(r"\$\{([A-Za-z0-9]+)\}")
"""Where an output of a stack is filled in when the manifests are applied (`blueprint manifests`)."""


def cluster_key_findings(resource: Resource, graph: TemplateGraph) -> Iterator[Finding]:
    """Disks that an object asks for without a key of ours, or unencrypted."""
    if resource.type == NODE_CLASS:
        disks = [disk for mapping in resource.at("spec", "blockDeviceMappings", "*") for disk in _at(mapping, "ebs")]
        if not disks:
            yield Finding(resource.path, resource.type, "leaves its nodes' disks to their image", ("spec.blockDeviceMappings",))
        for disk in disks:
            yield from _disk(resource, disk, "kmsKeyID", "spec.blockDeviceMappings", graph)
    elif resource.type == STORAGE_CLASS and MAKES_VOLUMES.search(render(resource.properties.get("provisioner"))):
        yield from _disk(resource, resource.properties.get("parameters"), "kmsKeyId", "parameters", graph)


def _disk(resource: Resource, disk: Value, key: str, place: str, graph: TemplateGraph) -> Iterator[Finding]:
    told = disk if isinstance(disk, dict) else {}
    if sentence := what_is_wrong(_filled(told.get(key, ABSENT), graph), graph):
        yield Finding(resource.path, resource.type, sentence, (f"{place}.{key} = {render(told.get(key, ABSENT))}",))
    if truth(told.get("encrypted")) is not True and not render(resource.properties.get("provisioner")).startswith("fsx."):
        yield Finding(resource.path, resource.type, "does not switch encryption on", (f"{place}.encrypted",))


def _filled(key: Value, graph: TemplateGraph) -> Value:
    """What will stand there: the output of the stack that a place names."""
    match = PLACE.fullmatch(key) if isinstance(key, str) else None
    return next((output.value for output in graph.outputs if output.name == match[1]), key) if match else key


def _at(value: Value, name: str) -> list[Value]:
    return [value[name]] if isinstance(value, dict) and name in value else []

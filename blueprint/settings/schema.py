"""The JSON Schema of a deployment file: the models' own, with the names that the facts tables know."""

from typing import Any

from blueprint.facts.instances import SAGEMAKER_PREFIX, instances
from blueprint.facts.kubernetes import versions
from blueprint.facts.regions import regions
from blueprint.facts.retention import log_retention_days
from blueprint.settings.cidr import LONGEST_PREFIX, SHORTEST_PREFIX
from blueprint.settings.deployment import Deployment

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CIDR = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/(" + "|".join(str(length) for length in range(SHORTEST_PREFIX, LONGEST_PREFIX + 1)) + ")$"


def json_schema() -> dict[str, Any]:
    """The schema, with a description for each field and the known regions, instance types and retention times as choices."""
    schema = {"$schema": DIALECT, **Deployment.model_json_schema(mode="validation")}
    parts = {name: part["properties"] for name, part in schema["$defs"].items()}
    types = list(instances())
    region = {"enum": list(regions())}
    schema["properties"]["region"].update(region)
    parts["Jurisdiction"]["approved_regions"]["items"].update(region)
    for name in ("Ec2NodeGroup", "EksNodeGroup", "SystemNodes"):
        parts[name]["instance_type"].update(enum=types)
    parts["Pool"]["instance_types"]["items"].update(enum=types)
    parts["Eks"]["version"].update(enum=list(versions()))
    parts["Serving"]["instance_type"].update(enum=[SAGEMAKER_PREFIX + name for name in types])
    for field in (parts["Audit"]["log_retention_days"], parts["Network"]["flow_log_retention_days"]):
        field.update(enum=list(log_retention_days()))
    for field in (parts["Network"]["cidr"], parts["Subnets"]["nodes"]["items"], parts["Subnets"]["endpoints"]["items"]):
        field.update(pattern=CIDR)
    return schema

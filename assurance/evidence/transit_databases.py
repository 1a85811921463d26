"""Databases that take plain connections unless their parameters say otherwise."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.transit_table import Demand, transit_table
from assurance.evidence.values import Value, listed, render

ON = {"1", "on", "true", "enabled", "tls1.2+", "tls1.3+", "fips-140-3"}
DATABASES = {
    "AWS::RDS::DBInstance": "DBParameterGroupName",
    "AWS::RDS::DBCluster": "DBClusterParameterGroupName",
    "AWS::Redshift::Cluster": "ClusterParameterGroupName",
    "AWS::DocDB::DBCluster": "DBClusterParameterGroupName",
    "AWS::Neptune::DBCluster": "DBClusterParameterGroupName",
}
ENGINES = {"AWS::Redshift::Cluster": "redshift", "AWS::DocDB::DBCluster": "docdb", "AWS::Neptune::DBCluster": "neptune"}


def database_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Databases that do not demand TLS, by a parameter group of these templates or by the default of their version."""
    for database in graph.of_type(*DATABASES):
        if "DBClusterIdentifier" in database.properties and database.type == "AWS::RDS::DBInstance":
            continue
        demand = _demand(database)
        if demand is None:
            continue
        said = [*_said(database, demand, graph)]
        if not said and not _by_default(database, demand):
            silent = f"{DATABASES[database.type]} says nothing of {demand.parameter}"
            yield Finding(database.path, database.type, "takes plain connections: no parameter demands TLS", (silent,))
        for group, value in said:
            if render(value).lower() not in ON:
                path = (*graph.path(database, group), f"{demand.parameter} = {render(value)}")
                yield Finding(database.path, database.type, "takes plain connections: its parameters do not demand TLS", path)


def _demand(database: Resource) -> Demand | None:
    engine = ENGINES.get(database.type) or next((render(each) for each in database.at("Engine")), "")
    return next((each for each in transit_table().demands if engine == each.engine or engine.startswith(f"{each.engine}-")), None)


def _said(database: Resource, demand: Demand, graph: TemplateGraph) -> Iterator[tuple[Resource, Value]]:
    """What parameter groups of these templates say of the parameter, as a map or, with Redshift, as a list."""
    for group in graph.referred(database.properties.get(DATABASES[database.type])):
        for parameters in group.at("Parameters"):
            if isinstance(parameters, dict) and demand.parameter in parameters:
                yield group, parameters[demand.parameter]
            for each in listed(parameters):
                if isinstance(each, dict) and each.get("ParameterName") == demand.parameter:
                    yield group, each.get("ParameterValue")


def _by_default(database: Resource, demand: Demand) -> bool:
    if demand.since is None:
        return False
    if demand.since == 0:
        return True
    return all(_number(render(version)) >= demand.since for version in database.at("EngineVersion"))


def _number(version: str) -> float:
    """Major and minor of a version; none where the template does not tell it: then the service chooses, perhaps an older one."""
    parts = version.split(".")
    return float(".".join(parts[:2])) if all(part.isdecimal() for part in parts[:2]) else 0.0

"""Query logs of the resolver, of which moto knows the beginning and not the end; and the tags of all that the resolver holds."""

import json

from moto.route53resolver.responses import Route53ResolverResponse

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.dns_firewall import MISSING, made
from assurance.rehearsal.simulator.records import Parameters, Record, Records, operation, retag
from assurance.rehearsal.values import Json

CONFIGS, ASSOCIATIONS = "ResolverQueryLogConfig", "ResolverQueryLogConfigAssociation"
CODE, BACKEND = "InvalidParameterException", "route53resolver_backend"
others = {name: getattr(Route53ResolverResponse, name) for name in ("list_tags_for_resource", "tag_resource", "untag_resource")}


def create_config(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Where queries are written: a log group or bucket that is there."""
    destination = given["DestinationArn"]
    if ":s3:" in destination:
        exists.bucket(aws, destination.rsplit(":::", 1)[-1].split("/", 1)[0])
    elif ":log-group:" in destination:
        exists.log_group(aws, destination)
    else:
        raise Refused(f"DestinationArn: {destination}: neither a log group nor a bucket; a stream is not modelled")
    record = made(aws, backend, CONFIGS, "rslvr-qlc", "resolver-query-log-config", given)
    record |= {"OwnerId": aws.account, "ShareStatus": "NOT_SHARED", "Status": "CREATED"}
    Records.of(backend, CONFIGS)[record["Id"]] = record
    return {CONFIGS: _counted(backend, record)}


def _counted(backend: Json, config: Record) -> Record:
    used = [one for one in Records.of(backend, ASSOCIATIONS).values() if one["ResolverQueryLogConfigId"] == config["Id"]]
    return {**config, "AssociationCount": len(used)}


def get_config(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One configuration, and how many networks it logs."""
    return {CONFIGS: _counted(backend, Records.of(backend, CONFIGS).one(given[f"{CONFIGS}Id"], MISSING))}


def delete_config(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Refused while it logs a network."""
    known = Records.of(backend, CONFIGS)
    config = _counted(backend, known.one(given[f"{CONFIGS}Id"], MISSING))
    if config["AssociationCount"]:
        raise Refused(f"{config['Id']} still logs {config['AssociationCount']} VPCs")
    del known[config["Id"]]
    return {CONFIGS: config}


def associate(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A network's queries go to a configuration, once."""
    config = Records.of(backend, CONFIGS).one(given[f"{CONFIGS}Id"], MISSING)
    exists.vpc(aws, given["ResourceId"])
    wanted = (config["Id"], given["ResourceId"])
    if wanted in {(one[f"{CONFIGS}Id"], one["ResourceId"]) for one in Records.of(backend, ASSOCIATIONS).values()}:
        raise Refused(f"{given['ResourceId']} is already associated with {config['Id']}")
    record = made(
        aws, backend, ASSOCIATIONS, "rslvr-qlcassoc", "resolver-query-log-config-association", {**given, "CreatorRequestId": wanted}
    )
    record["Status"] = "ACTIVE"
    return {ASSOCIATIONS: record}


def get_association(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """One association by its id."""
    return {ASSOCIATIONS: Records.of(backend, ASSOCIATIONS).one(given[f"{ASSOCIATIONS}Id"], MISSING)}


def disassociate(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """By the pair, not by the association's id."""
    known, pair = Records.of(backend, ASSOCIATIONS), (given[f"{CONFIGS}Id"], given["ResourceId"])
    for identity, one in known.items():
        if (one[f"{CONFIGS}Id"], one["ResourceId"]) == pair:
            return {ASSOCIATIONS: known.pop(identity)}
    raise Refused(f"{pair[1]} is not associated with {pair[0]}")


def _tagged(self: Json, arn: str) -> Record | None:
    kinds: dict[str, Records] = self.route53resolver_backend.__dict__.get("rehearsed_records", {})
    return next((one for records in kinds.values() for one in records.values() if one["Arn"] == arn), None)


def list_tags_for_resource(self: Json) -> Json:
    """Tags stand in their record; moto has all others'."""
    record = _tagged(self, self._get_param("ResourceArn"))
    return others["list_tags_for_resource"](self) if record is None else json.dumps({"Tags": record.get("Tags", [])})


def tag_resource(self: Json) -> Json:
    """Adds tags, or gives them another value."""
    record = _tagged(self, self._get_param("ResourceArn"))
    if record is None:
        return others["tag_resource"](self)
    return json.dumps(retag(record, {"Tags": self._get_param("Tags")}))


def untag_resource(self: Json) -> Json:
    """Takes tags away."""
    record = _tagged(self, self._get_param("ResourceArn"))
    if record is None:
        return others["untag_resource"](self)
    return json.dumps(retag(record, {"TagKeys": self._get_param("TagKeys")}))


OPERATIONS = {
    "create_resolver_query_log_config": operation(create_config, CODE, BACKEND),
    "get_resolver_query_log_config": operation(get_config, CODE, BACKEND),
    "delete_resolver_query_log_config": operation(delete_config, CODE, BACKEND),
    "associate_resolver_query_log_config": operation(associate, CODE, BACKEND),
    "get_resolver_query_log_config_association": operation(get_association, CODE, BACKEND),
    "disassociate_resolver_query_log_config": operation(disassociate, CODE, BACKEND),
    "list_tags_for_resource": list_tags_for_resource,
    "tag_resource": tag_resource,
    "untag_resource": untag_resource,
}

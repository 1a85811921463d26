"""IAM Access Analyzer, a service that moto does not have: analyzers are made, told, listed and deleted."""

import json
import re
import sys
import time
from types import SimpleNamespace
from urllib.parse import unquote

from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import BaseResponse

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json

SERVICE = "accessanalyzer"
HOST = r"https?://access-analyzer\.(.+)\.amazonaws\.com"
SHORTEST_DAYS, LONGEST_DAYS = 1, 365
"""UnusedAccessConfiguration, Access Analyzer API reference."""


class AccessAnalyzerResponse(BaseResponse):
    """The calls of the API; moto finds each by its method and path in botocore's model."""

    def __init__(self) -> None:
        super().__init__(service_name=SERVICE)

    @property
    def _known(self) -> Records:
        return Records.of(accessanalyzer_backends[self.current_account][self.region], "analyzers")

    def create_analyzer(self) -> str:
        """One of a type in an account and region (CreateAnalyzer)."""
        given = json.loads(self.body)
        name, kind = given["analyzerName"], given["type"]
        for other in self._known.values():
            if other["name"] == name:
                raise JsonRESTError("ConflictException", f"the analyzer {name} already exists")
            if other["type"] == kind:
                raise JsonRESTError("ServiceQuotaExceededException", f"{other['name']} is already of the type {kind} here")
        _check_age(kind, given.get("configuration", {}))
        record = {
            "arn": account(self.region, self.current_account).arn("access-analyzer", f"analyzer/{name}"),
            "name": name,
            "type": kind,
            "createdAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "status": "ACTIVE",
            "tags": given.get("tags", {}),
            **({"configuration": given["configuration"]} if "configuration" in given else {}),
        }
        self._known[name] = record
        return json.dumps({"arn": record["arn"]})

    def get_analyzer(self) -> str:
        """One by its name."""
        return json.dumps({"analyzer": self._known.one(self._name, "ResourceNotFoundException")})

    def list_analyzers(self) -> str:
        """All of them."""
        return json.dumps({"analyzers": list(self._known.values())})

    def delete_analyzer(self) -> str:
        """One that is there."""
        self._known.one(self._name, "ResourceNotFoundException")
        del self._known[self._name]
        return "{}"

    def tag_resource(self) -> str:
        """Gives an analyzer tags."""
        self._known.one(self._name, "ResourceNotFoundException")["tags"].update(json.loads(self.body)["tags"])
        return "{}"

    def untag_resource(self) -> str:
        """Takes some away; the keys stand in the query."""
        own = self._known.one(self._name, "ResourceNotFoundException")["tags"]
        for key in self.querystring.get("tagKeys", []):
            own.pop(key, None)
        return "{}"

    @property
    def _name(self) -> str:
        return unquote(self.path).rsplit("/", 1)[-1]


def _check_age(kind: str, configuration: dict[str, Json]) -> None:
    unused = kind.endswith("_UNUSED_ACCESS")
    if set(configuration) - ({"unusedAccess"} if unused else set()):
        raise JsonRESTError("ValidationException", f"configuration: not of an analyzer of the type {kind}")
    days = configuration.get("unusedAccess", {}).get("unusedAccessAge", LONGEST_DAYS)
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise JsonRESTError("ValidationException", f"unusedAccessAge: {days} is outside {SHORTEST_DAYS} to {LONGEST_DAYS}")


class AccessAnalyzerBackend(BaseBackend):
    """Holds the records of one account and region."""

    @property
    def _url_module(self) -> Json:
        paths = ("{0}/analyzer$", "{0}/analyzer/(?P<name>[^/]+)$", "{0}/tags/(?P<arn>.+)$")
        return SimpleNamespace(url_bases=[HOST], url_paths=dict.fromkeys(paths, AccessAnalyzerResponse.dispatch))


accessanalyzer_backends: Json = BackendDict(AccessAnalyzerBackend, SERVICE)


def add_service() -> None:
    """Lets moto find the service: it looks for hosts in a list, and for a module of its own by the service's name."""
    sys.modules[f"moto.{SERVICE}"] = sys.modules[__name__]
    backend_url_patterns.append((SERVICE, re.compile(HOST)))

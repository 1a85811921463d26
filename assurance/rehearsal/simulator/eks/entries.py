"""Calls whose path holds a role's ARN: its slashes arrive decoded, and moto's router takes them for parts of the path."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from moto.core.exceptions import JsonRESTError
from moto.eks.responses import EKSResponse

from assurance.rehearsal.values import Json

PATH = re.compile(
    r".*/clusters/(?P<name>[^/]+)/access-entries/(?P<principalArn>arn:[^/]+:(?:role|user)/.+?)(?P<policies>/access-policies(?:/(?P<policyArn>arn:.+))?)?"
)
NAMED = {"GET": "describe_access_entry", "DELETE": "delete_access_entry"}
POLICIES = {"GET": "list_associated_access_policies", "POST": "associate_access_policy", "DELETE": "disassociate_access_policy"}


def dispatcher(operations: Mapping[str, Callable[[Json], str]]) -> Callable[[Json, str, Json], tuple[int, dict[str, str], str]]:
    """A moto handler of these paths."""

    def respond_to_an_entry(request: Json, full_url: str, headers: Json) -> tuple[int, dict[str, str], str]:
        self = EKSResponse()
        self.setup_class(request, full_url, headers)
        found = PATH.fullmatch(unquote(full_url.split("?", maxsplit=1)[0]))
        names = (POLICIES if found["policies"] else NAMED) if found else {}
        if found is None or request.method not in names:
            return 404, {}, "{}"
        self.uri_match = {name: value for name, value in found.groupdict().items() if value and name != "policies"}
        try:
            return 200, {}, operations[names[request.method]](self)
        except JsonRESTError as error:
            return int(error.code), dict(error.get_headers()), str(error.get_body())

    return respond_to_an_entry

"""Tags of GuardDuty and Security Hub: moto takes them when a detector or hub is made, and has no call to tell or change them."""

import json
from urllib.parse import unquote

from moto.guardduty import urls as guardduty
from moto.guardduty.responses import GuardDutyResponse
from moto.securityhub import urls as securityhub
from moto.securityhub.responses import SecurityHubResponse

from assurance.rehearsal.values import Json

PATH = "{0}/tags/(?P<resource_arn>.+)$"


def add_paths() -> None:
    """Both services have the same path for tags."""
    guardduty.url_paths[PATH] = GuardDutyResponse.dispatch
    securityhub.url_paths[PATH] = SecurityHubResponse.dispatch


def _arn(self: Json) -> str:
    return unquote(self.uri.split("?")[0].rpartition("/tags/")[2])


def _detector(self: Json) -> dict[str, str]:
    held: dict[str, str] = self.guardduty_backend.get_detector(_arn(self).rpartition("/")[2]).tags
    return held


def _hub(self: Json) -> dict[str, str]:
    self.securityhub_backend.describe_hub()
    held: dict[str, str] = self.securityhub_backend.tags
    return held


def _operations(held: Json) -> dict[str, Json]:
    def list_tags_for_resource(self: Json) -> str:
        return json.dumps({"Tags": held(self), "tags": held(self)})

    def tag_resource(self: Json) -> str:
        given = json.loads(self.body)
        held(self).update(given.get("tags") or given.get("Tags"))
        return "{}"

    def untag_resource(self: Json) -> str:
        for key in self.querystring["tagKeys"]:
            held(self).pop(key, None)
        return "{}"

    return {"list_tags_for_resource": list_tags_for_resource, "tag_resource": tag_resource, "untag_resource": untag_resource}


GUARDDUTY, SECURITY_HUB = _operations(_detector), _operations(_hub)

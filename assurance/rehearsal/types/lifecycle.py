"""Lifecycle rules: CloudFormation's spelling and the API's, both ways."""

from collections.abc import Mapping

from assurance.rehearsal.properties import Properties
from assurance.rehearsal.values import Json


def to_rule(written: Mapping[str, Json]) -> dict[str, Json]:
    """A template's rule as `PutBucketLifecycleConfiguration` takes it."""
    given = Properties(written, at="LifecycleConfiguration.Rules.")
    rule: dict[str, Json] = {"Status": given.need("Status"), "Filter": {"Prefix": given.take("Prefix", "")}}
    if (identity := given.take("Id")) is not None:
        rule["ID"] = identity
    if (days := given.take("ExpirationInDays")) is not None:
        rule["Expiration"] = {"Days": days}
    if (marker := given.take("ExpiredObjectDeleteMarker")) is not None:
        rule["Expiration"] = {"ExpiredObjectDeleteMarker": marker}
    if (noncurrent := given.take("NoncurrentVersionExpiration")) is not None:
        rule["NoncurrentVersionExpiration"] = noncurrent
    if (abort := given.take("AbortIncompleteMultipartUpload")) is not None:
        rule["AbortIncompleteMultipartUpload"] = abort
    moves = [{"Days": move["TransitionInDays"], "StorageClass": move["StorageClass"]} for move in given.take("Transitions", [])]
    later = [
        {"NoncurrentDays": move["TransitionInDays"], "StorageClass": move["StorageClass"]}
        for move in given.take("NoncurrentVersionTransitions", [])
    ]
    given.finish()
    return rule | ({"Transitions": moves} if moves else {}) | ({"NoncurrentVersionTransitions": later} if later else {})


def from_rule(rule: Mapping[str, Json]) -> dict[str, Json]:
    """The API's rule as a template writes it."""
    expiration = rule.get("Expiration", {})
    written = {
        "Id": rule.get("ID"),
        "Status": rule["Status"],
        "Prefix": rule.get("Filter", {}).get("Prefix") or rule.get("Prefix"),
        "ExpirationInDays": expiration.get("Days"),
        "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "Transitions": [{"TransitionInDays": move["Days"], "StorageClass": move["StorageClass"]} for move in rule.get("Transitions", [])],
        "NoncurrentVersionTransitions": [
            {"TransitionInDays": move["NoncurrentDays"], "StorageClass": move["StorageClass"]}
            for move in rule.get("NoncurrentVersionTransitions", [])
        ],
    }
    return {name: value for name, value in written.items() if value not in (None, [])}
